"""Reading and writing very many records at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let Python not look for cycles of garbage meanwhile: records have none, and looking takes as long as reading them does.

    It does not look through what was read afterwards either; that is still freed when nobody needs it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()


def insert_all(session: Session, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows of texts and whole numbers, all with the same columns; none are nothing to do.

    The driver gets them as they are: SQLAlchemy's care for each value, which these do not need, takes longer than the database.
    """
    if not rows:
        return
    connection = session.connection()
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(rows[0]))
    order = statement.positiontup  # SQLite's driver takes values by place, PostgreSQL's by name
    connection.exec_driver_sql(str(statement), [tuple(map(row.__getitem__, order)) for row in rows] if order else rows)
