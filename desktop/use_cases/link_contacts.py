"""Link contacts by hand, create them, and end links: the contacts of one customer on both sides; product.md chapter 2."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from desktop.connectors.contract import Ability, ConnectorSource, Finance
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.contact_names import same_name
from desktop.models.handed_in import CreatingContacts
from desktop.models.owner_rules import OwnerRules
from desktop.models.people_updates import CREATE, LinkedPeople, PeopleDecided
from desktop.models.records import Activity, Contact, Customer, DecidedBy, Integration, LinkKind, Outcome, Side
from desktop.models.store.work import Store
from desktop.models.undoing import creation, link_step
from desktop.texts import Message


class ContactLinking:
    """Contacts that belong together because somebody says so; `create` is `link_people.PeopleLinking.create_contact`."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        rules: Callable[[Integration], OwnerRules],
        create: CreatingContacts,
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._rules = rules
        self._create = create

    def of_customer(self, integration: Integration, psa_customer_id: str) -> LinkedPeople:
        """Read the contacts of a linked customer over there, and give those of both sides.

        `RecordNotFound` when the customer is not linked; `NotPossible` where the finance system has no contacts.
        """
        finance = self._finance(integration)
        customer, there = self._both(integration, psa_customer_id)
        contacts = finance.contacts(there.id)
        with self._store.work() as work:
            for contact in contacts:
                work.people.put(integration.id, Side.FINANCE, contact)
            work.commit()
            ours = work.people.of_customer(integration.id, Side.PSA, psa_customer_id)
            links = {one.psa_id: one.finance_id for one in work.links.all(integration.id, LinkKind.CONTACT)}
        ids = {one.id for one in contacts}
        return LinkedPeople(
            customer=customer.title,
            psa=tuple(sorted(ours, key=lambda one: one.name.casefold())),
            finance=tuple(sorted(contacts, key=lambda one: one.name.casefold())),
            links={one.id: links[one.id] for one in ours if links.get(one.id) in ids},
            why_none_created=self._why_none_created(integration),
        )

    def decide(self, integration: Integration, choices: Mapping[str, str]) -> PeopleDecided:
        """Say who is who, by id of the PSA contact: the id over there, `CREATE`, or empty where a link is to end.

        A link made before is replaced. A link carries nothing; who is created gets name, e-mail, phone and comment. One batch for
        undo: what came before a refusal stays. `RecordNotFound`, `RecordRefused`; and the errors of `Finance.create_contact`.
        """
        ours = {psa_id: self._contact(integration, psa_id) for psa_id in choices}
        there = {
            one.id: one for id_ in {one.customer_id for one in ours.values()} for one in self.of_customer(integration, id_).finance
        }
        for psa_id, finance_id in choices.items():
            if finance_id == CREATE:
                self._must_be_new(integration, ours[psa_id], [cast(Contact, one) for one in there.values()])
            elif finance_id and finance_id not in there:
                raise RecordNotFound(
                    Message("Contact {id} is not one of the customer's over there.", id=finance_id),
                    what_to_do=Message("Look up the right number among the contacts of the customer."),
                )
        with self._store.work() as work:
            said = Message("{count} contact decided.", "{count} contacts decided.", count=len(choices))
            batch_id = work.batches.start(integration.id, Activity.LINK, said)
            work.commit()
        for psa_id, finance_id in sorted(choices.items(), key=lambda one: bool(one[1])):  # links that end are ended first
            made = self._made(integration, ours[psa_id], batch_id) if finance_id == CREATE else None
            target = made or there.get(finance_id)
            self._relink(integration, ours[psa_id], cast(Contact | None, target), batch_id)
        return PeopleDecided(batch_id=batch_id, count=len(choices), created=sum(one == CREATE for one in choices.values()))

    def link(self, integration: Integration, psa_id: str, finance_id: str) -> None:
        """Say who is who; `decide` for one."""
        self.decide(integration, {psa_id: finance_id})

    def unlink(self, integration: Integration, psa_id: str) -> bool:
        """End the link of a contact; nothing is deleted on either side. False when there is none."""
        contact = self._contact(integration, psa_id)
        with self._store.work() as work:
            if work.links.of_psa(integration.id, LinkKind.CONTACT, psa_id) is None:
                return False
            said = Message("{count} contact decided.", "{count} contacts decided.", count=1)
            batch_id = work.batches.start(integration.id, Activity.UNLINK, said)
            work.commit()
        self._relink(integration, contact, None, batch_id)
        return True

    def _relink(self, integration: Integration, contact: Contact, there: Contact | None, batch_id: int) -> None:
        """Put another link in the place of the one there is, or none."""
        id_ = integration.id
        with self._store.work() as work:
            link = work.links.of_psa(id_, LinkKind.CONTACT, contact.id)
            if link is None and there is None:
                return
            if link is not None:
                work.links.remove(id_, LinkKind.CONTACT, contact.id, link.finance_id)
            if there is not None:
                work.links.add(id_, LinkKind.CONTACT, contact.id, there.id, DecidedBy.PERSON)
            before, after = link.finance_id if link else "", there.id if there else ""
            work.batches.add_step(batch_id, link_step(LinkKind.CONTACT, contact.id, contact.name, before, after))
            sentence = (
                Message("Contact {contact} is {name}, number {number}, over there.", **_named(contact, there))
                if there is not None
                else Message("The link was removed. Nothing was deleted in either system.")
            )
            activity = Activity.LINK if there is not None else Activity.UNLINK
            work.log.note(id_, activity, Outcome.DONE, sentence, subject=("contact", contact.id, contact.name))
            work.commit()

    def _made(self, integration: Integration, contact: Contact, batch_id: int) -> Contact:
        """Create the contact, and keep that for undo together with the contact itself."""
        _ours, customer = self._both(integration, contact.customer_id)
        made = self._create(integration, contact, customer)
        with self._store.work() as work:
            work.people.put(integration.id, Side.FINANCE, made)
            work.batches.add_step(batch_id, creation(LinkKind.CONTACT, contact.id, made))
            work.commit()
        return made

    def _must_be_new(self, integration: Integration, contact: Contact, there: list[Contact]) -> None:
        """`RecordRefused` when nobody may be created, or somebody of that name is there."""
        if (reason := self._why_none_created(integration)) is not None:
            raise RecordRefused(reason, what_to_do=Message("Another owner of customers is chosen under Setup."))
        if same_name(contact, there):
            raise RecordRefused(
                Message("{name} is among the customer's contacts over there already.", name=contact.name),
                what_to_do=Message("Link the two instead of creating another one."),
            )

    def _why_none_created(self, integration: Integration) -> Message | None:
        if self._rules(integration).may_create_people:
            return None
        system = self._connectors.card(integration, Side.FINANCE).label
        return Message("{system} owns its data, so contacts and employees are not written there.", system=system)

    def _both(self, integration: Integration, psa_customer_id: str) -> tuple[Customer, Customer]:
        with self._store.reading() as work:
            customer = work.customers.get(integration.id, Side.PSA, psa_customer_id)
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, psa_customer_id)
            there = work.customers.get(integration.id, Side.FINANCE, link.finance_id) if link else None
        if customer is None or there is None:
            raise RecordNotFound(
                Message("The customer is not linked, so it has no contacts over there."),
                what_to_do=Message("Link the customer under Link customers."),
            )
        return customer, there

    def _contact(self, integration: Integration, psa_id: str) -> Contact:
        with self._store.reading() as work:
            contact = work.people.get(Contact, integration.id, Side.PSA, psa_id)
        if contact is None:
            raise RecordNotFound(Message("Contact {id} was not read from the PSA.", id=psa_id))
        return contact

    def _finance(self, integration: Integration) -> Finance:
        self._connectors.card(integration, Side.FINANCE).capabilities.require(Ability.CONTACTS)
        return self._connectors.finance(integration)


def _named(contact: Contact, there: Contact) -> dict[str, str]:
    return {"contact": contact.name, "name": there.name, "number": there.id}
