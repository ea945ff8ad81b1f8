"""Default items: principles and items chosen, filled down, pasted and taken back, on the demo company."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled
from desktop.models.records import DataType, Dimension, Integration, Principle, ValueKey
from desktop.views.background import Background
from desktop.views.items.default_items_tab import DefaultItemsTab
from desktop.views.messages import Messages
from desktop.views.shared.pick_list import PickList
from desktop.views.shared.theme import Theme
from tests.views.conftest import OpenDemo

FIRST, SECOND, THIRD = (ValueKey(Dimension.PROJECT_TYPE, number) for number in ("3", "4", "1"))  # Drift, Internt, Rådgivning


@pytest.fixture(scope="module")
def demo(open_demo: OpenDemo) -> Iterator[tuple[Bindeled, Integration]]:
    """The demo company with its registers read and all its items active."""
    with open_demo("read") as (program, integration):
        program.items.activate(integration.id, [one.item.number for one in program.items.items(integration.id)])
        yield program, integration


class Shown:
    """The tab in sight, with the project types alone in its grid."""

    def __init__(self, program: Bindeled, integration: Integration, folder: Path, qtbot: QtBot) -> None:
        self.program, self.integration, self.qtbot = program, integration, qtbot
        self.messages = Messages()
        self.background = Background(self.messages)
        self.tab = DefaultItemsTab(program.default_items, self.background, self.messages)
        qtbot.addWidget(self.tab)
        self.tab.resize(1100, 700)
        self.tab.show()
        self.tab.choose(integration, "TimeLog", QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
        self.settle()
        self.tab.dimension.chosen.emit(Dimension.PROJECT_TYPE.value)

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.background.running)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.tab.view.setFocus()
        self.qtbot.keyClick(self.tab.view, key, modifier)
        self.settle()

    def take(self, typed: str) -> None:
        """Type into the list that is open, and take what fits first."""
        opened = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PickList) and one.isVisible())
        opened.search.setText(typed)
        opened.take()
        self.settle()

    def items(self) -> list[str]:
        return [row.item_number for row in self.tab.values.shown_rows()]


@pytest.fixture
def shown(demo: tuple[Bindeled, Integration], theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Shown]:
    program, integration = demo
    program.default_items.set_items(integration.id, {ValueKey(Dimension.PROJECT_TYPE, str(n)): None for n in range(1, 5)})
    made = Shown(program, integration, tmp_path, qtbot)
    yield made
    made.background.close()


def test_enter_opens_the_active_items_and_typing_finds_one(shown: Shown) -> None:
    shown.tab.view.go_to(FIRST)
    shown.press(Qt.Key.Key_Return)
    shown.take("arkit")
    assert shown.items() == ["1070", "", "", ""]
    assert shown.messages.last is not None
    assert shown.messages.last.text == "1 default item chosen."


def test_ctrl_d_fills_down_and_undo_gives_back_what_was(shown: Shown) -> None:
    shown.program.default_items.set_items(shown.integration.id, {FIRST: "1010"})
    shown.tab.load()
    shown.settle()
    shown.tab.view.selectAll()
    shown.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert shown.items() == ["1010"] * 4
    shown.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shown.items() == ["1010", "", "", ""]
    shown.tab.view.go_to(SECOND)
    shown.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert shown.items() == ["1010", "1010", "", ""]


def test_one_pasted_column_goes_to_the_rows_from_the_current_one_on(shown: Shown) -> None:
    QGuiApplication.clipboard().setText("1020\n1030\n")
    shown.tab.view.go_to(SECOND)
    shown.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert shown.items() == ["", "1020", "1030", ""]


def test_two_pasted_columns_go_by_name_and_what_does_not_fit_is_said(shown: Shown) -> None:
    QGuiApplication.clipboard().setText("Type\tItem\nRådgivning\t1010\nNothing\t1010\nDrift\tno such")
    shown.tab.view.go_to(FIRST)
    shown.press(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert shown.items() == ["", "", "1010", ""]
    assert shown.messages.last is not None
    assert shown.messages.last.text == (
        "1 default item chosen. No row of the list fits Nothing 1010. no such is no active item number."
    )


def test_delete_says_that_a_value_gets_no_item(shown: Shown) -> None:
    shown.program.default_items.set_items(shown.integration.id, {THIRD: "1010"})
    shown.tab.load()
    shown.settle()
    shown.tab.view.go_to(THIRD)
    shown.press(Qt.Key.Key_Delete)
    assert shown.items() == [""] * 4


def test_a_principle_is_chosen_from_what_its_data_type_allows(shown: Shown) -> None:
    shown.tab.principle_view.setFocus()
    shown.tab.principle_view.go_to(DataType.FIXED_PRICE)
    shown.qtbot.keyClick(shown.tab.principle_view, Qt.Key.Key_Return)
    opened = next(one for one in QApplication.topLevelWidgets() if isinstance(one, PickList) and one.isVisible())
    assert [one.text for one in opened.choices.shown[:4]] == [
        "Choose when invoicing",
        "An item for each",
        "Project type",
        "Project category",
    ]
    shown.take("project type")
    rules = shown.program.default_items.register(shown.integration).rules
    assert rules.principle(DataType.FIXED_PRICE) == Principle(dimension=Dimension.PROJECT_TYPE)


def test_ctrl_z_takes_a_principle_back_and_the_log_names_old_and_new(shown: Shown) -> None:
    by_type, nothing = Principle(dimension=Dimension.PROJECT_TYPE), Principle()
    shown.program.default_items.set_principle(shown.integration.id, DataType.FIXED_PRICE, nothing)
    shown.program.default_items.set_principle(shown.integration.id, DataType.FIXED_PRICE, by_type)
    shown.tab.principle_view.setFocus()
    shown.qtbot.keyClick(shown.tab.principle_view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    shown.settle()
    rules = shown.program.default_items.register(shown.integration).rules
    assert rules.principle(DataType.FIXED_PRICE) == Principle()
    entry = shown.program.log.entries(shown.integration.id, limit=1)[0]
    assert str(entry.message).endswith("Project work, fixed price: Project type became Choose when invoicing.")


def test_how_many_lines_to_be_sent_have_a_value_stands_beside_it(shown: Shown) -> None:
    rows = shown.tab.values.shown_rows()
    assert sum(row.lines for row in rows) == shown.program.default_items.register(shown.integration).hits.lines
    assert "1 of " in shown.tab.told.text


def test_a_line_goes_by_task_type_and_by_rate_is_a_conflict_and_the_hits_say_so(shown: Shown) -> None:
    id_, items = shown.integration.id, shown.program.default_items
    for dimension, value, decided, conflicts in ((Dimension.TASK_TYPE, "2", 1, 0), (Dimension.HOURLY_RATE, "5", 0, 1)):
        kept = {ValueKey(Dimension.TASK_TYPE, "2"): "1050"}
        items.change(id_, principles={DataType.TIME_AND_MATERIAL: Principle(dimension=dimension)}, items=kept)
        hits = items.register(shown.integration).hits
        assert (hits.of_item(ValueKey(dimension, value)), hits.conflicts) == (decided, conflicts)
    assert set(items.register(shown.integration).not_told) == {
        DataType.PER_DIEM,
        DataType.ACCOMMODATION,
        DataType.SUPPORT_TIME,
        DataType.SUPPORT_SUBSCRIPTION,
    }
    items.undo(id_)
    items.undo(id_)


def test_one_item_for_two_expense_types_is_warned_of_by_name(shown: Shown) -> None:
    id_, items = shown.integration.id, shown.program.default_items
    types = [one for one in items.register(shown.integration).values if one.key.dimension is Dimension.EXPENSE_TYPE][:2]
    by_type = Principle(dimension=Dimension.EXPENSE_TYPE)
    items.change(id_, principles={DataType.EXPENSE: by_type}, items={one.key: "1010" for one in types})
    shown.tab.load()
    shown.settle()
    names = ", ".join(one.value.name for one in types)
    assert f"1010 serves several expense types: {names}." in shown.tab.warnings.text
    items.undo(id_)
    shown.tab.load()
    shown.settle()
    assert "1010 serves" not in shown.tab.warnings.text
