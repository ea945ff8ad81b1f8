"""The line above the list of reconciling: how many documents were compared without their lines, and the way to read those."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.texts import _, ngettext, shown
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import ElidedLabel
from desktop.views.shared.theme import look


class LinesNotRead(QWidget):
    """Hidden while all lines that could explain a difference were read."""

    wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(look().px(20), look().px(3), look().px(12), look().px(3))
        row.setSpacing(look().px(8))
        self._sentence = ElidedLabel()
        self.read = Button(_("Read the lines"), Kind.QUIET, on_click=self.wanted.emit)
        row.addWidget(self._sentence, 1)
        row.addWidget(self.read)
        self.hide()

    def show_count(self, count: int) -> None:
        """So many documents differ, and nobody knows on which line."""
        sentence = ngettext(
            "The lines of {count} document that differs have not been read.",
            "The lines of {count} documents that differ have not been read.",
            count,
        )
        self._sentence.set_text(sentence.format(count=shown(count)))
        self.setVisible(count > 0)

    @property
    def sentence(self) -> str:
        """What is said now; empty while the line is hidden."""
        return "" if self.isHidden() else self._sentence.text
