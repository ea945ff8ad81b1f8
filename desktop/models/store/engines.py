"""How each kind of database is opened, so that one of them behaves as the other: one writer at a time, readers beside it.

SQLite takes its write lock when a writer begins (BEGIN IMMEDIATE). PostgreSQL has no such lock: there a writer takes an advisory
lock of its own as the first thing, which ends with its transaction, and then sees what the writer before it has committed. So
no unit of work ever fails because of another one, and none must be repeated. Readers see the database as it was when they began.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL

from desktop.errors import StoreUnusable
from desktop.texts import Message

BUSY_SECONDS = 10  # how long a writer of a file waits for another one
SHARED_BUSY_SECONDS = 30  # and one of a server, where several people read registers
FIRST_WRITE_SECONDS = 1  # how long a program that makes a new file may take until its first write
MOST_CLOCKS_DIFFER = dt.timedelta(seconds=10)  # claims and proofs of absence have times: people who share them need one clock

_WRITERS = 0x42696E64656C6564  # our advisory lock: "Bindeled" in ASCII
_SESSION = (
    "SET synchronous_commit = on; "  # some servers answer before it is on their disk; a claim must outlive their crash
    "SET lock_timeout = '{busy}s'; "
    # A computer that falls asleep in the middle of writing must not hold up the others for hours.
    "SET idle_in_transaction_session_timeout = '60s'"
)
_NOTICE_A_DEAD_SERVER = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 30_000,  # milliseconds
}


def is_file(url: URL) -> bool:
    """Whether the database is a SQLite file of this computer."""
    return url.get_backend_name() == "sqlite"


def place_of(url: URL) -> str:
    """What people call the database: its file, or server and name. Never with a user or a password."""
    if is_file(url):
        return str(url.database)
    return f"{url.host or url.query.get('host') or 'localhost'}/{url.database}"


def engine_for(url: URL) -> Engine:
    """Connections to the database; nothing is asked of it yet."""
    return _of_file(url) if is_file(url) else _of_server(url)


def reading_options(url: URL) -> dict[str, Any]:
    """The options of an engine for units of work that only read."""
    of_server = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    return {"reading": True, **({} if is_file(url) else of_server)}


def safe_connection(url: URL) -> dict[str, str]:
    """What makes the way to a server safe: another computer is reached by TLS alone, and proves by its certificate who it is.

    `sslrootcert` in the address names the file of whoever signed it.
    """
    return {} if is_this_computer(url) else {"sslmode": "verify-full"}


def is_this_computer(url: URL) -> bool:
    """Whether a server is reached without leaving this computer; without a name libpq may take it from elsewhere."""
    names = str(url.host or url.query.get("host", "")).split(",")
    return {"hostaddr", "service"}.isdisjoint(url.query) and all(_is_local(name) for name in names)


def _is_local(host: str) -> bool:
    if host == "localhost" or host.startswith("/"):  # a folder is that of a socket
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _of_server(url: URL) -> Engine:
    from desktop.models.store import without_nul

    engine = create_engine(
        url,
        hide_parameters=True,  # the values of a statement stay out of errors, and so of the technical log
        isolation_level="READ COMMITTED",  # behind the lock: what the writer before committed is seen
        pool_pre_ping=True,  # a program that stood open overnight has lost its connections
        connect_args={**_NOTICE_A_DEAD_SERVER, **safe_connection(url)},
    )

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.execute(_SESSION.format(busy=SHARED_BUSY_SECONDS))
        connection.commit()
        without_nul.use_for(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if not connection.get_execution_options().get("reading", False):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS})")

    return engine


def refuse_unfit_server(engine: Engine) -> None:
    """`StoreUnusable` when a server keeps texts in an encoding that not every name fits in, or has another time than we."""
    with engine.execution_options(**reading_options(engine.url)).connect() as connection:
        asked = dt.datetime.now(dt.UTC)
        encoding, there = connection.execute(text("SELECT current_setting('server_encoding'), clock_timestamp()")).one()
        answered = dt.datetime.now(dt.UTC)
    place = place_of(engine.url)
    if encoding != "UTF8":
        raise StoreUnusable(
            Message("The database {place} cannot keep every letter.", place=place),
            what_to_do=Message("Let whoever runs the server make one with the encoding UTF8."),
            technical=f"server_encoding {encoding}",
        )
    if not asked - MOST_CLOCKS_DIFFER < there < answered + MOST_CLOCKS_DIFFER:
        raise StoreUnusable(
            Message("The clocks of this computer and of the database {place} differ.", place=place),
            what_to_do=Message(
                "Set the clock of this computer, or let whoever runs the server set theirs. Until then Bindeled cannot tell what "
                "a colleague is sending at this moment."
            ),
            technical=f"{(there - answered).total_seconds():.1f} s",
        )


def _of_file(url: URL) -> Engine:
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

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


def refuse_emptied(file: Path) -> None:
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
