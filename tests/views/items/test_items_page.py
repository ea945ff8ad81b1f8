"""Item numbers: ticking, switching, filtering, and what stops invoices, on the demo company."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled
from desktop.errors import NoConnection
from desktop.models.lamps import Lamp
from desktop.models.records import Integration
from desktop.texts import Message
from desktop.views.items import items_page
from desktop.views.items.item_table import ACTIVE
from desktop.views.items.items_page import ItemsPage
from desktop.views.shared.theme import Theme
from tests.shown_page import ShownPage
from tests.views.conftest import OpenDemo


@pytest.fixture(scope="module")
def demo(open_demo: OpenDemo) -> Iterator[tuple[Bindeled, Integration]]:
    """The demo company with its registers read."""
    with open_demo("read") as (program, integration):
        yield program, integration


class Shown(ShownPage):
    """The page in sight, on a program where nothing is active yet."""

    page: ItemsPage

    def __init__(self, program: Bindeled, integration_id: int | None, folder: Path, qtbot: QtBot) -> None:
        super().__init__(folder, qtbot)
        self.program = program
        self.page = ItemsPage(
            program.connections,
            program.items,
            program.default_items,
            program.fetching,
            background=self.background,
            messages=self.messages,
            settings=self.settings,
        )
        self.show(integration_id)

    def active(self) -> list[str]:
        return [row.item.number for row in self.page.list.table.rows() if row.is_activated]

    def shown(self) -> list[str]:
        return [row.item.number for row in self.page.list.table.shown_rows()]

    @property
    def said(self) -> str:
        return self.messages.last.text if self.messages.last else ""


@pytest.fixture
def shown(demo: tuple[Bindeled, Integration], theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Shown]:
    program, integration = demo
    program.items.deactivate(integration.id, [one.item.number for one in program.items.items(integration.id)])
    made = Shown(program, integration.id, tmp_path, qtbot)
    yield made
    made.background.close()


def test_every_item_is_listed_and_the_ones_that_stop_invoices_are_named(shown: Shown) -> None:
    assert len(shown.shown()) == 60
    assert "invoices to be sent would be refused" in shown.page.missing.text
    assert shown.badges[-1].lamp is Lamp.REFUSED
    assert int(shown.badges[-1].text) > 50


def test_ticked_items_are_activated_and_the_count_stands_on_the_button(shown: Shown) -> None:
    first, second = shown.shown()[:2]
    shown.page.list.table.set_ticked([first, second])
    assert shown.page.activate.text() == "Activate 2"
    shown.page.activate.click()
    shown.settle()
    assert shown.active() == [first, second]
    assert shown.page.list.table.ticked_ids == set()
    assert shown.said == "2 items activated."


def test_a_click_on_the_dot_switches_one_item_and_d_switches_it_back(shown: Shown) -> None:
    number = shown.shown()[0]
    shown.page.list.view.go_to(number)
    shown.page.list.view.cell_clicked.emit(number, ACTIVE)
    shown.settle()
    assert shown.active() == [number]
    shown.press(Qt.Key.Key_D)
    assert shown.active() == []


def test_ctrl_z_takes_the_last_switch_back(shown: Shown, qtbot: QtBot) -> None:
    shown.page.list.table.set_ticked(shown.shown()[:3])
    shown.page.activate.click()
    shown.settle()
    assert shown.messages.last is not None
    shown.messages.last.links[0].on_click()
    shown.settle()
    assert shown.active() == []
    assert shown.said == "3 items deactivated."


def test_no_row_leaves_the_filter_under_the_eye(shown: Shown, qtbot: QtBot) -> None:
    shown.page.list.filter.chosen.emit("inactive")
    number = shown.shown()[0]
    shown.page.list.view.go_to(number)
    shown.press(Qt.Key.Key_D)
    assert number in shown.shown()
    shown.page.on_shown(shown.page.integration_id)
    shown.settle()
    assert number not in shown.shown()


def test_search_and_filter_work_together_and_ticks_survive(shown: Shown) -> None:
    number = shown.shown()[0]
    shown.page.list.table.set_ticked([number])
    shown.page.list.search.setText("udvikling")
    assert 0 < len(shown.shown()) < 10
    assert number not in shown.shown()
    assert not shown.page.activate.isEnabled()
    assert shown.page.bar.ticked_note.text == "1 ticked row is hidden"
    shown.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert shown.shown() == [number]
    shown.press(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    shown.page.on_shown(shown.page.integration_id)
    shown.settle()
    assert shown.page.list.table.ticked_ids == {number}


def test_with_nothing_ticked_what_is_in_use_is_activated_which_leaves_only_the_lines_that_no_item_helps(
    shown: Shown, demo: tuple[Bindeled, Integration]
) -> None:
    program, integration = demo
    in_use = [one for one in program.items.items(integration.id) if one.waiting_lines and one.can_be_activated]
    assert shown.page.activate.text() == f"Activate the {len(in_use)} in use"
    shown.page.activate.click()
    shown.settle()
    assert shown.active() == [one.item.number for one in in_use]
    assert not shown.page.activate.isEnabled()
    assert "without a number" in shown.page.missing.text
    assert "4012" in shown.page.missing.text
    assert int(shown.badges[-1].text) == 3


def test_of_what_is_in_use_only_the_items_shown_are_activated(shown: Shown) -> None:
    shown.page.list.search.setText("udvikling")
    shown.page.activate.click()
    shown.settle()
    assert shown.active()
    assert set(shown.active()) <= set(shown.shown())


def test_a_barred_item_cannot_be_activated_and_says_why(shown: Shown) -> None:
    barred = next(row for row in shown.page.list.table.rows() if not row.item.is_usable)
    shown.page.list.table.set_ticked([barred.item.number])
    assert not shown.page.activate.isEnabled()
    assert shown.page.activate.toolTip() == "None of the ticked ones can be activated."
    shown.page.list.view.cell_clicked.emit(barred.item.number, ACTIVE)
    shown.settle()
    assert shown.active() == []
    note = next(column for column in shown.page.list.table.columns if column.key == "note")
    assert note.text(barred) == "Barred in e-conomic"


def test_fetching_again_keeps_activation_and_tells_the_count(shown: Shown) -> None:
    shown.page.list.table.set_ticked(shown.shown()[:1])
    shown.page.activate.click()
    shown.settle()
    shown.page.refresh()
    shown.settle()
    assert len(shown.active()) == 1
    assert shown.said == "Item numbers in e-conomic: 60 read."


def test_a_fetch_that_fails_says_why_above_the_list_and_the_old_rows_stay(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object, **_more: object) -> None:
        raise NoConnection(Message("e-conomic cannot be reached."))

    monkeypatch.setattr(shown.program.fetching, "fetch", refuse)
    shown.page.refresh()
    shown.settle()
    assert shown.page.trouble.sentence == "e-conomic cannot be reached."
    assert len(shown.shown()) == 60


def test_the_red_line_leads_to_the_invoices(shown: Shown) -> None:
    shown.page.missing.findChild(items_page.Button).click()
    assert shown.requested == [("invoices", None)]


def test_the_rows_shown_are_exported(shown: Shown, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    monkeypatch.setattr(items_page, "ask_for_file", lambda *_given: file)
    shown.page.list.search.setText("udvikling")
    count = len(shown.shown())
    shown.page.export()
    shown.settle()
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Active,No.,Name")
    assert len(lines) == count + 1


def test_an_integration_that_is_not_connected_leads_to_setup(
    demo: tuple[Bindeled, Integration], theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    program, _integration = demo
    made = program.connections.create("Nordlys Vest", "timelog", "economic")
    shown = Shown(program, made.id, tmp_path, qtbot)
    assert shown.page.first_focus() is shown.page.to_setup
    shown.page.to_setup.click()
    assert shown.requested == [("setup", None)]
    shown.background.close()


def test_items_that_were_never_read_are_fetched_by_the_one_button(
    theme: Theme, tmp_path: Path, qtbot: QtBot, demo: tuple[Bindeled, Integration]
) -> None:
    program, integration = demo
    made = program.connections.create("Nordlys Øst", "timelog", "economic")
    secrets = {"app_secret_token": "demo-secret-bindeled", "agreement_grant_token": "demo-grant-nordlys"}
    program.connections.connect(made.id, integration.finance.side, integration.finance.base_address, secrets)
    shown = Shown(program, made.id, tmp_path, qtbot)
    assert shown.page.first_focus() is shown.page.first_fetch
    shown.page.first_fetch.click()
    shown.settle()
    assert len(shown.shown()) == 60
    shown.background.close()


@pytest.mark.parametrize("size", [100, 200])
def test_the_page_fits_a_small_screen_at_every_text_size(
    demo: tuple[Bindeled, Integration], theme: Theme, size: int, tmp_path: Path, qtbot: QtBot
) -> None:
    theme.set_text_size(size)
    program, integration = demo
    shown = Shown(program, integration.id, tmp_path, qtbot)
    assert shown.page.minimumSizeHint().height() < 700
    shown.background.close()


def test_the_items_that_another_page_asks_for_stand_alone_and_ticked(shown: Shown) -> None:
    numbers = [one.item.number for one in shown.page.list.table.rows()[:2]]
    shown.page.on_requested((*numbers, "not there"))
    assert [row.item.number for row in shown.page.list.table.shown_rows()] == numbers
    assert shown.page.list.table.ticked_ids <= set(numbers)

    shown.page.list.table.clear_filters()
    shown.page.on_requested(("not there",))
    assert len(shown.page.list.table.shown_rows()) > 2
