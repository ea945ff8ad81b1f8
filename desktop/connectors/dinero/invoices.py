"""Invoices and credit notes (dinero.md sections 12 and 13): two registers of the same shape, amounts positive in both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec

from desktop.connectors.contract import Draft, Page
from desktop.connectors.dinero.client import Client, as_guid, equals, own_guid
from desktop.connectors.dinero.fields import INVOICE_LINES, INVOICES, SYSTEM
from desktop.connectors.dinero.items import ProductDocument, Products
from desktop.connectors.dinero.refusals import GUID_TAKEN
from desktop.errors import BindeledError, DraftDeleted, KeyUsedUp, OutcomeUnknown, RecordNotFound, RecordRefused
from desktop.models.field_mapping import check, to_system
from desktop.models.records import Customer, FinanceInvoice, FinanceLine, FinanceState, InvoiceKind, InvoiceLine
from desktop.models.records.document_names import each_once
from desktop.models.records.rounding import is_rounding
from desktop.texts import Message

PATHS = {InvoiceKind.INVOICE: "invoices", InvoiceKind.CREDIT_NOTE: "sales/creditnotes"}
STATES = {
    "Draft": FinanceState.DRAFT,
    "Booked": FinanceState.BOOKED,
    "Overdue": FinanceState.BOOKED,
    "Paid": FinanceState.PAID,
    "OverPaid": FinanceState.PAID,
}
FIELDS = (
    "Guid",
    "Type",
    "Number",
    "ExternalReference",
    "ContactGuid",
    "Date",
    "PaymentDate",
    "Currency",
    "Status",
    "TotalExclVat",
    "TotalInclVat",
)
OWN_CURRENCY = "DKK"  # of Dinero's books (section 12)
LAST_DAY = "9999-12-31"  # the list takes both dates or none


class _Line(msgspec.Struct, rename="pascal"):
    product_guid: str | None = None
    description: str | None = None
    comments: str | None = None
    quantity: Decimal | None = None  # texts may have no amounts
    base_amount_value: Decimal | None = None
    discount: Decimal | None = None
    total_amount: Decimal | None = None


class _Document(msgspec.Struct, rename="pascal", kw_only=True):
    """What lists and single documents have in common."""

    guid: str
    number: int
    external_reference: str | None = None
    contact_guid: str | None = None
    date: str | None = None
    payment_date: str | None = None
    currency: str | None = None
    status: str | None = None
    total_excl_vat: Decimal
    total_incl_vat: Decimal


class ListedDocument(_Document, kw_only=True):
    """What we read of a document in the list of both kinds."""

    type: str | None = None


class SingleDocument(_Document, kw_only=True):
    """What we read of one document."""

    time_stamp: str | None = None
    payment_status: str | None = None
    deleted_at: str | None = None
    product_lines: list[_Line] = msgspec.field(default_factory=list)


class _Created(msgspec.Struct, rename="pascal"):
    guid: str


def create_draft(client: Client, products: Products, draft: Draft) -> FinanceInvoice:
    """Create a draft under a guid made from its key; one that an earlier attempt made is given as it stands.

    `DraftDeleted`, or `KeyUsedUp` when it was turned into another document: the next attempt has another guid.

    The answer of a creation holds no amounts, so the draft is read; when that fails the outcome is unknown until a look-up.
    """
    kind, guid = draft.invoice.kind, own_guid(draft.key)
    document = draft_document(draft, products) | {"Guid": guid}
    technical = "created, but not read"
    try:
        client.post("v1", PATHS[kind], document, _Created)
    except RecordRefused as refusal:
        if refusal.code != GUID_TAKEN:
            raise
        technical = "already there, but not read"
    except OutcomeUnknown as unknown:
        technical = unknown.technical
    made = _made(client, products, kind, guid, technical)
    invoice = draft.invoice
    sought = FinanceInvoice(
        id=guid,
        reference=draft.reference,
        customer_id=as_guid(draft.customer.id),
        currency=invoice.currency,
        net=invoice.net,
        lines=tuple(FinanceLine(position=line.position) for line in invoice.lines),
    )
    _refuse_turned(made, sought)
    return made


def takes_currency(client: Client, products: Products, currency: str) -> bool:
    """Whether Dinero knows a currency: it lists none, but works out the totals of an invoice without making it (section 12)."""
    account = products.any_account()
    if currency == OWN_CURRENCY or account is None:
        return True
    lines = [_text_line("-", account)]
    return not client.is_refused(
        "v1", f"{PATHS[InvoiceKind.INVOICE]}/fetch", {"Currency": currency, "ProductLines": lines}, "Currency"
    )


def find_invoices(client: Client, reference: str) -> tuple[FinanceInvoice, ...]:
    """Every document of either kind that carries our reference; deleted ones are not among them."""
    found = (
        invoice for page in _listed(client, {"queryFilter": equals("ExternalReference", reference)}) for invoice in page.records
    )
    return tuple(one for one in each_once(found) if one.reference == reference)  # the filter does not tell capitals apart


def read_invoice(client: Client, products: Products, invoice: FinanceInvoice) -> FinanceInvoice:
    """One document with its lines; `RecordNotFound`, also when it was deleted."""
    return _with_lines(_document(client, invoice.kind, as_guid(invoice.id)), invoice.kind, products)


def read_sent(client: Client, products: Products, sought: FinanceInvoice, key: str) -> FinanceInvoice:
    """What a draft of ours is now: its guid is made from the key, so a lost answer hides nothing.

    `RecordNotFound`; when the answer was lost, `DraftDeleted`, and `KeyUsedUp` when a person turned it into another document.
    """
    if sought.id:
        return read_invoice(client, products, sought)
    document = client.get("v1", f"{PATHS[sought.kind]}/{own_guid(key)}", SingleDocument)
    if document.deleted_at:
        raise _draft_deleted()
    found = _with_lines(document, sought.kind, products)
    _refuse_turned(found, sought)
    return found


def read_invoices(client: Client, since: dt.date) -> Iterator[Page[FinanceInvoice]]:
    """Every booked document dated `since` or later; drafts of any date come along."""
    return _listed(client, {"startDate": since.isoformat(), "endDate": LAST_DAY})


def delete_draft(client: Client, draft_id: str) -> None:
    """Delete a draft as it stands now; `RecordChanged` when somebody changes it at the same moment."""
    guid = as_guid(draft_id)
    for kind, path in PATHS.items():
        try:
            found = _document(client, kind, guid)
        except RecordNotFound:
            continue
        if found.status != "Draft":
            raise RecordRefused(
                Message(
                    "Document {number} is booked in {system}, so it cannot be deleted.", number=str(found.number), system=SYSTEM
                ),
                what_to_do=Message("Credit it in {system}.", system=SYSTEM),
            )
        return client.change("DELETE", "v1", f"{path}/{guid}", {"Timestamp": found.time_stamp})
    raise RecordNotFound(Message("{what} does not exist in {system}.", what=draft_id, system=SYSTEM))


def draft_document(draft: Draft, products: Products) -> dict[str, Any]:
    """The JSON of a draft: the invoice and its lines through their field tables; VAT and payment terms are left to Dinero."""
    address = _address(draft.invoice.customer_name, draft.customer)
    invoice = replace(draft.invoice, customer_id=as_guid(draft.customer.id), customer_name=address)
    check(INVOICES, invoice, creating=True)
    document = to_system(INVOICES, invoice, creating=True)
    document["ExternalReference"] = draft.reference
    document["ShowLinesInclVat"] = False
    if draft.credited_id and invoice.kind is InvoiceKind.CREDIT_NOTE:
        document["CreditNoteFor"] = as_guid(draft.credited_id)
    document["ProductLines"] = _lines(draft.invoice.lines, products)
    return document


def _address(name: str, customer: Customer) -> str:
    """The address on the document where it is made out to another name than the customer's; else Dinero writes its own."""
    if not name or name == customer.name:
        return ""
    return "\n".join(part for part in (name, customer.address, f"{customer.zip_code} {customer.city}".strip()) if part)


