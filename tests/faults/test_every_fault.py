"""Every fault that a stand-in can make, on sending, on looking up and on writing back: each document arrives exactly once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.models.records import Side
from desktop.progress import Silent
from desktop.sandbox.faults import KINDS

COUNT = 16
SENDING = {"method": "POST", "path": "^/invoices/drafts$"}
LOOKING_UP = {"method": "GET", "path": "references.other"}
WRITING_BACK = {"method": "POST", "path": "/Invoicing/"}
MAKING_PEOPLE = {"method": "POST", "path": "^/customers"}


def fault(kind: str, where: dict[str, str], probability: float, seed: int) -> dict[str, Any]:
    seconds = 0.8 if kind.startswith("latency") else 0.0  # longer than the time-out, shorter than the proof of absence
    return {"kind": kind, **where, "probability": probability, "seed": seed, "seconds": seconds, "status": 503}


@pytest.mark.parametrize("kind", KINDS)
def test_each_document_arrives_once_whatever_happens_to_the_calls(transfers: Callable[..., Any], kind: str) -> None:
    run = transfers(COUNT, seed=len(kind))
    finance = [
        fault(kind, SENDING, 0.5, 1),
        fault(kind, LOOKING_UP, 0.3, 2),
        fault(kind, MAKING_PEOPLE, 0.5, 3),
    ]
    run.office.plan(Side.FINANCE, *finance)
    run.office.plan(Side.PSA, fault(kind, WRITING_BACK, 0.2 if kind.startswith("latency") else 0.4, 4))
    for _ in range(2):
        run.send()
        found = run.counts()
        assert (found["doubles"], found["green_but_not_there"]) == (0, 0)
    happened = {call["fault"] for call in run.company.finance.calls.listed()["calls"]}
    assert kind in happened
    run.finish()
    run.assert_exactly_once()


def test_a_write_that_lands_after_its_answer_was_given_up_is_found_and_not_sent_again(transfers: Callable[..., Any]) -> None:
    run = transfers(4)
    run.office.plan(Side.FINANCE, {"kind": "latency", **SENDING, "seconds": run.pace.late})
    assert len(run.send().unknown) == 4
    report = run.office.settling.settle(run.office.integration, Silent())
    assert sorted(report.transferred) == sorted(run.ids)
    run.finish()
    run.assert_exactly_once()
