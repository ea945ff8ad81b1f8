"""Draws the entries of the side bar and of the rail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.models.lamps import Lamp
from desktop.views.shared import icons
from desktop.views.shared.columns import Role
from desktop.views.shared.lamp import lamp_pixmap
from desktop.views.shared.theme import SEMIBOLD, Look, look

if TYPE_CHECKING:
    from desktop.views.shared.page import Badge
    from desktop.views.shared.side_bar import Entry, SideBar

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_EDGE = 8  # from the side bar's edges to an entry


class SideBarDelegate(QStyledItemDelegate):
    """Integrations 46 high, pages 32 high, headings 24; in the rail the same entries narrow."""

    def __init__(self, side_bar: SideBar) -> None:
        super().__init__(side_bar)
        self._side_bar = side_bar

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Height by kind."""
        entry: Entry = index.data(Role.RECORD)
        shown = look()
        height = {"HEADING": 28 if index.row() == 0 else 36, "INTEGRATION": 46, "UNFOLD": 36}.get(entry.kind.name, 32)
        if self._side_bar.is_rail and entry.kind.name != "UNFOLD":
            height = {"INTEGRATION": 58, "PAGE": 46 if entry.badge.lamp else 34}.get(entry.kind.name, 34)
        return QSize(shown.px(40), shown.px(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        """One entry."""
        entry: Entry = index.data(Role.RECORD)
        shown = look()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = option.rect.adjusted(shown.px(_EDGE), 1, -shown.px(_EDGE), -1)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver) and entry.is_choosable
        if entry.chosen or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shown.colours.sel_chrome if entry.chosen else shown.colours.hover)
            below = shown.px(10) if self._side_bar.is_rail and entry.integration else 0  # the line to the pages stands there
            painter.drawRoundedRect(body.adjusted(0, 0, 0, -below), shown.px(4), shown.px(4))
        if entry.chosen and entry.kind.name == "PAGE":
            painter.fillRect(body.left(), body.top() + shown.px(6), 3, body.height() - shown.px(12), shown.colours.accent)
        if self._side_bar.is_rail and entry.kind.name == "INTEGRATION":
            self._paint_rail_integration(painter, body, entry, shown)
        elif self._side_bar.is_rail:
            self._paint_rail_icon(painter, body, entry, shown)
        elif entry.kind.name == "HEADING":
            painter.setFont(shown.font("small"))
            painter.setPen(shown.colours.ink2)
            room = option.rect.adjusted(shown.px(16), 0, -shown.px(8), -shown.px(4))
            painter.drawText(room, Qt.AlignmentFlag.AlignBottom, self._elided(entry.text, room.width(), "small"))
        elif entry.integration is not None:
            self._paint_integration(painter, body, entry, shown)
        else:
            self._paint_page(painter, body, entry, shown)
        view = option.widget
        if isinstance(view, QListView) and view.hasFocus() and view.currentIndex() == index:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(shown.colours.accent, 2))
            painter.drawRoundedRect(QRectF(body).adjusted(1, 1, -1, -1), shown.px(4), shown.px(4))
        painter.restore()

    def _elided(self, text: str, width: int, role: str = "body", weight: int = 400) -> str:
        return look().metrics(role, weight).elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _paint_integration(self, painter: QPainter, body: QRect, entry: Entry, shown: Look) -> None:
        one = entry.integration
        assert one is not None
        room = body.adjusted(shown.px(10), shown.px(3), -shown.px(10), -shown.px(3))
        weight = SEMIBOLD if entry.chosen else 400
        upper = QRect(room.left(), room.top(), room.width(), room.height() // 2)
        lower = QRect(room.left(), upper.bottom(), room.width() - shown.px(38), room.height() - upper.height())
        painter.setFont(shown.font("body", weight))
        painter.setPen(shown.colours.ink)
        painter.drawText(upper, _MIDDLE, self._elided(one.name, upper.width(), "body", weight))
        painter.setFont(shown.font("small"))
        painter.setPen(shown.colours.ink2)
        painter.drawText(lower, _MIDDLE, self._elided(one.systems, lower.width(), "small"))
        right = room.right() + 1
        for lamp in (one.activity, one.connection):
            self._lamp(painter, right - shown.px(14), lower.center().y(), lamp, shown)
            right -= shown.px(19)

    def _paint_page(self, painter: QPainter, body: QRect, entry: Entry, shown: Look) -> None:
        size = shown.px(18)
        colour = shown.colours.ink if entry.chosen else shown.colours.ink2
        icon = icons.pixmap(entry.icon, colour, size, self._ratio())
        painter.drawPixmap(body.left() + shown.px(10), body.center().y() + 1 - size // 2, icon)
        right = self._paint_badge(painter, body, entry.badge, shown)
        weight = SEMIBOLD if entry.chosen else 400
        painter.setFont(shown.font("body", weight))
        painter.setPen(shown.colours.ink2 if entry.reason else shown.colours.ink)
        left = body.left() + shown.px(38)
        room = QRect(left, body.top(), right - left, body.height())
        painter.drawText(room, _MIDDLE, self._elided(entry.text, room.width(), "body", weight))

    def _paint_badge(self, painter: QPainter, body: QRect, badge: Badge, shown: Look) -> int:
        right = body.right() - shown.px(11)
        if not badge.text and badge.lamp is None:
            return right
        is_wrong = badge.lamp is Lamp.REFUSED
        weight = SEMIBOLD if badge.lamp is not None else 400
        width = shown.metrics("small", weight).horizontalAdvance(badge.text)
        painter.setFont(shown.font("small", weight))
        painter.setPen(shown.colours.red if is_wrong else shown.colours.ink2)
        painter.drawText(QRect(right - width, body.top(), width + 1, body.height()), _MIDDLE, badge.text)
        right -= width
        if badge.lamp is not None:
            right -= shown.px(22)
            self._lamp(painter, right, body.center().y() + 1, badge.lamp, shown)
        return right - shown.px(6)

    def _paint_rail_integration(self, painter: QPainter, body: QRect, entry: Entry, shown: Look) -> None:
        one = entry.integration
        assert one is not None
        painter.fillRect(body.left() + shown.px(6), body.bottom() - 1, body.width() - shown.px(12), 1, shown.colours.line2)
        painter.setFont(shown.font("small", SEMIBOLD))
        painter.setPen(shown.colours.ink)
        middle = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(body.adjusted(0, shown.px(4), 0, 0), middle, one.initials)
        lamps_top = body.top() + shown.px(32)
        self._lamp(painter, body.center().x() - shown.px(15), lamps_top, one.connection, shown)
        self._lamp(painter, body.center().x() + shown.px(3), lamps_top, one.activity, shown)

    def _paint_rail_icon(self, painter: QPainter, body: QRect, entry: Entry, shown: Look) -> None:
        size = shown.px(18)
        colour = shown.colours.ink if entry.chosen else shown.colours.ink2
        is_wrong = entry.badge.lamp is not None
        middle = body.top() + shown.px(16) if is_wrong else body.center().y() + 1
        icon = icons.pixmap(entry.icon, colour, size, self._ratio())
        painter.drawPixmap(body.center().x() + 1 - size // 2, middle - size // 2, icon)
        if entry.badge.lamp is not None:
            text = entry.badge.text
            width = shown.px(16) + shown.metrics("small", SEMIBOLD).horizontalAdvance(text)
            left = body.center().x() - width // 2
            self._lamp(painter, left, middle + shown.px(19), entry.badge.lamp, shown, 12)
            painter.setFont(shown.font("small", SEMIBOLD))
            painter.setPen(shown.colours.red if entry.badge.lamp is Lamp.REFUSED else shown.colours.ink2)
            painter.drawText(QRect(left + shown.px(16), middle + shown.px(10), body.width(), shown.px(18)), _MIDDLE, text)

    def _lamp(self, painter: QPainter, left: int, middle: int, lamp: Lamp, shown: Look, size: int = 14) -> None:
        side = shown.px(size)
        painter.drawPixmap(left, middle - side // 2, lamp_pixmap(lamp, side, self._ratio()))

    def _ratio(self) -> float:
        return self._side_bar.devicePixelRatioF()
