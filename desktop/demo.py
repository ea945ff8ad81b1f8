"""The demo: stand-ins of both systems with the made-up company, a throw-away store, and the main job from end to end."""

from __future__ import annotations

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop.app import Bindeled, open_bindeled
from desktop.models.linking import Tab
from desktop.models.owner_rules import Creation, OwnerRules
from desktop.models.reconciliation import totals
from desktop.models.records import Action, Decision, Integration, InvoiceStatus, Side, TransferState
from desktop.paths import resources_folder
from desktop.progress import Progress
from desktop.sandbox import demo_company
from desktop.sandbox.registry import stand_in
from desktop.sandbox.server import running
from desktop.texts import Message

PSA, FINANCE = "timelog", "economic"
IMPORTED = 2  # how many customers without a suggestion the demo imports

# What the planned snags of the demo company are called among the reasons of `invoice_checks` and `owner_rules`.
EXPECTED_KINDS = {
    demo_company.Reason.ITEM_UNKNOWN: "unknown_item",
    demo_company.Reason.ITEM_BARRED: "barred_item",
    demo_company.Reason.LINE_WITHOUT_ITEM: "no_item",
    demo_company.Reason.ZERO_QUANTITY: "zero_quantity",
    demo_company.Reason.QUANTITY_DECIMALS: "too_many_decimals",
    demo_company.Reason.NO_LINES: "no_lines",
    demo_company.Reason.CURRENCY_UNKNOWN: "unknown_currency",
    demo_company.Reason.NAME_TOO_LONG: "field_refused",
    demo_company.Reason.CUSTOMER_NOT_LINKED: "customer_not_linked",
    demo_company.Reason.CUSTOMER_BARRED: "customer_barred",
    demo_company.Reason.CUSTOMER_NUMBER_LETTERS: "customer_number",
}


@dataclass(slots=True)
class Step:
    """One step of the main job: what it did, and what it should have done but did not."""

    name: str
    seconds: float = 0.0
    result: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


@contextmanager
def demo_company_running() -> Iterator[tuple[str, str]]:
    """The two stand-ins with the demo company on loopback; gives the addresses of TimeLog's site and of e-conomic."""
    with ExitStack() as stack:
        addresses = {}
        for system in (PSA, FINANCE):
            one = stand_in(system)
            one.load(one.app.json.loads((resources_folder() / "demo" / f"{system}.json").read_bytes()))
            addresses[system] = stack.enter_context(running(one)).address
        yield f"{addresses[PSA]}/{demo_company.ACCOUNT}", addresses[FINANCE]


@contextmanager
def demo_program(*, practice: bool = False) -> Iterator[tuple[Bindeled, Integration]]:
    """The program on a throw-away store, connected to the running demo company, nothing linked yet."""
    with demo_company_running() as addresses, tempfile.TemporaryDirectory(prefix="bindeled-demo-") as folder:
        program = open_bindeled(Path(folder), for_this_run=True, practice=practice)
        try:
            yield program, connect(program, *addresses)
        finally:
            program.close()


def connect(program: Bindeled, psa_address: str, finance_address: str) -> Integration:
    """Make the demo company's integration and connect both sides."""
    connections = program.connections
    integration = connections.create(demo_company.COMPANY_NAME, PSA, FINANCE)
    connections.connect(
        integration.id,
        Side.PSA,
        psa_address,
        {
            "personal_access_token": demo_company.TIMELOG_TOKEN,
            "user_name": demo_company.TIMELOG_USER,
            "password": demo_company.TIMELOG_PASSWORD,
        },
    )
    connections.connect(
        integration.id,
        Side.FINANCE,
        finance_address,
        {"app_secret_token": demo_company.ECONOMIC_SECRET, "agreement_grant_token": demo_company.ECONOMIC_GRANT},
    )
    return connections.integration(integration.id)


def main_job(program: Bindeled, integration: Integration, progress: Progress) -> list[Step]:
    """Fetch, suggest, link, import, items, transfer, reconcile: each through the same use cases as the window."""
    job = _MainJob(program, integration, progress)
    return [
        _timed("fetch", job.fetch),
        _timed("settings", job.settings),
        _timed("suggest", job.suggest),
        _timed("link", job.link),
        _timed("import", job.import_two),
        _timed("items", job.items),
        _timed("transfer", job.transfer),
        _timed("reconcile", job.reconcile),
    ]


def as_json(steps: list[Step]) -> str:
    """The steps for a file: amounts as text."""
    return json.dumps([asdict(step) for step in steps], ensure_ascii=False, indent=2, default=str)


def _timed(name: str, work: Callable[[Step], None]) -> Step:
    step, began = Step(name), time.monotonic()
    work(step)
    step.seconds = round(time.monotonic() - began, 2)
    return step


