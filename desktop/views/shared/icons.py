"""Icons: Phosphor regular (MIT), from the font in `resources/icons`, drawn once per name, colour, size and screen factor.

Names are Phosphor's own (`house`, `link-simple`, `caret-down`, ...); see `resources/icons/phosphor.json`.
"""

from __future__ import annotations

import json
from functools import cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPixmap

from desktop.views.shared.tokens import RESOURCES

_FILL = 0.875  # of the square, as the pictures of the direction were drawn

_kept: dict[tuple[str, int, int, float], QPixmap] = {}


@cache
def _codes() -> dict[str, int]:
    codes: dict[str, int] = json.loads((RESOURCES / "icons" / "phosphor.json").read_text(encoding="utf-8"))
    return codes


@cache
def _family() -> str:
    return QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(RESOURCES / "icons" / "Phosphor.ttf")))[0]


def pixmap(name: str, colour: QColor, size: int, ratio: float = 0) -> QPixmap:
    """The icon as a square of `size` logical pixels for a screen of factor `ratio` (0: the application's)."""
    ratio = ratio or _screen_factor()
    key = (name, colour.rgba(), size, ratio)
    known = _kept.get(key)
    if known is None:
        known = QPixmap(QSize(size, size) * ratio)
        known.setDevicePixelRatio(ratio)
        known.fill(Qt.GlobalColor.transparent)
        font = QFont(_family())
        font.setPixelSize(round(size * _FILL))
        painter = QPainter(known)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.setFont(font)
        painter.setPen(colour)
        painter.drawText(QRect(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, chr(_codes()[name]))
        painter.end()
        _kept[key] = known
    return known


def icon(name: str, colour: QColor, size: int, disabled: QColor, gap: int = 0) -> QIcon:
    """The icon for a button; `disabled` is its colour on a disabled one, `gap` the room to the text beyond Qt's own."""
    made = QIcon(_with_gap(pixmap(name, colour, size), gap))
    made.addPixmap(_with_gap(pixmap(name, disabled, size), gap), QIcon.Mode.Disabled)
    return made


def _with_gap(drawn: QPixmap, gap: int) -> QPixmap:
    ratio = drawn.devicePixelRatio()
    wider = QPixmap(drawn.width() + round(gap * ratio), drawn.height())
    wider.setDevicePixelRatio(ratio)
    wider.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wider)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wider


def _screen_factor() -> float:
    screen = QGuiApplication.primaryScreen()
    return screen.devicePixelRatio() if screen else 1.0
