"""Where the customer is linked: a button for each integration, with a green tick or a black dot and the same in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QVBoxLayout, QWidget

from desktop.models.customer_card import CustomerPlace
from desktop.models.lamps import Lamp
from desktop.texts import _
from desktop.views.shared.lamp import lamp_pixmap
from desktop.views.shared.theme import look

_SIGN = 16  # px at 100 %


class PlaceButton(QPushButton):
    """Linked: a press unlinks, after a question. Not linked: a press creates or links. Its text gives way where room is short."""

    def __init__(self, place: CustomerPlace) -> None:
        super().__init__()
        self.place = place
        self._said = str(place.sentence)
        self.setProperty("kind", "plain")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        can = _("Press to remove the link.") if place.is_linked else _("Press to link or to create.")
        self.setAccessibleName(self._said)
        self.setAccessibleDescription(can)
        self.setToolTip(f"{self._said}\n{can}")
        if place.psa is None and place.finance is None:
            self.setEnabled(False)
            self.setToolTip(self._said)

    def sizeHint(self) -> QSize:
        """Room for sign and sentence."""
        shown = look()
        return QSize(shown.metrics().horizontalAdvance(self._said) + shown.px(_SIGN + 34), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The sentence may end in dots; the tooltip has it whole."""
        return QSize(look().px(120), super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame, sign, sentence."""
        shown = look()
        painter = QPainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        size, edge = shown.px(_SIGN), shown.px(10)
        middle = self.height() / 2
        if self.place.is_linked:
            painter.drawPixmap(edge, round(middle - size / 2), lamp_pixmap(Lamp.DONE, size, self.devicePixelRatioF()))
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(shown.colours.ink if self.isEnabled() else shown.colours.ink3)
            painter.drawEllipse(QPointF(edge + size / 2, middle), size * 0.3, size * 0.3)
        painter.setFont(shown.font("body"))
        painter.setPen(shown.colours.ink if self.isEnabled() else shown.colours.ink3)
        room = QRect(edge + size + shown.px(8), 0, self.width() - edge - size - shown.px(16), self.height())
        text = shown.metrics().elidedText(self._said, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        painter.end()


class PlaceButtons(QWidget):
    """The integrations one below the other, the chosen one first."""

    pressed = Signal(object, object)  # CustomerPlace, and the button: what it opens stands there

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look().px(20), look().px(8), look().px(20), look().px(8))
        self._column.setSpacing(look().px(6))
        self.buttons: list[PlaceButton] = []

    def show_places(self, places: Sequence[CustomerPlace]) -> None:
        """These integrations; the keyboard stays on the one it was on."""
        had = next((one.place.integration.id for one in self.buttons if one.hasFocus()), None)
        for gone in self.buttons:
            self._column.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        self.buttons = [PlaceButton(place) for place in places]
        for one in self.buttons:
            one.clicked.connect(lambda _checked, one=one: self.pressed.emit(one.place, one))
            self._column.addWidget(one)
            if one.place.integration.id == had:
                one.setFocus(Qt.FocusReason.OtherFocusReason)
