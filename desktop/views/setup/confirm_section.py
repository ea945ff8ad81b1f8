"""Confirm and activate: three ticks that follow the evidence, each with its evidence beside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.activation import Tick
from desktop.texts import _
from desktop.views.shared.labels import label, set_tone
from desktop.views.shared.style import paint_tick_box
from desktop.views.shared.theme import look


class _TickSign(QWidget):
    """A tick that nobody sets by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.is_set = False

    def sizeHint(self) -> QSize:
        """16 wide and high."""
        return QSize(look().px(16), look().px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box."""
        painter = QPainter(self)
        state = Qt.CheckState.Checked if self.is_set else Qt.CheckState.Unchecked
        paint_tick_box(painter, QRectF(0, 0, self.width(), self.height()), state, look().colours)
        painter.end()


class ConfirmSection(QWidget):
    """The three ticks."""

    def __init__(self) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(look().px(20), look().px(12), look().px(20), look().px(16))
        whole.setSpacing(look().px(8))
        whole.addWidget(label(_("Confirm and activate"), "heading"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look().px(10))
        self._grid.setVerticalSpacing(look().px(8))
        self._grid.setColumnMinimumWidth(1, look().px(186))
        self._grid.setColumnStretch(2, 1)
        whole.addLayout(self._grid)
        self._lines = [(_TickSign(), label(), label(wrap=True)) for _line in range(3)]
        for row, (sign, title, evidence) in enumerate(self._lines):
            self._grid.addWidget(sign, row, 0)
            self._grid.addWidget(title, row, 1)
            self._grid.addWidget(evidence, row, 2)

    def show_ticks(self, ticks: Sequence[Tick]) -> None:
        """Show the three."""
        for (sign, title, evidence), tick in zip(self._lines, ticks, strict=True):
            sign.is_set = tick.is_met
            title.setText(tick.title.render())
            evidence.setText(tick.evidence.render())
            set_tone(evidence, "ink2" if tick.is_met else "red")
            state = _("ticked") if tick.is_met else _("not ticked")
            sign.setAccessibleName(_("{title}: {state}").format(title=title.text(), state=state))
            sign.setToolTip(_("The tick follows the evidence."))
            sign.update()
