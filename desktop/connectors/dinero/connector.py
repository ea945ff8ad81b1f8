"""The contract at a glance: what Dinero is, what it can, and where each method lives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterator
from decimal import ROUND_HALF_UP
from typing import ClassVar

from desktop.connectors.contract import Ability, Access, Capabilities, Draft, Finance, Page, SignInField, SystemCard
from desktop.connectors.dinero import customers, expenses, invoices
from desktop.connectors.dinero.client import API_ADDRESS, CALLS_A_MINUTE, TOKEN_ADDRESS, Client, own_guid
from desktop.connectors.dinero.fields import SYSTEM, TABLES
from desktop.connectors.dinero.items import Products
from desktop.connectors.dinero.vat_rates import read_vat_rates
from desktop.connectors.over_http import OverHttp
from desktop.models.records import (
    Account,
    Choice,
    Company,
    Customer,
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

_NO_EMPLOYEES = Message("Dinero has no employees.")

CAPABILITIES = Capabilities(
    can=frozenset(
        {
            Ability.CREATE_CUSTOMERS,
            Ability.UPDATE_CUSTOMERS,
            Ability.DELETE_CUSTOMERS,
            Ability.TWO_WAY_CUSTOMERS,
            Ability.ATTENTION,
            Ability.DRAFTS,
            Ability.DELETE_DRAFTS,
            Ability.FIND_BY_REFERENCE,
            Ability.OWN_KEY,
            Ability.PAID_STATUS,
            Ability.SEVERAL_COMPANIES,
            Ability.EXPENSES,
        }
    ),
    why_not={
        Ability.CONTACTS: Message("Dinero has no contacts; the contact of an invoice becomes the customer's att. person."),
        Ability.EMPLOYEES: _NO_EMPLOYEES,
        Ability.CREATE_EMPLOYEES: _NO_EMPLOYEES,
        Ability.CHANGE_EMPLOYEES: _NO_EMPLOYEES,
        Ability.DELETE_PEOPLE: Message("Dinero has neither contacts of a customer nor employees."),
        Ability.STANDARD_VALUES: Message("VAT, payment terms and layout are Dinero's own."),
        Ability.CURRENCIES: Message("Dinero does not list its currencies; it is asked about each before an invoice in it is sent."),
        Ability.PROJECTS: Message("Dinero has no projects."),
        Ability.DIMENSIONS: Message("Dinero has no dimensions."),
        Ability.WRITE_BACK: Message("Numbers and states are written back to the PSA, not to Dinero."),
        Ability.EXTERNAL_KEYS: Message("The PSA keeps the links; nothing is written onto customers in Dinero."),
    },
)

# Sections 12 and 17: a line is quantity x price less discount; no limit of decimals is published. Rounding is INFERRED.
MONEY = MoneyRules(
    quantity_decimals=None,
    price_decimals=None,
    discount_decimals=None,
    line_decimals=2,
    total_decimals=2,
    rounding=ROUND_HALF_UP,
    vat_rounding=VatRounding.RATE,
    vat_by=VatBy.ZONE,  # its zones are the VAT regions of customers, its item groups the accounts of items
    takes_zero_quantity=True,
)


class Dinero(OverHttp, Finance):
    """Dinero, signed in to one company with an API key."""

    card: ClassVar[SystemCard] = SystemCard(
        name="dinero",
        label=SYSTEM,
        side=Side.FINANCE,
        default_address=API_ADDRESS,
        sign_in=(
            SignInField("client_id", Message("Client id"), hint=Message("From the registration of Bindeled with Dinero.")),
            SignInField("client_secret", Message("Client secret"), is_secret=True),
            SignInField(
                "api_key",
                Message("API key"),
                is_secret=True,
                hint=Message("Made in Dinero under Integrationer, API-nøgler; needs Dinero Pro or Total."),
            ),
            SignInField(
                "token_address",
                Message("Address that gives tokens"),
                is_optional=True,
                hint=Message("Only for a test host; else {address} is used.", address=TOKEN_ADDRESS),
            ),
            SignInField(
                "calls_a_minute",
                Message("Calls a minute"),
                is_optional=True,
                hint=Message(
                    "Dinero takes {count} a minute from an API key. Enter another number only when Dinero has given one.",
                    count=CALLS_A_MINUTE,
                ),
            ),
        ),
        capabilities=CAPABILITIES,
        tables=TABLES,
        makes_drafts_by_key=True,
        restores_customers=True,
        parallel_writes=4,
        calls_a_minute=CALLS_A_MINUTE,
        money=MONEY,
    )

    def __init__(self, access: Access) -> None:
        super().__init__(access)
        self._client = Client(access, self.card.parallel_writes)
        self._sessions = self._client.sessions
        self._products = Products(self._client)

    def sign_in(self) -> Company:
        return self._client.company()

    def companies(self) -> tuple[Company, ...]:
        return self._client.companies()

    def customers(self) -> Iterator[Page[Customer]]:
        return customers.read_customers(self._client)

    def changed_customers(self, since: dt.datetime) -> Iterator[Page[Customer]]:
        return customers.changed_customers(self._client, since)

    def customer(self, customer_id: str) -> Customer:
        return customers.read_customer(self._client, customer_id)

    def find_customers(self, wanted: Customer) -> tuple[Customer, ...]:
        return customers.find_customers(self._client, wanted)

    def id_made_with(self, key: str) -> str:
        return own_guid(key)

    def create_customer(self, customer: Customer, standard_values: StandardValues, *, key: str) -> Customer:
        return customers.create_customer(self._client, customer, key)

    def update_customer(self, customer: Customer, changed: frozenset[str], seen: Customer | None = None) -> Customer:
        return customers.update_customer(self._client, customer, changed, seen)

    def delete_customer(self, customer_id: str) -> None:
        customers.delete_customer(self._client, customer_id)

    def items(self) -> Iterator[Page[Item]]:
        return self._products.items()

    def choices(self) -> tuple[Choice, ...]:
        return ()

    def takes_currency(self, currency: str) -> bool:
        return invoices.takes_currency(self._client, self._products, currency)

    def vat_rates(self) -> tuple[VatRate, ...]:
        return tuple(read_vat_rates(self._client))

    def accounts(self) -> tuple[Account, ...]:
        return expenses.read_accounts(self._client)

    def entries(self, accounts: Collection[str], since: dt.date) -> tuple[LedgerEntry, ...]:
        return expenses.read_entries(self._client, accounts, since)

    def create_draft(self, draft: Draft) -> FinanceInvoice:
        return invoices.create_draft(self._client, self._products, draft)

    def find_invoices(self, reference: str) -> tuple[FinanceInvoice, ...]:
        return invoices.find_invoices(self._client, reference)

    def invoice(self, invoice: FinanceInvoice) -> FinanceInvoice:
        return invoices.read_invoice(self._client, self._products, invoice)

    def sent_invoice(self, sought: FinanceInvoice, key: str, is_of_another: Callable[[FinanceInvoice], bool]) -> FinanceInvoice:
        return invoices.read_sent(self._client, self._products, sought, key)

    def invoices(self, since: dt.date) -> Iterator[Page[FinanceInvoice]]:
        return invoices.read_invoices(self._client, since)

    def delete_draft(self, draft_id: str) -> None:
        invoices.delete_draft(self._client, draft_id)
