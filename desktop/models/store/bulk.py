"""Writing very many rows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session


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
