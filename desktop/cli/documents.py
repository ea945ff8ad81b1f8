"""Commands: transfer, reconcile, log."""

from __future__ import annotations

from collections.abc import Sequence

import click

from desktop.cli.commands import bindeled
from desktop.cli.surroundings import ExitCode, Surroundings, command, integration_option, table_of
from desktop.errors import RecordNotFound
from desktop.models.lamps import WORDS, lamp_of
from desktop.models.reconciliation import totals
from desktop.models.records import Activity, Integration, InvoiceStatus, Outcome, TransferReport, TransferState
from desktop.texts import Message, _
from desktop.use_cases.transfer_invoices import InvoiceState


@command(bindeled, "transfer", short_help="Transfer invoices and credit notes as drafts.")
@integration_option
@click.argument("numbers", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every booked invoice that is not transferred yet.")
@click.option("--check", is_flag=True, help="Only say what would stop each invoice; nothing is sent.")
@click.option("--settle", is_flag=True, help="Only look up invoices whose outcome is not known.")
@click.option("--again", is_flag=True, help="Send invoices again whose draft was deleted over there, after proof of that.")
def transfer(
    surroundings: Surroundings, name: str | None, numbers: Sequence[str], everything: bool, check: bool, settle: bool, again: bool
) -> int:
    """Transfer the named invoices, or all. An invoice is never sent twice, however often this runs."""
    integration, program = surroundings.integration(name), surroundings.program
    if settle:
        return _report(surroundings, integration, program.settling.settle(integration, surroundings.progress()))
    chosen = _chosen(program.transfers.invoices(integration), numbers, everything=everything)
    ids = [one.invoice.id for one in chosen]
    if check:
        return _check(surroundings, integration, chosen)
    if again:
        refused = {id_: reason for id_, reason in program.settling.reopen(integration, ids).items() if reason}
        for reason in refused.values():
            click.echo(reason.sentence.render(), err=True)
        ids = [id_ for id_ in ids if id_ not in refused]
    return _report(surroundings, integration, program.transfers.send(integration, ids, surroundings.progress()))


@command(bindeled, "reconcile", short_help="Compare both sides of every invoice.")
@integration_option
@click.option("--all", "everything", is_flag=True, help="List every invoice, not only those that differ.")
def reconcile(surroundings: Surroundings, name: str | None, everything: bool) -> int:
    """Read both sides, compare number, amounts, currency, date and status, and write numbers and states back to the PSA."""
    integration = surroundings.integration(name)
    rows = surroundings.program.reconciliation.reconcile(integration, surroundings.progress())
    sums = totals(rows)
    listed = [row for row in rows if everything or not row.agrees]
    data = {
        "invoices": [
            {
                "number": row.invoice.number,
                "kind": row.invoice.kind,
                "currency": row.invoice.currency,
                "net": row.net,
                "there_number": row.there.number or row.there.id if row.there else "",
                "there_net": row.there_net,
                "state": row.state,
                "differences": list(row.differences),
            }
            for row in listed
        ],
        "agree": sum(row.agrees for row in rows),
        "totals": {one.currency: {"net": one.net, "there_net": one.there_net, "difference": one.difference} for one in sums},
    }
    surroundings.tell(
        data,
        lambda: table_of(
            [_("Invoice"), _("Currency"), _("Amount"), _("There"), _("Amount"), _("Status"), ""],
            [
                (
                    row.invoice.number,
                    row.invoice.currency,
                    row.net,
                    row.there.number or row.there.id if row.there else "",
                    row.there_net,
                    row.state or "",
                    row.explanation,
                )
                for row in listed
            ]
            + [(_("Sum"), one.currency, one.net, "", one.there_net, "", one.difference) for one in sums],
        ),
    )
    return ExitCode.DONE if all(row.agrees for row in rows) else ExitCode.SOME_REFUSED


@command(bindeled, "log", short_help="Show the integration log.")
@integration_option
@click.option("--activity", multiple=True, type=click.Choice([str(one) for one in Activity]))
@click.option("--outcome", multiple=True, type=click.Choice([str(one) for one in Outcome]))
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="The newest entries.")
@click.option("--entry", type=int, help="One entry whole, with what was sent and answered.")
def log(
    surroundings: Surroundings, name: str | None, activity: Sequence[str], outcome: Sequence[str], limit: int, entry: int | None
) -> None:
    """Show the newest entries of the integration log, or one entry with what was sent and answered."""
    reader, integration = surroundings.program.log, surroundings.integration(name)
    if entry is not None:
        found = reader.entry(entry)
        if found is None or found.integration_id != integration.id:
            raise RecordNotFound(Message("There is no log entry {number}.", number=str(entry)))
        entries = [found]
    else:
        entries = reader.entries(
            integration.id,
            activities=[Activity(one) for one in activity],
            outcomes=[Outcome(one) for one in outcome],
            limit=limit,
        )
    data = [
        {
            "id": one.id,
            "at": one.at.isoformat(),
            "activity": one.activity,
            "outcome": one.outcome,
            "subject": one.subject,
            "message": str(one.message),
            "what_to_do": str(one.what_to_do or ""),
            "exchanges": [
                {"request": f"{x.method} {x.address}", "sent": x.sent, "status": x.status, "answered": x.answered}
                for x in one.exchanges
            ]
            if entry is not None
            else len(one.exchanges),
        }
        for one in entries
    ]
    surroundings.tell(
        data,
        lambda: table_of(
            [_("No."), _("Time"), _("What"), _("Outcome"), _("Record"), ""],
            [(one.id, one.at, str(one.activity), str(one.outcome), one.subject, one.message) for one in entries],
        ),
    )


