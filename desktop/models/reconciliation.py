"""Both sides of a transferred invoice in one row, counted and summed; pure (product.md chapter 7, *Afstem*)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import msgspec

from desktop.models.differences import AMOUNTS, CANNOT_BE_TOLD, OF_ANOTHER, Difference, compared, explanation
from desktop.models.linked_customers import LinkedCustomers
from desktop.models.records import (
    Acceptance,
    BothSides,
    Figures,
    FinanceInvoice,
    FinanceState,
    Invoice,
    InvoiceKind,
    PeriodTotal,
    Transfer,
    TransferState,
)
from desktop.models.records.document_names import name_of, names_of
from desktop.models.references import kind_of, number_of, reference_of
from desktop.texts import Message, in_a_row

NOT_KNOWN = frozenset({Difference.NOT_READ, Difference.CANNOT_BE_TOLD})
NO_CUSTOMERS = LinkedCustomers()
NO_ACCEPTANCES: Mapping[str, Acceptance] = {}


MOST_AHEAD = dt.timedelta(hours=1)
"""How far the clock of a colleague may be ahead of ours; one that is further ahead is wrong."""


class Match(StrEnum):
    """What two sides say about each other."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CONTRADICTS = "contradicts"  # missing on one side, deleted, or there twice
    NOT_COMPARABLE = "not_comparable"


