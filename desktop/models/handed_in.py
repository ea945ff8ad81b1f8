"""What sending asks of other use cases; `app` hands them in, so that no use case imports another."""

from __future__ import annotations

import threading
from typing import Protocol

from desktop.models.owner_rules import CustomerStep
from desktop.models.records import Customer, Integration, Invoice, Transfer, TransferState


class PeopleFinder(Protocol):
    """Finds or creates the people that stand on an invoice (`link_people.py`)."""

    def contact_id(self, integration: Integration, invoice: Invoice, customer: Customer) -> str:
        """Id of the invoice's contact on the finance customer, empty when there is none."""

    def employee_id(self, integration: Integration, invoice: Invoice) -> str:
        """Id of the internal reference as an employee over there, empty when there is none."""


class CustomerReadiness(Protocol):
    """Links or creates the customer of a first invoice as the owner rules allow (`sync_customers.py`)."""

    def step_before_invoice(self, integration: Integration, psa_id: str) -> CustomerStep:
        """What would be done; nothing is done."""

    def make_ready(self, integration: Integration, psa_id: str) -> Customer:
        """The finance customer, linked or created now."""


class Settling(Protocol):
    """Finds out how an uncertain transfer ended (`settle_transfers.py`)."""

    def settle_one(self, integration: Integration, transfer: Transfer, stop: threading.Event | None = None) -> TransferState | None:
        """The state after the look-up, which `stop` may cut short; `None` when somebody else is at it."""
