from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.models.lamps import Lamp
from desktop.views.shared.columns import Column, Tint
from desktop.views.shared.delegate import CellDelegate
from desktop.views.shared.fields import SearchField
from desktop.views.shared.header import Band
from desktop.views.shared.nothing_fits import NothingFits
from desktop.views.shared.sums import SumRows
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import Theme, look


@dataclass(frozen=True)
class Line:
    id: int
    name: str
    amount: str = "−12,50"
    reason: str = ""


LINES = [Line(number, f"Customer {number:03}") for number in range(60)]


def make_table() -> TableModel[Line]:
    columns: list[Column[Line]] = [
        Column(key="status", title="Status", text=lambda _one: "Waiting", lamp=lambda _one: Lamp.WAITING, width=112),
        Column(key="name", title="Name", text=lambda one: one.name, stretch=True, width=120, fixed=True, held=True),
        Column(key="pick", title="Choice", text=lambda _one: "TimeLog", caret=lambda _one: True),
        Column(key="amount", title="Amount", text=lambda one: one.amount, right=True, width=70, side_line=True),
    ]
    table = TableModel(
        columns,
        row_id=lambda one: one.id,
        reason=lambda one: one.reason,
        tint=lambda one: Tint.RED if one.reason else Tint.PLAIN,
        tickable=True,
    )
    table.set_rows(LINES)
    return table


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> TableView:
    made = TableView(make_table(), name="Lines")
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def centre(view: TableView, row: int, section: int) -> QPoint:
    return view.visualRect(view.table.index(row, section)).center()


def test_space_ticks_and_unticks_the_row(view: TableView, qtbot: QtBot) -> None:
    view.go_to(3)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.table.ticked_ids == {3}
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.table.ticked_ids == set()


def test_the_place_is_there_again_when_a_search_that_hid_it_is_cleared(view: TableView) -> None:
    told: list[int | None] = []
    view.go_to(38)
    view.current_changed.connect(told.append)
    for typed in ("0", "05", "05z", "05zz", ""):  # a hit or two on the way, then none
        view.table.search(typed)
    assert (view.current_id(), view.selected_ids(), told[-1]) == (38, [38], 38)


def test_who_goes_on_from_a_hit_stays_there_when_the_search_is_cleared(view: TableView, qtbot: QtBot) -> None:
    moves: list[tuple[Callable[[], object], int]] = [
        (lambda: None, 38),
        (view.setFocus, 5),
        (lambda: view.go_to(5), 5),
        (lambda: view.go_to(50), 50),
    ]
    for move, expected in moves:
        view.go_to(38)
        view.clearFocus()
        view.table.search("05")
        assert view.current_id() == 5
        move()
        view.table.search("")
        assert view.current_id() == expected


def test_shift_and_arrows_then_space_ticks_several(view: TableView, qtbot: QtBot) -> None:
    view.go_to(3)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Space)

    assert view.table.ticked_ids == {3, 4, 5}


def test_ctrl_a_then_space_ticks_all_in_this_filter(view: TableView, qtbot: QtBot) -> None:
    view.table.search('"Customer 01"')
    qtbot.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(view, Qt.Key.Key_Space)

    assert view.table.ticked_ids == set(range(10, 20))


def test_enter_opens_the_row(view: TableView, qtbot: QtBot) -> None:
    view.go_to(7)
    with qtbot.waitSignal(view.opened) as told:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert told.args == [7]


def test_a_click_on_the_lamp_opens_the_row(view: TableView, qtbot: QtBot) -> None:
    lamp = view.visualRect(view.table.index(2, 1)).topLeft() + QPoint(look().px(12), look().px(14))
    with qtbot.waitSignal(view.opened) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=lamp)
    assert told.args == [2]


def test_the_whole_tick_cell_is_the_target_and_leaves_the_selection(view: TableView, qtbot: QtBot) -> None:
    view.go_to(1)
    corner = view.visualRect(view.table.index(4, 0)).topLeft() + QPoint(2, 2)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=corner)

    assert view.table.ticked_ids == {4}
    assert view.current_id() == 1


def test_f2_and_a_click_on_a_caret_ask_for_a_choice(view: TableView, qtbot: QtBot) -> None:
    view.go_to(5)
    with qtbot.waitSignal(view.pick_requested) as told:
        qtbot.keyClick(view, Qt.Key.Key_F2)
    assert told.args[:2] == [5, "pick"]
    with qtbot.waitSignal(view.pick_requested) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=centre(view, 6, 3))
    assert told.args[:2] == [6, "pick"]


def test_home_and_end_go_to_the_first_and_last_row(view: TableView, qtbot: QtBot) -> None:
    view.go_to(20)
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.current_id() == 59
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert view.current_id() == 0


def test_copying_gives_plain_minus_and_heads_when_asked(view: TableView, qtbot: QtBot) -> None:
    view.go_to(0)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Waiting\tCustomer 000\tTimeLog\t-12,50"

    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert QGuiApplication.clipboard().text().splitlines()[0] == "Status\tName\tChoice\tAmount"


