"""The panel beside the log: one entry with what to do about it, and what was sent and answered, folded (direction, section 7)."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.customer_card import OpenCustomer
from desktop.models.lamps import Lamp
from desktop.models.log_words import ACTIVITIES, OUTCOME_LAMPS, OUTCOMES
from desktop.models.records import PSA_CUSTOMER, LogEntry
from desktop.texts import _, ngettext, shown
from desktop.views.shared.amounts import clock
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.raw_text import exchanges_as_text
from desktop.views.shared.theme import look

_LONG_WORD = re.compile(r"\w{32}(?=\w)")  # a hash, say: it may break where it would not fit

_PLACES: dict[str, tuple[str, Callable[[], str], Callable[[str], object]]] = {
    "invoice": ("invoices", lambda: _("Show the document"), str),
    "customer": ("customer", lambda: _("Show the customer"), str),
    PSA_CUSTOMER: ("customer", lambda: _("Show the customer"), lambda id_: OpenCustomer(psa_id=id_)),
}
"""By kind of the record: the page on which it is found, what the button there is called, and what the page is asked for."""


class EntryPanel(QStackedWidget):
    """One entry, or one line when none is chosen. `show_head` tells at once, `show_exchanges` follows when they are read."""

    record_wanted = Signal(str, object)  # key of the page, which record

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(look().px(280))
        self.entry: LogEntry | None = None
        self._is_unfolded = False
        nothing = QWidget()
        alone = QVBoxLayout(nothing)
        alone.setContentsMargins(look().px(16), look().px(16), look().px(16), 0)
        alone.addWidget(label(_("Choose an entry to see what was sent and answered."), tone="ink2", wrap=True))
        alone.addStretch()
        self.addWidget(nothing)
        self.addWidget(self._make_entry())

    # building

    def _make_entry(self) -> QWidget:
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(_("Log entry"))
        self.area.setWidget(self._make_told())
        self.raw = QPlainTextEdit()
        self.raw.setReadOnly(True)
        self.raw.setTabChangesFocus(True)
        self.raw.setProperty("role", "raw")
        self.raw.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.raw.setAccessibleName(_("Sent and answered"))
        self.raw.hide()
        self.unfold = Button(_("Sent and answered"), Kind.QUIET, icon="caret-right", on_click=self.toggle_raw)
        self._copy = Button(_("Copy"), Kind.QUIET, icon="copy", on_click=self.copy)
        foot = QHBoxLayout()
        foot.setContentsMargins(look().px(8), look().px(3), look().px(8), look().px(3))
        foot.addWidget(self.unfold)
        foot.addStretch()
        foot.addWidget(self._copy)
        rows.addWidget(self.area, 2)
        rows.addWidget(hairline())
        rows.addLayout(foot)
        rows.addWidget(self.raw, 3)
        return whole

    def _make_told(self) -> QWidget:
        told = QWidget()
        told.setProperty("ground", "page")
        column = QVBoxLayout(told)
        edge = look().px(16)
        column.setContentsMargins(edge, look().px(14), edge, look().px(12))
        column.setSpacing(look().px(4))
        self._lamp = LampSign(Lamp.WAITING, 20)
        self._heading = label(role="heading", wrap=True)
        top = QHBoxLayout()
        top.setSpacing(look().px(8))
        top.addWidget(self._lamp, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._heading, 1)
        column.addLayout(top)
        self._when = label(role="small", tone="ink2", wrap=True)
        column.addWidget(self._when)
        self._happened = self._add_part(column, _("What happened"))
        self._to_do = self._add_part(column, _("What to do now"))
        self._goes = Button("", on_click=self._go_to_record)
        column.addSpacing(look().px(4))
        column.addWidget(self._goes)
        self._technical = self._add_part(column, _("Technical"), small=True)
        column.addStretch()
        return told

    def _add_part(self, column: QVBoxLayout, heading: str, *, small: bool = False) -> tuple[QLabel, QLabel]:
        head = label(heading, "small_strong", "ink2")
        head.setContentsMargins(0, look().px(10), 0, 0)
        text = label(role="small" if small else "", tone="ink2" if small else "", wrap=True, selectable=True)
        column.addWidget(head)
        column.addWidget(text)
        return head, text

    # showing

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard to the entry; a focus proxy would break the order of Tab."""
        self.area.setFocus(event.reason())

    def show_nothing(self) -> None:
        """Empty-handed."""
        self.entry = None
        self.setCurrentIndex(0)

    def show_head(self, entry: LogEntry) -> None:
        """Tell about this entry; what was sent and answered is not read yet."""
        is_other = self.entry is None or self.entry.id != entry.id
        self.entry = entry
        self._lamp.set_lamp(OUTCOME_LAMPS[entry.outcome], str(OUTCOMES[entry.outcome]))
        self._heading.setText(" · ".join(part for part in (str(ACTIVITIES[entry.activity]), entry.subject) if part))
        day = shown(entry.at.astimezone().date())
        self._when.setText("  ·  ".join(part for part in (day, clock(entry.at), entry.system, entry.person) if part))
        _show(self._happened, str(entry.message))
        _show(self._to_do, str(entry.what_to_do or ""))
        _show(self._technical, entry.technical)
        page, word, _asked = _PLACES.get(entry.subject_kind, ("", str, str))
        self._goes.setText(word())
        self._goes.setVisible(bool(page and entry.subject_id))
        if is_other:
            self.unfold.setText(_("Sent and answered"))
            self.unfold.set_enabled(False, _("It is being read."))
            self.raw.clear()
            self.area.verticalScrollBar().setValue(0)
        self.setCurrentIndex(1)

    def show_exchanges(self, entry: LogEntry) -> None:
        """The same entry with everything that was sent and answered."""
        if self.entry is None or self.entry.id != entry.id:
            return
        self.entry = entry
        count = len(entry.exchanges)
        text = ngettext("Sent and answered, {count} call", "Sent and answered, {count} calls", count)
        self.unfold.setText(text.format(count=shown(count)) if count else _("Sent and answered"))
        self.unfold.set_enabled(bool(count), _("Nothing was sent to any system."))
        self.raw.setPlainText(exchanges_as_text(entry.exchanges))
        self._follow_fold()

    def _go_to_record(self) -> None:
        if self.entry is not None and self.entry.subject_kind in _PLACES:
            page, _word, asked = _PLACES[self.entry.subject_kind]
            self.record_wanted.emit(page, asked(self.entry.subject_id))

    # sent and answered

    def toggle_raw(self) -> None:
        """Fold or unfold what was sent and answered, for this entry and the next ones."""
        self._is_unfolded = not self._is_unfolded
        self._follow_fold()

    def _follow_fold(self) -> None:
        is_seen = self._is_unfolded and self.unfold.isEnabled()
        self.raw.setVisible(is_seen)
        self.unfold.set_icon("caret-down" if is_seen else "caret-right")

    def copy(self) -> None:
        """The whole entry as text, for whoever is asked for help."""
        if self.entry is None:
            return
        texts = [self._heading.text(), self._when.text(), str(self.entry.message), str(self.entry.what_to_do or "")]
        parts = ["\n".join(text for text in texts if text), self.entry.technical, exchanges_as_text(self.entry.exchanges)]
        QGuiApplication.clipboard().setText("\n\n".join(part for part in parts if part))


def _show(part: tuple[QLabel, QLabel], text: str) -> None:
    for one in part:
        one.setVisible(bool(text))
    part[1].setText(_LONG_WORD.sub("\\g<0>\u200b", text))
