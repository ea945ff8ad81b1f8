"""A process is killed between any two steps, and two of them send on one store: each document arrives exactly once."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from desktop.models.records import Outcome, Side

COUNT = 12
FINANCE_FAULTS = [
    ("cut_before", 0.01),
    ("cut_after", 0.03),
    ("cut_during", 0.02),
    ("truncated", 0.02),
    ("wrong_type", 0.01),
    ("error_before", 0.02),
    ("error_after", 0.03),
    ("rate_limited", 0.02),
    ("expired_token", 0.002),
    ("latency_after", 0.01),
]
LONG_PACE = {"timeout": 3.0, "late": 3.5, "proof_after": 5.0}  # pages of a thousand drafts take longer than one
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
def test_a_long_run_of_random_faults_and_killed_processes(transfers: Callable[..., Any], size: tuple[int, int]) -> None:
    """Two processes send on one store while faults happen; now and then both are killed from outside."""
    count, seed = size
    chance = random.Random(seed)
    began = time.monotonic()
    run = transfers(count, seed, **(LONG_PACE if count > 500 else {}))
    faults: Counter[str] = Counter()
    killed = 0
    for turn in range(100):
        plan_faults(run, seed * 1000 + turn)
        processes = [run.process(rounds=20), run.process(rounds=20)]
        for one in processes:
            one.stdout.readline()  # it is about to send
        end = time.monotonic() + chance.uniform(1.0, 2.0 + count / 80)
        while time.monotonic() < end and any(one.poll() is None for one in processes):
            time.sleep(0.05)
        for one in processes:
            killed += one.poll() is None
            one.kill()
            one.wait()
        faults += taken(run)
        found = run.counts()
        assert (found["doubles"], found["green_but_not_there"]) == (0, 0)
        if not found["not_green"]:
            break
    run.finish()
    report(run, faults, killed, seed, time.monotonic() - began)
    run.assert_exactly_once()


def plan_faults(run: Any, seed: int) -> None:
    run.office.plan(
        Side.FINANCE,
        *(
            {"kind": kind, "probability": probability, "seed": seed + place, "seconds": run.pace.late if "latency" in kind else 0.0}
            for place, (kind, probability) in enumerate(FINANCE_FAULTS)
        ),
    )
    psa = [("error_before", 0.02), ("cut_after", 0.02), ("truncated", 0.01)]
    run.office.plan(
        Side.PSA,
        *({"kind": kind, "probability": probability, "seed": seed + 100 + place} for place, (kind, probability) in enumerate(psa)),
    )


def taken(run: Any) -> Counter[str]:
    """The faults that happened since the last time."""
    found: Counter[str] = Counter()
    for system, stand_in in (("e-conomic", run.company.finance), ("TimeLog", run.company.psa)):
        found += Counter(f"{system}: {call['fault']}" for call in stand_in.calls.listed()["calls"] if call["fault"])
        stand_in.calls.kept.clear()
    return found


def report(run: Any, faults: Counter[str], killed: int, seed: int, seconds: float) -> None:
    """What was measured, as rows of a table, into the file that BINDELED_FAULT_REPORT names."""
    file = os.environ.get("BINDELED_FAULT_REPORT")
    if not file:
        return
    log = run.office.log.entries(run.office.integration.id)
    rows = {
        "transfers": len(run.ids),
        "seed": seed,
        "processes killed": killed,
        "faults": faults.total(),
        **{f"of these {name}": number for name, number in sorted(faults.items())},
        "attempts": sum(one.attempts for one in run.states().values()),
        "outcomes that were unknown for a time": sum(one.outcome is Outcome.UNKNOWN for one in log),
        **{f"at the end: {name.replace('_', ' ')}": number for name, number in run.counts().items()},
        "seconds": round(seconds),
    }
    Path(file).write_text("".join(f"| {name} | {number:,} |\n" for name, number in rows.items()), encoding="utf-8")
