"""Choose other items in place of those that do not exist in the finance system or are barred there, for all lines at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from desktop.models.lamps import Lamp
from desktop.models.records import Item
from desktop.texts import _, ngettext, shown
from desktop.views.invoices.line_item_dialog import chosen_number, item_box
from desktop.views.shared.dialogs import DecisionDialog, ScrolledContent
from desktop.views.shared.labels import label
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.theme import look


class ReplaceItemsDialog(DecisionDialog):
    """A row for each item number: on how many lines it stands, and the item to take instead."""

    def __init__(self, counts: Mapping[str, int], items: Sequence[Item], finance: str, *, parent: QWidget | None = None) -> None:
        told = _("A number that {finance} does not have, or has barred, is replaced on the lines of these documents only.")
        super().__init__(_("Other items"), _("Which items instead?"), told.format(finance=finance), _("Replace"), parent=parent)
        self._numbers = {item.number for item in items}
        self.boxes: dict[str, QComboBox] = {}
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(8))
        grid.setHorizontalSpacing(look().px(10))
        grid.setVerticalSpacing(look().px(8))
        grid.setColumnStretch(1, 1)
        for row, (number, count) in enumerate(counts.items()):
            stands = ngettext("{number} on {count} line", "{number} on {count} lines", count)
            grid.addWidget(label(stands.format(number=number, count=shown(count)), wrap=True), row, 0)
            box = self.boxes[number] = item_box(items, "", row + 1)
            box.setAccessibleName(_("Item instead of {number}").format(number=number))
            grid.addWidget(box, row, 1)
        self.state = StateLine()
        self.content.addWidget(ScrolledContent(content))
        self.content.addWidget(self.state)
        self.setMinimumWidth(look().px(600))
        next(iter(self.boxes.values())).setFocus()

    def instead(self) -> dict[str, str]:
        """The item chosen in place of each number; those without a choice are left as they are."""
        return {number: chosen for number, box in self.boxes.items() if (chosen := chosen_number(box))}

    def accept(self) -> None:
        """Close when at least one item was chosen and all are among those that can stand on a line."""
        chosen = self.instead()
        wrong = next((one for one in chosen.values() if one not in self._numbers), None)
        if wrong is not None:
            self.state.say(Lamp.REFUSED, _("Item {number} is not active.").format(number=wrong))
        elif not chosen:
            self.state.say(Lamp.REFUSED, _("Choose an item first."))
        else:
            super().accept()
