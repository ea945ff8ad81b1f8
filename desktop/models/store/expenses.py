"""Expenses: what was read and chosen, and their way to the PSA. `claim` is the lock: of two people one gets the entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desktop.models.records import (
    Account,
    Expense,
    ExpenseChoice,
    ExpenseKnowledge,
    ExpenseState,
    ExpenseType,
    LedgerEntry,
    Project,
    Reason,
    WrittenExpense,
)
from desktop.models.store.expense_tables import ExpenseChoiceRow, ExpenseImportRow, ExpenseRecordRow
from desktop.models.store.packing import packed, packed_reason, unpacked, unpacked_reason
from desktop.models.store.settings import Settings

T = TypeVar("T")
_KINDS: dict[type[Any], str] = {Account: "account", LedgerEntry: "entry", ExpenseType: "type", Project: "project"}
_SETTING = "expenses"
_OPEN = (ExpenseState.SENDING, ExpenseState.UNKNOWN)  # how it ended is still to be told


class Expenses:
    """The expenses of an integration."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._settings = Settings(session)

    def known(self, integration_id: int) -> ExpenseKnowledge:
        """All of it, as it stands now."""
        kept = self._settings.get(integration_id, _SETTING)
        choices = self._session.scalars(select(ExpenseChoiceRow).where(ExpenseChoiceRow.integration_id == integration_id))
        return ExpenseKnowledge(
            accounts=self._read(integration_id, Account),
            chosen=frozenset(kept.get("accounts", ())),
            entries=self._read(integration_id, LedgerEntry),
            types=self._read(integration_id, ExpenseType),
            projects=self._read(integration_id, Project),
            choices={row.entry_key: ExpenseChoice(project_id=row.project_id, type_id=row.type_id) for row in choices},
            imports=self.imports(integration_id),
            since=dt.date.fromisoformat(kept["since"]) if "since" in kept else None,
            read_at=dt.datetime.fromisoformat(kept["read_at"]) if "read_at" in kept else None,
        )

    def replace_read(self, integration_id: int, kind: type[T], records: Sequence[T]) -> None:
        """Keep what was just read in the place of what was."""
        name = _KINDS[kind]
        here = (ExpenseRecordRow.integration_id == integration_id, ExpenseRecordRow.kind == name)
        self._session.execute(delete(ExpenseRecordRow).where(*here))
        self._session.add_all(
            ExpenseRecordRow(integration_id=integration_id, kind=name, place=place, document=packed(one))
            for place, one in enumerate(records)
        )

    def put_chosen(self, integration_id: int, accounts: Iterable[str]) -> None:
        """Keep whose entries are wanted."""
        kept = self._settings.get(integration_id, _SETTING)
        self._settings.put(integration_id, _SETTING, {**kept, "accounts": sorted(accounts)})

    def read_now(self, integration_id: int, since: dt.date) -> None:
        """Note that the entries were read, and from which day on."""
        kept = self._settings.get(integration_id, _SETTING)
        now = dt.datetime.now(dt.UTC).isoformat()
        self._settings.put(integration_id, _SETTING, {**kept, "since": since.isoformat(), "read_at": now})

    def put_choice(self, integration_id: int, entry_key: str, choice: ExpenseChoice) -> None:
        """Keep what was chosen for an entry."""
        self._session.merge(
            ExpenseChoiceRow(
                integration_id=integration_id, entry_key=entry_key, project_id=choice.project_id, type_id=choice.type_id
            )
        )

    def imports(self, integration_id: int) -> dict[str, WrittenExpense]:
        """The newest writing of each entry that was ever written."""
        rows = self._session.scalars(
            select(ExpenseImportRow).where(ExpenseImportRow.integration_id == integration_id).order_by(ExpenseImportRow.turn)
        )
        return {row.entry_key: _record(row) for row in rows}

    def written(self, integration_id: int) -> list[Expense]:
        """Every expense that was ever sent, or was to be."""
        rows = self._session.scalars(select(ExpenseImportRow.document).where(ExpenseImportRow.integration_id == integration_id))
        return [unpacked(document, Expense) for document in rows]

    def get(self, integration_id: int, entry_key: str, turn: int) -> WrittenExpense | None:
        """One writing."""
        row = self._session.get(ExpenseImportRow, (integration_id, entry_key, turn))
        return None if row is None else _record(row)

    def newest(self, integration_id: int, entry_key: str) -> WrittenExpense | None:
        """The newest writing of one entry."""
        row = self._session.scalars(
            select(ExpenseImportRow)
            .where(ExpenseImportRow.integration_id == integration_id, ExpenseImportRow.entry_key == entry_key)
            .order_by(ExpenseImportRow.turn.desc())
            .limit(1)
        ).one_or_none()
        return None if row is None else _record(row)

    def claim(self, integration_id: int, entry_key: str, turn: int, expense: Expense, claimed_by: str) -> WrittenExpense | None:
        """Become the one who writes it; `None` when somebody else did or does. The caller commits before anything is sent.

        A writing that was refused is claimed again, whatever was chosen since.
        """
        row = self._row(integration_id, entry_key, turn)
        now = dt.datetime.now(dt.UTC)
        if row is not None:
            if row.state != ExpenseState.FAILED:
                return None
            row.state, row.document, row.claimed_by = ExpenseState.SENDING, packed(expense), claimed_by
            row.started_at, row.ended_at, row.reason = now, None, None
            return _record(row)
        row = ExpenseImportRow(
            integration_id=integration_id,
            entry_key=entry_key,
            turn=turn,
            state=ExpenseState.SENDING,
            document=packed(expense),
            claimed_by=claimed_by,
            started_at=now,
            ended_at=None,
            reason=None,
            log_entry_id=None,
        )
        try:
            with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError:
            return None
        return _record(row)

    def hold(self, integration_id: int, written: WrittenExpense) -> bool:
        """Hold on to a claim just before sending: it counts from now. False: somebody took it over, so nothing may be sent."""
        row = self._row(integration_id, written.entry_key, written.turn)
        if row is None or row.claimed_by != written.claimed_by or row.state != ExpenseState.SENDING:
            return False
        row.started_at = dt.datetime.now(dt.UTC)
        return True

    def is_held(self, integration_id: int, written: WrittenExpense) -> bool:
        """Whether its outcome is still for this claim to tell: nobody proved it absent, or wrote it, meanwhile."""
        row = self._row(integration_id, written.entry_key, written.turn)
        return row is not None and row.claimed_by == written.claimed_by and row.state in _OPEN

    def end(
        self,
        integration_id: int,
        written: WrittenExpense,
        state: ExpenseState,
        *,
        reason: Reason | None = None,
        log_entry_id: int | None = None,
    ) -> bool:
        """Write down how it ended. False, and nothing is written: the claim does not hold it any more."""
        row = self._row(integration_id, written.entry_key, written.turn)
        if row is None or row.claimed_by != written.claimed_by or row.state not in _OPEN:
            return False
        row.state, row.reason, row.log_entry_id = state, packed_reason(reason), log_entry_id
        row.ended_at = dt.datetime.now(dt.UTC)
        return True

    def release(self, integration_id: int, written: WrittenExpense) -> None:
        """Give back a claim under which nothing was sent."""
        row = self._row(integration_id, written.entry_key, written.turn)
        if row is not None and row.claimed_by == written.claimed_by and row.state == ExpenseState.SENDING:
            self._session.delete(row)

    def _read(self, integration_id: int, kind: type[T]) -> tuple[T, ...]:
        rows = self._session.scalars(
            select(ExpenseRecordRow.document)
            .where(ExpenseRecordRow.integration_id == integration_id, ExpenseRecordRow.kind == _KINDS[kind])
            .order_by(ExpenseRecordRow.place)
        )
        return tuple(unpacked(document, kind) for document in rows)

    def _row(self, integration_id: int, entry_key: str, turn: int) -> ExpenseImportRow | None:
        return self._session.get(ExpenseImportRow, (integration_id, entry_key, turn), with_for_update=True)


def _record(row: ExpenseImportRow) -> WrittenExpense:
    return WrittenExpense(
        entry_key=row.entry_key,
        turn=row.turn,
        state=ExpenseState(row.state),
        expense=unpacked(row.document, Expense),
        claimed_by=row.claimed_by,
        started_at=row.started_at,
        ended_at=row.ended_at,
        reason=unpacked_reason(row.reason),
        log_entry_id=row.log_entry_id,
    )
