"""Reconcile: differences accepted, months signed off, and what changed since."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from desktop.models.differences import Difference
from desktop.views.invoices.reconcile_dialogs import ChangesDialog, ReasonDialog
from desktop.views.invoices.reconcile_tab import ReconcileTab
from desktop.views.shared.buttons import PickButton
from desktop.views.shared.theme import Theme

OCTOBER = dt.date(2026, 10, 1)


@pytest.fixture
def tab(opened: Any) -> ReconcileTab:
    """The tab in sight with both sides read: i7 differs by 10, i8 was deleted, i1-i4 wait, i5 is uncertain."""
    opened.page.tabs.choose("reconcile")
    opened.page.refresh()
    opened.settle()
    return opened.page.reconcile


def choose_month(tab: ReconcileTab, month: str) -> None:
    (choices,) = [one.menu() for one in tab.findChildren(PickButton) if one.accessibleName().startswith("Month: ")]
    next(one for one in choices.actions() if one.text() == month).trigger()


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The dialogs that came, with what was typed: their heading and sentence; each is answered with a reason."""
    seen: list[tuple[str, str]] = []

    def asked(dialog: ReasonDialog) -> str:
        seen.append((dialog.heading.text(), dialog.sentence.text()))
        dialog.reason.setText("  Agreed by phone ")
        assert dialog.verb.isEnabled()
        return dialog.reason.text().strip()

    monkeypatch.setattr(ReasonDialog, "asked", asked)
    return seen


def test_the_title_counts_what_was_transferred_and_tells_the_rest_apart(opened: Any, tab: ReconcileTab) -> None:
    assert tab.state() == "0 of 3 agree. 4 not transferred."
    choose_month(tab, "October 2026")
    assert tab.state() == "October 2026: 0 of 3 agree. 3 not transferred."
    assert opened.page.tabs.tabText(2) == "Reconcile  3"


def test_a_difference_is_accepted_with_a_reason_and_the_notice_takes_it_back(
    opened: Any, tab: ReconcileTab, office: Any, answers: list[tuple[str, str]]
) -> None:
    tab.table.set_ticked(["i7"])
    assert opened.page.foot.accept.text() == "Accept 1 difference …"
    opened.page.foot.accept.click()
    opened.settle()

    assert answers == [("1 difference is accepted", "7 (10.00 DKK). It holds until one of the sides changes.")]
    assert office.acceptances["i7"].reason == "Agreed by phone"
    assert "i7" not in {row.id for row in tab.table.shown_rows()}
    tab._filter_differences("accepted")
    (row,) = tab.table.shown_rows()
    cells = {column.key: column.text(row) for column in tab.table.columns}
    assert cells["explanation"] == "Accepted: Agreed by phone"
    (undo,) = opened.messages.last.links
    undo.on_click()
    opened.settle()
    assert office.acceptances == {}


def test_an_acceptance_lapses_when_a_figure_changes_and_says_so(
    opened: Any, tab: ReconcileTab, office: Any, answers: list[tuple[str, str]]
) -> None:
    tab.view.go_to("i7")
    opened.page.differences.accept()
    opened.settle()
    office.there["i7"] = replace(office.there["i7"], net=Decimal(120))
    opened.page.refresh()
    opened.settle()

    row = tab.table.record_of("i7")
    assert row is not None
    assert row.needs_attention
    assert "Accepted before it changed." in {column.key: column.text(row) for column in tab.table.columns}["explanation"]


def test_what_was_accepted_is_ticked_and_accepted_no_longer(
    opened: Any, tab: ReconcileTab, office: Any, answers: list[tuple[str, str]]
) -> None:
    tab.table.set_ticked(["i7", "i8"])
    opened.page.foot.accept.click()
    opened.settle()
    tab.show_everything()
    tab.table.set_ticked(["i8"])
    assert opened.page.foot.take_back.isVisible()
    opened.page.foot.take_back.click()
    opened.settle()
    assert set(office.acceptances) == {"i7"}


def test_in_a_small_window_the_sums_stand_in_one_line_and_leave_the_rows_room(opened: Any, tab: ReconcileTab) -> None:
    assert not tab.sum_line.isVisible()
    opened.page.resize(620, 400)
    assert tab.sum_line.isVisible()
    assert tab.sum_line.told == ("Sum", "DKK 200.00 ≠ 110.00")


def test_only_what_is_ticked_and_shown_is_accepted_or_sent_again(opened: Any, tab: ReconcileTab) -> None:
    tab.show_everything()
    ids = [tab.table.id_at(row) for row in range(tab.table.rowCount())]
    tab.table.set_ticked(ids)
    ticked = tab.table.ticked_rows()
    tab.search.setText(f'"Kunde {ticked[0].number}"')
    assert tab.ticked.in_sight() == opened.page.differences.chosen() == [ticked[0]]
    assert opened.page.foot.ticked_note.text == f"{len(ticked) - 1} ticked rows are hidden"


