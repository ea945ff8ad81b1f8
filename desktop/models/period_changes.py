"""What is not as it was when its month was signed off, document by document and in words; pure (product.md chapter 7, *Afstem*)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop.models.invoice_rows import STATE_WORDS
from desktop.models.reconciliation import ReconciledInvoice
from desktop.models.records import BothSides, Figures, FinanceState, SignedDocument, SignedPeriod
from desktop.texts import Message, in_a_row

CreditNotes = Mapping[str, tuple[str, ...]]
"""The numbers of the credit notes of each invoice, by its id."""

_COURSE = (FinanceState.DRAFT, FinanceState.BOOKED, FinanceState.PAID)
"""The way that every document goes: a step forward is no change of what was signed, a step back is."""

_WORDS = {
    "date": Message("Date"),
    "currency": Message("Currency"),
    "net": Message("Net"),
    "vat": Message("VAT"),
    "gross": Message("Total"),
    "customer_id": Message("Customer"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodChange:
    """A document that is not as it was when its period was signed off; `None`: it was not, or is not, part of the period."""

    id: str
    number: str
    before: BothSides | None
    now: BothSides | None
    sentence: Message  # everything that happened to it


def credit_notes_of(rows: Iterable[ReconciledInvoice]) -> CreditNotes:
    """Which invoices were credited, and by what."""
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        if row.invoice is not None and (credited := row.invoice.credited_invoice_id):
            found[credited] = (*found.get(credited, ()), row.number)
    return found


def period_changes(
    signed: SignedPeriod, rows: Sequence[ReconciledInvoice], everywhere: Mapping[str, ReconciledInvoice], credit_notes: CreditNotes
) -> Iterable[PeriodChange]:
    """What is not as it was signed; `rows` are those of the month now, `everywhere` those of all months by id."""
    before = {one.id for one in signed.documents}
    for one in signed.documents:
        row = everywhere.get(one.id)
        if said := list(_said(one, row, credit_notes.get(one.id, ()))):
            now = row.figures if row else None
            yield PeriodChange(id=one.id, number=one.number, before=one.figures, now=now, sentence=in_a_row(said))
    for row in rows:
        if row.id not in before:
            came = Message("Came to the period after it was signed off.")
            yield PeriodChange(id=row.id, number=row.number, before=None, now=row.figures, sentence=came)


def _said(signed: SignedDocument, row: ReconciledInvoice | None, credited_by: Sequence[str]) -> Iterable[Message]:
    if row is None:
        yield Message("Is on neither side any more.")
        return
    before, now = signed.figures, row.figures
    if signed.number not in ("", row.number):  # a draft gets its number when it is booked
        if row.number:
            yield Message("Its number here was {before}, and is {now}.", before=signed.number, now=row.number)
        else:
            yield Message("Its number here was {before}, and it has none any more.", before=signed.number)
    if not before.says_the_same(now):
        yield from _changed_figures(before, now)
    elif signed.accepted and row.is_open:
        yield Message("The acceptance of the difference was taken back.")
    if before.there is not None and row.there is not None:
        yield from _moved(signed, row, row.there.state)
    if signed.credited_by is not None and (new := tuple(one for one in credited_by if one not in signed.credited_by)):
        yield Message("Credited by {numbers} since.", numbers=new)


def _moved(signed: SignedDocument, row: ReconciledInvoice, state: FinanceState) -> Iterable[Message]:
    """Another number, or a state that a document does not come to by itself. A draft gets its number when it is booked."""
    was = FinanceState(signed.state)
    is_booking = was is FinanceState.DRAFT and state is not FinanceState.DRAFT
    if row.there_number not in ("", signed.there_number) and not is_booking:  # a draft need not have one
        yield Message("Was {before} over there, and is {now}.", before=signed.there_number, now=row.there_number)
    if _COURSE.index(state) < _COURSE.index(was):
        yield Message("Was {before} over there, and is {now}.", before=STATE_WORDS[was], now=STATE_WORDS[state])


def _changed_figures(before: BothSides, now: BothSides) -> Iterable[Message]:
    sides = (
        (before.here, now.here, Message("Came here."), Message("Is not here any more.")),
        (before.there, now.there, Message("Came over there."), Message("Is not over there any more.")),
    )
    for was, stands, came, went in sides:
        if (was is None) != (stands is None):
            yield came if was is None else went
    if here := _fields(before.here, now.here):
        yield Message("Changed here: {fields}.", fields=here)
    if there := _fields(before.there, now.there):
        yield Message("Changed over there: {fields}.", fields=there)
    if before.copies != now.copies:
        yield Message("There is {count} document over there.", "There are {count} documents over there.", count=now.copies)
    elif not before.further_says_the_same(now):
        yield Message("Another document over there under its reference was changed.")


def _fields(before: Figures | None, now: Figures | None) -> tuple[Message, ...]:
    """The names of what changed on one side."""
    return tuple(_WORDS[name] for name in before.changed(now)) if before and now else ()
