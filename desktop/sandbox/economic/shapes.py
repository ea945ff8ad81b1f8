"""How each kind of record looks in an answer: its own properties, its references with `self`, and the links the vendor adds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from desktop.sandbox.economic.addresses import link
from desktop.sandbox.economic.state import Agreement, Row

_REFERENCES = {
    "customer": ("customerNumber", "/customers"),
    "customerGroup": ("customerGroupNumber", "/customer-groups"),
    "vatZone": ("vatZoneNumber", "/vat-zones"),
    "paymentTerms": ("paymentTermsNumber", "/payment-terms"),
    "layout": ("layoutNumber", "/layouts"),
    "salesPerson": ("employeeNumber", "/employees"),
    "vendorReference": ("employeeNumber", "/employees"),
    "employeeGroup": ("employeeGroupNumber", "/employee-groups"),
    "unit": ("unitNumber", "/units"),
    "product": ("productNumber", "/products"),
    "productGroup": ("productGroupNumber", "/product-groups"),
    "account": ("accountNumber", "/accounts"),
    "contraAccount": ("accountNumber", "/accounts"),
    "salesAccount": ("accountNumber", "/accounts"),
    "costAccount": ("accountNumber", "/accounts"),
    "supplier": ("supplierNumber", "/suppliers"),
    "supplierGroup": ("supplierGroupNumber", "/supplier-groups"),
    "vatAccount": ("vatCode", "/vat-accounts"),
    "vatType": ("vatTypeNumber", "/vat-types"),
}
_CONTACT_REFERENCES = {"attention", "customerContact"}


def linked(value: Any, customer: int = 0) -> Any:
    """The value with a `self` on every reference inside; contacts live under their customer."""
    if isinstance(value, list):
        return [linked(one, customer) for one in value]
    if not isinstance(value, dict):
        return value
    shown = {}
    for name, one in value.items():
        shown[name] = linked(one, customer)
        if not isinstance(one, dict):
            continue
        if name in _REFERENCES:
            key, path = _REFERENCES[name]
            shown[name]["self"] = link(path, one[key])
        elif name in _CONTACT_REFERENCES:
            shown[name]["self"] = link("/customers", customer, "contacts", one["customerContactNumber"])
    return shown


def customer(row: Row) -> Row:
    """One customer (section 13.2)."""
    number = row["customerNumber"]
    own = link("/customers", number)
    return {
        "balance": Decimal("0.00"),
        "dueAmount": Decimal("0.00"),
        "eInvoicingDisabledByDefault": False,
        **linked(row, number),
        "contacts": link("/customers", number, "contacts"),
        "deliveryLocations": link("/customers", number, "delivery-locations"),
        "templates": {
            "invoice": link("/customers", number, "templates", "invoice"),
            "invoiceLine": link("/customers", number, "templates", "invoiceline"),
            "self": link("/customers", number, "templates"),
        },
        "totals": {
            "drafts": link("/invoices/totals/drafts/customers", number),
            "booked": link("/invoices/totals/booked/customers", number),
            "self": link("/customers", number, "totals"),
        },
        "invoices": {
            "drafts": link("/customers", number, "invoices", "drafts"),
            "booked": link("/customers", number, "invoices", "booked"),
            "self": link("/customers", number, "invoices"),
        },
        "self": own,
    }


def contact(row: Row) -> Row:
    """One contact (section 13.3)."""
    owner = row["customer"]["customerNumber"]
    return {**linked(row), "self": link("/customers", owner, "contacts", row["customerContactNumber"])}


def plain(path: str, key: str, **links: str) -> Callable[[Row], Row]:
    """A shape that adds `self`, and under each name of `links` the link to that part below the record."""

    def shape(row: Row) -> Row:
        shown: Row = linked({name: value for name, value in row.items() if name != "salesAccounts"})
        below = {name: link(path, row[key], part) for name, part in links.items()}
        return {**shown, **below, "self": link(path, row[key])}

    return shape


def product(row: Row, agreement: Agreement) -> Row:
    """One product, its group and unit with their names (section 13.11)."""
    number = row["productNumber"]
    shown = {"barred": False, **linked(row)}
    group = shown["productGroup"]["productGroupNumber"]
    shown["productGroup"] |= {
        "name": (agreement["productGroups"].get(group) or {}).get("name", str(group)),
        "salesAccounts": link("/product-groups", group, "sales-accounts"),
        "products": link("/product-groups", group, "products"),
    }
    if "unit" in shown:
        shown["unit"] = unit(shown["unit"]["unitNumber"], agreement)
    return shown | {
        "invoices": {
            "drafts": link("/products", number, "invoices", "drafts"),
            "booked": link("/products", number, "invoices", "booked"),
            "self": link("/products", number, "invoices"),
        },
        "pricing": {"currencySpecificSalesPrices": link("/products", number, "pricing", "currency-specific-sales-prices")},
        "self": link("/products", number),
    }


def unit(number: int, agreement: Agreement) -> Row:
    """A unit as products and lines show it."""
    found = agreement["units"].get(number) or {}
    shown = {"unitNumber": number, "products": link("/units", number, "products"), "self": link("/units", number)}
    return shown | ({"name": found["name"]} if "name" in found else {})


def draft(row: Row, agreement: Agreement) -> Row:
    """One draft invoice (section 14.1)."""
    number = row["draftInvoiceNumber"]
    own = link("/invoices/drafts", number)
    return _invoice(row, agreement) | {
        "soap": {"currentInvoiceHandle": {"id": number}},
        "templates": {
            "bookingInstructions": link("/invoices/drafts", number, "templates", "booking-instructions"),
            "self": link("/invoices/drafts", number, "templates"),
        },
        "attachment": link("/invoices/drafts", number, "attachment"),
        "pdf": {"download": link("/invoices/drafts", number, "pdf")},
        "self": own,
    }


def booked(row: Row, agreement: Agreement) -> Row:
    """One booked invoice (section 14.4)."""
    number = row["bookedInvoiceNumber"]
    return _invoice(row, agreement) | {
        "pdf": {"download": link("/invoices/booked", number, "pdf")},
        "sent": link("/invoices/booked", number, "sent"),
        "self": link("/invoices/booked", number),
    }


def without_lines(shown: Row) -> Row:
    """An invoice as lists show it."""
    return {name: value for name, value in shown.items() if name != "lines"}


def _invoice(row: Row, agreement: Agreement) -> Row:
    """What drafts and booked invoices share: lines only when there are any, units with their names, terms and VAT zone in full."""
    shown: Row = linked({name: value for name, value in row.items() if value != []}, row["customer"]["customerNumber"])
    for line in shown.get("lines", []):
        if "unit" in line:
            line["unit"] = unit(line["unit"]["unitNumber"], agreement)
    return shown


def actions(noun: str, own: str) -> Row:
    """The `metaData` of a single record that may be deleted and replaced (section 3)."""
    return {
        "delete": {"description": f"Delete this {noun}.", "href": own, "httpMethod": "delete"},
        "replace": {"description": f"Replace this {noun}.", "href": own, "httpMethod": "put"},
    }
