"""The columns that say whose row it is: they stay at the left edge when a table is scrolled sideways (direction, section 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from desktop.views.shared.columns import TICK
from desktop.views.shared.theme import look

if TYPE_CHECKING:
    from desktop.views.shared.table_view import TableView


class HeldColumns(QObject):
    """Of one `TableView`: where its held columns stand now, and their painting over what was scrolled below them.

    The tick boxes are held too. Together they take half the width at most; what does not fit is let go, from the left.
    """

    def __init__(self, view: TableView) -> None:
        super().__init__(view)
        self._view = view
        columns = view.table.columns
        held = [section for section, column in enumerate(columns) if column.held]
        self._wanted = [section for section, column in enumerate(columns) if column.key == TICK] + held if held else []
        view.horizontalScrollBar().valueChanged.connect(self._repaint)
        view.table.dataChanged.connect(self._repaint)
        view.selectionModel().selectionChanged.connect(self._repaint)

    @property
    def places(self) -> dict[int, int]:
        """The left edge of every section that would otherwise be scrolled away or below another one; empty when none would."""
        view = self._view
        if not self._wanted or not view.horizontalScrollBar().value():
            return {}
        shown = sorted((one for one in self._wanted if not view.isColumnHidden(one)), key=view.horizontalHeader().visualIndex)
        while shown and sum(map(view.columnWidth, shown)) > view.viewport().width() // 2:
            del shown[0]
        places, edge = {}, 0
        for section in shown:
            if view.columnViewportPosition(section) < edge:
                places[section] = edge
                edge += view.columnWidth(section)
        return places

    @property
    def edge(self) -> int:
        """Where they end and the scrolled ones begin, in pixels of the viewport; 0 when none is held."""
        return max((left + self._view.columnWidth(section) for section, left in self.places.items()), default=0)

    def section_at(self, x: int) -> int:
        """The held section at this place of the viewport; -1 when there is none."""
        width = self._view.columnWidth
        return next((section for section, left in self.places.items() if left <= x < left + width(section)), -1)

    def index_at(self, place: QPoint) -> QModelIndex:
        """The cell of a held column there; not valid when there is none."""
        section, row = self.section_at(place.x()), self._view.rowAt(place.y())
        return self._view.table.index(row, section) if section >= 0 and row >= 0 else QModelIndex()

    def rect_of(self, index: QModelIndex | QPersistentModelIndex) -> QRect | None:
        """The place of a cell whose column is held now."""
        left = self.places.get(index.column())
        if left is None:
            return None
        view = self._view
        return QRect(left, view.rowViewportPosition(index.row()), view.columnWidth(index.column()), view.rowHeight(index.row()))

    def paint(self, event: QPaintEvent) -> None:
        """Draw the held cells of the rows that are painted."""
        view, places = self._view, self.places
        if not places or not view.table.rowCount():
            return
        first, last = view.rowAt(event.rect().top()), view.rowAt(event.rect().bottom())
        if first < 0:
            return
        rows = range(first, (last if last >= 0 else view.table.rowCount() - 1) + 1)
        painter = QPainter(view.viewport())
        option = QStyleOptionViewItem()
        view.initViewItemOption(option)
        for row in rows:
            for section, left in places.items():
                index = view.table.index(row, section)
                height = view.rowHeight(row)
                option.rect = QRect(left, view.rowViewportPosition(row), view.columnWidth(section), height)
                is_selected = view.selectionModel().isSelected(index)
                option.state = QStyle.StateFlag.State_Enabled | (
                    QStyle.StateFlag.State_Selected if is_selected else QStyle.StateFlag.State_None
                )
                view.itemDelegate().paint(painter, option, index)
        bottom = view.rowViewportPosition(rows[-1]) + view.rowHeight(rows[-1])
        painter.fillRect(self.edge - 1, 0, 1, bottom, look().colours.line2)
        painter.end()

    def paint_heads(self) -> None:
        """The same for the heads."""
        if not (places := self.places):
            return
        head = self._view.horizontalHeader()
        viewport = head.viewport()
        painter = QPainter(viewport)
        for section, left in places.items():
            head.paintSection(painter, QRect(left, 0, head.sectionSize(section), viewport.height()), section)
        painter.fillRect(self.edge - 1, 0, 1, viewport.height(), look().colours.line2)
        painter.end()

    def _repaint(self) -> None:
        if self._wanted:
            self._view.viewport().update()
            self._view.horizontalHeader().viewport().update()
