"""Transfers. `claim` is the lock: of two senders on one store one gets it (design.md section 5, step 3)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, NamedTuple, cast

from sqlalchemy import JSON, Table, bindparam, select, type_coerce
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from desktop.errors import RecordRefused
from desktop.models.records import (
    Amounts,
    FinanceInvoice,
    FinanceState,
    Outcome,
    Reason,
    Steps,
    Transfer,
    TransferState,
    TransferStep,
)
from desktop.models.records.document_names import Name, name_of, names
from desktop.models.references import mark_of
from desktop.models.store.packing import packed_amounts, packed_reason, unpacked_amounts, unpacked_reason
from desktop.models.store.tables import AwareTime, TransferRow
from desktop.texts import Message


class Transfers:
    """Where each invoice stands."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, integration_id: int) -> dict[str, Transfer]:
        """Every transfer by invoice id."""
        rows = self._session.execute(select(*_AS_STORED).where(_TRANSFERS.c.integration_id == integration_id))
        found = map(_made, rows.all())  # at once: row by row takes three times as long
        return {one.invoice_id: one for one in found}

    def get(self, integration_id: int, invoice_id: str) -> Transfer | None:
        """One transfer, or `None`: waiting."""
        row = self._row(integration_id, invoice_id)
        return None if row is None else _record(row)

    def references(self, integration_id: int) -> dict[Name | None, str]:
        """The reference of every transfer by the document that it names; for long lists, as no more is read."""
        wanted = select(*(_TRANSFERS.c[name] for name in _Named._fields)).where(_TRANSFERS.c.integration_id == integration_id)
        found = map(_Named._make, self._session.execute(wanted).all())
        return {name_of(one): one.reference or "" for one in found}

    def is_of_another(self, same_company: Iterable[int], integration_id: int, invoice_id: str, document: FinanceInvoice) -> bool:
        """Whether another invoice of these integrations, which share a finance company, names a document."""
        ids = [one for one in (document.id, document.draft_number) if one]
        query = select(TransferRow).where(
            TransferRow.integration_id.in_(same_company),
            (TransferRow.integration_id != integration_id) | (TransferRow.invoice_id != invoice_id),
            TransferRow.finance_id.in_(ids)
            | TransferRow.finance_number.in_([document.number] if document.number else [])
            | (TransferRow.reference == document.reference),
        )
        return any(names(_record(row), document) for row in self._session.scalars(query))

    def claim(
        self,
        integration_id: int,
        invoice_id: str,
        *,
        reference: str,
        key: str,
        claimed_by: str,
        from_states: Iterable[TransferState],
        from_claimant: str = "",
    ) -> Transfer | None:
        """Become the one who sends this invoice; `None` when somebody else is, or its state is not among `from_states`.

        A row in *sending* is taken over only from the claimant that was found dead, `from_claimant`.

        An earlier attempt keeps its reference and key, but for one of an earlier version that failed: its reference and key did
        not tell which PSA it is of. The caller commits before anything is sent.
        `RecordRefused` when the reference belongs to another invoice: the two could not be told apart over there.
        """
        row = self._row(integration_id, invoice_id, lock=True)
        try:
            with self._session.begin_nested():
                if row is None:
                    row = _new(integration_id, invoice_id, TransferState.SENDING)
                    self._session.add(row)
                elif row.state not in set(from_states) or (row.state == TransferState.SENDING and row.claimed_by != from_claimant):
                    return None
                is_from_before_marks = bool(mark_of(reference)) and not mark_of(row.reference or "")
                if not row.attempts or (is_from_before_marks and row.state == TransferState.FAILED):
                    row.reference, row.key = reference, key
                row.state, row.claimed_by, row.started_at = TransferState.SENDING, claimed_by, dt.datetime.now(dt.UTC)
                row.ended_at = None
                row.attempts += 1
        except IntegrityError as trouble:
            if "transfers.reference" in str(trouble.orig) or "uq_transfers_integration_id_reference" in str(trouble.orig):
                raise RecordRefused(
                    Message("Another invoice has the reference {reference} too.", reference=reference),
                    code="same_reference",
                    what_to_do=Message("Look in the PSA why two documents have the same number."),
                    technical=str(trouble.orig),
                ) from trouble
            return None
        return _record(row)

    def hold(self, integration_id: int, invoice_id: str, claimed_by: str) -> bool:
        """Hold on to a claim just before sending: it counts from now. False: somebody took it over, so nothing may be sent."""
        row = self._row(integration_id, invoice_id, lock=True)
        if row is None or not _is_held(row, claimed_by):
            return False
        row.started_at = dt.datetime.now(dt.UTC)
        return True

    def end(
        self,
        integration_id: int,
        invoice_id: str,
        state: TransferState,
        *,
        claimed_by: str | None = None,
        reason: Reason | None = None,
        finance_id: str = "",
        finance_number: str = "",
        draft_number: str = "",
        reference: str = "",
        answered: Amounts | None = None,
        log_entry_id: int | None = None,
        next_key: str = "",
        steps: Steps | None = None,
    ) -> bool:
        """Write down how an attempt ended; `next_key` replaces a key that is used up (see `KeyUsedUp`).

        `reference` replaces ours when the document over there carries one of an earlier version.
        `steps` says how the steps of this attempt went; steps of earlier ones stay.

        False, and nothing is written: `claimed_by` does not hold the claim any more. `None` stands for whoever holds it.
        """
        row = self._row(integration_id, invoice_id, lock=True)
        if row is None:
            raise KeyError(invoice_id)
        if claimed_by is not None and not _is_held(row, claimed_by):
            return False
        row.state, row.reason, row.log_entry_id = state, packed_reason(reason), log_entry_id
        row.finance_id, row.finance_number, row.draft_number = finance_id, finance_number, draft_number
        row.ended_at = dt.datetime.now(dt.UTC)
        row.answered, row.key, row.reference = packed_amounts(answered), next_key or row.key, reference or row.reference
        row.steps = row.steps | {str(step): str(outcome) for step, outcome in (steps or {}).items()}
        return True

    def release(self, integration_id: int, invoice_id: str, claimed_by: str) -> None:
        """Give back a claim under which nothing was sent: the invoice stands where it stood before."""
        row = self._row(integration_id, invoice_id, lock=True)
        if row is None or not _is_held(row, claimed_by):
            return
        row.attempts -= 1
        row.state, row.ended_at = TransferState.FAILED, row.started_at
        if row.reason is None:  # it was waiting
            self._session.delete(row)

    def fail_unsent(self, integration_id: int, invoice_id: str, *, reason: Reason, log_entry_id: int) -> None:
        """Write down that our own check stopped an invoice: nothing was sent. One that is under way or done stays.

        One that was never sent takes no reference: drafts have no number yet, so they would share one.
        """
        row = self._row(integration_id, invoice_id, lock=True)
        if row is None:
            row = _new(integration_id, invoice_id, TransferState.FAILED)
            self._session.add(row)
        if TransferState(row.state) is TransferState.FAILED:
            row.reason, row.ended_at, row.log_entry_id = packed_reason(reason), dt.datetime.now(dt.UTC), log_entry_id

    def written_back(self, integration_id: int, invoice_id: str, there: FinanceInvoice, *, attempts: int) -> str:
        """Note that the PSA was told of this document, with its number and state; gives the state that was told before.

        A draft may be another than the one we made, so its id is kept; a booked document keeps the id of its draft. Nothing is
        noted when the invoice was taken in hand again since these `attempts`: it names another document now.
        """
        row = self._row(integration_id, invoice_id, lock=True)
        if row is None or TransferState(row.state) is not TransferState.TRANSFERRED or row.attempts != attempts:
            return ""
        before = row.written_state
        row.written_state, row.finance_number = there.state, there.number
        if there.state is FinanceState.DRAFT:
            row.finance_id, row.draft_number = there.id, there.draft_number
        row.steps = row.steps | {TransferStep.WRITE_BACK.value: Outcome.DONE.value}
        return before

    def not_written_back(self, integration_id: int, invoice_id: str, outcome: Outcome) -> None:
        """Note that number and state did not reach the PSA; the document over there stands, and so does the green lamp."""
        row = self._row(integration_id, invoice_id)
        if row is not None:
            row.steps = row.steps | {TransferStep.WRITE_BACK.value: str(outcome)}

    def doubted(self, integration_id: int, invoice_id: str, reason: Reason | None) -> None:
        """Note that the document of a transferred invoice is gone, or why nobody can tell; `None`: it is there."""
        row = self._row(integration_id, invoice_id)
        if row is not None and TransferState(row.state) is TransferState.TRANSFERRED:
            row.reason = packed_reason(reason)

    def reopen(self, integration_id: int, invoice_id: str, *, finance_id: str, reason: Reason, key: str) -> bool:
        """Let an invoice be sent again with a new key, because its document `finance_id` was proven to be gone over there.

        False, and nothing is written: it stands otherwise now, since somebody else let it be sent again meanwhile.
        """
        row = self._row(integration_id, invoice_id, lock=True)
        if row is None or TransferState(row.state) is not TransferState.TRANSFERRED or row.finance_id != finance_id:
            return False
        row.state, row.reason, row.key = TransferState.FAILED, packed_reason(reason), key
        row.finance_id = row.finance_number = row.draft_number = ""
        row.steps = {}
        row.written_state, row.answered = "", None
        return True

    def _row(self, integration_id: int, invoice_id: str, *, lock: bool = False) -> TransferRow | None:
        names = {"integration": integration_id, "invoice": invoice_id}
        return self._session.scalars(_LOCKED_ROW if lock else _ROW, names).one_or_none()


