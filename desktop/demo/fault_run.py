"""A transfer under faults: two processes send while calls fail by chance, are killed now and then, and in the end all is counted.

`bindeled demo --faults SEED` shows it to a person, `tests/faults` runs it with any number of documents. The seed decides the chance
of each fault and when processes are killed; which call meets which fault also depends on how fast the machine is.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from desktop.app import Bindeled, open_bindeled
from desktop.demo import PSA, connect, demo_data
from desktop.demo.finance_sides import FINANCE_SIDES, FinanceSide
from desktop.models.linking import Tab
from desktop.models.owner_rules import Creation, OwnerRules
from desktop.models.records import DecidedBy, Integration, LinkKind, Outcome, Side, TransferState
from desktop.models.references import marked_reference, psa_mark
from desktop.progress import Silent
from desktop.sandbox import demo_company
from desktop.sandbox.registry import stand_in
from desktop.sandbox.server import StandIn, running
from desktop.texts import Message

MOST_TURNS = 200
FAULTS = {
    Side.FINANCE: {
        "cut_before": 0.01,
        "cut_after": 0.03,
        "cut_during": 0.02,
        "truncated": 0.02,
        "wrong_type": 0.01,
        "error_before": 0.02,
        "error_after": 0.03,
        "rate_limited": 0.02,
        "expired_token": 0.002,
        "latency_after": 0.01,
    },
    Side.PSA: {"error_before": 0.02, "cut_after": 0.02, "truncated": 0.01},
}
"""The chance of each kind of fault at each call; the kinds are those of `desktop/sandbox/faults.py`."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds: how long an answer is waited for, and when absence counts as proven. People get 30 and 60."""

    answer: float = 2.0
    proof_after: float = 3.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sending process is told on its standard input."""

    data_folder: str
    finance: str  # which finance system the demo company has
    invoice_ids: list[str]
    pace: Pace
    rounds: int

    def to_json(self) -> bytes:
        """For the process."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Wish:
        """In the process."""
        read = json.loads(content)
        return cls(**{**read, "pace": Pace(**read["pace"])})


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted at the end. Everything in `must_be_zero` is a broken promise unless it is 0."""

    documents: int
    seed: int
    killed: int  # processes that were killed while they sent
    faults: Mapping[str, int]  # how many of each kind happened
    attempts: int
    uncertain: int  # outcomes that were unknown for a time
    seconds: float
    must_be_zero: Mapping[str, int]

    @property
    def is_proven(self) -> bool:
        """Whether each document lies in exactly one place, and is green."""
        return not any(self.must_be_zero.values())

    def to_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {**asdict(self), "is_proven": self.is_proven}

    def rows(self) -> list[tuple[Message, int]]:
        """The table of counts, for people."""
        return [
            (Message("Documents"), self.documents),
            (Message("Seed"), self.seed),
            (Message("Processes killed"), self.killed),
            (Message("Faults"), sum(self.faults.values())),
            *((Message("of these: {kind}", kind=kind), number) for kind, number in sorted(self.faults.items())),
            (Message("Attempts"), self.attempts),
            (Message("Outcomes that were unknown for a time"), self.uncertain),
            *((Message("At the end: {what}", what=_WORDS[name]), number) for name, number in self.must_be_zero.items()),
            (Message("Seconds"), round(self.seconds)),
        ]


_WORDS = {
    "doubles": Message("doubles"),
    "lost": Message("lost"),
    "false_green": Message("green but not there"),
    "unknown": Message("still unknown"),
    "not_green": Message("not green"),
    "not_written_back": Message("number not in the PSA"),
    "people_twice": Message("customers, contacts and employees made twice"),
}


class FaultRun:
    """One such run on a program that is ready to transfer, between two stand-ins of this process."""

    def __init__(
        self,
        program: Bindeled,
        integration: Integration,
        stand_ins: Mapping[Side, StandIn],
        finance: FinanceSide,
        seed: int,
        pace: Pace,
        chance: float = 1.0,
        most: int | None = None,
    ) -> None:
        """`chance` multiplies the chance of every fault; `most` is how many documents at most."""
        self.program = program
        self.integration = integration
        self.stand_ins = stand_ins
        self.pace = pace
        self._finance = finance
        self._seed = seed
        self._chance = chance
        self._dice = random.Random(seed)
        self._faults: Counter[str] = Counter()
        self._killed = 0
        self.wanted = dict(islice(self._sendable().items(), most))
        self._people_before = Counter(finance.people(self._state()))

    def run(self, tell: Callable[[Message], None], turns: int = MOST_TURNS) -> Counts:
        """Send everything, whatever happens meanwhile; `tell` gets a running account. After so many turns the faults stop."""
        began = time.monotonic()
        for turn in range(1, turns + 1):
            self._turn(turn, tell)
            found = self.broken_promises()
            if found["doubles"] or found["false_green"] or not found["not_green"]:
                break
        tell(Message("The faults stop. What is uncertain is looked up, what is left is sent, and everything is reconciled."))
        self.finish()
        return self.counts(time.monotonic() - began)

    def plan(self, turn: int) -> None:
        """Plan the faults of a turn; which of them happen is decided by the seed."""
        for side, chances in FAULTS.items():
            planned = [
                {
                    "kind": kind,
                    "probability": chance * self._chance,
                    "seed": self._seed * 1000 + turn * 20 + place,
                    "seconds": self.pace.answer * 1.2 if kind.startswith("latency") else 0.0,
                    "status": 503,
                }
                for place, (kind, chance) in enumerate(chances.items())
            ]
            self.stand_ins[side].faults.replace(planned)

    def process(self, rounds: int = 20) -> subprocess.Popen[bytes]:
        """Another process on the same database that sends the same documents; it prints a line when it begins."""
        wish = Wish(str(self.program.paths.data), self._finance.system, list(self.wanted), self.pace, rounds)
        process = subprocess.Popen(
            [sys.executable, *([] if getattr(sys, "frozen", False) else ["-m", "desktop"]), "demo", "--sender"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdin is not None
        process.stdin.write(wish.to_json())
        process.stdin.close()
        return process

    def finish(self) -> None:
        """The systems answer again: settle, send what is left, reconcile."""
        for system in self.stand_ins.values():
            system.faults.replace([])
        self.program.settling.settle(self.integration, Silent())
        self.program.transfers.send(self.integration, list(self.wanted), Silent())
        self.program.reconciliation.reconcile(self.integration, Silent())

    def broken_promises(self) -> dict[str, int]:
        """What must be 0 at the end; doubles and false green must be it all the time."""
        state = self._state()
        there: dict[str, list[str]] = {}
        for reference, document_id in self._finance.documents(state):
            there.setdefault(reference, []).append(document_id)
        with self.program.store.reading() as work:
            transfers = {id_: one for id_, one in work.transfers.all(self.integration.id).items() if id_ in self.wanted}
        green = [one for one in transfers.values() if one.state is TransferState.TRANSFERRED]
        people = Counter(self._finance.people(state))
        return {
            "doubles": sum(len(ids) - 1 for ids in there.values()),
            "lost": sum(reference not in there for reference in self.wanted.values()),
            "false_green": sum(one.finance_id not in there.get(one.reference, ()) for one in green),
            "unknown": sum(one.state in (TransferState.UNKNOWN, TransferState.SENDING) for one in transfers.values()),
            "not_green": len(self.wanted) - len(green),
            "not_written_back": sum(not one.written_state for one in green),
            "people_twice": sum(max(0, count - max(1, self._people_before[one])) for one, count in people.items()),
        }

    def counts(self, seconds: float) -> Counts:
        """Everything that is told at the end."""
        with self.program.store.reading() as work:
            transfers = work.transfers.all(self.integration.id)
            uncertain = work.log.all(self.integration.id, outcomes=[Outcome.UNKNOWN])
        return Counts(
            documents=len(self.wanted),
            seed=self._seed,
            killed=self._killed,
            faults=dict(self._faults),
            attempts=sum(one.attempts for id_, one in transfers.items() if id_ in self.wanted),
            uncertain=len(uncertain),
            seconds=seconds,
            must_be_zero=self.broken_promises(),
        )

    def _turn(self, turn: int, tell: Callable[[Message], None]) -> None:
        """Two processes send for a while, and are killed if they have not ended."""
        self.plan(turn)
        processes = [self.process(), self.process()]
        killed = 0
        try:
            for one in processes:
                assert one.stdout is not None
                one.stdout.readline()  # it is about to send
            began = time.monotonic()
            end = began + self._dice.uniform(0.7, 4.0 + len(self.wanted) / 80)
            while time.monotonic() < end and any(one.poll() is None for one in processes):
                time.sleep(0.02)
        finally:
            for one in processes:
                killed += one.poll() is None
                one.kill()
                one.wait()
                assert one.stdout is not None
                one.stdout.close()
        self._killed += killed
        happened = self._take_faults()
        found = self.broken_promises()
        tell(
            Message(
                "After {count} second: faults {faults}, processes killed {killed}, green {green} of {documents}, "
                "uncertain {unknown}, doubles {doubles}.",
                "After {count} seconds: faults {faults}, processes killed {killed}, green {green} of {documents}, "
                "uncertain {unknown}, doubles {doubles}.",
                count=round(time.monotonic() - began),
                faults=happened.total(),
                killed=killed,
                green=len(self.wanted) - found["not_green"],
                documents=len(self.wanted),
                unknown=found["unknown"],
                doubles=found["doubles"],
            )
        )

    def _take_faults(self) -> Counter[str]:
        """The faults that happened since the last time."""
        found: Counter[str] = Counter()
        for side, system in self.stand_ins.items():
            label = self.program.connections.card(self.integration.id, side).label
            found += Counter(f"{label}: {call['fault']}" for call in system.calls.listed()["calls"] if call["fault"])
            system.calls.kept.clear()
        self._faults += found
        return found

    def _sendable(self) -> dict[str, str]:
        """The documents that nothing stops, with the reference under which each must be there once."""
        invoices = {one.invoice.id: one.invoice for one in self.program.transfers.invoices(self.integration)}
        invoices = {id_: one for id_, one in invoices.items() if one.number not in self._finance.snags}
        found = self.program.transfers.check(self.integration, list(invoices))
        mark = psa_mark(self.integration)
        return {id_: marked_reference(invoices[id_], mark) for id_, reasons in found.items() if not reasons}

    def _state(self) -> dict[str, Any]:
        system = self.stand_ins[Side.FINANCE]
        with system.lock:
            return system.state()


@contextmanager
def fault_run(
    finance: str,
    seed: int,
    *,
    data: Mapping[str, dict[str, Any]] | None = None,
    pace: Pace | None = None,
    latency_ms: int = 0,
    chance: float = 1.0,
    most: int | None = None,
) -> Iterator[FaultRun]:
    """A run that is ready to begin, on the demo company unless there are `data` for both stand-ins; on a throw-away database."""
    kept, side = pace or Pace(), FINANCE_SIDES[finance]
    with ExitStack() as stack:
        stand_ins, addresses = {}, {}
        for role, system in ((Side.PSA, PSA), (Side.FINANCE, finance)):
            stand_ins[role] = stand_in(system)
            stand_ins[role].load(demo_data(stand_ins[role]) if data is None else data[system])
            addresses[role] = stack.enter_context(running(stand_ins[role], latency_ms=latency_ms)).address
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="bindeled-faults-", ignore_cleanup_errors=True))
        program = open_bindeled(Path(folder), for_this_run=True, proof_after=dt.timedelta(seconds=kept.proof_after))
        stack.callback(program.close)
        integration = connect(program, f"{addresses[Side.PSA]}/{demo_company.ACCOUNT}", addresses[Side.FINANCE], finance)
        _prepare(program, integration)
        yield FaultRun(program, integration, stand_ins, side, seed, kept, chance, most)


def _prepare(program: Bindeled, integration: Integration) -> None:
    """Ready to transfer. One customer in ten is not linked, so that the run finds or creates it."""
    program.fetching.fetch(integration, progress=Silent())
    program.standard_values.choose(integration.id, program.standard_values.proposed(integration.id))
    program.customers.choose_rules(integration, OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True))
    program.linking.suggest(integration, Silent())
    pairs = [pair for pair in program.linking.register(integration).pairs if pair.tab is Tab.ONE and pair.suggestions is not None]
    with program.store.work() as work:
        for number, pair in enumerate(pairs):
            if number % 10 and pair.suggestions is not None:
                psa_id = pair.suggestions.suggestions[0].psa_id
                work.links.add(integration.id, LinkKind.CUSTOMER, psa_id, pair.finance.id, DecidedBy.RULE)
        work.commit()
    program.items.activate(integration.id, program.items.numbers_in_use(integration.id))
    program.activation.activate(integration.id, "a run under faults")
