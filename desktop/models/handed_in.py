"""What sending asks of other use cases; `app` hands them in, so that no use case imports another."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from desktop.models.owner_rules import CustomerStep
from desktop.models.records import Customer, Integration, Invoice, Reason, Transfer, TransferState


class InvoicePeople(Protocol):
    """Finds or creates the people that stand on the invoices of one run (`link_people.py`)."""

    def questions(self, invoice: Invoice) -> list[Reason]:
        """What a person must answer first, because a name is there more than once; nothing is read or written."""

    def contact_id(self, invoice: Invoice, customer: Customer) -> str:
        """Id of the invoice's contact on the finance customer, empty when there is none."""

    def att_person(self, invoice: Invoice, customer: Customer) -> AbstractContextManager[Customer]:
        """Inside the `with`, the finance customer has the invoice's contact as its att. person, where the system has one."""

    def employee_id(self, invoice: Invoice) -> str:
        """Id of the internal reference as an employee over there, empty when there is none."""


class CustomerReadiness(Protocol):
    """Links or creates the customer of a first invoice as the owner rules allow (`sync_customers.py`)."""

    def steps(self, integration: Integration) -> Callable[[str], CustomerStep]:
        """Reads both registers once; gives what would be done about an unlinked customer by its PSA id. Nothing is done."""

    def make_ready(self, integration: Integration, psa_id: str, planned: CustomerStep) -> Customer:
        """The finance customer, linked or created now as planned."""


class Settling(Protocol):
    """Finds out how an uncertain transfer ended (`settle_transfers.py`)."""

    def settle_one(self, integration: Integration, transfer: Transfer, stop: threading.Event | None = None) -> TransferState | None:
        """The state after the look-up, which `stop` may cut short; `None` when somebody else is at it."""
