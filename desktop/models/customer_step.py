"""What is done about an unlinked PSA customer, from those over there that it may be; pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from desktop.models.customer_creation import as_created, why_not_created
from desktop.models.field_mapping import FieldTable
from desktop.models.owner_rules import CustomerStep, OverThere, Step
from desktop.models.records import Customer
from desktop.models.same_customer import are_two_places, have_same_number, traits

Judge = Callable[[Customer, OverThere, str], CustomerStep]
"""What to do about a customer, from those over there that it may be and the name of the system."""


@dataclass(frozen=True, slots=True)
class KnownThere:
    """What is known about the customers over there: by id who is linked and who is ignored, and every number that is taken."""

    linked: Collection[str]
    ignored: Collection[str]
    numbers: Collection[str]


def step_of(table: FieldTable, judge: Judge, customer: Customer, found: Sequence[Customer], known: KnownThere) -> CustomerStep:
    """Only the same number links; who merely looks the same, or has it but is linked or ignored, stops a creation.

    `table` is how the finance system keeps customers, `found` are those there with the same number or name.
    """
    wanted = traits(as_created(table, customer))
    numbered = [one for one in found if have_same_number(customer, one)]
    looking = [one for one in found if one.id not in known.linked and traits(one) == wanted]
    same = [one for one in numbered if not one.is_gone]
    unlinked = [one for one in same if one.id not in known.linked]
    there = OverThere(
        same=[one for one in unlinked if one.id not in known.ignored],
        ignored=[one for one in unlinked if one.id in known.ignored],
        taken=[one for one in same if one.id in known.linked and not are_two_places(customer, one)],
        alike=[one for one in looking if not one.is_gone],
        gone=[one for one in (*numbered, *looking) if one.is_gone and not are_two_places(customer, one)],
    )
    step = judge(customer, there, table.system)
    if step.step is not Step.CREATE:
        return step
    if problem := why_not_created(table, customer, known.numbers):
        return CustomerStep(step=Step.STOP, reason=problem)
    return step
