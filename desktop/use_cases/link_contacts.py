"""Link contacts by hand, and end links: the contacts of one customer on both sides; product.md chapter 2."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from desktop.connectors.contract import Ability, ConnectorSource, Finance
from desktop.errors import RecordNotFound
from desktop.models.records import Activity, Contact, DecidedBy, Integration, LinkKind, Outcome, Side
from desktop.models.store.work import Store
from desktop.texts import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerContacts:
    """The contacts of a linked customer on both sides; `links` gives the finance contact of each linked PSA contact, by id."""

    customer: str
    psa: tuple[Contact, ...] = ()
    finance: tuple[Contact, ...] = ()
    links: dict[str, str] = field(default_factory=dict)


class ContactLinking:
    """Contacts that belong together because somebody says so."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def of_customer(self, integration: Integration, psa_customer_id: str) -> CustomerContacts:
        """Read the contacts of a linked customer over there, and give those of both sides.

        `RecordNotFound` when the customer is not linked; `NotPossible` where the finance system has no contacts.
        """
        finance = self._finance(integration)
        with self._store.reading() as work:
            customer = work.customers.get(integration.id, Side.PSA, psa_customer_id)
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, psa_customer_id)
        if customer is None or link is None:
            raise RecordNotFound(
                Message("The customer is not linked, so it has no contacts over there."),
                what_to_do=Message("Link the customer under Link customers."),
            )
        there = finance.contacts(link.finance_id)
        with self._store.work() as work:
            for contact in there:
                work.people.put(integration.id, Side.FINANCE, contact)
            work.commit()
            ours = [one for one in work.people.all(Contact, integration.id, Side.PSA) if one.customer_id == psa_customer_id]
            links = {one.psa_id: one.finance_id for one in work.links.all(integration.id, LinkKind.CONTACT)}
        ids = {one.id for one in there}
        return CustomerContacts(
            customer=customer.title,
            psa=tuple(sorted(ours, key=lambda one: one.name.casefold())),
            finance=tuple(sorted(there, key=lambda one: one.name.casefold())),
            links={one.id: links[one.id] for one in ours if links.get(one.id) in ids},
        )

    def link(self, integration: Integration, psa_id: str, finance_id: str) -> None:
        """Say who is who; a link made before is replaced. Nothing is carried. `RecordNotFound`, `RecordRefused`."""
        contact = self._contact(integration, psa_id)
        there = {one.id: one for one in self.of_customer(integration, contact.customer_id).finance}
        if finance_id not in there:
            raise RecordNotFound(
                Message("Contact {id} is not one of the customer's over there.", id=finance_id),
                what_to_do=Message("Look up the right number among the contacts of the customer."),
            )
        with self._store.work() as work:
            if (old := work.links.of_psa(integration.id, LinkKind.CONTACT, psa_id)) is not None:
                work.links.remove(integration.id, LinkKind.CONTACT, psa_id, old.finance_id)
            work.links.add(integration.id, LinkKind.CONTACT, psa_id, finance_id, DecidedBy.PERSON)
            sentence = Message("Contact {contact} is {name}, number {number}, over there.", **_named(contact, there[finance_id]))
            work.log.note(integration.id, Activity.LINK, Outcome.DONE, sentence, subject=("contact", psa_id, contact.name))
            work.commit()

    def unlink(self, integration: Integration, psa_id: str) -> bool:
        """End the link of a contact; nothing is deleted on either side. False when there is none."""
        contact = self._contact(integration, psa_id)
        with self._store.work() as work:
            link = work.links.of_psa(integration.id, LinkKind.CONTACT, psa_id)
            if link is None:
                return False
            work.links.remove(integration.id, LinkKind.CONTACT, psa_id, link.finance_id)
            sentence = Message("The link was removed. Nothing was deleted in either system.")
            work.log.note(integration.id, Activity.UNLINK, Outcome.DONE, sentence, subject=("contact", psa_id, contact.name))
            work.commit()
        return True

    def _contact(self, integration: Integration, psa_id: str) -> Contact:
        with self._store.reading() as work:
            contact = work.people.get(Contact, integration.id, Side.PSA, psa_id)
        if contact is None:
            raise RecordNotFound(Message("Contact {id} was not read from the PSA.", id=psa_id))
        return contact

    def _finance(self, integration: Integration) -> Finance:
        self._connectors.card(integration, Side.FINANCE).capabilities.require(Ability.CONTACTS)
        return cast(Finance, self._connectors.get(integration, Side.FINANCE))


def _named(contact: Contact, there: Contact) -> dict[str, str]:
    return {"contact": contact.name, "name": there.name, "number": there.id}
