"""Invoices and credit notes of the demo company, in TimeLog's own fields (timelog.md section 7.4).

Amounts follow e-conomic's rule (economic.md section 14.1): a line is quantity x price x (1 - discount), rounded half up to two
decimals; net is the sum of the lines; VAT is rounded once, on the document. On credit notes TimeLog's amounts are positive here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from desktop.sandbox.demo.companies import Person
from desktop.sandbox.demo.party import DOMESTIC, Party
from desktop.sandbox.demo.people import PEOPLE
from desktop.sandbox.demo.people import Person as Employee
from desktop.sandbox.demo.terms import CURRENCY_ID, RATE, TERMS_BY_NUMBER, rounded
from desktop.sandbox.demo.timelog_records import address, double, guid

Record = dict[str, Any]

_LINE_WITH_AMOUNT, _LINE_OF_TEXT = 1, 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line; without item, quantity and price it is a heading or a text."""

    text: str
    item: str = ""
    quantity: Decimal = Decimal(0)
    price: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)

    @property
    def net(self) -> Decimal:
        """The line without VAT."""
        return rounded(self.quantity * self.price * (100 - self.discount) / 100)

    @property
    def is_text(self) -> bool:
        """True for a heading or a text line."""
        return not self.item and not self.price


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice, or a credit note when `credited` says which invoice it takes back. `number` is empty while it is a draft."""

    id: int
    number: str
    date: dt.date
    customer: Party
    person: Person | None
    employee: Employee
    project: Record
    currency: str
    lines: tuple[Line, ...]
    heading: str = ""
    message: str = ""
    requisition: str = ""
    recipient: str = ""
    credited: Document | None = None

    @property
    def net(self) -> Decimal:
        """Sum of the lines, in the document's currency."""
        return sum((line.net for line in self.lines), Decimal(0))

    @property
    def vat(self) -> Decimal:
        """25 % for domestic customers, nothing for others; rounded once."""
        return rounded(self.net * Decimal("0.25")) if self.customer.zone == DOMESTIC else Decimal(0)


def in_currency(price: Decimal, currency: str) -> Decimal:
    """A price in DKK as it stands on an invoice in the currency: two decimals."""
    return rounded(price * 100 / RATE[currency])


def record(document: Document) -> Record:
    """SOAP `Invoice` or `CreditNote`."""
    person = document.person
    kind = "invoices" if document.credited is None else "credit_notes"
    shared = {
        "ID": document.id,
        "GUID": guid(kind, document.id),
        "Header": document.heading,
        "Message": document.message,
        "Status": "Booked" if document.number else "Draft",
        "Type": "Invoice" if document.credited is None else "CreditNote",
        "RequisitionNo": document.requisition,
        "InvoicingAddress": address(document.customer),
        "InvoicingCustomerName": document.recipient or document.customer.name,
        "CustomerID": document.customer.id,
        "ContactID": person.id if person else 0,
        "CustomerReferenceID": person.id if person else 0,
        "CustomerReference": f"{person.first_name} {person.last_name}" if person else "",
        "InternalReference": document.employee.initials,
        "CalculateVAT": document.customer.zone == DOMESTIC,
        "NetAmount": double(document.net),
        "VATIncluded": double(document.vat),
        "Rounding": 0.0,
        "AmountDue": double(document.net + document.vat),
        "InvoiceLines": [_line_record(document, place, line) for place, line in enumerate(document.lines)],
        "Currency": document.currency,
        "EAN": document.customer.ean,
        "Details": _details(document),
        "LegalEntityID": 1,
    }
    if document.credited is None:
        return shared | {
            "InvoiceNo": document.number,
            "InvoiceDate": _at(document.date),
            "DueDate": _at(TERMS_BY_NUMBER[document.customer.terms].due(document.date)),
            "InvoiceCurrencyRate": double(RATE[document.currency]),
            "InvoicingAttention": shared["CustomerReference"],
            "InvoiceNoExternal": "",
        }
    return shared | {
        "CreditNoteNO": document.number,
        "CreditNoteDate": _at(document.date),
        "CurrencyRate": double(RATE[document.currency]),
        "CreditedInvoiceID": document.credited.id,
        "RelatesToInvoiceNo": document.credited.number,
    }


def credit(document: Document, *, id_: int, number: str, date: dt.date, lines: tuple[Line, ...]) -> Document:
    """A credit note that takes these lines of the invoice back."""
    return replace(
        document,
        id=id_,
        number=number,
        date=date,
        lines=lines,
        heading=f"Kreditering af faktura {document.number}",
        message="",
        credited=document,
    )


def _at(date: dt.date) -> str:
    return f"{date.isoformat()}T00:00:00"


def _line_record(document: Document, place: int, line: Line) -> Record:
    return {
        "ID": document.id * 100 + place,
        "InvoiceID": document.id,
        "Date": _at(document.date),
        "ProductNo": line.item,
        "Text": line.text,
        "Quantity": double(line.quantity),
        "Rate": double(line.price),
        "Amount": double(line.net),
        "Discount": double(line.discount),
        "InvoiceLineType": _LINE_OF_TEXT if line.is_text else _LINE_WITH_AMOUNT,
        "VAT": 25.0 if document.customer.zone == DOMESTIC and not line.is_text else 0.0,
    }


def _details(document: Document) -> Record:
    """The objects behind the texts: state, type, person, currency, customer, contact, project."""
    is_invoice = document.credited is None
    person, project = document.person, document.project
    return {
        "Status": {"ID": 1, "Name": "Booked"} if document.number else {"ID": 0, "Name": "Draft"},
        "Type": {"ID": 1, "Name": "Invoice"} if is_invoice else {"ID": 2, "Name": "CreditNote"},
        "InternalReference": {
            "ID": document.employee.id,
            "Initials": document.employee.initials,
            "FullName": document.employee.name,
        },
        "Currency": {
            "ID": CURRENCY_ID[document.currency],
            "Abbreviation": document.currency,
            "Rate": double(RATE[document.currency]),
            "RateDate": _at(document.date),
            "DescriptiveName": document.currency,
        },
        "CustomerHeader": {
            "ID": document.customer.id,
            "Name": document.customer.name,
            "No": document.customer.number,
            "GUID": guid("customers", document.customer.id),
        },
        "ContactHeader": {"GUID": guid("contacts", person.id), "FirstName": person.first_name, "LastName": person.last_name}
        if person
        else None,
        "ProjectHeader": {
            "ID": project["ProjectID"],
            "Name": project["Name"],
            "No": project["No"],
            "IsActive": True,
            "IsGeneralProject": False,
            "StartDate": project["StartDate"],
            "EndDate": project["EndDate"],
        },
    }


EMPLOYEES_ON_INVOICES = PEOPLE[1:23]  # three of them unknown to e-conomic