def test_selection_and_current_row_outlive_sort_and_filter(view: TableView, qtbot: QtBot) -> None:
    view.go_to(11)
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    view.table.click_heading("name")
    view.table.click_heading("name")
    view.table.search("Customer 01")

    assert view.current_id() == 12
    assert sorted(view.selected_ids()) == [11, 12]
    assert view.visualRect(view.currentIndex()).intersects(view.viewport().rect())


def test_the_next_row_takes_over_when_the_current_one_is_filtered_away(view: TableView, qtbot: QtBot) -> None:
    view.go_to(30)
    with qtbot.waitSignal(view.current_changed) as told:
        view.table.search("Customer 00")
    assert told.args == [0]
    assert view.current_id() == 0


def test_reading_the_same_rows_again_is_no_news_for_the_detail(view: TableView, qtbot: QtBot) -> None:
    view.go_to(30)
    with qtbot.assertNotEmitted(view.current_changed):
        view.table.set_rows(LINES)
    assert view.current_id() == 30


def test_a_reason_makes_its_row_higher_and_goes_with_it(view: TableView) -> None:
    plain = view.rowHeight(0)
    view.table.update_rows([replace(LINES[0], reason="Item number 4012 does not exist.")])
    assert view.rowHeight(0) == plain + look().px(18)

    view.table.click_heading("name")
    view.table.click_heading("name")
    assert (view.rowHeight(0), view.rowHeight(59)) == (plain, plain + look().px(18))

    view.table.update_rows([LINES[0]])
    assert view.rowHeight(59) == plain


def test_heights_and_widths_follow_the_text_size(view: TableView, theme: Theme) -> None:
    width, height = view.columnWidth(1), view.rowHeight(0)
    theme.set_text_size(200)

    assert view.columnWidth(1) == 2 * width
    assert view.rowHeight(0) >= 2 * height - 1


def test_a_number_that_does_not_fit_makes_its_column_wider(view: TableView, qtbot: QtBot) -> None:
    view.table.update_rows([replace(LINES[0], amount="123.456.789.012,50")])
    needed = look().metrics().horizontalAdvance("123.456.789.012,50")

    qtbot.waitUntil(lambda: view.columnWidth(4) >= needed)


def test_a_sum_that_does_not_fit_makes_its_column_wider_too(view: TableView, qtbot: QtBot) -> None:
    sums = SumRows(view)
    qtbot.addWidget(sums)
    sums.set_sums([{"name": "Sum", "amount": "123.456.789.012,50"}])
    sums.resize(700, sums.sizeHint().height())
    sums.grab()

    qtbot.waitUntil(lambda: view.columnWidth(4) > look().metrics().horizontalAdvance("123.456.789.012,50"))
    assert "123.456.789.012,50" in sums.accessibleName()


def test_the_stretching_column_takes_the_room_that_is_left(view: TableView) -> None:
    assert sum(view.columnWidth(section) for section in range(5)) == view.viewport().width()


def test_columns_order_and_sort_are_kept_by_name(view: TableView, theme: Theme, qtbot: QtBot, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    view.keep_state(settings, "invoices/3")
    view.layout_of_columns.show(1, False)
    view.horizontalHeader().moveSection(4, 2)
    view.table.click_heading("name")
    view.layout_of_columns.save()

    other = TableView(make_table(), name="Lines")
    qtbot.addWidget(other)
    other.keep_state(settings, "invoices/3")
    assert other.isColumnHidden(1)
    assert [other.table.columns[n].key for n in other.shown_columns()] == ["amount", "name", "pick"]
    assert [key.key for key in other.table.sort_keys] == ["name"]

    another = TableView(make_table(), name="Lines")
    qtbot.addWidget(another)
    another.keep_state(settings, "invoices/4")
    assert not another.isColumnHidden(1)


def test_unreadable_memory_counts_as_none(view: TableView, tmp_path: Path) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("tables/invoices/3", "[1, not json")
    view.keep_state(settings, "invoices/3")

    assert not any(view.isColumnHidden(section) for section in range(5))


def test_the_column_chooser_hides_shows_and_resets(view: TableView) -> None:
    entries = {action.text(): action for action in view.columns_menu().actions()}
    assert list(entries) == ["Status", "Name", "Choice", "Amount", "", "Reset"]
    assert not entries["Name"].isEnabled()

    entries["Status"].setChecked(False)
    assert view.isColumnHidden(1)
    entries["Reset"].trigger()
    assert not view.isColumnHidden(1)


def test_a_click_on_a_head_sorts_and_on_its_box_ticks_all(view: TableView, qtbot: QtBot) -> None:
    head = view.horizontalHeader()
    name = QPoint(view.columnViewportPosition(2) + 30, 10)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=name)
    assert [key.key for key in view.table.sort_keys] == ["name"]

    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(14, 10))
    assert len(view.table.ticked_ids) == 60


def test_nothing_fits_says_how_many_there_are_and_leads_back(view: TableView, qtbot: QtBot) -> None:
    field = SearchField(view=view)
    qtbot.addWidget(field)
    field.setText("nobody")
    overlay = view.findChild(NothingFits)
    assert overlay.isVisible()
    assert any("None of 60 rows fits." in one.text() for one in overlay.findChildren(type(overlay._said)))

    overlay._clear.click()
    assert not overlay.isVisible()
    assert field.text() == ""
    assert view.table.rowCount() == 60


