"""`bindeled registers`: when each register was read; and what is to be mended in the customers before they are linked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.models.records import Integration, Side
from desktop.models.register_check import FIELD_TITLES, counts_by_side, sentence_of
from desktop.texts import _
from desktop.use_cases.fetch_records import SIDES, registers_of, title


@command("registers", short_help="When the registers were read, and what is to be mended in them.")
@integration_option
@click.option("--check", "is_check", is_flag=True, help="Look the customers of both sides through, and list what is to be mended.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write that list to this file too, .xlsx or .csv.")
def registers(surroundings: Surroundings, name: str | None, is_check: bool, out: Path | None) -> None:
    """Tell when each register was read; with --check what is wrong in the customers. Nothing is changed anywhere."""
    if out is not None and not is_check:
        raise click.UsageError(_("--out goes with --check."))
    if out is not None:
        surroundings.may_write(out)
    integration = surroundings.integration(name)
    if is_check:
        _check(surroundings, integration, out)
    else:
        _list(surroundings, integration)


def _list(surroundings: Surroundings, integration: Integration) -> None:
    connections = surroundings.program.connections
    last = surroundings.program.fetching.last(integration.id)
    known = registers_of(connections.card(integration.id, Side.FINANCE))
    rows: list[tuple[Any, ...]] = []
    for one in known:
        read = last.get(one)
        label = connections.card(integration.id, SIDES[one]).label
        rows.append((title(one, label), read.count if read else "", read.fetched_at if read else ""))
    data = [{"register": one, "count": last[one].count, "read_at": last[one].fetched_at} for one in known if one in last]
    surroundings.tell(data, lambda: table_of([_("Register"), _("Records"), _("Read")], rows))


def _check(surroundings: Surroundings, integration: Integration, out: Path | None) -> None:
    check, connections = surroundings.program.register_check, surroundings.program.connections
    faults = check.check(integration, surroundings.progress())
    if out is not None:
        check.export(out, integration, faults)
    labels = {side: connections.card(integration.id, side).label for side in Side}
    data = {
        "counts": counts_by_side(faults),
        "faults": [
            {
                "side": one.side,
                "id": one.customer.id,
                "number": one.customer.number,
                "name": one.customer.name,
                "fault": one.fault,
                "value": one.value,
                "sentence": str(one.sentence),
            }
            for one in faults
        ],
    }
    rows = [(labels[one.side], one.customer.number, one.customer.name, FIELD_TITLES[one.fault], one.sentence) for one in faults]
    columns = [_("System"), _("No."), _("Name"), _("Field"), _("What is wrong")]
    surroundings.tell(data, lambda: table_of(columns, rows))
    if not surroundings.as_json:
        surroundings.remark(sentence_of(faults, lambda side: labels[side]))
