"""`bindeled settings`: standard values, who owns customers, and what is carried along in other texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

import click

from desktop.cli.output import table_of
from desktop.cli.sending_settings import sending_data, sending_rows, wanted_sending_rules
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.cli.words import CHOSEN, SETTINGS
from desktop.errors import NotPossible
from desktop.models.owner_rules import Creation, OwnerMode, OwnerRules
from desktop.models.records import Integration, Side, StandardValues
from desktop.texts import Message, _
from desktop.use_cases.choose_standard_values import why_none_are_needed
from desktop.use_cases.sync_customers import modes

_NAMES = tuple(asdict(StandardValues()))


@command("settings", short_help="Show or choose standard values and who owns customers.")
@integration_option
@click.option("--set", "given", multiple=True, metavar="NAME=ID", help="A standard value, for instance customer_group=1.")
@click.option("--choices", "lists_choices", is_flag=True, help="Only list what can be chosen as standard values, with the ids.")
@click.option("--propose", is_flag=True, help="Choose the standard values that most customers have.")
@click.option("--owner", type=click.Choice([str(one) for one in OwnerMode]), help="Which side owns customers.")
@click.option("--creation", type=click.Choice([str(one) for one in Creation]), help="When new customers are created over there.")
@click.option("--may-link/--may-not-link", default=None, help="Let Bindeled link customers with the same CVR number by itself.")
@click.option(
    "--preview", is_flag=True, help="With --owner, --creation and --may-link: show what these would change, and choose nothing."
)
@click.option(
    "--carry",
    multiple=True,
    metavar="FIELD[=TEXT[:WORDS]]",
    help="Carry a value that the finance system has no field for along in one of its texts, behind these words.",
)
@click.option("--do-not-carry", "leave", multiple=True, metavar="FIELD", help="Leave a value behind again.")
@click.option("--tolerance", metavar="AMOUNT", help="How far an amount may differ over there before it turns amber.")
def settings(
    surroundings: Surroundings,
    name: str | None,
    given: Sequence[str],
    lists_choices: bool,
    propose: bool,
    owner: str | None,
    creation: str | None,
    may_link: bool | None,
    preview: bool,
    carry: Sequence[str],
    leave: Sequence[str],
    tolerance: str | None,
) -> None:
    """Show the settings of an integration, after choosing what the options say."""
    chosen = _chosen(given)
    integration = surroundings.integration(name)
    why_none = why_none_are_needed(surroundings.program.connections.card(integration.id, Side.FINANCE))
    if why_none is not None and (chosen or propose or lists_choices):
        raise NotPossible(why_none)
    if lists_choices:
        if chosen or propose or owner or creation or may_link is not None or carry or leave or tolerance:
            raise click.UsageError(_("--choices changes nothing, so it goes with no other choice."))
        _list_choices(surroundings, integration)
        return
    if preview and (chosen or propose or carry or leave or tolerance is not None):
        raise click.UsageError(_("--preview is about who owns customers, so it goes with no other choice."))
    program = surroundings.program
    values = _wanted_values(surroundings, integration, chosen, propose=propose)
    rules = _wanted_rules(surroundings, integration, owner, creation, may_link)
    sending = wanted_sending_rules(surroundings, integration, carry, leave, tolerance)
    # Whatever cannot be chosen was refused by now, so all of it is kept or nothing.
    is_owner_given = (owner, creation, may_link) != (None, None, None)
    kept = program.customers.rules(integration)
    if rules != kept or (is_owner_given and not program.customers.are_rules_chosen(integration)):
        for sentence in program.owner_change.consequences(integration, rules):
            surroundings.remark(sentence)
        if preview:
            rules = kept
        else:
            program.customers.choose_rules(integration, rules)
    if chosen or propose:
        program.standard_values.choose(integration.id, values)
    if carry or leave or tolerance is not None:
        program.sending.choose(integration, sending)
    rows = [] if why_none is None else [(Message("Standard values"), why_none)]
    named = {**(asdict(values) if why_none is None else {}), **asdict(rules)}
    rows += [(SETTINGS[key], CHOSEN.get(value, value)) for key, value in named.items()]
    surroundings.tell(
        {
            "standard_values": asdict(values),
            "customer_owner": asdict(rules),
            "sending": sending_data(surroundings, integration, sending),
        },
        lambda: table_of([_("Setting"), _("Value")], [*rows, *sending_rows(surroundings, integration, sending)]),
    )


def _chosen(given: Sequence[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or name not in _NAMES:
            sentence = Message("It takes NAME=ID, with one of these names: {names}.", names=_NAMES)
            raise click.BadParameter(str(sentence), param_hint="--set")
        chosen[name] = value
    return chosen


def _list_choices(surroundings: Surroundings, integration: Integration) -> None:
    standard_values = surroundings.program.standard_values
    choices, chosen = standard_values.choices(integration.id), asdict(standard_values.chosen(integration.id))
    listed = [(kind, one, one.id == chosen[kind]) for kind, entries in choices.items() for one in entries]
    data: dict[str, list[dict[str, object]]] = {kind: [] for kind in choices}
    for kind, one, is_chosen in listed:
        data[kind].append({"id": one.id, "name": one.name, "is_chosen": is_chosen})
    columns = [_("Chosen"), _("Setting"), "NAME=ID", _("Name")]
    rows = [("✓" if is_chosen else "", SETTINGS[kind], f"{kind}={one.id}", one.name) for kind, one, is_chosen in listed]
    surroundings.tell(data, lambda: table_of(columns, rows))
    if not listed:
        surroundings.remark(Message("There is nothing to choose from. The lists are read with: bindeled fetch"))


def _wanted_values(
    surroundings: Surroundings, integration: Integration, chosen: dict[str, str], *, propose: bool
) -> StandardValues:
    """The standard values as the options would leave them; `RecordRefused` when one does not exist over there."""
    standard_values = surroundings.program.standard_values
    if not chosen and not propose:
        return standard_values.chosen(integration.id)
    before = standard_values.proposed(integration.id) if propose else standard_values.chosen(integration.id)
    values = replace(before, **chosen)
    standard_values.check(integration.id, values)
    return values


def _wanted_rules(
    surroundings: Surroundings, integration: Integration, owner: str | None, creation: str | None, may_link: bool | None
) -> OwnerRules:
    """Who owns customers as the options would leave it; `NotPossible` between these two systems."""
    rules = surroundings.program.customers.rules(integration)
    wanted = OwnerRules(
        mode=OwnerMode(owner or rules.mode),
        creation=Creation(creation or rules.creation),
        may_link=rules.may_link if may_link is None else may_link,
    )
    card = surroundings.program.connections.card
    if why_not := modes(card(integration.id, Side.PSA), card(integration.id, Side.FINANCE))[wanted.mode]:
        raise NotPossible(why_not)
    return wanted
