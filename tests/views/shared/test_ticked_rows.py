from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.columns import Column
from desktop.views.shared.key_caps import KeyHint
from desktop.views.shared.row_count import RowCount
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import Theme
from desktop.views.shared.ticked_rows import TickedRows


class List:
    """Six customers with their bar; `ticked` is what its buttons act on."""

    def __init__(self, qtbot: QtBot) -> None:
        columns: list[Column[str]] = [Column(key="name", title="Name", text=lambda one: one, stretch=True)]
        self.table = TableModel(columns, row_id=lambda one: one[:2], tickable=True)
        self.table.set_rows(["01 Anna", "02 Bo", "03 Anna", "04 Carl", "05 Dorte", "06 Anna"])
        self.view = TableView(self.table, name="Customers")
        self.ticked: TickedRows[str] = TickedRows(self.view, lambda one: one[:2])
        self.bar = ActionBar()
        self.bar.set_hints([KeyHint("Space", "tick")])
        qtbot.addWidget(self.view)
        qtbot.addWidget(self.bar)
        for changed in (self.table.rows_changed, self.table.ticks_changed):
            changed.connect(lambda: self.bar.tell_ticked(self.ticked))

    @property
    def said(self) -> tuple[str, str]:
        """What the bar says of ticked rows, and its button."""
        note = self.bar.ticked_note
        return note.text, note.button.text() if note.text else ""


@pytest.fixture
def customers(theme: Theme, qtbot: QtBot) -> List:
    return List(qtbot)


def test_what_is_ticked_and_hidden_is_told_and_left_alone_and_stays_ticked(customers: List) -> None:
    customers.table.set_ticked(["01", "02", "04"])
    assert customers.said == ("", "")
    assert not customers.bar.hints.isHidden()
    customers.table.search("anna")
    assert customers.ticked.in_sight() == ["01 Anna"]
    assert customers.said == ("2 ticked rows are hidden", "Show them")
    assert customers.bar.hints.isHidden()
    customers.table.set_filter("carl", lambda one: "Carl" in one)
    customers.table.search("")
    assert customers.said == ("2 ticked rows are hidden", "Show them")
    customers.table.clear_filters()
    assert customers.said == ("", "")
    assert customers.ticked.in_sight() == ["01 Anna", "02 Bo", "04 Carl"]


def test_what_is_hidden_is_shown_with_all_that_is_ticked_and_nothing_else_until_all_rows_are_wanted(customers: List) -> None:
    customers.table.set_ticked(["01", "02", "04"])
    customers.table.search("carl")
    customers.bar.ticked_note.button.click()
    assert customers.table.shown_rows() == customers.ticked.in_sight() == ["01 Anna", "02 Bo", "04 Carl"]
    assert customers.said == ("Only what was ticked is shown", "Show all rows")

    customers.table.set_ticked(["02"], False)
    assert "02 Bo" in customers.table.shown_rows()  # no row goes under the eye
    customers.table.search("anna")
    assert customers.said == ("1 ticked row is hidden", "Show that row")
    customers.table.search("")
    customers.bar.ticked_note.button.click()
    assert len(customers.table.shown_rows()) == 6
    assert customers.said == ("", "")


def test_where_all_that_is_ticked_is_hidden_a_button_says_so(customers: List) -> None:
    assert customers.ticked.why_none("Tick customers first.") == "Tick customers first."
    customers.table.set_ticked(["02"])
    customers.table.search("anna")
    assert customers.ticked.why_none("Tick customers first.") == "What is ticked is hidden. Show it, or tick what you see."


def test_another_integration_begins_without_ticks_and_with_all_its_rows(customers: List) -> None:
    customers.table.set_ticked(["02"])
    customers.ticked.show_alone()
    customers.ticked.clear()
    assert (customers.table.ticked_ids, len(customers.table.shown_rows()), customers.said) == (set(), 6, ("", ""))


def test_the_bar_keeps_its_height_where_the_note_takes_two_lines(customers: List) -> None:
    before = customers.bar.sizeHint().height()
    customers.table.set_ticked(["02", "04"])
    customers.table.search("anna")
    customers.bar.resize(120, before)
    assert not customers.bar.hasHeightForWidth()
    assert customers.bar.sizeHint().height() == before


def test_hits_are_counted_while_not_all_rows_are_shown(customers: List, qtbot: QtBot) -> None:
    count = RowCount(customers.table)
    qtbot.addWidget(count)
    assert count.isHidden()
    customers.table.search("anna")
    assert (count.isHidden(), count.text(), count.accessibleName()) == (False, "3 of 6", "3 of 6 rows are shown.")
