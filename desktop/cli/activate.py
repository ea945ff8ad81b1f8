"""`bindeled activate`: confirm the setup, so that invoices may be sent; product.md chapter 6."""

from __future__ import annotations

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.texts import Message, _


@command("activate", short_help="Confirm the setup, so that invoices may be sent.")
@integration_option
@click.option("--reason", default="", help="Why it is activated although something is missing; stands in the log.")
@click.option("--show", is_flag=True, help="Only say whether it is active, and what is missing.")
@click.option("--off", is_flag=True, help="Deactivate: nothing is sent any more. Links and choices stay.")
def activate(surroundings: Surroundings, name: str | None, reason: str, show: bool, off: bool) -> int:
    """Activate the integration. While something is missing, --reason is asked for."""
    if show and (off or reason):
        raise click.UsageError(_("--show changes nothing, so it goes with no other choice."))
    activation, id_ = surroundings.program.activation, surroundings.integration(name).id
    if off:
        activation.deactivate(id_)
    elif not show:
        activation.activate(id_, reason)
    state = activation.state(id_)
    surroundings.tell(
        {"is_active": state.is_active, "missing": [str(one) for one in state.missing]},
        lambda: table_of([_("Not finished in the setup")], [(one,) for one in state.missing]) if state.missing else "",
    )
    surroundings.remark(Message("The integration is active.") if state.is_active else Message("The integration is not active."))
    return ExitCode.DONE
