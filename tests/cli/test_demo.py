"""`bindeled demo --headless`: the main job; with every customer, in a process of its own, in tests/test_build.py."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from desktop.cli import bindeled
from desktop.sandbox import demo_company
from tests.fewer_customers import fewer

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """One run for all tests here."""
    file = tmp_path_factory.mktemp("demo") / "out.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("desktop.demo.demo_data", fewer)
        return CliRunner().invoke(bindeled, ["demo", "--headless", "--json", str(file)]), file


@pytest.fixture(scope="module")
def steps(ran: tuple[Result, Path]) -> dict[str, Any]:
    data = json.loads(ran[1].read_text("utf-8"))
    assert data["passed"], data["faults"]
    return dict(data["steps"])


def test_it_ends_with_0_and_prints_a_line_a_step(ran: tuple[Result, Path]) -> None:
    answer, _file = ran

    assert answer.exit_code == 0, answer.output
    for step in ("fetch", "settings", "suggest", "link", "import", "items", "transfer", "reconcile"):
        assert f"✓  {step}" in answer.stdout


def test_every_single_suggestion_is_right_and_linked(steps: dict[str, Any]) -> None:
    assert steps["suggest"]["wrong_singles"] == 0
    assert steps["link"]["linked"] == steps["suggest"]["one"] > 100
    assert steps["import"]["imported"] == 2


def test_the_planned_snags_and_nothing_else_are_red_with_reasons(steps: dict[str, Any]) -> None:
    transfer = steps["transfer"]

    assert set(transfer["red"]) == {snag.invoice_number for snag in demo_company.PLANNED_SNAGS}
    assert all(one["reason"] for one in transfer["red"].values())
    assert (transfer["unknown"], transfer["not_attempted"]) == (0, 0)
    assert steps["items"]["activated"] > 0


def test_both_sides_agree_to_the_oere(steps: dict[str, Any]) -> None:
    reconcile = steps["reconcile"]

    assert reconcile["documents"] == reconcile["agree"] == steps["transfer"]["green"]
    assert set(reconcile["totals"]) == {"DKK", "EUR", "SEK"}
    for one in reconcile["totals"].values():
        assert Decimal(one["psa"]) == Decimal(one["finance"]) != 0


@pytest.mark.parametrize("arguments", [["--json", "out.json"], ["--screenshots", "pictures"]])
def test_what_belongs_to_the_run_without_a_window_is_refused_with_one(arguments: list[str]) -> None:
    assert CliRunner().invoke(bindeled, ["demo", *arguments]).exit_code == 2
