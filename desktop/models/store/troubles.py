"""The sentences for what SQLite and PostgreSQL say when they cannot do their work."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, OperationalError

from desktop.errors import StoreUnusable
from desktop.models.store.engines import is_file, place_of
from desktop.texts import Message

NO_ANSWER = "08"  # the class of PostgreSQL's codes for connections; where there is none nobody can tell a code


@contextmanager
def as_store_trouble(url: URL, kinds: tuple[type[Exception], ...] = (DBAPIError,)) -> Iterator[None]:
    """`StoreUnusable` in place of these kinds of errors."""
    try:
        yield
    except kinds as trouble:
        orig = getattr(trouble, "orig", None) or trouble
        technical = str(orig)
        if isinstance(trouble, OSError):  # its own words are in the language of the operating system
            technical = f"{'no space' if trouble.errno == errno.ENOSPC else 'unable to open'}: {technical}"
        if is_file(url):
            raise _of_file(technical, place_of(url)) from trouble
        is_lost = isinstance(trouble, OperationalError) and not getattr(orig, "sqlstate", None)
        raise _of_server(technical, NO_ANSWER if is_lost else getattr(orig, "sqlstate", None) or "", place_of(url)) from trouble


def _of_file(technical: str, place: str) -> StoreUnusable:
    """What SQLite said, by its words: they are always English."""
    said = technical.casefold()
    if "locked" in said or "busy" in said:
        sentence = Message("The database {place} is locked by another program.", place=place)
        step = Message("Close the other program, or wait for its work to end, and try again. Nothing was lost.")
    elif "readonly" in said or "read-only" in said or "unable to open" in said:
        sentence = Message("The database {place} cannot be opened for writing.", place=place)
        step = Message("Ask for the right to write in that folder, or choose another data folder.")
    elif "malformed" in said or "not a database" in said or "encrypted" in said:
        sentence = Message("The database {place} is damaged.", place=place)
        step = Message("Put back the newest copy from the folder backups beside it. Do not transfer invoices before that.")
    elif "full" in said or "no space" in said or "disk i/o" in said:
        sentence = Message("The disk that holds the database {place} is full or cannot be written.", place=place)
        step = Message("Make room on the disk, see that it is connected, and try again. What was being done has not been kept.")
    else:
        return _unexpected(technical, place)
    return StoreUnusable(sentence, what_to_do=step, technical=technical)


def _of_server(technical: str, state: str, place: str) -> StoreUnusable:
    """What PostgreSQL said, by its code (its manual, appendix A): its words are in the language of the server.

    Somebody who ends the server is 57P0x; 25P03 is a computer that slept in the middle of writing.
    """
    if state == "55P03":  # lock_not_available
        sentence = Message("The database {place} is locked by another program.", place=place)
        step = Message("Close the other program, or wait for its work to end, and try again. Nothing was lost.")
    elif state in ("42501", "25006"):  # insufficient_privilege, read_only_sql_transaction
        sentence = Message("The database {place} cannot be opened for writing.", place=place)
        step = Message("Let whoever runs the server give this user the right to make and write tables in it.")
    elif state.startswith(("53", "58")):  # insufficient resources, system error
        sentence = Message("The disk that holds the database {place} is full or cannot be written.", place=place)
        step = Message("Make room on the disk, see that it is connected, and try again. What was being done has not been kept.")
    elif state == NO_ANSWER and ("SSL" in technical or "certificate" in technical):  # our own side says so, in English
        sentence = Message("The certificate of the database server of {place} is not trusted, so nothing was sent.", place=place)
        step = Message("See that the server has TLS, and that ?sslrootcert=FILE names the file of whoever signed its certificate.")
    elif state.startswith((NO_ANSWER, "57P", "25P03")):
        sentence = Message("The database server of {place} does not answer, or did not let Bindeled in.", place=place)
        step = Message(
            "See that the server runs, that this computer reaches it, and that user and password are right, and try again. "
            "What was being sent is looked up before anything is sent again."
        )
    else:
        return _unexpected(technical, place)
    return StoreUnusable(sentence, what_to_do=step, technical=technical)


def _unexpected(technical: str, place: str) -> StoreUnusable:
    return StoreUnusable(
        Message("The database {place} did not answer as it should.", place=place),
        what_to_do=Message("Try again. If it happens again, send us the log file."),
        technical=technical,
    )
