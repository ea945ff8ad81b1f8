"""Heads of a table: title, sort arrow, the tick box that stands for all rows shown, and the line while rows are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from desktop.views.shared import icons
from desktop.views.shared.columns import TICK
from desktop.views.shared.delegate import PADDING, tick_box
from desktop.views.shared.style import paint_tick_box
from desktop.views.shared.theme import SEMIBOLD, look

if TYPE_CHECKING:
    from desktop.views.shared.table_view import TableView

_WAIT_BEFORE_LINE = 300  # ms; shorter reads show nothing


class TableHeader(QHeaderView):
    """The heads of `TableView`. A click sorts, Shift+click adds a second key, a double click on a border fits the content."""

    def __init__(self, view: TableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self._view = view
        self._loading = QTimer(self)
        self._loading.setSingleShot(True)
        self._loading.timeout.connect(self._show_line)
        self._has_line = False
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setFirstSectionMovable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.sectionHandleDoubleClicked.connect(view.resizeColumnToContents)

    def set_loading(self, loading: bool) -> None:
        """A line under the heads while rows are read, if that takes longer than a moment."""
        if loading:
            self._loading.start(_WAIT_BEFORE_LINE)
        else:
            self._loading.stop()
            self._has_line = False
            self.viewport().update()

    def _show_line(self) -> None:
        self._has_line = True
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """As high as a row; as wide as its columns, where Qt would measure every head each time it is asked."""
        return QSize(self.length(), look().row_height())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click without dragging sorts or ticks."""
        held = self._view.held.section_at(event.position().toPoint().x())
        section = held if held >= 0 else self.logicalIndexAt(event.position().toPoint())
        is_border = held < 0 and self.cursor().shape() == Qt.CursorShape.SplitHCursor
        is_click = event.button() == Qt.MouseButton.LeftButton and not is_border
        moved = getattr(self, "_pressed_at", event.position()) - event.position()
        super().mouseReleaseEvent(event)
        if section >= 0 and is_click and moved.manhattanLength() < 4:
            self._view.click_heading(section, add=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where, to tell a click from a drag; what lies below a held head is not dragged."""
        self._pressed_at = event.position()
        if self._view.held.section_at(event.position().toPoint().x()) < 0:
            super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The heads, and the ground right of the last one."""
        super().paintEvent(event)
        self._view.held.paint_heads()
        shown = look()
        painter = QPainter(self.viewport())
        end = self.length() - self.offset()
        if end < self.width():
            painter.fillRect(end, 0, self.width() - end, self.height(), shown.colours.page)
            painter.fillRect(end, self.height() - 1, self.width() - end, 1, shown.colours.line2)
        if self._has_line:
            painter.fillRect(0, self.height() - 2, self.width(), 2, shown.colours.accent)
        painter.end()

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One head."""
        shown = look()
        colours = shown.colours
        table = self._view.table
        column = table.columns[section]
        painter.save()
        painter.fillRect(rect, colours.page)
        if column.key == TICK:
            paint_tick_box(painter, tick_box(rect), table.ticks_shown(), colours, enabled=table.rowCount() > 0)
        else:
            sorting = next((key for key in table.sort_keys if key.key == column.key), None)
            font = shown.font("small", SEMIBOLD if sorting else 400)
            metrics = QFontMetrics(font)
            inner = rect.adjusted(shown.px(PADDING), 0, -shown.px(PADDING), 0)
            arrow = shown.px(12) + shown.px(6) if sorting else 0
            text = metrics.elidedText(column.title, Qt.TextElideMode.ElideRight, max(inner.width() - arrow, 0))
            width = metrics.horizontalAdvance(text)
            left = inner.right() + 1 - width if column.right else inner.left()
            painter.setFont(font)
            painter.setPen(colours.ink if sorting else colours.ink2)
            painter.drawText(QRect(left, rect.top(), width + 2, rect.height()), Qt.AlignmentFlag.AlignVCenter, text)
            if sorting:
                size = shown.px(12)
                name = "arrow-down" if sorting.descending else "arrow-up"
                at = left - size - shown.px(6) if column.right else left + width + shown.px(6)
                top = rect.top() + (rect.height() - size) // 2
                painter.drawPixmap(at, top, icons.pixmap(name, colours.ink, size, self.devicePixelRatioF()))
        if column.side_line:
            painter.fillRect(rect.left(), rect.top(), 1, rect.height(), colours.line2)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colours.line2)
        painter.restore()


class Band(QWidget):
    """The names of the two sides above the heads; `names` is column key -> name over that column, following its place."""

    def __init__(self, view: TableView, names: dict[str, str]) -> None:
        super().__init__()
        self._view = view
        self._names = names
        head = view.horizontalHeader()
        head.sectionResized.connect(self.update)
        head.sectionMoved.connect(self.update)
        view.horizontalScrollBar().valueChanged.connect(self.update)
        self.setAccessibleName(", ".join(names.values()))

    def set_names(self, names: dict[str, str]) -> None:
        """Other names, when other systems are shown."""
        self._names = names
        self.setAccessibleName(", ".join(names.values()))
        self.update()

    def sizeHint(self) -> QSize:
        """22 to 24 high."""
        return QSize(100, look().px(24))

    def minimumSizeHint(self) -> QSize:
        """As the size hint in height."""
        return QSize(0, look().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Names in semibold, and the line between the sides."""
        shown = look()
        painter = QPainter(self)
        painter.fillRect(self.rect(), shown.colours.page)
        painter.setFont(shown.font("small", SEMIBOLD))
        offset, held = self._view.viewport().x(), self._view.held
        for section, column in enumerate(self._view.table.columns):
            left = offset + (held.places[section] if section in held.places else max(self._view.section_left(section), held.edge))
            if column.side_line:
                painter.fillRect(left, 0, 1, self.height(), shown.colours.line2)
            if column.key in self._names:
                painter.setPen(shown.colours.ink)
                room = QRect(left + shown.px(PADDING), 0, self.width(), self.height())
                painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._names[column.key])
        painter.end()
