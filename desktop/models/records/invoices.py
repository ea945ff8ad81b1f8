"""An invoice or credit note of the PSA, and its counterpart in the finance system.

One sign model everywhere: `kind` says whether it is an invoice or a credit note, and amounts are positive for what a document of
that kind normally holds (a credit note over 500 has `net` 500). A line may still be negative inside its document (a discount line).
`signed(amount)` gives the amount as it counts in a sum.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class InvoiceKind(StrEnum):
    """What kind of document it is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class InvoiceStatus(StrEnum):
    """Where an invoice stands in the PSA."""

    DRAFT = "draft"
    BOOKED = "booked"
    OVERDUE = "overdue"
    PAID = "paid"


class FinanceState(StrEnum):
    """Where the counterpart stands in the finance system."""

    DRAFT = "draft"
    BOOKED = "booked"
    PAID = "paid"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """A line. `net` is the line's total after discount without VAT, in the invoice's currency, as the PSA computed it."""

    id: str = ""
    position: int = 1
    item_number: str = ""
    text: str = ""
    quantity: Decimal = Decimal(0)
    unit: str = ""
    unit_price: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    net: Decimal = Decimal(0)
    vat_percent: Decimal = Decimal(0)
    is_text_only: bool = False  # a heading or a text line: no item, no amount
    project_id: str = ""  # in the PSA; empty: that of the invoice


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A document of the PSA; amounts in `currency`, positive for its kind (see the module)."""

    id: str
    guid: str = ""
    kind: InvoiceKind = InvoiceKind.INVOICE
    number: str = ""
    status: InvoiceStatus = InvoiceStatus.BOOKED
    date: dt.date
    due_date: dt.date | None = None
    customer_id: str = ""
    customer_name: str = ""
    attention: str = ""
    address: str = ""
    address2: str = ""
    address3: str = ""
    zip_code: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    ean: str = ""
    currency: str = ""
    exchange_rate: Decimal | None = None  # system currency per 100 units
    heading: str = ""
    message: str = ""
    requisition_number: str = ""
    customer_reference: str = ""
    customer_reference_id: str = ""  # contact id in the PSA
    contact_id: str = ""
    internal_reference: str = ""  # initials
    internal_reference_name: str = ""
    project_id: str = ""  # in the PSA
    project_number: str = ""
    project_name: str = ""
    net: Decimal = Decimal(0)
    vat: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    rounding: Decimal = Decimal(0)
    with_vat: bool = True
    credited_invoice_id: str = ""
    credited_invoice_number: str = ""
    external_number: str = ""  # the finance system's number, as written back
    lines: tuple[InvoiceLine, ...] = ()

    def signed(self, amount: Decimal) -> Decimal:
        """The amount as it counts in a sum: negative on a credit note."""
        return -amount if self.kind is InvoiceKind.CREDIT_NOTE else amount


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceLine:
    """A line as the finance system holds it."""

    position: int = 1
    item_number: str = ""
    text: str = ""
    quantity: Decimal = Decimal(0)
    unit_price: Decimal = Decimal(0)
    discount_percent: Decimal = Decimal(0)
    net: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class FinanceInvoice:
    """The counterpart in the finance system; amounts in `currency`, positive for its kind; `None` where it tells none."""

    id: str  # what the system calls it now: the draft's number, after booking the invoice number
    number: str = ""  # the invoice number people see; empty on a draft
    draft_number: str = ""  # what people see, or saw, on a draft; empty where the system has or tells none
    state: FinanceState = FinanceState.DRAFT
    kind: InvoiceKind = InvoiceKind.INVOICE
    reference: str = ""  # ours: `Invoice` number behind a prefix, see `models/references.py`
    customer_id: str = ""  # id of the customer over there
    date: dt.date | None = None
    due_date: dt.date | None = None
    currency: str = ""
    net: Decimal = Decimal(0)
    vat: Decimal | None = None
    gross: Decimal | None = None
    remainder: Decimal | None = None  # what is still to be paid
    lines: tuple[FinanceLine, ...] = ()

    @property
    def shown_number(self) -> str:
        """The number that people know it by over there, never the system's own id; empty while it has none."""
        return self.number or self.draft_number

    def signed(self, amount: Decimal) -> Decimal:
        """The amount as it counts in a sum: negative on a credit note."""
        return -amount if self.kind is InvoiceKind.CREDIT_NOTE else amount