class _Named(NamedTuple):
    """What tells the document of a transfer."""

    finance_id: str
    finance_number: str
    draft_number: str
    reference: str | None


# Built once, since a run asks for a row five times for each invoice.
_ROW = select(TransferRow).where(
    TransferRow.integration_id == bindparam("integration"), TransferRow.invoice_id == bindparam("invoice")
)
_LOCKED_ROW = _ROW.with_for_update()


def _is_held(row: TransferRow, claimed_by: str) -> bool:
    return TransferState(row.state) is TransferState.SENDING and row.claimed_by == claimed_by


def _new(integration_id: int, invoice_id: str, state: TransferState) -> TransferRow:
    return TransferRow(
        integration_id=integration_id,
        invoice_id=invoice_id,
        state=state,
        reference=None,
        key="",
        attempts=0,
        reason=None,
        finance_id="",
        finance_number="",
        draft_number="",
        written_state="",
        started_at=dt.datetime.now(dt.UTC),
        ended_at=None,
        log_entry_id=None,
        answered=None,
        claimed_by="",
        steps={},
    )


# For long lists: plain rows cost a third of what mapped objects do, and JSON and times are read here, where that is quick.
_TRANSFERS = cast(Table, TransferRow.__table__)
_NAMES = [field.name for field in fields(Transfer)]  # a record's fields are called as the columns are
_AS_STORED = [
    type_coerce(column, NullType()).label(column.name) if isinstance(column.type, JSON | AwareTime) else column
    for column in (_TRANSFERS.c[name] for name in _NAMES)
]


