"""Draft and booked invoices (economic.md section 14). Credit notes are documents with negative quantities (section 14.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from desktop.connectors.contract import Draft, Page
from desktop.connectors.economic.client import Client, in_filter, in_path
from desktop.connectors.economic.fields import INVOICE_LINES, INVOICES, number_out
from desktop.connectors.economic.invoice_documents import (
    DRAFTS,
    DraftDocument,
    counted,
    from_draft,
    read_booked,
    read_documents,
    read_drafts,
)
from desktop.connectors.economic.refusals import SYSTEM
from desktop.connectors.economic.sent_invoices import read_invoice
from desktop.errors import DraftDeleted, RecordNotFound, RecordRefused
from desktop.models.field_mapping import check, to_system
from desktop.models.records import FinanceInvoice, Invoice, InvoiceLine
from desktop.models.records.document_names import each_once
from desktop.texts import Message


def create_draft(client: Client, draft: Draft) -> FinanceInvoice:
    """Create a draft; texts that are too long are refused before anything is sent, never cut.

    What an earlier attempt with this key made is given as it stands now. `DraftDeleted` when another document carries our
    reference: another installation may have sent it anew, with another key, so it is to be looked up.
    """
    made_before: FinanceInvoice | None = None

    def is_there(created: DraftDocument) -> bool:
        nonlocal made_before
        try:
            made_before = read_invoice(client, from_draft(created))  # it may have been booked meanwhile
        except RecordNotFound:
            made_before = None
            if find_invoices(client, draft.reference):
                raise DraftDeleted(
                    Message("The draft of an earlier attempt was deleted in {system}.", system=SYSTEM),
                    what_to_do=Message("Transfer again to send it anew."),
                ) from None
        return made_before is not None

    created = client.post(DRAFTS, draft_document(draft), DraftDocument, key=draft.key, is_there=is_there)
    return made_before or from_draft(created)


def find_invoices(client: Client, reference: str) -> tuple[FinanceInvoice, ...]:
    """Every document that carries our reference: drafts first, so that one that is booked meanwhile is found all the same."""
    carrying = f"references.other$eq:{in_filter(reference)}"
    found = each_once(invoice for page in read_documents(client, carrying) for invoice in page.records)
    # The filter does not tell capitals apart (section 6).
    return tuple(invoice for invoice in found if invoice.reference == reference)


def read_invoices(client: Client, since: dt.date) -> Iterator[Page[FinanceInvoice]]:
    """Every draft, and every booked document dated `since` or later; a booked one keeps its date."""
    yield from read_drafts(client)
    yield from read_booked(client, f"date$gte:{since.isoformat()}")


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
    signed = replace(line, quantity=counted(line.quantity, invoice.kind))
    return {"lineNumber": position, "sortKey": position, **to_system(INVOICE_LINES, signed, creating=True)}
