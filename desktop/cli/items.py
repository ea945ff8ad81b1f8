"""`bindeled items`: list item numbers, activate and deactivate them."""

from __future__ import annotations

from collections.abc import Sequence

import click

from desktop.cli.default_items import defaults, resolve
from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option, with_words
from desktop.errors import RecordNotFound
from desktop.models.item_use import why_not_usable
from desktop.models.records import Integration, Side
from desktop.texts import Message, _
from desktop.use_cases.activate_items import ItemState


@command("items", short_help="List item numbers, activate and deactivate them.")
@integration_option
@click.argument("numbers", nargs=-1)
@click.option("--activate", is_flag=True, help="Activate the named items.")
@click.option("--deactivate", is_flag=True, help="Deactivate the named items.")
@click.option("--activate-in-use", is_flag=True, help="Activate every item on a line that is still to be sent.")
@click.option("--show", type=click.Choice(["active", "inactive", "all"]), default="all", show_default=True)
def _items(
    surroundings: Surroundings,
    name: str | None,
    numbers: Sequence[str],
    activate: bool,
    deactivate: bool,
    activate_in_use: bool,
    show: str,
) -> int:
    """List the item numbers of the finance system, or those that are named; only active ones can be used on lines.

    `items defaults` shows and sets the default items, `items resolve` chooses the item of one line.
    """
    if activate + deactivate + activate_in_use > 1:
        raise click.UsageError(_("Choose one of --activate, --deactivate and --activate-in-use."))
    if (activate or deactivate) and not numbers:
        raise click.UsageError(_("Name the item numbers."))
    if activate_in_use and numbers:
        raise click.UsageError(_("--activate-in-use finds the item numbers by itself."))
    activation, integration = surroundings.program.items, surroundings.integration(name)
    _must_be_known(surroundings, integration, numbers)
    if activate or activate_in_use:
        activation.activate(integration.id, activation.numbers_in_use(integration.id) if activate_in_use else list(numbers))
    if deactivate:
        activation.deactivate(integration.id, list(numbers))
    known = activation.items(integration.id)
    listed = [one for one in known if _is_shown(one, numbers, show)]
    return _tell(surroundings, integration, listed, activation.missing(integration.id))


def _must_be_known(surroundings: Surroundings, integration: Integration, numbers: Sequence[str]) -> None:
    known = {one.item.number for one in surroundings.program.items.items(integration.id)}
    if unknown := tuple(number for number in numbers if number not in known):
        raise RecordNotFound(
            Message(
                "Item number {numbers} was not read from the finance system.",
                "Item numbers {numbers} were not read from the finance system.",
                numbers=unknown,
                count=len(unknown),
            ),
            what_to_do=Message("Run fetch, or name another one."),
        )


def _is_shown(one: ItemState, numbers: Sequence[str], show: str) -> bool:
    return (not numbers or one.item.number in numbers) and (show == "all" or one.is_activated == (show == "active"))


def _tell(surroundings: Surroundings, integration: Integration, listed: list[ItemState], missing: dict[str, int]) -> int:
    finance = surroundings.program.connections.card(integration.id, Side.FINANCE).label
    why_not = {one.item.number: str(why_not_usable(one.item, finance) or "") for one in listed}
    data = [
        {
            "number": one.item.number,
            "name": one.item.name,
            "is_active": one.is_activated,
            "lines": one.used_lines,
            "why_not_usable": why_not[one.item.number],
        }
        for one in listed
    ]
    columns = [_("Active"), _("No."), _("Name"), _("Unit"), _("Lines"), _("Note")]
    rows = [
        ("✓" if one.is_activated else "·", one.item.number, one.item.name, one.item.unit, one.used_lines, why_not[one.item.number])
        for one in listed
    ]
    surroundings.tell({"items": data, "missing": missing}, lambda: table_of(columns, rows))
    if missing:
        surroundings.remark(Message("On lines still to be sent, but not usable: {items}.", items=tuple(missing)))
    return ExitCode.DONE


items = with_words(_items, defaults, resolve)
