"""Draft and booked invoices (economic.md section 14). Credit notes are documents with negative quantities (section 14.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec

from desktop.connectors.contract import Draft, Page
from desktop.connectors.economic.client import Client, in_filter, in_path
from desktop.connectors.economic.fields import INVOICE_LINES, INVOICES, number_out
from desktop.errors import RecordChanged, RecordNotFound, RecordRefused
from desktop.models.field_mapping import check, to_system
from desktop.models.records import FinanceInvoice, FinanceLine, FinanceState, Invoice, InvoiceKind, InvoiceLine
from desktop.models.records.agreement import DATES_MOVED
from desktop.models.records.rounding import is_rounding
from desktop.models.references import kind_of, mark_of, may_have_been
from desktop.texts import Message

DRAFTS = "invoices/drafts"
BOOKED = "invoices/booked"
IsOfAnother = Callable[[FinanceInvoice], bool]


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


def create_draft(client: Client, draft: Draft) -> FinanceInvoice:
    """Create a draft; texts that are too long are refused before anything is sent, never cut.

    What an earlier attempt with this key made is given as it stands now.
    """
    made_before: FinanceInvoice | None = None

    def is_there(created: DraftDocument) -> bool:
        nonlocal made_before
        try:
            made_before = read_invoice(client, _from_draft(created))  # it may have been booked meanwhile
        except RecordNotFound:
            made_before = None
        return made_before is not None

    created = client.post(DRAFTS, draft_document(draft), DraftDocument, key=draft.key, is_there=is_there)
    return made_before or _from_draft(created)


def find_invoices(client: Client, reference: str) -> tuple[FinanceInvoice, ...]:
    """Every document that carries our reference: drafts first, so that one that is booked meanwhile is found all the same."""
    carrying = f"references.other$eq:{in_filter(reference)}"
    found = [invoice for page in _read(client, carrying) for invoice in page.records]
    # The filter does not tell capitals apart (section 6).
    return tuple(invoice for invoice in found if invoice.reference == reference)


def read_invoice(client: Client, invoice: FinanceInvoice, is_of_another: IsOfAnother = lambda _there: False) -> FinanceInvoice:
    """One document with its lines; a draft that was booked meanwhile is found as what it is now, without lines.

    `RecordNotFound`; `RecordChanged` when a draft is gone, and a document that is not of another invoice may be it.
    """
    if invoice.state in (FinanceState.BOOKED, FinanceState.PAID):
        return _from_booked(client.get(f"{BOOKED}/{in_path(invoice.number or invoice.id)}", BookedDocument))
    try:
        return _from_draft(client.get(f"{DRAFTS}/{in_path(invoice.id)}", DraftDocument))
    except RecordNotFound:
        if (booked := _booked_from(client, invoice, is_of_another)) is None:
            raise
        return booked


def read_sent(client: Client, sought: FinanceInvoice, is_of_another: IsOfAnother) -> FinanceInvoice:
    """What a draft of ours is now; the number of one whose answer was lost is not known, so its absence needs all that is alike.

    `RecordNotFound`; `RecordChanged` when a document that is not of another invoice may be it.
    """
    if not sought.id:
        _refuse_alike(client, sought, is_of_another)
    try:
        return read_invoice(client, sought, is_of_another)
    except RecordNotFound:
        if sought.id:
            _refuse_made_anew(client, sought, is_of_another)
        raise


def _booked_from(client: Client, draft: FinanceInvoice, is_of_another: IsOfAnother) -> FinanceInvoice | None:
    """What a draft that is gone was booked as, whatever its reference says now: by the draft's number, which most documents tell.

    Sales orders have such numbers too, so without our reference customer and amount must agree as well: else it may be it, as may
    one that does not tell the number and has the same customer and amount, and not our reference: `RecordChanged`.
    """
    own = alike = None
    for page in client.pages(BOOKED, BookedDocument, _from_booked, _since(draft)):
        for booked in page.records:
            has_number = booked.draft_number == draft.id
            if has_number and booked.reference == draft.reference:
                return booked
            if has_number and _is_same_customer(booked, draft) and _is_same_amount(booked, draft):
                own = booked
            elif (has_number or (not booked.draft_number and _may_be(booked, draft))) and not is_of_another(booked):
                alike = booked
    if own is not None or alike is None:
        return own
    values = {"draft": draft.id, "number": alike.number, "found": alike.reference}
    if alike.draft_number:
        raise RecordChanged(
            Message("Draft {draft} is gone, and invoice {number} tells its number, but has another customer or amount.", **values),
            what_to_do=_SAY_WHOSE,
        )
    if kind_of(alike.reference) is not None:
        raise RecordChanged(
            Message("Draft {draft} is gone, but invoice {number} has the same customer and amount, and carries {found}.", **values),
            what_to_do=_SAY_WHOSE,
        )
    raise RecordChanged(
        Message("Draft {draft} is gone, but invoice {number} has the same customer and amount and no reference of ours.", **values),
        what_to_do=_SAY_WHETHER,
    )


def _refuse_alike(client: Client, invoice: FinanceInvoice, is_of_another: IsOfAnother) -> None:
    """`RecordChanged` when a document may be this one under another reference and date: what was sent was never answered."""
    for page in _read(client, _alike(invoice)):
        for found in page.records:
            is_alike, is_moved = _may_be(found, invoice), _may_be_moved(found, invoice)
            if (is_alike or is_moved) and not is_of_another(found):
                raise _doubt(found, invoice, is_same_customer=is_alike)


def _refuse_made_anew(client: Client, deleted: FinanceInvoice, is_of_another: IsOfAnother) -> None:
    """`RecordChanged` when a draft of the same customer and amount may be ours that was deleted, made anew by hand."""
    for page in client.pages(DRAFTS, DraftDocument, _from_draft, _since(deleted)):
        for found in page.records:
            if _may_be(found, deleted) and not is_of_another(found):
                raise _doubt(found, deleted, is_same_customer=True)


_SAY_WHETHER = Message("Say with “Is it this one?” (Ctrl+J) whether it is this document under another reference.")
_SAY_WHOSE = Message(
    "Say with “Is it this one?” (Ctrl+J) whether it is this document. Its reference is to stay: it may be that of another invoice."
)


def _doubt(found: FinanceInvoice, invoice: FinanceInvoice, *, is_same_customer: bool) -> RecordChanged:
    """A document may be this one; where it carries the reference of another invoice, that one would be lost without it."""
    values = {"number": found.shown_number, "reference": invoice.reference, "found": found.reference}
    if kind_of(found.reference) is not None:
        return RecordChanged(
            Message("Document {number} has the same customer and amount as {reference}, but carries {found}.", **values)
            if is_same_customer
            else Message(
                "Document {number} has the same date and amount as {reference}, but another customer, and carries {found}.",
                **values,
            ),
            what_to_do=_SAY_WHOSE,
        )
    return RecordChanged(
        Message("Document {number} has the same customer and amount as {reference}, and no reference of ours.", **values)
        if is_same_customer
        else Message(
            "Document {number} has the same date and amount as {reference}, but another customer, and no reference of ours.",
            **values,
        ),
        what_to_do=_SAY_WHETHER,
    )


def _may_be(found: FinanceInvoice, sought: FinanceInvoice) -> bool:
    """Whether a document may be the one that is sought, its reference changed by somebody."""
    may_be_renamed = may_have_been(found.reference, sought.reference)
    return may_be_renamed and _is_same_customer(found, sought) and _is_same_amount(found, sought)


def _is_same_customer(found: FinanceInvoice, sought: FinanceInvoice) -> bool:
    return sought.customer_id in ("", found.customer_id)  # empty: not linked any more


def _may_be_moved(found: FinanceInvoice, sought: FinanceInvoice) -> bool:
    """Whether somebody may have changed both reference and customer; many have the same amount, so the day must be the same.

    Documents of 0 say too little to be doubted.
    """
    is_unmarked = not mark_of(found.reference)
    return is_unmarked and bool(found.net) and found.date == sought.date and _is_same_amount(found, sought)


def _is_same_amount(found: FinanceInvoice, sought: FinanceInvoice) -> bool:
    """But for the rounding of lines. Without our reference nobody knows the kind, so amounts count as they do in a sum."""
    difference = found.signed(found.net) - sought.signed(sought.net)
    return found.currency == sought.currency and is_rounding(difference, len(sought.lines))


def _alike(invoice: FinanceInvoice) -> str:
    """The filter for all documents of its customer that may be this one, and for those of others on its day."""
    if invoice.date is None or not invoice.customer_id:
        return _since(invoice)
    of_customer = f"customer.customerNumber$eq:{in_filter(invoice.customer_id)}$and:{_since(invoice)}"
    return f"({of_customer})$or:date$eq:{invoice.date.isoformat()}"


def _since(invoice: FinanceInvoice) -> str:
    """The filter for all documents that may be this one, its date moved by somebody."""
    return f"date$gte:{(invoice.date - DATES_MOVED).isoformat()}" if invoice.date is not None else ""


def read_invoices(client: Client, since: dt.date) -> Iterator[Page[FinanceInvoice]]:
    """Every draft, and every booked document dated `since` or later; a booked one keeps its date."""
    yield from client.pages(DRAFTS, DraftDocument, _from_draft)
    yield from client.pages(BOOKED, BookedDocument, _from_booked, f"date$gte:{since.isoformat()}")


def delete_draft(client: Client, draft_id: str) -> None:
    """Delete one draft."""
    client.delete(f"{DRAFTS}/{in_path(draft_id)}")


def draft_document(draft: Draft) -> dict[str, Any]:
    """The JSON of a draft: the invoice through its field table, and from the customer what the PSA does not know."""
    invoice = _addressed(draft)
    check(INVOICES, invoice, creating=True)
    document = to_system(INVOICES, invoice, creating=True)
    document["paymentTerms"] = {"paymentTermsNumber": number_out(_chosen(draft, "payment_terms"))}
    document["layout"] = {"layoutNumber": number_out(_chosen(draft, "layout"))}
    document["recipient"]["vatZone"] = {"vatZoneNumber": number_out(_chosen(draft, "vat_zone"))}
    document.setdefault("references", {})["other"] = draft.reference
    document["lines"] = [_line_document(invoice, line, position) for position, line in enumerate(invoice.lines, 1)]
    return document


def _addressed(draft: Draft) -> Invoice:
    """The invoice with the ids of e-conomic, and the customer's name and address where it has none of its own."""
    invoice, customer = draft.invoice, draft.customer
    if not (invoice.address or invoice.zip_code or invoice.city):
        invoice = replace(
            invoice,
            address=customer.address,
            address2=customer.address2,
            address3=customer.address3,
            zip_code=customer.zip_code,
            city=customer.city,
            country=invoice.country or customer.country,
        )
    return replace(
        invoice,
        customer_id=customer.id,
        customer_name=invoice.customer_name or customer.name,
        ean=_ean(invoice) or customer.ean,
        contact_id=draft.contact_id,
        internal_reference=draft.employee_id,
    )


