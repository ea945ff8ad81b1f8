"""The rows of expenses, see `tables.py`: what was last read, what was chosen for entries, and every writing to the PSA."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.store.tables import Key, Row


class ExpenseRecordRow(Row):
    """An account, an entry, an expense type or a project, as last read; `document` is the whole record."""

    __tablename__ = "expense_records"
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(Key, primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)  # in the order in which they were read
    document: Mapped[str]


class ExpenseChoiceRow(Row):
    """The project and the type that a person chose for an entry; empty: not chosen."""

    __tablename__ = "expense_choices"
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"), primary_key=True)
    entry_key: Mapped[str] = mapped_column(Key, primary_key=True)
    project_id: Mapped[str] = mapped_column(Key)
    type_id: Mapped[str] = mapped_column(Key)


class ExpenseImportRow(Row):
    """One writing of an expense; its key is what stops a second one of the same entry. Odd turns import, even ones take back."""

    __tablename__ = "expense_imports"
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"), primary_key=True)
    entry_key: Mapped[str] = mapped_column(Key, primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Key)
    document: Mapped[str]  # the expense as it was sent
    claimed_by: Mapped[str]
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    reason: Mapped[dict[str, Any] | None]
    log_entry_id: Mapped[int | None]
