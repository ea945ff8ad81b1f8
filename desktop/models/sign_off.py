"""Signing off a month of invoices: what is signed, what changed since, and what stops it; pure (product.md chapter 7, *Afstem*)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from desktop.models.period_changes import CreditNotes, PeriodChange, credit_notes_of, period_changes
from desktop.models.reconciliation import ReconciledInvoice, Tally, period_totals, tally
from desktop.models.records import FinanceState, LogEntry, PeriodTotal, SignedDocument, SignedPeriod, SignOff
from desktop.texts import Message, in_a_row

NOTHING_LOST: Mapping[dt.date, LogEntry] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A month of invoices as both sides stand now, with its sign-off and what changed since."""

    month: dt.date
    rows: tuple[ReconciledInvoice, ...]
    sign_off: SignOff | None
    changes: tuple[PeriodChange, ...]
    count: Tally
    open: int  # documents that neither agree nor were accepted
    drafts: int  # documents that are not booked over there yet
    totals: tuple[PeriodTotal, ...]
    credit_notes: CreditNotes
    lost: LogEntry | None = None  # the newest word of the log: it was signed off; and nothing in the database says so any more

    @property
    def is_flagged(self) -> bool:
        """Whether what was signed does not stand any more: a document changed, or somebody changed the database."""
        return bool(self.changes) or self.lost is not None or (self.sign_off is not None and not self.sign_off.is_intact)

    @property
    def sentence(self) -> Message:
        """Where the period stands."""
        if self.lost is not None:
            values = {"time": self.lost.at, "person": self.lost.person, "entry": self.lost.id}
            return Message("Signed off {time} by {person}, says log entry {entry}; that was removed from the database.", **values)
        if self.sign_off is None:
            return Message("Not signed off.")
        signed = Message("Signed off {time} by {person}.", time=self.sign_off.at, person=self.sign_off.person)
        if not self.sign_off.is_intact:
            return in_a_row([signed, Message("What was signed was changed in the database since.")])
        if self.changes:
            changed = Message(
                "{count} document has changed since.", "{count} documents have changed since.", count=len(self.changes)
            )
            return in_a_row([signed, changed])
        return in_a_row([signed, Message("Nothing has changed since.")])


def periods(
    rows: Iterable[ReconciledInvoice], sign_offs: Iterable[SignOff], lost: Mapping[dt.date, LogEntry] = NOTHING_LOST
) -> list[Period]:
    """Every month that has documents or was signed off, newest first; `lost` as in `Period`."""
    listed, signed = list(rows), {one.period.month: one for one in sign_offs}
    by_month: dict[dt.date, list[ReconciledInvoice]] = defaultdict(list)
    for row in listed:
        if row.month is not None:
            by_month[row.month].append(row)
    everywhere, credit_notes = {row.id: row for row in listed}, credit_notes_of(listed)
    months = sorted({*by_month, *signed}, reverse=True)
    return [_period(month, by_month[month], signed.get(month), everywhere, credit_notes, lost.get(month)) for month in months]


def _period(
    month: dt.date,
    rows: Sequence[ReconciledInvoice],
    sign_off: SignOff | None,
    everywhere: Mapping[str, ReconciledInvoice],
    credit_notes: CreditNotes,
    lost: LogEntry | None,
) -> Period:
    return Period(
        month=month,
        rows=tuple(rows),
        sign_off=sign_off,
        changes=tuple(period_changes(sign_off.period, rows, everywhere, credit_notes)) if sign_off else (),
        count=tally(rows),
        open=sum(row.is_open for row in rows),
        drafts=sum(row.state is FinanceState.DRAFT for row in rows),
        totals=tuple(period_totals(rows)),
        credit_notes=credit_notes,
        lost=lost,
    )


def to_sign(period: Period, read_at: dt.datetime) -> SignedPeriod:
    """What is signed: the totals, and each document with its figures."""
    documents = tuple(
        SignedDocument(
            id=row.id,
            number=row.number,
            there_number=row.there_number,
            state=row.state or "",
            figures=row.figures,
            accepted=row.acceptance.reason if row.is_accepted and row.acceptance else "",
            credited_by=period.credit_notes.get(row.id, ()),
            is_open=row.is_open,
        )
        for row in period.rows
    )
    return SignedPeriod(month=period.month, read_at=read_at, totals=period.totals, documents=documents)
