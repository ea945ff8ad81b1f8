"""Invoices and credit notes, over SOAP: read with their lines, and written back onto (timelog.md sections 6 and 7.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from desktop.connectors.contract import Page
from desktop.connectors.timelog.client import TimeLogClient
from desktop.connectors.timelog.fields import CREDIT_NOTES, INVOICE_LINES, INVOICES
from desktop.connectors.timelog.site import Site
from desktop.connectors.timelog.soap_answers import Document, Reply
from desktop.errors import NotPossible, RecordNotFound, RecordRefused
from desktop.models.field_mapping import FieldTable, from_system
from desktop.models.records import Employee, FinanceInvoice, FinanceState, Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from desktop.texts import Message

PAGE_SIZE = 100  # no limit is documented for invoices; the smallest documented one of any service is kept
EARLIEST = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - TimeLog's times have no zone
ZONE_MARGIN = dt.timedelta(days=1)  # TimeLog does not say in which zone its times are (timelog.md section 13)
SOURCE = 0
NEITHER_INVOICE = {"reminder", "voucher"}

# The two names that were seen in TimeLog's own material. That a booked invoice is paid is told by `mark_paid`.
STATE_NAMES = {FinanceState.DRAFT: "Draft", FinanceState.BOOKED: "Booked", FinanceState.PAID: "Booked"}

EmployeeList = Callable[[], list[Employee]]


class Invoices:
    """Invoices and credit notes of one site.

    `employees` is asked once for each reading, and only when an invoice names somebody without the full name.
    """

    def __init__(self, client: TimeLogClient, site: Site, employees: EmployeeList, *, credit_notes_take_numbers: bool) -> None:
        self._client = client
        self._site = site
        self._employees = employees
        self._credit_notes_take_numbers = credit_notes_take_numbers

    def pages(self, changed_since: dt.datetime | None) -> Iterator[Page[Invoice]]:
        """Everything changed since then, drafts too; without a time everything since 2000."""
        people = _People(self._employees)
        start = EARLIEST if changed_since is None else _without_zone(changed_since) - ZONE_MARGIN
        period = {"startDate": start, "endDate": _without_zone(dt.datetime.now(dt.UTC)) + ZONE_MARGIN}
        for operation, table, kind in (
            ("GetInvoicesModifiedInPeriodPaged", INVOICES, InvoiceKind.INVOICE),
            ("GetCreditNotesModifiedInPeriodPaged", CREDIT_NOTES, InvoiceKind.CREDIT_NOTE),
        ):
            for reply in self._client.soap.pages("Invoicing", operation, PAGE_SIZE, **period):
                found = []
                for document in reply.documents():
                    try:
                        if _is_invoice(document):
                            found.append(people.named(_invoice(document, table, kind)))
                    except ValueError as error:
                        place = f"{table.kind} {document.get('ID') or ''}".rstrip()
                        raise reply.answer.unexpected(f"{place}: {error}", place=place) from error
                yield Page(tuple(found))

    def write_back(self, invoice: Invoice, there: FinanceInvoice, system_name: str, *, is_repeat: bool = False) -> None:
        """Number and state, and an external key, so that another installation finds the pair. Each step may be repeated.

        A draft without a number gets the external key only: that `UpdateExternalData` takes an empty number is not documented.
        That `UpdateExternalData` takes credit notes is not documented, so they get the external key only, unless the setting
        `credit_notes_take_numbers` says to try it.

        `RecordNotFound` when it was refused because the invoice is gone: TimeLog's refusal does not say so in so many words.
        """
        if there.state not in STATE_NAMES:
            raise NotPossible(Message("TimeLog has no word for the state {state} of an invoice.", state=there.state))
        try:
            self._write_back(invoice, there, system_name, is_repeat=is_repeat)
        except RecordRefused as refusal:
            if not self._documents(invoice).records:
                raise _gone(invoice) from refusal
            raise

    def _write_back(self, invoice: Invoice, there: FinanceInvoice, system_name: str, *, is_repeat: bool) -> None:
        number = there.shown_number
        takes_number = invoice.kind is InvoiceKind.INVOICE or self._credit_notes_take_numbers
        if takes_number and number and not (is_repeat and self._has_number(invoice, there, system_name)):
            self._client.soap.write(
                "Invoicing",
                "UpdateExternalData",
                guid=invoice.guid,
                externalInvoiceNumber=number,
                externalInvoiceStatus={"Name": STATE_NAMES[there.state]},
            )
        self._remember(invoice, system_name, _external_id(there))

    def _has_number(self, invoice: Invoice, there: FinanceInvoice, system_name: str) -> bool:
        """Whether number and state stand on the invoice; TimeLog tells the number alone, which a draft may have had before."""
        if invoice.kind is not InvoiceKind.INVOICE:
            return False
        found = self._client.soap.read("Invoicing", "GetInvoiceByGUID", guid=invoice.guid).documents()
        if not any(str(one.get("InvoiceNoExternal") or "") == there.shown_number for one in found):
            return False
        return there.state is FinanceState.DRAFT or not self._is_known_as(invoice, system_name, _draft_key(there.number))

    def mark_paid(self, invoice: Invoice) -> None:
        """Only booked invoices can be marked (timelog.md section 6), so one that is marked already is left alone."""
        if invoice.kind is not InvoiceKind.INVOICE:
            raise NotPossible(Message("TimeLog does not mark credit notes as paid."))
        documents = self._documents(invoice)
        if not documents.records:
            raise _gone(invoice)
        try:
            status = _invoice(documents.documents()[0], INVOICES, invoice.kind).status
        except ValueError as error:
            raise documents.answer.unexpected(str(error), place=f"Invoice {invoice.id}") from error
        if status is not InvoiceStatus.PAID:
            self._client.soap.write("Invoicing", "MarkInvoiceAsChecked", guid=invoice.guid)

    def _documents(self, invoice: Invoice) -> Reply:
        """The invoice or credit note as it is now; none when it is gone."""
        operation = "GetInvoiceByGUID" if invoice.kind is InvoiceKind.INVOICE else "GetCreditNoteByGUID"
        return self._client.soap.read("Invoicing", operation, guid=invoice.guid)

    def _remember(self, invoice: Invoice, system_name: str, external_id: str) -> None:
        self._site.register_external_system(system_name)
        key = {"SystemName": system_name, "ExternalID": external_id}
        if invoice.kind is InvoiceKind.CREDIT_NOTE:
            self._client.soap.write(
                "Invoicing",
                "CreateCreditNoteExternalMapping",
                creditNoteGuid=invoice.guid,
                externalSystemContext=key,
                source=SOURCE,
            )
            return
        if not self._is_known_as(invoice, system_name, external_id):
            self._client.soap.write(
                "Invoicing", "CreateInvoiceExternalMapping", invoiceGuid=invoice.guid, externalSystemContext=key, source=SOURCE
            )

    def _is_known_as(self, invoice: Invoice, system_name: str, external_id: str) -> bool:
        known = self._client.soap.read("Invoicing", "GetInvoiceByExternalKey", externalKey=external_id, systemName=system_name)
        return any(str(one.get("GUID")).lower() == invoice.guid.lower() for one in known.documents())


def _gone(invoice: Invoice) -> RecordNotFound:
    return RecordNotFound(
        Message("The invoice {number} is not in TimeLog any more.", number=invoice.number),
        what_to_do=Message("Fetch the invoices again."),
    )


def _external_id(there: FinanceInvoice) -> str:
    """Drafts and booked invoices are numbered apart over there, and a key may belong to one invoice only."""
    return _draft_key(there.id) if there.state is FinanceState.DRAFT else there.number or there.id


def _draft_key(draft_id: str) -> str:
    return f"draft {draft_id}"


class _People:
    """Puts initials and full name of the internal reference together: TimeLog gives either one or both."""

    def __init__(self, employees: EmployeeList) -> None:
        self._employees = employees
        self._names: dict[str, tuple[str, str]] | None = None

    def named(self, invoice: Invoice) -> Invoice:
        if not invoice.internal_reference or invoice.internal_reference_name:
            return invoice
        if self._names is None:
            people = [(one.initials, one.name) for one in self._employees()]
            self._names = {name.casefold(): (initials, name) for initials, name in people}
            self._names |= {initials.casefold(): (initials, name) for initials, name in people if initials}
        reference = invoice.internal_reference
        initials, name = self._names.get(reference.casefold(), (reference, ""))
        return replace(invoice, internal_reference=initials, internal_reference_name=name)


def _is_invoice(document: Document) -> bool:
    """Reminders and vouchers may come along as types 3 and 4 (timelog.md section 10)."""
    details = _details(document, "Type")
    return details.get("ID") not in ("3", "4") and str(document.get("Type")).strip().casefold() not in NEITHER_INVOICE


def _invoice(document: Document, table: FieldTable, kind: InvoiceKind) -> Invoice:
    """Our record; `ValueError` says which member is not as the reference says."""
    if (status := _details(document, "Status")).get("ID"):
        document = {**document, "Status": status["ID"]}  # the number is the same in every language
    if initials := _details(document, "InternalReference").get("Initials"):
        document = {**document, "InternalReference": initials}
    invoice = from_system(table, document, Invoice(id="", date=dt.date.min, kind=kind))
    lines = tuple(_line(line, position) for position, line in enumerate(document.get("InvoiceLines") or (), start=1))
    invoice = replace(invoice, lines=lines)
    return _turned(invoice) if kind is InvoiceKind.CREDIT_NOTE and invoice.net < 0 else invoice


def _line(document: Document, position: int) -> InvoiceLine:
    line = from_system(INVOICE_LINES, document, InvoiceLine(position=position))
    has_amount = line.quantity or line.unit_price or line.net
    return replace(line, is_text_only=not line.item_number and not has_amount)


def _turned(note: Invoice) -> Invoice:
    """A credit note whose amounts are negative over there, with positive ones (TimeLog does not say which it does: section 13)."""
    lines = tuple(_turned_line(line) for line in note.lines)
    return replace(note, net=-note.net, vat=-note.vat, gross=-note.gross, rounding=-note.rounding, lines=lines)


def _turned_line(line: InvoiceLine) -> InvoiceLine:
    """The amount turned, and whichever of quantity and price is negative, so that they still give the amount."""
    net = -line.net
    if line.quantity * line.unit_price * net >= 0:
        return replace(line, net=net)
    if line.quantity < 0:
        return replace(line, net=net, quantity=-line.quantity)
    return replace(line, net=net, unit_price=-line.unit_price)


def _details(document: Document, name: str) -> dict[str, Any]:
    return (document.get("Details") or {}).get(name) or {}


def _without_zone(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
