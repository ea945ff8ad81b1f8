"""A copy of a database for practice: what is done there is thrown away."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from desktop.errors import StoreUnusable
from desktop.texts import Message


def copied(database: Path, folder: Path) -> Path:
    """Copy a SQLite file into a folder through its backup API, so that the copy is whole even while others write."""
    copy = folder / database.name
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except sqlite3.Error as trouble:
        raise StoreUnusable(
            Message("The database {place} cannot be copied for practice.", place=str(database)),
            what_to_do=Message("See that there is room on the disk, and try again."),
            technical=str(trouble),
        ) from trouble
    return copy
