"""What use cases ask of others; `app` hands them in, so that no use case imports another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from desktop.errors import BindeledError, ContactNotSure
from desktop.models.expense_run import Ending, ExpenseRun
from desktop.models.linking import CustomerPreview, MarkReport
from desktop.models.overwriting import Overwrite
from desktop.models.owner_rules import CustomerStep
from desktop.models.records import (
    Activity,
    Contact,
    Customer,
    Decision,
    Employee,
    Exchange,
    Expense,
    ExpenseReport,
    Integration,
    Invoice,
    Link,
    Reason,
    Transfer,
    TransferState,
    WrittenExpense,
)
from desktop.models.undoing import Standing, UndoItem
from desktop.progress import Progress
from desktop.texts import Message


class InvoicePeople(Protocol):
    """Finds or creates the people that stand on the invoices of one run (`link_people.py`)."""

    def questions(self, invoice: Invoice) -> list[Reason]:
        """What a person must answer first, because a name is there more than once; nothing is read or written."""

    def contact_doubt(self, invoice: Invoice, customer: Customer) -> ContactNotSure | None:
        """What `contact_id` would raise, because the contact's name is there more than once; nothing is written."""

    def contact_id(self, invoice: Invoice, customer: Customer) -> str:
        """Id of the invoice's contact on the finance customer, empty when there is none."""

    def att_person(self, invoice: Invoice, customer: Customer) -> AbstractContextManager[Customer]:
        """Inside the `with`, the finance customer has the invoice's contact as its att. person, where the system has one."""

    def employee_id(self, invoice: Invoice) -> str:
        """Id of the internal reference as an employee over there, empty when there is none."""


class CustomerReadiness(Protocol):
    """Links or creates the customer of a first invoice as the owner rules allow (`sync_customers.py`)."""

    def read_changes(self, integration: Integration) -> None:
        """Reads the finance customers that were made or changed since the last reading."""

    def doubts(self, integration: Integration) -> Callable[[str], Reason | None]:
        """Gives by PSA id why nothing goes to the customer that is linked to: it is another one now."""

    def steps(self, integration: Integration, *, asks: bool = False) -> Callable[[str], CustomerStep]:
        """Gives what would be done about an unlinked customer by its PSA id. Nothing is done; who is to stop may be asked about."""

    def make_ready(self, integration: Integration, psa_id: str, planned: CustomerStep, batch_id: Callable[[], int]) -> Customer:
        """The finance customer, linked or created now as planned; what was done is kept in the batch, which begins then."""


class Settling(Protocol):
    """Finds out how an uncertain transfer ended (`settle_transfers.py`)."""

    def settle_one(self, integration: Integration, transfer: Transfer, stop: threading.Event | None = None) -> TransferState | None:
        """The state after the look-up, which `stop` may cut short; `None` when somebody else is at it."""

    def saw_unknown(self, integration: Integration, transfer: Transfer) -> None:
        """The outcome of this attempt is unknown from now on."""


class WritingExpenses(Protocol):
    """Writes expenses to the PSA, each once (`write_expenses.py`)."""

    def begin(
        self, integration: Integration, progress: Progress, on_change: Callable[[str], None] = lambda _key: None
    ) -> ExpenseRun:
        """A run that may write: the integration is active, and the PSA signed in to its company. `NotActive`, `WrongCompany`."""

    def run(self, integration: Integration, progress: Progress, on_change: Callable[[str], None] = lambda _key: None) -> ExpenseRun:
        """A run that only looks."""

    def each(
        self, run: ExpenseRun, keys: Sequence[str], progress: Progress, text: Message, work: Callable[[str], Ending]
    ) -> list[str]:
        """Do `work` for each entry; gives those that were not begun. Trouble with one entry never stops the others."""

    def write(
        self,
        run: ExpenseRun,
        key: str,
        turn: int,
        expense: Expense,
        *,
        stands: Message | None,
        batch: tuple[int, dict[str, object]] | None = None,
    ) -> Ending:
        """Claim and write one expense, and keep the outcome; `stands` says why nothing needs writing."""

    def failed(self, run: ExpenseRun, written: WrittenExpense, trouble: BindeledError, exchanges: Sequence[Exchange]) -> Ending:
        """Keep that it was refused, or that nobody knows."""

    def remark(self, run: ExpenseRun, expense: Expense, sentence: Message) -> None:
        """Tell it in the report and in the log."""


