"""Link people: the contact and the internal reference of an invoice, by first and last name; product.md chapter 2.

Who is there already is found by name, read over there before anybody is created, so that an attempt whose answer was lost never
makes a second one. A name that is there twice is asked for, not guessed.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

from desktop.connectors.contract import Ability, ConnectorSource, Finance
from desktop.errors import ContactNotSure, EmployeeNotSure, RecordNotFound, RecordRefused
from desktop.models.contact_names import must_be_asked, same_name
from desktop.models.owner_rules import OwnerRules
from desktop.models.people_updates import CARRIED
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
    Reason,
    Side,
    psa_customer_subject,
)
from desktop.models.references import record_key
from desktop.models.store.run_batch import RunBatch
from desktop.models.store.work import Store
from desktop.models.undoing import creation, link_step
from desktop.texts import Message

BatchId = Callable[[], int]
AttPerson = Callable[[Invoice, Customer], AbstractContextManager[Customer]]
"""Inside the `with`, the invoice's contact is the customer's att. person over there; see `write_att_persons.py`."""


class PeopleLinking:
    """Contacts and employees of both sides that belong together."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        rules: Callable[[Integration], OwnerRules],
        att_person_of_run: Callable[[Finance, Integration, BatchId], AttPerson],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._rules = rules
        self._att_person_of_run = att_person_of_run

    def of_run(self, integration: Integration, batch_id: BatchId | None = None) -> PeopleOfRun:
        """The people of the invoices of one run; what is done about them is kept in its batch, or in one of their own."""
        finance, rules = self._connectors.finance(integration), self._rules(integration)
        batch_id = batch_id or RunBatch(self._store, integration.id)
        att_person = self._att_person_of_run(finance, integration, batch_id)
        return PeopleOfRun(self._store, finance, integration, rules, att_person, batch_id)

    def kept_att_persons(self, integration_id: int) -> frozenset[str]:
        """The PSA customers whose att. person over there no invoice overwrites."""
        with self._store.reading() as work:
            return work.settings.kept_att_persons(integration_id)

    def keep_att_person(self, integration: Integration, psa_customer_id: str, is_kept: bool) -> None:
        """Say whether a customer's att. person over there stays, or each invoice writes its contact there.

        `RecordNotFound`; `NotPossible` where the finance system has none.
        """
        self._connectors.card(integration, Side.FINANCE).capabilities.require(Ability.ATTENTION)
        integration_id = integration.id
        with self._store.work() as work:
            customer = work.customers.get(integration_id, Side.PSA, psa_customer_id)
            if customer is None:
                raise RecordNotFound(Message("Customer {number} was not read from the PSA.", number=psa_customer_id))
            kept, one = work.settings.kept_att_persons(integration_id), {psa_customer_id}
            work.settings.put_kept_att_persons(integration_id, kept | one if is_kept else kept - one)
            sentence = (
                Message("The att. person of {customer} is kept.", customer=customer.title)
                if is_kept
                else Message("Invoices overwrite the att. person of {customer}.", customer=customer.title)
            )
            link = work.links.of_psa(integration_id, LinkKind.CUSTOMER, customer.id)
            subject = psa_customer_subject(customer.id, link, customer.title)
            work.log.note(integration_id, Activity.SETTINGS, Outcome.DONE, sentence, subject=subject)
            work.commit()

    def create_contact(self, integration: Integration, contact: Contact, customer: Customer) -> Contact:
        """Create a contact of the PSA on a customer over there because somebody asks for it; nothing is linked here."""
        finance = self._connectors.finance(integration)
        return _create_contact(self._store, finance, integration, contact, customer, Activity.LINK)

    def create_employee(self, integration: Integration, ours: Employee) -> Employee:
        """Create an employee of the PSA over there because somebody asks for it; nothing is linked here.

        `RecordRefused` when somebody of that name is there, read now; and the errors of `Finance.create_employee`.
        """
        finance = self._connectors.finance(integration)
        there = _by_name(one for page in finance.employees() for one in page.records)
        if same := there.get(ours.name.casefold()):
            with self._store.work() as work:  # so that they can be linked
                for one in same:
                    work.people.put(integration.id, Side.FINANCE, one)
                work.commit()
            raise RecordRefused(
                Message("{name} is among the employees in {system} already.", name=ours.name, system=finance.card.label),
                what_to_do=Message("Link the two instead of creating another one."),
            )
        with self._store.reading() as work:
            standard_values = work.settings.standard_values(integration.id)
        new = Employee(first_name=ours.first_name, last_name=ours.last_name, email=ours.email)
        made = finance.create_employee(new, standard_values, key=record_key(integration, "employee", ours.id, ours.name))
        sentence = Message("Employee {employee} was created as {number}.", employee=ours.name, number=made.number or made.id)
        with self._store.work() as work:
            subject, system = ("employee", ours.id, ours.name), finance.card.label
            work.log.note(integration.id, Activity.LINK, Outcome.DONE, sentence, system=system, subject=subject)
            work.commit()
        return made


