"""Strips over the whole window: practice mode, test company, no connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.views.shared import icons
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import label
from desktop.views.shared.theme import look


class StripKind(StrEnum):
    """What a strip says."""

    PRACTICE = "practice"
    TEST_COMPANY = "test_company"
    NO_CONNECTION = "no_connection"


_LOOKS = {
    StripKind.PRACTICE: ("graduation-cap", "practice", "practice_bg"),
    StripKind.TEST_COMPANY: ("flask", "amber", "amber_bg"),
    StripKind.NO_CONNECTION: ("wifi-slash", "red", "red_bg"),
}


@dataclass(frozen=True, slots=True)
class StripText:
    """One strip: text left, the way out as a link right."""

    kind: StripKind
    text: str
    link: str = ""
    on_link: Callable[[], object] | None = None


class Strip(QWidget):
    """28 high, full width."""

    def __init__(self, strip: StripText) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._icon, self._ink, self._ground = _LOOKS[strip.kind]
        shown = look()
        row = QHBoxLayout(self)
        row.setContentsMargins(shown.px(44), 0, shown.px(16), 0)
        row.addWidget(label(strip.text, "strong", self._ink), 1)
        if strip.link:
            link = Button(strip.link, Kind.LINK, on_click=strip.on_link)
            link.setProperty("tone", self._ink)
            row.addWidget(link)
        self.setAccessibleName(strip.text)

    def sizeHint(self) -> QSize:
        """28 high."""
        return QSize(super().sizeHint().width(), look().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and icon."""
        shown = look()
        ink: QColor = getattr(shown.colours, self._ink)
        painter = QPainter(self)
        painter.fillRect(self.rect(), getattr(shown.colours, self._ground))
        size = shown.px(16)
        painter.drawPixmap(shown.px(20), (self.height() - size) // 2, icons.pixmap(self._icon, ink, size, self.devicePixelRatioF()))
        painter.end()
