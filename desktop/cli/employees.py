"""In `bindeled link --employees`: who in the PSA is which employee over there."""

from __future__ import annotations

from collections.abc import Sequence

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.surroundings import Surroundings
from desktop.models.records import Integration
from desktop.texts import Message, _


def link_employees(surroundings: Surroundings, integration: Integration, pairs: Sequence[str]) -> int:
    """Link each named pair: the employee's number over there, and initials (or the id) in the PSA."""
    named = [one.partition("=") for one in pairs]
    if not all(sign and number and initials for number, sign, initials in named):
        raise click.UsageError(_("Name pairs as NUMBER=INITIALS."))
    for number, _sign, initials in named:
        surroundings.program.people.link_employee(integration, initials, number)
    told = Message("{count} employee is linked.", "{count} employees are linked.", count=len(named))
    surroundings.tell({"linked": {number: initials for number, _sign, initials in named}}, lambda: told.render())
    return ExitCode.DONE
