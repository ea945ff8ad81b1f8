"""The store and its unit of work.

    with store.work() as work:
        work.links.add(...)
        work.commit()

A unit of work is rolled back unless `commit` was called. It is short, and none is open during a network call.
Writers of SQLite take the write lock at once (BEGIN IMMEDIATE), so that two of them wait for each other instead of failing.
"""

from __future__ import annotations

import errno
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.orm import Session, configure_mappers

from desktop.errors import StoreUnusable
from desktop.models.store import migrate
from desktop.models.store.batches import Batches
from desktop.models.store.carried import Carried
from desktop.models.store.customers import Customers
from desktop.models.store.decisions import Decisions
from desktop.models.store.default_items import DefaultItemRows
from desktop.models.store.expenses import Expenses
from desktop.models.store.integrations import Integrations
from desktop.models.store.invoices import Invoices
from desktop.models.store.items import Items
from desktop.models.store.judged_pairs import JudgedPairs
from desktop.models.store.links import Links
from desktop.models.store.log_entries import LogEntries
from desktop.models.store.people import People
from desktop.models.store.reconciliations import Reconciliations
from desktop.models.store.secrets import SealedSecrets
from desktop.models.store.settings import Settings
from desktop.models.store.transfers import Transfers
from desktop.texts import Message

BUSY_SECONDS = 10
FIRST_WRITE_SECONDS = 1  # how long a program that makes a new file may take until its first write


class Work:
    """One unit of work: the repositories, one per kind, on one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.integrations = Integrations(session)
        self.settings = Settings(session)
        self.customers = Customers(session)
        self.people = People(session)
        self.items = Items(session)
        self.default_items = DefaultItemRows(session)
        self.expenses = Expenses(session)
        self.invoices = Invoices(session)
        self.links = Links(session)
        self.carried = Carried(session)
        self.decisions = Decisions(session)
        self.judged_pairs = JudgedPairs(session)
        self.transfers = Transfers(session)
        self.reconciliations = Reconciliations(session)
        self.batches = Batches(session)
        self.log = LogEntries(session)
        self.sealed_secrets = SealedSecrets(session)

    def __enter__(self) -> Work:
        return self

    def __exit__(self, kind: type[BaseException] | None, trouble: BaseException | None, traceback: TracebackType | None) -> None:
        self._session.rollback()
        self._session.close()

    def commit(self) -> None:
        """Keep what was done so far."""
        self._session.commit()


class Store:
    """The database of all integrations; SQLite in a file, or PostgreSQL for a shared store."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite lets one write at a time and the others ask again after growing pauses; the threads of one program take turns.
        is_sqlite = engine.url.get_backend_name() == "sqlite"
        self._turn: AbstractContextManager[object] = threading.RLock() if is_sqlite else nullcontext()

    @classmethod
    def open(cls, address: str | Path, backups: Path | None = None) -> Store:
        """Open (and create or upgrade) the database; a file path means SQLite. `StoreUnusable` says what is wrong with it.

        Before an upgrade a copy is made in `backups` (default: beside the file) through SQLite's backup API.
        """
        url = make_url(address) if isinstance(address, str) and "://" in address else URL.create("sqlite", database=str(address))
        # OSError: a folder cannot be made; sqlite3.Error: nor the copy; InvalidRequestError: the file notes two versions.
        kinds = (DBAPIError, OSError, sqlite3.Error, InvalidRequestError)
        with _as_store_trouble(str(url.database), kinds), ExitStack() as when_it_fails:
            if url.get_backend_name() == "sqlite" and url.database:
                _refuse_emptied(Path(url.database))
            engine = _engine(url)
            when_it_fails.callback(engine.dispose)
            migrate.upgrade(engine, url, backups)
            configure_mappers()  # here, where nobody waits for a window: else the first query does it
            when_it_fails.pop_all()
        return cls(engine)

    def __reduce__(self) -> tuple[Callable[[URL], Store], tuple[URL]]:
        """Another process of ours opens the same database, which is up to date."""
        return _attached, (self._engine.url,)

    @property
    def name(self) -> str:
        """The database's place without password: what tells two stores on one machine apart."""
        return self._engine.url.render_as_string(hide_password=True)

    @contextmanager
    def work(self) -> Iterator[Work]:
        """A unit of work that may write."""
        place = str(self._engine.url.database)
        with self._turn, _as_store_trouble(place), Work(Session(self._engine, expire_on_commit=False)) as work:
            yield work

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """A unit of work that only reads: it takes no write lock, so a long list never holds up a transfer."""
        engine = self._engine.execution_options(reading=True)
        with _as_store_trouble(str(self._engine.url.database)), Work(Session(engine, expire_on_commit=False)) as work:
            yield work

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()


def _attached(url: URL) -> Store:
    return Store(_engine(url))


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url, isolation_level="SERIALIZABLE")
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy opens transactions below, not the driver
        for pragma in ("synchronous = FULL", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        _use_journal(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def _refuse_emptied(file: Path) -> None:
    """A missing file is a new store; one without content had some once, and without it invoices would be sent again."""
    deadline = time.monotonic() + FIRST_WRITE_SECONDS
    while file.is_file() and file.stat().st_size == 0:
        if time.monotonic() > deadline:
            raise StoreUnusable(
                Message("The database {place} is damaged.", place=str(file)),
                what_to_do=Message(
                    "Put back the newest copy from the folder backups beside it. Do not transfer invoices before that. "
                    "If Bindeled was never used here, remove the file, which is empty."
                ),
                technical="the file has no content",
            )
        time.sleep(0.02)  # another program may be making it at this moment


def _use_journal(connection: Any) -> None:
    """Switch to WAL. SQLite waits for no lock here, and two programs may open a fresh file at the same time."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as trouble:
            if "locked" not in str(trouble) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


@contextmanager
def _as_store_trouble(place: str, kinds: tuple[type[Exception], ...] = (DBAPIError,)) -> Iterator[None]:
    try:
        yield
    except kinds as trouble:
        technical = str(getattr(trouble, "orig", trouble))
        if isinstance(trouble, OSError):  # its own words are in the language of the operating system
            technical = f"{'no space' if trouble.errno == errno.ENOSPC else 'unable to open'}: {technical}"
        raise _trouble(technical, place) from trouble


def _trouble(technical: str, place: str) -> StoreUnusable:
    """The sentence for what SQLite or PostgreSQL said."""
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
        sentence = Message("The database {place} did not answer as it should.", place=place)
        step = Message("Try again. If it happens again, send us the log file.")
    return StoreUnusable(sentence, what_to_do=step, technical=technical)
