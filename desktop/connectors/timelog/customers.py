"""Customers, over SOAP: the full card with its external keys.

`UpdateCustomer` replaces the whole card (timelog.md section 3.4, INFERRED for SOAP). So the card is read, only the named members
are changed, and everything else goes back exactly as it came, also what Bindeled does not know: the card stays an XML element.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from desktop.connectors.contract import Page
from desktop.connectors.overwriting import refuse_changed, refuse_other_key
from desktop.connectors.timelog.client import TimeLogClient
from desktop.connectors.timelog.customer_card import add_key, customer_of, external_keys, keys_of, put, remove_details
from desktop.connectors.timelog.fields import CUSTOMERS
from desktop.connectors.timelog.site import Site
from desktop.connectors.timelog.soap_answers import Reply, document
from desktop.errors import OutcomeUnknown, RecordChanged, RecordNotFound, RecordRefused
from desktop.models.field_mapping import check, to_system
from desktop.models.records import Customer, ExternalKey
from desktop.texts import Message

PAGE_SIZE = 500  # the most that CRMService gives (timelog.md section 7.5)
SOURCE = 0  # "interface source number", normally 0 (timelog.md section 7.3)

# A date before 2000 asks for everything. Leads come along, so that a customer who is still a lead is found and not made twice.
EVERYTHING: dict[str, Any] = {
    "date": dt.datetime(1999, 1, 1),  # noqa: DTZ001 - TimeLog's times have no zone
    "includeCustomers": True,
    "includeSuppliers": False,
    "includeLeads": True,
    "loadCustomFields": False,
}

# New domestic customers get VAT on their invoices at their country's standard rate, in per cent.
STANDARD_VAT = {"DK": Decimal(25), "NO": Decimal(25), "SE": Decimal(25), "FI": Decimal("25.5")}

_GUIDS = uuid.UUID("3f0f7c1e-6d0b-5c55-9a44-7b1d53a1c6f2")  # ours: under it a key gives the same GUID at every attempt


class Customers:
    """The register of customers."""

    def __init__(self, client: TimeLogClient, site: Site) -> None:
        self._client = client
        self._site = site

    def pages(self, since: dt.datetime | None = None) -> Iterator[Page[Customer]]:
        """Every customer and lead, or those that were changed since (timelog.md section 7.5)."""
        asked = EVERYTHING if since is None else {**EVERYTHING, "date": since.astimezone(dt.UTC).replace(tzinfo=None)}
        for reply in self._client.soap.pages("CRM", "GetCustomersModifiedSincePaged", PAGE_SIZE, **asked, loadExternalKeys=True):
            yield Page(tuple(customer_of(reply, card) for card in reply.records))

    def read(self, customer_id: str) -> Customer:
        """One customer; `RecordNotFound`."""
        return customer_of(*self._card(customer_id))

    def create(self, customer: Customer, key: str) -> Customer:
        """Create a customer under a GUID made from `key`; one that an earlier attempt made is found and given instead."""
        check(CUSTOMERS, customer, creating=True)
        guid = str(uuid.uuid5(_GUIDS, key))
        if (made := self._by_guid(guid)) is not None:
            return made
        try:
            reply = self._client.soap.write("CRM", "InsertCustomer", customer=self._new_card(customer, guid), source=SOURCE)
        except OutcomeUnknown:
            if (made := self._by_guid(guid)) is not None:
                return made
            raise
        return self._stored(reply)

    def update(self, customer: Customer, changed: frozenset[str], seen: Customer | None = None) -> Customer:
        """Write the named fields, also those that are empty now, and leave all others; `RecordChanged` as the contract says."""
        reply, card = self._card(customer.id)
        refuse_changed(customer_of(reply, card), seen, customer, changed, "TimeLog")
        written = self._document(customer, creating=False, only=changed)
        for field in CUSTOMERS.fields:
            if field.is_written and field.ours in changed:
                parent, _, member = field.theirs.rpartition(".")
                put(card, field.theirs, (written.get(parent, {}) if parent else written).get(member, ""))
        if "currency" in changed:
            remove_details(card)
        return self._written(card)

    def set_external_key(self, customer_id: str, key: ExternalKey, replaces: Collection[str]) -> None:
        """Set the key of one system, registering the system first where needed; `RecordChanged` as the contract says.

        The card is read right before, and goes back with the row version it had then (timelog.md section 7.5: `TimeStamp`,
        INFERRED). Should TimeLog not hold that against its own, a key that somebody writes between the two calls is lost.
        """
        self._site.register_external_system(key.system_name)
        reply, card = self._card(customer_id)
        keys = external_keys(reply, card)
        standing = keys_of(keys, key.system_name)
        if standing.keys() == {key.external_id}:
            return
        refuse_other_key(customer_of(reply, card), key, replaces, "TimeLog")
        for one in standing.values():
            keys.remove(one)
        add_key(keys, key)
        self._written(card)

    def remove_external_key(self, customer_id: str, key: ExternalKey) -> None:
        """Remove a key; `RecordRefused` when TimeLog keeps it."""
        reply, card = self._card(customer_id)
        keys = external_keys(reply, card)
        if (known := keys_of(keys, key.system_name).get(key.external_id)) is None:
            return
        keys.remove(known)
        self._written(card)
        # Whether keys left out are removed is not documented (timelog.md section 13), so look.
        if key in self.read(customer_id).external_keys:
            raise RecordRefused(
                Message("TimeLog kept the external key of {system_name}.", system_name=key.system_name),
                what_to_do=Message("Remove it on the customer card in TimeLog."),
            )

    def _card(self, customer_id: str) -> tuple[Reply, Any]:
        reply = None
        if customer_id.isascii() and customer_id.isdigit():
            reply = self._client.soap.read(
                "CRM", "GetCustomerByID", id=int(customer_id), loadCustomFields=False, loadExternalKeys=True
            )
        if reply is None or not reply.records:
            raise RecordNotFound(
                Message("The customer {id} is not in TimeLog any more.", id=customer_id),
                what_to_do=Message("Read the customers again."),
            )
        return reply, reply.records[0]

    def _by_guid(self, guid: str) -> Customer | None:
        reply = self._client.soap.read("CRM", "GetCustomerByGUID", guid=guid, loadCustomFields=False, loadExternalKeys=True)
        return customer_of(reply, reply.records[0]) if reply.records else None

    def _document(self, customer: Customer, *, creating: bool, only: frozenset[str] | None = None) -> dict[str, Any]:
        written = to_system(CUSTOMERS, customer, creating=creating, only=only)
        if "Country" in written.get("Address", {}):
            names = self._site.country_names
            written["Address"]["Country"] = names.get(customer.country, written["Address"]["Country"])
        return written

    def _new_card(self, customer: Customer, guid: str) -> dict[str, Any]:
        """What TimeLog's own importer insists on is filled from the site's defaults (timelog.md section 5.1)."""
        country = customer.country or self._site.home_country
        written = self._document(replace(customer, country=country), creating=True)
        card = {"Action": "Created", **written, "GUID": guid, "Status": self._site.default_status}
        card.setdefault("Currency", self._site.currency)
        if self._site.default_payment_terms is not None:
            card["PaymentTermId"] = self._site.default_payment_terms
        if country == self._site.home_country and country in STANDARD_VAT:
            card |= {"CalculateVAT": True, "VAT": STANDARD_VAT[country]}
        return card

    def _written(self, card: Any) -> Customer:
        stamp = document(card).get("TimeStamp")
        try:
            return self._stored(self._client.soap.write("CRM", "UpdateCustomer", customer=card, source=SOURCE))
        except RecordRefused as refusal:
            # No code says that the card was changed meanwhile, so its row version is compared.
            _, now = self._card(document(card)["ID"])
            if document(now).get("TimeStamp") == stamp:
                raise
            raise RecordChanged(
                Message("The customer was changed in TimeLog at the same moment."),
                what_to_do=Message("Fetch the customers again and repeat it."),
                technical=refusal.technical,
            ) from refusal

    def _stored(self, reply: Reply) -> Customer:
        if not reply.records:
            raise reply.answer.unexpected("no customer in the answer")
        return customer_of(reply, reply.records[0])
