"""A transfer of 1,000 invoices at 100 ms per answer: `python -m benchmarks.transferring [INVOICES] [CANCELS]`.

Prints, with the promises of design.md section 6:

- the ratio of the time that the answers alone must take to the time of the run: calls to a system, times the latency, divided by
  how many calls the system safely takes at once; of the two systems the slower one counts, since both work at once (0.90);
- during which share of the run so many calls were really under way: on a machine that has other work an answer takes longer than
  100 ms, which lowers the ratio but not this;
- the longest pause of a thread that wants to go on every 5 ms, as a window does (50 ms);
- how long Cancel takes, pressed at random moments, and while the finance system says 429 with a minute to wait (1 s).
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from benchmarks._stand_ins import connected
from desktop.app import Bindeled
from desktop.errors import Cancelled
from desktop.models.linking import Tab
from desktop.models.owner_rules import Creation, OwnerRules
from desktop.models.records import Action, Decision, Integration, InvoiceStatus, Side, TransferReport
from desktop.progress import Progress, Silent
from desktop.texts import Message

LATENCY_MS = 100
BEAT = 0.005  # seconds


def main(invoices: int, cancels: int) -> None:
    """Measure, and print a line for each promise."""
    with connected(max(50, invoices // 20), invoices, LATENCY_MS) as (program, integration, finance):
        booked = prepared(program, integration)
        cancelled = [_cancel(program, integration, booked, finance, number) for number in range(cancels)]
        waiting = [one for one in booked if one not in _transferred(program, integration)]
        addresses = {Side.FINANCE: finance, Side.PSA: integration.psa.base_address.rpartition("/")[0]}
        before = {side: _calls(address) for side, address in addresses.items()}
        began = time.perf_counter()
        with _heartbeat() as pauses:
            report = program.transfers.send(integration, waiting, Silent())
        seconds = time.perf_counter() - began
        calls = {side: _calls(address) - before[side] for side, address in addresses.items()}
        under_way = {
            side: _seconds_under_way(program, integration, address, set(report.transferred)) for side, address in addresses.items()
        }
        at_once = {side: program.connections.card(integration.id, side).parallel_writes for side in addresses}
    must = max(calls[side] * LATENCY_MS / 1000 / at_once[side] for side in addresses)
    told = ", ".join(f"{calls[side]} calls to the {side} system, {at_once[side]} at a time" for side in addresses)
    print(
        f"{len(report.transferred)} of {len(waiting)} transferred, {told}: {seconds:.1f} s, "
        f"the answers alone {must:.1f} s, ratio {must / seconds:.2f} (promise 0.90)"
    )
    share = max(under_way[side] / at_once[side] for side in addresses) / seconds
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "?"
    print(f"so many calls were under way during {share:.0%} of the run, each as long as it took on this machine (load {load})")
    print(f"longest pause of a thread like the window's: {max(pauses) * 1000:.0f} ms (promise 50 ms)")
    if cancelled:
        print(f"Cancel: {', '.join(f'{one:.2f}' for one in cancelled)} s until it answers (promise 1 s)")


def prepared(program: Bindeled, integration: Integration) -> list[str]:
    """Everything read, linked and activated; gives the ids of the booked invoices."""
    program.fetching.fetch(integration, progress=Silent())
    program.standard_values.choose(integration.id, program.standard_values.proposed(integration.id))
    program.customers.choose_rules(integration, OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True))
    program.linking.suggest(integration, Silent())
    decisions = [
        Decision(finance_id=pair.finance.id, action=Action.LINK_ONLY, psa_id=pair.suggestions.suggestions[0].psa_id)
        for pair in program.linking.register(integration).pairs
        if pair.tab is Tab.ONE and pair.suggestions
    ]
    program.linking.write(integration, decisions, Silent())
    program.items.activate(integration.id, program.items.numbers_in_use(integration.id))
    program.activation.activate(integration.id, "a benchmark")
    return [one.invoice.id for one in program.transfers.invoices(integration) if one.invoice.status is not InvoiceStatus.DRAFT]


class _Cancelling(Progress):
    """Progress of somebody who has pressed Cancel when `pressed` is set."""

    def __init__(self) -> None:
        self.pressed = threading.Event()

    def step(self, done: int, total: int | None, text: Message) -> None:
        if self.pressed.is_set():
            raise Cancelled


def _cancel(program: Bindeled, integration: Integration, booked: list[str], finance: str, number: int) -> float:
    """Seconds from pressing Cancel until the run has ended; every second time the system says 429 meanwhile."""
    if number % 2:
        plan = [{"kind": "rate_limited", "path": "^/invoices/drafts$", "method": "POST", "seconds": 60}]
        requests.post(f"{finance}/_sandbox/faults", json=plan, timeout=30).raise_for_status()
    progress, reports = _Cancelling(), list[TransferReport]()
    done = _transferred(program, integration)
    some = [one for one in booked if one not in done][:50]
    run = threading.Thread(target=lambda: reports.append(program.transfers.send(integration, some, progress)))
    run.start()
    time.sleep(1.0 + random.Random(number).random())
    began = time.perf_counter()
    progress.pressed.set()
    run.join()
    seconds = time.perf_counter() - began
    requests.post(f"{finance}/_sandbox/faults", json=[], timeout=30).raise_for_status()
    assert reports[0].open, "the run was over before Cancel was pressed"
    assert not reports[0].unknown, reports
    return seconds


@contextmanager
def _heartbeat() -> Iterator[list[float]]:
    """Meanwhile a thread wants to go on every `BEAT`; gives by how much it came late, in seconds."""
    pauses, stop = [0.0], threading.Event()

    def beat() -> None:
        while not stop.is_set():
            began = time.perf_counter()
            time.sleep(BEAT)
            pauses.append(time.perf_counter() - began - BEAT)

    thread = threading.Thread(target=beat)
    thread.start()
    try:
        yield pauses
    finally:
        stop.set()
        thread.join()


def _transferred(program: Bindeled, integration: Integration) -> set[str]:
    states = program.transfers.invoices(integration)
    return {one.invoice.id for one in states if one.transfer is not None and one.transfer.state == "transferred"}


def _seconds_under_way(program: Bindeled, integration: Integration, address: str, transferred: set[str]) -> float:
    """How long the calls to one system took together, as the log of these invoices has them."""
    entries = [
        one for one in program.log.entries(integration.id) if one.subject_kind == "invoice" and one.subject_id in transferred
    ]
    return sum(call.seconds for entry in entries for call in entry.exchanges if call.address.startswith(address))


def _calls(address: str) -> int:
    return int(requests.get(f"{address}/_sandbox/calls", timeout=30).json()["count"])


if __name__ == "__main__":
    main(*(int(one) for one in (sys.argv[1:] + ["1000", "4"][len(sys.argv) - 1 :])))
