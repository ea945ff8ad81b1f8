"""InvoicingService 1.1: invoices and credit notes (timelog.md sections 6 and 7.4).

Stricter readings where the reference is silent: lists hold drafts too, so that the caller has to choose; `UpdateExternalData` takes
invoices only, only the state names of section 10, and no empty number (switch `takes_empty_numbers`); a new mapping replaces the
invoice's old one of the same system.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from desktop.sandbox.timelog import soap_types as types
from desktop.sandbox.timelog.external_keys import checked_key
from desktop.sandbox.timelog.invoicing_types import (
    CREDIT_NOTE,
    CREDIT_NOTE_WITH_KEY,
    INVOICE,
    INVOICE_SPECIFICATION,
    INVOICE_STATE,
    INVOICE_WITH_KEY,
)
from desktop.sandbox.timelog.pdf import one_page
from desktop.sandbox.timelog.soap import Answer, Refused, Service, page
from desktop.sandbox.timelog.state import Record, Site

INVOICING = Service(
    "InvoicingService",
    path="Invoicing/V1_1",
    namespace=types.V1,
    action_base="http://www.timelog.com/api/tlp/v1/InvoicingService/",
)
LARGEST_PAGE = 500
STATES = {"Draft": 0, "Booked": 1, "Overdue": 2, "Checked": 3}


def _found(documents: Sequence[Record | None], pages: int | None = None) -> Answer:
    return Answer([_shown(one) for one in documents if one], pages)


def _shown(document: Mapping[str, Any]) -> Record:
    return {**document, "IsExternalKeysLoaded": False, "ExternalKeys": None}


@INVOICING.operation("GetInvoiceByID", "GetInvoiceByIDRequest", INVOICE, id="int")
def get_invoice_by_id(site: Site, asked: dict[str, Any]) -> Answer:
    """One invoice with its lines, or none."""
    return _found([site.tables["invoices"].get(asked["id"])])


@INVOICING.operation("GetInvoiceByGUID", "GetInvoiceByGUIDRequest", INVOICE, guid="guid")
def get_invoice_by_guid(site: Site, asked: dict[str, Any]) -> Answer:
    """One invoice with its lines, or none."""
    return _found([site.by_guid("invoices", asked["guid"])])


@INVOICING.operation("GetInvoiceByExternalKey", "", INVOICE, externalKey="string", systemName="string")
def get_invoice_by_external_key(site: Site, asked: dict[str, Any]) -> Answer:
    """The invoice that holds the other system's key, or none."""
    return _found([site.by_key("invoices", asked["systemName"], asked["externalKey"])])


@INVOICING.operation("GetCreditNoteByID", "GetCreditNoteByIDRequest", CREDIT_NOTE, id="int")
def get_credit_note_by_id(site: Site, asked: dict[str, Any]) -> Answer:
    """One credit note with its lines, or none."""
    return _found([site.tables["credit_notes"].get(asked["id"])])


@INVOICING.operation("GetCreditNoteByGUID", "GetCreditNoteByGUIDRequest", CREDIT_NOTE, guid="guid")
def get_credit_note_by_guid(site: Site, asked: dict[str, Any]) -> Answer:
    """One credit note with its lines, or none."""
    return _found([site.by_guid("credit_notes", asked["guid"])])


@INVOICING.operation(
    "GetInvoicesModifiedInPeriodPaged", "", INVOICE, startDate="dateTime", endDate="dateTime", page="int", pageSize="int"
)
def get_invoices_modified(site: Site, asked: dict[str, Any]) -> Answer:
    """Invoices of every status by id."""
    return _modified(site, "invoices", asked)


@INVOICING.operation(
    "GetCreditNotesModifiedInPeriodPaged", "", CREDIT_NOTE, startDate="dateTime", endDate="dateTime", page="int", pageSize="int"
)
def get_credit_notes_modified(site: Site, asked: dict[str, Any]) -> Answer:
    """Credit notes of every status by id."""
    return _modified(site, "credit_notes", asked)


def _modified(site: Site, table: str, asked: dict[str, Any]) -> Answer:
    start, end = asked["startDate"], asked["endDate"]
    if end < start:
        raise Refused("The parameter endDate is before startDate.")

    def choose() -> list[Record]:
        return [one for one in site.tables[table].values() if start <= one["ModifiedAt"] <= end]

    return _found(*page(site.selection((table, start, end), choose), asked, LARGEST_PAGE))


