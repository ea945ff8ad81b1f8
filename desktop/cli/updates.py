"""`bindeled updates`: changes of linked customers and people, shown, carried to the other side, and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from desktop.cli.output import table_of
from desktop.cli.people_updates import carry_people, remark_troubles, tell_carried
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.cli.taking_back import preview_undo, undo
from desktop.models.linking import CustomerPreview
from desktop.models.records import Activity, Integration, Side
from desktop.texts import _
from desktop.use_cases.carry_updates import CarryWay


@command("updates", short_help="Show and carry changes of linked customers, contacts and employees.")
@integration_option
@click.option("--preview", is_flag=True, help="Show every field that would change, and write nothing. So it is without options.")
@click.option("--write", "writes", is_flag=True, help="Write what the preview shows.")
@click.option(
    "--only",
    multiple=True,
    metavar="FINANCE",
    help="Only this customer, by its number in the finance system, or its id where there are no numbers.",
)
@click.option("--keep", multiple=True, metavar="FIELD", help="Keep this field as it is on every customer; it counts as seen.")
@click.option("--people", "of_people", is_flag=True, help="Contacts and employees in place of customers; --only takes names.")
@click.option("--everything", is_flag=True, help="Every difference, also those that nobody changed since they were linked.")
@click.option("--no-fetch", is_flag=True, help="Work with what was read last.")
@click.option("--way", type=click.Choice([str(one) for one in CarryWay]), help="Whether updates wait to be seen or go at once.")
@click.option(
    "--undo", "take_back", is_flag=True, help="Take the newest updates back, or the one of --batch; with --preview: show it."
)
@click.option("--batch", type=int, help="Which batch --undo takes back.")
def updates(
    surroundings: Surroundings,
    name: str | None,
    preview: bool,
    writes: bool,
    only: Sequence[str],
    keep: Sequence[str],
    of_people: bool,
    everything: bool,
    no_fetch: bool,
    way: str | None,
    take_back: bool,
    batch: int | None,
) -> int:
    """Read what changed in both systems, and show or write what goes to the other side, as the owner of customers says.

    \b
    --way batch      changes wait until --write (from the start)
    --way at_once    what takes back nothing on the other side goes as soon as it is read
    """
    if preview and writes:
        raise click.UsageError(_("Either --preview or --write."))
    integration = surroundings.integration(name)
    carrying = surroundings.program.updates
    if take_back:
        return (preview_undo if preview else undo)(surroundings, integration, batch, Activity.UPDATE)
    if way is not None:
        carrying.choose_way(integration, CarryWay(way))
    if not no_fetch:
        carrying.find(integration, surroundings.progress())
        surroundings.program.fetching.fetch_people(integration, surroundings.progress())
    if of_people:
        return carry_people(surroundings, integration, only, keep, writes=writes)
    if (waiting := surroundings.program.people_updates.sentence(integration)) is not None:
        surroundings.remark(waiting)
    found = [_keeping(one, keep) for one in carrying.previews(integration, everything=everything)]
    wanted = [one for one in found if not only or one.finance.number_or_id in only]
    return _write(surroundings, integration, wanted, everything=everything) if writes else _show(surroundings, integration, wanted)


def _keeping(preview: CustomerPreview, fields: Sequence[str]) -> CustomerPreview:
    for field in fields:
        preview = preview.choosing(field, keep=True) if any(one.field == field for one in preview.changes) else preview
    return preview


def _show(surroundings: Surroundings, integration: Integration, previews: Sequence[CustomerPreview]) -> int:
    cards = surroundings.program.connections
    labels = {side: cards.card(integration.id, side).label for side in Side}
    rows = [
        (
            f"{one.finance.number_or_id} {one.finance.name}",
            labels[one.written_side],
            change.label,
            change.old,
            change.new,
            change.reason or "",
        )
        for one in previews
        if one.written_side is not None
        for change in one.changes
    ]
    columns = [_("Customer"), _("Written to"), _("Field"), _("Now"), _("Becomes"), ""]
    surroundings.tell([_data(one) for one in previews], lambda: table_of(columns, rows))
    return remark_troubles(surroundings, previews, surroundings.program.updates.why_not(integration))


def _data(one: CustomerPreview) -> dict[str, Any]:
    return {
        "finance_id": one.finance.id,
        "psa_id": one.psa.id if one.psa else "",
        "written": one.written_side,
        "changes": [
            {"field": change.field, "old": change.old, "new": change.new, "goes": change.is_changed} for change in one.changes
        ],
        "problems": [str(problem) for problem in one.problems],
    }


def _write(surroundings: Surroundings, integration: Integration, previews: Sequence[CustomerPreview], *, everything: bool) -> int:
    progress = surroundings.progress()
    decisions = [one.decision for one in previews]
    report = surroundings.program.updates.write(integration, decisions, progress, everything=everything)
    return tell_carried(surroundings, report, {"written": report.written}, is_stopped=progress.is_stopped)
