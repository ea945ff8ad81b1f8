"""A process that sends invoices on a store, and may kill itself at a step; the wish comes as JSON on standard input.

{"database": FILE, "invoice_ids": [...], "dies": STEP, "at": how many times the step is reached before, "rounds": how often to send,
     "timeout": seconds for an answer, "proof_after": seconds until absence is believed}
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desktop.app import Connectors
from desktop.connectors.keychain import KeychainForThisRun
from desktop.models.store import transfer_outcomes
from desktop.models.store.work import Store
from desktop.progress import Silent


def die() -> None:
    """At once, with nothing tidied up."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def dying_before(work: Callable[..., Any], at: int) -> Callable[..., Any]:
    reached = itertools.count(1)

    def one(*arguments: Any, **more: Any) -> Any:
        if next(reached) >= at:
            die()
        return work(*arguments, **more)

    return one


def plan_death(office: Any, step: str, at: int) -> None:
    """Each step is a moment between two things that are kept: a claim, a call, an outcome."""
    match step:
        case "after the claim":
            office.sending._deliver = dying_before(office.sending._deliver, at)
        case "after the answer":
            transfer_outcomes.kept = dying_before(transfer_outcomes.kept, at)
        case "after the outcome":
            office.transfers._write_back = dying_before(office.transfers._write_back, at)
        case "before a refusal is kept":
            transfer_outcomes.ended = dying_before(transfer_outcomes.ended, at)
        case "while looking up":
            office.settling._look_up = dying_before(office.settling._look_up, at)


def main() -> None:
    wish = json.load(sys.stdin)
    file = Path(__file__).resolve().parents[1] / "use_cases" / "conftest.py"
    spec = importlib.util.spec_from_file_location("small_company", file)
    assert spec is not None
    assert spec.loader is not None
    small_company = importlib.util.module_from_spec(spec)
    sys.modules["small_company"] = small_company
    spec.loader.exec_module(small_company)
    secrets = KeychainForThisRun()
    proof_after = dt.timedelta(seconds=wish["proof_after"])
    connectors = Connectors(secrets, practice=False)
    office = small_company.Office(Store.open(wish["database"]), connectors, None, proof_after, secrets)
    secrets.save(office.integration.psa.key, small_company.PSA_VALUES)
    secrets.save(office.integration.finance.key, small_company.FINANCE_VALUES)
    small_company.hurry(office, wish["timeout"])
    plan_death(office, wish["dies"], wish["at"])
    print("ready", flush=True)
    for _ in range(wish["rounds"]):
        report = office.transfers.send(office.integration, wish["invoice_ids"], Silent())
        if not (report.unknown or report.open or report.refused):
            break
    connectors.close()
    office.store.close()


if __name__ == "__main__":
    main()
