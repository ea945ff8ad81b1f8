"""What undoing a batch would do, in three groups: taken back, changed since and so left alone, and not possible; pure.

The steps are those that `use_cases/write_links.py` and `use_cases/link_customers.py` keep.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from desktop.models.records import Customer
from desktop.texts import Message


class UndoGroup(StrEnum):
    """What becomes of one thing that a batch did."""

    BACK = "back"
    CHANGED = "changed"  # somebody changed it since: left alone
    IMPOSSIBLE = "impossible"


UNDO_GROUPS: Mapping[UndoGroup, Message] = {
    UndoGroup.BACK: Message("Taken back"),
    UndoGroup.CHANGED: Message("Changed since, left alone"),
    UndoGroup.IMPOSSIBLE: Message("Cannot be taken back"),
}
"""What the groups are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoItem:
    """One thing that a batch did to a customer, and what becomes of it."""

    group: UndoGroup
    customer: str
    sentence: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPreview:
    """What undoing a batch would do now; `message` and `made_at` are those of the batch."""

    batch_id: int
    message: Message
    made_at: dt.datetime
    items: tuple[UndoItem, ...]

    def counts(self) -> dict[UndoGroup, int]:
        """How many things stand in each group."""
        found = Counter(item.group for item in self.items)
        return {group: found[group] for group in UndoGroup}


@dataclass(frozen=True, slots=True)
class FieldsBack:
    """Our names of the fields of one overwritten customer: `back` still hold what we wrote, `changed` hold something third."""

    back: frozenset[str]
    changed: frozenset[str]


def fields_back(step: Mapping[str, Any], current: Customer) -> FieldsBack:
    """Hold an `overwrite` step against the customer as it stands there now; a field with its old value again is in neither."""
    before, after = step["before"], step["after"]
    now = {name: getattr(current, name) for name in after}
    return FieldsBack(
        back=frozenset(name for name in after if now[name] == after[name] != before[name]),
        changed=frozenset(name for name in after if now[name] not in (after[name], before[name])),
    )
