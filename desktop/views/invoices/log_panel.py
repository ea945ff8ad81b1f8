"""The panel beside the list: what happened to one document, whether it lies over there, and what to do now.

It follows the row without taking the keyboard; F6 moves into it, Esc back (direction, section 7).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPlainTextEdit, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.invoice_causes import Cause, Fix
from desktop.models.invoice_preview import MeterLine
from desktop.models.invoice_rows import TransferRow
from desktop.models.invoice_story import Story, Systems, story
from desktop.models.lamps import Lamp
from desktop.models.records import LogEntry
from desktop.texts import _
from desktop.views.invoices.before_sending import BeforeSending
from desktop.views.invoices.check_summary import CheckSummary
from desktop.views.invoices.document_lines import DocumentLines
from desktop.views.invoices.history import History, as_text, raw_text
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.theme import look

FIX_WORDS: dict[Fix, Callable[[], str]] = {
    Fix.LINK_CUSTOMERS: lambda: _("Link customers …"),
    Fix.CREATE_CUSTOMERS: lambda: _("Create …"),
    Fix.CHOOSE_ITEM: lambda: _("Choose item …"),
    Fix.CHOOSE_CONTACT: lambda: _("Choose contact …"),
    Fix.CHOOSE_EMPLOYEE: lambda: _("Choose employee …"),
    Fix.ITEM_NUMBERS: lambda: _("Item numbers …"),
    Fix.REPLACE_ITEMS: lambda: _("Another item …"),
    Fix.ACTIVATE_ITEMS: lambda: _("Activate the items"),
    Fix.SETUP: lambda: _("Setup …"),
    Fix.CHECK: lambda: _("Check again"),
    Fix.LOOK_UP: lambda: _("Look up now"),
    Fix.TRANSFER_AGAIN: lambda: _("Transfer again"),
    Fix.JUDGE: lambda: _("Is it this one? …"),
    Fix.JUDGE_NUMBERS: lambda: _("Is it there? …"),
}


class LogPanel(QStackedWidget):
    """One document, the result of a check, or one line when nothing is selected."""

    fix_wanted = Signal(object, object)  # `Fix`, ids of the invoices
    check_wanted = Signal(object)  # ids of the invoices of one cause
    line_wanted = Signal(str, int)  # id of the invoice and position of a line whose item is to be chosen
    cause_wanted = Signal(object)  # ids of the invoices of one cause, to be shown alone

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(look().px(340))
        self.row: TransferRow | None = None
        self._entries: Sequence[LogEntry] = ()
        self._story: Story | None = None
        self._nothing = QWidget()
        self._area: QWidget = self._nothing
        alone = QVBoxLayout(self._nothing)
        alone.setContentsMargins(look().px(16), look().px(16), look().px(16), 0)
        alone.addWidget(label(_("Choose a document to see what happened to it."), tone="ink2", wrap=True))
        alone.addStretch()
        self._summary = CheckSummary()
        self._summary.fix_wanted.connect(self.fix_wanted)
        self._summary.check_wanted.connect(self.check_wanted)
        self._summary.cause_wanted.connect(self.cause_wanted)
        for part in (self._nothing, self._make_document(), self._summary):
            self.addWidget(part)

    # building

    def _make_document(self) -> QWidget:
        edge = look().px(16)
        self._lamp = LampSign(Lamp.WAITING, 20)
        self._heading = label(role="heading", wrap=True)
        self._when = label(role="small", tone="ink2", wrap=True)
        self._happened = label(wrap=True, selectable=True)
        self._to_do = label(wrap=True, selectable=True)
        self._to_do_head = label(_("What to do now"), "small_strong", "ink2")
        self._fixes = QGridLayout()
        self._fixes.setSpacing(look().px(8))
        self._fixes.setColumnStretch(2, 1)
        self.lines = DocumentLines()
        self.lines.opened.connect(self._open_line)
        self.before = BeforeSending()
        self.history = History()
        top = QHBoxLayout()
        top.setSpacing(look().px(8))
        top.addWidget(self._lamp, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self._heading, 1)
        told = QVBoxLayout()
        told.setContentsMargins(edge, look().px(14), edge, look().px(12))
        told.setSpacing(look().px(4))
        told.addLayout(top)
        told.addWidget(self._when)
        told.addSpacing(look().px(10))
        told.addWidget(label(_("What happened"), "small_strong", "ink2"))
        told.addWidget(self._happened)
        told.addSpacing(look().px(10))
        told.addWidget(self._to_do_head)
        told.addWidget(self._to_do)
        told.addSpacing(look().px(4))
        told.addLayout(self._fixes)
        content = QWidget()
        content.setProperty("ground", "page")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(told)
        column.addWidget(hairline())
        column.addWidget(self.lines)
        column.addWidget(self.before)
        column.addWidget(self.history)
        column.addStretch()
        self.document = QScrollArea()
        self.document.setWidgetResizable(True)
        self.document.setFrameShape(QFrame.Shape.NoFrame)
        self.document.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document.setWidget(content)
        self.document.setAccessibleName(_("Log of the document"))
        whole = QWidget()
        rows = QVBoxLayout(whole)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.document, 1)
        rows.addWidget(hairline())
        rows.addLayout(self._make_foot())
        rows.addWidget(self.raw, 1)
        return whole

    def _make_foot(self) -> QHBoxLayout:
        self.raw = QPlainTextEdit()
        self.raw.setReadOnly(True)
        self.raw.setProperty("role", "raw")
        self.raw.setAccessibleName(_("Sent and answered"))
        self.raw.hide()
        self._unfold = Button(_("Sent and answered"), Kind.QUIET, icon="caret-right", on_click=self.toggle_raw)
        self._copy = Button(_("Copy"), Kind.QUIET, icon="copy", on_click=self.copy)
        foot = QHBoxLayout()
        foot.setContentsMargins(look().px(8), look().px(3), look().px(8), look().px(3))
        foot.addWidget(self._unfold)
        foot.addStretch()
        foot.addWidget(self._copy)
        return foot

    # showing

    def show_nothing(self) -> None:
        """Empty-handed."""
        self.row = None
        self._turn_to(0, self._nothing)

    def _turn_to(self, place: int, area: QWidget) -> None:
        self._area = area
        self.setCurrentIndex(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keyboard to what is shown; a focus proxy would break the order of Tab."""
        self._area.setFocus(event.reason())

    def show_row(self, row: TransferRow, systems: Systems, meter: Sequence[MeterLine] = ()) -> None:
        """Tell about this document; its log entries follow with `show_entries`."""
        is_other = self.row is None or self.row.id != row.id
        self.row, self._story = row, story(row, systems)
        told = self._story
        self._lamp.set_lamp(told.lamp, str(row.word))
        self._heading.setText(str(told.heading))
        self._when.setText(str(told.when or ""))
        self._when.setVisible(told.when is not None)
        self._happened.setText(str(told.happened))
        self._to_do.setText(str(told.what_to_do or ""))
        for part in (self._to_do_head, self._to_do):
            part.setVisible(told.what_to_do is not None)
        self._show_fixes(told.fixes)
        self.lines.show_lines(row.invoice, {reason.line for reason in row.reasons if reason.line is not None})
        self.before.show_preview(row.preview, meter, systems.finance)
        if is_other:
            self.show_entries(())
            self.document.verticalScrollBar().setValue(0)
        self._turn_to(1, self.document)

    def show_entries(self, entries: Sequence[LogEntry]) -> None:
        """The log of the document shown, newest first."""
        self._entries = entries
        self.history.show_entries(entries)
        self.raw.setPlainText(raw_text(entries))
        has_traffic = any(entry.exchanges or entry.technical for entry in entries)
        self._unfold.set_enabled(has_traffic, _("Nothing was sent for this document."))
        if not has_traffic:
            self._fold_raw(folded=True)

    def show_check(self, causes: Sequence[Cause], stopped: int, total: int) -> None:
        """What a check found, grouped by cause."""
        self.row = None
        self._summary.show_causes(causes, stopped, total, FIX_WORDS)
        self._turn_to(2, self._summary)

    def _show_fixes(self, fixes: Sequence[Fix]) -> None:
        while (item := self._fixes.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for place, fix in enumerate(fixes):
            is_first_check = fix is Fix.CHECK and self.row is not None and not self.row.reasons
            button = Button(_("Check") if is_first_check else FIX_WORDS[fix](), on_click=partial(self._want, fix))
            self._fixes.addWidget(button, place // 2, place % 2)

    def _open_line(self, position: object) -> None:
        if self.row is not None and isinstance(position, int):
            self.line_wanted.emit(self.row.id, position)

    def _want(self, fix: Fix) -> None:
        self.fix_wanted.emit(fix, [self.row.id] if self.row else [])

    # sent and answered

    def toggle_raw(self) -> None:
        """Fold or unfold what was sent and answered."""
        self._fold_raw(folded=not self.raw.isHidden())

    def _fold_raw(self, *, folded: bool) -> None:
        self.raw.setHidden(folded)
        self._unfold.set_icon("caret-right" if folded else "caret-down")

    def copy(self) -> None:
        """Everything shown, as text, for whoever is asked for help."""
        if self._story is None:
            return
        told = self._story
        parts = [told.heading, told.when, told.happened, told.what_to_do]
        text = "\n".join(str(part) for part in parts if part is not None)
        QGuiApplication.clipboard().setText(
            "\n\n".join(part for part in (text, as_text(self._entries), raw_text(self._entries)) if part)
        )
