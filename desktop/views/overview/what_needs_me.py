"""The rows of *Needs handling*: lamp, sentence with its count, what to do, amount, one button that goes there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.invoice_rows import CurrencySum
from desktop.models.lamps import Lamp
from desktop.models.needs_handling import NeedsHandling
from desktop.texts import _, ngettext, shown
from desktop.views.shared.amounts import amount
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.theme import look

MOST_ROWS = 6  # the rest behind a link


class WhatNeedsMe(QWidget):
    """The rows, worst first; nothing open is one green lamp."""

    wanted = Signal(str, object)  # key of a page, and what to show there

    def __init__(self) -> None:
        super().__init__()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(look().px(20), 0, look().px(20), 0)
        self._rows.setSpacing(0)
        self._items: Sequence[NeedsHandling] = ()
        self._are_all_shown = False
        self._buttons: list[Button] = []
        self.primary: Button | None = None

    def show_items(self, items: Sequence[NeedsHandling]) -> None:
        """Show these; the keyboard stays on the row it is on."""
        if list(items) == list(self._items) and self._rows.count():
            return
        focused = self._focused_place()
        self._items = items
        self._draw()
        if focused is not None:
            buttons = self.buttons()
            if buttons:
                buttons[min(focused, len(buttons) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)

    def buttons(self) -> list[Button]:
        """The button of each row, and the link to the rest."""
        return self._buttons

    def _focused_place(self) -> int | None:
        return next((place for place, one in enumerate(self._buttons) if one.hasFocus()), None)

    def _draw(self) -> None:
        while (part := self._rows.takeAt(0)) is not None:
            if (widget := part.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._buttons = []
        self.primary = None
        seen = self._items if self._are_all_shown else self._items[:MOST_ROWS]
        for place, item in enumerate(seen):
            if place:
                self._rows.addWidget(_inset_line())
            self._rows.addWidget(self._row(item))
        if not self._items:
            self._rows.addWidget(_all_well())
        if left := len(self._items) - len(seen):
            text = ngettext("{count} more", "{count} more", left).format(count=shown(left))
            more = Button(text, Kind.QUIET, on_click=self._show_all)
            self._buttons.append(more)
            self._rows.addWidget(more)

    def _show_all(self) -> None:
        self._are_all_shown = True
        self._draw()

    def _row(self, item: NeedsHandling) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, look().px(8), 0, look().px(8))
        row.setSpacing(look().px(12))
        told = QVBoxLayout()
        told.setSpacing(look().px(2))
        told.addStretch()  # sums of several currencies are higher than the two lines
        told.addWidget(label(str(item.sentence), "strong", wrap=True))
        told.addWidget(label(str(item.detail), "small", "ink2", wrap=True))
        told.addStretch()
        button = Button(str(item.button), Kind.PRIMARY if item.is_next else Kind.PLAIN)
        button.clicked.connect(lambda: self.wanted.emit(item.place.value, item.wanted))
        button.setAccessibleDescription(f"{item.sentence}. {item.detail}")
        self._buttons.append(button)
        if item.is_next:
            self.primary = button
        row.addWidget(LampSign(item.lamp, 18, str(item.word)))
        row.addLayout(told, 1)
        sums = label("\n".join(_sum_text(one) for one in item.amounts))
        sums.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(sums)
        holder = QHBoxLayout()  # buttons end at the same edge, amounts at the same distance from it
        holder.addStretch()
        holder.addWidget(button)
        column = QWidget()
        column.setMinimumWidth(look().px(150))
        holder.setContentsMargins(0, 0, 0, 0)
        column.setLayout(holder)
        row.addWidget(column)
        return made


def _sum_text(one: CurrencySum) -> str:
    return f"{amount(one.net)} {one.currency}"


def _inset_line() -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(look().px(30), 0, 0, 0)
    row.addWidget(hairline())
    return holder


def _all_well() -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, look().px(8), 0, look().px(12))
    row.setSpacing(look().px(12))
    row.addWidget(LampSign(Lamp.DONE, 18, _("Ready")))
    row.addWidget(label(_("Nothing needs handling"), "strong"), 1)
    return made