def test_escape_empties_the_search_and_then_returns_to_the_list(view: TableView, qtbot: QtBot) -> None:
    field = SearchField(view=view)
    qtbot.addWidget(field)
    field.show()
    qtbot.keyClicks(field, "001")
    assert view.table.rowCount() == 1
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert view.table.rowCount() == 60
    with qtbot.assertNotEmitted(view.opened):
        qtbot.keyClick(field, Qt.Key.Key_Down)


@pytest.mark.parametrize("percent", [100, 125, 200])
def test_rows_heads_and_band_are_drawn_at_every_text_size(view: TableView, theme: Theme, qtbot: QtBot, percent: int) -> None:
    theme.set_text_size(percent)
    band = Band(view, {"status": "TimeLog", "amount": "e-conomic"})
    qtbot.addWidget(band)
    view.table.update_rows([replace(LINES[1], reason="Refused.")])
    view.table.search("customer")
    picture = view.grab().toImage()
    band.resize(700, band.sizeHint().height())

    colours = {picture.pixelColor(x, y).rgba() for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)}
    assert look().colours.red_bg.rgba() in colours
    assert look().colours.mark.rgba() in colours
    assert not band.grab().isNull()


def scrolled_right(view: TableView) -> int:
    """Make the table wider than its view and scroll it to its end; gives the left edge of the name."""
    view.setColumnWidth(2, 140)
    view.setColumnWidth(4, 900)
    view.updateGeometries()
    view.horizontalScrollBar().setValue(view.horizontalScrollBar().maximum())
    assert view.horizontalScrollBar().value()
    return view.section_left(2)


def test_tick_boxes_and_name_stay_at_the_left_edge_of_a_scrolled_table(view: TableView) -> None:
    assert view.held.places == {}
    assert scrolled_right(view) == view.columnWidth(0)
    assert view.held.edge == view.columnWidth(0) + view.columnWidth(2)
    place = QPoint(view.held.edge - 10, view.rowViewportPosition(2) + 5)
    assert (view.indexAt(place).row(), view.indexAt(place).column()) == (2, 2)
    assert view.visualRect(view.table.index(2, 2)).contains(place)


def test_a_held_tick_box_takes_the_click_and_a_held_name_selects(view: TableView, qtbot: QtBot) -> None:
    left = scrolled_right(view)
    middle = view.rowViewportPosition(3) + 5
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(8, middle))
    assert view.table.ticked_ids == {3}
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(left + 8, middle))
    assert view.selected_ids() == [3]
    head = view.horizontalHeader()
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(left + 8, 5))
    assert [key.key for key in view.table.sort_keys] == ["name"]


def test_a_cell_that_is_gone_to_does_not_stand_below_a_held_one(view: TableView) -> None:
    scrolled_right(view)
    view.scrollTo(view.table.index(0, 1))
    assert view.held.edge == 0 or view.columnViewportPosition(1) >= view.held.edge


def test_held_columns_follow_where_the_user_moved_them_and_never_take_more_than_half(view: TableView) -> None:
    view.horizontalHeader().moveSection(2, 4)
    scrolled_right(view)
    assert 2 not in view.held.places  # it stands at the right end and is seen there
    view.horizontalHeader().moveSection(4, 1)
    view.resize(300, 400)
    scrolled_right(view)
    assert set(view.held.places) == {2}
    view.resize(200, 400)
    assert view.held.places == {}


def test_what_is_held_is_painted_over_what_was_scrolled(view: TableView) -> None:
    view.setColumnWidth(2, 140)
    left = view.section_left(2)
    room = QRect(left + 2, 2, view.columnWidth(2) - 6, view.rowHeight(0) - 4)
    before = view.viewport().grab(room).toImage()
    now = room.translated(scrolled_right(view) - left, 0)
    assert view.viewport().grab(now).toImage() == before


def test_text_stands_beside_a_lamp_or_a_dot_and_never_over_it(theme: Theme, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    left: dict[str, int] = {}

    def note(_self: CellDelegate, _painter: object, inner: QRect, _cell: object, column: Column[Line], *_rest: object) -> None:
        left[column.key] = inner.left()

    monkeypatch.setattr(CellDelegate, "_paint_text", note)
    plain: Column[Line] = Column(key="plain", title="", text=lambda one: one.name, width=100)
    dot = replace(plain, key="dot", dot=lambda _one: True)
    lamp = replace(plain, key="lamp", lamp=lambda _one: Lamp.DONE)
    made = TableView(TableModel([plain, dot, lamp], row_id=lambda one: one.id), name="Lines")
    qtbot.addWidget(made)
    made.table.set_rows(LINES[:1])
    made.show()
    made.grab()

    begins = {
        key: place - made.visualRect(made.table.index(0, section)).left() for section, (key, place) in enumerate(left.items())
    }
    assert begins["dot"] == begins["lamp"] == begins["plain"] + look().px(22)
