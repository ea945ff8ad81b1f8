"""A transfer under faults: two processes send while calls fail by chance, are killed now and then, and in the end all is counted.

`bindeled demo --faults SEED` shows it to a person, `tests/faults` runs it with any number of documents. The seed decides the chance
of each fault and when processes are killed; which call meets which fault also depends on how fast the machine is.
"""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from desktop.app import Bindeled, open_bindeled
from desktop.demo import PSA, connect, demo_data
from desktop.demo.fault_books import FaultBooks
from desktop.demo.fault_counts import Counts
from desktop.demo.fault_persons import FaultPersons
from desktop.demo.fault_plan import planned_faults
from desktop.demo.fault_sender import Pace, Wish
from desktop.demo.finance_sides import FINANCE_SIDES, FinanceSide
from desktop.demo.meddling import PERSONS, Deed, Meddler
from desktop.demo.step_kills import KILLED
from desktop.models.linking import Tab
from desktop.models.owner_rules import Creation, OwnerRules
from desktop.models.records import DecidedBy, Integration, LinkKind, Outcome, Ruling, Side
from desktop.progress import Silent
from desktop.sandbox import demo_company
from desktop.sandbox.registry import stand_in
from desktop.sandbox.server import StandIn, running
from desktop.texts import Message

MOST_TURNS = 200
MOST_DEEDS = 6  # of persons during one turn


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
        wanted: Collection[str] | None = None,
    ) -> None:
        """`chance` multiplies the chance of every fault; `most` is how many documents at most.

        `wanted` are the documents that nothing stops, where they are known.
        """
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
        self._judged = 0
        self._meddler = Meddler(PERSONS[finance.system](stand_ins[Side.FINANCE]))
        self._seen_again: set[str] = set()  # of the changed, those for which *Transfer again* was pressed in an earlier turn
        self.wanted = list(islice(self._sendable() if wanted is None else wanted, most))
        self._books = FaultBooks(program, integration, stand_ins[Side.FINANCE], finance, self.wanted, self._meddler)
        self._persons = FaultPersons(program, integration, self._books, self._meddler, self._dice)

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
        for side, faults in planned_faults(self._seed * 1000 + turn * 20, self._chance, self.pace.answer * 1.2).items():
            self.stand_ins[side].faults.replace(faults)

    def wish(self, rounds: int = 20, dies_before: int = 0) -> Wish:
        """What another process is told that sends the same documents on the same database."""
        data, reopened = (
            str(self.program.paths.data),
            sorted(self._meddler.deleted | (self._meddler.changed.keys() - self._seen_again)),
        )
        return Wish(data, self._finance.system, self.wanted, self.pace, rounds, reopened, dies_before)

    def process(self, wish: Wish) -> subprocess.Popen[bytes]:
        """A process that does this; it prints a line when it begins."""
        process = subprocess.Popen(
            [sys.executable, *([] if getattr(sys, "frozen", False) else ["-m", "desktop"]), "demo", "--sender"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdin is not None
        process.stdin.write(wish.to_json())
        process.stdin.close()
        return process

    def meddle(self, deed: Deed, invoice_ids: Collection[str], taken: str = "") -> None:
        """A person does this with the drafts of these; *Transfer again* is pressed for them by every process from now on.

        `taken` is the reference of another invoice, for `Deed.TAKEN`.
        """
        self._persons.do(deed, invoice_ids, taken)

    def judge(self) -> None:
        """A person says of each document that leaves a doubt whether it is the invoice; meanwhile every call is answered.

        First those that are: what an invoice has taken leaves no doubt about any other.
        """
        self._answer()
        for ruling in (Ruling.IS, Ruling.IS_NOT):
            self._judged += self._persons.rule(ruling)
            self.program.settling.settle(self.integration, Silent())

    def finish(self) -> None:
        """The systems answer again: settle, judge, *Transfer again* where something was deleted, send what is left, reconcile."""
        self._answer()
        self.program.settling.settle(self.integration, Silent())
        self.judge()
        self.program.settling.reopen(self.integration, sorted(self._meddler.deleted | self._meddler.changed.keys()), Silent())
        self._meddler.deleted.clear()
        self.program.transfers.send(self.integration, self.wanted, Silent())
        self.program.reconciliation.reconcile(self.integration, Silent())

    def broken_promises(self) -> dict[str, int]:
        """What must be 0 at the end; doubles and false green must be it all the time."""
        return self._books.broken_promises()

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
            meddled=dict(self._meddler.counts),
            attempts=sum(transfers[id_].attempts for id_ in self.wanted if id_ in transfers),
            uncertain=len(uncertain),
            seconds=seconds,
            must_be_zero=self.broken_promises(),
            judged=self._judged,
        )

    def _sendable(self) -> list[str]:
        """The documents that nothing stops."""
        invoices = [one.invoice for one in self.program.transfers.invoices(self.integration)]
        ids = [one.id for one in invoices if one.number not in self._finance.snags]
        return [id_ for id_, reasons in self.program.transfers.check(self.integration, ids).items() if not reasons]

    def _turn(self, turn: int, tell: Callable[[Message], None]) -> None:
        """Two processes send for a while, and are killed if they have not ended."""
        self.judge()
        self._persons.meddle()
        self.plan(turn)
        pressed = set(self._meddler.changed)
        processes = [self.process(self.wish()), self.process(self.wish(dies_before=self._dice.randint(1, 4 * len(self.wanted))))]
        killed = 0
        try:
            for one in processes:
                assert one.stdout is not None
                one.stdout.readline()  # it is about to send
            began = time.monotonic()
            end = began + self._dice.uniform(0.7, 4.0 + len(self.wanted) / 80)
            moments = sorted(self._dice.uniform(began, end) for _ in range(MOST_DEEDS))
            while time.monotonic() < end and any(one.poll() is None for one in processes):
                if moments and time.monotonic() >= moments[0]:
                    moments.pop(0)
                    self._persons.meddle_meanwhile()
                time.sleep(0.02)
        finally:
            for one in processes:
                killed += one.poll() in (None, -KILLED)
                one.kill()
                one.wait()
                assert one.stdout is not None
                one.stdout.close()
        self._killed += killed
        self._seen_again |= pressed
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

    def _answer(self) -> None:
        """From now on no call fails."""
        for system in self.stand_ins.values():
            system.faults.replace([])

    def _take_faults(self) -> Counter[str]:
        """The faults that happened since the last time."""
        found: Counter[str] = Counter()
        for side, system in self.stand_ins.items():
            label = self.program.connections.card(self.integration.id, side).label
            found += Counter(f"{label}: {call['fault']}" for call in system.calls.listed()["calls"] if call["fault"])
            system.calls.kept.clear()
        self._faults += found
        return found


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
