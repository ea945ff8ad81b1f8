"""`bindeled reconcile`: compare both sides of every invoice."""

from __future__ import annotations

from typing import Any

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.models.invoice_rows import STATE_WORDS
from desktop.models.reconciliation import CurrencyTotal, ReconciledInvoice, tally, totals
from desktop.texts import Message, _


@command("reconcile", short_help="Compare both sides of every invoice.")
@integration_option
@click.option("--all", "everything", is_flag=True, help="List every invoice, not only those that differ.")
def reconcile(surroundings: Surroundings, name: str | None, everything: bool) -> int:
    """Read both sides, compare number, amounts, currency, date and status, and write numbers and states back to the PSA."""
    integration = surroundings.integration(name)
    rows = surroundings.program.reconciliation.reconcile(integration, surroundings.progress())
    sums, counts = totals(rows), tally(rows)
    listed = [row for row in rows if everything or row.needs_attention]
    columns = [_("Invoice"), _("Currency"), _("Net"), _("There"), _("Net there"), _("Status"), _("Difference")]
    surroundings.tell(
        {
            "invoices": [_data(row) for row in listed],
            "agree": counts.agree,
            "differ": counts.differ,
            "not_transferred": counts.not_transferred,
            "totals": {one.currency: _sum_data(one) for one in sums},
        },
        lambda: table_of(columns, [*(_row(row) for row in listed), *(_sum_row(one) for one in sums)]),
    )
    surroundings.remark(
        Message(
            "{agree} agree, {differ} differ. {waiting} not transferred.",
            agree=counts.agree,
            differ=counts.differ,
            waiting=counts.not_transferred,
        )
    )
    return ExitCode.SOME_REFUSED if counts.differ else ExitCode.DONE


def _there_number(row: ReconciledInvoice) -> str:
    return (row.there.number or row.there.id) if row.there else ""


def _row(row: ReconciledInvoice) -> tuple[Any, ...]:
    state = STATE_WORDS[row.state] if row.state else ""
    return (row.invoice.number, row.invoice.currency, row.net, _there_number(row), row.there_net, state, row.explanation)


def _sum_row(one: CurrencyTotal) -> tuple[Any, ...]:
    return (_("Sum of transferred"), one.currency, one.net, "", one.there_net, "", one.difference)


def _data(row: ReconciledInvoice) -> dict[str, Any]:
    return {
        "number": row.invoice.number,
        "kind": row.invoice.kind,
        "currency": row.invoice.currency,
        "net": row.net,
        "there_number": _there_number(row),
        "there_net": row.there_net,
        "state": row.state,
        "differences": row.differences,
    }


def _sum_data(one: CurrencyTotal) -> dict[str, Any]:
    return {"net": one.net, "there_net": one.there_net, "difference": one.difference}
