"""`bindeled transfer`: transfer invoices and credit notes as drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from desktop.cli.exit_codes import ExitCode, code_of_reason
from desktop.cli.output import reason_data, table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.answered_amounts import answered_difference
from desktop.models.invoice_causes import causes, causes_sentence
from desktop.models.invoice_preview import InvoicePreview
from desktop.models.lamps import WORDS, Lamp, lamp_of
from desktop.models.losses import LossKind, grouped
from desktop.models.records import Integration, InvoiceState, InvoiceStatus, Reason, Side, TransferReport, TransferState
from desktop.models.references import reference_of
from desktop.models.whose_invoices import why_not_told_apart
from desktop.texts import Message, _


@command("transfer", short_help="Transfer invoices and credit notes as drafts.")
@integration_option
@click.argument("numbers", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every booked invoice that is not transferred yet.")
@click.option("--check", is_flag=True, help="Only say what would stop each invoice; nothing is sent.")
@click.option("--settle", is_flag=True, help="Only look up invoices whose outcome is not known.")
@click.option("--again", is_flag=True, help="Send named invoices again whose draft was deleted over there, after proof of that.")
def transfer(
    surroundings: Surroundings, name: str | None, numbers: Sequence[str], everything: bool, check: bool, settle: bool, again: bool
) -> int:
    """Transfer the named invoices, or all. An invoice is never sent twice, however often this runs."""
    if bool(numbers) + everything + settle != 1:
        raise click.UsageError(_("Name invoices, or all with --all, or those that are uncertain with --settle."))
    if ((again or check) and settle) or (again and (everything or check)):
        raise click.UsageError(_("--again goes with named invoices, --check with named ones or --all."))
    integration, program = surroundings.integration(name), surroundings.program
    if settle:
        return _tell(surroundings, integration, program.settling.settle(integration, surroundings.progress()))
    if why := why_not_told_apart(integration, program.connections.card(integration.id, Side.PSA).label):
        surroundings.remark(why)
    states = program.transfers.invoices(integration)
    waiting = [one for one in states if _is_waiting(one) and (check or one.elsewhere is None)]
    chosen = waiting if everything else named(states, numbers)
    ids = [one.invoice.id for one in chosen]
    if check:
        return _check(surroundings, integration, chosen)
    kept: dict[str, Reason] = {}
    if again:
        answers = program.settling.reopen(integration, ids, surroundings.progress())
        kept = {id_: reason for id_, reason in answers.items() if reason}
    sent = program.transfers.send(integration, [id_ for id_ in ids if id_ not in kept], surroundings.progress())
    return _tell(surroundings, integration, sent, kept)


def _is_waiting(one: InvoiceState) -> bool:
    is_sent = one.transfer is not None and one.transfer.state is TransferState.TRANSFERRED
    return one.invoice.status is not InvoiceStatus.DRAFT and not is_sent


def named(states: list[InvoiceState], numbers: Sequence[str]) -> list[InvoiceState]:
    """The invoices of these numbers; where an invoice and a credit note share one, our reference tells them apart."""
    chosen: list[InvoiceState] = []
    for number in numbers:
        numbered = [one for one in states if one.invoice.number]
        found = [one for one in numbered if one.invoice.number == number] or [
            one for one in numbered if reference_of(one.invoice) == number
        ]
        if not found:
            raise RecordNotFound(
                Message("Invoice {number} was not read from the PSA.", number=number),
                what_to_do=Message("Run fetch first, or name another one. Nothing was sent."),
            )
        if len(found) > 1:
            references = tuple(reference_of(one.invoice) for one in found)
            raise RecordRefused(
                Message("An invoice and a credit note have the number {number}.", number=number),
                what_to_do=Message("Name one of these: {references}. Nothing was sent.", references=references),
            )
        chosen += found
    return chosen


def _check(surroundings: Surroundings, integration: Integration, chosen: list[InvoiceState]) -> int:
    ids = [one.invoice.id for one in chosen]
    found = surroundings.program.transfers.check(integration, ids)
    previews = surroundings.program.previews.previews(integration, ids)
    data = [
        {
            "number": one.invoice.number,
            "kind": one.invoice.kind,
            "reasons": [reason_data(reason) for reason in found[one.invoice.id]],
            **_preview_data(previews[one.invoice.id]),
        }
        for one in chosen
    ]
    rows = [(one.invoice.number, reason.sentence, reason.what_to_do) for one in chosen for reason in found[one.invoice.id]]
    surroundings.tell(data, lambda: table_of([_("Invoice"), _("Reason"), _("What to do")], rows))
    _remark_losses(surroundings, previews)
    stopped = {id_: reasons for id_, reasons in found.items() if reasons}
    surroundings.remark(causes_sentence(causes(stopped), len(stopped), len(chosen)))
    if not integration.is_active:
        surroundings.remark(Message("The integration is not active, so nothing is sent. Confirm the setup with: bindeled activate"))
    return ExitCode.SOME_REFUSED if stopped else ExitCode.DONE


def _preview_data(preview: InvoicePreview) -> dict[str, Any]:
    found, att_person = preview.difference, preview.att_person
    return {
        "not_carried": [
            {
                "kind": one.kind,
                "field": one.field,
                "label": str(one.label),
                "value": one.value,
                "line": one.line,
                "note": str(one.note or ""),
            }
            for one in preview.losses
        ],
        "carried": [
            {"field": one.rule.source, "target": one.rule.target, "text": one.text, "line": one.line}
            for one in preview.carried
            if one.too_long is None
        ],
        "predicted_difference": found
        and {
            "net": found.net.amount,
            "vat": found.vat and found.vat.amount,
            "gross": found.gross and found.gross.amount,
            "line": found.cause,
            "sentence": str(preview.difference_sentence),
            "is_tolerated": preview.is_tolerated,
        },
        "vat_not_predicted": str(preview.unknown_vat or ""),
        "att_person": att_person
        and {
            "old": att_person.old,
            "new": att_person.new,
            "is_written": att_person.is_changed,
            "is_kept": preview.is_att_person_kept,
            "sentence": str(preview.att_sentence),
        },
    }


def _remark_losses(surroundings: Surroundings, previews: Mapping[str, InvoicePreview]) -> None:
    """Say what many invoices lose, each loss once, and how many will have other amounts."""
    for one in grouped(preview.losses for preview in previews.values()):
        if one.kind is LossKind.NOT_CARRIED:
            values = {"label": one.label, "note": one.note or "", "count": one.invoices}
            surroundings.remark(
                Message(
                    "{label} is not carried on {count} invoice. {note}",
                    "{label} is not carried on {count} invoices. {note}",
                    **values,
                )
            )
    if written := [one.att_person for one in previews.values() if one.att_person is not None and one.att_person.is_changed]:
        surroundings.remark(
            Message(
                "{count} invoice writes its contact as its customer's att. person; over another name: {over}.",
                "{count} invoices write their contact as their customer's att. person; over another name: {over}.",
                count=len(written),
                over=sum(bool(one.old) for one in written),
            )
        )
    if unknown := sum(preview.unknown_vat is not None for preview in previews.values()):
        surroundings.remark(
            Message("VAT is not predicted for {count} invoice.", "VAT is not predicted for {count} invoices.", count=unknown)
        )
    if differing := sum(preview.difference is not None for preview in previews.values()):
        surroundings.remark(
            Message(
                "{count} invoice will have another amount over there; --json names the line.",
                "{count} invoices will have other amounts over there; --json names the lines.",
                count=differing,
            )
        )


def _tell(
    surroundings: Surroundings, integration: Integration, report: TransferReport, kept: Mapping[str, Reason] | None = None
) -> int:
    """Print how a run ended; `kept` are invoices that may not be sent again, by id."""
    kept = kept or {}
    ids = {*report.transferred, *report.refused, *report.unknown, *report.open, *kept}
    told = [one for one in surroundings.program.transfers.invoices(integration) if one.invoice.id in ids]
    counts = {
        "transferred": len(report.transferred),
        "refused": len(report.refused) + len(kept),
        "unknown": len(report.unknown),
        "skipped": len(report.skipped),
        "open": len(report.open),
    }
    stopped_by = reason_data(report.stopped_by) if report.stopped_by else None
    data = {**counts, "stopped_by": stopped_by, "invoices": [_data(one, kept.get(one.invoice.id)) for one in told]}
    rows = [_row(one, kept.get(one.invoice.id)) for one in told]
    surroundings.tell(data, lambda: table_of([_("Invoice"), _("Status"), _("Draft"), _("Reason"), _("Log")], rows))
    surroundings.remark(
        Message(
            "{transferred} transferred, {refused} refused or stopped, {unknown} uncertain, {skipped} left alone, "
            "{open} not attempted.",
            **counts,
        )
    )
    return _exit_code(surroundings, report, is_refused=bool(counts["refused"]))


def _exit_code(surroundings: Surroundings, report: TransferReport, *, is_refused: bool) -> int:
    if report.stopped_by is not None:
        surroundings.remark(report.stopped_by.sentence)
        if report.stopped_by.what_to_do is not None:
            surroundings.remark(report.stopped_by.what_to_do)
        return code_of_reason(report.stopped_by)
    if report.unknown:
        return ExitCode.UNKNOWN
    return ExitCode.SOME_REFUSED if is_refused else ExitCode.DONE


def _lamp(one: InvoiceState) -> Lamp:
    return lamp_of(one.transfer, differs=answered_difference(one.invoice, one.transfer, one.tolerance) is not None)


def _answered(one: InvoiceState) -> dict[str, Any] | None:
    """Both numbers, where they differ by more than the tolerance."""
    found = answered_difference(one.invoice, one.transfer, one.tolerance)
    if found is None:
        return None
    currency = found.currency or one.invoice.currency
    return {"total": found.kind, "psa": found.amounts.ours, "finance": found.amounts.theirs, "finance_currency": currency}


def _row(one: InvoiceState, kept: Reason | None) -> tuple[Any, ...]:
    transfer_, reason = one.transfer, kept or (one.transfer.reason if one.transfer else None)
    return (
        one.invoice.number,
        WORDS[_lamp(one)],
        transfer_.shown_number if transfer_ else "",
        reason.sentence if reason else "",
        str(transfer_.log_entry_id or "") if transfer_ else "",
    )


def _data(one: InvoiceState, kept: Reason | None) -> dict[str, Any]:
    transfer_, reason = one.transfer, kept or (one.transfer.reason if one.transfer else None)
    return {
        "number": one.invoice.number,
        "kind": one.invoice.kind,
        "lamp": _lamp(one),
        "finance_id": transfer_.finance_id if transfer_ else "",
        "log_entry": transfer_.log_entry_id if transfer_ else None,
        "steps": dict(transfer_.steps) if transfer_ else {},
        "reason": reason_data(reason) if reason else None,
        "amount_differs": _answered(one),
    }
