"""`bindeled fetch`: read the registers of both systems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from desktop.cli.exit_codes import ExitCode, code_of_reason
from desktop.cli.left_out import cells_left_out, rows_left_out
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.models.records import counted
from desktop.texts import Message, _
from desktop.use_cases.fetch_records import Fetched, Register


@command("fetch", short_help="Read the registers of both systems.")
@integration_option
@click.option("--only", multiple=True, type=click.Choice([str(one) for one in Register]), help="Read only this register.")
def fetch(surroundings: Surroundings, name: str | None, only: Sequence[str]) -> int:
    """Read customers, contacts, employees, items, lists and invoices into the database."""
    integration = surroundings.integration(name)
    registers = tuple(Register(one) for one in only)
    read = surroundings.program.fetching.fetch(integration, registers, progress=surroundings.progress())
    rows = [(one.title, "" if one.reason else one.count, _remark(one)) for one in read]
    surroundings.tell([_data(one) for one in read], lambda: table_of([_("Register"), _("Read"), ""], rows))
    for one in read:
        for fault in one.left_out:
            surroundings.remark(Message("{register}: {reason}", register=one.title, reason=fault.sentence))
    for step in dict.fromkeys(str(one.reason.what_to_do) for one in read if one.reason and one.reason.what_to_do):
        surroundings.remark(step)
    is_short = any(not fault.is_remark for one in read for fault in one.left_out)
    refused = ExitCode.SOME_REFUSED if is_short else ExitCode.DONE
    return next((code_of_reason(one.reason) for one in read if one.reason), refused)


def _remark(one: Fetched) -> str:
    """Why a register was not read, or how much of it was left out."""
    return " ".join(map(str, [one.reason.sentence] if one.reason else counted(one.left_out)))


def _data(one: Fetched) -> dict[str, Any]:
    reason = one.reason
    return {
        "register": one.register,
        "count": one.count,
        "rows_left_out": rows_left_out(one.left_out),
        "cells_left_out": cells_left_out(one.left_out),
        "reason": str(reason.sentence) if reason else "",
        "what_to_do": str(reason.what_to_do or "") if reason else "",
    }
