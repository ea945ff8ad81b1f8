"""The course of one document (Forløb): time, lamp, step; and what was sent and answered as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop.models.log_words import OUTCOME_LAMPS
from desktop.models.records import LogEntry
from desktop.texts import _, shown
from desktop.views.shared.amounts import clock
from desktop.views.shared.labels import label
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.raw_text import exchanges_as_text
from desktop.views.shared.theme import look


class History(QWidget):
    """Oldest step first."""

    def __init__(self) -> None:
        super().__init__()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(look().px(16), look().px(14), look().px(16), look().px(12))
        whole.setSpacing(look().px(6))
        whole.addWidget(label(_("Course"), "small_strong", "ink2"))
        self._steps = QGridLayout()
        self._steps.setHorizontalSpacing(look().px(8))
        self._steps.setVerticalSpacing(look().px(4))
        self._steps.setColumnStretch(2, 1)
        whole.addLayout(self._steps)
        self.hide()

    def show_entries(self, entries: Sequence[LogEntry]) -> None:
        """These entries, given newest first."""
        while (item := self._steps.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        top = Qt.AlignmentFlag.AlignTop
        for place, entry in enumerate(reversed(entries)):
            time = label(_moment(entry.at), "small", "ink2")
            time.setToolTip(shown(entry.at))
            self._steps.addWidget(time, place, 0, top)
            self._steps.addWidget(LampSign(OUTCOME_LAMPS[entry.outcome], 14), place, 1, top)
            self._steps.addWidget(label(str(entry.message), "small", wrap=True, selectable=True), place, 2)
        self.setVisible(bool(entries))


def _moment(at: dt.datetime) -> str:
    """The clock for today's steps, the day as well for older ones."""
    is_today = at.astimezone().date() == dt.datetime.now().astimezone().date()
    return clock(at) if is_today else shown(at)


def as_text(entries: Sequence[LogEntry]) -> str:
    """The steps as lines of text."""
    return "\n".join(f"{shown(entry.at)}  {entry.message}" for entry in reversed(entries))


def raw_text(entries: Sequence[LogEntry]) -> str:
    """Every request and its answer, newest entry first."""
    parts = [part for entry in entries for part in (exchanges_as_text(entry.exchanges), entry.technical) if part]
    return "\n\n".join(parts)
