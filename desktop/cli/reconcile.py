"""`bindeled reconcile`: compare both sides of every invoice, accept differences, and sign months off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.differences import CLASSES
from desktop.models.invoice_rows import there_word
from desktop.models.reconciliation import ReconciledInvoice, tally, totals
from desktop.models.records import Figures, Integration, PeriodTotal
from desktop.models.sign_off import Period
from desktop.texts import Message, _


def _month(text: str) -> dt.date:
    """The first day of a month such as 2026-10."""
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError as trouble:
        raise click.BadParameter(_("{text} is not a month such as 2026-10.").format(text=text)) from trouble


@command("reconcile", short_help="Compare both sides of every invoice; accept differences, sign months off.")
@integration_option
@click.option("--all", "everything", is_flag=True, help="List every document, not only those that differ.")
@click.option("--month", type=_month, metavar="YYYY-MM", help="Only the documents of this month, with its sign-off.")
@click.option("--as-read", is_flag=True, help="Compare what was read the last time; ask no system.")
@click.option("--lines", is_flag=True, help="Read the lines of all documents whose amounts differ, however many there are.")
@click.option("--accept", multiple=True, metavar="ID", help="Accept the difference of this document, with --reason.")
@click.option("--no-longer-accept", multiple=True, metavar="ID", help="Take the acceptance of this document back.")
@click.option("--sign-off", "signed", type=_month, metavar="YYYY-MM", help="Sign this month off; --reason if something is open.")
@click.option("--take-back", "taken_back", type=_month, metavar="YYYY-MM", help="Take the sign-off back, with --reason.")
@click.option("--reason", default="", help="Why.")
@click.option("--proof", type=click.Path(path_type=Path, dir_okay=False), help="Write the month as an Excel file (.xlsx).")
def reconcile(
    surroundings: Surroundings,
    name: str | None,
    everything: bool,
    month: dt.date | None,
    as_read: bool,
    lines: bool,
    accept: Sequence[str],
    no_longer_accept: Sequence[str],
    signed: dt.date | None,
    taken_back: dt.date | None,
    reason: str,
    proof: Path | None,
) -> int:
    """Read both sides, compare number, amounts, currency, date and status, and write numbers and states back to the PSA.

    A document is named by its number, or by our reference (TL-20418) where an invoice and a credit note share a number.
    """
    chosen = signed or taken_back or month
    if proof is not None and chosen is None:
        raise click.UsageError(_("--proof goes with --month or --sign-off."))
    if proof is not None:
        surroundings.may_write(proof)
    if len({signed, taken_back, month} - {None}) > 1:
        raise click.UsageError(_("Name one month."))
    program, integration = surroundings.program, surroundings.integration(name)
    if as_read:
        rows = program.reconciliation.rows(integration)
    else:
        rows = program.reconciliation.reconcile(integration, surroundings.progress())
    if lines:
        rows = program.reconciliation.read_lines(integration, surroundings.progress())
    if accept:
        program.acceptance.accept(integration, [_named(rows, one).id for one in accept], reason)
    if no_longer_accept:
        program.acceptance.take_back(integration, [_named(rows, one).id for one in no_longer_accept])
    if signed is not None:
        program.sign_offs.sign_off(integration, signed, reason)
    if taken_back is not None:
        program.sign_offs.take_back(integration, taken_back, reason)
    if accept or no_longer_accept:
        rows = program.reconciliation.rows(integration)
    period = program.sign_offs.period(integration, chosen) if chosen is not None else None
    if proof is not None and period is not None:
        program.sign_offs.write_proof(integration, period.month, proof)
        surroundings.remark(Message("The proof was written to {file}.", file=str(proof)))
    return _tell(surroundings, integration, list(period.rows) if period else rows, period, everything=everything)


def _tell(
    surroundings: Surroundings,
    integration: Integration,
    rows: list[ReconciledInvoice],
    period: Period | None,
    *,
    everything: bool,
) -> int:
    sums, counts = list(period.totals) if period else totals(rows), tally(rows)
    without_lines = sum(row.needs_lines for row in rows)
    changed = [one for one in surroundings.program.sign_offs.periods(integration, rows) if one.is_flagged] if period is None else []
    listed = [row for row in rows if everything or row.needs_attention]
    surroundings.tell(
        {
            "invoices": [_data(row) for row in listed],
            "agree": counts.agree,
            "differ": counts.differ,
            "accepted": counts.accepted,
            "not_transferred": counts.not_transferred,
            "lines_not_read": without_lines,
            "totals": {one.currency: _sum_data(one) for one in sums},
            **({"period": _period_data(period)} if period else {}),
            "changed_periods": [f"{one.month:%Y-%m}" for one in changed],
        },
        lambda: table_of(_columns(), [*(_row(row) for row in listed), *(_sum_row(one, period) for one in sums)]),
    )
    surroundings.remark(counts.sentence())
    if without_lines:
        told = Message(
            "The lines of {count} document that differs have not been read. Read them with --lines.",
            "The lines of {count} documents that differ have not been read. Read them with --lines.",
            count=without_lines,
        )
        surroundings.remark(told)
    if period is not None:
        surroundings.remark(period.sentence)
        for change in period.changes:
            surroundings.remark(Message("{number}: {sentence}", number=change.number, sentence=change.sentence))
    for one in changed:
        surroundings.remark(Message("{month}: {sentence}", month=f"{one.month:%Y-%m}", sentence=one.sentence))
    has_trouble = bool(counts.differ or changed or (period and period.is_flagged))
    return ExitCode.SOME_REFUSED if has_trouble else ExitCode.DONE


def _named(rows: Sequence[ReconciledInvoice], name: str) -> ReconciledInvoice:
    """The row of this number; where several share one, our reference tells them apart."""
    found = [row for row in rows if row.number == name] or [row for row in rows if _reference(row) == name]
    if not found:
        raise RecordNotFound(Message("Document {number} is on neither side.", number=name))
    if len(found) > 1:
        raise RecordRefused(
            Message("More than one document has the number {number}.", number=name),
            what_to_do=Message("Name one of {references}.", references=tuple(map(_reference, found))),
        )
    return found[0]


def _reference(row: ReconciledInvoice) -> str:
    """Our reference; with the id over there where several documents that the PSA does not have carry the same."""
    return row.reference if row.invoice else row.id


def _columns() -> list[str]:
    return [
        _("Invoice"),
        _("Currency"),
        _("Net"),
        _("There"),
        _("Net there"),
        _("Status"),
        _("Difference"),
        _("Class"),
        _("Explanation"),
    ]


def _row(row: ReconciledInvoice) -> tuple[Any, ...]:
    told = Message("Accepted: {reason}", reason=row.acceptance.reason) if row.is_accepted and row.acceptance else row.explanation
    class_ = CLASSES[row.differences[0]] if row.differences else ""
    amounts = (row.net, row.there_number, row.there_net, there_word(row), row.difference)
    return (row.number or row.reference, row.currency, *amounts, class_, told)


def _sum_row(one: PeriodTotal, period: Period | None) -> tuple[Any, ...]:
    label = _("Sum of the month") if period else _("Sum of transferred")
    return (label, one.currency, one.here, "", one.there, "", one.difference, "", "")


def _data(row: ReconciledInvoice) -> dict[str, Any]:
    return {
        "number": row.number,
        "reference": row.reference,
        "kind": row.kind,
        "date": row.date,
        "customer": row.customer_name,
        "currency": row.currency,
        "net": row.net,
        "there_number": row.there_number,
        "there_customer": row.there_customer,
        "there_net": row.there_net,
        "state": row.state,
        "differences": row.differences,
        "here": _figures_data(row.figures.here),
        "there": _figures_data(row.figures.there),
        "accepted": row.acceptance.reason if row.is_accepted and row.acceptance else None,
    }


def _figures_data(figures: Figures | None) -> dict[str, Any] | None:
    if figures is None:
        return None
    amounts = {"net": figures.net, "vat": figures.vat, "gross": figures.gross}
    return {"date": figures.date, "currency": figures.currency, **amounts}


def _sum_data(one: PeriodTotal) -> dict[str, Any]:
    told = {"net": one.here, "there_net": one.there, "difference": one.difference}
    return {**told, "accepted": one.accepted, "open": one.open}


def _period_data(period: Period) -> dict[str, Any]:
    signed = period.sign_off
    return {
        "month": f"{period.month:%Y-%m}",
        "documents": len(period.rows),
        "open": period.open,
        "drafts": period.drafts,
        "sign_off": None
        if signed is None
        else {
            "person": signed.person,
            "at": signed.at.isoformat(),
            "reason": signed.reason,
            "hash": signed.hash,
            "is_intact": signed.is_intact,
        },
        "changes": [
            {
                "number": one.number,
                "what": str(one.sentence),
                "before": _sides_data(one.before),
                "now": _sides_data(one.now),
            }
            for one in period.changes
        ],
    }


def _sides_data(sides: Any) -> dict[str, Any] | None:
    return None if sides is None else {"here": _figures_data(sides.here), "there": _figures_data(sides.there)}
