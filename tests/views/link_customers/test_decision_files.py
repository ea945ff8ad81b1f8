"""Decisions from a file are listed first, and become plans as one step of undo."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop.models.linking import Tab
from desktop.models.records import Action, Decision
from desktop.views.link_customers.decision_files import DecisionsDialog


def test_a_file_is_listed_before_its_rows_become_plans_and_one_undo_takes_them_back(page, tmp_path: Path) -> None:
    page.tab(Tab.ONE)
    row = next(row for row in page.rows() if row.decision is None)
    file = tmp_path / "decisions.csv"
    file.write_text(f"Finance no.,Decision,PSA no.\n{row.pair.finance.number},Ignore,\n0,Ignore,\n", encoding="utf-8")
    exchange = page.page.content.aids.decisions
    exchange.read(file)
    page.wait()
    (dialog,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, DecisionsDialog) and one.isVisible())
    assert dialog.heading.text() == "decisions.csv would plan 1 decision"
    assert dialog.sentence.text().startswith("1 row is not readable. ")
    assert dialog.table.rowCount() == 2
    dialog.verb.click()
    page.wait()
    assert page.said() == "1 decision is planned. Nothing is written yet; Ctrl+Z takes it back."
    planned = next(one for one in page.rows() if one.id == row.id)
    assert planned.decision is not None
    assert planned.decision.action is Action.IGNORE
    page.tab(Tab.ONE)
    page.press("z", ctrl=True)
    page.wait()
    assert next(one for one in page.rows() if one.id == row.id).decision is None


def test_what_a_colleague_chooses_while_the_list_is_shown_stays_and_is_told_by_name(
    page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.tab(Tab.ONE)
    row = next(row for row in page.rows() if row.decision is None)
    file = tmp_path / "decisions.csv"
    file.write_text(f"Finance no.,Decision\n{row.pair.finance.number},Ignore\n", encoding="utf-8")
    page.page.content.aids.decisions.read(file)
    page.wait()
    (dialog,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, DecisionsDialog) and one.isVisible())
    with monkeypatch.context() as patched:
        patched.setenv("LOGNAME", "birthe")
        page.program.linking.plan(page.integration, [Decision(finance_id=row.id, action=Action.LATER)])
    dialog.verb.click()
    page.wait()
    assert re.search(rf"birthe@.* chose “Later” for {re.escape(row.pair.finance.title)}; that stays\.$", page.said())
    assert page.row(row.id).decision.action is Action.LATER
