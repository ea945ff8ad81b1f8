"""The steps of the setup with lamp, word and evidence, from what is known now; product.md chapters 1 to 6; pure.

A later step is one more function here and one more button on the page.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.models.activation import ActivationState, CustomerEvidence, StartSituation
from desktop.models.lamps import Lamp, connection_lamp, is_unproven
from desktop.models.linking import Tab
from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules
from desktop.models.records import ChoiceKind, Connection, DataType, Integration, Side
from desktop.models.whose_invoices import who_belongs_there_too, why_not_told_apart
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
    others: Sequence[Integration] = ()  # all that there are


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
        _told_apart(facts, _connection(StepKey.PSA_CONNECTION, facts.integration.psa, facts.labels[Side.PSA], facts.now)),
        _own_company(
            facts, _connection(StepKey.FINANCE_CONNECTION, facts.integration.finance, facts.labels[Side.FINANCE], facts.now)
        ),
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


def _told_apart(facts: SetupFacts, step: SetupStep) -> SetupStep:
    """An open point while invoices of other companies of the PSA would be sent like our own."""
    why = why_not_told_apart(facts.integration, facts.labels[Side.PSA])
    if why is None or step.lamp is not Lamp.DONE:
        return step
    return replace(step, lamp=Lamp.WAITING, word=TO_DO, consequence=why)


def _own_company(facts: SetupFacts, step: SetupStep) -> SetupStep:
    """Ready all the same when another integration belongs to the company too."""
    return replace(step, consequence=who_belongs_there_too(facts.integration, facts.others)) if step.lamp is Lamp.DONE else step


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


_KINDS: dict[ChoiceKind, Message] = {
    ChoiceKind.CUSTOMER_GROUP: Message("Customer group"),
    ChoiceKind.VAT_ZONE: Message("VAT zone"),
    ChoiceKind.PAYMENT_TERMS: Message("Payment terms"),
    ChoiceKind.LAYOUT: Message("Layout"),
    ChoiceKind.EMPLOYEE_GROUP: Message("Employee group"),
}


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
    missing = tuple(_KINDS[kind] for kind in values.missing)
    return SetupStep(
        key=StepKey.STANDARD_VALUES,
        title=title,
        lamp=Lamp.DONE if values.is_met else Lamp.WAITING,
        word=READY if values.is_met else TO_DO,
        evidence=evidence,
        consequence=Message(
            "{count} of {total} is not chosen: {missing}.",
            "{count} of {total} are not chosen: {missing}.",
            count=len(missing),
            total=len(chosen) + len(missing),
            missing=missing,
        )
        if chosen and missing
        else None,
    )


def _customers(facts: SetupFacts) -> SetupStep:
    customers = facts.activation.customers
    has_finance = customers.situation in (StartSituation.BOTH, StartSituation.ONLY_FINANCE)
    if customers.is_read and not has_finance:
        lamp, word = Lamp.NOT_NEEDED, NOT_NEEDED
    else:
        lamp, word = (Lamp.DONE, READY) if customers.is_met else (Lamp.WAITING, TO_DO)
    return SetupStep(
        key=StepKey.CUSTOMERS,
        title=Message("Link customers"),
        lamp=lamp,
        word=word,
        evidence=_starting_point(facts) if customers.is_read else Message("The customers of both systems are not read yet."),
    )


def _starting_point(facts: SetupFacts) -> Message:
    """The sentence of each start situation, with what is left in it; product.md chapter 3."""
    customers, psa, finance = facts.activation.customers, facts.labels[Side.PSA], facts.labels[Side.FINANCE]
    match customers.situation:
        case StartSituation.NEITHER:
            return Message(
                "Neither {psa} nor {finance} has customers, so there is nothing to link. New ones are linked as they are made.",
                psa=psa,
                finance=finance,
            )
        case StartSituation.ONLY_PSA if not facts.is_owner_chosen:
            return Message(
                "Only {psa} has customers ({count}), so there is nothing to link. Choose the customer owner: that decides "
                "how they get into {finance}.",
                psa=psa,
                finance=finance,
                count=customers.psa,
            )
        case StartSituation.ONLY_PSA if facts.owner.mode is OwnerMode.FINANCE:
            return Message(
                "Only {psa} has customers ({count}), so there is nothing to link. They are made in {finance}, and read again.",
                psa=psa,
                finance=finance,
                count=customers.psa,
            )
        case StartSituation.ONLY_PSA if facts.owner.creation is Creation.MANUAL:
            return Message(
                "Only {psa} has customers ({count}), so there is nothing to link. "
                "They are created in {finance} by hand, on the customer card.",
                psa=psa,
                finance=finance,
                count=customers.psa,
            )
        case StartSituation.ONLY_PSA:
            return Message(
                "Only {psa} has customers ({count}), so there is nothing to link. "
                "They are created in {finance} at their first invoice.",
                psa=psa,
                finance=finance,
                count=customers.psa,
            )
        case StartSituation.ONLY_FINANCE if customers.undecided:
            return Message(
                "Only {finance} has customers: {count} of {total} are to be imported into {psa}, or ignored.",
                psa=psa,
                finance=finance,
                count=customers.undecided,
                total=customers.finance,
            )
    if customers.undecided:
        left = Message("{count} of {total} customers undecided.", count=customers.undecided, total=customers.finance)
        return in_a_row((left, _where_they_stand(customers)))
    return Message(
        "All {total} customers in {finance} are decided: {linked} linked, {ignored} ignored.",
        finance=finance,
        total=customers.finance,
        linked=customers.linked,
        ignored=customers.tabs.get(Tab.IGNORED, 0),
    )


def _where_they_stand(customers: CustomerEvidence) -> Message:
    tabs = customers.tabs
    if tabs[Tab.NOT_LOOKED_UP] == customers.undecided:
        return Message("Nobody has looked for their counterparts yet.")
    return Message(
        "One suggestion: {one}. Several: {several}. None: {none}. Linked: {linked}. Ignored: {ignored}.",
        one=tabs[Tab.ONE],
        several=tabs[Tab.SEVERAL],
        none=tabs[Tab.NONE] + tabs[Tab.NOT_LOOKED_UP],
        linked=customers.linked,
        ignored=tabs[Tab.IGNORED],
    )


def _items(facts: SetupFacts) -> SetupStep:
    items, finance = facts.activation.items, facts.labels[Side.FINANCE]
    lamp, word, consequence = (Lamp.DONE, READY, None) if items.is_met else (Lamp.WAITING, TO_DO, None)
    if not items.is_read:
        evidence = Message("The item numbers of {finance} are not read yet.", finance=finance)
    else:
        evidence = Message("{active} of {total} item numbers are active and can be used.", active=items.active, total=items.items)
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
        evidence = Message(
            "{count} of {total} data types has one.",
            "{count} of {total} data types have one.",
            count=items.principles,
            total=len(DataType),
        )
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