@INVOICING.operation("MarkInvoiceAsChecked", "", INVOICE, guid="guid")
def mark_invoice_as_checked(site: Site, asked: dict[str, Any]) -> Answer:
    """The invoice is paid; only one that is booked (overdue ones are booked too)."""
    invoice = _by_guid(site, "invoices", asked["guid"])
    if invoice["Status"] not in ("Booked", "Overdue"):
        raise Refused(f"The invoice is {invoice['Status']}; only a booked one can be marked as checked.")
    changed = {**invoice, "Status": "Checked"}
    if invoice["Details"]:
        changed["Details"] = {**invoice["Details"], "Status": {"ID": STATES["Checked"], "Name": "Checked"}}
    return _found([site.put("invoices", changed)])


@INVOICING.operation(
    "UpdateExternalData", "", INVOICE, guid="guid", externalInvoiceNumber="string", externalInvoiceStatus=INVOICE_STATE
)
def update_external_data(site: Site, asked: dict[str, Any]) -> Answer:
    """Number and status of the invoice in the finance system."""
    invoice = _by_guid(site, "invoices", asked["guid"])
    state = asked["externalInvoiceStatus"] or {}
    name = state.get("Name")
    if name not in STATES or state.get("ID") not in (None, 0, STATES[name]):
        raise Refused(f"The parameter externalInvoiceStatus needs a Name out of {', '.join(STATES)}.")
    if not asked["externalInvoiceNumber"] and not site.takes_empty_numbers:
        raise Refused("The parameter externalInvoiceNumber is empty.")
    changed = {**invoice, "InvoiceNoExternal": asked["externalInvoiceNumber"], "ExternalInvoiceStatus": name}
    return _found([site.put("invoices", changed)])


@INVOICING.operation(
    "CreateInvoiceExternalMapping",
    "CreateInvoiceExternalMappingRequest",
    INVOICE_WITH_KEY,
    invoiceGuid="guid",
    externalSystemContext=types.EXTERNAL_KEY,
    source="int",
)
def create_invoice_mapping(site: Site, asked: dict[str, Any]) -> Answer:
    """Remember which one the invoice is in another system."""
    invoice = _mapped(site, "invoices", asked["invoiceGuid"], asked["externalSystemContext"])
    return Answer([{"Invoice": _shown(invoice), "ExternalSystemContexts": invoice["ExternalKeys"]}])


@INVOICING.operation(
    "CreateCreditNoteExternalMapping",
    "CreateCreditNoteExternalMappingRequest",
    CREDIT_NOTE_WITH_KEY,
    creditNoteGuid="guid",
    externalSystemContext=types.EXTERNAL_KEY,
    source="int",
)
def create_credit_note_mapping(site: Site, asked: dict[str, Any]) -> Answer:
    """Remember which one the credit note is in another system."""
    note = _mapped(site, "credit_notes", asked["creditNoteGuid"], asked["externalSystemContext"])
    return Answer([{"CreditNote": _shown(note), "ExternalSystemContexts": note["ExternalKeys"]}])


def _mapped(site: Site, table: str, guid: str, key: dict[str, Any] | None) -> Record:
    document = _by_guid(site, table, guid)
    checked = checked_key(site, table, key, document)
    others = [one for one in document["ExternalKeys"] if one["SystemName"] != checked["SystemName"]]
    return site.put(table, {**document, "ExternalKeys": [*others, checked]})


@INVOICING.operation("GetInvoiceSpecificationPDF", "GetInvoiceSpecificationPDFRequest", INVOICE_SPECIFICATION, invoiceID="int")
def get_invoice_specification(site: Site, asked: dict[str, Any]) -> Answer:
    """The specification of an invoice as a PDF of one page, or none."""
    invoice = site.tables["invoices"].get(asked["invoiceID"])
    if not invoice:
        return Answer([])
    lines = [f"Invoice {invoice['InvoiceNo']}", *(f"{one['Quantity']:f} {one['Text'] or ''}" for one in invoice["InvoiceLines"])]
    return Answer([{"specification": one_page(lines)}])


def _by_guid(site: Site, table: str, guid: str) -> Record:
    document = site.by_guid(table, guid)
    if not document:
        raise Refused(f"There is none of {table.replace('_', ' ')} with this GUID.")
    return document
