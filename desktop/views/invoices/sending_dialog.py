"""Choose what is carried along in which text, and how far an amount may differ before it turns amber."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.errors import BindeledError
from desktop.models.carry_rules import CarryChoice
from desktop.models.lamps import Lamp
from desktop.models.records import CarryRule, SendingRules
from desktop.texts import _
from desktop.views.shared.amounts import amount, parsed_amount
from desktop.views.shared.dialogs import DecisionDialog, ScrolledContent
from desktop.views.shared.fields import Field
from desktop.views.shared.labels import label
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.theme import look


class SendingDialog(DecisionDialog):
    """One row per value that the finance system has no field for. `keep` may refuse; then the dialog stays and says why."""

    def __init__(
        self,
        choices: Sequence[CarryChoice],
        rules: SendingRules,
        finance: str,
        keep: Callable[[SendingRules], None],
        *,
        settings: QSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        sentence = _(
            "What is ticked goes along in a text of the draft, behind the words you write. A text is never cut: "
            "what has no room stays behind, and the document says so."
        )
        super().__init__(
            _("Rules for sending"),
            _("What {finance} has no field for").format(finance=finance),
            sentence,
            _("Choose"),
            settings=settings,
            name="sending-rules",
            parent=parent,
        )
        self._keep, self._choices = keep, choices
        self.ticks: dict[tuple[str, str], QCheckBox] = {}
        self.words: dict[tuple[str, str], QLineEdit] = {}
        self.targets: dict[tuple[str, str], QComboBox] = {}
        kept = {(one.table, one.source): one for one in rules.carry}
        choosing = QWidget()
        column = QVBoxLayout(choosing)
        column.setContentsMargins(0, 0, 0, 0)
        self.content.addWidget(ScrolledContent(choosing), 1)
        grid = QGridLayout()
        grid.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(12))
        grid.setHorizontalSpacing(look().px(12))
        grid.setVerticalSpacing(look().px(8))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for place, text in enumerate((_("Carry along"), _("Words before it"), _("In"))):
            grid.addWidget(label(text, "small", "ink2"), 0, place)
        for place, choice in enumerate(choices, 1):
            self._add(grid, place, choice, kept.get((choice.table, choice.source)))
        column.addLayout(grid)
        row = QHBoxLayout()
        row.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(12))
        row.setSpacing(look().px(12))
        title = label(_("How far amounts may differ"))
        self.tolerance = Field(name=title.text(), width=90)
        self.tolerance.edit.setText(amount(rules.tolerance))
        title.setBuddy(self.tolerance.edit)
        row.addWidget(title)
        row.addWidget(self.tolerance)
        note = _("In the currency of the document. One that differs by more turns amber.")
        row.addWidget(label(note, tone="ink2", wrap=True), 1)
        column.addLayout(row)
        column.addStretch()
        self.state = StateLine()
        self.content.addWidget(self.state)
        self.setMinimumWidth(look().px(640))

    def _add(self, grid: QGridLayout, place: int, choice: CarryChoice, kept: CarryRule | None) -> None:
        key, name = (choice.table, choice.source), str(choice.label)
        rule = kept or choice.rule()
        tick = QCheckBox(_("{field} of the lines").format(field=name) if choice.table == "invoice_lines" else name)
        tick.setChecked(kept is not None)
        words = QLineEdit(rule.lead)
        words.setAccessibleName(_("Words before {field}").format(field=name))
        box = QComboBox()
        box.setAccessibleName(_("Text for {field}").format(field=name))
        for target, title in choice.targets:
            box.addItem(str(title), target)
        box.setCurrentIndex(max(box.findData(rule.target), 0))
        for column, widget in enumerate((tick, words, box)):
            grid.addWidget(widget, place, column)
        for widget in (words, box):
            widget.setEnabled(tick.isChecked())
            tick.toggled.connect(widget.setEnabled)
        self.ticks[key], self.words[key], self.targets[key] = tick, words, box

    @property
    def rules(self) -> SendingRules | None:
        """What is chosen now; `None` when the amount cannot be read."""
        carry = tuple(
            CarryRule(
                table=one.table,
                source=one.source,
                target=str(self.targets[one.table, one.source].currentData()),
                lead=self.words[one.table, one.source].text(),
            )
            for one in self._choices
            if self.ticks[one.table, one.source].isChecked()
        )
        tolerance = parsed_amount(self.tolerance.text)
        return None if tolerance is None else SendingRules(carry=carry, tolerance=tolerance)

    def accept(self) -> None:
        """Keep the choice."""
        rules = self.rules
        self.tolerance.set_wrong(_("Type {example}.").format(example=amount(Decimal("0.05"))) if rules is None else "")
        if rules is None:
            return
        try:
            self._keep(rules)
        except BindeledError as trouble:
            self.state.say(Lamp.REFUSED, str(trouble))
        else:
            super().accept()
