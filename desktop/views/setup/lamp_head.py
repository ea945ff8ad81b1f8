"""The two lamps of an integration at the top of the setup, and how many steps are ready."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.texts import _, shown
from desktop.views.shared.labels import label
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.theme import look


class _BigLamp(QWidget):
    """A lamp with its name and, below, its state."""

    def __init__(self, name: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look().px(10))
        self.sign = LampSign(Lamp.WAITING, 22)
        self.state = label(role="small", tone="ink2")
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch()
        texts.addWidget(label(name, "strong"))
        texts.addWidget(self.state)
        texts.addStretch()
        row.addWidget(self.sign)
        row.addLayout(texts)

    def show_state(self, lamp: Lamp, state: str) -> None:
        """Another state."""
        self.sign.set_lamp(lamp, state)
        self.state.setText(state)


class LampHead(QWidget):
    """*Connection* and *Integration* left, `3 of 7 ready` right."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(look().px(58))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(look().px(20), look().px(8), look().px(20), look().px(8))
        row.setSpacing(look().px(48))
        self.connection = _BigLamp(_("Connection"))
        self.integration = _BigLamp(_("Integration"))
        self._ready = label(tone="ink2")
        row.addWidget(self.connection)
        row.addWidget(self.integration)
        row.addStretch()
        row.addWidget(self._ready)

    def show_ready(self, done: int, total: int) -> None:
        """How many steps are ready."""
        self._ready.setText(_("{done} of {total} ready").format(done=shown(done), total=shown(total)))