def test_the_panel_shows_both_sides_of_the_current_document(opened: Any, tab: ReconcileTab) -> None:
    tab.view.go_to("i7")
    ours, theirs = ([cell.text() for cell in cells] for cells in tab.detail._cells)
    assert ours == ["7", "Booked", "31/10/2026", "DKK", "100.00", "0.00", "0.00"]
    assert theirs == ["50071", "Booked", "31/10/2026", "DKK", "110.00", "–", "–"]
    assert tab.detail._explanation.text() == "The net amounts differ."
    keys = [column.key for column in tab.table.columns]
    assert tab.view.isColumnHidden(keys.index("vat"))
    opened.page.resize(1800, 740)  # where it is wide, VAT and totals stand in the list
    assert not tab.view.isColumnHidden(keys.index("vat"))
    assert not tab.view.isColumnHidden(keys.index("there_gross"))


def test_a_document_that_lies_with_another_customer_is_marked_on_both_sides(opened: Any, tab: ReconcileTab) -> None:
    row = next(one for one in tab.table.rows() if one.id == "i7")
    found = structs.replace(row, differences=(Difference.CUSTOMER,), there_customer="Sydhavn VVS")
    tab.table.set_rows([found])
    columns = {column.key: column for column in tab.table.columns}
    assert columns["there_customer"].text(found) == "Sydhavn VVS"
    for key in ("customer", "there_customer"):
        marks = columns[key].marks
        assert marks is not None
        assert marks(found) == ((0, len(columns[key].text(found))),)
    tab.detail.show_row(found)
    assert [cell.text for cell in tab.detail._customers] == [found.customer_name, "Sydhavn VVS"]
    assert tab.detail._class.text() == "Customer"


def test_a_month_is_signed_off_with_a_reason_while_something_is_open_and_flags_what_changes(
    opened: Any, tab: ReconcileTab, office: Any, answers: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    line = tab.period_line
    assert line.isHidden()
    choose_month(tab, "October 2026")
    assert line.sentence == "October 2026: Not signed off. 6 are open."
    line.sign_off.click()
    opened.settle()
    assert answers[0][0] == "October 2026 is signed off"
    assert answers[0][1].startswith("6 documents neither agree nor were accepted.")
    assert office.sign_offs[OCTOBER].reason == "Agreed by phone"
    assert line.sentence.endswith("Nothing has changed since.")
    assert not line.sign_off.isVisible()

    office.there["i7"] = replace(office.there["i7"], net=Decimal(120))
    opened.page.refresh()
    opened.settle()
    assert line.sentence.endswith("1 document has changed since. 6 are open.")
    seen: list[list[str]] = []

    def shown(dialog: ChangesDialog) -> int:
        seen.extend([column.text(row) for column in dialog.table.columns] for row in dialog.table.rows())
        return QDialog.DialogCode.Rejected

    monkeypatch.setattr(ChangesDialog, "exec", shown)
    line.changes.click()
    assert seen == [
        [
            "7",
            "Changed over there: Net.",
            "e-conomic",
            "31/10/2026  110.00 DKK",
            "31/10/2026  120.00 DKK",
        ]
    ]
    assert tab.period is not None
    opened.page.differences.export_proof_to(tab.period, tmp_path / "October.xlsx")
    opened.settle()
    assert str(opened.messages.last.said) == "6 documents written to October.xlsx."
    line.take_back.click()
    opened.settle()
    assert office.sign_offs == {}


def test_nothing_is_accepted_without_a_reason(theme: Theme, qtbot: QtBot) -> None:
    dialog = ReasonDialog(None, "Accept", "1 difference is accepted", "Sentence", "Accept 1 difference")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.keyClicks(dialog.reason, "   ")
    assert not dialog.verb.isEnabled()
    qtbot.keyClicks(dialog.reason, "Rounding")
    assert dialog.verb.isEnabled()
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_lines_that_were_not_read_are_told_and_read_at_a_press(opened: Any, tab: ReconcileTab) -> None:
    assert tab.lines_line.sentence == "The lines of 1 document that differs have not been read."
    tab.lines_line.read.click()
    opened.settle()
    assert tab.lines_line.sentence == ""


def test_the_rows_in_sight_are_exported_to_excel_with_both_sides(opened: Any, tab: ReconcileTab, tmp_path: Path) -> None:
    tab.show_everything()
    opened.page.invoice_actions.export_to(tmp_path / "both.xlsx")
    opened.settle()
    head, *lines = CalamineWorkbook.from_path(tmp_path / "both.xlsx").get_sheet_by_index(0).to_python()
    told = dict(zip(head, next(line for line in lines if line[0] == "7"), strict=True))
    names = ("Net in TimeLog", "Net in e-conomic", "Difference", "Class", "Currency in e-conomic", "State in e-conomic")
    assert [told[name] for name in names] == [100, 110, 10, "Amount", "DKK", "Booked"]
    assert {"VAT in TimeLog", "Total in e-conomic", "Date in e-conomic", "Customer in e-conomic", "Explanation"} <= set(head)
    assert len(lines) == tab.table.rowCount()
