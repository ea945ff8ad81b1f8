"""The rows of expenses, see `tables.py`: what was last read, what was chosen for entries, and every writing to the PSA."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.store.tables import Key, OfIntegration


class ExpenseRecordRow(OfIntegration):
    """An account, an entry, an expense type or a project, as last read; `document` is the whole record."""

    __tablename__ = "expense_records"
    kind: Mapped[str] = mapped_column(Key, primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)  # in the order in which they were read
    document: Mapped[str]


class ExpenseChoiceRow(OfIntegration):
    """The project and the type that a person chose for an entry; empty: not chosen."""

    __tablename__ = "expense_choices"
    entry_key: Mapped[str] = mapped_column(Key, primary_key=True)
    project_id: Mapped[str] = mapped_column(Key)
    type_id: Mapped[str] = mapped_column(Key)


class ExpenseImportRow(OfIntegration):
    """One writing of an expense; its key is what stops a second one of the same entry. Odd turns import, even ones take back."""

    __tablename__ = "expense_imports"
    entry_key: Mapped[str] = mapped_column(Key, primary_key=True)
    turn: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(Key)
    document: Mapped[str]  # the expense as it was sent
    claimed_by: Mapped[str]
    started_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]
    reason: Mapped[dict[str, Any] | None]
    log_entry_id: Mapped[int | None]