class PeopleOfRun:
    """Finds the people of the invoices of one run, and creates those who are missing; what was read is kept until its end."""

    def __init__(
        self,
        store: Store,
        finance: Finance,
        integration: Integration,
        rules: OwnerRules,
        att_person: AttPerson,
        batch_id: BatchId,
    ) -> None:
        self._store = store
        self._finance = finance
        self._integration = integration
        self._rules = rules
        self.att_person = att_person
        self._batch_id = batch_id
        self._turns: dict[str, threading.Lock] = {}  # nobody is created by two invoices at once
        self._contacts: dict[str, dict[str, Contact]] = {}  # of each customer over there, by id
        self._found_contacts: dict[tuple[str, str], str] = {}  # what this run found or made, by customer over there and PSA id
        self._contacts_here: dict[str, list[Contact]] = {}  # of each customer of the PSA, read when first asked for
        with store.reading() as work:
            ours = work.people.all(Employee, integration.id, Side.PSA)
            there = work.people.all(Employee, integration.id, Side.FINANCE)
            links = work.links.all(integration.id, LinkKind.EMPLOYEE)
            self._standard_values = work.settings.standard_values(integration.id)
        self._ours = _by_name(ours)
        self._by_initials = {one.initials.casefold(): one for one in ours if one.initials}
        self._there = _by_name(there)  # as last read, and as they are now from the first name that is looked for
        self._are_employees_read = False
        self._employee_links = {one.psa_id: one.finance_id for one in links if one.finance_id in {two.id for two in there}}

    def questions(self, invoice: Invoice) -> list[Reason]:
        """What a person must answer first, because the internal reference's name is there more than once."""
        ours, name = self._reference(invoice)
        if not name or Ability.EMPLOYEES not in self._finance.card.capabilities.can or (ours and ours.id in self._employee_links):
            return []
        if not self._must_be_asked(name):
            return []
        return [Reason.of(self._employee_not_sure(name))]

    def _must_be_asked(self, name: str) -> bool:
        """Whether the name does not tell who is meant: twice over there, or twice here with somebody of that name over there."""
        same = [one for one in self._there.get(name.casefold(), ()) if one.is_active]
        return len(same) > 1 or bool(same and len(self._ours.get(name.casefold(), ())) > 1)

    def _employee_not_sure(self, name: str) -> EmployeeNotSure:
        return EmployeeNotSure(
            Message("More than one employee is called {name}, here or in {system}.", name=name, system=self._finance.card.label),
            what_to_do=Message("Say who is who: Link customers, More, Employees; or bindeled link --employees. Transfer again."),
        )

    def contact_doubt(self, invoice: Invoice, customer: Customer) -> ContactNotSure | None:
        """What `contact_id` would raise; a customer's contacts over there are read once, and only for one that is not linked."""
        psa_id = self._contact_here(invoice)
        with self._store.reading() as work:
            contact = work.people.get(Contact, self._integration.id, Side.PSA, psa_id) if psa_id else None
            link = work.links.of_psa(self._integration.id, LinkKind.CONTACT, psa_id)
        if contact is None or not contact.name or link is not None:
            return None
        with self._turns.setdefault(f"contacts of {customer.id}", threading.Lock()):
            there = self._contacts_there(customer).values()
        is_doubtful = bool(same_name(contact, there)) and must_be_asked(contact, self._our_contacts(contact.customer_id), there)
        return self._not_sure(contact, customer) if is_doubtful else None

    def _contact_here(self, invoice: Invoice) -> str:
        """PSA id of the contact that goes along; empty when the invoice has none, or the system takes none."""
        psa_id = invoice.customer_reference_id or invoice.contact_id
        return "" if psa_id == "0" or Ability.CONTACTS not in self._finance.card.capabilities.can else psa_id

    def _contacts_there(self, customer: Customer) -> dict[str, Contact]:
        if customer.id not in self._contacts:
            self._contacts[customer.id] = {one.id: one for one in self._finance.contacts(customer.id)}
        return self._contacts[customer.id]

    def contact_id(self, invoice: Invoice, customer: Customer) -> str:
        """Id of the invoice's contact on the finance customer: linked, found by name, or created. Empty when it has none."""
        psa_id = self._contact_here(invoice)
        if not psa_id:
            return ""
        with self._turns.setdefault(f"contacts of {customer.id}", threading.Lock()):
            if (customer.id, psa_id) not in self._found_contacts:
                self._found_contacts[customer.id, psa_id] = self._contact_id(psa_id, customer)
            return self._found_contacts[customer.id, psa_id]

    def _contact_id(self, psa_id: str, customer: Customer) -> str:
        with self._store.reading() as work:
            contact = work.people.get(Contact, self._integration.id, Side.PSA, psa_id)
            link = work.links.of_psa(self._integration.id, LinkKind.CONTACT, psa_id)
        if contact is None or not contact.name:
            return ""
        there = self._contacts_there(customer)
        if link is not None and link.finance_id in there:
            return link.finance_id
        found = next(iter(same_name(contact, there.values())), None)
        if found is not None and must_be_asked(contact, self._our_contacts(contact.customer_id), there.values()):
            raise self._not_sure(contact, customer)
        is_new = found is None
        if found is None:
            if not self._rules.may_create_people:
                return ""
            found = self._created_contact(contact, customer)
        batch_id = self._batch_id()
        with self._store.work() as work:
            if link is not None:
                work.links.remove(self._integration.id, LinkKind.CONTACT, psa_id, link.finance_id)
            if work.links.of_finance(self._integration.id, LinkKind.CONTACT, found.id) is None:
                work.people.put(self._integration.id, Side.FINANCE, found)
                work.links.add(self._integration.id, LinkKind.CONTACT, psa_id, found.id, DecidedBy.RULE)
                if is_new:
                    work.batches.add_step(batch_id, creation(LinkKind.CONTACT, psa_id, found))
                work.batches.add_step(batch_id, link_step(LinkKind.CONTACT, psa_id, found.name, "", found.id))
            work.commit()
        return found.id

    def _our_contacts(self, customer_id: str) -> list[Contact]:
        if not self._contacts_here:
            found: dict[str, list[Contact]] = defaultdict(list)
            with self._store.reading() as work:
                for one in work.people.all(Contact, self._integration.id, Side.PSA):
                    found[one.customer_id].append(one)
            self._contacts_here = found
        return self._contacts_here.get(customer_id, [])

    def _not_sure(self, contact: Contact, customer: Customer) -> ContactNotSure:
        return ContactNotSure(
            Message("More than one contact of {customer} is called {name}.", customer=customer.title, name=contact.name),
            what_to_do=Message("Say who is who among the customer's contacts, and transfer again."),
        )

    def employee_id(self, invoice: Invoice) -> str:
        """Id of the internal reference as an employee over there: linked, found by first and last name, or created.

        Empty when the invoice names nobody, and when nobody of that name is there and none may be created.
        """
        ours, name = self._reference(invoice)
        can = self._finance.card.capabilities.can
        if not name or Ability.EMPLOYEES not in can:
            return ""
        with self._turns.setdefault("employees", threading.Lock()):
            if ours is not None and ours.id in self._employee_links:
                return self._employee_links[ours.id]
            self._read_employees(name)
            if self._must_be_asked(name):
                raise self._employee_not_sure(name)
            may_create = self._rules.may_create_people and Ability.CREATE_EMPLOYEES in can
            if not self._there.get(name.casefold()) and may_create and self._standard_values.employee_group:
                self._there[name.casefold()] = [self._created_employee(ours, name)]
            active = next((one for one in self._there.get(name.casefold(), ()) if one.is_active), None)
            if active is None:
                return ""
            if ours is not None:
                self._link_employee(ours, active)
            return active.id

    def _read_employees(self, name: str) -> None:
        """Who is there now, read once a run: somebody may be there since the last reading, or from an attempt not answered."""
        if not self._are_employees_read:
            self._there = _by_name(one for page in self._finance.employees() for one in page.records)
            self._are_employees_read = True
        with self._store.work() as work:  # whoever is asked who is who finds them there
            for one in self._there.get(name.casefold(), ()):
                work.people.put(self._integration.id, Side.FINANCE, one)
            work.commit()

    def _reference(self, invoice: Invoice) -> tuple[Employee | None, str]:
        """Who the internal reference is among the PSA's employees, as far as that is certain, and the name."""
        ours = self._by_initials.get(invoice.internal_reference.casefold()) if invoice.internal_reference else None
        name = invoice.internal_reference_name or (ours.name if ours else "")
        same = self._ours.get(name.casefold(), [])
        if ours is None and len(same) == 1:
            ours = same[0]
        return ours, name

    def _created_employee(self, ours: Employee | None, name: str) -> Employee:
        first, _, last = name.rpartition(" ") if ours is None else (ours.first_name, "", ours.last_name)
        new = Employee(first_name=first or last, last_name=last if first else "", email=ours.email if ours else "")
        self._are_employees_read = False  # read again when the answer is lost, since it may be there all the same
        key = record_key(self._integration, "employee", name.casefold())
        made = self._finance.create_employee(new, self._standard_values, key=key)
        sentence = Message("Employee {employee} was created as {number}.", employee=name, number=made.number or made.id)
        self._are_employees_read = True
        psa_id, system, batch_id = ours.id if ours else "", self._finance.card.label, self._batch_id()
        with self._store.work() as work:
            work.people.put(self._integration.id, Side.FINANCE, made)
            work.batches.add_step(batch_id, creation(LinkKind.EMPLOYEE, psa_id, made))
            subject = ("employee", psa_id, name)
            work.log.note(self._integration.id, Activity.TRANSFER, Outcome.DONE, sentence, system=system, subject=subject)
            work.commit()
        return made

    def _created_contact(self, contact: Contact, customer: Customer) -> Contact:
        known = self._contacts.pop(customer.id)  # read again when the answer is lost, since it may be there all the same
        made = _create_contact(self._store, self._finance, self._integration, contact, customer, Activity.TRANSFER)
        self._contacts[customer.id] = known | {made.id: made}
        return made

    def _link_employee(self, ours: Employee, there: Employee) -> None:
        integration_id, batch_id = self._integration.id, self._batch_id()
        with self._store.work() as work:
            link = work.links.of_psa(integration_id, LinkKind.EMPLOYEE, ours.id)
            if link is not None:  # of somebody who is gone over there
                work.links.remove(integration_id, LinkKind.EMPLOYEE, ours.id, link.finance_id)
            if work.links.of_finance(integration_id, LinkKind.EMPLOYEE, there.id) is None:
                work.links.add(integration_id, LinkKind.EMPLOYEE, ours.id, there.id, DecidedBy.RULE)
                work.batches.add_step(batch_id, link_step(LinkKind.EMPLOYEE, ours.id, ours.name, "", there.id))
            work.commit()
        self._employee_links[ours.id] = there.id


def _by_name(people: Iterable[Employee]) -> dict[str, list[Employee]]:
    found: dict[str, list[Employee]] = defaultdict(list)
    for one in people:
        if one.name:
            found[one.name.casefold()].append(one)
    return found


def _create_contact(
    store: Store, finance: Finance, integration: Integration, contact: Contact, customer: Customer, activity: Activity
) -> Contact:
    new = Contact(customer_id=customer.id, **{name: getattr(contact, name) for name in CARRIED[LinkKind.CONTACT]})
    made = finance.create_contact(new, key=record_key(integration, "contact", customer.id, contact.id, contact.name))
    sentence = Message("Contact {contact} was created on customer {customer}.", contact=made.name, customer=customer.title)
    with store.work() as work:
        subject, system = ("contact", contact.id, contact.name), finance.card.label
        work.log.note(integration.id, activity, Outcome.DONE, sentence, system=system, subject=subject)
        work.commit()
    return made
