"""Make an integration: its name and the two systems."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from desktop.texts import _
from desktop.use_cases.connect_system import SystemCard
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.fields import Field
from desktop.views.shared.labels import label
from desktop.views.shared.theme import look


class NewIntegrationDialog(DecisionDialog):
    """`chosen` gives name, PSA and finance system after it was accepted."""

    def __init__(self, psas: Sequence[SystemCard], finances: Sequence[SystemCard], parent: QWidget | None = None) -> None:
        sentence = _("One PSA joined to one company of one finance system, with its own settings, links and log.")
        super().__init__(_("New integration"), _("New integration"), sentence, _("Make integration"), parent=parent)
        grid = QGridLayout()
        grid.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(16))
        grid.setHorizontalSpacing(look().px(12))
        grid.setVerticalSpacing(look().px(8))
        grid.setColumnStretch(1, 1)
        self.name = Field(name=_("Name"), placeholder=_("The name of your company"), width=300)
        self.psa, self.finance = _box(_("PSA"), psas), _box(_("Finance system"), finances)
        for row, (text, part) in enumerate(((_("Name"), self.name), (_("PSA"), self.psa), (_("Finance system"), self.finance))):
            title = label(text)
            title.setBuddy(part)
            grid.addWidget(title, row, 0)
            grid.addWidget(part, row, 1)
        self.content.addLayout(grid)
        self.content.addStretch()
        self.setMinimumWidth(look().px(560))
        self.name.edit.setFocus()

    @property
    def chosen(self) -> tuple[str, str, str]:
        """Name, PSA and finance system."""
        return self.name.text, str(self.psa.currentData()), str(self.finance.currentData())

    def accept(self) -> None:
        """Only with a name."""
        self.name.set_wrong("" if self.name.text else _("Give it a name."))
        if self.name.text:
            super().accept()


def _box(name: str, cards: Sequence[SystemCard]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for card in cards:
        box.addItem(card.label, card.name)
    return box
