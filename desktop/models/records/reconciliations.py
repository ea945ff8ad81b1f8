"""Reconciling: what each side says a document is over, differences that were accepted, and periods that were signed off.

Figures are structs: for 20,000 invoices there are 60,000, and a struct is made in a tenth of the time of a frozen dataclass.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

import msgspec

from desktop.models.records.invoices import FinanceInvoice, Invoice, InvoiceKind
from desktop.models.records.rounding import CENT


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """What one side says; amounts in `currency`, negative on a credit note; `None` where that side tells none.

    The customer is that side's own id, so it is compared with what the same side said before only.
    """

    date: dt.date | None
    currency: str
    net: Decimal
    vat: Decimal | None = None
    gross: Decimal | None = None
    customer_id: str = ""  # empty: not told, or kept by a version that did not look at it

    @classmethod
    def of(cls, document: Invoice | FinanceInvoice) -> Figures:
        """The figures of a document of either side."""
        net, vat, gross = document.net, document.vat, document.gross
        if document.kind is InvoiceKind.CREDIT_NOTE:
            net, vat, gross = -net, None if vat is None else -vat, None if gross is None else -gross
        return cls(date=document.date, currency=document.currency, net=net, vat=vat, gross=gross, customer_id=document.customer_id)

    def is_exactly(self, other: Figures) -> bool:
        """Whether date, currency and amounts are exactly the other side's."""
        return (
            self.net == other.net
            and self.vat == other.vat
            and self.gross == other.gross
            and self.date == other.date
            and self.currency == other.currency
        )

    def says_the_same(self, other: Figures) -> bool:
        """Whether both are to the hundredth alike; what only one of them tells is no difference."""
        return not self.changed(other)

    def changed(self, other: Figures) -> list[str]:
        """The fields that `other`, of the same side, tells otherwise."""
        said = ("date", self.date, other.date), ("customer_id", self.customer_id, other.customer_id)
        found = [name for name, one, two in said if one and two and one != two]
        if self.currency != other.currency:
            found.append("currency")
        amounts = ("net", self.net, other.net), ("vat", self.vat, other.vat), ("gross", self.gross, other.gross)
        return found + [name for name, one, two in amounts if one is not None and two is not None and abs(one - two) >= CENT]


class BothSides(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of the PSA and of the finance system; `None` where there is no document. `copies` lie over there.

    `further` are the figures of those beside the first; none where an earlier version kept it.
    """

    here: Figures | None
    there: Figures | None
    copies: int = 1
    further: tuple[Figures, ...] = ()

    def says_the_same(self, other: BothSides) -> bool:
        """Whether neither side changed."""
        if self.copies != other.copies:
            return False
        if not self.further_says_the_same(other):
            return False
        sides = ((self.here, other.here), (self.there, other.there))
        return all((one is None and two is None) or (one and two and one.says_the_same(two)) for one, two in sides)

    def further_says_the_same(self, other: BothSides) -> bool:
        """Whether the documents beside the first still say the same; where one of the two was kept without them nobody knows."""
        if not self.further or not other.further:
            return True
        pairs = zip_longest(self.further, other.further)
        return all(one is not None and two is not None and one.says_the_same(two) for one, two in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """A difference that somebody accepted, with the figures it was accepted for: it holds only while those stand."""

    document: str  # id of the row: the invoice's, or our reference where the PSA has no invoice
    reason: str
    person: str
    at: dt.datetime
    figures: BothSides


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTotal:
    """Sums of one currency over a period, net and signed; a difference is over there less here."""

    currency: str
    here: Decimal = Decimal(0)
    there: Decimal = Decimal(0)
    accepted: Decimal = Decimal(0)  # of the difference

    @property
    def difference(self) -> Decimal:
        """Over there less here."""
        return self.there - self.here

    @property
    def open(self) -> Decimal:
        """The part of the difference that nobody accepted."""
        return self.difference - self.accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedDocument:
    """A document as it stood when its period was signed off."""

    id: str
    number: str
    there_number: str
    state: str  # over there; empty: nothing
    figures: BothSides
    accepted: str = ""  # the reason, when its difference was accepted
    credited_by: tuple[str, ...] | None = None  # numbers of its credit notes; `None`: signed by a version that did not look
    is_open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedPeriod:
    """What is signed: a month, when the other side was read, its totals and every document."""

    month: dt.date  # its first day
    read_at: dt.datetime
    totals: tuple[PeriodTotal, ...]
    documents: tuple[SignedDocument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """A period that somebody signed off. `hash` is the SHA-256 of what is signed, as it is kept; the log holds it too."""

    id: int
    person: str
    at: dt.datetime
    reason: str  # why it was signed off although something was open; empty: nothing was
    hash: str
    is_intact: bool  # what is kept still has that hash
    period: SignedPeriod