class SettlingExpenses(Protocol):
    """Finds out how uncertain writings of expenses ended (`settle_expenses.py`)."""

    def __call__(self, integration: Integration, progress: Progress, keys: Collection[str] | None = None) -> ExpenseReport:
        """What was found; only these entries are looked up, or all."""


class UndoingCustomers(Protocol):
    """Takes back what a batch wrote to customers, step by step (`undo_customers.py`)."""

    def look(self, integration: Integration, steps: Iterable[Mapping[str, Any]], progress: Progress) -> Standing:
        """The customers that these steps wrote, as they stand there now."""

    def items(self, integration: Integration, step: Mapping[str, Any], standing: Standing) -> list[UndoItem]:
        """What taking the step back would do, last step first; nothing is written."""

    def undo(self, integration: Integration, step: Mapping[str, Any]) -> tuple[bool, Message | None]:
        """Take it back; gives whether anything was, and what was left alone."""


class UndoingPeople(Protocol):
    """Takes back what a batch did to contacts and employees, step by step (`undo_people.py`)."""

    def items(self, integration: Integration, step: Mapping[str, Any]) -> list[UndoItem]:
        """What taking the step back would do; nothing is written."""

    def undo(self, integration: Integration, step: Mapping[str, Any]) -> tuple[bool, Message | None]:
        """Take it back; gives whether anything was, and what was left alone."""


class CreatingContacts(Protocol):
    """Creates a contact of the PSA on a customer over there (`link_people.py`)."""

    def __call__(self, integration: Integration, contact: Contact, customer: Customer) -> Contact:
        """The contact as stored; the same key at every attempt."""


class CreatingEmployees(Protocol):
    """Creates an employee of the PSA over there (`link_people.py`)."""

    def __call__(self, integration: Integration, ours: Employee) -> Employee:
        """The employee as stored; the same key at every attempt. `RecordRefused` when somebody of that name is there."""


class SecretKeeper(Protocol):
    """Where credentials lie: the operating system's keyring (`keychain.py`)."""

    def save(self, key: str, secrets: Mapping[str, str]) -> None:
        """Keep secrets under a name; `KeyringUnusable`."""

    def load(self, key: str) -> dict[str, str]:
        """The secrets under a name, empty when there are none; `KeyringUnusable`."""

    def delete(self, key: str) -> None:
        """Forget the secrets under a name."""


MarkOne = Callable[[Integration, Customer, Customer, Activity], Message | None]
"""Tells the PSA that its customer and one of the finance system are linked (`mark_links.py`); gives why it could not be told."""


class Overwriting(Protocol):
    """Overwrites customers as a preview showed it (`overwrite_customers.py`)."""

    def preview(
        self, integration: Integration, decision: Decision, finance: Customer, psa: Customer | None, shown: CustomerPreview | None
    ) -> CustomerPreview:
        """What writing would change now; `RecordChanged` when that is not what was `shown`."""

    def planned(self, integration: Integration, preview: CustomerPreview, finance: Customer, psa: Customer) -> Overwrite | None:
        """The fields that the preview showed, held against what stands over there now; None when nothing differs."""

    def write(self, integration: Integration, plan: Overwrite, step_id: int) -> None:
        """Write the fields, and note for undo what the system made of them."""

    def overwrite_linked(
        self, integration: Integration, decision: Decision, batch_id: int, shown: CustomerPreview | None = None
    ) -> int:
        """See `CustomerOverwriting.overwrite_linked`."""

    def pair(self, integration: Integration, decision: Decision) -> tuple[Customer, Customer]:
        """The two that are linked, as they were read; `RecordNotFound` when they are not linked."""


class LinkOne(Protocol):
    """Links one pair (`write_links.py`)."""

    def __call__(
        self, integration: Integration, decision: Decision, batch_id: int, shown: CustomerPreview | None = None
    ) -> Message | None:
        """See `LinkWriting.link_one`."""


class Marks(Protocol):
    """Tells the PSA which of its customers are linked (`mark_links.py`)."""

    def missing(self, integration: Integration, psa: Mapping[str, Customer], links: Iterable[Link]) -> list[Link]:
        """Those of the links that the PSA does not know of."""

    def mark_missing(self, integration: Integration, progress: Progress) -> MarkReport:
        """Tell it."""
