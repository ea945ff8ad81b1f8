"""The finished cells of rows that were drawn, kept, so that scrolling and painting build no texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic

from desktop.views.shared.columns import Cell, Column, R, RowLook, Tint

_KEPT = 4000  # rows


class RowCells(Generic[R]):
    """Of one table, by the place of the row among all its rows."""

    def __init__(self, columns: Sequence[Column[R]], reason: Callable[[R], str] | None, tint: Callable[[R], Tint] | None) -> None:
        self._columns, self._reason, self._tint = columns, reason, tint
        self._cells: dict[int, list[Cell]] = {}
        self._looks: dict[int, RowLook] = {}

    def clear(self) -> None:
        """There are other rows."""
        self._cells, self._looks = {}, {}

    def forget(self, place: int) -> None:
        """This row was changed."""
        self._cells.pop(place, None)
        self._looks.pop(place, None)

    def of(self, place: int, rows: Sequence[R]) -> list[Cell]:
        """The cells of a row, one for each column."""
        cells = self._cells.get(place)
        if cells is None:
            if len(self._cells) >= _KEPT:
                self.clear()
            cells = self._cells[place] = [column.cell(rows[place]) for column in self._columns]
        return cells

    def look(self, place: int, rows: Sequence[R]) -> RowLook:
        """What the cells of a row share."""
        known = self._looks.get(place)
        if known is None:
            row = rows[place]
            known = self._looks[place] = RowLook(
                tint=self._tint(row) if self._tint else Tint.PLAIN, reason=self._reason(row) if self._reason else ""
            )
        return known
