"""What a check found, grouped by cause: how many documents each stops, which, and where it is put right."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.models.invoice_causes import Cause, Fix, in_short
from desktop.models.lamps import Lamp
from desktop.texts import _, ngettext, shown
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import hairline, label
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.theme import look


class CheckSummary(QScrollArea):
    """One block per cause, the one that stops most first."""

    fix_wanted = Signal(object, object)  # `Fix`, ids of the invoices of one cause
    check_wanted = Signal(object)  # ids of the invoices of one cause
    cause_wanted = Signal(object)  # ids of the invoices of one cause

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(_("What the check found"))

    def show_causes(self, causes: Sequence[Cause], stopped: int, total: int, words: Mapping[Fix, Callable[[], str]]) -> None:
        """`stopped` of `total` documents would not go."""
        content = QWidget()
        content.setProperty("ground", "page")
        edge = look().px(16)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, look().px(14), 0, look().px(12))
        column.setSpacing(0)
        top = QHBoxLayout()
        top.setContentsMargins(edge, 0, edge, look().px(4))
        top.setSpacing(look().px(8))
        top.addWidget(LampSign(Lamp.REFUSED if stopped else Lamp.DONE, 20), 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(label(_heading(stopped, total), "heading", wrap=True), 1)
        column.addLayout(top)
        short = ", ".join(str(one) for one in in_short(causes))
        said = label(
            _("{causes}. The check sent nothing.").format(causes=short) if short else _("The check sent nothing."),
            "small",
            "ink2",
            wrap=True,
        )
        said.setContentsMargins(edge, 0, edge, look().px(12))
        column.addWidget(said)
        for cause in causes:
            column.addWidget(hairline())
            column.addLayout(self._block(cause, words))
        column.addStretch()
        self.setWidget(content)

    def _block(self, cause: Cause, words: Mapping[Fix, Callable[[], str]]) -> QVBoxLayout:
        block = QVBoxLayout()
        block.setContentsMargins(look().px(16), look().px(10), look().px(16), look().px(12))
        block.setSpacing(look().px(4))
        block.addWidget(label(str(cause.title), "strong", wrap=True))
        block.addWidget(label(_("For instance: {sentence}").format(sentence=cause.example), "small", "ink2", wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(look().px(8))
        count = len(cause.invoice_ids)
        only = ngettext("Show it alone", "Show these {count} alone", count).format(count=shown(count))
        alone = Button(only, Kind.QUIET, on_click=lambda: self.cause_wanted.emit(cause.invoice_ids))
        again = ngettext("Check only it", "Check only these", count)
        check = Button(again, Kind.QUIET, on_click=lambda: self.check_wanted.emit(cause.invoice_ids))
        for fix in (cause.fix, cause.also):
            if fix is not None:
                buttons.addWidget(Button(words[fix](), Kind.PLAIN, on_click=partial(self.fix_wanted.emit, fix, cause.invoice_ids)))
        buttons.addStretch()
        more = QHBoxLayout()
        more.setSpacing(look().px(8))
        for button in (alone, check):
            more.addWidget(button)
        more.addStretch()
        block.addSpacing(look().px(4))
        if cause.fix is not None:
            block.addLayout(buttons)
        block.addLayout(more)
        return block


def _heading(stopped: int, total: int) -> str:
    if not stopped:
        return ngettext("The document can go", "All {count} documents can go", total).format(count=shown(total))
    return ngettext(
        "{stopped} of {count} document would be stopped", "{stopped} of {count} documents would be stopped", total
    ).format(stopped=shown(stopped), count=shown(total))
