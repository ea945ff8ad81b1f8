"""In `bindeled link --contacts`: who at a customer in the PSA is which contact over there."""

from __future__ import annotations

from collections.abc import Sequence

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings
from desktop.models.records import Integration
from desktop.texts import Message, _


def link_contacts(surroundings: Surroundings, integration: Integration, named: Sequence[str]) -> int:
    """Link each pair NUMBER=ID; a single word is the number of a PSA customer, whose contacts are listed; =ID ends a link."""
    pairs = [one.partition("=") for one in named]
    if not all(sign for _number, sign, _id in pairs):
        if len(named) != 1:
            raise click.UsageError(_("Name pairs as NUMBER=ID, or one customer of the PSA to list its contacts."))
        return _list(surroundings, integration, named[0])
    contacts = surroundings.program.contacts
    for number, _sign, id_ in pairs:
        if number:
            contacts.link(integration, id_, number)
        else:
            contacts.unlink(integration, id_)
    told = Message("{count} contact decided.", "{count} contacts decided.", count=len(pairs))
    surroundings.tell({"decided": {id_: number for number, _sign, id_ in pairs}}, lambda: told.render())
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
