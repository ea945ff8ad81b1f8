"""Choose the item of one line, or split the line: each part with its item and amount, and what is still to be placed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QCompleter, QGridLayout, QLineEdit, QWidget

from desktop.errors import BindeledError
from desktop.models.item_choice import Chosen, ChosenBy, proposed_shares, why_open
from desktop.models.item_rule_hits import DIMENSION_WORDS
from desktop.models.lamps import Lamp
from desktop.models.records import Item, ItemShare, ValueKey
from desktop.texts import _
from desktop.use_cases.choose_default_items import OpenLine
from desktop.views.shared.amounts import amount, parsed_amount
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialogs import DecisionDialog
from desktop.views.shared.labels import label
from desktop.views.shared.state_line import StateLine
from desktop.views.shared.theme import look

Keep = Callable[[tuple[ItemShare, ...], ValueKey | None], None]


class LineItemDialog(DecisionDialog):
    """`keep` gets the parts and the value that the choice is to be a rule for, if any; it may refuse, and then says why here."""

    def __init__(
        self, one: OpenLine, items: Sequence[Item], currency: str, psa: str, keep: Keep, *, parent: QWidget | None = None
    ) -> None:
        comes_to = _("The line is {amount} {currency}.")
        super().__init__(
            _("Item of a line"),
            _("Line {line}: {text}").format(line=one.line.position, text=one.line.text),
            f"{why_open(one.decision, psa)} {comes_to.format(amount=amount(one.line.net), currency=currency)}",
            _("Choose"),
            parent=parent,
        )
        self._one, self._items, self._keep, self._currency = one, list(items), keep, currency
        self.parts: list[tuple[QComboBox, QLineEdit]] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(look().px(20), look().px(4), look().px(20), look().px(8))
        self._grid.setHorizontalSpacing(look().px(10))
        self._grid.setVerticalSpacing(look().px(8))
        self._grid.setColumnStretch(0, 1)
        self.content.addLayout(self._grid)
        self.rest = label(tone="ink2")
        self.rule = self._make_rule()
        self.state = StateLine()
        under = QGridLayout()
        under.setContentsMargins(look().px(20), 0, look().px(20), look().px(14))
        under.setVerticalSpacing(look().px(8))
        under.setColumnStretch(0, 1)
        self.split = Button(_("One more part"), on_click=lambda: self.add_part(ItemShare("", self.left)))
        under.addWidget(self.rest, 0, 0)
        under.addWidget(self.split, 0, 1)
        under.addWidget(self.rule, 1, 0, 1, 2)
        self.content.addLayout(under)
        self.content.addWidget(self.state)
        self.content.addStretch()
        if isinstance(one.decision, Chosen) and one.decision.by is ChosenBy.PERSON:
            self.add_button(Button(_("Take the choice back"), on_click=lambda: self._try((), None)))
        for share in proposed_shares(one.decision, one.line.net):
            self.add_part(share)
        self.setMinimumWidth(look().px(600))
        self.parts[0][0].setFocus()

    def _make_rule(self) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(_("Keep as a rule"))
        box.addItem(_("Only for this line"), None)
        for value in self._one.keepable:
            dimension = str(DIMENSION_WORDS[value.key.dimension])
            box.addItem(_("Keep as a rule for {dimension} {name}").format(dimension=dimension.lower(), name=value.name), value.key)
        box.setVisible(bool(self._one.keepable))
        return box

    # parts

    def add_part(self, share: ItemShare) -> None:
        """One more item with its part of the amount."""
        box = item_box(self._items, share.item_number, len(self.parts) + 1)
        field = QLineEdit(amount(share.net))
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setAccessibleName(_("Amount of part {number}").format(number=len(self.parts) + 1))
        field.setFixedWidth(look().px(140))
        field.textChanged.connect(self._follow)
        self.parts.append((box, field))
        row = len(self.parts)
        self._grid.addWidget(box, row, 0)
        self._grid.addWidget(field, row, 1)
        self._grid.addWidget(label(self._currency, tone="ink2"), row, 2)
        self._follow()
        box.setFocus()
        if self.isVisible():  # one row higher
            self.resize(self.width(), self.height() + box.sizeHint().height() + self._grid.verticalSpacing())

    @property
    def left(self) -> Decimal:
        """What of the line's amount is not placed yet."""
        return self._one.line.net - sum((share.net for share in self.shares()), Decimal(0))

    def shares(self) -> tuple[ItemShare, ...]:
        """The parts as they stand; one without an amount, or with what is none, counts as 0."""
        return tuple(
            ItemShare(chosen_number(box), (parsed_amount(field.text().replace("−", "-")) or Decimal(0)))
            for box, field in self.parts
        )

    def _follow(self) -> None:
        left = self.left
        is_split = len(self.parts) > 1
        self.rest.setText(_("Still to place: {amount} {currency}").format(amount=amount(left), currency=self._currency))
        self.rest.setVisible(is_split)
        self.parts[0][1].setEnabled(is_split)
        self.rule.setEnabled(not is_split)
        self.verb.set_enabled(not (is_split and left), _("The parts do not come to the amount of the line yet."))

    # the end

    def accept(self) -> None:
        """Keep the choice; a part of nothing is left out."""
        shares = self.shares()
        if len(shares) > 1:
            shares = tuple(share for share in shares if share.net)
        self._try(shares, self.rule.currentData() if len(shares) == 1 else None)

    def _try(self, shares: tuple[ItemShare, ...], rule: ValueKey | None) -> None:
        try:
            self._keep(shares, rule)
        except BindeledError as trouble:
            self.state.say(Lamp.REFUSED, str(trouble))
        else:
            super().accept()


def item_box(items: Sequence[Item], number: str, place: int) -> QComboBox:
    """The active items; what is typed is looked for anywhere in number and name."""
    box = QComboBox()
    box.setEditable(True)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setAccessibleName(_("Item of part {number}").format(number=place))
    for item in items:
        box.addItem(f"{item.number}  {item.name}".strip(), item.number)
    completer = QCompleter(box.model(), box)
    completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    completer.setFilterMode(Qt.MatchFlag.MatchContains)
    completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
    box.setCompleter(completer)
    box.setCurrentIndex(box.findData(number))
    if box.currentIndex() < 0:
        box.setEditText(number)
    line = box.lineEdit()
    if line is not None:
        line.setPlaceholderText(_("Search item"))
    return box


def chosen_number(box: QComboBox) -> str:
    """The item that was taken from the list, or the number that was typed."""
    place = box.findText(box.currentText().strip(), Qt.MatchFlag.MatchFixedString)
    return str(box.itemData(place)) if place >= 0 else box.currentText().split("  ")[0].strip()
