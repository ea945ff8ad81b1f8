"""What a system says about itself before anybody connects to it: what it can, what it asks for, how it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.errors import NotPossible
from desktop.models.field_mapping import FieldTable
from desktop.models.records import ChoiceKind, FilePreview, MoneyRules, NotTold, Side
from desktop.texts import Message


class Ability(StrEnum):
    """What a system may or may not be able to do."""

    CREATE_CUSTOMERS = "create_customers"
    UPDATE_CUSTOMERS = "update_customers"
    DELETE_CUSTOMERS = "delete_customers"
    CONTACTS = "contacts"
    EMPLOYEES = "employees"
    CREATE_EMPLOYEES = "create_employees"
    CHANGE_EMPLOYEES = "change_employees"
    DELETE_PEOPLE = "delete_people"  # contacts and employees that were created can be deleted again
    STANDARD_VALUES = "standard_values"
    DRAFTS = "drafts"
    DELETE_DRAFTS = "delete_drafts"
    FIND_BY_REFERENCE = "find_by_reference"
    OWN_KEY = "own_key"  # takes a key of ours with a write and does not repeat it
    PAID_STATUS = "paid_status"
    WRITE_BACK = "write_back"
    EXTERNAL_KEYS = "external_keys"
    SEVERAL_COMPANIES = "several_companies"
    TWO_WAY_CUSTOMERS = "two_way_customers"  # tells which customers changed, so that news can go both ways
    ATTENTION = "attention"  # a customer has one att. person in place of contacts; each invoice writes its own contact there
    CURRENCIES = "currencies"  # tells which currencies exist there, so that an unknown one is found before sending
    PROJECTS = "projects"
    DIMENSIONS = "dimensions"
    EXPENSES = "expenses"  # a finance system tells what suppliers charged; a PSA takes it onto projects


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a system can do, and for the rest the reason that the user reads."""

    can: frozenset[Ability]
    why_not: Mapping[Ability, Message] = field(default_factory=dict)

    def require(self, ability: Ability) -> None:
        """Raise `NotPossible` with the reason unless the system has the ability."""
        if ability not in self.can:
            raise self.refusal(ability)

    def refusal(self, ability: Ability) -> NotPossible:
        """The error that gives the reason why the system does not have the ability."""
        return NotPossible(self.why_not.get(ability, Message("This system cannot do that.")))


@dataclass(frozen=True, slots=True)
class SignInField:
    """One thing the user enters to connect; secrets go to the keyring, the rest to the store."""

    name: str
    label: Message
    is_secret: bool = False
    is_optional: bool = False
    is_file: bool = False  # the path of a file on this computer
    hint: Message | None = None


@dataclass(frozen=True, slots=True)
class SystemCard:
    """What a system is, before anybody connects to it."""

    name: str  # as in the registry and on the command line, for instance economic
    label: str  # as people write it, for instance e-conomic
    side: Side
    default_address: str  # empty: the user must enter one (TimeLog: each site has its own)
    sign_in: tuple[SignInField, ...]
    capabilities: Capabilities
    tables: tuple[FieldTable, ...]
    makes_drafts_by_key: bool = False  # the id of a draft is made of our key, so an answer that is lost hides nothing
    restores_customers: bool = False  # deleted ones are kept there, so a new one is not created beside its deleted self
    parallel_writes: int = 1  # how many writes the system takes at once without harm
    calls_a_minute: int | None = None  # what the system allows where it counts calls by the minute; the connector keeps to it
    money: MoneyRules = field(default_factory=MoneyRules)
    draft_needs: tuple[ChoiceKind, ...] = ()  # what a draft must name, from its customer or else from the standard values
    customer_needs: tuple[ChoiceKind, ...] = ()  # standard values without which no customer can be created
    not_told: tuple[NotTold, ...] = ()  # of what stands behind the lines of a PSA's invoices
    file_preview: Callable[..., FilePreview] | None = None  # of files: what (path, `FileKind`, columns, decimal sign) reads

    @property
    def is_files(self) -> bool:
        """Whether files stand in for the system: nothing is signed in to, and nothing can be written."""
        return any(one.is_file for one in self.sign_in)

    def table(self, kind: str) -> FieldTable:
        """The declared field table of one kind of record, for instance `customers`."""
        return next(table for table in self.tables if table.kind == kind)
