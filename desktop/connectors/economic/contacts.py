"""Contacts of a customer (economic.md section 13.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Required, TypedDict

from desktop.connectors.economic.client import Client, in_path
from desktop.connectors.economic.fields import CONTACTS
from desktop.models.field_mapping import check, from_system, to_system
from desktop.models.records import Contact

# Links and what the server keeps; everything else goes back as it came.
NOT_OURS_TO_SEND = {"customer", "deleted", "metaData", "self", "sortKey"}


class ContactDocument(TypedDict, total=False):
    """What we read of a contact."""

    customerContactNumber: Required[int]
    name: str
    email: str
    phone: str
    notes: str
    deleted: bool


def read_contacts(client: Client, customer_id: str) -> tuple[Contact, ...]:
    """The contacts of one customer."""
    pages = client.pages(_path(customer_id), ContactDocument, lambda document: _record(document, customer_id))
    return tuple(contact for page in pages for contact in page.records)


def create_contact(client: Client, contact: Contact, key: str) -> Contact:
    """Create a contact on its customer."""
    check(CONTACTS, contact, creating=True)
    document = to_system(CONTACTS, contact, creating=True)
    path = _path(contact.customer_id)

    def is_there(created: ContactDocument) -> bool:
        found = client.find(f"{path}/{created['customerContactNumber']}", ContactDocument)
        return found is not None and not found.get("deleted")

    return _record(client.post(path, document, ContactDocument, key=key, is_there=is_there), contact.customer_id)


def update_contact(client: Client, contact: Contact, changed: frozenset[str]) -> Contact:
    """Write the named fields; a named field that is empty is cleared. Read, change, write: PUT replaces the whole contact."""
    check(CONTACTS, contact, creating=False, only=changed)
    path = f"{_path(contact.customer_id)}/{in_path(contact.id)}"
    document = client.answer(path).decoded(dict[str, Any])
    document = {name: value for name, value in document.items() if name not in NOT_OURS_TO_SEND}
    written = to_system(CONTACTS, contact, creating=False, only=changed)
    for name in changed:
        document.pop(CONTACTS.field(name).theirs, None)
    return _record(client.put(path, document | written, ContactDocument), contact.customer_id)


def delete_contact(client: Client, contact: Contact) -> None:
    """Delete a contact of its customer."""
    client.delete(f"{_path(contact.customer_id)}/{in_path(contact.id)}")


def _path(customer_id: str) -> str:
    return f"customers/{in_path(customer_id)}/contacts"


def _record(document: ContactDocument, customer_id: str) -> Contact:
    return replace(from_system(CONTACTS, document, Contact()), customer_id=customer_id)
