"""A step of the setup: lamp, name, word, one sentence of evidence, what it would cost to leave it, and its buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.models.setup_steps import SetupStep
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.theme import look


class StepRow(QWidget):
    """One step. `button` is its one button, `tools` are quiet ones beside it; `details` takes what hangs below the sentence."""

    def __init__(self, button: Button, tools: Sequence[Button] = ()) -> None:
        super().__init__()
        shown = look()
        self.button = button
        whole = QHBoxLayout(self)
        whole.setContentsMargins(shown.px(20), 0, shown.px(20), 0)
        whole.setSpacing(shown.px(10))
        lamp = QVBoxLayout()
        lamp.setContentsMargins(0, shown.px(10), 0, 0)
        self._lamp = LampSign(Lamp.WAITING, 18)
        lamp.addWidget(self._lamp)
        whole.addLayout(lamp)
        whole.setAlignment(lamp, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(0)
        whole.addLayout(right, 1)
        line = QHBoxLayout()
        line.setContentsMargins(0, shown.px(8), 0, shown.px(8))
        line.setSpacing(shown.px(8))
        right.addLayout(line)
        texts = QVBoxLayout()
        texts.setSpacing(shown.px(1))
        self._title = label(role="strong")
        self._word = label(role="small", tone="ink2")
        head = QHBoxLayout()
        head.setSpacing(shown.px(10))
        head.addWidget(self._title)
        head.addWidget(self._word)
        head.addStretch()
        texts.addLayout(head)
        self._evidence = label(tone="ink2", wrap=True)
        self._consequence = label(role="small", tone="red", wrap=True)
        self.details = QVBoxLayout()
        self.details.setSpacing(0)
        texts.addWidget(self._evidence)
        texts.addWidget(self._consequence)
        line.addLayout(texts, 1)
        for one in (*tools, button):
            line.addWidget(one, 0, Qt.AlignmentFlag.AlignVCenter)
        right.addLayout(self.details)
        self._line = hairline()
        right.addWidget(self._line)

    def show_step(self, step: SetupStep, *, trouble: str = "", is_last: bool = False) -> None:
        """Show its state; `trouble` is what went wrong the last time it was tried."""
        title, word = step.title.render(), step.word.render()
        self._lamp.set_lamp(step.lamp, word)
        self._title.setText(title)
        self._word.setText(word)
        self.say(step.evidence.render())
        consequence = trouble or (step.consequence.render() if step.consequence else "")
        self._consequence.setText(consequence)
        self._consequence.setVisible(bool(consequence))
        self._line.setVisible(not is_last)
        self.button.setAccessibleName(f"{title}: {self.button.text()}")

    def say(self, evidence: str) -> None:
        """Another sentence of evidence, for instance how far a run is."""
        self._evidence.setText(evidence)

    @property
    def spoken(self) -> str:
        """Everything the row says, as a person reads it."""
        parts = (self._title, self._word, self._evidence, self._consequence)
        return " ".join(part.text() for part in parts if not part.isHidden())


def set_primary(button: Button, is_primary: bool) -> None:
    """Make a button the primary one of the page, or a plain one again."""
    kind = Kind.PRIMARY if is_primary else Kind.PLAIN
    if button.property("kind") != kind.value:
        button.setProperty("kind", kind.value)
        button.style().unpolish(button)
        button.style().polish(button)
        button.updateGeometry()
