"""`bindeled learned`: what was learned from the user's own decisions about the weights of matching."""

from __future__ import annotations

from typing import Any

import click

from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.texts import _


@command("learned", short_help="Show what was learned from your decisions, or forget it.")
@integration_option
@click.option("--forget", is_flag=True, help="Use the declared weights again; decisions made until now teach nothing any more.")
def learned(surroundings: Surroundings, name: str | None, forget: bool) -> None:
    """Show the weights that follow your own decisions, and what was noticed about the two registers."""
    learning, integration = surroundings.program.learning, surroundings.integration(name)
    if forget:
        learning.forget(integration)
    told = learning.told(integration)
    data = {
        "decisions": told.decisions,
        "refused": told.refused,
        "weights": [
            {
                "field": one.field,
                "verdict": one.verdict,
                "weight": one.weight,
                "declared": one.declared,
                "because": str(one.because),
            }
            for one in told.weights
        ],
        "noticed": [str(one) for one in told.noticed],
    }
    rows: list[tuple[Any, ...]] = [(one.title, f"{one.weight:+g}", f"{one.declared:+g}", one.because) for one in told.weights]
    rows += [(one, "", "", "") for one in told.noticed]
    surroundings.tell(data, lambda: table_of([_("What is found"), _("Counts"), _("Instead of"), _("Because of")], rows))