def _chosen(states: list[InvoiceState], numbers: Sequence[str], *, everything: bool) -> list[InvoiceState]:
    if everything:
        return [
            one
            for one in states
            if one.invoice.status is not InvoiceStatus.DRAFT
            and (one.transfer is None or one.transfer.state is not TransferState.TRANSFERRED)
        ]
    by_number = {one.invoice.number: one for one in states if one.invoice.number}
    if unknown := [number for number in numbers if number not in by_number]:
        raise RecordNotFound(
            Message("Invoice {numbers} was not read from the PSA.", numbers=tuple(unknown)), what_to_do=Message("Run fetch first.")
        )
    return [by_number[number] for number in numbers]


def _check(surroundings: Surroundings, integration: Integration, chosen: list[InvoiceState]) -> int:
    found = surroundings.program.transfers.check(integration, [one.invoice.id for one in chosen])
    stopped = [(one.invoice, reason) for one in chosen for reason in found[one.invoice.id]]
    data = {
        one.invoice.number: [{"kind": reason.kind, "reason": str(reason.sentence)} for reason in found[one.invoice.id]]
        for one in chosen
    }
    surroundings.tell(
        data, lambda: table_of([_("Invoice"), _("Reason")], [(invoice.number, reason.sentence) for invoice, reason in stopped])
    )
    return ExitCode.SOME_REFUSED if stopped else ExitCode.DONE


def _report(surroundings: Surroundings, integration: Integration, report: TransferReport) -> int:
    states = {one.invoice.id: one for one in surroundings.program.transfers.invoices(integration)}
    told = [states[id_] for id_ in (*report.transferred, *report.refused, *report.unknown, *report.open) if id_ in states]
    data = {
        "transferred": len(report.transferred),
        "refused": len(report.refused),
        "unknown": len(report.unknown),
        "skipped": len(report.skipped),
        "open": len(report.open),
        "stopped_by": str(report.stopped_by.sentence) if report.stopped_by else "",
        "invoices": [
            {
                "number": one.invoice.number,
                "lamp": lamp_of(one.transfer),
                "finance_id": one.transfer.finance_id if one.transfer else "",
                "kind": one.transfer.reason.kind if one.transfer and one.transfer.reason else "",
                "reason": str(one.transfer.reason.sentence) if one.transfer and one.transfer.reason else "",
            }
            for one in told
        ],
    }
    sentence = Message(
        "{transferred} transferred, {refused} refused, {unknown} uncertain, {open} not attempted.",
        transferred=len(report.transferred),
        refused=len(report.refused),
        unknown=len(report.unknown),
        open=len(report.open),
    )
    surroundings.tell(
        data,
        lambda: table_of(
            [_("Invoice"), _("Status"), ""],
            [
                (
                    one.invoice.number,
                    WORDS[lamp_of(one.transfer)],
                    one.transfer.reason.sentence if one.transfer and one.transfer.reason else "",
                )
                for one in told
            ],
        ),
    )
    click.echo(sentence.render(), err=True)
    if report.stopped_by is not None:
        click.echo(report.stopped_by.sentence.render(), err=True)
        return ExitCode.TRY_AGAIN
    if report.unknown:
        return ExitCode.UNKNOWN
    return ExitCode.SOME_REFUSED if report.refused else ExitCode.DONE
