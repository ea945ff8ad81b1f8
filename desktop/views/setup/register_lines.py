"""The registers one below the other: when each was read and how many records, or why the old ones still stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.models.lamps import Lamp
from desktop.texts import _, shown
from desktop.views.shared.labels import label, set_tone
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.theme import look


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One register: its name, its lamp, how many records if they were read, and what is to be said about it."""

    title: str
    lamp: Lamp
    count: int | None = None
    said: str = ""


class RegisterLines(QWidget):
    """A few small rows, filled anew at each step of a run."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, look().px(10))
        self._grid.setHorizontalSpacing(look().px(10))
        self._grid.setVerticalSpacing(look().px(4))
        self._grid.setColumnStretch(3, 1)
        self._rows: list[tuple[LampSign, QLabel, QLabel, QLabel]] = []
        self.lines: list[RegisterLine] = []

    def show_lines(self, lines: Sequence[RegisterLine]) -> None:
        """Show these."""
        while len(self._rows) < len(lines):
            self._add_row()
        self.lines = list(lines)
        for place, parts in enumerate(self._rows):  # a run of some registers has fewer lines than all of them
            for part in parts:
                part.setVisible(place < len(lines))
        for (sign, title, count, said), line in zip(self._rows, lines, strict=False):
            sign.set_lamp(line.lamp, _lamp_word(line.lamp))
            title.setText(line.title)
            count.setText("" if line.count is None else shown(line.count))
            said.setText(line.said)
            set_tone(said, "red" if line.lamp is Lamp.REFUSED else "ink2")

    def _add_row(self) -> None:
        row = len(self._rows)
        parts = (LampSign(Lamp.WAITING, 14), label(role="small"), label(role="small"), label(role="small", wrap=True))
        parts[2].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, part in enumerate(parts):
            self._grid.addWidget(part, row, column)
        self._rows.append(parts)


def _lamp_word(lamp: Lamp) -> str:
    return {
        Lamp.DONE: _("Fetched"),
        Lamp.REFUSED: _("Not fetched"),
        Lamp.SENDING: _("Being fetched"),
    }.get(lamp, _("Not fetched yet"))
