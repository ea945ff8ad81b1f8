"""Customers of Dinero, its contacts (dinero.md section 9). They carry no time stamp, and PUT replaces the whole record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Required, TypedDict

from desktop.connectors.contract import Page
from desktop.connectors.dinero.client import Client, as_guid, contains, equals, own_guid
from desktop.connectors.dinero.fields import CUSTOMERS, SYSTEM
from desktop.connectors.dinero.refusals import GUID_TAKEN
from desktop.connectors.overwriting import refuse_changed
from desktop.connectors.vat_spellings import in_groups
from desktop.errors import BindeledError, OutcomeUnknown, RecordNotFound, RecordRefused
from desktop.models.field_mapping import check, from_system, to_system
from desktop.models.records import Customer
from desktop.texts import Message

FIELDS = tuple(dict.fromkeys(field.theirs for field in CUSTOMERS.fields if field.is_read))

# What PUT takes; the rest of a read contact is Dinero's own to write.
WRITABLE = (
    "ExternalReference",
    "Name",
    "Street",
    "ZipCode",
    "City",
    "CountryKey",
    "Phone",
    "Email",
    "Webpage",
    "AttPerson",
    "VatNumber",
    "EanNumber",
    "SENumber",
    "PNumber",
    "PaymentConditionType",
    "PaymentConditionNumberOfDays",
    "IsPerson",
    "IsMember",
    "MemberNumber",
    "UseCvr",
    "CompanyTypeKey",
    "InvoiceMailOutOptionKey",
    "PreferredInvoiceLanguageKey",
    "PreferredInvoiceCurrencyKey",
)
NEW = {"IsPerson": False, "IsMember": False, "UseCvr": False}
FROM_CVR = frozenset({"name", "address", "zip_code", "city"})  # what Dinero overwrites from the CVR register when UseCvr is true
NOT_FOR_PERSONS = ("vat_number", "ean")


class ContactDocument(TypedDict, total=False):
    """What we read of a customer; a wrong type is named with its place in the answer."""

    ContactGuid: Required[str]
    Name: Required[str]
    Street: str | None
    ZipCode: str | None
    City: str | None
    CountryKey: str | None
    Phone: str | None
    Email: str | None
    Webpage: str | None
    AttPerson: str | None
    VatNumber: str | None
    EanNumber: str | None
    VatRegionKey: str | None
    IsPerson: bool | None
    UpdatedAt: str | None
    DeletedAt: str | None


class _Created(TypedDict):
    ContactGuid: str


def read_customers(client: Client) -> Iterator[Page[Customer]]:
    """Every customer; suppliers are among them, since Dinero tells only on the single record.

    Without `deletedOnly` deleted ones come along (section 4.4), marked as gone.
    """
    return client.pages("v2", "contacts", ContactDocument, _there_or_gone, {}, FIELDS)


def changed_customers(client: Client, since: dt.datetime) -> Iterator[Page[Customer]]:
    """Customers that were made, changed or deleted since (section 4.4); deleted ones are marked as gone."""
    changes = {"changesSince": f"{since.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"}
    yield from client.pages("v2", "contacts", ContactDocument, _record, {"deletedOnly": "false"} | changes, FIELDS)
    yield from client.pages("v2", "contacts", ContactDocument, _gone, {"deletedOnly": "true"} | changes, FIELDS)


def read_customer(client: Client, customer_id: str) -> Customer:
    """One customer; `RecordNotFound`, also when it was deleted (Dinero still answers it then)."""
    found = client.get("v1", _path(customer_id), ContactDocument)
    if found.get("DeletedAt"):
        raise RecordNotFound(
            Message("Customer {name} was deleted in {system}.", name=found["Name"], system=SYSTEM),
            what_to_do=Message("Restore it in {system}, or link to another one.", system=SYSTEM),
        )
    return _record(found)


def find_customers(client: Client, wanted: Customer) -> tuple[Customer, ...]:
    """Customers whose VAT number has the digits of this one, in a row or in groups, or that have its name; deleted ones too.

    Each condition is a call of its own, since they are joined by AND only (section 4.3).
    """
    numbers = dict.fromkeys((wanted.vat_number, in_groups(wanted.vat_number))) if wanted.vat_number else ()
    filters = [contains("VatNumber", number) for number in numbers]
    filters += [equals("Name", wanted.name)] if wanted.name else []
    pages = (client.pages("v2", "contacts", ContactDocument, _there_or_gone, {"queryFilter": one}, FIELDS) for one in filters)
    return tuple({one.id: one for of_filter in pages for page in of_filter for one in page.records}.values())


def create_customer(client: Client, customer: Customer, key: str) -> Customer:
    """Create a customer under a guid made from `key`; one that an earlier attempt made is found, and restored if it was deleted.

    `RecordRefused` when what stands there under the guid has neither our name nor our VAT number.
    """
    check(CUSTOMERS, customer, creating=True)
    guid = own_guid(key)
    document = to_system(CUSTOMERS, customer, creating=True) | NEW | {"ContactGuid": guid}
    try:
        client.post("v1", "contacts", document, _Created)
    except RecordRefused as refusal:
        if refusal.code != GUID_TAKEN:
            raise
        stands = client.get("v1", _path(guid), dict[str, Any])
        _refuse_stranger(from_system(CUSTOMERS, stands, Customer()), customer)
        if stands.get("DeletedAt"):
            client.change("POST", "v1", f"{_path(guid)}/restore")
        document = stands | {"DeletedAt": None}
    except OutcomeUnknown:
        if (made := _made(client, guid)) is None:
            raise
        _refuse_stranger(made, customer)
        return made
    return _as_stored(client, document)


def update_customer(client: Client, customer: Customer, changed: frozenset[str], seen: Customer | None = None) -> Customer:
    """Write the named fields into the customer as it stands now; a named field that is empty is cleared.

    `RecordChanged` when a named field holds neither what was `seen` in it nor what is written.
    """
    check(CUSTOMERS, customer, creating=False, only=changed)

    def merged(stands: dict[str, Any]) -> dict[str, Any] | None:
        refuse_changed(from_system(CUSTOMERS, stands, Customer()), seen, customer, changed, SYSTEM)
        document = _merged(stands, customer, changed)
        is_there = all(document[name] == stands.get(name) for name in WRITABLE) and not stands.get("DeletedAt")
        return None if is_there else document

    document, is_written = client.merge(_path(customer.id), merged)
    return _as_stored(client, document) if is_written else from_system(CUSTOMERS, document, Customer())


def _merged(stands: dict[str, Any], customer: Customer, changed: frozenset[str]) -> dict[str, Any]:
    """The whole record as it stands, with the named fields of ours in it."""
    written = to_system(CUSTOMERS, customer, creating=False, only=changed)
    if "vat_number" in changed and customer.vat_number:
        written["VatNumber"] = customer.vat_number  # as it is given: undo puts back what stood there, in its own spelling
    if stands.get("IsPerson"):
        _refuse_for_person(customer, changed)
        written.pop("AttPerson", None)
    document = {name: stands.get(name) for name in WRITABLE}
    for name in changed:
        field = CUSTOMERS.field(name)
        if field.is_written and not field.only_when_creating:
            document[field.theirs] = written.get(field.theirs)
    if FROM_CVR & changed:
        document["UseCvr"] = False
    if document["PaymentConditionType"] == "NettoCash":
        document["PaymentConditionNumberOfDays"] = None
    return document


def delete_customer(client: Client, customer_id: str) -> None:
    """Delete a customer; Dinero would also delete one that documents point at, so that is looked for first."""
    params = {"queryFilter": equals("ContactGuid", as_guid(customer_id))}
    if any(page.records for page in client.pages("v1", "sales", dict[str, Any], lambda row: row, params, ("Guid",))):
        raise RecordRefused(
            Message("There are invoices for the customer in {system}.", system=SYSTEM),
            what_to_do=Message("Keep the customer, or delete its drafts first."),
        )
    client.change("DELETE", "v1", _path(customer_id))


def _as_stored(client: Client, document: dict[str, Any]) -> Customer:
    """The customer as Dinero stored it; what was sent when it cannot be read, since the writing itself has succeeded."""
    return _made(client, document["ContactGuid"]) or from_system(CUSTOMERS, document, Customer())


def _refuse_stranger(made: Customer, wanted: Customer) -> None:
    ours, theirs = ("".join(filter(str.isdecimal, one.vat_number)) for one in (wanted, made))
    if made.name.strip().casefold() != wanted.name.strip().casefold() and not (ours and ours == theirs):
        raise RecordRefused(
            Message(
                "Another customer, {other}, stands in {system} where {customer} was to be created.",
                other=made.name,
                system=SYSTEM,
                customer=wanted.name,
            ),
            what_to_do=Message("Link to it if it is the same customer, or create the customer in {system}.", system=SYSTEM),
        )


def _made(client: Client, guid: str) -> Customer | None:
    try:
        return read_customer(client, guid)
    except BindeledError:  # then nothing is known
        return None


def _refuse_for_person(customer: Customer, changed: frozenset[str]) -> None:
    for name in NOT_FOR_PERSONS:
        if name in changed and getattr(customer, name):
            raise RecordRefused(
                Message(
                    "{customer} is a private person in {system}, where persons have no {what}.",
                    customer=customer.name,
                    system=SYSTEM,
                    what=CUSTOMERS.field(name).label,
                ),
                what_to_do=Message("Make it a company in {system}, or empty the field.", system=SYSTEM),
            )


def _path(customer_id: str) -> str:
    return f"contacts/{as_guid(customer_id)}"


def _record(document: ContactDocument) -> Customer:
    return from_system(CUSTOMERS, document, Customer())


def _gone(document: ContactDocument) -> Customer:
    return replace(_record(document), is_gone=True)


def _there_or_gone(document: ContactDocument) -> Customer:
    return _gone(document) if document.get("DeletedAt") else _record(document)
