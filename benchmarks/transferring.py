"""A transfer of 1,000 invoices at 100 ms per answer: `python -m benchmarks.transferring [INVOICES]`.

The ratio is the time that the answers alone must take (calls to both systems during the run, times the latency, divided by how many
writes the system safely takes at once) to the time of the run. Promise (design.md section 6): at least 0.90.
"""

from __future__ import annotations

import sys
import time

import requests

from benchmarks._stand_ins import connected
from desktop.models.linking import Tab
from desktop.models.owner_rules import Creation, OwnerRules
from desktop.models.records import Action, Decision, InvoiceStatus
from desktop.progress import Silent

LATENCY_MS = 100


def main(invoices: int) -> None:
    """Measure, and print the ratio."""
    with connected(max(50, invoices // 20), invoices, LATENCY_MS) as (program, integration, finance):
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
        booked = [
            one.invoice.id for one in program.transfers.invoices(integration) if one.invoice.status is not InvoiceStatus.DRAFT
        ]
        psa = integration.psa.base_address.rpartition("/")[0]
        before = _calls(finance) + _calls(psa)
        began = time.perf_counter()
        report = program.transfers.send(integration, booked, Silent())
        seconds = time.perf_counter() - began
        calls = _calls(finance) + _calls(psa) - before
        workers = program.connections.card(integration.id, integration.finance.side).parallel_writes
    must = calls * LATENCY_MS / 1000 / workers
    print(
        f"{len(report.transferred)} of {len(booked)} transferred, {calls} calls, {workers} at a time: {seconds:.1f} s, "
        f"the answers alone {must:.1f} s, ratio {must / seconds:.2f} (promise 0.90)"
    )


def _calls(address: str) -> int:
    return int(requests.get(f"{address}/_sandbox/calls", timeout=30).json()["count"])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
