"""Asked once when an integration is activated although something is missing: what may happen, and why all the same."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.texts import Message, _, ngettext, shown
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.fields import Field
from desktop.views.shared.labels import label
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.theme import look


class ActivationDialog(DecisionDialog):
    """Each missing point with its number; the reason goes to the log."""

    def __init__(self, missing: Sequence[Message], parent: QWidget | None = None) -> None:
        heading = ngettext("{count} point is missing", "{count} points are missing", len(missing)).format(count=shown(len(missing)))
        sentence = _("Activate now, and this may happen:")
        super().__init__(_("Activate integration"), heading, sentence, _("Activate all the same"), parent=parent)
        for one in missing:
            line = StateLine()
            self.content.addWidget(line)
            line.say(Lamp.REFUSED, one.render())
        column = QVBoxLayout()
        column.setContentsMargins(look().px(20), look().px(8), look().px(20), look().px(16))
        column.setSpacing(look().px(4))
        title = label(_("Why activate all the same? The answer stands in the log."))
        self.reason = Field(name=title.text(), width=300)
        title.setBuddy(self.reason.edit)
        column.addWidget(title)
        column.addWidget(self.reason)
        self.content.addLayout(column)
        self.content.addStretch()
        self.setMinimumWidth(look().px(560))
        self.reason.edit.setFocus()

    def accept(self) -> None:
        """Only with a reason."""
        self.reason.set_wrong("" if self.reason.text else _("Write a few words."))
        if self.reason.text:
            super().accept()
