"""What each role must do: `Psa` and `Finance`. What a system says about itself is its `SystemCard` (card.py).

Every method reads or writes the outside system at once; nothing here remembers. Errors are those of `desktop.errors` only:
reads raise `PassingTrouble`, `SettingsError`, `RecordNotFound` or `UnexpectedAnswer`; writes raise `RecordRefused` and the same,
and `OutcomeUnknown` when the answer never came or told nothing. Registers are read as pages, so that progress can be shown.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Generic, Protocol, TypeVar, cast

from desktop.connectors.card import Ability, Capabilities, SignInField, SystemCard
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
    FileFault,
    FinanceInvoice,
    Integration,
    Invoice,
    Item,
    LedgerEntry,
    Project,
    ProjectKinds,
    Registration,
    Side,
    StandardValues,
    VatRate,
)

__all__ = [
    "Ability",
    "Access",
    "Capabilities",
    "Connector",
    "ConnectorSource",
    "Draft",
    "Finance",
    "Page",
    "Psa",
    "SignInField",
    "SystemCard",
]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Access:
    """What a connector needs to reach its system."""

    base_address: str
    settings: Mapping[str, str]
    secrets: Mapping[str, str] = field(repr=False)
    company_id: str = ""
    calls_file: Path | None = None  # where a limit of calls is kept for all programs of this machine; `None`: for itself alone


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Part of a register; `total` is the whole register's size where the system tells it.

    `left_out` says which rows, or cells of them, could not be read; the rest of the register is good.
    """

    records: tuple[T, ...]
    total: int | None = None
    left_out: tuple[FileFault, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that is needed to create one draft invoice or credit note in the finance system."""

    invoice: Invoice  # lines already hold the item number that is to be used
    customer: Customer  # the linked customer as the finance system has it
    contact_id: str = ""
    employee_id: str = ""
    credited_id: str = ""  # of a credit note: id over there of the invoice it credits, where that is known to be booked
    reference: str  # ours; the system can be searched for it
    key: str  # ours; sent as Idempotency-Key or as the record's own guid where the system knows such a thing
    standard_values: StandardValues


class Connector(ABC):
    """One outside system, signed in with one `Access`."""

    card: ClassVar[SystemCard]

    def __init__(self, access: Access) -> None:
        self.access = access

    @abstractmethod
    def sign_in(self) -> Company:
        """Try the credentials for real and say which company they open; `SignInRefused`, `AccessDenied`, `NoConnection`, ..."""

    @abstractmethod
    def companies(self) -> tuple[Company, ...]:
        """The companies (legal entities) that can be chosen with these credentials."""

    @abstractmethod
    def recording(self) -> AbstractContextManager[list[Exchange]]:
        """Collects every exchange that this thread makes inside the `with`, for the integration log."""

    @abstractmethod
    def on_wait(self, listener: Callable[[float], None]) -> AbstractContextManager[None]:
        """Inside the `with` `listener` is told, by a thread that a rate limit makes wait, the seconds left, and 0 at the end."""

    @abstractmethod
    def close(self) -> None:
        """Give back connections; a closed connector is not used again."""

    @abstractmethod
    def customers(self) -> Iterator[Page[Customer]]:
        """Every customer, and as gone those that were deleted, where they can be brought back (`SystemCard.restores_customers`)."""

    def changed_customers(self, since: dt.datetime) -> Iterator[Page[Customer]]:
        """At least the customers that were made or changed since, and as gone those that were deleted, where the system tells.

        A system that does not tell which changed gives all of them, and the caller compares.
        """
        return self.customers()

    @abstractmethod
    def customer(self, customer_id: str) -> Customer:
        """One customer, read now; `RecordNotFound`."""

    @abstractmethod
    def create_customer(self, customer: Customer, standard_values: StandardValues, *, key: str) -> Customer:
        """Create a customer and give it as stored. `key` is the same at every attempt to create this customer."""

    @abstractmethod
    def update_customer(self, customer: Customer, changed: frozenset[str], seen: Customer | None = None) -> Customer:
        """Write the named fields (our names); the others keep their value. `seen`: held against what stands (`refuse_changed`)."""


class ConnectorSource(Protocol):
    """Gives the signed-in connector of one side of an integration; `app` hands one to the use cases."""

    def get(self, integration: Integration, side: Side) -> Connector:
        """The connector, kept between calls; `SettingsError` when nothing was entered yet."""

    def psa(self, integration: Integration) -> Psa:
        """As `get`, of the PSA's side."""
        return cast(Psa, self.get(integration, Side.PSA))

    def finance(self, integration: Integration) -> Finance:
        """As `get`, of the finance side."""
        return cast(Finance, self.get(integration, Side.FINANCE))

    def card(self, integration: Integration, side: Side) -> SystemCard:
        """What the system of one side is; known without any credentials, so that reading works while nothing is connected."""

    def make(self, system: str, access: Access) -> Connector:
        """A new connector for credentials that are being tried."""

    def forget(self, integration: Integration, side: Side) -> None:
        """Close the kept connector, because its credentials changed."""


class Psa(Connector):
    """A system that customers, projects, time and booked invoices come from."""

    @abstractmethod
    def contacts(self) -> Iterator[Page[Contact]]:
        """Every contact of every customer."""

    @abstractmethod
    def employees(self) -> Iterator[Page[Employee]]:
        """Every employee."""

    @abstractmethod
    def invoices(self, changed_since: dt.datetime | None = None) -> Iterator[Page[Invoice]]:
        """Booked invoices and credit notes with their lines (drafts too, with that status), amounts positive for their kind."""

    def dimension_values(self) -> tuple[DimensionValue, ...]:
        """The values that may have an item number of their own (rates, types, categories), as far as the PSA tells them."""
        return ()

    def project_kinds(self) -> Iterator[Page[ProjectKinds]]:
        """Type and category of every project, as far as the PSA tells them."""
        return iter(())

    def registrations(self, project_ids: Collection[str]) -> tuple[Registration, ...]:
        """What stands behind the lines of these projects' invoices, as far as the PSA tells it."""
        return ()

    def expense_types(self) -> tuple[ExpenseType, ...]:
        """Every type of expense. `NotPossible` where the PSA takes none."""
        raise self.card.capabilities.refusal(Ability.EXPENSES)

    def projects(self) -> Iterator[Page[Project]]:
        """Every project that takes expenses now. `NotPossible` where the PSA takes none."""
        raise self.card.capabilities.refusal(Ability.EXPENSES)

    def expenses(self, project_id: str) -> tuple[Expense, ...]:
        """Every expense of one project, read now; the proof of presence or absence. `NotPossible` where the PSA takes none."""
        raise self.card.capabilities.refusal(Ability.EXPENSES)

    def projects_with_expenses(self, since: dt.date) -> frozenset[str] | None:
        """Ids of all projects, closed ones too, that hold an expense dated `since` or later; `None` where no single call tells."""
        return None

    def create_expense(self, expense: Expense) -> Expense:
        """Create one project expense and give it as stored; never repeated by itself. `NotPossible` where the PSA takes none.

        One that stands on its project is given as such, and when somebody made the same one meanwhile, that is told with it.
        `OutcomeUnknown` when the answer never came or told nothing. Without an id in what is given, it was made but not read back.
        """
        raise self.card.capabilities.refusal(Ability.EXPENSES)

    @abstractmethod
    def set_external_key(self, customer_id: str, key: ExternalKey, *, replaces: Collection[str] = ()) -> None:
        """Remember in the PSA what the customer is called over there; keys of other systems stay.

        A key of the same system is replaced only when its id is one of those that it `replaces`: `RecordChanged` when another one
        stands there, which somebody else wrote.
        """

    @abstractmethod
    def remove_external_key(self, customer_id: str, key: ExternalKey) -> None:
        """Forget this key; others stay, also another one of the same system. Nothing happens when it is not there."""

    @abstractmethod
    def write_back(self, invoice: Invoice, there: FinanceInvoice, system_name: str, *, is_repeat: bool = False) -> None:
        """Write number and state of its document in the finance system onto the invoice; safe to repeat.

        The number is the one that people see. A draft may have none: its id is no number, and stands in the pair only.
        `is_repeat`: something was written before, so what stands there already is read first and not written again.

        `system_name` is the name under which the PSA keeps the pair: two integrations of one PSA never share one.
        """

    @abstractmethod
    def mark_paid(self, invoice: Invoice) -> None:
        """Mark a booked invoice as paid; safe to repeat."""


class Finance(Connector):
    """A system that receives drafts."""

    @abstractmethod
    def items(self) -> Iterator[Page[Item]]:
        """Every item number."""

    @abstractmethod
    def choices(self) -> tuple[Choice, ...]:
        """Every entry that can be a standard value, and the currencies that exist there."""

    def takes_currency(self, currency: str) -> bool:
        """Whether a draft may be in this currency, asked now without making anything; for systems that do not list theirs."""
        return True

    def vat_rates(self) -> tuple[VatRate, ...]:
        """The VAT rates by zone and item group, as far as the system tells; needed where `MoneyRules.vat_by` is the zone."""
        return ()

    def accounts(self) -> tuple[Account, ...]:
        """The accounts of the chart that hold entries, by number. `NotPossible` where the ledger cannot be read."""
        raise self.card.capabilities.refusal(Ability.EXPENSES)

    def entries(self, accounts: Collection[str], since: dt.date) -> tuple[LedgerEntry, ...]:
        """What suppliers charged on these accounts (and what was carried over there), dated `since` or later, oldest first.

        `NotPossible` where the ledger cannot be read.
        """
        raise self.card.capabilities.refusal(Ability.EXPENSES)

    def find_customers(self, wanted: Customer) -> tuple[Customer, ...]:
        """Customers over there that have the number, the VAT number or the name of this one, read now, and perhaps others.

        Asked before a customer is created, so that an earlier attempt whose answer was lost never makes a second one.
        Its VAT number is given in digits alone where it can be read, and found in whatever spelling it stands there.
        Deleted ones that can be brought back are among them as `is_gone`.
        """
        return tuple(one for page in self.customers() for one in page.records)

    def id_made_with(self, key: str) -> str:
        """The id of a customer that is created with this key, where the key tells; creating it again brings it back."""
        return ""

    @abstractmethod
    def delete_customer(self, customer_id: str) -> None:
        """Delete a customer that nothing points at; `RecordRefused` when something does."""

    def contacts(self, customer_id: str) -> tuple[Contact, ...]:
        """The contacts of one customer. `NotPossible` where the system has none."""
        raise self.card.capabilities.refusal(Ability.CONTACTS)

    def create_contact(self, contact: Contact, *, key: str) -> Contact:
        """Create a contact on its `customer_id`. `NotPossible` where the system has none."""
        raise self.card.capabilities.refusal(Ability.CONTACTS)

    def update_contact(self, contact: Contact, changed: frozenset[str]) -> Contact:
        """Write the named fields (our names) of a contact; whatever is not named keeps its value. `NotPossible` as above."""
        raise self.card.capabilities.refusal(Ability.CONTACTS)

    def delete_contact(self, contact: Contact) -> None:
        """Delete a contact of its `customer_id`; `RecordRefused` when something points at it. `NotPossible` where it cannot be."""
        raise self.card.capabilities.refusal(Ability.DELETE_PEOPLE)

    def employees(self) -> Iterator[Page[Employee]]:
        """Every employee. `NotPossible` where the system has none."""
        raise self.card.capabilities.refusal(Ability.EMPLOYEES)

    def create_employee(self, employee: Employee, standard_values: StandardValues, *, key: str) -> Employee:
        """Create an employee in the chosen employee group. `NotPossible` where the system has none."""
        raise self.card.capabilities.refusal(Ability.CREATE_EMPLOYEES)

    def update_employee(self, employee: Employee, changed: frozenset[str]) -> Employee:
        """Write the named fields (our names) of an employee; whatever is not named keeps its value. `NotPossible` as above."""
        raise self.card.capabilities.refusal(Ability.CHANGE_EMPLOYEES)

    def delete_employee(self, employee: Employee) -> None:
        """Delete an employee; `RecordRefused` when something points at it. `NotPossible` where it cannot be."""
        raise self.card.capabilities.refusal(Ability.DELETE_PEOPLE)

    @abstractmethod
    def create_draft(self, draft: Draft) -> FinanceInvoice:
        """Create one draft; never repeated by itself.

        `OutcomeUnknown` when the answer never came or told nothing; `Cancelled` only when nothing was made.
        """

    @abstractmethod
    def find_invoices(self, reference: str) -> tuple[FinanceInvoice, ...]:
        """Every draft and booked document that carries our reference, read now; the proof of presence or absence."""

    @abstractmethod
    def invoice(self, invoice: FinanceInvoice) -> FinanceInvoice:
        """One draft or booked document with its lines, read now; `RecordNotFound`."""

    def sent_invoice(self, sought: FinanceInvoice, key: str, is_of_another: Callable[[FinanceInvoice], bool]) -> FinanceInvoice:
        """What a draft of ours is now, whatever reference it carries; `RecordNotFound` is the proof that it is not there.

        `sought` says what was sent; its id is empty when the answer was lost, and `key` is what the draft was sent with.
        `RecordChanged` when a document without our reference may be it, unless it `is_of_another` invoice as far as we know;
        `KeyUsedUp` when what the key made was turned into something else, `DraftDeleted` when the answer was lost and it is gone.
        A system that does not let people change our reference, or tell whose it is by the key, needs no more than this.
        """
        return self.invoice(sought)

    @abstractmethod
    def invoices(self, since: dt.date) -> Iterator[Page[FinanceInvoice]]:
        """Every draft, and every booked document dated `since` or later, without lines; those without a reference too.

        Somebody may have cleared the reference of one of ours, and a draft may have been given any date.
        """

    @abstractmethod
    def delete_draft(self, draft_id: str) -> None:
        """Delete a draft; a booked document cannot be deleted (`RecordRefused`)."""
