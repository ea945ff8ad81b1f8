"""The main job of the demo with Dinero, from empty store to totals that agree: `bindeled demo --headless --system dinero`.

The same with e-conomic: tests/cli/test_demo.py, and with every customer in tests/test_build.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from desktop.demo import demo_program
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.demo.main_job import as_json, main_job
from desktop.progress import Silent
from tests.fewer_customers import fewer

pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def told() -> Iterator[dict[str, Any]]:
    """What one run writes into the JSON file of the demo."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("desktop.demo.demo_data", fewer)
        with demo_program("dinero") as (program, integration):
            yield json.loads(as_json(main_job(program, integration, Silent())))


@pytest.fixture
def steps(told: dict[str, Any]) -> dict[str, Any]:
    """The steps of that run, by name."""
    found: dict[str, Any] = told["steps"]
    return found


def test_every_step_does_what_it_should(told: dict[str, Any]) -> None:
    assert told["faults"] == []
    assert told["passed"]
    assert list(told["steps"]) == ["fetch", "settings", "suggest", "link", "import", "items", "activate", "transfer", "reconcile"]


def test_exactly_the_planned_snags_end_red_each_with_its_reason(steps: dict[str, Any]) -> None:
    red = steps["transfer"]["red"]
    assert {number: one["kind"] for number, one in red.items()} == FINANCE_SIDES["dinero"].snags
    assert all(one["reason"] for one in red.values())


def test_nothing_is_left_unknown_or_unsent(steps: dict[str, Any]) -> None:
    result = steps["transfer"]
    assert (result["unknown"], result["not_attempted"]) == (0, 0)
    assert result["green"] == steps["reconcile"]["documents"]
    assert result["green"] == steps["reconcile"]["agree"] + len(FINANCE_SIDES["dinero"].other_vat)


def test_every_booked_document_is_named_by_its_number(steps: dict[str, Any]) -> None:
    result = steps["transfer"]
    assert result["unknown_documents"] == {}
    assert len(set(result["green_documents"])) == result["green"]
    assert not set(result["green_documents"]) & set(result["red"])


def test_totals_agree_to_the_oere_in_every_currency(steps: dict[str, Any]) -> None:
    totals = steps["reconcile"]["totals"]
    assert set(totals) == {"DKK", "EUR", "SEK"}
    for one in totals.values():
        assert one["psa"] == one["finance"]
        assert float(one["difference"]) == 0


def test_every_suggestion_that_stands_alone_is_right_and_is_linked(steps: dict[str, Any]) -> None:
    assert steps["suggest"]["wrong_singles"] == 0
    assert steps["link"]["linked"] == steps["suggest"]["one"] > 100
    assert steps["import"]["imported"] == 2
