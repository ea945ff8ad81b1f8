"""`bindeled suggest`: work out which customers belong together."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.cli.tabs import TABS
from desktop.models.linking import CustomerPair, LinkingRegister, Tab
from desktop.models.records import Suggestion, Verdict
from desktop.texts import _


@command("suggest", short_help="Work out which customers belong together.")
@integration_option
@click.option("--tab", type=click.Choice([str(one) for one in Tab]), help="List the customers of this tab with their suggestions.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the open decisions to this file, .xlsx or .csv; link --plan-from reads it back.",
)
def suggest(surroundings: Surroundings, name: str | None, tab: str | None, out: Path | None) -> None:
    """Look for the counterpart of every finance customer that is not linked, and count them by tab."""
    if out is not None:
        surroundings.may_write(out)
    integration = surroundings.integration(name)
    linking = surroundings.program.linking
    counts = linking.suggest(integration, surroundings.progress())
    if out is not None:
        surroundings.program.decision_files.write(integration, out, surroundings.progress())
    register = linking.register(integration)
    listed = [pair for pair in register.pairs if pair.tab == tab]
    data = {"counts": counts, "customers": [_data(register, pair) for pair in listed]}
    if tab is None:
        rows = [(TABS[one], count) for one, count in counts.items()]
        surroundings.tell(data, lambda: table_of([_("Tab"), _("Customers")], rows))
    else:
        columns = [_("Finance customer"), _("Suggestion"), _("Evidence")]
        surroundings.tell(data, lambda: table_of(columns, [row for pair in listed for row in _rows(register, pair)]))


def _rows(register: LinkingRegister, pair: CustomerPair) -> list[tuple[Any, ...]]:
    """One row a suggestion, best first; what is absent on one side is left to JSON."""
    finance = f"{pair.finance.number_or_id} {pair.finance.name}"
    rows = [
        (
            "" if index else finance,
            register.psa[one.psa_id].title if one.psa_id in register.psa else one.psa_id,
            tuple(piece.sentence for piece in one.evidence if piece.verdict is not Verdict.ABSENT),
        )
        for index, one in enumerate(pair.suggested)
    ]
    return rows or [(finance, "", "")]


def _data(register: LinkingRegister, pair: CustomerPair) -> dict[str, Any]:
    return {
        "finance_id": pair.finance.id,
        "finance_number": pair.finance.number,
        "name": pair.finance.name,
        "suggestions": [_suggestion_data(register, one) for one in pair.suggested],
    }


def _suggestion_data(register: LinkingRegister, suggestion: Suggestion) -> dict[str, Any]:
    psa = register.psa.get(suggestion.psa_id)
    return {
        "psa_id": suggestion.psa_id,
        "psa_number": psa.number if psa else "",
        "name": psa.name if psa else "",
        "score": suggestion.score,
        "evidence": [
            {"field": one.field, "verdict": one.verdict, "weight": one.weight, "sentence": str(one.sentence)}
            for one in suggestion.evidence
        ],
    }
