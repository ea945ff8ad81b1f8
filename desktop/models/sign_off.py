"""Signing off a month of invoices: what is signed, what changed since, and what stops it; pure (product.md chapter 7, *Afstem*)."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.models.reconciliation import ReconciledInvoice, Tally, period_totals, tally
from desktop.models.records import BothSides, FinanceState, PeriodTotal, SignedDocument, SignedPeriod, SignOff
from desktop.texts import Message, in_a_row


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChange:
    """A document that is not as it was when its period was signed off; `None`: it was not, or is not, part of the period."""

    id: str
    number: str
    before: BothSides | None
    now: BothSides | None

    @property
    def lost_acceptance(self) -> bool:
        """True when the figures stand, and only the acceptance of their difference was taken back."""
        return self.before is not None and self.now is not None and self.before.says_the_same(self.now)


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

    @property
    def sentence(self) -> Message:
        """Where the period stands."""
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


def periods(rows: Iterable[ReconciledInvoice], sign_offs: Iterable[SignOff]) -> list[Period]:
    """Every month that has documents or was signed off, newest first."""
    listed, signed = list(rows), {one.period.month: one for one in sign_offs}
    by_month: dict[dt.date, list[ReconciledInvoice]] = defaultdict(list)
    for row in listed:
        if row.month is not None:
            by_month[row.month].append(row)
    everywhere = {row.id: row for row in listed}
    return [_period(month, by_month[month], signed.get(month), everywhere) for month in sorted({*by_month, *signed}, reverse=True)]


def _period(
    month: dt.date, rows: Sequence[ReconciledInvoice], sign_off: SignOff | None, everywhere: dict[str, ReconciledInvoice]
) -> Period:
    return Period(
        month=month,
        rows=tuple(rows),
        sign_off=sign_off,
        changes=tuple(_changes(sign_off.period, rows, everywhere)) if sign_off else (),
        count=tally(rows),
        open=sum(row.is_open for row in rows),
        drafts=sum(row.state is FinanceState.DRAFT for row in rows),
        totals=tuple(period_totals(rows)),
    )


def to_sign(period: Period, read_at: dt.datetime) -> SignedPeriod:
    """What is signed: the totals, and each document with its figures."""
    documents = tuple(
        SignedDocument(
            id=row.id,
            number=row.number,
            there_number=(row.there.number or row.there.id) if row.there else "",
            state=row.state or "",
            figures=row.figures,
            accepted=row.acceptance.reason if row.is_accepted and row.acceptance else "",
            is_open=row.is_open,
        )
        for row in period.rows
    )
    return SignedPeriod(month=period.month, read_at=read_at, totals=period.totals, documents=documents)


def _changes(
    signed: SignedPeriod, rows: Sequence[ReconciledInvoice], everywhere: dict[str, ReconciledInvoice]
) -> Iterable[PeriodChange]:
    """What is not as it was signed. That a draft is booked or paid later is no change; another date, amount or currency is."""
    before = {one.id: one for one in signed.documents}
    for one in signed.documents:
        row = everywhere.get(one.id)
        if row is None or not one.figures.says_the_same(row.figures) or (one.accepted and row.is_open):
            yield PeriodChange(id=one.id, number=one.number, before=one.figures, now=row.figures if row else None)
    for row in rows:
        if row.id not in before:
            yield PeriodChange(id=row.id, number=row.number, before=None, now=row.figures)


def change_sentence(change: PeriodChange) -> Message:
    """What happened to a document after its period was signed off."""
    if change.before is None:
        return Message("Came to the period after it was signed off.")
    if change.now is None:
        return Message("Is on neither side any more.")
    if change.lost_acceptance:
        return Message("The acceptance of its difference was taken back.")
    return Message("Its figures changed.")
