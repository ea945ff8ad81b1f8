"""Where the user is in a table: the current row, the selected ones, and how far it is scrolled; kept by ids, not by numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject
from PySide6.QtWidgets import QAbstractItemView

if TYPE_CHECKING:
    from desktop.views.shared.table_view import TableView

_NONE = object()  # no id of any row


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a table; `above` is how many rows stand over the current one on the screen."""

    current: Any = None  # id of a row
    selected: tuple[Any, ...] = ()  # ids of rows
    above: int = 0


class RowPlace(QObject):
    """Keeps the place of a view while its rows are set, sorted or filtered.

    Where a filter hides the row of the user another stands in for it, until it is shown again or the user goes somewhere else.
    """

    def __init__(self, view: TableView) -> None:
        super().__init__(view)
        self._view, self._table = view, view.table
        self._before = Place()  # what the keyboard was on when the rows were set, standing in or not
        self._users = Place()
        self._stand_in: Any = _NONE
        self._table.modelAboutToBeReset.connect(self._keep)

    def now(self) -> Place:
        """Where the user is, or was before the row was hidden."""
        self._follow()
        return self._users

    def back(self) -> bool:
        """Go back to where the user was before the rows were set; false when no row of that is shown any more."""
        if self._show(self._users):
            self._stand_in = _NONE
            if self._users.current != self._before.current:
                self._view.current_changed.emit(self._users.current)
            return True
        return self._show(self._before)

    def go_to(self, place: Place) -> bool:
        """Go to a place without telling; false when its current row is not shown: another stands in for it."""
        is_shown = self._show(place)
        self._users = self._on_screen() if place.current is None else place
        self._stand_in = _NONE if is_shown or place.current is None else self._view.current_id()
        return is_shown

    def stand_in(self) -> None:
        """The row the keyboard is on now stands in for the one of the user."""
        if self._users.current is not None:
            self._stand_in = self._view.current_id()

    def take(self) -> None:
        """The user goes on from the row that stands in."""
        self._stand_in = _NONE

    def _keep(self) -> None:
        self._before = self._on_screen()
        self._follow()

    def _follow(self) -> None:
        if self._view.current_id() != self._stand_in:
            self._users, self._stand_in = self._on_screen(), _NONE

    def _on_screen(self) -> Place:
        top, current = self._view.rowAt(0), self._view.currentIndex()
        above = current.row() - top if current.isValid() and top >= 0 else 0
        return Place(self._view.current_id(), tuple(self._view.selected_ids()), above)

    def _show(self, place: Place) -> bool:
        row = -1 if place.current is None else self._table.row_of(place.current)
        if row < 0:
            return False
        model = self._view.selectionModel()
        model.blockSignals(True)  # a row that comes back is no news
        section = max(self._view.currentIndex().column(), 0)
        model.setCurrentIndex(self._table.index(row, section), QItemSelectionModel.SelectionFlag.NoUpdate)
        chosen = QItemSelection()
        last = self._table.columnCount() - 1
        for first, end in _runs(self._table.rows_of(place.selected)):
            chosen.select(self._table.index(first, 0), self._table.index(end, last))
        model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        model.blockSignals(False)
        top = self._table.index(max(row - max(place.above, 0), 0), 0)
        self._view.scrollTo(top, QAbstractItemView.ScrollHint.PositionAtTop)
        self._view.scrollTo(self._table.index(row, 0))
        return True


def _runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Rising numbers as runs without a gap, first and last of each."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
