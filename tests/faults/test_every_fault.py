"""Every fault that a stand-in can make, on every kind of call: each document arrives exactly once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop.demo.fault_run import FaultRun
from desktop.demo.meddling import Deed
from desktop.models.records import Side, TransferState
from desktop.progress import Silent
from desktop.sandbox.faults import KINDS

SENDING = {"method": "POST", "path": "^/invoices/drafts$|/(invoices|creditnotes)$"}
LOOKING_UP = {"method": "GET", "path": "references.other|/sales.*queryFilter|/(invoices|creditnotes)/[-0-9a-f]{36}$"}
MAKING_PEOPLE = {"method": "POST|PUT", "path": "customers|contacts|Employees"}
SIGNING_IN = {"method": "POST", "path": "/oauth/token"}  # Dinero's exchange of a key for a token
WRITING_BACK = {"method": "POST", "path": "/Invoicing/"}


def fault(kind: str, where: dict[str, str], probability: float, seed: int) -> dict[str, Any]:
    seconds = 0.8 if kind.startswith("latency") else 0.0  # longer than the time-out, shorter than the proof of absence
    return {"kind": kind, **where, "probability": probability, "seed": seed, "seconds": seconds, "status": 503}


def plan(run: FaultRun, side: Side, *faults: dict[str, Any]) -> None:
    run.stand_ins[side].faults.replace(list(faults))


def states(run: FaultRun) -> list[TransferState]:
    with run.program.store.reading() as work:
        found = work.transfers.all(run.integration.id)
    return [found[id_].state for id_ in run.wanted]


def send(run: FaultRun) -> Any:
    return run.program.transfers.send(run.integration, run.wanted, Silent())


@pytest.mark.parametrize("kind", KINDS)
def test_each_document_arrives_once_whatever_happens_to_the_calls(
    beginnings: Any, assert_exactly_once: Callable[[FaultRun], None], kind: str
) -> None:
    run = beginnings.begin()
    where = ((SENDING, 0.5), (LOOKING_UP, 0.3), (MAKING_PEOPLE, 0.5), (SIGNING_IN, 0.3))
    plan(run, Side.FINANCE, *(fault(kind, *one, seed=seed) for seed, one in enumerate(where)))
    plan(run, Side.PSA, fault(kind, WRITING_BACK, 0.1 if kind.startswith("latency") else 0.4, seed=4))
    for _ in range(2):
        send(run)
        found = run.broken_promises()
        assert (found["doubles"], found["false_green"]) == (0, 0)
    assert kind in {call["fault"] for call in run.stand_ins[Side.FINANCE].calls.listed()["calls"]}
    assert_exactly_once(run)


def test_a_write_that_lands_after_its_answer_was_given_up_is_found_and_not_sent_again(
    beginnings: Any, assert_exactly_once: Callable[[FaultRun], None]
) -> None:
    run = beginnings.begin(only=beginnings.prepared.run.wanted[-4:])
    plan(
        run,
        Side.FINANCE,
        {"kind": "latency", **SENDING, "seconds": 0.8},
        {"kind": "cut_before", **LOOKING_UP, "calls": list(range(1, 13))},
    )
    send(run)
    plan(run, Side.FINANCE)
    assert states(run) == [TransferState.UNKNOWN] * 4
    report = run.program.settling.settle(run.integration, Silent())
    assert sorted(report.transferred) == sorted(run.wanted)
    assert_exactly_once(run)


def test_a_draft_that_is_deleted_before_its_lost_answer_is_settled_is_sent_anew_and_no_old_answer_is_believed(
    beginnings: Any, assert_exactly_once: Callable[[FaultRun], None]
) -> None:
    """e-conomic tells the answer of an hour ago again for the same key, and Dinero keeps the guid of what was deleted."""
    run = beginnings.begin(beginnings.calm, only=beginnings.prepared.run.wanted[:1])
    plan(run, Side.FINANCE, {"kind": "cut_after", **SENDING}, {"kind": "cut_before", **LOOKING_UP})
    send(run)
    assert states(run) == [TransferState.UNKNOWN]
    run.meddle(Deed.DELETED, run.wanted)
    plan(run, Side.FINANCE)
    send(run)
    assert run.broken_promises()["false_green"] == 0
    send(run)
    assert_exactly_once(run)


def test_a_draft_that_is_given_another_reference_and_booked_before_its_lost_answer_is_settled_is_never_sent_twice(
    beginnings: Any,
) -> None:
    """Nobody finds it by our reference any more: it ends green by its key, or red for a person to look at."""
    run = beginnings.begin(beginnings.calm, only=beginnings.prepared.run.wanted[:1])
    plan(run, Side.FINANCE, {"kind": "cut_after", **SENDING}, {"kind": "cut_before", **LOOKING_UP})
    send(run)
    run.meddle(Deed.RENAMED, run.wanted)
    plan(run, Side.FINANCE)
    send(run)
    found = run.broken_promises()
    assert (found["doubles"], found["false_green"]) == (0, 0)