class _MainJob:
    """The steps, in order; each writes down what it did and what is wrong with it."""

    def __init__(self, program: Bindeled, integration: Integration, progress: Progress) -> None:
        self.program, self.integration, self.progress = program, integration, progress

    def fetch(self, step: Step) -> None:
        """Every register of both systems."""
        for one in self.program.fetching.fetch(self.integration, progress=self.progress):
            step.result[one.register] = one.count
            if one.reason is not None:
                step.faults.append(f"{one.register}: {one.reason.sentence}")
            elif not one.count:
                step.faults.append(f"{one.register}: nothing was read")

    def settings(self, step: Step) -> None:
        """The standard values most customers have; customers created at the first invoice."""
        values = self.program.standard_values.proposed(self.integration.id)
        self.program.standard_values.choose(self.integration.id, values)
        self.program.customers.choose_rules(self.integration, OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True))
        step.result = asdict(values)
        if not all(step.result.values()):
            step.faults.append("a standard value is missing")

    def suggest(self, step: Step) -> None:
        """Suggestions per tab, and how many single ones are wrong (the demo company knows its true pairs)."""
        counts = self.program.linking.suggest(self.integration, self.progress)
        step.result = {tab.value: count for tab, count in counts.items()}
        truth = {str(finance): str(psa) for finance, psa in demo_company.true_links().items()}
        singles = self._in_tab(Tab.ONE)
        wrong = [one.finance_id for one in singles if truth.get(one.finance_id) != one.psa_id]
        step.result["wrong_singles"] = len(wrong)
        step.faults += [f"finance customer {number}: the single suggestion is wrong" for number in wrong]
        if not singles:
            step.faults.append("no single suggestion")

    def link(self, step: Step) -> None:
        """Every single suggestion, with the PSA's data."""
        decisions = self._in_tab(Tab.ONE)
        previews = self.program.linking.preview(self.integration, decisions)
        report = self.program.linking.write(self.integration, decisions, self.progress)
        step.result = {
            "linked": len(report.linked),
            "refused": {number: str(reason.sentence) for number, reason in report.refused.items()},
            "fields_changed": sum(preview.changed_fields for preview in previews),
        }
        step.faults += [f"finance customer {number}: {reason.sentence}" for number, reason in report.refused.items()]
        step.faults += [str(warning) for warning in report.warnings]

    def import_two(self, step: Step) -> None:
        """Two customers without a suggestion become new PSA customers."""
        decisions = [
            Decision(finance_id=pair.finance.id, action=Action.IMPORT)
            for pair in self.program.linking.register(self.integration).pairs
            if pair.tab is Tab.NONE and pair.finance.is_active
        ][:IMPORTED]
        report = self.program.linking.write(self.integration, decisions, self.progress)
        step.result = {"imported": len(report.imported)}
        step.faults += [f"finance customer {number}: {reason.sentence}" for number, reason in report.refused.items()]
        if len(report.imported) != IMPORTED:
            step.faults.append(f"{len(report.imported)} of {IMPORTED} imported")

    def items(self, step: Step) -> None:
        """Every item that an invoice uses is activated."""
        numbers = self.program.items.numbers_in_use(self.integration.id)
        step.result = {
            "activated": self.program.items.activate(self.integration.id, numbers),
            "missing": self.program.items.missing(self.integration.id),
        }
        if not numbers:
            step.faults.append("no item is in use")

    def transfer(self, step: Step) -> None:
        """Every booked document; exactly the planned snags end red, each for its planned reason."""
        transfers = self.program.transfers
        booked = [one.invoice.id for one in transfers.invoices(self.integration) if one.invoice.status is not InvoiceStatus.DRAFT]
        report = transfers.send(self.integration, booked, self.progress)
        states = transfers.invoices(self.integration)
        red = {
            one.invoice.number: one.transfer.reason
            for one in states
            if one.transfer is not None and one.transfer.state is TransferState.FAILED and one.transfer.reason
        }
        step.result = {
            "green": len(report.transferred),
            "red": {number: {"kind": reason.kind, "reason": str(reason.sentence)} for number, reason in sorted(red.items())},
            "unknown": len(report.unknown),
            "not_attempted": len(report.open),
        }
        planned = {snag.invoice_number: EXPECTED_KINDS[snag.reason] for snag in demo_company.PLANNED_SNAGS}
        for number in sorted(planned.keys() | red.keys()):
            got = red[number].kind if number in red else "transferred"
            wanted = planned.get(number, "transferred")
            if got != wanted:
                sentence = red[number].sentence if number in red else ""
                step.faults.append(f"document {number}: {got} instead of {wanted}. {sentence}")
        if len(report.transferred) + len(red) != len(booked) or report.unknown or report.open:
            step.faults.append(f"{len(booked)} booked, {len(report.transferred)} green, {len(red)} red")
        if report.stopped_by is not None:
            step.faults.append(str(report.stopped_by.sentence))

    def reconcile(self, step: Step) -> None:
        """Both sides agree to the øre for everything that was transferred."""
        rows = [
            row
            for row in self.program.reconciliation.reconcile(self.integration, self.progress)
            if row.transfer is not None and row.transfer.state is TransferState.TRANSFERRED
        ]
        step.result = {
            "documents": len(rows),
            "agree": sum(row.agrees for row in rows),
            "totals": {
                one.currency: {"psa": one.net, "finance": one.there_net, "difference": one.difference} for one in totals(rows)
            },
        }
        for row in rows:
            if not row.agrees:
                kinds = Counter(row.differences)
                step.faults.append(f"document {row.invoice.number}: {', '.join(kinds)} {row.explanation}")
        step.faults += [f"{one.currency} differs by {one.difference}" for one in totals(rows) if one.difference != Decimal(0)]

    def _in_tab(self, tab: Tab) -> list[Decision]:
        return [
            Decision(finance_id=pair.finance.id, action=Action.USE_PSA, psa_id=pair.suggestions.suggestions[0].psa_id)
            for pair in self.program.linking.register(self.integration).pairs
            if pair.tab is tab and pair.suggestions is not None
        ]


def summary(step: Step) -> Message:
    """What a step did, in one line for the table."""
    values = {name: value if isinstance(value, int | str) else len(value) for name, value in step.result.items()}
    return Message("{text}", text=", ".join(f"{name} {value}" for name, value in values.items()))
