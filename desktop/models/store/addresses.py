"""The address of a shared store, as people give it: that of a PostgreSQL database, and never with a password in it."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from desktop.errors import SettingsError
from desktop.models.store.engines import is_this_computer
from desktop.texts import Message

_DRIVERS = ("postgresql", "postgresql+psycopg")
_SECRETS = {"password", "sslpassword", "passfile"}  # libpq takes them behind the question mark too


def shared_address(given: str) -> URL:
    """The address without what is secret; `SettingsError` when it is none, or holds a password. It is repeated nowhere."""
    try:
        url = make_url(given)
    except (ArgumentError, ValueError):
        raise _unreadable() from None  # the cause may repeat the address
    if url.drivername not in _DRIVERS or not url.database:
        raise _unreadable()
    if url.password is not None or not _SECRETS.isdisjoint(url.query):
        raise SettingsError(
            Message("The address of the shared database holds a password, which others on this computer can read."),
            what_to_do=Message(
                "Let whoever runs the server give you a new one, leave it out of the address, and keep it in the keyring with: "
                "bindeled database ADDRESS"
            ),
        )
    if not (is_this_computer(url) or url.query.get("sslrootcert")):
        raise SettingsError(
            Message(
                "A database on another computer is reached by TLS alone, so its address names who signed the server's certificate."
            ),
            what_to_do=Message("Add ?sslrootcert=FILE to the address; whoever runs the server has the file."),
        )
    return url


def account_of(url: URL) -> str:
    """The name under which the keyring keeps the password of this user on this database."""
    return f"database {url.username or ''}@{url.host or url.query.get('host', '')}:{url.port or 5432}/{url.database}"


def _unreadable() -> SettingsError:
    return SettingsError(
        Message("The address of the shared database cannot be read."),
        what_to_do=Message("It looks like this: postgresql://user@server/database"),
    )
