"""Choose standard values from the lists of the finance system; what most customers there have is proposed; product.md chapter 4."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from desktop.errors import BindeledError
from desktop.models.lamps import Lamp
from desktop.models.records import Choice, ChoiceKind, StandardValues
from desktop.texts import _
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.labels import label
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.theme import look


class StandardValuesDialog(DecisionDialog):
    """One pick list per kind. `keep` is called with the choice and may refuse it; then the dialog stays and says why."""

    def __init__(
        self,
        choices: Mapping[ChoiceKind, Sequence[Choice]],
        chosen: StandardValues,
        proposed: StandardValues,
        finance: str,
        keep: Callable[[StandardValues], None],
        *,
        settings: QSettings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        sentence = _("They are used only when something is created in {finance}. What is changed there later is left alone.")
        super().__init__(
            _("Standard values"),
            _("Standard values for {finance}").format(finance=finance),
            sentence.format(finance=finance),
            _("Choose"),
            settings=settings,
            name="standard-values",
            parent=parent,
        )
        self._keep = keep
        self._grid = QGridLayout()
        self._grid.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(16))
        self._grid.setHorizontalSpacing(look().px(12))
        self._grid.setVerticalSpacing(look().px(8))
        self._grid.setColumnStretch(1, 1)
        self.content.addLayout(self._grid)
        self.boxes: dict[ChoiceKind, QComboBox] = {}
        for kind, entries in choices.items():
            title = label(_titles()[kind])
            row = self._grid.rowCount()
            self._grid.addWidget(title, row, 0)
            if not entries:
                self._grid.addWidget(label(_("{finance} has none.").format(finance=finance), tone="ink2"), row, 1)
                continue
            box = _box(_titles()[kind], entries, getattr(chosen, kind.value) or getattr(proposed, kind.value))
            title.setBuddy(box)
            self.boxes[kind] = box
            self._grid.addWidget(box, row, 1)
        if chosen == StandardValues():
            text = _("What most customers in {finance} have is proposed.").format(finance=finance)
            self._grid.addWidget(label(text, "small", "ink2", wrap=True), self._grid.rowCount(), 1)
        self.state = StateLine()
        self.content.addWidget(self.state)
        self.content.addStretch()
        self.setMinimumWidth(look().px(560))
        if self.boxes:
            next(iter(self.boxes.values())).setFocus()

    @property
    def values(self) -> StandardValues:
        """What is chosen now."""
        return StandardValues(**{kind.value: str(box.currentData()) for kind, box in self.boxes.items()})

    def accept(self) -> None:
        """Keep the choice."""
        try:
            self._keep(self.values)
        except BindeledError as trouble:
            self.state.say(Lamp.REFUSED, str(trouble))
        else:
            super().accept()


def _box(title: str, entries: Sequence[Choice], wanted: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(title)
    for entry in entries:
        box.addItem(f"{entry.id} {entry.name}".strip(), entry.id)
    box.setCurrentIndex(max(box.findData(wanted), 0))
    return box


def _titles() -> dict[ChoiceKind, str]:
    return {
        ChoiceKind.CUSTOMER_GROUP: _("Customer group"),
        ChoiceKind.VAT_ZONE: _("VAT zone"),
        ChoiceKind.PAYMENT_TERMS: _("Payment terms"),
        ChoiceKind.LAYOUT: _("Layout"),
        ChoiceKind.EMPLOYEE_GROUP: _("Employee group"),
    }
