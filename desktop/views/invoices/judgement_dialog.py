"""The dialog in which a person judges: yes or no, each with a reason."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop.models.lamps import Lamp
from desktop.texts import _
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.labels import label
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.theme import look


class JudgementDialog(DecisionDialog):
    """`verb` says yes and `is_not` no; Enter and Esc decide nothing. Once it is accepted, `is_yes` and `reason` are the answer."""

    def __init__(self, parent: QWidget | None, title: str, heading: str, sentence: str, *, yes: str, no: str) -> None:
        super().__init__(title, heading, sentence, yes, parent=parent)
        self.is_yes = True
        self.is_not = Button(no, Kind.DESTRUCTIVE, on_click=self._say_no)
        self.add_button(self.is_not)
        self.cancel.setDefault(True)
        for button in (self.verb, self.is_not):
            button.setDefault(False)
            button.setAutoDefault(False)
        self.reason = QLineEdit()
        self.reason.setAccessibleName(_("Reason"))

    def ask_reason(self, warning: str, example: str) -> None:
        """Below the content: what a wrong answer costs, and the field for the reason, with an example of one."""
        line = StateLine()
        line.say(Lamp.UNKNOWN, warning)
        self.content.addWidget(line)
        self.reason.setPlaceholderText(example)
        head = label(_("Reason"), "small_strong", "ink2")
        head.setBuddy(self.reason)
        row = QHBoxLayout()
        row.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(12))
        row.setSpacing(look().px(12))
        row.addWidget(head)
        row.addWidget(self.reason)
        self.content.addLayout(row)
        self.reason.textChanged.connect(self._follow)
        self.reason.setFocus()
        self._follow()

    def _follow(self) -> None:
        for button in (self.verb, self.is_not):
            button.set_enabled(bool(self.reason.text().strip()), _("Give a reason."))

    def _say_no(self) -> None:
        self.is_yes = False
        self.accept()