def _lines(lines: tuple[InvoiceLine, ...], products: Products) -> list[dict[str, Any]]:
    """Every line but empty texts; a text line has the account of the first product, since it must have one (section 12).

    `RecordRefused` without any product: nothing says then which account the texts are to have.
    """
    found = [(line, None if line.is_text_only else _product(line, products)) for line in lines]
    account = next((product["AccountNumber"] for _line, product in found if product is not None), None)
    if account is None:
        raise RecordRefused(
            Message("The invoice has no line with an item, and {system} takes no invoice of texts alone.", system=SYSTEM),
            what_to_do=Message("Credit the invoice in {psa}, or add a line there before it is booked.", psa=Message("the PSA")),
        )
    return [
        _text_line(line.text, account) if product is None else _product_line(line, product)
        for line, product in found
        if line.text or product is not None
    ]


def _product(line: InvoiceLine, products: Products) -> ProductDocument:
    product = products.product(line.item_number)
    if product is None:
        raise RecordRefused(
            Message(
                "Item {value} on line {line} does not stand in {system} exactly once, with account and unit.",
                value=line.item_number,
                line=str(line.position),
                system=SYSTEM,
            ),
            what_to_do=Message("Put it right in {system} or choose another one, read again, and try again.", system=SYSTEM),
        )
    return product


