"""Sync customers: who owns them, and an unlinked customer made ready for its first invoice; product.md chapter 2."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

from desktop.connectors.contract import Ability, ConnectorSource, Finance, SystemCard
from desktop.errors import (
    BindeledError,
    Cancelled,
    CustomerNotSure,
    NoConnection,
    OutcomeUnknown,
    RecordNotFound,
    RecordRefused,
    SettingsError,
    UnexpectedAnswer,
)
from desktop.models.absence import AbsenceProof, Attempt
from desktop.models.customer_creation import as_created, as_looked_for
from desktop.models.customer_step import Judge, KnownThere, step_of
from desktop.models.handed_in import MarkOne
from desktop.models.owner_rules import (
    CUSTOMER_DELETED,
    Creation,
    CustomerStep,
    OwnerMode,
    OwnerRules,
    Step,
    another_now,
    before_invoice,
    by_hand,
)
from desktop.models.records import Activity, Customer, DecidedBy, Integration, LinkKind, Outcome, Reason, Side
from desktop.models.references import record_key
from desktop.models.same_customer import digits, is_another_now, traits
from desktop.models.setup_steps import owner_sentence
from desktop.models.store.run_batch import RunBatch
from desktop.models.store.work import Store, Work
from desktop.models.undoing import creation_step
from desktop.progress import LISTEN_SECONDS, heed
from desktop.texts import Message

_SETTING = "customer_owner"
_WHILE_READING = dt.timedelta(minutes=10)  # customers change while the register is read, and clocks differ
_NEEDED = {
    OwnerMode.PSA: (Side.FINANCE, Ability.CREATE_CUSTOMERS),
    OwnerMode.FINANCE: (Side.PSA, Ability.CREATE_CUSTOMERS),
    OwnerMode.BOTH: (Side.FINANCE, Ability.TWO_WAY_CUSTOMERS),
}


def modes(psa: SystemCard, finance: SystemCard) -> dict[OwnerMode, Message | None]:
    """Each mode with the reason why it is not possible between these two systems, `None` when it is; product.md chapter 2."""
    return {
        mode: (psa if side is Side.PSA else finance).capabilities.why_not.get(ability) for mode, (side, ability) in _NEEDED.items()
    }


class CustomerSync:
    """The customers of an integration that are carried from one side to the other."""

    def __init__(self, store: Store, connectors: ConnectorSource, mark_one: MarkOne) -> None:
        """`mark_one` tells the PSA of a link (`mark_links.py`)."""
        self._store = store
        self._mark_one = mark_one
        self._connectors = connectors
        self._turns: dict[tuple[int, str], threading.Lock] = {}
        self._proof = AbsenceProof()

    def rules(self, integration: Integration) -> OwnerRules:
        """Who owns customers in this integration."""
        with self._store.reading() as work:
            kept = work.settings.get(integration.id, _SETTING)
        if not kept:
            return OwnerRules()
        return OwnerRules(mode=OwnerMode(kept["mode"]), creation=Creation(kept["creation"]), may_link=kept["may_link"])

    def are_rules_chosen(self, integration: Integration) -> bool:
        """Whether somebody chose who owns customers; until then `rules` gives the most careful ones."""
        with self._store.reading() as work:
            return bool(work.settings.get(integration.id, _SETTING))

    def choose_rules(self, integration: Integration, rules: OwnerRules) -> None:
        """Keep who owns customers."""
        psa, finance = (self._connectors.card(integration, side).label for side in (Side.PSA, Side.FINANCE))
        with self._store.work() as work:
            work.settings.put(integration.id, _SETTING, asdict(rules))
            work.log.note(integration.id, Activity.SETTINGS, Outcome.DONE, owner_sentence(rules, psa, finance))
            work.commit()

    def step_before_invoice(self, integration: Integration, psa_id: str) -> CustomerStep:
        """What would be done about an unlinked customer before its invoice goes; nothing is done here."""
        return self.steps(integration)(psa_id)

    def read_changes(self, integration: Integration) -> None:
        """Read the finance customers that were made or changed since the last reading, in one call; raises what the connector does.

        Before a run: so that it knows who was made since, and which linked customer is another one now (`doubts`).
        """
        with self._store.reading() as work:
            last = work.settings.fetches(integration.id).get((Side.FINANCE, "finance_customers"))
        if last is None:
            return
        finance = self._connectors.finance(integration)
        pages = finance.changed_customers(last.fetched_at - _WHILE_READING)
        found = {one.id: one for page in pages for one in page.records}
        with self._store.work() as work:
            changed = [one for one in found.values() if one != work.customers.get(integration.id, Side.FINANCE, one.id)]
            if not changed:
                return
            for one in changed:
                work.customers.put(integration.id, Side.FINANCE, one)
            sentence = Message("{count} changed customer read.", "{count} changed customers read.", count=len(changed))
            work.log.note(integration.id, Activity.FETCH, Outcome.DONE, sentence, system=finance.card.label)
            work.commit()

    def doubts(self, integration: Integration) -> Callable[[str], Reason | None]:
        """Why nothing goes to the finance customer that a PSA customer is linked to: its number was handed out again, it seems."""
        system = self._connectors.card(integration, Side.FINANCE).label

        @cache
        def doubt(psa_id: str) -> Reason | None:
            with self._store.reading() as work:
                link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, psa_id)
                there = work.customers.get(integration.id, Side.FINANCE, link.finance_id) if link else None
                if link is None or there is None:
                    return None
                carried = work.carried.get(integration.id, LinkKind.CUSTOMER, (psa_id, link.finance_id))
                ours = work.customers.get(integration.id, Side.PSA, psa_id)
            return another_now(there, system) if is_another_now(there, carried.finance, ours) else None

        return doubt

    def steps(
        self, integration: Integration, rules: OwnerRules | None = None, *, asks: bool = False
    ) -> Callable[[str], CustomerStep]:
        """The same for many customers: the register over there is read once, and only when somebody is not linked.

        `rules` asks what others than the chosen ones would do. `asks`: where the permission to link meets nobody to link to, the
        system itself is asked before the customer stops its invoice; raises what the connector raises when nobody can be asked.
        """
        finance, judge = self._connectors.finance(integration), self._before_invoice(integration, rules)
        table, restores = finance.card.table("customers"), finance.card.restores_customers
        may_link = asks and (rules or self.rules(integration)).may_link

        @cache
        def register() -> tuple[dict[str, list[Customer]], KnownThere]:
            """Customers by CVR number and by name."""
            with self._store.reading() as work:
                there = [one for one in work.customers.all(integration.id, Side.FINANCE) if restores or not one.is_gone]
                known = _known_there(work, integration, there)
            alike: dict[str, list[Customer]] = defaultdict(list)
            for one in there:
                for name in {digits(one), one.name.casefold()} - {""}:
                    alike[name].append(one)
            return alike, known

        @cache
        def step(psa_id: str) -> CustomerStep:
            with self._store.reading() as work:
                customer = work.customers.get(integration.id, Side.PSA, psa_id)
            if customer is None:
                return _not_read(psa_id)
            alike, known = register()
            names = (digits(customer), as_created(table, customer).name.casefold())
            found = {one.id: one for name in names for one in alike.get(name, ())}
            planned = step_of(table, judge, customer, _but_our_own(found.values(), integration, customer, finance), known)
            is_deleted = planned.reason is not None and planned.reason.kind == CUSTOMER_DELETED  # somebody may have restored it
            if planned.step is Step.STOP and ((may_link and digits(customer)) or (asks and is_deleted)):
                return self._asked(integration, customer, judge)
            return planned

        return step

    def make_ready(
        self, integration: Integration, psa_id: str, planned: CustomerStep | None = None, batch_id: Callable[[], int] | None = None
    ) -> Customer:
        """Link or create the finance customer of an unlinked PSA customer; `CustomerNotSure` when the rules say stop.

        It is looked for over there first, since the last reading may be old: neither an earlier attempt nor somebody else's is made
        twice, and none is linked that has become another one or is gone.
        What was done is kept in the batch of the run, or in one of its own, and can be undone.
        """
        with self._turns.setdefault((integration.id, psa_id), threading.Lock()):  # two invoices must not create it twice
            with self._store.reading() as work:
                link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, psa_id)
                linked = work.customers.get(integration.id, Side.FINANCE, link.finance_id) if link else None
                customer = work.customers.get(integration.id, Side.PSA, psa_id)
            if linked is not None:
                return linked
            step = planned or self.step_before_invoice(integration, psa_id)
            if customer is None:
                raise RecordNotFound(_not_read_sentence(psa_id), what_to_do=_READ_AGAIN)
            if step.reason is not None:
                raise CustomerNotSure(step.reason.sentence, what_to_do=step.reason.what_to_do)
            step = self._looked_up(integration, customer, self._before_invoice(integration))
            if step.reason is not None:
                system = self._connectors.card(integration, Side.FINANCE).label
                asked = Message("{system} was asked just before sending: {reason}", system=system, reason=step.reason.sentence)
                raise CustomerNotSure(asked, what_to_do=step.reason.what_to_do)
            found = step.customer or self._create(integration, customer)
            batch = (batch_id or RunBatch(self._store, integration.id))()
            self._link(integration, customer, found, batch, is_new=step.step is Step.CREATE, decided_by=DecidedBy.RULE)
            return found

    def create_by_hand(self, integration: Integration, psa_id: str) -> tuple[Customer, int]:
        """Create an unlinked PSA customer over there because somebody asks for it, and link the two: a batch that can be undone.

        Gives the new customer and the id of the batch. `RecordRefused` when the owner rules or the customer itself forbid it, or
        when one that is the same stands there already; other errors as those of `Finance.create_customer`.
        """
        with self._turns.setdefault((integration.id, psa_id), threading.Lock()):
            with self._store.reading() as work:
                customer = work.customers.get(integration.id, Side.PSA, psa_id)
                link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, psa_id)
            if customer is None:
                raise RecordNotFound(_not_read_sentence(psa_id))
            if link is not None:
                raise RecordRefused(Message("{customer} is linked already.", customer=customer.name))
            rules, psa = self.rules(integration), self._connectors.card(integration, Side.PSA).label
            step = self._looked_up(integration, customer, lambda one, there, system: by_hand(rules, one, there, psa, system))
            if step.reason is not None:
                raise RecordRefused(step.reason.sentence, what_to_do=step.reason.what_to_do)
            made = step.customer or self._create(integration, customer)
            with self._store.work() as work:
                batch_id = work.batches.start(integration.id, Activity.LINK, Message("{customer} created.", customer=made.title))
                work.commit()
            self._link(integration, customer, made, batch_id, is_new=True, decided_by=DecidedBy.PERSON)
            return made, batch_id

    def _before_invoice(self, integration: Integration, asked: OwnerRules | None = None) -> Judge:
        rules = asked or self.rules(integration)
        return lambda customer, there, system: before_invoice(rules, customer, there, system)

    def _looked_up(self, integration: Integration, customer: Customer, judge: Judge) -> CustomerStep:
        """What to do now that nobody but the system itself is asked.

        A creation with its customer: an earlier attempt of ours made it, whose answer was lost.
        """
        finance = self._connectors.finance(integration)
        wanted = as_looked_for(finance.card.table("customers"), customer)
        found = _but_our_own(finance.find_customers(wanted), integration, customer, finance)
        with self._store.reading() as work:
            known = _known_there(work, integration, found)
            begun = work.settings.get(integration.id, _being_made(customer))
        unlinked = [one for one in found if one.id not in known.linked and not one.is_gone]
        ours = [one for one in unlinked if begun and list(traits(one)) == begun["traits"]]
        if len(ours) == 1:
            return CustomerStep(step=Step.CREATE, customer=ours[0])
        may_be_made_twice = Ability.OWN_KEY not in finance.card.capabilities.can
        if begun and not ours and may_be_made_twice and self._waited_for(_attempt(integration, customer, begun)):
            return self._looked_up(integration, customer, judge)
        return step_of(finance.card.table("customers"), judge, customer, found, known)

    def _asked(self, integration: Integration, customer: Customer, judge: Judge) -> CustomerStep:
        """The same, where trouble that is about this customer alone is a reason to stop."""
        try:
            return self._looked_up(integration, customer, judge)
        except (SettingsError, NoConnection, Cancelled):
            raise
        except BindeledError as trouble:
            reason = Reason.of(trouble)
            return CustomerStep(step=Step.STOP, reason=reason)

    def _create(self, integration: Integration, customer: Customer) -> Customer:
        """Create it; that this begins is kept first, so that a lost answer is looked for before another attempt."""
        finance = self._connectors.finance(integration)
        wanted = as_created(finance.card.table("customers"), customer)
        with self._store.work() as work:
            standard_values = work.settings.standard_values(integration.id)
            begun = {"at": dt.datetime.now(dt.UTC).isoformat(), "traits": traits(wanted)}
            work.settings.put(integration.id, _being_made(customer), begun)
            work.commit()
        try:
            return finance.create_customer(wanted, standard_values, key=_key(integration, customer))
        except (OutcomeUnknown, UnexpectedAnswer):
            self._proof.saw([_attempt(integration, customer, begun)])
            raise
        except BindeledError:  # nothing was made
            with self._store.work() as work:
                work.settings.drop(integration.id, _being_made(customer))
                work.commit()
            raise

    def _waited_for(self, attempt: Attempt) -> bool:
        """Waits until a creation that was not answered must have landed; whether that took time, and all is to be looked up anew.

        Every process waits by itself (see `absence.py`), so that one that begins every hour gets past it. `Cancelled`.
        """
        self._proof.saw([attempt])
        has_waited = False
        while self._proof.seconds_left(attempt):
            heed()
            time.sleep(LISTEN_SECONDS)
            has_waited = True
        return has_waited

    def _link(
        self,
        integration: Integration,
        customer: Customer,
        there: Customer,
        batch_id: int,
        *,
        is_new: bool,
        decided_by: DecidedBy,
    ) -> None:
        system = self._connectors.finance(integration).card.label
        sentence = (
            Message("Created in {system} as {customer} and linked.", system=system, customer=there.title)
            if is_new
            else Message("Linked to {customer} in {system}, which is the same one.", system=system, customer=there.title)
        )
        subject = ("customer", there.id, there.title)
        with self._store.work() as work:
            work.customers.put(integration.id, Side.FINANCE, there)
            work.links.add(integration.id, LinkKind.CUSTOMER, customer.id, there.id, decided_by)
            if is_new:
                work.batches.add_step(batch_id, creation_step(there, customer.id))
            work.batches.add_step(batch_id, {"what": "link", "psa_id": customer.id, "finance_id": there.id})
            work.settings.drop(integration.id, _being_made(customer))
            work.log.note(integration.id, Activity.LINK, Outcome.DONE, sentence, system=system, subject=subject)
            work.commit()
        self._mark_one(integration, customer, there, Activity.LINK)


def _known_there(work: Work, integration: Integration, there: Sequence[Customer]) -> KnownThere:
    linked = {link.finance_id for link in work.links.all(integration.id, LinkKind.CUSTOMER)}
    return KnownThere(linked, work.decisions.ignored(integration.id), {one.number for one in there})


def _but_our_own(found: Iterable[Customer], integration: Integration, customer: Customer, finance: Finance) -> list[Customer]:
    """All but the deleted one that creating this customer brings back."""
    own = finance.id_made_with(_key(integration, customer))
    return [one for one in found if not one.is_gone or one.id != own]


def _key(integration: Integration, customer: Customer) -> str:
    """The key that a customer is created with; the same at every attempt."""
    return record_key(integration, "customer", customer.id, customer.number)


def _being_made(customer: Customer) -> str:
    """Under which name it is kept that the creation of a customer has begun, and what was sent."""
    return f"customer_being_made:{customer.id}"


def _attempt(integration: Integration, customer: Customer, begun: Mapping[str, Any]) -> Attempt:
    return (integration.id, customer.id, begun["at"])


_READ_AGAIN = Message("Read again, and transfer again.")


def _not_read(psa_id: str) -> CustomerStep:
    reason = Reason(kind="customer_not_read", sentence=_not_read_sentence(psa_id), what_to_do=_READ_AGAIN)
    return CustomerStep(step=Step.STOP, reason=reason)


def _not_read_sentence(psa_id: str) -> Message:
    return Message("Customer {number} was not read from the PSA.", number=psa_id)
