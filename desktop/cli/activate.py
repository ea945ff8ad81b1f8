"""`bindeled activate`: confirm the setup, so that invoices may be sent; product.md chapter 6."""

from __future__ import annotations

from typing import Any

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.models.activation import ActivationState, ticks
from desktop.models.setup_steps import SetupStep, setup_steps
from desktop.texts import Message, _, in_a_row


@command("activate", short_help="Confirm the setup, so that invoices may be sent.")
@integration_option
@click.option("--reason", default="", help="Why it is activated although something is missing; stands in the log.")
@click.option("--show", is_flag=True, help="Only show the steps of the setup with their state, and whether it is active.")
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
    if show:
        _show(surroundings, id_, state)
    else:
        surroundings.tell(
            _data(state),
            lambda: table_of([_("Not finished in the setup")], [(one,) for one in state.missing]) if state.missing else "",
        )
    surroundings.remark(Message("The integration is active.") if state.is_active else Message("The integration is not active."))
    return ExitCode.DONE


def _data(state: ActivationState) -> dict[str, Any]:
    return {"is_active": state.is_active, "missing": [str(one) for one in state.missing]}


def _show(surroundings: Surroundings, integration_id: int, state: ActivationState) -> None:
    """The checklist of the window: steps, and the three ticks with their evidence."""
    steps = setup_steps(surroundings.program.overview.read(integration_id).facts.setup)
    confirmed = ticks(state)
    data = {
        "steps": [
            {"step": one.key, "is_done": one.is_done, "state": str(one.word), "evidence": str(one.evidence)} for one in steps
        ],
        "ticks": [{"tick": str(one.title), "is_met": one.is_met, "evidence": str(one.evidence)} for one in confirmed],
    }
    rows: list[tuple[Any, ...]] = [(one.title, one.word, in_a_row(_said(one))) for one in steps]
    rows += [(one.title, "✓" if one.is_met else "·", one.evidence) for one in confirmed]
    surroundings.tell(_data(state) | data, lambda: table_of([_("Step"), _("State"), _("Evidence")], rows))


def _said(step: SetupStep) -> list[Message]:
    return [one for one in (step.evidence, step.consequence) if one is not None]
