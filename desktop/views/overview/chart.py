"""Bars from a zero line with printed values: the last one in full colour, no axis, no legend (direction, section 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.shared.theme import SEMIBOLD, look

_BAR_SHARE = 0.6  # of the room that a bar and the gap beside it have


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: `printed` stands at its end, `label` under the line, `said` is what a screen reader says."""

    value: float
    printed: str
    label: str
    said: str


class BarChart(QWidget):
    """A small chart. Its accessible description is the same as a table: one line for each bar."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self._bars: Sequence[Bar] = ()

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these, oldest first."""
        self._bars = tuple(bars)
        self.setAccessibleDescription("\n".join(bar.said for bar in bars))
        self.setToolTip(self.accessibleDescription())
        self.update()

    def sizeHint(self) -> QSize:
        """Room for twelve bars."""
        return QSize(look().px(480), look().px(160))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Zero line, bars, values, labels."""
        if not self._bars:
            return
        shown = look()
        painter = QPainter(self)
        line = shown.metrics("small").height() + shown.px(4)
        lowest, highest = min(0.0, *(bar.value for bar in self._bars)), max(0.0, *(bar.value for bar in self._bars))
        room = self.height() - line * (3 if lowest else 2)
        per_unit = room / (highest - lowest) if highest > lowest else 0.0
        zero = line + round(highest * per_unit) if per_unit else self.height() - line
        step = self.width() / len(self._bars)
        for place, bar in enumerate(self._bars):
            is_last = place == len(self._bars) - 1
            left, width = round(step * place), round(step * _BAR_SHARE)
            height = round(abs(bar.value) * per_unit)
            top = zero - height if bar.value >= 0 else zero
            painter.fillRect(
                left + round((step - width) / 2), top, width, height, shown.colours.bar if is_last else shown.colours.bar2
            )
            font = shown.font("small", SEMIBOLD if is_last else 400)
            painter.setFont(font)
            painter.setPen(shown.colours.ink if is_last else shown.colours.ink2)
            at = top - line if bar.value >= 0 else zero + height
            _write(painter, QFontMetrics(font), bar.printed if bar.value else "", left, at, step, line)
            _write(painter, QFontMetrics(font), bar.label, left, self.height() - line, step, line)
        painter.fillRect(0, zero, self.width(), 1, shown.colours.line2)
        painter.end()


def _write(painter: QPainter, metrics: QFontMetrics, text: str, left: int, top: int, step: float, line: int) -> None:
    width = max(metrics.horizontalAdvance(text) + 2, round(step))
    painter.drawText(QRect(left + round((step - width) / 2), top, width, line), Qt.AlignmentFlag.AlignCenter, text)
