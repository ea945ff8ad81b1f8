"""Many invoices between the two stand-ins of tests/use_cases, whose small company is used here too."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
_spec = importlib.util.spec_from_file_location("small_company", HERE.parent / "use_cases" / "conftest.py")
assert _spec is not None
assert _spec.loader is not None
small_company = importlib.util.module_from_spec(_spec)
sys.modules["small_company"] = small_company  # dataclasses look themselves up
_spec.loader.exec_module(small_company)

begun, company, new_office, servers = (
    small_company.begun,
    small_company.company,
    small_company.new_office,
    small_company.servers,
)

from desktop.models.records import Side, TransferState  # noqa: E402
from desktop.models.references import psa_mark  # noqa: E402
from desktop.progress import Silent  # noqa: E402


def documents(count: int, seed: int) -> dict[str, Any]:
    """So many invoices of eight customers, of whom two are not linked yet; every sixth document is a credit note."""
    chance = random.Random(seed)
    found: dict[str, Any] = {"invoices": [], "credit_notes": []}
    for number in range(1, count + 1):
        customer = chance.randint(1, 8)
        lines = [small_company.line(chance.choice(("1010", "1020")), chance.randint(1, 9), chance.randint(1, 900))]
        people = {"ContactID": 301, "CustomerReferenceID": 301} if customer in (1, 2) and chance.random() < 0.3 else {}
        one = small_company.document(number, customer, lines, **people)
        if number % 6:
            found["invoices"].append({**one, "InvoiceNo": f"N{number}"})
            continue
        kept = {name: value for name, value in one.items() if name not in ("InvoiceDate", "DueDate")}
        note = {"CreditNoteNO": f"M{number}", "CreditNoteDate": "2026-04-01T00:00:00", "Type": "CreditNote"}
        found["credit_notes"].append({**kept, **note})
    return found


@dataclass(frozen=True)
class Pace:
    """Seconds: how long an answer of e-conomic is waited for, a delay that is longer, and when absence counts as proven."""

    timeout: float = 0.5
    late: float = 0.8
    proof_after: float = 1.2


class Transfers:
    """Documents that are to be transferred once each, and the proof that they were."""

    def __init__(self, office: Any, references: dict[str, str], pace: Pace) -> None:
        self.office = office
        self.pace = pace
        self.references = references  # invoice id -> the reference its document must carry
        self.company = office.company
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def ids(self) -> list[str]:
        return list(self.references)

    def send(self) -> Any:
        return self.office.transfers.send(self.office.integration, self.ids, Silent())

    def states(self) -> dict[str, Any]:
        with self.office.store.reading() as work:
            found = work.transfers.all(self.office.integration.id)
        return {number: found[number] for number in self.ids if number in found}

    def drafts(self) -> dict[str, list[str]]:
        """Draft numbers by reference, as the stand-in says."""
        found: dict[str, list[str]] = {}
        with self.company.finance.lock:
            for row in self.company.finance.agreement["drafts"]:
                found.setdefault(row["references"]["other"], []).append(str(row["draftInvoiceNumber"]))
        return found

    def counts(self) -> dict[str, int]:
        """What must be zero."""
        drafts, states = self.drafts(), self.states()
        green = [one for one in states.values() if one.state is TransferState.TRANSFERRED]
        return {
            "doubles": sum(len(numbers) - 1 for numbers in drafts.values()),
            "lost": sum(reference not in drafts for reference in self.references.values()),
            "green_but_not_there": sum(one.finance_id not in drafts.get(one.reference, ()) for one in green),
            "unknown": sum(one.state in (TransferState.UNKNOWN, TransferState.SENDING) for one in states.values()),
            "not_green": len(self.references) - len(green),
        }

    def finish(self) -> None:
        """The systems answer again: settle, send what is left, reconcile."""
        self.office.plan(Side.FINANCE)
        self.office.plan(Side.PSA)
        self.office.settling.settle(self.office.integration, Silent())
        self.send()
        self.office.reconciliation.reconcile(self.office.integration, Silent())

    def assert_exactly_once(self) -> None:
        """Every document in exactly one place, known to both sides; customers and contacts made once."""
        assert set(self.counts().values()) == {0}, self.counts()
        assert Counter({reference: len(numbers) for reference, numbers in self.drafts().items()}) == Counter(
            self.references.values()
        )
        assert {one.written_state for one in self.states().values()} == {"draft"}
        names = Counter(row["name"] for row in self.company.finance.agreement["customers"])
        assert max(names.values()) == 1
        people = Counter((row["customer"]["customerNumber"], row["name"]) for row in self.company.finance.agreement["contacts"])
        assert max(people.values()) == 1

    def process(self, *, dies: str = "never", at: int = 1, rounds: int = 1) -> subprocess.Popen[bytes]:
        """Another process on the same store that sends the same documents; `dies` names the step at which it kills itself."""
        wish = {
            "database": self.office.store._engine.url.database,
            "invoice_ids": self.ids,
            "dies": dies,
            "at": at,
            "rounds": rounds,
            "timeout": self.pace.timeout,
            "proof_after": self.pace.proof_after,
        }
        process = subprocess.Popen(
            [sys.executable, str(HERE / "sender.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=HERE.parents[1]
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(wish).encode())
        process.stdin.close()
        self.processes.append(process)
        return process


@pytest.fixture
def transfers(company: Any, new_office: Callable[..., Any]) -> Iterator[Callable[..., Transfers]]:
    """Makes so many documents in TimeLog and an installation that has read them; ends the processes that it started."""
    made: list[Transfers] = []

    def make(count: int, seed: int = 1, **pace: float) -> Transfers:
        found = documents(count, seed)
        company.psa.load({**small_company.site(), **found})
        kept = Pace(**pace)
        office = new_office(begin="ready", proof_after=dt.timedelta(seconds=kept.proof_after))
        small_company.hurry(office, kept.timeout)
        office.read()
        mark = psa_mark(office.integration)
        references = {str(one["ID"]): f"TL-{one['InvoiceNo']}@{mark}" for one in found["invoices"]}
        references |= {f"C{one['ID']}": f"TLK-{one['CreditNoteNO']}@{mark}" for one in found["credit_notes"]}
        made.append(Transfers(office, references, kept))
        return made[-1]

    yield make
    for process in [process for one in made for process in one.processes]:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def size() -> tuple[int, int]:
    """How many transfers the long run has, and its seed."""
    return int(os.environ.get("BINDELED_FAULT_TRANSFERS", "24")), int(os.environ.get("BINDELED_FAULT_SEED", "1"))
