"""What is known of a document before it is sent: where its amount will differ, what does not arrive, what goes along in a text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.models.invoice_preview import InvoicePreview, MeterLine
from desktop.models.lamps import Lamp
from desktop.texts import _, ngettext, shown
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import label
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.theme import look


class BeforeSending(QWidget):
    """The loss meter of one document; a press on a line makes or takes back a carry rule for all documents."""

    carry_wanted = Signal(str, str)  # field table, our name of the field
    leave_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, look().px(12), 0, 0)
        whole.setSpacing(look().px(4))
        self._head = label(_("Before it is sent"), "small_strong", "ink2")
        self._head.setContentsMargins(look().px(16), 0, look().px(16), 0)
        self.amount = StateLine()
        self.vat = StateLine()
        self.att = StateLine()
        self.meter = label(wrap=True)
        self.meter.setContentsMargins(look().px(16), 0, look().px(16), 0)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(look().px(16), 0, look().px(8), look().px(8))
        self._grid.setHorizontalSpacing(look().px(8))
        self._grid.setVerticalSpacing(look().px(4))
        self._grid.setColumnStretch(0, 1)
        for part in (self._head, self.amount, self.vat, self.att, self.meter):
            whole.addWidget(part)
        whole.addLayout(self._grid)
        self.hide()

    def show_preview(self, preview: InvoicePreview | None, lines: Sequence[MeterLine], finance: str) -> None:
        """This document; nothing when it is over there already, or not worked out."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.setVisible(preview is not None)
        if preview is None:
            return
        lamp = Lamp.SENDING if preview.is_tolerated else Lamp.DIFFERS
        self.amount.say(lamp, str(preview.difference_sentence or ""))
        self.vat.say(Lamp.SENDING, str(preview.unknown_vat or ""))
        self.att.say(Lamp.SENDING, str(preview.att_sentence or ""))
        count = preview.not_carried
        many = ngettext("{count} field does not arrive in {finance}:", "{count} fields do not arrive in {finance}:", count).format(
            count=shown(count), finance=finance
        )
        self.meter.setText(many if count else _("Every field arrives in {finance}.").format(finance=finance))
        for place, one in enumerate(lines):
            self._add(place, one)

    def _add(self, place: int, one: MeterLine) -> None:
        value = one.text if one.is_carried else f"{one.label}: {one.text}"
        told = label(value, wrap=True, selectable=True)
        note = label(str(one.note or ""), "small", "ink2", wrap=True)
        cell = QVBoxLayout()
        cell.setSpacing(0)
        cell.addWidget(told)
        cell.addWidget(note)
        holder = QWidget()
        holder.setLayout(cell)
        cell.setContentsMargins(0, 0, 0, 0)
        self._grid.addWidget(holder, place, 0)
        if not one.can_carry:
            return
        words = _("Leave behind") if one.is_carried else _("Carry along")
        wanted = self.leave_wanted if one.is_carried else self.carry_wanted
        button = Button(words, Kind.QUIET, on_click=partial(wanted.emit, one.table, one.source))
        button.setAccessibleName(f"{words}: {one.label}")
        self._grid.addWidget(button, place, 1, Qt.AlignmentFlag.AlignTop)
