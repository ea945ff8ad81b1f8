"""CRMService 1.4: contacts (timelog.md section 7.5). `UpdateContact` replaces the whole record (stricter reading)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.sandbox.timelog.crm import CRM, LARGEST_PAGE, since, statuses_asked
from desktop.sandbox.timelog.crm_types import CONTACT
from desktop.sandbox.timelog.external_keys import replaced_keys, with_keys
from desktop.sandbox.timelog.kinds import NO_GUID, default
from desktop.sandbox.timelog.soap import Answer, Refused, page
from desktop.sandbox.timelog.state import TABLES, Record, Site

__all__ = ["CRM"]  # the service with its operations on contacts entered
_READ_ONLY = ("ContactID", "Details")


def _found(asked: dict[str, Any], contacts: Sequence[Record | None], pages: int | None = None) -> Answer:
    return Answer([with_keys(one, load=asked["loadExternalKeys"]) for one in contacts if one], pages)


@CRM.operation("GetContactByGUID", "", CONTACT, guid="guid", loadCustomFields="bool", loadExternalKeys="bool")
def get_contact_by_guid(site: Site, asked: dict[str, Any]) -> Answer:
    """One contact, or none."""
    return _found(asked, [site.by_guid("contacts", asked["guid"])])


@CRM.operation(
    "GetContactsByCustomerPaged",
    "",
    CONTACT,
    customerId="guid",
    loadCustomFields="bool",
    loadExternalKeys="bool",
    page="int",
    pageSize="int",
)
def get_contacts_by_customer(site: Site, asked: dict[str, Any]) -> Answer:
    """The contacts of the customer with that guid."""
    contacts = [one for one in site.tables["contacts"].values() if one["CustomerGUID"] == asked["customerId"]]
    return _found(asked, *page(contacts, asked, LARGEST_PAGE))


@CRM.operation(
    "GetContactsModifiedSincePaged",
    "",
    CONTACT,
    date="dateTime",
    includeCustomers="bool",
    includeSuppliers="bool",
    includeLeads="bool",
    loadCustomFields="bool",
    loadExternalKeys="bool",
    page="int",
    pageSize="int",
)
def get_contacts_modified_since(site: Site, asked: dict[str, Any]) -> Answer:
    """Contacts of customers with the statuses asked for."""
    start, statuses = since(asked["date"]), statuses_asked(site, asked)
    customers = site.tables["customers"]

    def choose() -> list[Record]:
        return [
            one
            for one in site.tables["contacts"].values()
            if one["ModifiedAt"] >= start and customers.get(one["CustomerID"], {}).get("Status") in statuses
        ]

    return _found(asked, *page(site.selection(("contacts", start, *sorted(statuses)), choose), asked, LARGEST_PAGE))


@CRM.operation("InsertContact", "", CONTACT, contact=CONTACT, source="int")
def insert_contact(site: Site, asked: dict[str, Any]) -> Answer:
    """A new contact under the caller's own GUID."""
    given = asked["contact"] or {}
    if given.get("GUID", NO_GUID) == NO_GUID or site.by_guid("contacts", given["GUID"]):
        raise Refused("The contact needs a GUID that no other contact has.")
    empty = {name: default(kind) for name, kind in TABLES["contacts"].members.items()}
    contact = {**empty, **_written(site, given), "ContactID": site.next_id("contacts")}
    contact["ExternalKeys"] = replaced_keys(site, "contacts", given, contact)
    return Answer([{**with_keys(site.put("contacts", contact), load=True), "Action": "Created"}])


@CRM.operation("UpdateContact", "", CONTACT, contact=CONTACT, source="int")
def update_contact(site: Site, asked: dict[str, Any]) -> Answer:
    """The contact with that GUID, replaced; what is left out becomes empty."""
    given = asked["contact"] or {}
    contact = site.by_guid("contacts", given.get("GUID"))
    if not contact or given.get("ContactID") not in (None, 0, contact["ContactID"]):
        raise Refused("There is no contact with this GUID and ContactID.")
    changed = {**contact, **_written(site, given)}
    changed["ExternalKeys"] = replaced_keys(site, "contacts", given, contact)
    return Answer([{**with_keys(site.put("contacts", changed), load=True), "Action": "Updated"}])


def _written(site: Site, given: dict[str, Any]) -> Record:
    contact = {
        name: default(kind) if given.get(name) is None else given[name]
        for name, kind in CONTACT.members.items()
        if name not in _READ_ONLY
    }
    for member in ("Firstname", "Lastname"):
        if not (contact[member] or "").strip():
            raise Refused(f"The contact needs a {member}.")
    owner = site.by_guid("customers", contact["CustomerGUID"])
    if not owner:
        raise Refused("The contact needs the GUID of a customer that exists.")
    return {**contact, "CustomerID": owner["ID"]}
