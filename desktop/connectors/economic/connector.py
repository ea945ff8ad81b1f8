"""The contract at a glance: what e-conomic is, what it can, and where each method lives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from decimal import ROUND_HALF_UP
from typing import ClassVar

import msgspec

from desktop.connectors.contract import Ability, Access, Capabilities, Draft, Finance, Page, SignInField, SystemCard
from desktop.connectors.economic import (
    contacts,
    customers,
    employees,
    expenses,
    invoices,
    items,
    sent_invoices,
    standard_values,
    vat_rates,
)
from desktop.connectors.economic.client import REST_ADDRESS, SERVICES_ADDRESS, Client
from desktop.connectors.economic.fields import SYSTEM, TABLES
from desktop.connectors.over_http import OverHttp
from desktop.errors import WrongCompany
from desktop.models.records import (
    Account,
    Choice,
    ChoiceKind,
    Company,
    Contact,
    Customer,
    Employee,
    FinanceInvoice,
    Item,
    LedgerEntry,
    MoneyRules,
    Side,
    StandardValues,
    VatBy,
    VatRate,
    VatRounding,
)
from desktop.texts import Message

CAPABILITIES = Capabilities(
    can=frozenset(
        {
            Ability.CREATE_CUSTOMERS,
            Ability.UPDATE_CUSTOMERS,
            Ability.DELETE_CUSTOMERS,
            Ability.CONTACTS,
            Ability.EMPLOYEES,
            Ability.CREATE_EMPLOYEES,
            Ability.CHANGE_EMPLOYEES,
            Ability.DELETE_PEOPLE,
            Ability.STANDARD_VALUES,
            Ability.CURRENCIES,
            Ability.DRAFTS,
            Ability.DELETE_DRAFTS,
            Ability.FIND_BY_REFERENCE,
            Ability.OWN_KEY,
            Ability.PAID_STATUS,
            Ability.EXPENSES,
        }
    ),
    why_not={
        Ability.ATTENTION: Message("The invoice names a contact of the customer."),
        Ability.PROJECTS: Message("Needs e-conomic's project module and projects that were transferred first."),
        Ability.DIMENSIONS: Message("Departments of the two systems are not tied."),
        Ability.WRITE_BACK: Message("Numbers and states are written back to the PSA, not to e-conomic."),
        Ability.EXTERNAL_KEYS: Message("e-conomic has no place for the ids of other systems."),
        Ability.SEVERAL_COMPANIES: Message("A grant opens one agreement; make an integration for each."),
        Ability.TWO_WAY_CUSTOMERS: Message("With e-conomic one of the two systems owns the customers."),
    },
)

# Section 14.1: more than 2 decimals are refused (E04740), lines are rounded, VAT once on the document; half up is INFERRED there.
MONEY = MoneyRules(
    quantity_decimals=2,
    price_decimals=2,
    discount_decimals=2,
    line_decimals=2,
    total_decimals=2,
    rounding=ROUND_HALF_UP,
    vat_rounding=VatRounding.DOCUMENT,
    vat_by=VatBy.ZONE,  # section 13.12, INFERRED there
)


class Economic(OverHttp, Finance):
    """Visma e-conomic, signed in to one agreement."""

    card: ClassVar[SystemCard] = SystemCard(
        name="economic",
        label=SYSTEM,
        side=Side.FINANCE,
        default_address=REST_ADDRESS,
        sign_in=(
            SignInField(
                "app_secret_token",
                Message("App secret token"),
                is_secret=True,
                hint=Message("From the developer agreement that Bindeled is registered on."),
            ),
            SignInField(
                "agreement_grant_token",
                Message("Agreement grant token"),
                is_secret=True,
                hint=Message("Shown when an administrator of the agreement adds the app."),
            ),
            SignInField(
                "apis_address",
                Message("Address of the newer services"),
                is_optional=True,
                hint=Message("Only for a test host; else {address} is used.", address=SERVICES_ADDRESS),
            ),
        ),
        capabilities=CAPABILITIES,
        tables=TABLES,
        parallel_writes=4,
        money=MONEY,
        draft_needs=(ChoiceKind.LAYOUT, ChoiceKind.PAYMENT_TERMS, ChoiceKind.VAT_ZONE),  # section 14.1
        customer_needs=(ChoiceKind.CUSTOMER_GROUP, ChoiceKind.PAYMENT_TERMS, ChoiceKind.VAT_ZONE),  # section 13.2
    )

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._client = Client(access, self.card.parallel_writes)
        self._sessions = self._client.sessions

    def sign_in(self) -> Company:
        company = self._client.get("self", _Self).company_record()
        if self.access.company_id not in ("", company.id):
            raise WrongCompany(
                Message(
                    "The tokens open agreement {id} {name}, not the one of this integration.", id=company.id, name=company.name
                ),
                what_to_do=Message("Enter the grant token of the right agreement, or make another integration."),
            )
        return company

    def companies(self) -> tuple[Company, ...]:
        return (self.sign_in(),)

    def customers(self) -> Iterator[Page[Customer]]:
        return customers.read_customers(self._client)

    def changed_customers(self, since: dt.datetime) -> Iterator[Page[Customer]]:
        return customers.changed_customers(self._client, since)

    def customer(self, customer_id: str) -> Customer:
        return customers.read_customer(self._client, customer_id)

    def create_customer(self, customer: Customer, standard_values: StandardValues, *, key: str) -> Customer:
        return customers.create_customer(self._client, customer, standard_values, key)

    def update_customer(self, customer: Customer, changed: frozenset[str], seen: Customer | None = None) -> Customer:
        return customers.update_customer(self._client, customer, changed, seen)

    def find_customers(self, wanted: Customer) -> tuple[Customer, ...]:
        return customers.find_customers(self._client, wanted)

    def delete_customer(self, customer_id: str) -> None:
        customers.delete_customer(self._client, customer_id)

    def items(self) -> Iterator[Page[Item]]:
        return items.read_items(self._client)

    def choices(self) -> tuple[Choice, ...]:
        return standard_values.read_choices(self._client)

    def vat_rates(self) -> tuple[VatRate, ...]:
        return vat_rates.read_vat_rates(self._client)

    def accounts(self) -> tuple[Account, ...]:
        return expenses.read_accounts(self._client)

    def entries(self, accounts: Collection[str], since: dt.date) -> tuple[LedgerEntry, ...]:
        return expenses.read_entries(self._client, accounts, since)

    def contacts(self, customer_id: str) -> tuple[Contact, ...]:
        return contacts.read_contacts(self._client, customer_id)

    def create_contact(self, contact: Contact, *, key: str) -> Contact:
        return contacts.create_contact(self._client, contact, key)

    def update_contact(self, contact: Contact, changed: frozenset[str]) -> Contact:
        return contacts.update_contact(self._client, contact, changed)

    def delete_contact(self, contact: Contact) -> None:
        contacts.delete_contact(self._client, contact)

    def employees(self) -> Iterator[Page[Employee]]:
        return employees.read_employees(self._client)

    def create_employee(self, employee: Employee, standard_values: StandardValues, *, key: str) -> Employee:
        return employees.create_employee(self._client, employee, standard_values, key)

    def update_employee(self, employee: Employee, changed: frozenset[str]) -> Employee:
        return employees.update_employee(self._client, employee, changed)

    def delete_employee(self, employee: Employee) -> None:
        employees.delete_employee(self._client, employee)

    def create_draft(self, draft: Draft) -> FinanceInvoice:
        return invoices.create_draft(self._client, draft)

    def find_invoices(self, reference: str) -> tuple[FinanceInvoice, ...]:
        return invoices.find_invoices(self._client, reference)

    def invoice(self, invoice: FinanceInvoice) -> FinanceInvoice:
        return sent_invoices.read_invoice(self._client, invoice)

    def sent_invoice(self, sought: FinanceInvoice, key: str, is_of_another: Callable[[FinanceInvoice], bool]) -> FinanceInvoice:
        return sent_invoices.read_sent(self._client, sought, is_of_another)

    def invoices(self, since: dt.date) -> Iterator[Page[FinanceInvoice]]:
        return invoices.read_invoices(self._client, since)

    def delete_draft(self, draft_id: str) -> None:
        invoices.delete_draft(self._client, draft_id)


class _OwnCompany(msgspec.Struct):
    name: str = ""


class _Settings(msgspec.Struct, rename="camel"):
    base_currency: str = ""


class _Self(msgspec.Struct, rename="camel"):
    """`/self`, section 13.1."""

    agreement_number: int
    company: _OwnCompany = msgspec.field(default_factory=_OwnCompany)
    settings: _Settings = msgspec.field(default_factory=_Settings)
    company_affiliation: str = ""

    def company_record(self) -> Company:
        name = self.company.name or str(self.agreement_number)
        is_test = self.company_affiliation == "Developer"
        return Company(id=str(self.agreement_number), name=name, currency=self.settings.base_currency, is_test=is_test)
