"""Drafts and booked invoices as e-conomic tells them, and as our records (economic.md sections 14.1 and 14.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import msgspec

from desktop.connectors.contract import Page
from desktop.connectors.economic.client import Client
from desktop.connectors.economic.fields import INVOICES
from desktop.models.records import FinanceInvoice, FinanceLine, FinanceState, InvoiceKind
from desktop.models.references import kind_of

DRAFTS = "invoices/drafts"
BOOKED = "invoices/booked"


class _Product(msgspec.Struct, rename="camel"):
    product_number: str = ""


class _Line(msgspec.Struct, rename="camel"):
    line_number: int = 0
    product: _Product | None = None
    description: str = ""
    quantity: Decimal = Decimal(0)
    unit_net_price: Decimal = Decimal(0)
    discount_percentage: Decimal = Decimal(0)
    total_net_amount: Decimal = Decimal(0)


class _Customer(msgspec.Struct, rename="camel"):
    customer_number: int


class _References(msgspec.Struct):
    other: str = ""


class _Document(msgspec.Struct, rename="camel"):
    date: dt.date
    currency: str
    customer: _Customer
    net_amount: Decimal
    gross_amount: Decimal | None = None
    vat_amount: Decimal | None = None
    due_date: dt.date | None = None
    references: _References = msgspec.field(default_factory=_References)
    lines: list[_Line] = msgspec.field(default_factory=list)


class DraftDocument(_Document, kw_only=True):
    """What we read of a draft."""

    draft_invoice_number: int


class BookedDocument(_Document, kw_only=True):
    """What we read of a booked invoice."""

    booked_invoice_number: int
    remainder: Decimal | None = None
    order_number: int | None = None  # what it was called as a draft; e-conomic does not tell it always (section 14.3)


def read_documents(client: Client, filter: str) -> Iterator[Page[FinanceInvoice]]:
    """All drafts and booked documents of a filter: drafts first, so that one that is booked meanwhile is found all the same."""
    yield from read_drafts(client, filter)
    yield from read_booked(client, filter)


def read_drafts(client: Client, filter: str = "") -> Iterator[Page[FinanceInvoice]]:
    """All drafts of a filter."""
    return client.numbered_pages(
        DRAFTS, DraftDocument, from_draft, "draftInvoiceNumber", lambda one: one.draft_invoice_number, filter
    )


def read_booked(client: Client, filter: str) -> Iterator[Page[FinanceInvoice]]:
    """All booked documents of a filter."""
    return client.numbered_pages(
        BOOKED, BookedDocument, from_booked, "bookedInvoiceNumber", lambda one: one.booked_invoice_number, filter
    )


def from_draft(document: DraftDocument) -> FinanceInvoice:
    """A draft as our record."""
    number = str(document.draft_invoice_number)
    return _record(document, number, "", number, FinanceState.DRAFT, None)


def from_booked(document: BookedDocument) -> FinanceInvoice:
    """A booked document as our record."""
    number = str(document.booked_invoice_number)
    state = FinanceState.PAID if _is_paid(document) else FinanceState.BOOKED
    return _record(document, number, number, str(document.order_number or ""), state, document.remainder)


def _is_paid(document: BookedDocument) -> bool:
    """Whether nothing is left to pay, or too much was paid: the remainder then has the sign that the document has not."""
    if not document.remainder:
        return document.remainder is not None
    return (document.remainder < 0) != ((document.gross_amount or document.net_amount) < 0)


def _record(
    document: _Document, finance_id: str, number: str, draft_number: str, state: FinanceState, remainder: Decimal | None
) -> FinanceInvoice:
    """The record; its kind is that of our reference, since an invoice may be negative and e-conomic has no credit notes."""
    ours = kind_of(document.references.other)
    kind = ours or (InvoiceKind.CREDIT_NOTE if document.net_amount < 0 else InvoiceKind.INVOICE)

    def turned(amount: Decimal) -> Decimal:
        return counted(amount, kind)

    def turned_if_told(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else turned(amount)

    return FinanceInvoice(
        id=finance_id,
        number=number,
        draft_number=draft_number,
        state=state,
        kind=kind,
        reference=document.references.other,
        customer_id=str(document.customer.customer_number),
        date=document.date,
        due_date=document.due_date,
        currency=document.currency,
        net=turned(document.net_amount),
        vat=turned_if_told(document.vat_amount),
        gross=turned_if_told(document.gross_amount),
        remainder=turned_if_told(remainder),
        lines=tuple(
            FinanceLine(
                position=line.line_number or position,
                item_number=line.product.product_number if line.product else "",
                text=line.description,
                quantity=turned(line.quantity),
                unit_price=line.unit_net_price,
                discount_percent=line.discount_percentage,
                net=turned(line.total_net_amount),
            )
            for position, line in enumerate(document.lines, 1)
        ),
    )


def counted(amount: Decimal, kind: InvoiceKind) -> Decimal:
    """An amount of ours as e-conomic has it, and the other way: negative on a credit note."""
    assert INVOICES.credit_notes is not None
    return INVOICES.credit_notes.turned(amount, is_credit_note=kind is InvoiceKind.CREDIT_NOTE)
