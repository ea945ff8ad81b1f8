"""In which order things are taken back: later batches, later steps, and a link after what was created with it; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from desktop.models.records import LinkKind, Side
from desktop.texts import Message

Step = Mapping[str, Any]
Pair = tuple[str, str, str]
"""Kind of link, PSA id and finance id."""
_Place = tuple[str, ...]
"""What a step wrote: a field of a record, whom a link holds, or that somebody now belongs to a customer."""


def created_pair(step: Step) -> Pair | None:
    """The pair whose finance record a step created."""
    match step["what"]:
        case "create":
            return LinkKind.CUSTOMER, step["psa_id"], step["finance_id"]
        case "create_person":
            return step["kind"], step["psa_id"], step["id"]
        case _:
            return None


def linked_pair(step: Step) -> Pair | None:
    """The pair that a step linked."""
    match step["what"]:
        case "link":
            return LinkKind.CUSTOMER, step["psa_id"], step["finance_id"]
        case "link_person":
            return step["kind"], step["psa_id"], step["after"]
        case _:
            return None


def undo_order(steps: Sequence[Step]) -> list[int]:
    """The places of the steps in the order of undo: last first, but a link after the record that was created with it.

    Only when the record is gone is its link taken away: a created record that stays keeps it.
    """
    created = {created_pair(step) for step in steps} - {None}
    postponed: dict[Pair | None, list[int]] = defaultdict(list)
    order: list[int] = []
    for index in reversed(range(len(steps))):
        if (pair := linked_pair(steps[index])) in created:
            postponed[pair].append(index)
        else:
            order += [index, *postponed.pop(created_pair(steps[index]), [])]
    return order


class LaterBatches:
    """What later batches wrote: an older step would find that in place of what it wrote, and its old value would be lost."""

    def __init__(self, batches: Iterable[tuple[int, Message, Sequence[Step]]]) -> None:
        self._names: dict[int, Message] = {}
        self._newest: dict[_Place, int] = {}
        for id_, message, steps in sorted(batches, key=lambda one: one[0]):
            self._names[id_] = message
            self._newest |= {place: id_ for step in steps for place in _written(step)}

    def why_wait(self, step: Step) -> Message | None:
        """Which batch is to be taken back before this step can be, the newest one; `None` when no later one wrote there."""
        found = [self._newest[place] for place in _needed(step) if place in self._newest]
        if not found:
            return None
        newest = max(found)
        return Message(
            "Take back batch {number} first, which wrote here later: {what}", number=str(newest), what=self._names[newest]
        )


def _written(step: Step) -> set[_Place]:
    match step["what"]:
        case "overwrite":
            return _fields("customer", step["side"], step["id"], step)
        case "create":
            return _fields("customer", Side.FINANCE, step["finance_id"], step)
        case "link":
            return {("link", LinkKind.CUSTOMER, step["finance_id"])}
        case "ignore":
            return {("ignored", step["finance_id"])}
        case "overwrite_person":
            return _fields(step["kind"], Side.FINANCE, step["id"], step)
        case "create_person":
            return _fields(step["kind"], Side.FINANCE, step["id"], step) | {("people", step["customer_id"])}
        case "link_person":
            there = {("link", step["kind"], id_) for id_ in (step["before"], step["after"]) if id_}
            return {("link of", step["kind"], step["psa_id"]), *there}
        case _:
            return set()


def _needed(step: Step) -> set[_Place]:
    """What must stand as the step left it: of a created record also that nothing is linked to it, or put into it, since."""
    match step["what"]:
        case "create":
            return _written(step) | {("link", LinkKind.CUSTOMER, step["finance_id"]), ("people", step["finance_id"])}
        case "create_person":
            return _fields(step["kind"], Side.FINANCE, step["id"], step) | {("link", step["kind"], step["id"])}
        case _:
            return _written(step)


def _fields(kind: str, side: str, id_: str, step: Step) -> set[_Place]:
    return {(kind, side, id_, name) for name in step["after"]}
