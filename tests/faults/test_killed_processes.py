"""A process is killed between any two steps, and two of them send on one store: each document arrives exactly once."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.demo.fault_run import Pace, fault_run
from desktop.models.records import Side
from desktop.sandbox import demo_company
from desktop.texts import Message

COUNT = 12
SYSTEMS = ["economic", "dinero"]
KILLED = -getattr(signal, "SIGKILL", signal.SIGTERM) if sys.platform != "win32" else signal.SIGTERM


@pytest.mark.parametrize("step", ["after the claim", "after the answer", "after the outcome"])
def test_a_process_that_dies_between_two_steps_leaves_nothing_twice_and_nothing_lost(
    transfers: Callable[..., Any], step: str
) -> None:
    run = transfers(COUNT)
    assert run.process(dies=step, at=4).wait() == KILLED
    assert run.counts()["green_but_not_there"] == 0
    run.finish()
    run.assert_exactly_once()


@pytest.mark.parametrize("step", ["before a refusal is kept", "while looking up"])
def test_a_process_that_dies_while_an_unknown_outcome_is_settled_leaves_nothing_twice(
    transfers: Callable[..., Any], step: str
) -> None:
    run = transfers(COUNT)
    run.office.plan(Side.FINANCE, {"kind": "cut_after", "method": "POST", "path": "^/invoices/drafts$", "probability": 0.7})
    assert run.process(dies=step, at=3, rounds=3).wait() == KILLED
    run.finish()
    run.assert_exactly_once()


def test_two_processes_on_one_store_send_each_document_once(transfers: Callable[..., Any]) -> None:
    run = transfers(COUNT * 2)
    both = [run.process(), run.process()]
    assert [one.wait() for one in both] == [0, 0]
    assert run.counts()["doubles"] == 0
    run.finish()  # on a busy machine an answer may come too late: what is uncertain then is settled
    run.assert_exactly_once()


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("finance", SYSTEMS)
def test_a_long_run_of_random_faults_and_killed_processes(finance: str, size: tuple[int, int]) -> None:
    """Two processes send on one store while faults happen; now and then both are killed from outside."""
    count, seed = size
    data = dict(zip(("timelog", "economic"), demo_company.scaled(max(40, count // 20), count), strict=True))
    plenty = {"tokens": 100_000_000, "seconds": 60, "cost": 1}  # else e-conomic's own limit would be most of a long run
    data["economic"]["rateLimit"] = plenty
    is_long = count > 500
    pace = Pace(3.0, 5.0) if is_long else Pace(1.0, 1.5)  # pages of a thousand drafts take longer than one
    with fault_run(finance, seed, data=data if finance == "economic" else None, pace=pace, most=count) as run:
        told: list[Message] = []
        counts = run.run(told.append, turns=200 if is_long else 2)
    if report := os.environ.get("BINDELED_FAULT_REPORT"):
        Path(report).write_text("".join(f"| {name} | {number:,} |\n" for name, number in counts.rows()), encoding="utf-8")
    assert counts.is_proven, "\n".join(map(str, [*told, counts]))
    assert counts.documents >= min(count, 24)  # some of the mixture may be stopped by a check
    assert counts.faults
