"""`bindeled transfer` and `bindeled reconcile`."""

from __future__ import annotations

import json
import signal
import sys
import threading
import time
from types import SimpleNamespace
from typing import Any

import pytest

from desktop.sandbox import demo_company

SNAGS = {snag.invoice_number for snag in demo_company.PLANNED_SNAGS}
DRAFTS = {"method": "POST", "path": "^/invoices/drafts$"}


def numbers(office: Any, count: int) -> list[str]:
    """Numbers of booked invoices without a snag."""
    rows = office.run("reconcile", "--all", "--json").data["invoices"]
    return [row["number"] for row in rows if row["number"] not in SNAGS and row["kind"] == "invoice"][:count]


def posts(office: Any) -> int:
    calls = office.company.economic.calls.listed()["calls"]
    return sum(call["method"] == "POST" and call["path"].startswith("/invoices/drafts") for call in calls)


def test_a_check_says_what_would_stop_each_invoice_and_sends_nothing(office: Any) -> None:
    answer = office.run("transfer", "--all", "--check", "--json")

    assert answer.code == 1
    stopped = {one["number"] for one in answer.data if one["reasons"]}
    assert stopped <= SNAGS
    assert {"kind", "sentence", "what_to_do", "line"} == set(next(one for one in answer.data if one["reasons"])["reasons"][0])
    assert office.company.drafts() == []


def test_named_invoices_are_transferred_and_a_second_run_sends_nothing(office: Any) -> None:
    chosen = numbers(office, 4)

    first = office.run("transfer", *chosen, "--json")
    second = office.run("transfer", *chosen, "--json")

    assert first.code == second.code == 0
    assert (first.data["transferred"], second.data["transferred"], second.data["skipped"]) == (4, 0, 4)
    assert {one["lamp"] for one in first.data["invoices"]} == {"done"}
    assert all(one["finance_id"] and one["log_entry"] for one in first.data["invoices"])
    assert posts(office) == len(office.company.drafts()) == 4


def test_a_snag_ends_red_with_its_reason_and_the_others_go_on(office: Any) -> None:
    snag = next(iter(sorted(SNAGS)))
    chosen = numbers(office, 2)

    answer = office.run("transfer", snag, *chosen, "--json")
    table = office.run("transfer", snag)

    assert answer.code == table.code == 1
    assert (answer.data["transferred"], answer.data["refused"]) == (2, 1)
    red = next(one for one in answer.data["invoices"] if one["lamp"] == "refused")
    assert (red["number"], bool(red["reason"]["sentence"])) == (snag, True)
    assert red["reason"]["sentence"] in table.out
    entry = office.run("log", "--entry", str(red["log_entry"]))
    assert red["reason"]["sentence"] in entry.out


def test_an_unknown_outcome_ends_with_5_and_is_not_sent_again(office: Any) -> None:
    chosen = numbers(office, 1)
    office.company.economic.faults.replace([{"kind": "cut_after", **DRAFTS}])

    answer = office.run("transfer", *chosen, "--json")

    assert answer.code == 5
    assert [one["lamp"] for one in answer.data["invoices"]] == ["unknown"]
    assert posts(office) == len(office.company.drafts()) == 1


def test_an_unreachable_system_ends_with_4_and_leaves_all_as_they_were(office: Any, company_running: Any) -> None:
    chosen = numbers(office, 2)
    office.company.economic.faults.replace([{"kind": "cut_before", "path": "^/self"}])

    answer = office.run("transfer", *chosen, "--json")

    assert answer.code == 4
    assert (answer.data["open"], answer.data["stopped_by"]["kind"]) == (2, "NoConnection")
    assert office.company.drafts() == []


def test_a_deleted_draft_can_be_sent_again_and_one_that_is_there_cannot(office: Any) -> None:
    gone, there = numbers(office, 2)
    sent = office.run("transfer", gone, there, "--json").data["invoices"]
    gone_id = next(one["finance_id"] for one in sent if one["number"] == gone)
    state = office.company.economic.state()
    state["drafts"] = [one for one in state["drafts"] if str(one["draftInvoiceNumber"]) != gone_id]
    office.company.economic.load(state)

    answer = office.run("transfer", gone, there, "--again", "--json")

    assert answer.code == 1
    assert (answer.data["transferred"], answer.data["refused"]) == (1, 1)
    kept = next(one for one in answer.data["invoices"] if one["number"] == there)
    assert kept["reason"]["kind"] == "still_there"
    assert len(office.company.drafts()) == 2


