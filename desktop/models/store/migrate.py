"""Brings a database to the version of this program, after a copy of it was made."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine import URL

from desktop.errors import StoreUnusable
from desktop.texts import Message

MIGRATIONS = Path(__file__).parent / "migrations"
KEPT_BACKUPS = 10


def upgrade(engine: Engine, url: URL, backups: Path | None) -> None:
    """Upgrade the database if it is older; `StoreUnusable` if it is newer than this program."""
    known = revisions()
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        current = _revision(connection, tables)
        if current == known[-1]:
            return
        if current and current not in known:
            raise StoreUnusable(
                Message("The database {place} was made by a newer version of Bindeled.", place=str(url.database)),
                what_to_do=Message("Install the newest version on this machine. The database was not touched."),
                technical=f"revision {current}",
            )
        connection.rollback()
        if tables:
            _back_up(url, backups)
        _run(connection)


def revisions() -> list[str]:
    """Every revision this program knows, oldest first: the files in `migrations/versions` begin with theirs."""
    return sorted(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("*.py"))


def revision(engine: Engine) -> str:
    """The revision that the database is at, empty when it has none."""
    with engine.connect() as connection:
        return _revision(connection, inspect(connection).get_table_names())


def _revision(connection: Connection, tables: list[str]) -> str:
    if "alembic_version" not in tables:
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none() or ""


def _run(connection: Connection) -> None:
    """Every missing migration in one transaction: all of them or none, and of two programs one waits and finds them done."""
    # Alembic is loaded only when there is something to do: it costs a start a fifth of a second.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with connection.begin():  # without it Alembic commits each table of SQLite by itself
        command.upgrade(config, "head")
        if connection.dialect.name == "postgresql":
            _take_texts_of_any_length(connection)


def _take_texts_of_any_length(connection: Connection) -> None:
    """SQLite holds no text to the length of its column, so PostgreSQL must not: ids and references are others' to choose."""
    bounded = text(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = current_schema() AND character_maximum_length = 200"
    )
    for table, column in connection.execute(bounded).all():
        connection.execute(text(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE text'))  # names of our own migrations


def _back_up(url: URL, backups: Path | None) -> None:
    """Copy a SQLite file through its backup API, so that the copy is whole even while others write; the oldest copies go."""
    if url.get_backend_name() != "sqlite" or not url.database:
        return
    folder = backups or Path(url.database).parent / "backups"
    folder.mkdir(parents=True, exist_ok=True)
    stem = Path(url.database).stem
    copy = folder / f"{stem}-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S%f}.sqlite"
    try:
        with closing(sqlite3.connect(url.database)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error:
        copy.unlink(missing_ok=True)  # half a copy would be taken for a whole one
        raise
    ours = re.compile(re.escape(stem) + r"-\d{8}T\d{12}\.sqlite")
    for old in sorted(one for one in folder.iterdir() if ours.fullmatch(one.name))[:-KEPT_BACKUPS]:
        old.unlink()
