"""Who owns the customers: three modes, when new ones are created, and whether Bindeled may link by itself; product.md chapter 2."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QCheckBox, QRadioButton, QVBoxLayout, QWidget

from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules
from desktop.texts import Message, _
from desktop.views.shared.dialogs import DecisionDialog, ScrolledContent
from desktop.views.shared.labels import label
from desktop.views.shared.theme import look


class OwnerDialog(DecisionDialog):
    """`refused` holds the reason for each mode that the two systems do not allow; `rules` and `is_at_once` are what is chosen."""

    def __init__(
        self,
        rules: OwnerRules,
        refused: Mapping[OwnerMode, Message | None],
        psa: str,
        finance: str,
        *,
        is_at_once: bool = False,
        settings: QSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        sentence = _("It decides where customers are created and changed. Links that exist stay.")
        super().__init__(
            _("Customer owner"), _("Who owns the customers?"), sentence, _("Choose"), settings=settings, name="owner", parent=parent
        )
        self._names = {"psa": psa, "finance": finance}
        choices = QWidget()
        self._column = QVBoxLayout(choices)
        self._column.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(16))
        self._column.setSpacing(look().px(3))
        self.content.addWidget(ScrolledContent(choices), 1)
        self.modes: dict[OwnerMode, QRadioButton] = {}
        group = QButtonGroup(self)
        for mode, name, meaning in self._mode_texts():
            self.modes[mode] = QRadioButton(name)
            group.addButton(self.modes[mode])
            reason = refused.get(mode)
            self._add(self.modes[mode], meaning, reason.render() if reason else "")
        self._heading(_("New customers in {finance}"))
        self.creations: dict[Creation, QRadioButton] = {}
        creation_group = QButtonGroup(self)
        for creation, name, meaning in self._creation_texts():
            self.creations[creation] = QRadioButton(name)
            creation_group.addButton(self.creations[creation])
            self._add(self.creations[creation], meaning)
        self._not_created = label(_("{finance} creates them itself.").format(**self._names), "small", "ink2", wrap=True)
        self._column.addWidget(self._not_created)
        self._heading(_("Links"))
        self.may_link = QCheckBox(_("Let Bindeled link customers by itself"))
        meaning = _("Before an invoice goes, a customer with the same CVR number is linked. No customer data are changed.")
        self._add(self.may_link, meaning)
        self._heading(_("Changes of linked customers"))
        self._at_once = QCheckBox(_("Carry them as soon as they are read"))
        meaning = _("What would take back a change on the other side still waits until you have seen it. Else all wait.")
        self._add(self._at_once, meaning)
        self._at_once.setChecked(is_at_once)
        self._column.addStretch()
        self.modes[rules.mode].setChecked(True)
        self.creations[rules.creation].setChecked(True)
        self.may_link.setChecked(rules.may_link)
        group.buttonToggled.connect(self._follow_mode)
        self._follow_mode()
        self.setMinimumWidth(look().px(600))
        self.modes[rules.mode].setFocus()

    @property
    def rules(self) -> OwnerRules:
        """What is chosen now."""
        return OwnerRules(
            mode=next(mode for mode, button in self.modes.items() if button.isChecked()),
            creation=next(creation for creation, button in self.creations.items() if button.isChecked()),
            may_link=self.may_link.isChecked(),
        )

    @property
    def is_at_once(self) -> bool:
        """Whether changes are carried as soon as they are read."""
        return self._at_once.isChecked()

    def _mode_texts(self) -> list[tuple[OwnerMode, str, str]]:
        texts = [
            (
                OwnerMode.PSA,
                _("{psa} owns the customers"),
                _("They are made and changed in {psa}. Changes go to {finance}; an empty field in {psa} blanks out nothing."),
            ),
            (
                OwnerMode.FINANCE,
                _("{finance} owns the customers"),
                _("They are made in {finance} and imported into {psa} under Link customers."),
            ),
            (OwnerMode.BOTH, _("Both own the customers"), _("News on either side go to the other.")),
        ]
        return [(mode, name.format(**self._names), meaning.format(**self._names)) for mode, name, meaning in texts]

    def _creation_texts(self) -> list[tuple[Creation, str, str]]:
        return [
            (Creation.MANUAL, _("By hand only"), _("An invoice to a customer that is not linked is stopped with the reason.")),
            (Creation.FIRST_INVOICE, _("By themselves at the first invoice"), _("By hand stays possible.")),
        ]

    def _heading(self, text: str) -> None:
        self._column.addSpacing(look().px(12))
        self._column.addWidget(label(text.format(**self._names), "heading"))

    def _add(self, button: QAbstractButton, meaning: str, reason: str = "") -> None:
        """A choice with its meaning below; one with a reason cannot be chosen."""
        button.setMinimumHeight(look().px(26))
        button.setEnabled(not reason)
        button.setAccessibleDescription(reason or meaning)
        below = QVBoxLayout()
        below.setContentsMargins(look().px(26), 0, 0, look().px(6))
        below.addWidget(label(reason or meaning, "small", "amber" if reason else "ink2", wrap=True))
        self._column.addWidget(button)
        self._column.addLayout(below)

    def _follow_mode(self) -> None:
        creates = not self.modes[OwnerMode.FINANCE].isChecked()
        for button in self.creations.values():
            button.setEnabled(creates)
        self._not_created.setVisible(not creates)
        self._at_once.setEnabled(creates)  # where the finance system owns customers nothing is carried
        if self.isVisible():
            self.grow()
