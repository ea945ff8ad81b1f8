"""A lamp with a sentence across the page or a dialog: what is wrong, what is going on; and one button, if something can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.views.shared.buttons import Button
from desktop.views.shared.labels import label, set_tone
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.theme import look

_TONES = {Lamp.REFUSED: "red", Lamp.UNKNOWN: "amber", Lamp.SENDING: "ink2"}


class StateLine(QWidget):
    """Hidden until it has something to say; the sentence wraps."""

    def __init__(self, button: Button | None = None) -> None:
        super().__init__()
        self.button = button
        row = QHBoxLayout(self)
        row.setContentsMargins(look().px(20), look().px(8), look().px(20), look().px(8))
        row.setSpacing(look().px(8))
        self._sign = LampSign(Lamp.WAITING)
        self._said = label(wrap=True, selectable=True)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop if button is None else Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._said, 1)
        if button is not None:
            row.addWidget(button)
        self.hide()

    def say(self, lamp: Lamp, sentence: str) -> None:
        """Show this; nothing when the sentence is empty."""
        self._sign.set_lamp(lamp, sentence)
        self._said.setText(sentence)
        set_tone(self._said, _TONES.get(lamp, "ink"))
        self.setVisible(bool(sentence))

    @property
    def text(self) -> str:
        """The sentence shown."""
        return self._said.text()
