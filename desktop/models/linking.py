"""What linking customers shows and reports: tabs, pairs, previews, and what a batch did or took back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from desktop.models.field_mapping import FieldChange
from desktop.models.records import Bucket, Customer, CustomerSuggestions, Decision, Link, Reason, Side
from desktop.texts import Message


class Tab(StrEnum):
    """The tabs of the page; `LINKED` holds what is done."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"
    IGNORED = "ignored"
    LINKED = "linked"
    NOT_LOOKED_UP = "not_looked_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPair:
    """A finance customer with all that is known about its counterpart."""

    finance: Customer
    tab: Tab
    suggestions: CustomerSuggestions | None = None
    decision: Decision | None = None
    link: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkingRegister:
    """Everything the page shows: the finance customers, and the PSA customers to choose from, by id."""

    pairs: list[CustomerPair]
    psa: dict[str, Customer]
    linked_psa_ids: frozenset[str]

    def counts(self) -> dict[Tab, int]:
        """How many customers stand in each tab."""
        counts = dict.fromkeys(Tab, 0)
        for pair in self.pairs:
            counts[pair.tab] += 1
        return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPreview:
    """What one decision would write: in which system, field by field, and what that system would refuse."""

    decision: Decision
    finance: Customer
    psa: Customer | None
    written_side: Side | None  # None: a link only, nothing is overwritten
    changes: tuple[FieldChange, ...] = ()
    problems: tuple[Message, ...] = ()

    @property
    def changed_fields(self) -> int:
        """How many fields get a new value."""
        return sum(change.is_changed for change in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkReport:
    """What a batch did to which finance customers (by id), and why the refused ones were refused."""

    batch_id: int
    linked: tuple[str, ...] = ()
    imported: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    refused: Mapping[str, Reason]
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoReport:
    """What undo took back, what it left alone because it was changed since, and what cannot be taken back."""

    undone: int
    left_alone: tuple[Message, ...]
    not_possible: tuple[Message, ...]


def tab_of(finance_id: str, links: Mapping[str, Link], ignored: set[str], suggestions: Mapping[str, CustomerSuggestions]) -> Tab:
    """In which tab a finance customer stands; a link counts more than *ignored*, and that more than a suggestion."""
    if finance_id in links:
        return Tab.LINKED
    if finance_id in ignored:
        return Tab.IGNORED
    if finance_id not in suggestions:
        return Tab.NOT_LOOKED_UP
    return {Bucket.ONE: Tab.ONE, Bucket.SEVERAL: Tab.SEVERAL, Bucket.NONE: Tab.NONE}[suggestions[finance_id].bucket]
