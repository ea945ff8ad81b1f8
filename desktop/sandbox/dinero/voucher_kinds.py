"""Invoices and credit notes: what each kind is, and the lines of either that carry money (dinero.md sections 12 and 13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from desktop.sandbox.dinero import lists, money
from desktop.sandbox.dinero.bodies import CREDIT_NOTE, INVOICE
from desktop.sandbox.dinero.fields import Field
from desktop.sandbox.dinero.state import Books, Row

NUMBERS_OF_LINE = ("BaseAmountValue", "Quantity", "Discount")


@dataclass(frozen=True)
class Kind:
    """Invoices or credit notes: their register, what a body may hold, their list, and the default heading by language."""

    name: str
    register: str
    fields: Mapping[str, Field]
    listing: lists.Listing
    headings: Mapping[str, str]


INVOICES = Kind("Invoice", "invoices", INVOICE, lists.INVOICES, {"da-DK": "Faktura", "en-GB": "Invoice"})
CREDIT_NOTES = Kind("CreditNote", "creditNotes", CREDIT_NOTE, lists.CREDIT_NOTES, {"da-DK": "Kreditnota", "en-GB": "Credit note"})


def region(values: Row, books: Books) -> str:
    """The VAT region of the voucher's contact; Denmark while it has none."""
    return str(books["contacts"].get(values["ContactGuid"], {}).get("VatRegionKey") or "DK")


def priced(values: Row, books: Books) -> list[money.Line]:
    """The lines that carry money, with the VAT rate of each."""
    where = region(values, books)
    return [
        money.Line(
            Decimal(line["Quantity"]),
            Decimal(line["BaseAmountValue"]),
            Decimal(line["Discount"]),
            books.vat_rate(line["AccountNumber"], where),
        )
        for line in values["ProductLines"]
        if line["LineType"] != "Text"
    ]
