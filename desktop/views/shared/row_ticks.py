"""Which records of a table are ticked, and which can be; by id, so that ticks outlive every sort, filter and reading."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt


class RowTicks:
    """The ticks of one table. All of 100,000 records are ticked in one go: what can be ticked is worked out before."""

    def __init__(self) -> None:
        self.ids: set[Any] = set()
        self._possible: set[Any] = set()
        self._state: Qt.CheckState | None = None  # of the records shown, until something changes
        self._counted_of: Sequence[int] = ()

    def take_up(self, possible: set[Any]) -> None:
        """The records were read anew."""
        self._possible, self._state = possible, None

    def keep_only(self, known: Collection[Any]) -> bool:
        """Ticks stay on those that are `known`; gives whether any was lost."""
        lost = self.ids.difference(known)
        self.ids -= lost
        return bool(lost)

    def renew(self, row_id: Any, *, is_possible: bool) -> None:
        """A record was changed."""
        (self._possible.add if is_possible else self._possible.discard)(row_id)
        self._state = None

    def set(self, ids: Iterable[Any], ticked: bool) -> None:
        """Tick or untick these; those that cannot be ticked are left out."""
        if ticked:
            self.ids |= self._possible.intersection(ids)
        else:
            self.ids.difference_update(ids)
        self._state = None

    def of(self, row_id: Any) -> Qt.CheckState:
        """Whether this one is ticked."""
        return Qt.CheckState.Checked if row_id in self.ids else Qt.CheckState.Unchecked

    def state(self, ids: Sequence[Any], shown: Sequence[int]) -> Qt.CheckState:
        """Whether all, some or none of the records at the `shown` places of `ids` are ticked."""
        if self._state is None or self._counted_of is not shown:
            self._counted_of = shown
            self._state = self._counted(ids, shown) if self.ids else Qt.CheckState.Unchecked
        return self._state

    def _counted(self, ids: Sequence[Any], shown: Sequence[int]) -> Qt.CheckState:
        count = sum(map(self.ids.__contains__, map(ids.__getitem__, shown)))
        if count == 0:
            return Qt.CheckState.Unchecked
        others = self._possible - self.ids if count < len(shown) else ()
        more = bool(others) and any(ids[place] in others for place in shown)
        return Qt.CheckState.PartiallyChecked if more else Qt.CheckState.Checked
