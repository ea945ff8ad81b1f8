"""Fusion with our own tick boxes and focus frames; everything else is stylesheet, palette and delegates."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QProxyStyle, QRadioButton, QStyle, QStyleOption, QWidget

from desktop.views.shared.tokens import Colours

if TYPE_CHECKING:
    from desktop.views.shared.theme import Look

_ROW_GROUND = QStyle.PrimitiveElement.PE_PanelItemViewRow
_OWN = (
    QStyle.PrimitiveElement.PE_IndicatorCheckBox,
    QStyle.PrimitiveElement.PE_IndicatorRadioButton,
    QStyle.PrimitiveElement.PE_FrameFocusRect,
)
_SIDE_OF_TICK_BOX = (
    QStyle.PixelMetric.PM_IndicatorWidth,
    QStyle.PixelMetric.PM_IndicatorHeight,
    QStyle.PixelMetric.PM_ExclusiveIndicatorWidth,
    QStyle.PixelMetric.PM_ExclusiveIndicatorHeight,
)
_GAP_AFTER_TICK_BOX = (QStyle.PixelMetric.PM_CheckBoxLabelSpacing, QStyle.PixelMetric.PM_RadioButtonLabelSpacing)


def paint_tick_box(
    painter: QPainter, box: QRectF, state: Qt.CheckState, colours: Colours, *, enabled: bool = True, focused: bool = False
) -> None:
    """A tick box in the square `box`: empty, ticked, or a level stroke when only some of many are ticked."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = box.width() / 16
    frame = box.adjusted(0.5, 0.5, -0.5, -0.5)
    filled = state != Qt.CheckState.Unchecked
    if not enabled:
        edge, ground, glyph = colours.line2, colours.raised, colours.ink3
    elif filled:
        edge, ground, glyph = colours.accent, colours.accent_fill, colours.on_accent
    else:
        edge, ground, glyph = (colours.accent if focused else colours.ctl), colours.page, QColor(Qt.GlobalColor.transparent)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(ground)
    painter.drawRoundedRect(frame, 3 * scale, 3 * scale)
    if filled:
        pen = QPen(glyph, 1.8 * scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = ((4.3, 8.2), (6.9, 10.8), (11.7, 5.6)) if state == Qt.CheckState.Checked else ((4.6, 8.0), (11.4, 8.0))
        painter.drawPolyline([QPointF(box.x() + x * scale, box.y() + y * scale) for x, y in points])
    painter.restore()


def paint_radio(painter: QPainter, box: QRectF, chosen: bool, colours: Colours, *, enabled: bool = True) -> None:
    """A round choice button in the square `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colours.line2 if not enabled else colours.accent if chosen else colours.ctl, 1))
    painter.setBrush(colours.accent_fill if chosen and enabled else colours.page if enabled else colours.raised)
    painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    if chosen:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.on_accent if enabled else colours.ink3)
        painter.drawEllipse(box.center(), box.width() * 0.18, box.width() * 0.18)
    painter.restore()


class BindeledStyle(QProxyStyle):
    """Fusion; paints tick boxes, round choice buttons and focus frames itself. `look` tells the look shown now."""

    def __init__(self, look: Callable[[], Look]) -> None:
        super().__init__("Fusion")
        self._look = look

    def drawPrimitive(
        self, element: QStyle.PrimitiveElement, option: QStyleOption, painter: QPainter, widget: QWidget | None = None
    ) -> None:
        """Own tick boxes, round choice buttons and focus frames."""
        if element == _ROW_GROUND:
            return  # our delegates draw every row whole
        if element not in _OWN:
            super().drawPrimitive(element, option, painter, widget)
            return
        colours = self._look().colours
        side = min(option.rect.width(), option.rect.height())
        box = QRectF(option.rect.x(), option.rect.y() + (option.rect.height() - side) / 2, side, side)
        state = option.state
        if element == QStyle.PrimitiveElement.PE_IndicatorRadioButton:
            chosen = bool(state & QStyle.StateFlag.State_On)
            paint_radio(painter, box, chosen, colours, enabled=bool(state & QStyle.StateFlag.State_Enabled))
            return
        if element == QStyle.PrimitiveElement.PE_IndicatorCheckBox:
            check = Qt.CheckState.Unchecked
            if state & QStyle.StateFlag.State_On:
                check = Qt.CheckState.Checked
            elif state & QStyle.StateFlag.State_NoChange:
                check = Qt.CheckState.PartiallyChecked
            enabled = bool(state & QStyle.StateFlag.State_Enabled)
            paint_tick_box(painter, box, check, colours, enabled=enabled, focused=bool(state & QStyle.StateFlag.State_HasFocus))
            return
        if element == QStyle.PrimitiveElement.PE_FrameFocusRect:
            if not isinstance(widget, QCheckBox | QRadioButton | QAbstractItemView):
                return  # buttons, fields and tabs have their frame from the stylesheet
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours.accent, 2))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 4, 4)
            painter.restore()

    def pixelMetric(self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None) -> int:
        """Tick boxes and gaps follow the text size."""
        if metric in _SIDE_OF_TICK_BOX:
            return self._look().px(16)
        if metric in _GAP_AFTER_TICK_BOX:
            return self._look().px(10)
        return super().pixelMetric(metric, option, widget)
