"""The main job of the demo with Dinero, from empty store to totals that agree: `bindeled demo --headless --system dinero`.

The same with e-conomic, as a process of its own: tests/cli/test_demo.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from desktop.demo import demo_data, demo_program
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.demo.main_job import as_json, main_job
from desktop.paths import resources_folder
from desktop.progress import Silent
from desktop.sandbox import demo_company
from desktop.sandbox.server import StandIn

pytestmark = pytest.mark.timeout(300)


EVERY = 4  # of the customers that nothing is invoiced to, one in so many is linked: each of them goes the same way


def left_out() -> set[int]:
    """The TimeLog customers that are left out: each has its one contact in Dinero, and nothing points at it."""
    timelog = json.loads((resources_folder() / "demo" / "timelog.json").read_bytes())
    wanted = {row["CustomerID"] for kind in ("invoices", "credit_notes", "projects") for row in timelog[kind]}
    return {id_ for place, id_ in enumerate(sorted(demo_company.true_dinero_links().values())) if place % EVERY} - wanted


def fewer(one: StandIn) -> dict[str, Any]:
    """The demo company with all documents and all that is odd, and fewer of the many customers that only have to be linked."""
    data, links, gone = demo_data(one), demo_company.true_dinero_links(), left_out()
    if one.name == "dinero":
        return data | {"contacts": [row for row in data["contacts"] if links.get(row["ContactGuid"]) not in gone]}
    kept = {"customers": "ID", "contacts": "CustomerID"}
    return data | {kind: [row for row in data[kind] if row[key] not in gone] for kind, key in kept.items()}


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
