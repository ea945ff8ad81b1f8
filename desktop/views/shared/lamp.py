"""Lamps: drawn by hand on a grid of 16, each shape told apart in black and white (direction, section 4)."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.models.lamps import WORDS, Lamp
from desktop.texts import _
from desktop.views.shared.theme import look
from desktop.views.shared.tokens import Colours

_TICK = ((4.7, 8.3), (7.0, 10.6), (11.3, 5.7))
_CORNER = 4.1
_OCTAGON = (
    (1 + _CORNER, 1), (15 - _CORNER, 1), (15, 1 + _CORNER), (15, 15 - _CORNER),
    (15 - _CORNER, 15), (1 + _CORNER, 15), (1, 15 - _CORNER), (1, 1 + _CORNER),
)  # fmt: skip
_DIAMOND = ((8.0, 0.2), (15.8, 8.0), (8.0, 15.8), (0.2, 8.0))
_CLOCK_HANDS = ((8.0, 4.7), (8.0, 8.2), (10.4, 9.6))
_NOT_EQUAL = (((4.6, 6.3), (11.4, 6.3)), ((4.6, 9.7), (11.4, 9.7)), ((10.2, 3.9), (5.8, 12.1)))

_kept: dict[tuple[Lamp, int, float, str], QPixmap] = {}


def lamp_colour(lamp: Lamp, colours: Colours) -> QColor:
    """The colour of a lamp."""
    match lamp:
        case Lamp.DONE:
            return colours.green
        case Lamp.REFUSED:
            return colours.red
        case Lamp.SENDING | Lamp.UNKNOWN | Lamp.DIFFERS:
            return colours.amber_lamp
        case _:
            return colours.grey


def paint_lamp(painter: QPainter, box: QRectF, lamp: Lamp, colours: Colours) -> None:
    """Draw the lamp into the square `box`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 16, box.height() / 16)
    colour = lamp_colour(lamp, colours)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    match lamp:
        case Lamp.DONE:
            painter.drawEllipse(QPointF(8, 8), 7, 7)
            _stroke(painter, _TICK, colours.glyph, 1.8)
        case Lamp.REFUSED:
            painter.drawPolygon(_points(_OCTAGON))
            _stroke(painter, ((5.4, 5.4), (10.6, 10.6)), colours.glyph, 1.8)
            _stroke(painter, ((5.4, 10.6), (10.6, 5.4)), colours.glyph, 1.8)
        case Lamp.SENDING:
            _ring(painter, 12.3, 1.7, colour)
            _stroke(painter, _CLOCK_HANDS, colour, 1.7)
        case Lamp.UNKNOWN:
            painter.drawPolygon(_points(_DIAMOND))
            font = QFont(look().font())
            font.setPixelSize(11)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(colours.glyph)
            painter.drawText(QRectF(0, 0, 16, 16), Qt.AlignmentFlag.AlignCenter, "?")
        case Lamp.DIFFERS:
            painter.drawRoundedRect(QRectF(1.5, 1.5, 13, 13), 2, 2)
            for stroke in _NOT_EQUAL:
                _stroke(painter, stroke, colours.glyph, 1.6)
        case Lamp.WAITING:
            _ring(painter, 11.4, 1.6, colour)
        case Lamp.NOT_NEEDED:
            _stroke(painter, ((4, 8), (12, 8)), colour, 1.6)
    painter.restore()


def lamp_pixmap(lamp: Lamp, size: int, ratio: float) -> QPixmap:
    """The lamp as a square of `size` logical pixels, kept per state, size, screen factor and theme."""
    shown = look()
    key = (lamp, size, ratio, shown.name)
    known = _kept.get(key)
    if known is None:
        known = QPixmap(QSize(size, size) * ratio)
        known.setDevicePixelRatio(ratio)
        known.fill(Qt.GlobalColor.transparent)
        painter = QPainter(known)
        paint_lamp(painter, QRectF(0, 0, size, size), lamp, shown.colours)
        painter.end()
        _kept[key] = known
    return known


def _points(points: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _stroke(painter: QPainter, points: tuple[tuple[float, float], ...], colour: QColor, width: float) -> None:
    painter.setPen(QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPolyline(_points(points))


def _ring(painter: QPainter, diameter: float, width: float, colour: QColor) -> None:
    painter.setPen(QPen(colour, width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(8, 8), diameter / 2, diameter / 2)


class LampSign(QWidget):
    """A lamp alone, `size` on the grid of pixels at 100 %; its word stands beside it or in its accessible name."""

    def __init__(self, lamp: Lamp, size: int = 16, word: str = "") -> None:
        super().__init__()
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.lamp = lamp
        self.set_lamp(lamp, word)

    def set_lamp(self, lamp: Lamp, word: str = "") -> None:
        """Show another state; without `word` the state's usual one is told."""
        self.lamp = lamp
        told = word or WORDS[lamp].render()
        self.setAccessibleName(_("Status: {state}").format(state=told))
        self.setToolTip(told)
        self.update()

    def sizeHint(self) -> QSize:
        """As large as the text size asks."""
        return QSize(look().px(self._size), look().px(self._size))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The kept picture."""
        painter = QPainter(self)
        size = look().px(self._size)
        painter.drawPixmap(0, 0, lamp_pixmap(self.lamp, size, self.devicePixelRatioF()))
        painter.end()


class LampLabel(QWidget):
    """A lamp with its word, and a second quiet word if any (`Connection` `answers`)."""

    def __init__(self, lamp: Lamp, word: str = "", second: str = "", *, size: int = 16, role: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(6))
        self._sign = LampSign(lamp, size, word)
        self._word = QLabel()
        self._word.setProperty("role", role)
        self._second = QLabel()
        self._second.setProperty("tone", "ink2")
        for part in (self._sign, self._word, self._second):
            row.addWidget(part)
        self.set_lamp(lamp, word, second)

    def set_lamp(self, lamp: Lamp, word: str = "", second: str = "") -> None:
        """Show another state."""
        told = word or WORDS[lamp].render()
        self._sign.set_lamp(lamp, told)
        self._word.setText(told)
        self._second.setText(second)
        self._second.setVisible(bool(second))

    @property
    def lamp(self) -> Lamp:
        """The state shown."""
        return self._sign.lamp
