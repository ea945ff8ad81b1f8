"""Brings a database to the version of this program, after a copy of it was made."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect
from sqlalchemy.engine import URL

from desktop.errors import StoreUnusable
from desktop.texts import Message

MIGRATIONS = Path(__file__).parent / "migrations"
KEPT_BACKUPS = 10


def upgrade(engine: Engine, url: URL, backups: Path | None) -> None:
    """Upgrade the database if it is older; `StoreUnusable` if it is newer than this program."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    script = ScriptDirectory.from_config(config)
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current == script.get_current_head():
            return
        if current is not None and current not in {one.revision for one in script.walk_revisions()}:
            raise StoreUnusable(
                Message("The database {place} was made by a newer version of Bindeled.", place=str(url.database)),
                what_to_do=Message("Install the newest version on this machine. The database was not touched."),
                technical=f"revision {current}",
            )
        is_empty = not inspect(connection).get_table_names()
        connection.rollback()
        if not is_empty:
            _back_up(url, backups)
        _run(connection, config)


def revision(engine: Engine) -> str:
    """The revision that the database is at."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def _run(connection: Connection, config: Config) -> None:
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


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
