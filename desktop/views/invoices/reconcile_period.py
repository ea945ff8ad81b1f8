"""The line of a month above the list of reconciling: where it stands, and what can be done about its sign-off."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.models.lamps import Lamp
from desktop.models.sign_off import Period
from desktop.texts import _, ngettext, shown
from desktop.views.shared.amounts import month_name
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.labels import ElidedLabel
from desktop.views.shared.lamp import LampSign
from desktop.views.shared.theme import look


class PeriodLine(QWidget):
    """Hidden while no month is chosen. The signals carry the first day of the month."""

    sign_off_wanted = Signal(object)
    take_back_wanted = Signal(object)
    changes_wanted = Signal(object)
    proof_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.period: Period | None = None
        self._is_narrow = False
        self.setProperty("ground", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(look().px(20), look().px(3), look().px(12), look().px(3))
        row.setSpacing(look().px(8))
        self._lamp = LampSign(Lamp.WAITING, 16)
        self._sentence = ElidedLabel()
        self.changes = Button(_("Show what changed"), Kind.QUIET, on_click=lambda: self.changes_wanted.emit(self._month))
        self.take_back = Button(_("Take back …"), Kind.QUIET, on_click=lambda: self.take_back_wanted.emit(self._month))
        self.proof = Button(_("Proof …"), Kind.QUIET, icon="export", on_click=lambda: self.proof_wanted.emit(self._month))
        self.sign_off = Button(_("Sign off …"), on_click=lambda: self.sign_off_wanted.emit(self._month))
        row.addWidget(self._lamp)
        row.addWidget(self._sentence, 1)
        for button in (self.changes, self.take_back, self.proof, self.sign_off):
            row.addWidget(button)
        self.hide()

    @property
    def _month(self) -> dt.date | None:
        return self.period.month if self.period else None

    def set_narrow(self, narrow: bool) -> None:
        """In a narrow window only the main thing can be pressed; the rest has its keys."""
        if narrow != self._is_narrow:
            self._is_narrow = narrow
            self.show_period(self.period)

    def show_period(self, period: Period | None) -> None:
        """Tell about this month; `None` hides the line."""
        self.period = period
        self.setVisible(period is not None)
        if period is None:
            return
        signed, changed = period.sign_off is not None, bool(period.changes)
        is_sound = signed and not period.is_flagged
        self._lamp.set_lamp(Lamp.DONE if is_sound else Lamp.UNKNOWN if period.is_flagged else Lamp.WAITING, "")
        told = f"{period.sentence} {_open_sentence(period)}".strip()
        self._sentence.set_text(told if self._is_narrow else f"{month_name(period.month)}: {told}")
        self.changes.setVisible(changed)
        self.take_back.setVisible(signed and not self._is_narrow)
        self.proof.setVisible(not self._is_narrow)
        self.sign_off.setVisible(not is_sound)
        self.sign_off.setText(_("Sign off anew …") if signed else _("Sign off …"))

    @property
    def sentence(self) -> str:
        """What is said now; empty while the line is hidden."""
        return "" if self.isHidden() else self._sentence.text


def _open_sentence(period: Period) -> str:
    """What is open or still a draft; nothing when it was signed off as it is."""
    if period.sign_off is not None and not period.changes:
        return ""
    told = []
    if period.open:
        told.append(ngettext("{count} is open.", "{count} are open.", period.open).format(count=shown(period.open)))
    if period.drafts:
        words = ngettext("{count} is a draft there.", "{count} are drafts there.", period.drafts)
        told.append(words.format(count=shown(period.drafts)))
    return " ".join(told)


def first_day(key: str) -> dt.date | None:
    """The month that a choice in the list of months stands for; `None`: all of them."""
    return dt.date.fromisoformat(key) if key else None
