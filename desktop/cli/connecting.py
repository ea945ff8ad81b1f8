"""Commands: connect, fetch, settings, doctor."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import click

from desktop import __version__
from desktop.app import cards
from desktop.cli.commands import bindeled
from desktop.cli.surroundings import ExitCode, Surroundings, command, integration_option, table_of
from desktop.connectors.contract import SystemCard
from desktop.errors import BindeledError, SettingsError
from desktop.models.owner_rules import Creation, OwnerMode
from desktop.models.records import ChoiceKind, Integration, Side
from desktop.texts import Message, _
from desktop.use_cases.fetch_records import Register


@command(bindeled, "connect", short_help="Connect a system, test the connection, or reset it.")
@click.argument("system", type=click.Choice(sorted(cards())))
@click.option("--integration", "name", help="Name of the integration; it is made when there is none of that name.")
@click.option("--other", type=click.Choice(sorted(cards())), help="The system on the other side, when the integration is made.")
@click.option("--address", default="", help="Base address: a TimeLog site, a stand-in, or a vendor's test host.")
@click.option("--company", default="", help="Id of the company, where the system has several.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting that is no secret, for instance user_name.")
@click.option("--test", "only_test", is_flag=True, help="Only prove that the connection still works.")
@click.option("--reset", "only_reset", is_flag=True, help="Forget the credentials; links stay.")
def connect(
    surroundings: Surroundings,
    system: str,
    name: str | None,
    other: str | None,
    address: str,
    company: str,
    settings: Sequence[str],
    only_test: bool,
    only_reset: bool,
) -> None:
    """Connect SYSTEM.

    Secrets are never given as arguments: they are asked for on a terminal, and read from standard input otherwise, as lines
    NAME=VALUE in any order.
    """
    connections, card = surroundings.program.connections, cards()[system]
    integration = _integration(surroundings, card, name, other)
    if only_reset:
        connections.reset(integration.id, card.side)
        surroundings.tell({"reset": system}, lambda: _("The credentials were removed. Links stay."))
        return
    if only_test:
        found = connections.test(integration.id, card.side)
    else:
        values = dict(one.partition("=")[::2] for one in settings) | _secrets(card)
        found = connections.connect(integration.id, card.side, address, values, company)
    sentence = Message("Connected to {company} in {system}.", company=found.name, system=card.label)
    surroundings.tell({"integration": integration.name, "system": system, "company": asdict(found)}, lambda: sentence.render())
    if not surroundings.program.keeps_secrets and not only_test:
        click.echo(_("There is no usable keyring here: the credentials are kept for this run only."), err=True)


@command(bindeled, "fetch", short_help="Read the registers of both systems.")
@integration_option
@click.option("--only", multiple=True, type=click.Choice([str(one) for one in Register]), help="Read only this register.")
def fetch(surroundings: Surroundings, name: str | None, only: Sequence[str]) -> int:
    """Read customers, contacts, employees, items, lists and invoices into the database."""
    integration = surroundings.integration(name)
    registers = tuple(Register(one) for one in only) or tuple(Register)
    done = surroundings.program.fetching.fetch(integration, registers, progress=surroundings.progress())
    data = [
        {"register": one.register, "count": one.count, "reason": str(one.reason.sentence) if one.reason else ""} for one in done
    ]
    surroundings.tell(
        data,
        lambda: table_of(
            [_("Register"), _("Read"), ""], [(one.title, one.count, one.reason and one.reason.sentence) for one in done]
        ),
    )
    return ExitCode.TRY_AGAIN if any(one.reason for one in done) else ExitCode.DONE


@command(bindeled, "settings", short_help="Show or choose standard values and who owns customers.")
@integration_option
@click.option("--set", "chosen", multiple=True, metavar="NAME=ID", help="A standard value, for instance customer_group=1.")
@click.option("--propose", is_flag=True, help="Choose the standard values that most customers have.")
@click.option("--owner", type=click.Choice([str(one) for one in OwnerMode]), help="Which side owns customers.")
@click.option("--creation", type=click.Choice([str(one) for one in Creation]), help="When new customers are created over there.")
@click.option("--may-link/--may-not-link", default=None, help="Let Bindeled link customers with the same CVR number by itself.")
def settings(
    surroundings: Surroundings,
    name: str | None,
    chosen: Sequence[str],
    propose: bool,
    owner: str | None,
    creation: str | None,
    may_link: bool | None,
) -> None:
    """Show the settings of an integration, after choosing what the options say."""
    program, integration = surroundings.program, surroundings.integration(name)
    values = program.standard_values.proposed(integration.id) if propose else program.standard_values.chosen(integration.id)
    if chosen or propose:
        kinds = {str(kind) for kind in ChoiceKind}
        given = dict(one.partition("=")[::2] for one in chosen)
        if unknown := given.keys() - kinds:
            raise SettingsError(Message("There is no standard value {names}.", names=tuple(sorted(unknown))))
        values = replace(values, **given)
        program.standard_values.choose(integration.id, values)
    rules = program.customers.rules(integration)
    if owner or creation or may_link is not None:
        rules = replace(
            rules,
            mode=OwnerMode(owner or rules.mode),
            creation=Creation(creation or rules.creation),
            may_link=rules.may_link if may_link is None else may_link,
        )
        program.customers.choose_rules(integration, rules)
    data: dict[str, Any] = {"standard_values": asdict(values), "customer_owner": asdict(rules)}
    rows = [*asdict(values).items(), *asdict(rules).items()]
    surroundings.tell(data, lambda: table_of([_("Setting"), _("Value")], [(key, str(value)) for key, value in rows]))


@command(bindeled, "doctor", short_help="Check this computer, the database, the keyring and the connections.")
def doctor(surroundings: Surroundings) -> int:
    """Check everything that Bindeled needs, and say what to do about what is wrong."""
    rows: list[tuple[str, bool, str]] = [(_("Version"), True, f"{__version__}, Python {sys.version.split()[0]}")]
    program = surroundings.program
    free = shutil.disk_usage(program.paths.data).free // 2**20
    rows.append((_("Database"), True, program.store.name))
    rows.append((_("Free disk space"), free > 200, f"{free} MB"))
    keyring = _("usable") if program.keeps_secrets else _("not usable: credentials are kept for this run only")
    rows.append((_("Keyring"), program.keeps_secrets, keyring))
    for integration in program.connections.integrations():
        for side in Side:
            label = f"{integration.name}, {program.connections.card(integration.id, side).label}"
            try:
                rows.append((label, True, program.connections.test(integration.id, side).name))
            except BindeledError as trouble:
                rows.append((label, False, str(trouble)))
    data = [{"check": check, "is_fine": fine, "detail": detail} for check, fine, detail in rows]
    surroundings.tell(
        data, lambda: table_of(["", _("Check"), ""], [("✓" if fine else "✗", check, detail) for check, fine, detail in rows])
    )
    return ExitCode.DONE if all(fine for _check, fine, _detail in rows) else ExitCode.SETTINGS


def _integration(surroundings: Surroundings, card: SystemCard, name: str | None, other: str | None) -> Integration:
    connections = surroundings.program.connections
    known = [one for one in connections.integrations() if name is None or name in (one.name, str(one.id))]
    if len(known) == 1 and known[0].connection(card.side).system == card.name:
        return known[0]
    if known:
        return surroundings.integration(name)
    other_side = Side.FINANCE if card.side is Side.PSA else Side.PSA
    others = [one.name for one in connections.systems(other_side) if other in (None, one.name)]
    if len(others) != 1:
        raise SettingsError(
            Message("Which system is on the other side? There are {names}.", names=tuple(others)),
            what_to_do=Message("Name it with --other."),
        )
    psa, finance = (card.name, others[0]) if card.side is Side.PSA else (others[0], card.name)
    return connections.create(name or f"{cards()[psa].label} - {cards()[finance].label}", psa, finance)


def _secrets(card: SystemCard) -> dict[str, str]:
    """Secrets from the terminal or from standard input, never from an argument."""
    wanted = [one for one in card.sign_in if one.is_secret]
    if sys.stdin.isatty():
        return {one.name: click.prompt(one.label.render(), hide_input=True, err=True) for one in wanted}
    lines = [line.rstrip("\r\n").partition("=") for line in sys.stdin]
    return {name.strip(): value for name, _sign, value in lines if name.strip() in {one.name for one in wanted}}
