"""Draws every cell of every table: ground, lamp, text with marks, chips, caret, reason, selection (direction, section 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter, QPen, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.views.shared import icons
from desktop.views.shared.chips import chip_boxes, paint_chips, sign_colour
from desktop.views.shared.columns import TICK, Cell, Column, Role, RowLook, Tint
from desktop.views.shared.lamp import lamp_pixmap
from desktop.views.shared.row_search import folded, hit
from desktop.views.shared.style import paint_radio, paint_tick_box
from desktop.views.shared.theme import SEMIBOLD, Look, look

if TYPE_CHECKING:
    from desktop.views.shared.table_view import TableView

PADDING = 8
_LEFT_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT_MIDDLE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CellDelegate(QStyledItemDelegate):
    """The delegate of `TableView`; draws finished cells, builds nothing."""

    def __init__(self, view: TableView) -> None:
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One cell."""
        shown = look()
        table, section = self._view.table, index.column()
        cell, row = table.cell_at(index.row(), section), table.row_look_at(index.row())
        column = table.columns[section]
        rect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, self._ground(row, selected, index.row()))
        line = QRect(rect.left(), rect.top(), rect.width(), min(rect.height(), shown.row_height()))
        if column.key == TICK:
            self._paint_tick(painter, line, index)
        else:
            self._paint_content(painter, line, cell, column, index)
        if row.reason:
            self._paint_reason(painter, rect, row, shown)
        self._paint_lines(painter, rect, cell, column, row, selected, index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The room the whole content takes, for fitting a column."""
        return QSize(self.content_width(index.data(Role.CELL)) + 2 * look().px(PADDING), look().row_height())

    def content_width(self, cell: Cell) -> int:
        """Width of lamp, icon, text, chips and caret together."""
        shown = look()
        width = QFontMetrics(_font(cell, shown)).horizontalAdvance(cell.text)
        if cell.chips:
            width += round(chip_boxes(cell.chips, 0, 0)[-1].right())
        for there in (cell.lamp is not None, bool(cell.icon), cell.radio is not None, cell.dot):
            width += shown.px(22) if there else 0
        return width + (shown.px(18) if cell.caret else 0)

    def _ground(self, row: RowLook, selected: bool, number: int) -> QColor:
        colours = look().colours
        if row.tint is Tint.RED:
            return colours.red_bg
        if row.tint is Tint.AMBER:
            return colours.amber_bg
        if selected:
            return colours.sel if self._view.has_keys else colours.chip
        return colours.hover if number == self._view.hovered_row else colours.page

    def _paint_tick(self, painter: QPainter, line: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return
        paint_tick_box(painter, tick_box(line), Qt.CheckState(state), look().colours)

    def _paint_content(
        self, painter: QPainter, line: QRect, cell: Cell, column: Column[object], index: QModelIndex | QPersistentModelIndex
    ) -> None:
        shown = look()
        ratio = self._view.devicePixelRatioF()
        inner = line.adjusted(shown.px(PADDING), 0, -shown.px(PADDING), 0)
        middle = line.top() + line.height() / 2
        colour: QColor = getattr(shown.colours, cell.tone.value)
        size = shown.px(16)
        if cell.caret:
            small = shown.px(12)
            painter.drawPixmap(
                inner.right() - small + 1, round(middle - small / 2), icons.pixmap("caret-down", shown.colours.ink2, small, ratio)
            )
            inner.setRight(inner.right() - small - shown.px(6))
        if cell.radio is not None:
            paint_radio(painter, QRectF(inner.left(), middle - size / 2, size, size), cell.radio, shown.colours)
            inner.setLeft(inner.left() + shown.px(22))
        if cell.lamp is not None:
            painter.drawPixmap(inner.left(), round(middle - size / 2), lamp_pixmap(cell.lamp, size, ratio))
            inner.setLeft(inner.left() + shown.px(22))
        elif cell.dot:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shown.colours.ink)
            painter.drawEllipse(QPointF(inner.left() + size / 2, middle), shown.px(7) / 2, shown.px(7) / 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            inner.setLeft(inner.left() + shown.px(22))
        if cell.icon:
            painter.drawPixmap(inner.left(), round(middle - size / 2), icons.pixmap(cell.icon, shown.colours.ink2, size, ratio))
            inner.setLeft(inner.left() + shown.px(22))
        if cell.sign is not None:
            painter.setFont(shown.font("body", SEMIBOLD))
            painter.setPen(sign_colour(cell.sign, shown.colours))
            painter.drawText(inner, _LEFT_MIDDLE, cell.sign.value)
            inner.setLeft(inner.left() + shown.px(18))
        if cell.chips:
            paint_chips(painter, cell.chips, inner.left(), middle, inner.right())
        elif cell.text:
            self._paint_text(painter, inner, cell, column, colour, index)

    def _paint_text(
        self,
        painter: QPainter,
        inner: QRect,
        cell: Cell,
        column: Column[object],
        colour: QColor,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        shown = look()
        font = _font(cell, shown)
        metrics = shown.metrics("body", SEMIBOLD if cell.bold else 400)
        width = self._view.text_width(cell.text, "body", SEMIBOLD if cell.bold else 400)
        if column.right and width > inner.width():
            self._view.widen(index.column(), width - inner.width())
        text = cell.text if width <= inner.width() else metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, inner.width())
        words = self._view.table.wanted_words
        hits = _hits(text, words) if words and column.searched else ()
        if cell.marks or hits:
            _paint_marked(painter, inner, text, (*cell.marks, *hits), font, colour, right=column.right)
            return
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(inner, _RIGHT_MIDDLE if column.right else _LEFT_MIDDLE, text)

    def _paint_reason(self, painter: QPainter, rect: QRect, row: RowLook, shown: Look) -> None:
        left = self._view.reason_left()
        if rect.right() < left or rect.left() > left + self._view.text_width(row.reason, "small"):
            return
        painter.setFont(shown.font("small"))
        colours = {Tint.RED: shown.colours.red, Tint.AMBER: shown.colours.amber}
        painter.setPen(colours.get(row.tint, shown.colours.ink2))
        top = rect.top() + shown.row_height() - shown.px(4)
        room = QRect(left, top, self._view.viewport().width() - left, rect.bottom() - top - shown.px(4))
        painter.drawText(room, _LEFT_MIDDLE, row.reason)

    def _paint_lines(
        self,
        painter: QPainter,
        rect: QRect,
        cell: Cell,
        column: Column[object],
        row: RowLook,
        selected: bool,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        shown = look()
        colours = shown.colours
        if not cell.continues:
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colours.line)
        if column.side_line:
            painter.fillRect(rect.left(), rect.top(), 1, rect.height(), colours.line2)
        if selected and self._view.has_keys:
            if row.tint is not Tint.PLAIN:
                painter.fillRect(rect.left(), rect.top(), rect.width(), 1, colours.accent)
                painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, colours.accent)
            if self._view.is_first(index.column()):
                painter.fillRect(rect.left(), rect.top(), 3, rect.height(), colours.accent)
        if self._view.cell_focus and self._view.has_keys and index == self._view.currentIndex():
            painter.setPen(QPen(colours.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))


def tick_box(line: QRect) -> QRectF:
    """Where the box lies in its cell."""
    shown = look()
    return QRectF(line.left() + shown.px(10), line.top() + (line.height() - shown.px(16)) / 2, shown.px(16), shown.px(16))


def _font(cell: Cell, shown: Look) -> QFont:
    return shown.font("body", SEMIBOLD if cell.bold else 400)


def _hits(text: str, words: list[str]) -> tuple[tuple[int, int], ...]:
    held = folded(text)
    if len(held) != len(text):
        return ()
    return tuple(place for word in words if (place := hit(held, word)) is not None)


def _paint_marked(
    painter: QPainter, inner: QRect, text: str, marks: tuple[tuple[int, int], ...], font: QFont, colour: QColor, *, right: bool
) -> None:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(option)
    marked = QTextCharFormat()
    marked.setBackground(QBrush(look().colours.mark))
    marked.setForeground(QBrush(look().colours.ink))
    marked.setFontUnderline(True)
    ranges = []
    for start, length in marks:
        part = QTextLayout.FormatRange()
        part.start, part.length, part.format = start, length, marked
        ranges.append(part)
    layout.setFormats(ranges)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(10_000)
    layout.endLayout()
    left = inner.right() + 1 - line.naturalTextWidth() if right else inner.left()
    painter.setPen(colour)
    layout.draw(painter, QPointF(left, inner.top() + (inner.height() - line.height()) / 2))
