"""The field tables of files: what is read of a customer and of an item. Nothing is ever written to a file that was exported."""

from __future__ import annotations

from desktop.models.field_mapping import Field, FieldTable, Way
from desktop.models.records import FileKind
from desktop.texts import Message

SYSTEM = "Excel/CSV"
_LABELS: dict[str, Message] = {
    "id": Message("Id in the system"),
    "number": Message("Customer number"),
    "name": Message("Name"),
    "vat_number": Message("CVR number"),
    "ean": Message("EAN no."),
    "phone": Message("Phone"),
    "email": Message("E-mail"),
    "website": Message("Website"),
    "address": Message("Address"),
    "zip_code": Message("Postcode"),
    "city": Message("Town"),
    "country": Message("Country"),
}
_ITEM_LABELS: dict[str, Message] = {
    "number": Message("Item no."),
    "name": Message("Name"),
    "unit": Message("Unit"),
    "price": Message("Price"),
    "group": Message("Group"),
}
FIELDS: dict[FileKind, dict[str, Message]] = {FileKind.CUSTOMERS: _LABELS, FileKind.ITEMS: _ITEM_LABELS}
"""What a column of each kind of file can mean."""

CUSTOMERS = FieldTable(SYSTEM, "customers", tuple(Field(name, name, label, Way.IN) for name, label in _LABELS.items()))
INVOICES = FieldTable(SYSTEM, "invoices", ())
INVOICE_LINES = FieldTable(SYSTEM, "invoice_lines", ())
