"""The main job from end to end, checked step by step: what `bindeled demo --headless` does.

The demo company knows its true pairs and its planned snags, so each step can tell what it should have done but did not.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from desktop.app import Bindeled
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.models.differences import Difference
from desktop.models.linking import Tab
from desktop.models.owner_rules import Creation, OwnerRules
from desktop.models.reconciliation import totals
from desktop.models.records import (
    Action,
    Decision,
    Integration,
    InvoiceStatus,
    PeriodTotal,
    Reason,
    Side,
    TransferReport,
    TransferState,
)
from desktop.models.records.rounding import CENT
from desktop.progress import Progress
from desktop.texts import Message
from desktop.use_cases.choose_standard_values import why_none_are_needed
from desktop.use_cases.fetch_records import Register

IMPORTED = 2  # how many customers without a suggestion the demo imports


@dataclass(slots=True)
class Step:
    """One step of the main job: what it did, in a sentence and as data, and what it should have done but did not."""

    name: str
    seconds: float = 0.0
    told: Message | None = None
    result: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def main_job(program: Bindeled, integration: Integration, progress: Progress) -> list[Step]:
    """Fetch, suggest, link, import, items, activate, transfer, reconcile: each through the same use cases as the window."""
    job = _MainJob(program, integration, progress)
    return [
        _timed("fetch", job.fetch),
        _timed("settings", job.settings),
        _timed("suggest", job.suggest),
        _timed("link", job.link),
        _timed("import", job.import_two),
        _timed("items", job.items),
        _timed("activate", job.activate),
        _timed("transfer", job.transfer),
        _timed("reconcile", job.reconcile),
    ]


def as_json(steps: list[Step]) -> str:
    """The steps for a file, by name; amounts as text with two decimals."""
    data = {
        "passed": not any(step.faults for step in steps),
        "faults": [f"{step.name}: {fault}" for step in steps for fault in step.faults],
        "steps": {step.name: {"seconds": step.seconds, **step.result} for step in steps},
    }
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain)


def _plain(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def _timed(name: str, work: Callable[[Step], None]) -> Step:
    step, began = Step(name), time.monotonic()
    work(step)
    step.seconds = round(time.monotonic() - began, 2)
    return step


class _MainJob:
    """The steps, in order; each writes down what it did and what is wrong with it."""

    def __init__(self, program: Bindeled, integration: Integration, progress: Progress) -> None:
        self.program, self.integration, self.progress = program, integration, progress
        self.side = FINANCE_SIDES[integration.finance.system]
        self.has_standard_values = why_none_are_needed(program.connections.card(integration.id, Side.FINANCE)) is None

    def fetch(self, step: Step) -> None:
        """Every register of both systems."""
        for one in self.program.fetching.fetch(self.integration, progress=self.progress):
            step.result[one.register] = one.count
            if one.reason is not None:
                step.faults.append(f"{one.register}: {one.reason.sentence}")
            elif not one.count and (one.register is not Register.FINANCE_CHOICES or self.has_standard_values):
                step.faults.append(f"{one.register}: nothing was read")
        records = sum(step.result.values())
        step.told = Message("{records} records in {registers} registers", records=records, registers=len(step.result))

    def settings(self, step: Step) -> None:
        """The standard values most customers have; customers created at the first invoice."""
        values = self.program.standard_values.proposed(self.integration.id)
        self.program.standard_values.choose(self.integration.id, values)
        self.program.customers.choose_rules(self.integration, OwnerRules(creation=Creation.FIRST_INVOICE, may_link=True))
        step.result = asdict(values)
        step.told = Message("{count} standard values chosen", count=sum(map(bool, step.result.values())))
        if self.has_standard_values and not all(step.result.values()):
            step.faults.append("a standard value is missing")

    def suggest(self, step: Step) -> None:
        """Suggestions per tab, and how many single ones are wrong."""
        counts = self.program.linking.suggest(self.integration, self.progress)
        truth = {finance: str(psa) for finance, psa in self.side.true_links().items()}
        singles = self._single_suggestions()
        wrong = [one.finance_id for one in singles if truth.get(one.finance_id) != one.psa_id]
        step.result = {tab.value: count for tab, count in counts.items()} | {"wrong_singles": len(wrong)}
        step.told = Message(
            "{one} with one suggestion, {several} with several, {none} with none",
            one=counts[Tab.ONE],
            several=counts[Tab.SEVERAL],
            none=counts[Tab.NONE],
        )
        step.faults += [f"finance customer {number}: the single suggestion is wrong" for number in wrong]
        if not singles:
            step.faults.append("no single suggestion")

    def link(self, step: Step) -> None:
        """Every single suggestion, with the PSA's data."""
        decisions = self._single_suggestions()
        previews = self.program.linking.preview(self.integration, decisions)
        report = self.program.linking.write(self.integration, decisions, self.progress)
        step.result = {
            "linked": len(report.linked),
            "refused": {number: str(reason.sentence) for number, reason in report.refused.items()},
            "fields_changed": sum(preview.changed_fields for preview in previews),
        }
        step.told = Message(
            "{linked} linked, {refused} refused, {fields} fields overwritten",
            linked=len(report.linked),
            refused=len(report.refused),
            fields=step.result["fields_changed"],
        )
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
        step.told = Message("{count} customers imported", count=len(report.imported))
        step.faults += [f"finance customer {number}: {reason.sentence}" for number, reason in report.refused.items()]
        if len(report.imported) != IMPORTED:
            step.faults.append(f"{len(report.imported)} of {IMPORTED} imported")

    def items(self, step: Step) -> None:
        """Every item that an invoice uses is activated."""
        numbers = self.program.items.numbers_in_use(self.integration.id)
        activated = self.program.items.activate(self.integration.id, numbers)
        missing = self.program.items.missing(self.integration.id)
        step.result = {"activated": activated, "missing": missing}
        step.told = Message("{activated} activated; not usable: {missing}", activated=activated, missing=tuple(missing))
        if not numbers:
            step.faults.append("no item is in use")

    def activate(self, step: Step) -> None:
        """The integration, although the planned snags leave something to do, which is said in the log."""
        activation, id_ = self.program.activation, self.integration.id
        missing = activation.state(id_).missing
        activation.activate(id_, "the demo leaves its planned snags as they are" if missing else "")
        step.result = {"missing": [str(one) for one in missing]}
        step.told = Message("active, with {count} point left", "active, with {count} points left", count=len(missing))
        if not activation.state(id_).is_active:
            step.faults.append("the integration is not active")

    def transfer(self, step: Step) -> None:
        """Every booked document; exactly the planned snags end red, each for its planned reason."""
        states = self.program.transfers.invoices(self.integration)
        booked = [one.invoice.id for one in states if one.invoice.status is not InvoiceStatus.DRAFT]
        report = self.program.transfers.send(self.integration, booked, self.progress)
        red, unknown = self._reasons(TransferState.FAILED), self._reasons(TransferState.UNKNOWN)
        number_of = {one.invoice.id: one.invoice.number for one in states}
        step.result = {
            "green": len(report.transferred),
            "green_documents": sorted(number_of[id_] for id_ in report.transferred),
            "red": _as_data(red),
            "unknown": len(report.unknown),
            "unknown_documents": _as_data(unknown),
            "not_attempted": len(report.open),
        }
        step.told = Message(
            "{green} green, {red} red, {unknown} uncertain",
            green=len(report.transferred),
            red=len(red),
            unknown=len(report.unknown),
        )
        step.faults += [*_wrong_lamps(red, self.side.snags), *_left_over(report, red, len(booked))]

    def reconcile(self, step: Step) -> None:
        """Both sides agree to the øre for everything that was transferred."""
        rows = [
            row
            for row in self.program.reconciliation.reconcile(self.integration, self.progress)
            if row.transfer is not None and row.transfer.state is TransferState.TRANSFERRED
        ]
        sums, agree = totals(rows), sum(row.agrees for row in rows)
        step.result = {
            "documents": len(rows),
            "agree": agree,
            "totals": {one.currency: {"psa": one.here, "finance": one.there, "difference": one.difference} for one in sums},
        }
        step.told = Message("{agree} of {documents} agree: {sums}", agree=agree, documents=len(rows), sums=tuple(map(_sum, sums)))
        for row in rows:
            other_vat = row.number in self.side.other_vat
            if (set(row.differences) != {Difference.VAT}) if other_vat else not row.agrees:
                step.faults.append(f"document {row.number}: {', '.join(Counter(row.differences))} {row.explanation}")
        step.faults += [f"{one.currency} differs by {one.difference}" for one in sums if abs(one.difference) >= CENT]

    def _single_suggestions(self) -> list[Decision]:
        return [
            Decision(finance_id=pair.finance.id, action=Action.USE_PSA, psa_id=pair.suggestions.suggestions[0].psa_id)
            for pair in self.program.linking.register(self.integration).pairs
            if pair.tab is Tab.ONE and pair.suggestions is not None
        ]

    def _reasons(self, state: TransferState) -> dict[str, Reason]:
        """The reasons of the documents in this state, by number."""
        states = sorted(self.program.transfers.invoices(self.integration), key=lambda one: one.invoice.number)
        return {
            one.invoice.number: one.transfer.reason
            for one in states
            if one.transfer is not None and one.transfer.state is state and one.transfer.reason is not None
        }


