"""`bindeled connect`: connect a system, test the connection, reset it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from desktop.app import cards
from desktop.cli import time_limit
from desktop.cli.file_previews import show_previews
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command
from desktop.cli.time_limit import Attempt
from desktop.errors import SettingsError
from desktop.models.records import Company, Integration, Side
from desktop.models.whose_invoices import why_not_told_apart
from desktop.texts import Message, _

_SYSTEMS = sorted(cards())
_FILE = click.Path(exists=True, dir_okay=False)


@command("connect", short_help="Connect a system, test the connection, or reset it.")
@click.argument("system", type=click.Choice(_SYSTEMS))
@click.option("--integration", "name", help="Name of the integration; it is made when there is none of that name.")
@click.option("--other", type=click.Choice(_SYSTEMS), help="The system on the other side, when the integration is made.")
@click.option("--address", default="", help="Base address: the site of a PSA, a stand-in, or a vendor's test host.")
@click.option("--company", default="", help="Id of the company or legal entity, where the system has several.")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A setting that is no secret, for instance user_name.")
@click.option("--customers", type=_FILE, help="In place of a system: its exported customers, CSV or Excel.")
@click.option("--items", type=_FILE, help="In place of a system: its exported item numbers, CSV or Excel.")
@click.option("--preview", "only_preview", is_flag=True, help="Only show what the files would be read as; nothing is kept.")
@click.option("--companies", "only_companies", is_flag=True, help="Only list the companies that the credentials open.")
@click.option("--test", "only_test", is_flag=True, help="Only prove that the connection still works.")
@click.option("--reset", "only_reset", is_flag=True, help="Forget the credentials; links stay.")
def connect(
    surroundings: Surroundings,
    system: str,
    name: str | None,
    other: str | None,
    address: str,
    company: str,
    given: Sequence[str],
    customers: str | None,
    items: str | None,
    only_preview: bool,
    only_companies: bool,
    only_test: bool,
    only_reset: bool,
) -> int | None:
    """Connect SYSTEM: try the credentials for real, then keep them in the keyring.

    Secrets are never given as arguments: they are asked for on a terminal, and read from standard input otherwise, as lines
    NAME=VALUE in any order.

    SYSTEM files (psa_files on the other side) reads exported files until access is granted: connect the system itself to the same
    integration later, and what was planned stays.
    """
    given = (*given, *(f"{key}={Path(file).absolute()}" for key, file in (("customers", customers), ("items", items)) if file))
    if only_reset or only_test:
        integration = _joined(surroundings, surroundings.integration(name), system)
        (_reset if only_reset else _test)(surroundings, integration, system)
        return None
    if only_preview:
        return show_previews(surroundings, _settings(system, given))
    values = _settings(system, given) | _secrets(system)
    connections = surroundings.program.connections
    integration = _integration(surroundings, system, name, other)
    side = cards()[system].side
    before = integration.connection(side)  # what is not given anew stays: a renewed token needs no address
    if before.system == system:
        address, values = address or before.base_address, {**dict(before.settings), **values}
    if only_companies:
        listing = Attempt[tuple[Company, ...]](
            lambda _progress: connections.companies(integration.id, side, address, values, system=system)
        )
        found = listing.result(cards()[system].label, time_limit.TIME_LIMIT)
        rows = [(one.id, one.name, one.currency) for one in found]
        surroundings.tell([asdict(one) for one in found], lambda: table_of([_("Id"), _("Company"), _("Currency")], rows))
        return None
    attempt = Attempt[Company](
        lambda progress: connections.connect(integration.id, side, address, values, company, system=system, progress=progress)
    )
    opened = attempt.result(cards()[system].label, time_limit.TIME_LIMIT)
    sentence = Message("Connected to {company} in {system}.", company=opened.name, system=cards()[system].label)
    surroundings.tell({"integration": integration.name, "system": system, "company": asdict(opened)}, sentence.render)
    if why := why_not_told_apart(connections.integration(integration.id), cards()[integration.psa.system].label):
        surroundings.remark(why)
    if not surroundings.program.keeps_secrets:
        surroundings.remark(Message("There is no usable keyring here: the credentials are kept for this run only."))
    return None


def _test(surroundings: Surroundings, integration: Integration, system: str) -> None:
    found = surroundings.program.connections.test(integration.id, cards()[system].side)
    sentence = Message("{company} in {system} answers.", company=found.name, system=cards()[system].label)
    surroundings.tell({"integration": integration.name, "system": system, "company": asdict(found)}, sentence.render)


def _reset(surroundings: Surroundings, integration: Integration, system: str) -> None:
    surroundings.program.connections.reset(integration.id, cards()[system].side)
    sentence = Message("The credentials for {system} were removed. Links stay.", system=cards()[system].label)
    surroundings.tell({"integration": integration.name, "system": system, "reset": True}, sentence.render)


def _integration(surroundings: Surroundings, system: str, name: str | None, other: str | None) -> Integration:
    """The integration that is meant, or a new one of that name."""
    known = surroundings.program.connections.integrations()
    if any(name in (None, one.name, str(one.id)) for one in known):
        integration = surroundings.integration(name)
        before = integration.connection(cards()[system].side)
        if cards()[before.system].is_files or (cards()[system].is_files and before.company is None):
            return integration
        return _joined(surroundings, integration, system)
    card = cards()[system]
    other_side = Side.FINANCE if card.side is Side.PSA else Side.PSA
    others = [
        one.name
        for one in surroundings.program.connections.systems(other_side)
        if other == one.name or (other is None and not one.is_files)
    ]
    if len(others) != 1:
        raise click.UsageError(_("Name the system on the other side with --other."))
    psa, finance = (system, others[0]) if card.side is Side.PSA else (others[0], system)
    name = (name or "").strip() or f"{cards()[psa].label} - {cards()[finance].label}"
    return surroundings.program.connections.create(name, psa, finance)


def _joined(surroundings: Surroundings, integration: Integration, system: str) -> Integration:
    """The integration, when this system is one of its two; `SettingsError`."""
    if system not in (integration.psa.system, integration.finance.system):
        raise SettingsError(
            Message("The integration {name} does not join {system}.", name=integration.name, system=cards()[system].label),
            what_to_do=Message("Name another one with --integration; a new name makes a new integration."),
        )
    return integration


def _settings(system: str, given: Sequence[str]) -> dict[str, str]:
    """What was given with --set; on a terminal the rest is asked for."""
    wanted = {one.name: one for one in cards()[system].sign_in if not one.is_secret}
    values: dict[str, str] = {}
    for one in given:
        name, sign, value = one.partition("=")
        if not sign or name not in wanted:
            # The value is not repeated: somebody may have given a secret.
            sentence = Message("It takes NAME=VALUE, with one of these names: {names}.", names=tuple(wanted))
            raise click.BadParameter(str(sentence), param_hint="--set")
        values[name] = value
    for name, field in wanted.items():
        if name not in values and not field.is_optional and sys.stdin.isatty():
            values[name] = click.prompt(field.label.render(), err=True)
    return values


def _secrets(system: str) -> dict[str, str]:
    """Secrets from the terminal or from standard input, never from an argument."""
    wanted = {one.name: one for one in cards()[system].sign_in if one.is_secret}
    if not wanted:
        return {}
    if sys.stdin.isatty():
        return {
            name: click.prompt(field.label.render(), hide_input=True, default="" if field.is_optional else None, err=True)
            for name, field in wanted.items()
        }
    values: dict[str, str] = {}
    for line in sys.stdin.read().lstrip("\ufeff").splitlines():
        name, sign, value = line.partition("=")
        if line.strip() and not (sign and name.strip() in wanted):
            sentence = Message("Standard input takes lines NAME=VALUE, with one of these names: {names}.", names=tuple(wanted))
            raise click.UsageError(str(sentence))
        if line.strip():
            values[name.strip()] = value
    return values
