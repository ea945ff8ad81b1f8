"""The small parts of pages: buttons, filters, tabs, fields, facets, lists to pick from, bars."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop import texts
from desktop.models.lamps import Lamp
from desktop.views.shared.action_bar import ActionBar
from desktop.views.shared.buttons import Button, Kind, PickButton, Segments
from desktop.views.shared.chips import Chip, Sign
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.facets import Facet, FacetGroup, FacetPanel
from desktop.views.shared.fields import Field, SearchField
from desktop.views.shared.key_caps import KeyHint, KeyHints
from desktop.views.shared.pick_list import PickChoice, PickList
from desktop.views.shared.sums import SumLine
from desktop.views.shared.tabs import CountTabs
from desktop.views.shared.theme import Theme, look
from desktop.views.shared.tools import ToolRow

pytestmark = pytest.mark.usefixtures("theme")


def test_a_disabled_button_says_why(qtbot: QtBot) -> None:
    button = Button("Transfer", Kind.PRIMARY, key="Ctrl+Return")
    qtbot.addWidget(button)
    button.set_enabled(False, "Nothing is ticked.")
    assert button.toolTip() == button.accessibleDescription() == "Nothing is ticked."

    button.set_enabled(True)
    assert "Ctrl" in button.toolTip()


@pytest.mark.parametrize("kind", list(Kind))
def test_buttons_do_not_move_when_they_get_the_focus(kind: Kind, qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    row = QVBoxLayout(holder)
    button, other = Button("Transfer 22", kind), Button("Other")
    row.addWidget(other)
    row.addWidget(button)
    holder.show()
    qtbot.waitExposed(holder)
    other.setFocus()
    before = button.size()
    button.setFocus()

    assert button.sizeHint() == before


def test_buttons_are_30_high(qtbot: QtBot) -> None:
    for kind in (Kind.PRIMARY, Kind.PLAIN, Kind.QUIET, Kind.DESTRUCTIVE):
        button = Button("Transfer 22", kind)
        qtbot.addWidget(button)
        assert button.sizeHint().height() == look().px(30), kind


def test_one_segment_is_chosen_and_told_by_its_key(qtbot: QtBot) -> None:
    segments = Segments([("differences", "Only differences 6"), ("all", "All 148")], name="Rows shown")
    qtbot.addWidget(segments)
    with qtbot.waitSignal(segments.chosen) as told:
        qtbot.mouseClick(segments.findChildren(QPushButton)[1], Qt.MouseButton.LeftButton)

    assert told.args == ["all"]
    assert segments.key == "all"


def test_a_filter_keeps_its_choice_while_it_is_there(qtbot: QtBot) -> None:
    pick = PickButton([("", "All types"), ("invoice", "Invoices")], name="Type")
    qtbot.addWidget(pick)
    with qtbot.waitSignal(pick.chosen):
        pick.menu().actions()[1].trigger()
    assert (pick.key, pick.text(), pick.accessibleName()) == ("invoice", "Invoices", "Type: Invoices")

    pick.set_choices([("", "All types"), ("credit_note", "Credit notes")])
    assert pick.key == ""


def test_tabs_carry_counts_in_the_users_form(qtbot: QtBot) -> None:
    texts.set_language("da")
    tabs = CountTabs([("open", "Ikke overført"), ("done", "Overført")], name="Fakturaer")
    qtbot.addWidget(tabs)
    tabs.set_count("done", 1486)
    with qtbot.waitSignal(tabs.chosen) as told:
        tabs.next_tab()

    assert tabs.tabText(1) == "Overført  1.486"
    assert told.args == ["done"]
    tabs.next_tab()
    assert tabs.key == "open"


def test_a_wrong_field_keeps_what_was_typed_and_says_the_right_form(qtbot: QtBot) -> None:
    field = Field(name="Amount")
    qtbot.addWidget(field)
    field.edit.setText("1234.50 ")
    field.set_wrong("Type 1,234.50.")

    assert field.text == "1234.50"
    assert field.edit.accessibleDescription() == "Type 1,234.50."
    field.set_wrong("")
    assert field.edit.accessibleDescription() == ""


def groups(several: int = 3) -> list[FacetGroup]:
    return [
        FacetGroup("evidence", "Evidence", (Facet("vat", "Same CVR number", 121), Facet("name", "Only the name", several))),
        FacetGroup("country", "Country", (Facet("dk", "Denmark", 326), Facet("no", "Norway", 0))),
    ]


def test_facets_tell_what_is_chosen_by_group(qtbot: QtBot) -> None:
    panel = FacetPanel("Filters")
    qtbot.addWidget(panel)
    panel.set_groups(groups())
    buttons = {button.accessibleName(): button for button in panel.findChildren(QPushButton)}
    buttons["Same CVR number 121"].click()
    with qtbot.waitSignal(panel.changed) as told:
        buttons["Norway 0"].click()

    assert told.args == [{"evidence": frozenset({"vat"}), "country": frozenset({"no"})}]
    panel.set_groups(groups(several=2))
    assert panel.chosen == told.args[0]
    panel.clear()
    assert panel.chosen == {}
    assert not panel.grab().isNull()


def choices() -> list[PickChoice]:
    return [
        PickChoice("", "Matching customers", is_heading=True),
        PickChoice("20319", "Kastanje Arkitekter A/S", "20319", (Chip("Phone", Sign.AGREES),)),
        PickChoice("", "Another customer", is_heading=True),
        PickChoice("20320", "Ærø Færger", "20320"),
    ]


def test_a_pick_list_is_searched_and_taken_with_the_keyboard(qtbot: QtBot) -> None:
    taken: list[str] = []
    picks = PickList(choices(), taken.append)
    qtbot.addWidget(picks)
    picks.open_at(QRect(100, 100, 200, 28))
    assert picks.height() > 100
    qtbot.keyClick(picks.search, Qt.Key.Key_Down)
    qtbot.keyClick(picks.search, Qt.Key.Key_Up)
    assert picks.list.currentIndex().row() == 1
    qtbot.keyClicks(picks.search, "ærø")
    assert [one.text for one in picks.choices.shown] == ["Another customer", "Ærø Færger"]
    picks.grab()
    qtbot.keyClick(picks.search, Qt.Key.Key_Return)

    assert taken == ["20320"]


def test_a_pick_list_with_no_match_takes_nothing(qtbot: QtBot) -> None:
    taken: list[str] = []
    picks = PickList(choices(), taken.append)
    qtbot.addWidget(picks)
    picks.search.setText("nobody")
    picks.take()

    assert taken == []
    assert picks.choices.shown == []


def test_a_pick_list_begins_at_what_is_chosen_now(qtbot: QtBot) -> None:
    taken: list[str] = []
    picks = PickList(choices(), taken.append, now="20320")
    qtbot.addWidget(picks)
    picks.take()

    assert taken == ["20320"]


def test_filters_fold_into_one_button_when_it_gets_narrow(qtbot: QtBot) -> None:
    pick = PickButton([("", "All types of documents")], name="Type")
    segments = Segments([("a", "Only differences"), ("b", "All of them")], name="Rows")
    row = ToolRow(SearchField("Search"), [pick, segments], [Button("Columns", Kind.QUIET)])
    qtbot.addWidget(row)
    row.resize(1100, 44)
    row.show()
    assert not row.is_folded
    row.resize(420, 44)
    assert row.is_folded
    assert [one.text() for one in row.findChildren(Button) if one.isVisible()] == ["Filters 2", "Columns"]
    row.resize(1100, 44)
    assert not row.is_folded
    assert pick.isVisible()


def test_the_action_bar_becomes_the_run_and_keeps_its_counts(qtbot: QtBot) -> None:
    bar = ActionBar()
    qtbot.addWidget(bar)
    bar.set_hints([KeyHint("Space", "tick")])
    stopped: list[str] = []
    bar.start_run("Transfers 38 documents", on_stop=lambda: stopped.append("stop"), stop_text="Stop after this document")
    bar.resize(1100, bar.sizeHint().height())
    bar.show()
    bar.show_counts({Lamp.DONE: 26, Lamp.REFUSED: 11, Lamp.UNKNOWN: 1}, 38, {Lamp.DONE: "transferred"})
    stop = next(one for one in bar.findChildren(Button) if one.text() == "Stop after this document")
    stop.click()
    assert stopped == ["stop"]
    assert not stop.isEnabled()

    bar.end_run("26 transferred, 11 refused, 1 uncertain")
    assert bar.is_run_shown
    stop.click()
    assert not bar.is_run_shown


def test_a_run_that_is_not_shown_takes_no_width(theme: Theme, qtbot: QtBot) -> None:
    theme.set_text_size(200)
    bar = ActionBar()
    qtbot.addWidget(bar)
    bar.set_summary("Integration active.", "92 customers may be created twice.")
    bar.add_button(Button("Deactivate"))

    assert bar.minimumSizeHint().width() < 900


def test_the_run_shows_its_parts_in_proportion(qtbot: QtBot) -> None:
    bar = ActionBar()
    qtbot.addWidget(bar)
    bar.resize(1200, 59)
    bar.start_run("Transfers 4 documents", on_stop=None)
    bar.show_counts({Lamp.DONE: 2, Lamp.REFUSED: 1}, 4)
    bar.show()
    parts = bar._bar
    picture = parts.grab().toImage()
    middle, width = picture.height() // 2, picture.width()
    colours = [picture.pixelColor(round(width * share), middle) for share in (0.25, 0.62, 0.9)]

    assert colours == [look().colours.green, look().colours.red, look().colours.chip]


def test_key_caps_say_the_key_in_native_form(qtbot: QtBot) -> None:
    hints = KeyHints([KeyHint("Ctrl+Return", "do it"), KeyHint("1–9", "choose"), KeyHint("Space", "tick")])
    qtbot.addWidget(hints)
    hints.resize(400, 22)

    assert hints.accessibleName() == "Ctrl+Enter do it, 1–9 choose, Space tick"
    assert not hints.grab().isNull()


def test_an_empty_page_gives_the_keyboard_to_its_primary_button(qtbot: QtBot) -> None:
    primary = Button("Choose accounts …", Kind.PRIMARY)
    page = EmptyPage("Choose the accounts", "Nothing is imported before you chose a project.", primary=primary, fact="214 accounts")
    qtbot.addWidget(page)

    assert page.focusProxy() is primary


def test_sums_in_one_line_never_add_currencies(qtbot: QtBot) -> None:
    sums = SumLine()
    qtbot.addWidget(sums)
    sums.set_sums("38 documents", ["DKK 1.284.350,75", "EUR 12.480,00"])
    sums.set_sums("1 document", ["SEK 41.300,00"])
    sums.resize(800, 32)

    assert not sums.grab().isNull()
    assert sums._sums.count() == 1


def test_parts_are_larger_at_200_percent(theme: Theme, qtbot: QtBot) -> None:
    theme.set_text_size(200)
    button = Button("Transfer 22")
    qtbot.addWidget(button)

    assert button.sizeHint().height() >= 58
