"""Where a customer over there has one att. person in place of contacts, each invoice writes its own contact there.

So the PSA vendor's own description of that integration has it (Kontaktpersoner): a new invoice to an existing customer writes over
the att. person.

The invoices of one customer take turns: the threads of a run by a lock, other runs by a row of the store that both keep. A person
over there, or another database, takes none: a name is never trusted after another one was read, and an invoice that was sent
meanwhile is told in the log.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from typing import Any

from desktop.connectors.contract import Ability, Finance
from desktop.connectors.overwriting import overwrite
from desktop.errors import RecordChanged, StoreUnusable
from desktop.models.att_person import FIELD, contact_id_of
from desktop.models.records import Activity, Contact, Customer, Integration, Invoice, Outcome, Side
from desktop.models.store.work import Store
from desktop.models.undoing import overwrite_step
from desktop.progress import LISTEN_SECONDS, heed
from desktop.senders import at_work, is_alive
from desktop.texts import Message

MOST_TRIES = 3  # to write over what somebody else changes at the same moment
LONGEST_TURN = dt.timedelta(minutes=10)


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

        No other invoice on this store writes another one meanwhile. `overwriting.overwrite` says what is raised.
        """
        contact = None
        if Ability.ATTENTION in self._finance.card.capabilities.can and invoice.customer_id not in self._kept:
            with self._store.reading() as work:
                contact = work.people.get(Contact, self._integration.id, Side.PSA, contact_id_of(invoice))
        if contact is None or not contact.name:
            yield customer
            return
        with self._turn(customer.id):
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

    @contextmanager
    def _turn(self, customer_id: str) -> Iterator[None]:
        """Wait until nobody else writes or needs the att. person of this customer; `Cancelled`."""
        with self._turns.setdefault(customer_id, threading.Lock()), at_work() as name:
            while not self._is_taken(customer_id, name):
                heed()
                time.sleep(LISTEN_SECONDS)
            try:
                yield
            finally:
                with suppress(StoreUnusable), self._store.work() as work:  # what is not given back is over with this piece of work
                    work.att_person_turns.give_back(self._integration.id, customer_id, name)
                    work.commit()

    def _is_taken(self, customer_id: str, name: str) -> bool:
        with self._store.work() as work:
            is_taken = work.att_person_turns.take(self._integration.id, customer_id, name, _is_over)
            work.commit()
        return is_taken

    def _in_store(self, customer: Customer) -> str:
        with self._store.reading() as work:
            kept = work.customers.get(self._integration.id, Side.FINANCE, customer.id)
        return kept.attention if kept is not None else ""

    def _with(self, customer: Customer, name: str) -> Customer:
        """Write the name where another one stands; the one that it replaces is kept for undo before anything is sent.

        A customer that stays as it was has no att. person over there, as private persons do not: then nothing is undone either.
        """
        current = self._finance.customer(customer.id)
        if current.attention == name:
            return current
        batch_id = self._batch_id()
        with self._store.work() as work:
            step_id = work.batches.add_step(batch_id, self._step(current, name))
            work.commit()
        current, stored = self._overwritten(current, name, step_id)
        system = self._finance.card.label
        is_written = stored.attention != current.attention
        values = {"customer": customer.title, "old": current.attention or "-", "name": name, "system": system}
        sentence = Message("Att. person of {customer} in {system}: {name} in place of {old}.", **values)
        if not is_written:
            sentence = Message("{system} keeps no att. person for {customer}, a private person: {name} was not carried.", **values)
        with self._store.work() as work:
            work.customers.put(self._integration.id, Side.FINANCE, stored)
            if is_written:
                work.batches.correct_step(step_id, self._step(current, stored.attention))
            else:
                work.batches.drop_step(step_id)
            subject = ("customer", customer.id, customer.title)
            outcome = Outcome.DONE if is_written else Outcome.NOT_SENT
            work.log.note(self._integration.id, Activity.UPDATE, outcome, sentence, system=system, subject=subject)
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


def _is_over(taken_by: str, taken_at: dt.datetime) -> bool:
    """Whether whoever had the turn died with it, or takes longer than any sending does."""
    return is_alive(taken_by) is False or dt.datetime.now(dt.UTC) - taken_at > LONGEST_TURN
