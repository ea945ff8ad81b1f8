"""What another choice of customer owner would change, from what waits now; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop.models.owner_rules import OwnerRules, Step
from desktop.models.records import Side
from desktop.texts import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What some rules make of what waits now: of each unlinked customer with invoices to be sent, and of linked ones.

    `updates` counts the linked customers whose changes would go to each side.
    """

    rules: OwnerRules
    steps: Mapping[str, Step] = field(default_factory=dict)
    updates: Mapping[Side, int] = field(default_factory=dict)


def consequences(before: Standing, after: Standing, labels: Mapping[Side, str]) -> list[Message]:
    """What would be different, each with its count; one sentence says so when nothing is."""
    found = [*_of_customers(before, after, labels[Side.FINANCE]), *_of_updates(before, after, labels)]
    if before.rules.may_create_people != after.rules.may_create_people:
        system = labels[Side.FINANCE]
        found.append(
            Message("Contacts and employees of invoices are created in {system} when they are missing.", system=system)
            if after.rules.may_create_people
            else Message("Contacts and employees of invoices are no longer created in {system}.", system=system)
        )
    return found or [Message("Nothing of what waits now is treated in another way.")]


def _of_customers(before: Standing, after: Standing, system: str) -> list[Message]:
    turned = {
        step: sum(after.steps.get(id_) is step is not old for id_, old in before.steps.items())
        for step in (Step.CREATE, Step.LINK, Step.STOP)
    }
    sentences = {
        Step.CREATE: Message(
            "{count} customer with invoices that wait would be created in {system}.",
            "{count} customers with invoices that wait would be created in {system}.",
            count=turned[Step.CREATE],
            system=system,
        ),
        Step.LINK: Message(
            "{count} customer with invoices that wait would be linked by CVR number.",
            "{count} customers with invoices that wait would be linked by CVR number.",
            count=turned[Step.LINK],
        ),
        Step.STOP: Message(
            "{count} customer with invoices that wait would have to be linked by hand; until then its invoices are stopped.",
            "{count} customers with invoices that wait would have to be linked by hand; until then their invoices are stopped.",
            count=turned[Step.STOP],
        ),
    }
    return [sentence for step, sentence in sentences.items() if turned[step]]


def _of_updates(before: Standing, after: Standing, labels: Mapping[Side, str]) -> list[Message]:
    found = []
    for side in (Side.FINANCE, Side.PSA):
        old, new = before.updates.get(side, 0), after.updates.get(side, 0)
        if new > old:
            found.append(
                Message(
                    "Changes of {count} linked customer would wait to be carried to {system}.",
                    "Changes of {count} linked customers would wait to be carried to {system}.",
                    count=new,
                    system=labels[side],
                )
            )
        elif new < old:
            found.append(
                Message(
                    "Changes of {count} linked customer that wait now would not be carried to {system}.",
                    "Changes of {count} linked customers that wait now would not be carried to {system}.",
                    count=old - new,
                    system=labels[side],
                )
            )
    return found
