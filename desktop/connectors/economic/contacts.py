"""Contacts of a customer (economic.md section 13.3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Required, TypedDict

from desktop.connectors.economic.client import Client, in_path
from desktop.connectors.economic.fields import CONTACTS
from desktop.models.field_mapping import check, from_system, to_system
from desktop.models.records import Contact


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
    return _record(client.post(_path(contact.customer_id), document, ContactDocument, key=key), contact.customer_id)


def _path(customer_id: str) -> str:
    return f"customers/{in_path(customer_id)}/contacts"


def _record(document: ContactDocument, customer_id: str) -> Contact:
    return replace(from_system(CONTACTS, document, Contact()), customer_id=customer_id)
