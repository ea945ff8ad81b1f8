from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop.models.lamps import WORDS, Lamp
from desktop.views.shared.chips import Chip, Sign
from desktop.views.shared.columns import Cell, Column, Role, RowLook, Tint, by_number
from desktop.views.shared.row_order import SortKey
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.theme import Theme


@dataclass(frozen=True)
class Document:
    id: str
    number: str
    name: str
    amount: Decimal | None
    lamp: Lamp = Lamp.WAITING
    reason: str = ""


DOCUMENTS = [
    Document("a", "20418", "Brdr. Lindegaard Byg", Decimal("54296.48"), Lamp.REFUSED, "Item number 4012 does not exist."),
    Document("b", "9", "Ærø Færger", Decimal("-100.00")),
    Document("c", "20412", "Havblik Ingeniører", Decimal("86250.00"), Lamp.DONE),
    Document("d", "K7", "Zebra", None),
]


def columns() -> list[Column[Document]]:
    return [
        Column(key="status", title="Status", text=lambda one: WORDS[one.lamp].render(), lamp=lambda one: one.lamp),
        Column(key="number", title="No.", text=lambda one: one.number, value=lambda one: by_number(one.number), right=True),
        Column(key="name", title="Customer", text=lambda one: one.name, stretch=True),
        Column(key="amount", title="Amount", text=lambda one: str(one.amount or ""), value=lambda one: one.amount, right=True),
    ]


@pytest.fixture
def model(theme: Theme) -> TableModel[Document]:
    made = TableModel(
        columns(),
        row_id=lambda one: one.id,
        reason=lambda one: one.reason,
        tint=lambda one: Tint.RED if one.reason else Tint.PLAIN,
        tickable=True,
        can_tick=lambda one: one.lamp is not Lamp.DONE,
    )
    made.set_rows(DOCUMENTS)
    return made


def shown(model: TableModel[Document]) -> str:
    return "".join(one.id for one in model.shown_rows())


def test_it_keeps_the_rules_of_qt_models(model: TableModel[Document], qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)
    model.search("havblik")
    model.click_heading("name")


def test_rows_stand_in_the_pages_own_order(model: TableModel[Document]) -> None:
    assert shown(model) == "abcd"
    assert model.rowCount() == model.total == 4


def test_the_search_narrows_over_all_columns(model: TableModel[Document]) -> None:
    model.search("2041 transferred")
    assert shown(model) == "c"
    model.search("")
    assert shown(model) == "abcd"


def test_filters_and_search_must_agree_and_are_cleared_together(model: TableModel[Document], qtbot: QtBot) -> None:
    model.set_filter("lamp", lambda one: one.lamp is Lamp.WAITING)
    assert shown(model) == "bd"
    model.search("zebra")
    assert shown(model) == "d"
    with qtbot.waitSignal(model.filters_cleared):
        model.clear_filters()
    assert shown(model) == "abcd"
    assert not model.is_filtered


def test_the_third_click_on_a_heading_returns_to_the_own_order(model: TableModel[Document]) -> None:
    orders = []
    for _click in range(3):
        model.click_heading("amount")
        orders.append(shown(model))

    assert orders == ["bacd", "cabd", "abcd"]  # empty amounts stand last either way


def test_shift_click_adds_a_second_key(model: TableModel[Document]) -> None:
    model.click_heading("status")
    model.click_heading("name", add=True)

    assert model.sort_keys == [SortKey("status"), SortKey("name")]
    assert shown(model) == "acdb"  # Refused, Transferred, Waiting: Zebra before Ærø


def test_numbers_sort_as_numbers(model: TableModel[Document]) -> None:
    model.click_heading("number")
    assert shown(model) == "bcad"


def test_only_what_can_be_ticked_is_ticked(model: TableModel[Document]) -> None:
    model.set_all_ticked(True)
    assert model.ticked_ids == {"a", "b", "d"}
    assert model.ticks_shown() == Qt.CheckState.Checked
    model.set_ticked(["a"], False)
    assert model.ticks_shown() == Qt.CheckState.PartiallyChecked
    assert [one.id for one in model.ticked_rows()] == ["b", "d"]


def test_all_means_all_that_are_shown(model: TableModel[Document]) -> None:
    model.search("zebra")
    model.set_all_ticked(True)
    assert model.ticked_ids == {"d"}