@pytest.mark.parametrize(
    "arguments", [[], ["20300", "--all"], ["--all", "--settle"], ["--again", "--all"], ["--settle", "--check"]]
)
def test_transfer_wants_to_know_what_exactly_once(office: Any, arguments: list[str]) -> None:
    assert office.run("transfer", *arguments).code == 2


def test_an_unknown_number_sends_none_of_the_others(office: Any) -> None:
    answer = office.run("transfer", *numbers(office, 1), "99999", "--json")

    assert answer.code == 1
    assert answer.data["error"] == "RecordNotFound"
    assert office.company.drafts() == []


def test_nothing_uncertain_means_nothing_to_settle(office: Any) -> None:
    answer = office.run("transfer", "--settle", "--json")

    assert answer.code == 0
    assert answer.data["transferred"] == answer.data["unknown"] == 0


def test_practice_sends_nothing_and_keeps_nothing(office: Any) -> None:
    chosen = numbers(office, 5)
    before = office.company.economic.state()

    practised = office.run("transfer", *chosen, "--practice", "--json")
    assert (practised.code, practised.data["transferred"]) == (0, 5)
    assert office.company.economic.state() == before
    assert posts(office) == 0

    assert office.run("transfer", *chosen, "--json").data["transferred"] == 5


def test_reconciling_shows_what_differs_and_sums_both_sides(office: Any) -> None:
    chosen = numbers(office, 3)
    office.run("transfer", *chosen)

    answer = office.run("reconcile", "--json")
    every = office.run("reconcile", "--all", "--json")

    assert answer.code == every.code == 0
    assert (answer.data["agree"], answer.data["differ"], answer.data["invoices"]) == (3, 0, [])
    assert len(every.data["invoices"]) == 3 + answer.data["not_transferred"] > 3
    agreeing = [one for one in every.data["invoices"] if not one["differences"]]
    assert {one["number"] for one in agreeing} == set(chosen)
    assert all(one["net"] == one["there_net"] for one in agreeing)
    assert set(answer.data["totals"]["DKK"]) == {"net", "there_net", "difference", "accepted", "open"}
    assert all(float(one["difference"]) == 0 for one in answer.data["totals"].values())

    drafts = office.company.economic.agreement["drafts"]
    drafts.drop(next(iter(drafts))["draftInvoiceNumber"])
    table = office.run("reconcile")

    assert table.code == 1
    assert "Deleted in e-conomic." in table.out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl+C to a whole console, not to one process")
def test_ctrl_c_keeps_what_is_done_and_a_second_run_finishes_without_doubles(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen, is_pressed = numbers(office, 20), threading.Event()

    def wait(seconds: float) -> None:
        if seconds:
            is_pressed.wait(60)  # on a busy machine all would be sent before
            time.sleep(seconds)

    monkeypatch.setattr("desktop.sandbox.faults.time", SimpleNamespace(sleep=wait))
    office.company.economic.faults.replace([{"kind": "latency", "seconds": 0.2, "calls": list(range(3, 21)), **DRAFTS}])

    process = office.process("transfer", *chosen, "--json")
    until = time.monotonic() + 60
    while posts(office) < 3 and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    is_pressed.set()
    out, err = process.communicate(timeout=200)
    stopped = json.loads(out)

    assert process.returncode == 130, err
    assert stopped["stopped_by"]["kind"] == "Cancelled"
    assert 0 < stopped["transferred"] < 20
    assert stopped["transferred"] + stopped["open"] == 20
    assert len(office.company.drafts()) == stopped["transferred"]

    finished = office.run("transfer", *chosen, "--json")
    assert (finished.code, finished.data["transferred"]) == (0, stopped["open"])
    references = office.company.references()
    assert len(references) == len(set(references)) == posts(office) == 20
