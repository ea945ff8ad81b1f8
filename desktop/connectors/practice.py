"""Practice mode: wraps any connector; reads pass through, writes are checked and answered but not sent.

A write answers with the record as the system would keep it, under an id that starts with `practice-`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace

from desktop.connectors.contract import Ability, Connector, Draft, Finance, Page, Psa
from desktop.connectors.overwriting import refuse_changed, refuse_other_key
from desktop.errors import RecordNotFound
from desktop.models.field_mapping import as_kept_by, check
from desktop.models.records import (
    Account,
    Choice,
    Company,
    Contact,
    Customer,
    DimensionValue,
    Employee,
    Exchange,
    Expense,
    ExpenseType,
    ExternalKey,
    FinanceInvoice,
    FinanceLine,
    Invoice,
    Item,
    LedgerEntry,
    Project,
    ProjectKinds,
    Registration,
    StandardValues,
    VatRate,
)
from desktop.texts import Message

PREFIX = "practice-"


def practising(connector: Connector) -> Connector:
    """The connector in practice mode, in the same role (`Psa` or `Finance`)."""
    return PracticePsa(connector) if isinstance(connector, Psa) else PracticeFinance(connector)


class _Practice(Connector):
    """What both roles share."""

    def __init__(self, real: Connector) -> None:
        super().__init__(real.access)
        self.real = real
        self.card = real.card  # type: ignore[misc]  # each practice connector shows the card of the one it wraps

    def sign_in(self) -> Company:
        return self.real.sign_in()

    def companies(self) -> tuple[Company, ...]:
        return self.real.companies()

    def recording(self) -> AbstractContextManager[list[Exchange]]:
        return self.real.recording()

    def on_wait(self, listener: Callable[[float], None]) -> AbstractContextManager[None]:
        return self.real.on_wait(listener)

    def close(self) -> None:
        self.real.close()

    def customers(self) -> Iterator[Page[Customer]]:
        return self.real.customers()

    def changed_customers(self, since: dt.datetime) -> Iterator[Page[Customer]]:
        return self.real.changed_customers(since)

    def customer(self, customer_id: str) -> Customer:
        return self.real.customer(customer_id)

    def create_customer(self, customer: Customer, standard_values: StandardValues, *, key: str) -> Customer:
        table = self.card.table("customers")
        check(table, customer, creating=True)
        return replace(as_kept_by(table, customer), id=PREFIX + key)

    def update_customer(self, customer: Customer, changed: frozenset[str], seen: Customer | None = None) -> Customer:
        table = self.card.table("customers")
        check(table, customer, creating=False, only=changed)
        kept, standing = as_kept_by(table, customer), self.real.customer(customer.id)
        refuse_changed(standing, seen, customer, changed, self.card.label)
        return replace(standing, **{name: getattr(kept, name) for name in changed})

    def _must_exist(self, customer_id: str) -> None:
        """`RecordNotFound`, unless the customer was created in practice."""
        if not customer_id.startswith(PREFIX):
            self.real.customer(customer_id)


class PracticePsa(_Practice, Psa):
    """A PSA that nothing is written to."""

    real: Psa

    def contacts(self) -> Iterator[Page[Contact]]:
        return self.real.contacts()

    def employees(self) -> Iterator[Page[Employee]]:
        return self.real.employees()

    def invoices(self, changed_since: dt.datetime | None = None) -> Iterator[Page[Invoice]]:
        return self.real.invoices(changed_since)

    def dimension_values(self) -> tuple[DimensionValue, ...]:
        return self.real.dimension_values()

    def project_kinds(self) -> Iterator[Page[ProjectKinds]]:
        return self.real.project_kinds()

    def registrations(self, project_ids: Collection[str]) -> tuple[Registration, ...]:
        return self.real.registrations(project_ids)

    def expense_types(self) -> tuple[ExpenseType, ...]:
        return self.real.expense_types()

    def projects(self) -> Iterator[Page[Project]]:
        return self.real.projects()

    def expenses(self, project_id: str) -> tuple[Expense, ...]:
        return self.real.expenses(project_id)

    def projects_with_expenses(self, since: dt.date) -> frozenset[str] | None:
        return self.real.projects_with_expenses(since)

    def create_expense(self, expense: Expense) -> Expense:
        self.card.capabilities.require(Ability.EXPENSES)
        check(self.card.table("expenses"), expense, creating=True)
        return replace(expense, id=PREFIX + expense.external_id)

    def set_external_key(self, customer_id: str, key: ExternalKey, *, replaces: Collection[str] = ()) -> None:
        if not customer_id.startswith(PREFIX):
            refuse_other_key(self.real.customer(customer_id), key, replaces, self.card.label)

    def remove_external_key(self, customer_id: str, key: ExternalKey) -> None:
        self._must_exist(customer_id)

    def write_back(self, invoice: Invoice, there: FinanceInvoice, system_name: str, *, is_repeat: bool = False) -> None:
        """Nothing to answer."""

    def mark_paid(self, invoice: Invoice) -> None:
        """Nothing to answer."""


class PracticeFinance(_Practice, Finance):
    """A finance system that nothing is written to."""

    real: Finance

    def items(self) -> Iterator[Page[Item]]:
        return self.real.items()

    def choices(self) -> tuple[Choice, ...]:
        return self.real.choices()

    def takes_currency(self, currency: str) -> bool:
        return self.real.takes_currency(currency)

    def vat_rates(self) -> tuple[VatRate, ...]:
        return self.real.vat_rates()

    def accounts(self) -> tuple[Account, ...]:
        return self.real.accounts()

    def entries(self, accounts: Collection[str], since: dt.date) -> tuple[LedgerEntry, ...]:
        return self.real.entries(accounts, since)

    def find_customers(self, wanted: Customer) -> tuple[Customer, ...]:
        return self.real.find_customers(wanted)

    def id_made_with(self, key: str) -> str:
        return self.real.id_made_with(key)

    def delete_customer(self, customer_id: str) -> None:
        self._must_exist(customer_id)

    def contacts(self, customer_id: str) -> tuple[Contact, ...]:
        return () if customer_id.startswith(PREFIX) else self.real.contacts(customer_id)

    def create_contact(self, contact: Contact, *, key: str) -> Contact:
        self.card.capabilities.require(Ability.CONTACTS)
        check(self.card.table("contacts"), contact, creating=True)
        return replace(contact, id=PREFIX + key)

    def update_contact(self, contact: Contact, changed: frozenset[str]) -> Contact:
        self.card.capabilities.require(Ability.CONTACTS)
        check(self.card.table("contacts"), contact, creating=False, only=changed)
        return contact

    def delete_contact(self, contact: Contact) -> None:
        self.card.capabilities.require(Ability.DELETE_PEOPLE)

    def employees(self) -> Iterator[Page[Employee]]:
        return self.real.employees()

    def update_employee(self, employee: Employee, changed: frozenset[str]) -> Employee:
        self.card.capabilities.require(Ability.CHANGE_EMPLOYEES)
        check(self.card.table("employees"), employee, creating=False, only=changed)
        return employee

    def delete_employee(self, employee: Employee) -> None:
        self.card.capabilities.require(Ability.DELETE_PEOPLE)

    def create_employee(self, employee: Employee, standard_values: StandardValues, *, key: str) -> Employee:
        self.card.capabilities.require(Ability.CREATE_EMPLOYEES)
        check(self.card.table("employees"), employee, creating=True)
        return replace(employee, id=PREFIX + key, group=standard_values.employee_group)

    def create_draft(self, draft: Draft) -> FinanceInvoice:
        check(self.card.table("invoices"), draft.invoice, creating=True)
        for line in draft.invoice.lines:
            check(self.card.table("invoice_lines"), line, creating=True)
        return _as_draft(draft)

    def find_invoices(self, reference: str) -> tuple[FinanceInvoice, ...]:
        return self.real.find_invoices(reference)

    def invoice(self, invoice: FinanceInvoice) -> FinanceInvoice:
        return self.real.invoice(invoice)

    def sent_invoice(self, sought: FinanceInvoice, key: str, is_of_another: Callable[[FinanceInvoice], bool]) -> FinanceInvoice:
        if any(id_.startswith(PREFIX) for id_ in (sought.id, sought.customer_id)):  # the system knows neither
            raise RecordNotFound(Message("{what} does not exist in {system}.", what=sought.id or "-", system=self.card.label))
        return self.real.sent_invoice(sought, key, is_of_another)

    def invoices(self, since: dt.date) -> Iterator[Page[FinanceInvoice]]:
        return self.real.invoices(since)

    def delete_draft(self, draft_id: str) -> None:
        """Nothing to answer."""


def _as_draft(draft: Draft) -> FinanceInvoice:
    invoice = draft.invoice
    return FinanceInvoice(
        id=PREFIX + draft.reference,
        draft_number=PREFIX + draft.reference,
        kind=invoice.kind,
        reference=draft.reference,
        customer_id=draft.customer.id,
        date=invoice.date,
        due_date=invoice.due_date,
        currency=invoice.currency,
        net=invoice.net,
        vat=invoice.vat,
        gross=invoice.gross,
        lines=tuple(
            FinanceLine(
                position=line.position,
                item_number=line.item_number,
                text=line.text,
                quantity=line.quantity,
                unit_price=line.unit_price,
                discount_percent=line.discount_percent,
                net=line.net,
            )
            for line in invoice.lines
        ),
    )
