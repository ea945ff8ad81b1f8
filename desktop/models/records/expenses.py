"""Expenses (Udgifter): what suppliers charged in the finance system, and what becomes of it in the PSA; product.md chapter 8."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from desktop.models.records.transfers import Reason
from desktop.texts import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of the chart that can hold entries; `group` is its heading or category there, empty where it has none."""

    number: str
    name: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """A booked entry on one account: `amount` without VAT in `currency`, a cost positive and a credit negative.

    `id` is the entry's own; `voucher` is the document's number, which may start again each accounting year; `year` is the name of
    that year, empty where the system does not tell it.
    """

    id: str
    voucher: str = ""
    date: dt.date = dt.date.min
    account: str = ""
    text: str = ""
    amount: Decimal = Decimal(0)
    currency: str = ""
    supplier: str = ""
    supplier_invoice: str = ""
    is_opening: bool = False  # carried over from the year before: no cost
    year: str = ""

    @property
    def key(self) -> str:
        """Voucher and line: what tells the entry from every other one of its company."""
        return f"{self.voucher}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseType:
    """A type of expense in the PSA; `account` is the number that it has for it in the finance system."""

    id: str
    name: str = ""
    account: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A project of the PSA, as far as expenses need it."""

    id: str
    number: str = ""
    name: str = ""
    bills_expenses: bool = False

    @property
    def title(self) -> str:
        """As people name it."""
        return f"{self.number} {self.name}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense:
    """A project expense in the PSA: `amount` without VAT in `currency`, negative where it takes something back.

    `external_id` is ours, and the PSA gives it back: by it an expense is found again.
    """

    id: str = ""
    external_id: str = ""
    project_id: str = ""
    type_id: str = ""
    number: str = ""
    date: dt.date = dt.date.min
    amount: Decimal = Decimal(0)
    currency: str = ""
    text: str = ""
    supplier_invoice: str = ""
    is_billable: bool = False
    is_invoiced: bool = False
    project_currency: str = ""  # what the PSA made of it stands in this currency there; empty: it did not tell
    has_assumed_rate: bool = False  # it was written with a rate to another currency than the project turned out to have
    stood_already: bool = False  # it was to be written and stood there, so nothing was written
    stands_twice: bool = False  # right after it was written: somebody else wrote it at the same moment


class ExpenseState(StrEnum):
    """Where the writing of one expense stands; an entry without one was never tried."""

    SENDING = "sending"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenExpense:
    """One writing of an expense. `turn` 1 imports the entry, 2 takes it back, 3 imports it again, and so on."""

    entry_key: str
    turn: int
    state: ExpenseState
    expense: Expense
    claimed_by: str
    started_at: dt.datetime
    ended_at: dt.datetime | None = None
    reason: Reason | None = None
    log_entry_id: int | None = None

    @property
    def takes_back(self) -> bool:
        """Whether this writing takes the one before it back."""
        return self.turn % 2 == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseChoice:
    """What a person chose for an entry; empty: nothing yet."""

    project_id: str = ""
    type_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseReport:
    """How a run went, by keys of entries. `left_alone` says why something was not taken back."""

    done: tuple[str, ...] = ()
    refused: dict[str, Reason] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()  # not ready, or somebody else is at it
    open: tuple[str, ...] = ()  # not begun, because the run stopped
    left_alone: dict[str, Message] = field(default_factory=dict)
    remarks: tuple[Message, ...] = ()
    stopped_by: Reason | None = None
    batch_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpenseKnowledge:
    """All that is known about the expenses of an integration, as last read and chosen."""

    accounts: tuple[Account, ...] = ()
    chosen: frozenset[str] = frozenset()  # numbers of the accounts whose entries are wanted
    entries: tuple[LedgerEntry, ...] = ()
    types: tuple[ExpenseType, ...] = ()
    projects: tuple[Project, ...] = ()
    choices: dict[str, ExpenseChoice] = field(default_factory=dict)  # by key of the entry
    imports: dict[str, WrittenExpense] = field(default_factory=dict)  # the newest writing, by key of the entry
    since: dt.date | None = None
    read_at: dt.datetime | None = None
