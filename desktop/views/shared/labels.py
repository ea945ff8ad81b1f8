"""Labels and lines: text in a role of the type table and a tone of the colour table; hairlines."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from desktop.views.shared.theme import look


def label(text: str = "", role: str = "", tone: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label; role is `title`, `empty`, `heading`, `strong`, `small`, `small_strong` or body; tone is a token such as `ink2`."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Another tone for a label or link."""
    if widget.property("tone") != tone:
        widget.setProperty("tone", tone)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def hairline(*, upright: bool = False, strong: bool = False) -> QFrame:
    """A line of one pixel between two areas."""
    made = QFrame()
    made.setProperty("line", "strong" if strong else "true")
    if upright:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


class ElidedLabel(QWidget):
    """One line of text that ends in dots when it does not fit; the tooltip has it whole. Never for numbers."""

    def __init__(self, role: str = "body", tone: str = "ink") -> None:
        super().__init__()
        self._role, self._tone, self._text = role, tone, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        """Show this."""
        self._text = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    @property
    def text(self) -> str:
        """The whole text."""
        return self._text

    def sizeHint(self) -> QSize:
        """Room for the whole text."""
        metrics = look().metrics(self._role)
        return QSize(metrics.horizontalAdvance(self._text) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:
        """May shrink."""
        return QSize(look().px(40), look().metrics(self._role).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line."""
        painter = QPainter(self)
        painter.setFont(look().font(self._role))
        painter.setPen(getattr(look().colours, self._tone))
        text = look().metrics(self._role).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()
