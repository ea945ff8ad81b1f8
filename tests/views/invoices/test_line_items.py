"""The item of one line: picked, split with amounts that must come to the line, taken back, and kept as a rule."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from desktop.errors import RecordRefused
from desktop.models.item_choice import Chosen, ChosenBy, Conflict, Decision, Missing
from desktop.models.records import DataType, Dimension, DimensionValue, InvoiceLine, Item, ItemShare, ValueKey
from desktop.texts import Message
from desktop.use_cases.choose_default_items import OpenLine
from desktop.views.invoices.line_item_dialog import LineItemDialog
from desktop.views.invoices.replace_items_dialog import ReplaceItemsDialog
from desktop.views.shared.theme import Theme

ITEMS = [Item(number="1010", name="Rådgivning"), Item(number="4020", name="Udlæg, fly"), Item(number="4040", name="Udlæg, hotel")]
DEVELOPMENT = DimensionValue(key=ValueKey(Dimension.PROJECT_TYPE, "2"), name="Udvikling")


class Asked:
    """The dialog for a line of 500, and what it kept."""

    def __init__(self, decision: Decision, qtbot: QtBot) -> None:
        self.kept: list[tuple[tuple[ItemShare, ...], ValueKey | None]] = []
        self.refusal: RecordRefused | None = None
        line = InvoiceLine(id="7", position=2, text="Diverse", net=Decimal("500.00"))
        one = OpenLine(line=line, decision=decision, keepable=(DEVELOPMENT,))
        self.dialog = LineItemDialog(one, ITEMS, "DKK", "TimeLog", self._keep)
        qtbot.addWidget(self.dialog)

    def _keep(self, shares: tuple[ItemShare, ...], rule: ValueKey | None) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.kept.append((shares, rule))

    def type(self, part: int, item: str, net: str) -> None:
        box, field = self.dialog.parts[part]
        box.setEditText(item)
        field.setText(net)


@pytest.fixture
def conflict(qtbot: QtBot, theme: Theme) -> Asked:
    return Asked(Conflict((ItemShare("4020", Decimal(300)), ItemShare("", Decimal(200)))), qtbot)


@pytest.fixture
def missing(qtbot: QtBot, theme: Theme) -> Asked:
    return Asked(Missing({"1010": (DataType.FIXED_PRICE,)}), qtbot)


def test_what_the_rules_offer_is_there_already_and_enter_takes_it_for_the_whole_line(missing: Asked) -> None:
    assert "By the default items it could be: 1010." in missing.dialog.sentence.text()
    missing.dialog.verb.click()
    assert missing.kept == [((ItemShare("1010", Decimal(500)),), None)]


def test_a_conflict_begins_with_its_parts_and_cannot_be_kept_until_they_come_to_the_line(conflict: Asked) -> None:
    assert [share.net for share in conflict.dialog.shares()] == [Decimal(300), Decimal(200)]
    conflict.type(1, "4040", "150.00")
    assert not conflict.dialog.verb.isEnabled()
    assert "50.00" in conflict.dialog.rest.text()
    conflict.type(1, "4040", "200.00")
    conflict.dialog.verb.click()
    assert conflict.kept == [((ItemShare("4020", Decimal(300)), ItemShare("4040", Decimal(200))), None)]


def test_one_more_part_takes_what_is_left_and_a_part_of_nothing_is_left_out(missing: Asked) -> None:
    missing.dialog.split.click()
    missing.type(0, "1010", "120.00")
    missing.type(1, "4040", "380.00")
    missing.dialog.split.click()
    missing.dialog.verb.click()
    assert missing.kept == [((ItemShare("1010", Decimal(120)), ItemShare("4040", Decimal(380))), None)]


def test_a_choice_can_be_kept_as_a_rule_for_what_the_line_is_known_to_be(missing: Asked) -> None:
    assert missing.dialog.rule.itemText(1) == "Keep as a rule for project type Udvikling"
    missing.dialog.rule.setCurrentIndex(1)
    missing.dialog.verb.click()
    assert missing.kept == [((ItemShare("1010", Decimal(500)),), DEVELOPMENT.key)]


def test_what_was_refused_is_said_and_the_dialog_stays(missing: Asked) -> None:
    missing.refusal = RecordRefused(Message("{item} is no active item number.", item="9999"))
    missing.type(0, "9999", "500.00")
    missing.dialog.verb.click()
    assert missing.dialog.state.text == "9999 is no active item number."
    assert missing.dialog.result() == 0


def test_a_choice_made_by_hand_is_taken_back(qtbot: QtBot, theme: Theme) -> None:
    asked = Asked(Chosen((ItemShare("1010", Decimal(500)),), ChosenBy.PERSON), qtbot)
    back = next(one for one in asked.dialog.findChildren(type(asked.dialog.verb)) if one.text() == "Take the choice back")
    back.click()
    assert asked.kept == [((), None)]


def test_items_that_are_not_there_are_replaced_each_by_one_that_can_stand_on_a_line(qtbot: QtBot, theme: Theme) -> None:
    dialog = ReplaceItemsDialog({"1080": 17, "9": 1}, ITEMS, "e-conomic")
    qtbot.addWidget(dialog)
    dialog.accept()
    assert (dialog.result(), dialog.state.text) == (0, "Choose an item first.")
    dialog.boxes["1080"].setEditText("1099")
    dialog.accept()
    assert (dialog.result(), dialog.state.text) == (0, "Item 1099 is not active.")
    dialog.boxes["1080"].setEditText("4020")
    dialog.accept()
    assert (dialog.result(), dialog.instead()) == (1, {"1080": "4020"})
