"""What the side bar says at Expenses: how many wait or went wrong, and grey with the reason where the systems have no ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from desktop.app import open_bindeled
from desktop.models.expenses import ExpenseRow, Standing
from desktop.models.lamps import Lamp
from desktop.models.records import Account, Connection, ExpenseType, LedgerEntry, Side
from desktop.views.expenses.badge import expenses_badge
from desktop.views.shared.page import Badge
from desktop.views.shared.theme import Theme
from desktop.window import Window


def entry(number: int) -> LedgerEntry:
    return LedgerEntry(
        id=str(number),
        voucher=str(number),
        date=dt.date(2026, 10, 1),
        account="2207",
        text="Hotel",
        amount=Decimal(number),
        currency="DKK",
    )


@pytest.fixture
def window(theme: Theme, qtbot: QtBot, tmp_path: Path) -> Iterator[Window]:
    """One integration with three supplier entries, and one whose finance system is files."""
    program = open_bindeled(tmp_path / "data", for_this_run=True)
    with program.store.work() as work:
        psa = Connection(side=Side.PSA, system="timelog")
        made = work.integrations.add("Nordlys", psa, Connection(side=Side.FINANCE, system="dinero"))
        work.integrations.add("Kun filer", psa, Connection(side=Side.FINANCE, system="files"))
        work.expenses.replace_read(made.id, Account, [Account(number="2207")])
        work.expenses.replace_read(made.id, ExpenseType, [ExpenseType(id="1", name="Rejse", account="2207", is_active=True)])
        work.expenses.replace_read(made.id, LedgerEntry, [entry(number) for number in (1, 2, 3)])
        work.expenses.put_chosen(made.id, ["2207"])
        work.commit()
    settings = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings.setValue("language", "en")
    shown = Window(program, settings)
    qtbot.addWidget(shown.frame)
    shown.frame.show()
    yield shown
    shown.frame.close()
    program.close()


def test_expenses_that_wait_are_counted_although_nobody_opened_the_page(window: Window, qtbot: QtBot) -> None:
    window.state.read()
    qtbot.waitUntil(lambda: window.frame.badge("expenses") == Badge("3"))


def test_without_a_ledger_the_page_is_grey_with_the_reason(window: Window) -> None:
    def reason() -> str:
        return next(one.reason for one in window.frame.side_bar._pages if one.key == "expenses")

    nordlys, files = window.program.connections.integrations()
    window.lamps.show_now(files.id)
    why = window.program.expense_setup.why_not(files)
    assert why is not None
    assert reason() == str(why)
    window.lamps.show_now(nordlys.id)
    assert reason() == ""


def test_what_went_wrong_goes_before_what_waits() -> None:
    def rows(*standings: Standing) -> list[ExpenseRow]:
        return [ExpenseRow(entry=entry(1), standing=one) for one in standings]

    waiting = (Standing.OPEN, Standing.READY)
    assert expenses_badge(rows(*waiting, Standing.IMPORTED, Standing.LEFT_OUT)) == Badge("2")
    assert expenses_badge(rows(*waiting, Standing.UNKNOWN)) == Badge("1", Lamp.UNKNOWN)
    assert expenses_badge(rows(*waiting, Standing.UNKNOWN, Standing.REFUSED)) == Badge("1", Lamp.REFUSED)
    assert expenses_badge(rows(Standing.IMPORTED)) == Badge()
