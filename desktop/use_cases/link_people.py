"""Link people: the contact and the internal reference of an invoice, by first and last name; product.md chapter 2."""

from __future__ import annotations

import threading
from typing import cast

from desktop.connectors.contract import Ability, ConnectorSource, Finance
from desktop.models.records import (
    Activity,
    Contact,
    Customer,
    DecidedBy,
    Employee,
    Integration,
    Invoice,
    LinkKind,
    Outcome,
    Side,
)
from desktop.models.references import own_key
from desktop.models.store.work import Store
from desktop.texts import Message


class PeopleLinking:
    """Finds the people of an invoice over there, and creates a contact that is missing."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors
        self._one_at_a_time = threading.Lock()  # two invoices of one run must not create the same contact twice

    def contact_id(self, integration: Integration, invoice: Invoice, customer: Customer) -> str:
        """Id of the invoice's contact on the finance customer: linked, found by name, or created. Empty when it has none."""
        finance = self._finance(integration)
        psa_id = invoice.customer_reference_id or invoice.contact_id
        if not psa_id or psa_id == "0" or Ability.CONTACTS not in finance.card.capabilities.can:
            return ""
        with self._one_at_a_time:
            with self._store.reading() as work:
                contact = work.people.get(Contact, integration.id, Side.PSA, psa_id)
                link = work.links.of_psa(integration.id, LinkKind.CONTACT, psa_id)
            if contact is None or not contact.name:
                return ""
            there = {one.id: one for one in finance.contacts(customer.id)}
            if link is not None and link.finance_id in there:
                return link.finance_id
            same = [one for one in there.values() if one.name.casefold() == contact.name.casefold()]
            found = same[0] if same else self._create(integration, contact, customer)
            with self._store.work() as work:
                if link is not None:
                    work.links.remove(integration.id, LinkKind.CONTACT, psa_id, link.finance_id)
                if work.links.of_finance(integration.id, LinkKind.CONTACT, found.id) is None:
                    work.links.add(integration.id, LinkKind.CONTACT, psa_id, found.id, DecidedBy.RULE)
                work.commit()
            return found.id

    def employee_id(self, integration: Integration, invoice: Invoice) -> str:
        """Id of the internal reference among the fetched employees over there, by first and last name; empty when not there."""
        if not invoice.internal_reference and not invoice.internal_reference_name:
            return ""
        with self._store.reading() as work:
            ours = work.people.all(Employee, integration.id, Side.PSA)
            there = work.people.all(Employee, integration.id, Side.FINANCE)
        names = {one.initials: one.name for one in ours}
        name = invoice.internal_reference_name or names.get(invoice.internal_reference, "")
        same = [one for one in there if name and one.name.casefold() == name.casefold() and one.is_active]
        return same[0].id if len(same) == 1 else ""

    def _create(self, integration: Integration, contact: Contact, customer: Customer) -> Contact:
        finance = self._finance(integration)
        new = Contact(
            customer_id=customer.id,
            first_name=contact.first_name,
            last_name=contact.last_name,
            email=contact.email,
            phone=contact.phone,
            comment=contact.comment,
        )
        company = integration.finance.company
        key = own_key("contact", integration.finance.system, company.id if company else "", customer.id, contact.id, contact.name)
        made = finance.create_contact(new, key=key)
        with self._store.work() as work:
            sentence = Message("Contact {contact} was created on customer {customer}.", contact=made.name, customer=customer.title)
            subject = ("contact", contact.id, contact.name)
            work.log.note(integration.id, Activity.TRANSFER, Outcome.DONE, sentence, system=finance.card.label, subject=subject)
            work.commit()
        return made

    def _finance(self, integration: Integration) -> Finance:
        return cast(Finance, self._connectors.get(integration, Side.FINANCE))
