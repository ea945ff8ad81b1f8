"""What speaks for activating an integration, and what is still missing; product.md chapter 6; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum

from desktop.models.linking import Tab
from desktop.models.records import Choice, ChoiceKind, StandardValues
from desktop.texts import Message

_KINDS = tuple(ChoiceKind(one.name) for one in fields(StandardValues))


class StartSituation(StrEnum):
    """Which of the two systems has customers: how the linking begins; product.md chapter 3, *Scenarios*."""

    NEITHER = "neither"
    ONLY_FINANCE = "only_finance"
    ONLY_PSA = "only_psa"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEvidence:
    """How far the finance system's customers are linked. `psa` is the number of customers in the PSA."""

    is_read: bool
    psa: int = 0
    tabs: Mapping[Tab, int]

    @property
    def finance(self) -> int:
        """How many customers the finance system has."""
        return sum(self.tabs.values())

    @property
    def linked(self) -> int:
        """How many of them are linked."""
        return self.tabs.get(Tab.LINKED, 0)

    @property
    def undecided(self) -> int:
        """How many of them are neither linked nor ignored."""
        return self.finance - self.linked - self.tabs.get(Tab.IGNORED, 0)

    @property
    def situation(self) -> StartSituation:
        """How the linking begins, by counting."""
        if self.finance:
            return StartSituation.BOTH if self.psa else StartSituation.ONLY_FINANCE
        return StartSituation.ONLY_PSA if self.psa else StartSituation.NEITHER

    @property
    def is_met(self) -> bool:
        """Every customer of the finance system is linked or ignored; so are all when it has none."""
        return self.is_read and self.undecided == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardValueEvidence:
    """The chosen entries by kind, and the kinds whose choice is missing or not there any more."""

    is_read: bool
    chosen: Mapping[ChoiceKind, Choice]
    missing: tuple[ChoiceKind, ...]

    @property
    def is_met(self) -> bool:
        """Everything that the finance system has a list for is chosen."""
        return self.is_read and not self.missing


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemEvidence:
    """Active item numbers, and the invoices still to be sent that lines without one would stop."""

    is_read: bool
    items: int = 0
    active: int = 0
    waiting_invoices: int = 0
    stopped_invoices: int = 0
    unusable_numbers: int = 0
    stopped_lines: int = 0
    lines_without_item: int = 0  # of invoices still to be sent: no number, and nothing decides
    principles: int = 0  # data types with a default item

    @property
    def is_met(self) -> bool:
        """Items are active, and every line of an invoice still to be sent has one."""
        return self.is_read and self.active > 0 and not self.stopped_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivationState:
    """Whether the integration is active, and the evidence beside each of the three ticks."""

    is_active: bool
    shares_invoices: bool = False  # the PSA does not tell whose an invoice is (`whose_invoices.py`)
    customers: CustomerEvidence
    standard_values: StandardValueEvidence
    items: ItemEvidence

    @property
    def missing(self) -> tuple[Message, ...]:
        """What may go wrong when it is activated now, one sentence for each reason; empty when nothing speaks against it."""
        found = []
        if self.shares_invoices:
            found.append(Message("An invoice of another legal entity may be sent to the wrong company."))
        if not self.customers.is_met:
            found.append(_customers_missing(self.customers))
        if not self.standard_values.is_met:
            found.append(_standard_values_missing(self.standard_values))
        if not self.items.is_met:
            found.append(_items_missing(self.items))
        return tuple(found)


def standard_value_evidence(
    chosen: StandardValues, choices: Mapping[ChoiceKind, Sequence[Choice]], *, is_read: bool
) -> StandardValueEvidence:
    """Compare what was chosen with what the finance system has; a kind without entries over there needs no choice."""
    found: dict[ChoiceKind, Choice] = {}
    for kind in _KINDS:
        wanted = getattr(chosen, kind.value)
        entry = next((one for one in choices.get(kind, ()) if one.id == wanted), None)
        if entry is not None:
            found[kind] = entry
    missing = tuple(kind for kind in _KINDS if choices.get(kind) and kind not in found)
    return StandardValueEvidence(is_read=is_read, chosen=found, missing=missing)


def _customers_missing(customers: CustomerEvidence) -> Message:
    if not customers.is_read:
        return Message("The customers of both systems are not read yet, so any of them may be created twice.")
    count = customers.undecided
    return Message("{count} customer may be created twice.", "{count} customers may be created twice.", count=count)


def _standard_values_missing(values: StandardValueEvidence) -> Message:
    if not values.is_read:
        return Message("The lists of standard values are not read yet, so no new customer can be created.")
    return Message(
        "{count} standard value is missing, so no new customer can be created.",
        "{count} standard values are missing, so no new customer can be created.",
        count=len(values.missing),
    )


def _items_missing(items: ItemEvidence) -> Message:
    if not items.is_read:
        return Message("The item numbers are not read yet, so every invoice would be refused.")
    if not items.active:
        return Message("No item number is active, so every invoice would be refused.")
    return Message(
        "{count} of {all} invoices to be sent would be refused.",
        count=items.stopped_invoices,
        all=items.waiting_invoices,
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
