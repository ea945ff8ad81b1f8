"""Both sides of a transferred invoice, compared; pure (product.md chapter 7, *Afstem*)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from desktop.models.records import FinanceInvoice, FinanceState, Invoice, Transfer, TransferState
from desktop.texts import Message

CENT = Decimal("0.01")


class Difference(StrEnum):
    """What is not the same on both sides."""

    MISSING = "missing"  # never transferred, or nothing over there under our reference
    NOT_READ = "not_read"  # transferred after the other side was last read
    DELETED = "deleted"  # was transferred, is not there any more
    TWICE = "twice"  # more than one document over there under our reference
    CURRENCY = "currency"
    NET = "net"
    VAT = "vat"
    DATE = "date"
    KIND = "kind"


class Match(StrEnum):
    """What two sides say about each other."""

    AGREES = "agrees"
    DIFFERS = "differs"
    CONTRADICTS = "contradicts"  # missing, deleted, or there twice
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciledInvoice:
    """One invoice of the PSA and its counterpart; amounts are signed (negative on a credit note) in the invoice's currency."""

    invoice: Invoice
    transfer: Transfer | None
    there: FinanceInvoice | None
    state: FinanceState | None  # None: nothing over there, and nothing was
    net: Decimal
    there_net: Decimal | None
    differences: tuple[Difference, ...]
    explanation: Message | None

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
    def match(self) -> Match:
        """What the two sides say about each other, for the sign between them."""
        if self.agrees:
            return Match.AGREES
        if not self.needs_attention or (self.there is None and self.is_uncertain):
            return Match.NOT_COMPARABLE
        return Match.DIFFERS if self.there is not None and Difference.TWICE not in self.differences else Match.CONTRADICTS

    @property
    def needs_attention(self) -> bool:
        """True when the two sides differ although it was transferred, or is over there."""
        return bool(self.differences) and not self.is_waiting and Difference.NOT_READ not in self.differences

    @property
    def can_send_again(self) -> bool:
        """True when it was transferred and is not over there any more."""
        return Difference.DELETED in self.differences and self.transfer is not None

    @property
    def difference(self) -> Decimal:
        """Over there less here, in the invoice's currency; a missing counterpart counts as 0."""
        return (self.there_net or Decimal(0)) - self.net


@dataclass(frozen=True, slots=True)
class Tally:
    """How many invoices agree, how many truly differ, and how many were not transferred yet, which is no difference."""

    agree: int
    differ: int
    not_transferred: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyTotal:
    """Sums of one currency over the rows whose two sides can be compared, signed; currencies are never added together."""

    currency: str
    net: Decimal
    there_net: Decimal

    @property
    def difference(self) -> Decimal:
        """Over there less here."""
        return self.there_net - self.net


def reconciled(
    invoice: Invoice,
    transfer: Transfer | None,
    found: Iterable[FinanceInvoice],
    system: str,
    read_at: dt.datetime | None = None,
) -> ReconciledInvoice:
    """Compare one invoice with what lies over there under its reference; `read_at` is when the other side was read."""
    candidates = sorted(found, key=lambda one: (one.state is FinanceState.DRAFT, one.id))
    there = candidates[0] if candidates else None
    was_there = transfer is not None and bool(transfer.finance_id)
    differences: list[Difference] = []
    if there is None and was_there and _is_newer(transfer, read_at):
        was_there = False
        differences.append(Difference.NOT_READ)
    elif there is None:
        differences.append(Difference.DELETED if was_there else Difference.MISSING)
    else:
        differences += [Difference.TWICE] if len(candidates) > 1 else []
        differences += _compared(invoice, there)
    return ReconciledInvoice(
        invoice=invoice,
        transfer=transfer,
        there=there,
        state=there.state if there else FinanceState.DELETED if was_there else None,
        net=invoice.signed(invoice.net),
        there_net=there.signed(there.net) if there else None,
        differences=tuple(differences),
        explanation=_explanation(differences, invoice, there, system),
    )


def tally(rows: Iterable[ReconciledInvoice]) -> Tally:
    """The rows, counted."""
    listed = list(rows)
    return Tally(
        agree=sum(row.agrees for row in listed),
        differ=sum(row.needs_attention for row in listed),
        not_transferred=sum(row.is_waiting for row in listed),
    )


def totals(rows: Iterable[ReconciledInvoice]) -> list[CurrencyTotal]:
    """The sums of both sides, one per currency, by currency.

    What was not transferred yet, or may be on its way, is in none: it would look like a difference.
    """
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for row in rows:
        if row.match is Match.NOT_COMPARABLE:
            continue
        net, there = sums.get(row.invoice.currency, (Decimal(0), Decimal(0)))
        sums[row.invoice.currency] = (net + row.net, there + (row.there_net or Decimal(0)))
    return [CurrencyTotal(currency=currency, net=net, there_net=there) for currency, (net, there) in sorted(sums.items())]


def _is_newer(transfer: Transfer | None, read_at: dt.datetime | None) -> bool:
    """Whether the transfer ended after the other side was read: that nothing was found then says nothing about it."""
    return transfer is not None and transfer.ended_at is not None and read_at is not None and transfer.ended_at > read_at


def _compared(invoice: Invoice, there: FinanceInvoice) -> list[Difference]:
    """Amounts are compared as they count: an invoice may be negative, and a credit note of 0 looks like an invoice of 0."""
    found = []
    is_other_net = abs(invoice.signed(invoice.net) - there.signed(there.net)) >= CENT
    if invoice.kind is not there.kind and is_other_net:
        found.append(Difference.KIND)
    if invoice.currency != there.currency:
        found.append(Difference.CURRENCY)
    if is_other_net:
        found.append(Difference.NET)
    if there.vat is not None and abs(invoice.signed(invoice.vat) - there.signed(there.vat)) >= CENT:
        found.append(Difference.VAT)
    if there.date is not None and invoice.date != there.date:
        found.append(Difference.DATE)
    return found


def _explanation(differences: list[Difference], invoice: Invoice, there: FinanceInvoice | None, system: str) -> Message | None:
    match differences:
        case []:
            return None
        case [Difference.NOT_READ, *_]:
            return Message("Transferred since {system} was last read.", system=system)
        case [Difference.MISSING, *_]:
            return Message("Not found in {system}.", system=system)
        case [Difference.DELETED, *_]:
            return Message("Deleted in {system}.", system=system)
        case [Difference.TWICE, *_]:
            return Message("More than one document in {system} carries this reference.", system=system)
        case [Difference.KIND, *_]:
            return Message("Invoice on one side, credit note on the other.")
        case [Difference.CURRENCY, *_]:
            theirs = there.currency if there else ""
            return Message("{ours} here, {theirs} in {system}.", ours=invoice.currency, theirs=theirs, system=system)
        case [Difference.NET, *_]:
            return Message("The net amounts differ.")
        case [Difference.VAT, *_]:
            return Message("The VAT differs.")
        case _:
            return Message("Dated {date} in {system}.", date=there.date if there else None, system=system)
