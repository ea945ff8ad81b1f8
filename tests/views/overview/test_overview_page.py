from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled, open_bindeled
from desktop.errors import StoreUnusable
from desktop.models.lamps import Lamp
from desktop.models.records import Integration
from desktop.texts import Message
from desktop.use_cases.show_overview import OverviewReading
from desktop.views.background import Background
from desktop.views.messages import Messages
from desktop.views.overview.chart import Bar, BarChart
from desktop.views.overview.overview_page import OverviewPage
from desktop.views.overview.what_needs_me import WhatNeedsMe
from desktop.views.shared.buttons import Kind
from desktop.views.shared.theme import Theme, look
from tests.filled_program import filled


class Shown:
    """The page on a filled program."""

    def __init__(self, program: Bindeled, settings: QSettings) -> None:
        self.program = program
        self.integration: Integration = filled(program)
        self.messages = Messages()
        self.background = Background(self.messages)
        self.page = OverviewPage(program.overview, background=self.background, messages=self.messages, settings=settings)

    def buttons(self) -> list[str]:
        return [button.text() for button in self.page.needs.buttons()]


@pytest.fixture
def shown(theme: Theme, qtbot: QtBot, tmp_path: Path) -> Iterator[Shown]:
    program = open_bindeled(tmp_path, for_this_run=True)
    made = Shown(program, QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))
    qtbot.addWidget(made.page)
    made.page.resize(1130, 700)
    made.page.show()
    yield made
    made.background.close()
    program.close()


def open_page(shown: Shown, qtbot: QtBot) -> None:
    shown.page.on_shown(shown.integration.id)
    qtbot.waitUntil(lambda: not shown.background.running)


def test_rows_stand_worst_first_and_only_the_next_step_is_primary(shown: Shown, qtbot: QtBot) -> None:
    open_page(shown, qtbot)

    assert shown.buttons() == ["Show it", "Link customers …", "Transfer 1 …", "Setup …"]
    primary = [button.text() for button in shown.page.needs.buttons() if button.property("kind") == Kind.PRIMARY.value]
    assert primary == ["Setup …"]
    assert shown.page.first_focus() is shown.page.needs.primary
    texts = [one.text() for one in shown.page.needs.findChildren(QLabel)]
    assert "1 document was refused" in texts
    assert "The name is too long." in texts
    assert "1,000.00 DKK" in texts


def test_a_button_leads_to_the_page_and_to_what_it_is_about(shown: Shown, qtbot: QtBot) -> None:
    open_page(shown, qtbot)

    with qtbot.waitSignal(shown.page.page_requested) as asked:
        shown.page.needs.buttons()[0].click()
    assert asked.args == ["invoices", "i2"]

    with qtbot.waitSignal(shown.page.page_requested) as asked:
        shown.page.needs.buttons()[1].click()
    assert asked.args == ["link_customers", None]


def test_the_latest_runs_open_the_log_at_the_entry_that_went_worst(shown: Shown, qtbot: QtBot) -> None:
    open_page(shown, qtbot)
    run = shown.page.table.record(0)
    assert [str(one) for one in run.result] == ["1 done", "1 refused"]

    with qtbot.waitSignal(shown.page.page_requested) as asked:
        shown.page.latest.setFocus()
        qtbot.keyClick(shown.page.latest, Qt.Key.Key_Return)

    assert asked.args == ["log", run.worst.id]


def test_the_charts_say_their_values_to_a_screen_reader(shown: Shown, qtbot: QtBot) -> None:
    open_page(shown, qtbot)

    assert len(shown.page.documents_chart.accessibleDescription().splitlines()) == 12
    assert shown.page.documents_chart.accessibleDescription().splitlines()[-1].endswith(" 1")
    assert shown.page.amounts_chart.accessibleDescription().endswith("1,000.00 DKK")


def test_the_two_lamps_stand_at_the_title(shown: Shown, qtbot: QtBot) -> None:
    open_page(shown, qtbot)

    assert (shown.page.connection.lamp, shown.page.activity.lamp) == (Lamp.DONE, Lamp.WAITING)


def test_work_that_ends_brings_the_page_up_to_date(shown: Shown, qtbot: QtBot) -> None:
    open_page(shown, qtbot)
    shown.program.activation.activate(shown.integration.id, "all the same")

    shown.background.run(lambda _job: None, title="Work")

    qtbot.waitUntil(lambda: shown.page.activity.lamp is Lamp.DONE)
    qtbot.waitUntil(lambda: not shown.background.running)


def test_without_an_integration_the_page_says_how_to_begin(shown: Shown, qtbot: QtBot) -> None:
    shown.page.on_shown(None)

    assert shown.page.first_focus() is shown.page.start
    with qtbot.waitSignal(shown.page.page_requested) as asked:
        shown.page.start.click()
    assert asked.args == ["setup", "new"]


def test_a_store_that_does_not_answer_is_told_and_the_old_rows_stay(
    shown: Shown, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_page(shown, qtbot)

    def locked(_self: object, _id: int) -> OverviewReading:
        raise StoreUnusable(Message("The database is locked."))

    monkeypatch.setattr(type(shown.program.overview), "read", locked)
    shown.page.refresh()
    qtbot.waitUntil(lambda: shown.page.trouble.sentence != "")

    assert shown.page.trouble.sentence == "The database is locked."
    assert len(shown.buttons()) == 4


def test_more_than_six_rows_hide_behind_a_link(shown: Shown, qtbot: QtBot) -> None:
    open_page(shown, qtbot)
    reading = shown.program.overview.read(shown.integration.id)
    from desktop.models.needs_handling import what_needs_me

    needs = WhatNeedsMe()
    qtbot.addWidget(needs)
    needs.show_items(what_needs_me(reading.facts) * 2)

    assert needs.buttons()[-1].text() == "2 more"
    needs.buttons()[-1].click()
    assert len(needs.buttons()) == 8


def test_nothing_open_is_one_green_lamp(theme: Theme, qtbot: QtBot) -> None:
    needs = WhatNeedsMe()
    qtbot.addWidget(needs)
    needs.show_items([])

    assert [one.text() for one in needs.findChildren(QLabel)] == ["Nothing needs handling"]


def test_bars_rise_from_the_zero_line_and_fall_below_it(theme: Theme, qtbot: QtBot) -> None:
    chart = BarChart("Test")
    qtbot.addWidget(chart)
    chart.resize(400, 160)
    chart.set_bars([Bar(-50, "−50", "jan", "jan −50"), Bar(100, "100", "feb", "feb 100")])

    image = chart.grab().toImage()
    rows = [row for row in range(image.height()) if _is(image, 100, row, look().colours.bar2.name())]
    tall = [row for row in range(image.height()) if _is(image, 300, row, look().colours.bar.name())]

    assert len(tall) == pytest.approx(2 * len(rows), abs=3)
    assert min(rows) == pytest.approx(max(tall), abs=2)


def _is(image: QImage, x: int, y: int, colour: str) -> bool:
    return image.pixelColor(x, y).name() == colour