def test_ticks_outlive_filter_sort_and_reading_again(model: TableModel[Document]) -> None:
    model.set_ticked(["a", "b"])
    model.search("zebra")
    model.click_heading("name")
    model.set_rows(DOCUMENTS[1:])

    assert model.ticked_ids == {"b"}


def test_a_changed_record_takes_its_own_place_and_no_row_moves(model: TableModel[Document], qtbot: QtBot) -> None:
    model.click_heading("amount")
    before = shown(model)
    with qtbot.waitSignal(model.dataChanged):
        model.update_rows([replace(DOCUMENTS[1], amount=Decimal(999999), reason="Refused.")])

    assert shown(model) == before
    assert model.record_of("b") == model.record(model.row_of("b"))
    assert model.rows_with_reason() == [model.row_of("b"), model.row_of("a")]


def test_a_changed_record_is_found_by_its_new_text(model: TableModel[Document]) -> None:
    model.search("nyt")
    model.update_rows([replace(DOCUMENTS[3], name="Nyt navn")])
    model.search("nyt navn")

    assert shown(model) == "d"


def test_the_delegate_gets_finished_cells(model: TableModel[Document]) -> None:
    cell: Cell = model.index(0, 1).data(Role.CELL)
    row: RowLook = model.index(0, 1).data(Role.ROW)

    assert (cell.text, cell.lamp) == ("Refused", Lamp.REFUSED)
    assert row == RowLook(Tint.RED, "Item number 4012 does not exist.")
    assert model.index(0, 1).data(Role.RECORD) is DOCUMENTS[0]


def test_a_screen_reader_hears_heading_value_and_mark(theme: Theme) -> None:
    column: Column[Document] = Column(key="amount", title="Amount", text=lambda _one: "143.437,51", spoken=lambda _one: "differs")
    assert column.accessible_text(DOCUMENTS[0]) == "Amount 143.437,51, differs"


def test_evidence_is_said_in_sentences_and_shown_in_chips(theme: Theme) -> None:
    chips = [
        Chip("Name", Sign.DIFFERS, "The name differs by ApS."),
        Chip("EAN", Sign.ABSENT, "No EAN in e-conomic."),
        Chip("CVR", Sign.AGREES, "Same CVR number."),
        Chip("Phone", Sign.AGREES, "Same phone."),
        Chip("City", Sign.CONTRADICTS, "Other city."),
        Chip("Street", Sign.ABSENT, "No street."),
    ]
    column: Column[Document] = Column(key="evidence", title="Evidence", text=lambda _one: "", chips=lambda _one: chips)
    shown_chips = [chip.shown for chip in column.cell(DOCUMENTS[0]).chips]

    assert shown_chips == ["= CVR", "= Phone", "≠ Name", "× City", "+2"]
    assert "Same CVR number." in column.accessible_text(DOCUMENTS[0])


def test_what_is_typed_in_a_cell_is_told_and_not_kept(model: TableModel[Document], qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.edited) as told:
        model.setData(model.index(1, 3), "Another name")

    assert told.args == ["b", "name", "Another name"]
    assert model.record_of("b") == DOCUMENTS[1]


def test_a_row_is_ticked_through_qt(model: TableModel[Document]) -> None:
    model.setData(model.index(0, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    state: Any = model.index(0, 0).data(Qt.ItemDataRole.CheckStateRole)

    assert state == Qt.CheckState.Checked
    assert model.index(2, 0).data(Qt.ItemDataRole.CheckStateRole) is None


def test_rows_that_a_thread_prepared_are_shown_as_others_are_also_when_the_sort_changed_meanwhile(
    model: TableModel[Document],
) -> None:
    model.sort_by([SortKey("number")])
    prepared = model.prepared(reversed(DOCUMENTS))
    model.set_rows(prepared)
    assert [one.id for one in model.shown_rows()] == ["b", "c", "a", "d"]
    assert model.rows_with_reason() == [2]

    prepared = model.prepared(DOCUMENTS)
    model.sort_by([SortKey("number", descending=True)])
    model.search("2041")
    model.set_rows(prepared)
    assert [one.id for one in model.shown_rows()] == ["a", "c"]
