"""Where a customer over there has one att. person in place of contacts, each invoice writes its own contact there; seed 002.

Threads of one run take turns. Runs of two processes do not: what the other one writes in between is seen in the store that both
keep, so that a name is never trusted after it was replaced, and an invoice that was sent meanwhile is told in the log.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

from desktop.connectors.contract import Ability, Finance
from desktop.connectors.overwriting import overwrite
from desktop.errors import RecordChanged
from desktop.models.att_person import FIELD, contact_id_of
from desktop.models.records import Activity, Contact, Customer, Integration, Invoice, Outcome, Side
from desktop.models.store.work import Store
from desktop.models.undoing import overwrite_step
from desktop.texts import Message

MOST_TRIES = 3  # to write over what somebody else changes at the same moment


class AttPersonWriting:
    """Writes the att. persons of invoices, but for those of customers that somebody chose to keep."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_run(
        self, finance: Finance, integration: Integration, batch_id: Callable[[], int]
    ) -> Callable[[Invoice, Customer], AbstractContextManager[Customer]]:
        """What one run sends its invoices inside of, see `AttPersonsOfRun.of`; what it overwrites is kept in the batch."""
        with self._store.reading() as work:
            kept = work.settings.kept_att_persons(integration.id)
        return AttPersonsOfRun(self._store, finance, integration, kept, batch_id).of


class AttPersonsOfRun:
    """The att. persons of the invoices of one run; those of `kept` PSA customers stay."""

    def __init__(
        self, store: Store, finance: Finance, integration: Integration, kept: frozenset[str], batch_id: Callable[[], int]
    ) -> None:
        self._store = store
        self._finance = finance
        self._integration = integration
        self._kept = kept
        self._batch_id = batch_id
        self._turns: dict[str, threading.Lock] = {}
        self._written: dict[str, tuple[str, str]] = {}  # by id of the customer over there: the name, and what the store held then

    @contextmanager
    def of(self, invoice: Invoice, customer: Customer) -> Iterator[Customer]:
        """Inside the `with`, the invoice's contact is the finance customer's att. person, where the system has such a thing.

        No other invoice of the run writes another one meanwhile. `overwriting.overwrite` says what is raised.
        """
        contact = None
        if Ability.ATTENTION in self._finance.card.capabilities.can and invoice.customer_id not in self._kept:
            with self._store.reading() as work:
                contact = work.people.get(Contact, self._integration.id, Side.PSA, contact_id_of(invoice))
        if contact is None or not contact.name:
            yield customer
            return
        with self._turns.setdefault(customer.id, threading.Lock()):
            standing = (contact.name, self._in_store(customer))
            if self._written.get(customer.id) == standing:
                yield replace(customer, attention=contact.name)
            else:
                found = self._with(customer, contact.name)
                standing = (contact.name, self._in_store(customer))
                self._written[customer.id] = standing
                yield found
            if (now := self._in_store(customer)) not in standing:
                self._tell_replaced(invoice, customer, contact.name, now)

    def _in_store(self, customer: Customer) -> str:
        with self._store.reading() as work:
            kept = work.customers.get(self._integration.id, Side.FINANCE, customer.id)
        return kept.attention if kept is not None else ""

    def _with(self, customer: Customer, name: str) -> Customer:
        """Write the name where another one stands; the one that it replaces is kept for undo before anything is sent."""
        current = self._finance.customer(customer.id)
        if current.attention == name:
            return current
        batch_id = self._batch_id()
        with self._store.work() as work:
            step_id = work.batches.add_step(batch_id, self._step(current, name))
            work.commit()
        current, stored = self._overwritten(current, name, step_id)
        system = self._finance.card.label
        values = {"customer": customer.title, "old": current.attention or "-", "name": stored.attention, "system": system}
        sentence = Message("Att. person of {customer} in {system}: {name} in place of {old}.", **values)
        with self._store.work() as work:
            work.customers.put(self._integration.id, Side.FINANCE, stored)
            work.batches.correct_step(step_id, self._step(current, stored.attention))
            subject = ("customer", customer.id, customer.title)
            work.log.note(self._integration.id, Activity.UPDATE, Outcome.DONE, sentence, system=system, subject=subject)
            work.commit()
        return stored

    def _overwritten(self, current: Customer, name: str, step_id: int) -> tuple[Customer, Customer]:
        """What stood there right before, and what stands there now; who is changed meanwhile is read and kept for undo anew."""
        for tries in range(1, MOST_TRIES + 1):
            try:
                return current, overwrite(self._finance, replace(current, attention=name), frozenset({FIELD}), current)
            except RecordChanged:
                if tries == MOST_TRIES:
                    raise
            current = self._finance.customer(current.id)
            with self._store.work() as work:
                work.batches.correct_step(step_id, self._step(current, name))
                work.commit()
        raise AssertionError("the last try returns or raises")

    def _step(self, current: Customer, name: str) -> dict[str, Any]:
        return overwrite_step(Side.FINANCE, current, {FIELD: name})

    def _tell_replaced(self, invoice: Invoice, customer: Customer, name: str, now: str) -> None:
        sentence = Message(
            "While invoice {number} was sent for {name}, somebody made {other} the att. person of {customer}.",
            number=invoice.number,
            name=name,
            other=now or "-",
            customer=customer.title,
        )
        system = self._finance.card.label
        with self._store.work() as work:
            work.log.note(
                self._integration.id,
                Activity.UPDATE,
                Outcome.UNKNOWN,
                sentence,
                what_to_do=Message("Look at the att. person of the draft in {system}.", system=system),
                system=system,
                subject=("invoice", invoice.id, invoice.number),
            )
            work.commit()
