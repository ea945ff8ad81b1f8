"""Customers of e-conomic (economic.md section 13.2)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Required, TypedDict

from desktop.connectors.contract import Page
from desktop.connectors.economic.client import Client, in_filter, in_path
from desktop.connectors.economic.fields import CUSTOMERS, SYSTEM
from desktop.connectors.overwriting import refuse_changed
from desktop.connectors.vat_spellings import spellings
from desktop.errors import RecordRefused, SettingsError
from desktop.models.field_mapping import check, from_system, to_system
from desktop.models.records import Customer, StandardValues
from desktop.texts import Message

# Links and computed values of a read answer; everything else goes back as it came, since PUT clears what is left out (section 3).
NOT_OURS_TO_SEND = {
    "balance",
    "contacts",
    "deliveryLocations",
    "dueAmount",
    "invoices",
    "lastUpdated",
    "metaData",
    "self",
    "templates",
    "totals",
}


class CustomerDocument(TypedDict, total=False):
    """What we read of a customer; a wrong type is named with its place in the answer."""

    customerNumber: Required[int]
    name: Required[str]
    currency: Required[str]
    customerGroup: Required[dict[str, Any]]
    paymentTerms: Required[dict[str, Any]]
    vatZone: Required[dict[str, Any]]
    layout: dict[str, Any]
    corporateIdentificationNumber: str
    ean: str
    telephoneAndFaxNumber: str
    email: str
    website: str
    address: str
    zip: str
    city: str
    country: str
    barred: bool
    lastUpdated: str


def read_customers(client: Client) -> Iterator[Page[Customer]]:
    """Every customer."""
    return client.pages("customers", CustomerDocument, _record)


def changed_customers(client: Client, since: dt.datetime) -> Iterator[Page[Customer]]:
    """Customers that were changed since; `lastUpdated` is the one time of change that can be asked for (section 6)."""
    changed = f"lastUpdated$gt:{since.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    return client.pages("customers", CustomerDocument, _record, changed)


def read_customer(client: Client, customer_id: str) -> Customer:
    """One customer; `RecordNotFound`."""
    return _record(client.get(f"customers/{in_path(customer_id)}", CustomerDocument))


def find_customers(client: Client, wanted: Customer) -> tuple[Customer, ...]:
    """Customers with the number, the VAT number (in any spelling of `vat_spellings.py`) or the name of this one."""
    numbers = spellings(wanted.vat_number, wanted.country) if wanted.vat_number else ()
    fields = [("corporateIdentificationNumber", text) for text in numbers]
    fields += [("customerNumber", wanted.number)] if wanted.number.isdecimal() else []
    fields += [("name", wanted.name)] if wanted.name else []
    carrying = "$or:".join(f"{name}$eq:{in_filter(value)}" for name, value in fields)
    found = client.pages("customers", CustomerDocument, _record, carrying) if carrying else ()
    return tuple(one for page in found for one in page.records)


def create_customer(client: Client, customer: Customer, standard_values: StandardValues, key: str) -> Customer:
    """Create a customer with the standard values; e-conomic picks the number only when ours is empty."""
    _check_number(customer.number)
    standing = replace(
        customer,
        group=customer.group or standard_values.customer_group,
        vat_zone=customer.vat_zone or standard_values.vat_zone,
        payment_terms=customer.payment_terms or standard_values.payment_terms,
        layout=customer.layout or standard_values.layout,
    )
    check(CUSTOMERS, standing, creating=True)
    if not (standing.group and standing.vat_zone and standing.payment_terms):
        raise SettingsError(
            Message("Customer group, VAT zone and payment terms are not all chosen."),
            what_to_do=Message("Choose them under Standard values, and try again."),
        )
    document = to_system(CUSTOMERS, standing, creating=True)

    def is_there(created: CustomerDocument) -> bool:
        return client.find(f"customers/{created['customerNumber']}", CustomerDocument) is not None

    return _record(client.post("customers", document, CustomerDocument, key=key, is_there=is_there))


def update_customer(client: Client, customer: Customer, changed: frozenset[str], seen: Customer | None = None) -> Customer:
    """Write the named fields; a named field that is empty is cleared. Read, change, write: PUT replaces the whole customer."""
    check(CUSTOMERS, customer, creating=False, only=changed)
    path = f"customers/{in_path(customer.id)}"
    document = client.answer(path).decoded(dict[str, Any])
    refuse_changed(from_system(CUSTOMERS, document, Customer()), seen, customer, changed, SYSTEM)
    document = {name: value for name, value in document.items() if name not in NOT_OURS_TO_SEND}
    written = to_system(CUSTOMERS, customer, creating=False, only=changed)
    for name in changed:
        field = CUSTOMERS.field(name)
        if field.is_written and not field.only_when_creating:
            document.pop(field.theirs, None)
    return _record(client.put(path, document | written, CustomerDocument))


def delete_customer(client: Client, customer_id: str) -> None:
    """Delete a customer that nothing points at; `RecordRefused` when something does."""
    client.delete(f"customers/{in_path(customer_id)}")


def _check_number(number: str) -> None:
    if number.startswith("0"):
        raise RecordRefused(
            Message("Customer number {number} starts with 0, which {system} does not keep.", number=number, system=SYSTEM),
            what_to_do=Message("Give the customer another number, read again, and try again."),
        )


def _record(document: CustomerDocument) -> Customer:
    return from_system(CUSTOMERS, document, Customer())