def _json(stored: Any) -> Any:
    """What a column of JSON holds: text in SQLite, finished already in PostgreSQL and in mapped objects."""
    if not isinstance(stored, str):
        return stored
    return None if stored in ("null", "{}") else json.loads(stored)


def _time(stored: Any) -> Any:
    """A time in UTC: text without a zone in SQLite, a time in PostgreSQL and in mapped objects."""
    if isinstance(stored, str):
        return dt.datetime.fromisoformat(f"{stored}+00:00")
    return None if stored is None else stored.astimezone(dt.UTC)


def _record(row: TransferRow) -> Transfer:
    return _made([getattr(row, name) for name in _NAMES])


def _made(values: Sequence[Any]) -> Transfer:
    """A transfer of its columns, in the order of `_NAMES`; written out, since there may be very many."""
    invoice_id, state, reference, key, attempts, reason, finance_id, finance_number, draft_number = values[:9]
    written_state, started_at, ended_at, log_entry_id, answered, claimed_by, steps = values[9:]
    return Transfer(
        invoice_id=invoice_id,
        state=TransferState(state),
        reference=reference or "",
        key=key,
        attempts=attempts,
        reason=None if reason is None else unpacked_reason(_json(reason)),
        finance_id=finance_id,
        finance_number=finance_number,
        draft_number=draft_number,
        written_state=written_state,
        started_at=_time(started_at),
        ended_at=_time(ended_at),
        log_entry_id=log_entry_id,
        answered=None if answered is None else unpacked_amounts(_json(answered)),
        claimed_by=claimed_by,
        steps=_steps(steps if isinstance(steps, str) else json.dumps(steps)),
    )


@lru_cache(maxsize=1024)
def _steps(stored: str) -> Steps:
    """How the steps went. There are few ways, so many transfers share one, and nobody changes it."""
    return {TransferStep(step): Outcome(outcome) for step, outcome in (_json(stored) or {}).items()}
