"""The steps of the setup with lamp, word and evidence, from what is known now; product.md chapters 1 to 6; pure.

A later step is one more function here and one more button on the page.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from desktop.models.activation import ActivationState
from desktop.models.lamps import Lamp, connection_lamp, is_unproven
from desktop.models.linking import Tab
from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules
from desktop.models.records import ChoiceKind, Connection, Integration, Side
from desktop.texts import Message, in_a_row


class StepKey(StrEnum):
    """The steps, in the order shown."""

    PSA_CONNECTION = "psa_connection"
    FINANCE_CONNECTION = "finance_connection"
    REGISTERS = "registers"
    OWNER = "owner"
    STANDARD_VALUES = "standard_values"
    CUSTOMERS = "customers"
    ITEMS = "items"
    DEFAULT_ITEMS = "default_items"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistersRead:
    """How many of the registers were read, and when the oldest of them was."""

    count: int
    total: int
    oldest: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupFacts:
    """All that the steps are made from; `labels` are the systems as people write them."""

    integration: Integration
    labels: dict[Side, str]
    registers: RegistersRead
    owner: OwnerRules
    is_owner_chosen: bool
    activation: ActivationState
    why_no_standard_values: Message | None = None  # the reason of a finance system that needs none
    now: dt.datetime | None = None  # `None`: no proof of a connection is too old


@dataclass(frozen=True, slots=True, kw_only=True)
class SetupStep:
    """One step: `evidence` in one sentence with numbers, `consequence` when leaving it so would hurt."""

    key: StepKey
    title: Message
    lamp: Lamp
    word: Message
    evidence: Message
    consequence: Message | None = None
    is_unproven: bool = False  # grey because its proof is old; it is proven again without anybody

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        return self.is_unproven or self.lamp in (Lamp.DONE, Lamp.NOT_NEEDED)


READY, TO_DO, NOT_NEEDED = Message("Ready"), Message("To do"), Message("Not needed")


def setup_steps(facts: SetupFacts) -> list[SetupStep]:
    """The steps in order."""
    return [
        _connection(StepKey.PSA_CONNECTION, facts.integration.psa, facts.labels[Side.PSA], facts.now),
        _connection(StepKey.FINANCE_CONNECTION, facts.integration.finance, facts.labels[Side.FINANCE], facts.now),
        _registers(facts.registers),
        _owner(facts),
        _standard_values(facts),
        _customers(facts),
        _items(facts),
        _default_items(facts),
    ]


def steps_left(facts: SetupFacts) -> list[SetupStep]:
    """The steps that are not done: what side bar, head and overview count."""
    return [step for step in setup_steps(facts) if not step.is_done]


def next_step(steps: list[SetupStep]) -> StepKey | None:
    """The first step that is left: the one whose button is the primary one."""
    return next((step.key for step in steps if not step.is_done), None)


def _connection(key: StepKey, connection: Connection, system: str, now: dt.datetime | None) -> SetupStep:
    lamp = connection_lamp(connection, now)
    is_old = now is not None and is_unproven(connection, now)
    company = connection.company.name if connection.company else ""
    match lamp:
        case Lamp.DONE:
            word = READY
            evidence = Message("Connected to {company}. Tested {time}.", company=company, time=connection.tested_at)
        case Lamp.REFUSED:
            word = Message("Broken")
            evidence = Message(
                "{company} answered {time} for the last time. Test again, or enter the credentials again.",
                company=company,
                time=connection.tested_at,
            )
        case _ if is_old:
            word = Message("Not tested")
            evidence = Message("Connected to {company}. Not tested since {time}.", company=company, time=connection.tested_at)
        case _:
            word = TO_DO
            evidence = Message("Nothing entered yet. Bindeled tries the connection before it keeps anything.")
    title = Message("Connection to {system}", system=system)
    return SetupStep(key=key, title=title, lamp=lamp, word=word, evidence=evidence, is_unproven=is_old)


def _registers(read: RegistersRead) -> SetupStep:
    if read.count == 0:
        evidence = Message("Nothing read yet. Customers, item numbers, employees and invoices are read; nothing is written.")
    else:
        evidence = Message(
            "{done} of {total} registers are read, the oldest {time}.", done=read.count, total=read.total, time=read.oldest
        )
    is_done = read.count == read.total
    return SetupStep(
        key=StepKey.REGISTERS,
        title=Message("Fetch registers"),
        lamp=Lamp.DONE if is_done else Lamp.WAITING,
        word=READY if is_done else TO_DO,
        evidence=evidence,
    )


def owner_sentence(rules: OwnerRules, psa: str, finance: str) -> Message:
    """What a choice of owner means, as one sentence or two."""
    match rules.mode, rules.creation:
        case OwnerMode.PSA, Creation.MANUAL:
            sentence = Message("{psa} owns the customers. New ones are created in {finance} by hand.", psa=psa, finance=finance)
        case OwnerMode.PSA, _:
            sentence = Message(
                "{psa} owns the customers. New ones are created in {finance} at their first invoice.", psa=psa, finance=finance
            )
        case OwnerMode.FINANCE, _:
            sentence = Message("{finance} owns the customers. New ones are imported into {psa}.", psa=psa, finance=finance)
        case _, Creation.MANUAL:
            sentence = Message("Both own the customers. New ones are created in {finance} by hand.", finance=finance)
        case _:
            sentence = Message("Both own the customers. New ones are created in {finance} at their first invoice.", finance=finance)
    return in_a_row((sentence, Message("Bindeled links by CVR number by itself."))) if rules.may_link else sentence


def _owner(facts: SetupFacts) -> SetupStep:
    psa, finance = facts.labels[Side.PSA], facts.labels[Side.FINANCE]
    return SetupStep(
        key=StepKey.OWNER,
        title=Message("Customer owner"),
        lamp=Lamp.DONE if facts.is_owner_chosen else Lamp.WAITING,
        word=READY if facts.is_owner_chosen else TO_DO,
        evidence=owner_sentence(facts.owner, psa, finance)
        if facts.is_owner_chosen
        else Message("Not chosen yet. Until then no customer is created in {finance} by itself.", finance=finance),
    )


def _chosen(kind: ChoiceKind, name: str) -> Message:
    match kind:
        case ChoiceKind.CUSTOMER_GROUP:
            return Message("customer group {name}", name=name)
        case ChoiceKind.VAT_ZONE:
            return Message("VAT zone {name}", name=name)
        case ChoiceKind.PAYMENT_TERMS:
            return Message("payment terms {name}", name=name)
        case ChoiceKind.LAYOUT:
            return Message("layout {name}", name=name)
        case _:
            return Message("employee group {name}", name=name)


def _standard_values(facts: SetupFacts) -> SetupStep:
    values, finance = facts.activation.standard_values, facts.labels[Side.FINANCE]
    title = Message("Standard values")
    if facts.why_no_standard_values is not None:
        evidence = facts.why_no_standard_values
        return SetupStep(key=StepKey.STANDARD_VALUES, title=title, lamp=Lamp.NOT_NEEDED, word=NOT_NEEDED, evidence=evidence)
    chosen = tuple(_chosen(kind, one.name) for kind, one in values.chosen.items())
    if not values.is_read:
        evidence = Message("The lists are not read from {finance} yet.", finance=finance)
    elif not chosen:
        evidence = Message("Nothing chosen yet. They are used when something is created in {finance}.", finance=finance)
    else:
        evidence = Message("Chosen: {choices}.", choices=chosen)
    missing = len(values.missing)
    return SetupStep(
        key=StepKey.STANDARD_VALUES,
        title=title,
        lamp=Lamp.DONE if values.is_met else Lamp.WAITING,
        word=READY if values.is_met else TO_DO,
        evidence=evidence,
        consequence=Message("{count} is not chosen.", "{count} are not chosen.", count=missing) if chosen and missing else None,
    )


def _customers(facts: SetupFacts) -> SetupStep:
    customers, finance = facts.activation.customers, facts.labels[Side.FINANCE]
    lamp, word = (Lamp.DONE, READY) if customers.is_met else (Lamp.WAITING, TO_DO)
    tabs = customers.tabs
    if not customers.is_read:
        evidence = Message("The customers of both systems are not read yet.")
    elif not customers.finance:
        lamp, word = Lamp.NOT_NEEDED, NOT_NEEDED
        evidence = Message("There are no customers in {finance} yet; they are created as they are needed.", finance=finance)
    elif not customers.psa:
        lamp, word = Lamp.NOT_NEEDED, NOT_NEEDED
        evidence = Message(
            "{psa} has no customers. The {count} in {finance} can be imported.",
            psa=facts.labels[Side.PSA],
            finance=finance,
            count=customers.finance,
        )
    elif tabs[Tab.NOT_LOOKED_UP] == customers.undecided and customers.undecided:
        evidence = Message(
            "{linked} of {total} are linked. For {rest} nobody has looked for a counterpart yet.",
            linked=customers.linked,
            total=customers.finance,
            rest=customers.undecided,
        )
    else:
        evidence = Message(
            "{linked} of {total} are linked. {one} have one suggestion, {several} several, {none} none, and {ignored} are ignored.",
            linked=customers.linked,
            total=customers.finance,
            one=tabs[Tab.ONE],
            several=tabs[Tab.SEVERAL],
            none=tabs[Tab.NONE] + tabs[Tab.NOT_LOOKED_UP],
            ignored=tabs[Tab.IGNORED],
        )
    return SetupStep(key=StepKey.CUSTOMERS, title=Message("Link customers"), lamp=lamp, word=word, evidence=evidence)


def _items(facts: SetupFacts) -> SetupStep:
    items, finance = facts.activation.items, facts.labels[Side.FINANCE]
    lamp, word, consequence = (Lamp.DONE, READY, None) if items.is_met else (Lamp.WAITING, TO_DO, None)
    if not items.is_read:
        evidence = Message("The item numbers of {finance} are not read yet.", finance=finance)
    else:
        evidence = Message("{active} of {total} item numbers are active.", active=items.active, total=items.items)
    if items.stopped_invoices:
        lamp, word = Lamp.REFUSED, Message("Stops invoices")
        consequence = Message(
            "{lines} lines would be red: {invoices} of {waiting} invoices to be sent would be refused.",
            lines=items.stopped_lines,
            invoices=items.stopped_invoices,
            waiting=items.waiting_invoices,
        )
    return SetupStep(
        key=StepKey.ITEMS, title=Message("Item numbers"), lamp=lamp, word=word, evidence=evidence, consequence=consequence
    )


def _default_items(facts: SetupFacts) -> SetupStep:
    items, psa = facts.activation.items, facts.labels[Side.PSA]
    lamp, word, consequence = (Lamp.DONE, READY, None) if items.principles else (Lamp.NOT_NEEDED, NOT_NEEDED, None)
    if items.principles:
        evidence = Message("{count} data type has one.", "{count} data types have one.", count=items.principles)
    else:
        evidence = Message("Lines keep the item numbers that they have in {psa}; without one it is chosen on the invoice.", psa=psa)
    if items.lines_without_item:
        lamp, word = Lamp.WAITING, TO_DO
        consequence = Message(
            "{count} line to be sent has no item number, and no default decides.",
            "{count} lines to be sent have no item number, and no default decides.",
            count=items.lines_without_item,
        )
    return SetupStep(
        key=StepKey.DEFAULT_ITEMS, title=Message("Default items"), lamp=lamp, word=word, evidence=evidence, consequence=consequence
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One of the three ticks before activation, with its evidence."""

    title: Message
    is_met: bool
    evidence: Message


