"""In `bindeled link --contacts`: who at a customer in the PSA is which contact over there."""

from __future__ import annotations

from collections.abc import Sequence

import click

from desktop.cli.employees import NEW
from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings
from desktop.models.people_updates import CREATE
from desktop.models.records import Integration
from desktop.texts import _


def link_contacts(surroundings: Surroundings, integration: Integration, named: Sequence[str]) -> int:
    """Link each pair NUMBER=ID; new=ID creates the contact over there and links it; =ID ends a link.

    A single word is the number of a PSA customer, whose contacts are listed.
    """
    pairs = [one.partition("=") for one in named]
    if not all(sign for _number, sign, _id in pairs):
        if len(named) != 1:
            raise click.UsageError(_("Name pairs as NUMBER=ID, or one customer of the PSA to list its contacts."))
        return _list(surroundings, integration, named[0])
    choices = {id_: CREATE if number == NEW else number for number, _sign, id_ in pairs}
    decided = surroundings.program.contacts.decide(integration, choices)
    data = {"decided": choices, "created": decided.created, "batch": decided.batch_id}
    surroundings.tell(data, decided.sentence.render)
    return ExitCode.DONE


def _list(surroundings: Surroundings, integration: Integration, number: str) -> int:
    register = surroundings.program.linking.register(integration)
    customer = next((one.id for one in register.psa.values() if one.number == number), number)
    found = surroundings.program.contacts.of_customer(integration, customer)
    there = {one.id: one for one in found.finance}
    free = [one for one in found.finance if one.id not in found.links.values()]
    rows = [
        (one.id, one.name, one.email, there[found.links[one.id]].name if one.id in found.links else "", found.links.get(one.id, ""))
        for one in found.psa
    ]
    rows += [("", "", "", one.name, one.id) for one in free]
    data = {
        "psa": [{"id": one.id, "name": one.name, "email": one.email, "linked": found.links.get(one.id, "")} for one in found.psa],
        "finance": [{"number": one.id, "name": one.name, "email": one.email} for one in found.finance],
    }
    surroundings.tell(data, lambda: table_of([_("Id"), _("Contact"), _("E-mail"), _("Over there"), _("No.")], rows))
    return ExitCode.DONE
