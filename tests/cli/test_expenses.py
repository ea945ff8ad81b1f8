"""`bindeled expenses`: from the chart of accounts to expenses in TimeLog and back, at a terminal."""

from __future__ import annotations

import signal
from decimal import Decimal
from typing import Any

import pytest

from desktop.models.records import ExpenseReport
from desktop.use_cases.settle_expenses import ExpenseSettling


@pytest.fixture
def active(office: Any) -> Any:
    office.run("activate", "--reason", "only expenses")
    return office


def test_entries_are_shown_imported_and_taken_back(active: Any) -> None:
    chosen = active.run("expenses", "accounts", "2201", "2207", "2240", "--choose", "--json")
    assert [one["is_chosen"] for one in chosen.data["accounts"]] == [True, True, True]
    assert chosen.data["clashes"] == ["2240"]
    assert "No expense type has account 2240" in chosen.err

    rows = active.run("expenses", "preview", "--since", "2026-08-01", "--json").data
    assert {row["standing"] for row in rows} >= {"open"}
    named = [row["key"] for row in rows if row["suggested_project"] and row["account"] == "2207" and row["standing"] == "open"]
    assert named

    refused = active.run("expenses", "import", "--no-fetch", "--ready", "--json").data
    assert refused["done"] == []  # a suggestion is never written unasked
    written = active.run("expenses", "import", "--no-fetch", *named, "--use-suggestions", "--json").data
    assert sorted(written["done"]) == sorted(named)
    assert len(active.company.timelog.state()["project_expenses"]) == len(named)

    again = active.run("expenses", "import", "--no-fetch", named[0])
    assert "0 expenses written.\n1 entry left as it is" in again.out

    undone = active.run("expenses", "undo", "--json").data
    assert sorted(undone["done"]) == sorted(named)
    assert sum(Decimal(str(one["AmountExpenseCurrency"])) for one in active.company.timelog.state()["project_expenses"]) == 0
    assert active.run("expenses", "undo").code == 1
    assert active.run("expenses").code == 0


def test_wrong_keys_projects_and_accounts_are_told(active: Any) -> None:
    assert "9999" in active.run("expenses", "accounts", "9999", "--choose").err
    active.run("expenses", "accounts", "2201", "--choose", "--no-fetch")
    assert active.run("expenses", "import").code == 2
    assert "no entry x:y" in active.run("expenses", "import", "x:y", "--since", "2026-08-01").err


def test_who_stops_the_look_up_does_not_want_the_import(active: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> ExpenseReport:
        signal.raise_signal(signal.SIGINT)
        return ExpenseReport()

    monkeypatch.setattr(ExpenseSettling, "settle", stopped)
    ended = active.run("expenses", "import", "--no-fetch", "--ready")
    assert (ended.code, "Stopped" in ended.err) == (130, True)
