"""Which records of a table are ticked, and which can be; by id, so that ticks outlive every sort, filter and reading."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt


class RowTicks:
    """The ticks of one table.

    `ids` is never changed but replaced, so that whoever asked for it has it as it was then, without a copy of 100,000.
    """

    def __init__(self) -> None:
        self.ids: frozenset[Any] = frozenset()
        self._possible: set[Any] = set()
        self._ids_in_sight: frozenset[Any] | None = None  # until something changes, as the next one
        self._state: Qt.CheckState | None = None
        self._of: Sequence[int] = ()  # the records shown, for whom these two were worked out

    def take_up(self, possible: set[Any]) -> None:
        """The records were read anew or changed: these can be ticked now."""
        self._possible = possible
        self._forget()

    def keep_only(self, known: dict[Any, int]) -> bool:
        """Ticks stay on those that are keys of `known`; gives whether any was lost."""
        lost = self.ids.difference(known)
        if lost:
            self.replace(self.ids - lost)
        return bool(lost)

    def replace(self, ids: frozenset[Any]) -> None:
        """These are ticked now, and no others; they can be."""
        self.ids = ids
        self._forget()

    def set(self, ids: Iterable[Any], ticked: bool) -> None:
        """Tick or untick these; those that cannot be ticked are left out."""
        if ticked:
            new = frozenset(self._possible.intersection(ids))
            self.replace(self.ids | new if self.ids else new)
        else:
            self.replace(self.ids.difference(ids))

    def set_every(self, ticked: bool) -> None:
        """Tick all that can be ticked, or none."""
        self.replace(frozenset(self._possible) if ticked else frozenset())

    def of(self, row_id: Any) -> Qt.CheckState:
        """Whether this one is ticked."""
        return Qt.CheckState.Checked if row_id in self.ids else Qt.CheckState.Unchecked

    def in_sight(self, ids: Sequence[Any], shown: Sequence[int]) -> frozenset[Any]:
        """The ticked ones at the `shown` places of `ids`."""
        self._look_at(shown)
        if self._ids_in_sight is None:
            is_whole = not self.ids or len(shown) == len(ids)
            self._ids_in_sight = self.ids if is_whole else self.ids.intersection(map(ids.__getitem__, shown))
        return self._ids_in_sight

    def state(self, ids: Sequence[Any], shown: Sequence[int]) -> Qt.CheckState:
        """Whether all, some or none of the records at the `shown` places of `ids` are ticked."""
        self._look_at(shown)
        if self._state is None:
            self._state = self._found(ids, shown)
        return self._state

    def _found(self, ids: Sequence[Any], shown: Sequence[int]) -> Qt.CheckState:
        if not (seen := self.in_sight(ids, shown)):
            return Qt.CheckState.Unchecked
        if len(shown) == len(ids):
            more = len(seen) < len(self._possible)
        else:
            more = any(one in self._possible and one not in seen for one in map(ids.__getitem__, shown))
        return Qt.CheckState.PartiallyChecked if more else Qt.CheckState.Checked

    def _look_at(self, shown: Sequence[int]) -> None:
        if self._of is not shown:
            self._forget()
            self._of = shown

    def _forget(self) -> None:
        self._ids_in_sight = self._state = None
