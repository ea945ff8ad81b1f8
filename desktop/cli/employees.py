"""In `bindeled link --employees`: who in the PSA is which employee over there."""

from __future__ import annotations

from collections.abc import Sequence

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings
from desktop.models.people_updates import CREATE
from desktop.models.records import Employee, Integration
from desktop.texts import _

NEW = "new"
"""In place of a number over there: create the person."""


def link_employees(surroundings: Surroundings, integration: Integration, pairs: Sequence[str]) -> int:
    """Link each pair NUMBER=INITIALS (or the id in the PSA); new=INITIALS creates and links; =INITIALS ends a link.

    Without pairs both sides are listed.
    """
    if not pairs:
        return _list(surroundings, integration)
    named = [one.partition("=") for one in pairs]
    if not all(sign and initials for _number, sign, initials in named):
        raise click.UsageError(_("Name pairs as NUMBER=INITIALS, new=INITIALS to create, or =INITIALS to end a link."))
    employees = surroundings.program.employees
    choices = {
        employees.named(integration, initials): CREATE
        if number == NEW
        else employees.named_there(integration, number)
        if number
        else ""
        for number, _sign, initials in named
    }
    decided = employees.decide(integration, choices)
    data = {"decided": choices, "created": decided.created, "batch": decided.batch_id}
    surroundings.tell(data, decided.sentence.render)
    return ExitCode.DONE


def _list(surroundings: Surroundings, integration: Integration) -> int:
    found = surroundings.program.employees.both(integration)
    there = {one.id: one for one in found.finance}
    links = found.links
    rows = [
        (one.initials if isinstance(one, Employee) else "", one.name, there[links[one.id]].name, links[one.id])
        if links.get(one.id) in there
        else (one.initials if isinstance(one, Employee) else "", one.name, "", "")
        for one in found.psa
    ]
    rows += [("", "", one.name, one.id) for one in found.finance if one.id not in links.values()]
    data = {
        "psa": [{"id": one.id, "name": one.name, "linked": links.get(one.id, "")} for one in found.psa],
        "finance": [{"number": one.id, "name": one.name} for one in found.finance],
    }
    surroundings.tell(data, lambda: table_of([_("Initials"), _("Employee"), _("Over there"), _("No.")], rows))
    return ExitCode.DONE