def ticks(state: ActivationState) -> list[Tick]:
    """Customers linked, standard values chosen, item numbers active; product.md chapter 6."""
    customers, values, items = state.customers, state.standard_values, state.items
    not_read = Message("not read yet")
    of_customers = (
        Message("{count} of {total} decided", count=customers.finance - customers.undecided, total=customers.finance)
        if customers.is_met
        else Message("{count} of {total} undecided", count=customers.undecided, total=customers.finance)
    )
    total = len(values.chosen) + len(values.missing)
    of_values = Message("{count} of {total} chosen", count=len(values.chosen), total=total) if total else Message("none are needed")
    if items.is_met or not items.active:
        of_items = Message("{count} of {total} active", count=items.active, total=items.items)
    else:
        of_items = Message(
            "{count} item number missing on {lines} lines",
            "{count} item numbers missing on {lines} lines",
            count=items.unusable_numbers,
            lines=items.stopped_lines,
        )
    return [
        Tick(
            title=Message("Customers are linked"),
            is_met=customers.is_met,
            evidence=of_customers if customers.is_read else not_read,
        ),
        Tick(title=Message("Standard values are chosen"), is_met=values.is_met, evidence=of_values if values.is_read else not_read),
        Tick(title=Message("Item numbers are active"), is_met=items.is_met, evidence=of_items if items.is_read else not_read),
    ]