def _as_data(reasons: Mapping[str, Reason]) -> dict[str, dict[str, str]]:
    return {number: {"kind": reason.kind, "reason": str(reason.sentence)} for number, reason in reasons.items()}


def _wrong_lamps(red: Mapping[str, Reason], planned: Mapping[str, str]) -> list[str]:
    faults = []
    for number in sorted(planned.keys() | red.keys()):
        got, wanted = red[number].kind if number in red else "transferred", planned.get(number, "transferred")
        if got != wanted:
            faults.append(f"document {number}: {got} instead of {wanted}. {red[number].sentence if number in red else ''}")
    return faults


def _left_over(report: TransferReport, red: Mapping[str, Reason], booked: int) -> list[str]:
    faults = []
    if len(report.transferred) + len(red) != booked or report.unknown or report.open:
        faults.append(f"{booked} booked, {len(report.transferred)} green, {len(red)} red")
    if report.stopped_by is not None:
        faults.append(str(report.stopped_by.sentence))
    return faults


def _sum(one: PeriodTotal) -> Message:
    """A sum that both sides have, or both where they differ."""
    if abs(one.difference) < CENT:
        return Message("{currency} {amount}", currency=one.currency, amount=one.here)
    return Message("{currency} {amount} against {there}", currency=one.currency, amount=one.here, there=one.there)
