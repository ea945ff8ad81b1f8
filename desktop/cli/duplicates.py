"""`bindeled duplicates`: customers that stand twice in one system."""

from __future__ import annotations

from pathlib import Path

import click

from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.models.records import Side
from desktop.texts import _


@command("duplicates", short_help="List customers that stand twice in one system.")
@integration_option
@click.option("--side", type=click.Choice([str(one) for one in Side]), default=str(Side.FINANCE), show_default=True)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write them to this file too, .xlsx or .csv.")
def duplicates(surroundings: Surroundings, name: str | None, side: str, out: Path | None) -> None:
    """Look for customers that stand more than once, in what was read last. They are mended in the system itself."""
    if out is not None:
        surroundings.may_write(out)
    search = surroundings.program.duplicates
    found = search.find(surroundings.integration(name), Side(side), surroundings.progress())
    if out is not None:
        search.export(out, found)
    data = [
        {
            "same": list(one.same),
            "customers": [{"id": customer.id, "number": customer.number, "name": customer.name} for customer in one.customers],
        }
        for one in found
    ]
    rows = [
        (one.reason if customer is one.customers[0] else "", customer.number, customer.name, customer.vat_number)
        for one in found
        for customer in one.customers
    ]
    surroundings.tell(data, lambda: table_of([_("Why"), _("No."), _("Name"), _("CVR number")], rows))