def _product_line(line: InvoiceLine, product: ProductDocument) -> dict[str, Any]:
    check(INVOICE_LINES, line, creating=True)
    sent = to_system(INVOICE_LINES, replace(line, item_number=product["ProductGuid"]), creating=True)
    return {"LineType": "Product", "AccountNumber": product["AccountNumber"], "Unit": product["Unit"], **sent}


def _text_line(text: str, account: int) -> dict[str, Any]:
    """The number fields are required of text lines too (section 12)."""
    return {
        "LineType": "Text",
        "Description": text,
        "AccountNumber": account,
        "BaseAmountValue": 0,
        "Quantity": 0,
        "Discount": 0,
    }


def _made(client: Client, products: Products, kind: InvoiceKind, guid: str, technical: str) -> FinanceInvoice:
    """The draft that was created with this attempt or an earlier one; `OutcomeUnknown` whatever keeps us from reading it.

    `DraftDeleted`: it keeps its guid for ever, so the next attempt gets another one.
    """
    try:
        found = client.get("v1", f"{PATHS[kind]}/{guid}", SingleDocument)
        if not found.deleted_at:
            return _with_lines(found, kind, products)
    except BindeledError as trouble:
        raise OutcomeUnknown(
            Message("It was sent to {system}, but no clear answer came back, so it may be there or not.", system=SYSTEM),
            what_to_do=Message("It is looked up in {system} before anything is sent again.", system=SYSTEM),
            technical=f"{technical}; {trouble.technical or trouble}",
        ) from trouble
    raise _draft_deleted()


def _draft_deleted() -> DraftDeleted:
    return DraftDeleted(
        Message("The draft of an earlier attempt was deleted in {system}.", system=SYSTEM),
        what_to_do=Message("Transfer again to send it anew."),
        code=GUID_TAKEN,
    )


def _refuse_turned(made: FinanceInvoice, sent: FinanceInvoice) -> None:
    """The guid says that it is ours, whatever a person changed in it, unless neither customer nor amount is left of it."""
    is_same_amount = made.currency == sent.currency and is_rounding(made.net - sent.net, len(sent.lines))
    if not is_same_amount and made.customer_id.lower() != sent.customer_id.lower():
        raise KeyUsedUp(
            Message(
                "A document with other contents stands in {system} where {reference} was to be created.",
                system=SYSTEM,
                reference=sent.reference,
            ),
            what_to_do=Message("Look at it in {system}; transfer again to send it anew.", system=SYSTEM),
        )


def _document(client: Client, kind: InvoiceKind, guid: str) -> SingleDocument:
    found = client.get("v1", f"{PATHS[kind]}/{guid}", SingleDocument)
    if found.deleted_at:
        raise RecordNotFound(
            Message("The document was deleted in {system}.", system=SYSTEM), what_to_do=Message("It can be sent again.")
        )
    return found


def _listed(client: Client, params: dict[str, str]) -> Iterator[Page[FinanceInvoice]]:
    return client.pages("v1", "sales", ListedDocument, _from_list, {"deletedOnly": "false", **params}, FIELDS)


def _from_list(document: ListedDocument) -> FinanceInvoice:
    kind = InvoiceKind.CREDIT_NOTE if document.type == "CreditNote" else InvoiceKind.INVOICE
    return _record(document, kind, document.status)


def _with_lines(document: SingleDocument, kind: InvoiceKind, products: Products) -> FinanceInvoice:
    lines = tuple(
        FinanceLine(
            position=position,
            item_number=products.number_of(line.product_guid),
            text=line.comments or ("" if line.product_guid else line.description or ""),
            quantity=line.quantity or Decimal(0),
            unit_price=line.base_amount_value or Decimal(0),
            discount_percent=line.discount or Decimal(0),
            net=line.total_amount or Decimal(0),
        )
        for position, line in enumerate(document.product_lines, 1)
    )
    return replace(_record(document, kind, document.payment_status or document.status), lines=lines)


def _record(document: _Document, kind: InvoiceKind, status: str | None) -> FinanceInvoice:
    state = STATES.get(status or "", FinanceState.DRAFT if document.status == "Draft" else FinanceState.BOOKED)
    return FinanceInvoice(
        id=document.guid,
        number="" if state is FinanceState.DRAFT else str(document.number),  # a draft's is no number yet (section 12)
        state=state,
        kind=kind,
        reference=document.external_reference or "",
        customer_id=document.contact_guid or "",
        date=_day(document.date),
        due_date=_day(document.payment_date),
        currency=document.currency or "",
        net=document.total_excl_vat,
        vat=document.total_incl_vat - document.total_excl_vat,
        gross=document.total_incl_vat,
        remainder=Decimal(0) if state is FinanceState.PAID else None,
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text[:10]) if text else None
