"""What is to be written over one customer, held against what stood there; pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.models.records import Customer, Side
from desktop.models.undoing import overwrite_step


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What is to be written over one customer, named as the user knows that system."""

    side: Side
    system: str
    current: Customer
    wanted: Customer
    names: frozenset[str]

    def step(self, after: Customer) -> dict[str, Any]:
        """The step that undo takes back: it touches only fields that hold what they hold in `after`."""
        return overwrite_step(self.side, self.current, {name: getattr(after, name) for name in self.names})
