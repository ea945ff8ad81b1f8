"""The page Expenses: from no accounts to an import and back, on the demo company."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.app import Bindeled
from desktop.models.absence import AbsenceProof
from desktop.models.expenses import Standing
from desktop.models.records import Expense, Integration
from desktop.progress import Silent
from desktop.texts import Message
from desktop.views.expenses.accounts_dialog import AccountsDialog
from desktop.views.expenses.expenses_page import ExpensesPage
from desktop.views.shared.theme import Theme
from tests.shown_page import ShownPage
from tests.views.conftest import OpenDemo

ACCOUNTS = ["2207", "2240"]
SINCE = dt.date(2026, 8, 1)


@pytest.fixture(scope="module")
def demo(open_demo: OpenDemo) -> Iterator[tuple[Bindeled, Integration]]:
    """The demo company, active, with the entries of two accounts read; one of them has no expense type."""
    with open_demo("connected") as (program, integration):
        program.expense_setup.read_accounts(integration, Silent())
        program.expense_setup.choose_accounts(integration.id, ACCOUNTS)
        program.expense_setup.read(integration, SINCE, Silent())
        with program.store.work() as work:
            work.integrations.activate(integration.id, True)
            work.commit()
        yield program, integration


class Shown(ShownPage):
    """The page in sight."""

    page: ExpensesPage

    def __init__(self, program: Bindeled, integration_id: int | None, folder: Path, qtbot: QtBot) -> None:
        super().__init__(folder, qtbot)
        self.page = ExpensesPage(
            program.connections,
            program.expense_setup,
            program.expenses,
            background=self.background,
            messages=self.messages,
            settings=self.settings,
        )
        self.show(integration_id)

    def count(self, standing: Standing) -> int:
        return sum(row.standing is standing for row in self.page.list.table.rows())


@pytest.fixture
def shown(demo: tuple[Bindeled, Integration], theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[Shown]:
    made = Shown(demo[0], demo[1].id, tmp_path, qtbot)
    yield made
    made.background.close()


def test_entries_stand_with_what_is_missing_and_clashes_are_told(shown: Shown) -> None:
    assert "No expense type has account 2240" in shown.page.clashes.text
    assert shown.page.list.filter.isVisible()
    assert shown.count(Standing.OPEN) > 10
    assert not shown.page.bar.bring_in.isEnabled()
    shown.page.list.filter.chosen.emit("imported")
    assert shown.page.list.table.shown_rows() == []


def test_suggestions_are_taken_imported_and_taken_back_with_keys(shown: Shown) -> None:
    table = shown.page.list.table
    named = [row.key for row in table.rows() if row.suggested and row.type and row.can_be_chosen_for][:3]
    table.set_ticked(named)
    assert not shown.page.bar.bring_in.isEnabled()  # a suggestion is not a choice
    shown.press(Qt.Key.Key_G)
    assert shown.page.bar.bring_in.text() == f"Import {len(named)}"
    shown.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert shown.count(Standing.IMPORTED) == len(named)
    assert shown.badges[-1].text == str(shown.count(Standing.OPEN))
    assert table.ticked_ids == set()
    shown.page.list.view.opened.emit(named[0])
    assert shown.requested[-1][0] == "log"
    shown.press(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shown.count(Standing.IMPORTED) == 0


def test_what_a_dead_program_was_sending_is_uncertain_and_can_be_looked_up(
    demo: tuple[Bindeled, Integration], shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, integration = demo
    key = next(row.key for row in shown.page.list.table.rows() if row.standing is Standing.OPEN)
    with program.store.work() as work:
        assert work.expenses.claim(integration.id, key, 1, Expense(project_id="1"), f"anna@{platform.node()}#{2**30}#gone")
        work.commit()
    shown.page.on_shown(integration.id)
    shown.settle()
    assert shown.page.uncertain.text == "1 expense is uncertain."
    assert shown.count(Standing.SENDING) == 0
    monkeypatch.setattr(AbsenceProof, "seconds_left", lambda *_: 0.0)
    shown.page.look_up()
    shown.settle()
    assert shown.page.uncertain.text == ""


def test_a_choice_in_a_ticked_row_is_for_all_ticked_ones(shown: Shown) -> None:
    table = shown.page.list.table
    keys = [row.key for row in table.rows() if row.standing is Standing.OPEN and row.type is None][:3]
    table.set_ticked(keys)
    shown.page._choose(shown.page.list.meant(keys[0]), type_id="247")
    shown.settle()
    assert {row.type.id for row in table.ticked_rows() if row.type} == {"247"}
    assert shown.page.list.meant("another") == ["another"]


def test_the_sum_of_what_is_shown_and_then_of_what_is_ticked_stands_below_the_list(shown: Shown) -> None:
    rows = shown.page.list.table.rows()
    kroner, euros = (sum(row.entry.amount for row in rows if row.entry.currency == one) for one in ("DKK", "EUR"))
    assert shown.page.list.sums.told == (f"{len(rows)} expenses", f"DKK {kroner:,.2f}", f"EUR {euros:,.2f}")
    shown.page.list.table.set_ticked([rows[0].key])
    assert shown.page.list.sums.told == ("1 ticked", f"DKK {rows[0].entry.amount:,.2f}")


def test_what_is_ticked_and_hidden_gets_no_project(shown: Shown) -> None:
    table = shown.page.list.table
    named = [row for row in table.rows() if row.suggested and row.project is None and row.can_be_chosen_for]
    table.set_ticked([row.key for row in named])
    shown.page.list.search.setText(f'"{named[0].entry.text}"')
    seen = [row.key for row in table.shown_rows() if row.key in table.ticked_ids]
    assert 0 < len(seen) < len(named)
    assert shown.page.list.meant(seen[0]) == seen
    assert shown.page.list.sums.told[0] == f"{len(seen)} ticked"
    assert shown.page.bar.ticked_note.text.startswith(f"{len(named) - len(seen)} ticked row")
    shown.press(Qt.Key.Key_G)
    assert {row.key for row in table.ticked_rows() if row.project} == set(seen)


def test_accounts_are_found_by_typing_and_ticked(shown: Shown, demo: tuple[Bindeled, Integration]) -> None:
    known = demo[0].expense_setup.known(demo[1].id)
    dialog = AccountsDialog(known.accounts, known.chosen, shown.settings, shown.page)
    dialog.search.setText("hosting")
    assert [one.number for one in dialog.table.shown_rows()] == ["2240"]
    dialog.table.set_ticked(["2240"], False)
    assert (dialog.chosen, dialog.verb.text()) == (["2207"], "Choose 1 account")


def test_trouble_stands_above_the_list_and_the_old_rows_stay(shown: Shown, demo: tuple[Bindeled, Integration]) -> None:
    before = shown.page.list.table.total
    with demo[0].store.work() as work:
        work.integrations.activate(demo[1].id, False)
        work.commit()
    table = shown.page.list.table
    named = [row.key for row in table.rows() if row.suggested and row.type]
    demo[0].expense_setup.use_suggestions(demo[1].id, named)
    shown.page.on_shown(demo[1].id)
    shown.settle()
    table.set_ticked(named)
    shown.page.import_ticked()
    shown.settle()
    assert "not active" in shown.page.trouble.sentence
    assert table.total == before


def test_without_the_ability_the_page_gives_the_reason(
    demo: tuple[Bindeled, Integration], theme: Theme, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(demo[0].expense_setup), "why_not", lambda _self, _one: Message("It has no ledger."))
    made = Shown(demo[0], demo[1].id, tmp_path, qtbot)
    assert made.page.not_possible.isVisible()
    assert made.page.not_possible.text.text() == "It has no ledger."
    assert not made.page.bar.isVisible()
    made.background.close()


def test_without_an_integration_it_leads_to_setup(
    demo: tuple[Bindeled, Integration], theme: Theme, tmp_path: Path, qtbot: QtBot
) -> None:
    made = Shown(demo[0], None, tmp_path, qtbot)
    made.page.to_setup.click()
    assert made.requested == [("setup", None)]
    made.background.close()
