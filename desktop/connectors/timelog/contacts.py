"""Contacts, over SOAP: REST gives neither the comment nor whether a contact is active."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from desktop.connectors.contract import Page
from desktop.connectors.timelog.client import TimeLogClient
from desktop.connectors.timelog.customers import EVERYTHING, PAGE_SIZE
from desktop.connectors.timelog.fields import CONTACTS
from desktop.connectors.timelog.soap_answers import Document
from desktop.models.field_mapping import from_system
from desktop.models.records import Contact


class CustomerRow(TypedDict):
    """The ids of a customer in REST's thin list (timelog.md section 5.1)."""

    CustomerID: int
    ID: str


def contacts(client: TimeLogClient) -> Iterator[Page[Contact]]:
    """Every contact of every customer that `customers` gives."""
    customer_ids: dict[str, str] = {}
    for reply in client.soap.pages("CRM", "GetContactsModifiedSincePaged", PAGE_SIZE, **EVERYTHING, loadExternalKeys=False):
        documents = reply.documents()
        if not customer_ids and any(not _customer_id(one) for one in documents):
            customer_ids = {row["ID"].lower(): str(row["CustomerID"]) for row in client.every("customer", CustomerRow)}
        try:
            found = tuple(_contact(one, customer_ids) for one in documents)
        except ValueError as error:
            raise reply.answer.unexpected(f"Contact: {error}", place="Contact") from error
        yield Page(found)


def _contact(document: Document, customer_ids: dict[str, str]) -> Contact:
    owner = _customer_id(document) or customer_ids.get(str(document.get("CustomerGUID")).lower(), "")
    return from_system(CONTACTS, document, Contact(customer_id=owner))


def _customer_id(document: Document) -> str:
    """TimeLog names the customer by its GUID; the id stands only in a part that may be left out."""
    header = (document.get("Details") or {}).get("CustomerHeader") or {}
    return str(header.get("ID") or "")