def _ean(invoice: Invoice) -> str:
    """The EAN of this invoice; it may stand in the P.O. number behind the letters EAN (timelog.md section 9.1)."""
    number = invoice.requisition_number.replace(" ", "")
    return number[3:] if number.upper().startswith("EAN") and len(number) == 16 and number[3:].isdigit() else invoice.ean


def _chosen(draft: Draft, name: str) -> str:
    chosen = getattr(draft.customer, name) or getattr(draft.standard_values, name)
    if not chosen:
        raise RecordRefused(
            Message("Neither the customer nor the standard values say which {what} to use.", what=INVOICES.field(name).label),
            what_to_do=Message("Choose it under Standard values, and transfer again."),
        )
    return str(chosen)


def _line_document(invoice: Invoice, line: InvoiceLine, position: int) -> dict[str, Any]:
    check(INVOICE_LINES, line, creating=True)
    if line.is_text_only:  # quantity and price would need an item (section 14.1)
        return {"lineNumber": position, "sortKey": position, "description": line.text}
    signed = replace(line, quantity=_turned(line.quantity, invoice.kind))
    return {"lineNumber": position, "sortKey": position, **to_system(INVOICE_LINES, signed, creating=True)}


def _turned(amount: Decimal, kind: InvoiceKind) -> Decimal:
    assert INVOICES.credit_notes is not None
    return INVOICES.credit_notes.turned(amount, is_credit_note=kind is InvoiceKind.CREDIT_NOTE)


def _read(client: Client, filter: str) -> Iterator[Page[FinanceInvoice]]:
    yield from client.pages(DRAFTS, DraftDocument, _from_draft, filter)
    yield from client.pages(BOOKED, BookedDocument, _from_booked, filter)


def _from_draft(document: DraftDocument) -> FinanceInvoice:
    number = str(document.draft_invoice_number)
    return _record(document, number, "", number, FinanceState.DRAFT, None)


def _from_booked(document: BookedDocument) -> FinanceInvoice:
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
        return _turned(amount, kind)

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