class ReconciledInvoice(msgspec.Struct, frozen=True, kw_only=True):
    """One document and its counterpart; at least one of the two is there. Amounts are signed (negative on a credit note).

    A struct, since there are very many (see `records/reconciliations.py`).
    """

    invoice: Invoice | None  # without its lines where both sides agree
    transfer: Transfer | None
    there: FinanceInvoice | None
    state: FinanceState | None  # None: nothing over there, and nothing was
    differences: tuple[Difference, ...]  # the gravest first
    explanation: Message | None
    figures: BothSides
    acceptance: Acceptance | None = None  # also one that does not hold any more
    there_customer: str = ""  # what the customer over there is called
    further: tuple[FinanceInvoice, ...] = ()  # the others over there under its reference, which count there as well
    is_further: bool = False  # not the first of several documents over there under a reference that the PSA does not have

    @property
    def id(self) -> str:
        """The invoice's, or our reference where the PSA has none; of a further one: and its own id."""
        row_id = self.invoice.id if self.invoice is not None else self.reference
        return f"{row_id} {self.there.id}" if self.is_further and self.there is not None else row_id

    @property
    def is_accepted(self) -> bool:
        """True when the difference was accepted, and the figures are still those."""
        return self.acceptance is not None and not self.agrees and self.acceptance.figures.says_the_same(self.figures)

    @property
    def number(self) -> str:
        """The number in the PSA, as far as our reference tells it where the PSA has no such document."""
        return self.invoice.number if self.invoice else number_of(self.there.reference if self.there else "")

    @property
    def there_number(self) -> str:
        """What people call the document over there; empty when there is none, and on a draft without a number."""
        return self.there.shown_number if self.there else ""

    @property
    def reference(self) -> str:
        """Our reference, by which it is found over there."""
        return reference_of(self.invoice) if self.invoice else self.there.reference if self.there else ""

    @property
    def kind(self) -> InvoiceKind:
        """Invoice or credit note."""
        return self.invoice.kind if self.invoice else self.there.kind if self.there else InvoiceKind.INVOICE

    @property
    def date(self) -> dt.date | None:
        """The PSA's date, or the other side's where the PSA has no such document."""
        return self.invoice.date if self.invoice else self.there.date if self.there else None

    @property
    def month(self) -> dt.date | None:
        """The first day of its month."""
        return self.date.replace(day=1) if self.date else None

    @property
    def customer_name(self) -> str:
        """As the PSA writes it."""
        return self.invoice.customer_name if self.invoice else ""

    @property
    def currency(self) -> str:
        """The PSA's, or the other side's where the PSA has no such document."""
        return self.invoice.currency if self.invoice else self.there.currency if self.there else ""

    @property
    def net(self) -> Decimal | None:
        """Net in the PSA."""
        return self.figures.here.net if self.figures.here else None

    @property
    def there_net(self) -> Decimal | None:
        """Net over there."""
        return self.figures.there.net if self.figures.there else None

    @property
    def agrees(self) -> bool:
        """True when both sides are there and say the same."""
        return self.there is not None and not self.differences

    @property
    def is_waiting(self) -> bool:
        """True when it was never transferred and nothing is over there: that is no difference, only not done yet."""
        return self.there is None and (self.transfer is None or self.transfer.state is TransferState.FAILED)

    @property
    def is_uncertain(self) -> bool:
        """True while nobody knows whether it is over there."""
        return self.transfer is not None and self.transfer.state in (TransferState.UNKNOWN, TransferState.SENDING)

    @property
    def is_open(self) -> bool:
        """True when a period cannot be signed off without a reason because of it: it does not agree, and nobody accepted that."""
        return not self.agrees and not self.is_accepted

    @property
    def differs(self) -> bool:
        """True when the two sides differ although it was transferred, or is over there; accepted or not."""
        return bool(self.differences) and not self.is_waiting and Difference.NOT_READ not in self.differences

    @property
    def needs_attention(self) -> bool:
        """True when the two sides differ and nobody accepted that."""
        return self.differs and not self.is_accepted

    @property
    def can_accept(self) -> bool:
        """True when its difference can be accepted: it is open, and both sides are known."""
        return self.is_open and NOT_KNOWN.isdisjoint(self.differences) and not (self.there is None and self.is_uncertain)

    @property
    def match(self) -> Match:
        """What the two sides say about each other, for the sign between them."""
        if self.agrees:
            return Match.AGREES
        if not self.differs or (self.there is None and self.is_uncertain):
            return Match.NOT_COMPARABLE
        is_pair = self.invoice is not None and self.there is not None and Difference.TWICE not in self.differences
        return Match.DIFFERS if is_pair else Match.CONTRADICTS

    @property
    def is_untold(self) -> bool:
        """True when the PSA does not have its number and state of now."""
        if self.there is None or self.transfer is None or self.transfer.state is not TransferState.TRANSFERRED:
            return False
        return not self.transfer.is_told(self.there)

    @property
    def may_be_another(self) -> bool:
        """True when the document over there may not be this one, and nobody said that it is."""
        return not self.is_accepted and not OF_ANOTHER.isdisjoint(self.differences)

    @property
    def can_send_again(self) -> bool:
        """True when it was transferred and is not over there any more."""
        return Difference.DELETED in self.differences and self.transfer is not None

    @property
    def difference(self) -> Decimal | None:
        """Over there less here, a missing side counting as 0; `None` when they are in different currencies."""
        if Difference.CURRENCY in self.differences or any(one.currency != self.currency for one in self.further):
            return None
        further = sum((one.net for one in self.figures.further), Decimal(0))
        return (self.there_net or Decimal(0)) + further - (self.net or Decimal(0))

    @property
    def needs_lines(self) -> bool:
        """True when reading the lines over there can tell why the amounts differ."""
        if self.invoice is None or self.there is None or self.there.lines or self.figures.copies > 1:
            return False
        return not AMOUNTS.isdisjoint(self.differences)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many documents agree, how many differ, how many of those were accepted, and how many were not transferred yet."""

    agree: int
    differ: int  # and nobody accepted it
    not_transferred: int  # no difference, only not done yet
    accepted: int = 0

    @property
    def compared(self) -> int:
        """All but those that were not transferred yet."""
        return self.agree + self.differ + self.accepted

    def sentence(self) -> Message:
        """The counts in words."""
        sentences = [Message("{agree} of {count} agree.", "{agree} of {count} agree.", agree=self.agree, count=self.compared)]
        if self.accepted:
            sentences.append(Message("{count} accepted.", "{count} accepted.", count=self.accepted))
        if self.not_transferred:
            sentences.append(Message("{count} not transferred.", "{count} not transferred.", count=self.not_transferred))
        return in_a_row(sentences)


def reconciled(
    invoice: Invoice,
    transfer: Transfer | None,
    found: Iterable[FinanceInvoice],
    system: str,
    read_at: dt.datetime | None = None,
    *,
    psa: str = "",
    before: BothSides | None = None,
    acceptance: Acceptance | None = None,
    customers: LinkedCustomers = NO_CUSTOMERS,
) -> ReconciledInvoice:
    """Compare one invoice with what lies over there under its reference.

    `read_at` is when the other side was read, `before` what both sides said when it was transferred, where that is known.
    """
    candidates = list(found)
    if len(candidates) > 1:
        own = name_of(transfer) if transfer is not None else None
        reference = transfer.reference if transfer is not None else ""
        candidates.sort(key=lambda one: (own not in names_of(one), one.reference != reference, *_booked_first(one)))
    there, further = candidates[0] if candidates else None, tuple(candidates[1:])
    was_there = transfer is not None and bool(transfer.finance_id)
    doubt = _doubt(transfer) if there is None else None
    ours = Figures.of(invoice)
    figures = BothSides(
        here=ours, there=Figures.of(there) if there else None, copies=1 + len(further), further=_figures(further) if further else ()
    )
    if there is not None and figures.there is not None:
        is_another_customer = customers.is_another(invoice, there)
        differences = compared(
            invoice, there, ours, figures.there, copies=figures.copies, before=before, is_another_customer=is_another_customer
        )
    elif was_there and _is_newer(transfer, read_at):
        was_there = False
        differences = [Difference.NOT_READ]
    elif doubt is not None:
        was_there = False
        differences = [Difference.CANNOT_BE_TOLD]
    else:
        differences = [Difference.DELETED if was_there else Difference.MISSING]
    customer = customers.name_of(there) if there else ""
    return ReconciledInvoice(
        invoice=invoice,
        transfer=transfer,
        there=there,
        state=there.state if there else FinanceState.DELETED if was_there else None,
        differences=tuple(differences),
        explanation=doubt or explanation(differences, invoice, there, psa=psa, system=system, customer=customer),
        figures=figures,
        acceptance=acceptance,
        there_customer=customer,
        further=further,
    )


def unknown_here(
    found: Iterable[FinanceInvoice],
    system: str,
    *,
    psa: str = "",
    acceptances: Mapping[str, Acceptance] = NO_ACCEPTANCES,
    customers: LinkedCustomers = NO_CUSTOMERS,
) -> Iterable[ReconciledInvoice]:
    """A row for each document over there under one reference that no document of the PSA has; none when it is not one of ours."""
    documents = [one for one in sorted(found, key=_booked_first) if kind_of(one.reference) is not None]
    differences = (Difference.UNKNOWN_HERE, Difference.TWICE) if len(documents) > 1 else (Difference.UNKNOWN_HERE,)
    for place, there in enumerate(documents):
        row = ReconciledInvoice(
            invoice=None,
            transfer=None,
            there=there,
            state=there.state,
            differences=differences,
            explanation=explanation(differences, None, there, psa=psa, system=system),
            figures=BothSides(here=None, there=Figures.of(there), copies=len(documents)),
            there_customer=customers.name_of(there),
            is_further=place > 0,
        )
        yield msgspec.structs.replace(row, acceptance=acceptances.get(row.id))


def tally(rows: Iterable[ReconciledInvoice]) -> Tally:
    """The rows, counted; what is uncertain or was sent after the last reading counts as none of these."""
    listed = list(rows)
    return Tally(
        agree=sum(row.agrees for row in listed),
        differ=sum(row.needs_attention for row in listed),
        not_transferred=sum(row.is_waiting and not row.is_accepted for row in listed),
        accepted=sum(row.is_accepted for row in listed),
    )


def totals(rows: Iterable[ReconciledInvoice]) -> list[PeriodTotal]:
    """The sums of both sides, one per currency, by currency; each side's amounts count in that side's own currency.

    What was not transferred yet, or may be on its way, is in none: it would look like a difference.
    """
    return period_totals(row for row in rows if row.match is not Match.NOT_COMPARABLE)


def period_totals(rows: Iterable[ReconciledInvoice]) -> list[PeriodTotal]:
    """The sums of all these rows, one per currency, by currency: what the PSA has and the other side does not is a difference."""
    sums: dict[str, list[Decimal]] = {}  # here, there, accepted

    def add(currency: str, place: int, amount: Decimal) -> None:
        sums.setdefault(currency, [Decimal(0)] * 3)[place] += amount

    for row in rows:
        here, there = row.figures.here, row.figures.there
        if here is not None:
            add(here.currency, 0, here.net)
            if row.is_accepted:
                add(here.currency, 2, -here.net)
        for one in (there, *map(Figures.of, row.further)):
            if one is not None:
                add(one.currency, 1, one.net)
                if row.is_accepted:
                    add(one.currency, 2, one.net)
    return [
        PeriodTotal(currency=currency, here=here, there=there, accepted=accepted)
        for currency, (here, there, accepted) in sorted(sums.items())
    ]


def _figures(documents: Iterable[FinanceInvoice]) -> tuple[Figures, ...]:
    """In an order of their own, so that one that is booked meanwhile does not change it."""
    return tuple(sorted(map(Figures.of, documents), key=lambda one: (one.currency, one.net, one.date or dt.date.min)))


def _booked_first(document: FinanceInvoice) -> tuple[bool, str]:
    return document.state is FinanceState.DRAFT, document.id


def _doubt(transfer: Transfer | None) -> Message | None:
    """Why nobody can tell what became of its document; `None` when that is known."""
    reason = transfer.reason if transfer is not None and transfer.state is TransferState.TRANSFERRED else None
    return reason.sentence if reason is not None and reason.kind == CANNOT_BE_TOLD else None


def _is_newer(transfer: Transfer | None, read_at: dt.datetime | None) -> bool:
    """Whether the transfer ended after the other side was read: that nothing was found then says nothing about it.

    A time that is still to come says nothing: the clock was wrong when it was written.
    """
    if transfer is None or transfer.ended_at is None or read_at is None:
        return False
    return read_at < transfer.ended_at < dt.datetime.now(dt.UTC) + MOST_AHEAD
