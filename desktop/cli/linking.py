"""Commands: suggest, link, items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import click

from desktop.cli.commands import bindeled
from desktop.cli.surroundings import ExitCode, Surroundings, command, integration_option, table_of
from desktop.errors import RecordNotFound
from desktop.models.linking import CustomerPair, LinkReport, Tab
from desktop.models.records import Action, Decision, Integration
from desktop.texts import Message, _

_TABS = [str(tab) for tab in Tab]
_ACTIONS = [str(action) for action in Action]


@command(bindeled, "suggest", short_help="Work out which customers belong together.")
@integration_option
@click.option("--tab", type=click.Choice(_TABS), help="Also list the customers of this tab with their suggestions.")
def suggest(surroundings: Surroundings, name: str | None, tab: str | None) -> None:
    """Look for the counterpart of every finance customer that is not linked, and count them by tab."""
    integration = surroundings.integration(name)
    linking = surroundings.program.linking
    counts = linking.suggest(integration, surroundings.progress())
    register = linking.register(integration)
    listed = [pair for pair in register.pairs if tab is not None and pair.tab == tab]
    data = {
        "counts": {str(one): count for one, count in counts.items()},
        "customers": [
            {
                "finance_id": pair.finance.id,
                "name": pair.finance.name,
                "suggestions": [
                    {"psa_id": one.psa_id, "score": one.score, "evidence": [str(piece.sentence) for piece in one.evidence]}
                    for one in (pair.suggestions.suggestions if pair.suggestions else ())
                ],
            }
            for pair in listed
        ],
    }

    def table() -> object:
        if tab is None:
            return table_of([_("Tab"), _("Customers")], [(str(one), count) for one, count in counts.items()])
        rows = []
        for pair in listed:
            first = pair.suggestions.suggestions[0] if pair.suggestions and pair.suggestions.suggestions else None
            psa = register.psa.get(first.psa_id) if first else None
            rows.append(
                (pair.finance.title, psa.title if psa else "", tuple(one.sentence for one in first.evidence) if first else "")
            )
        return table_of([_("Finance customer"), _("Best suggestion"), _("Evidence")], rows)

    surroundings.tell(data, table)  # type: ignore[arg-type]  # a table is what rich prints


@command(bindeled, "link", short_help="Link customers, import them, set them aside, or undo that.")
@integration_option
@click.argument("customers", nargs=-1, metavar="[FINANCE_ID[=PSA_ID]]...")
@click.option("--tab", type=click.Choice(_TABS), help="All customers of this tab instead of named ones.")
@click.option("--action", type=click.Choice(_ACTIONS), default=str(Action.LINK_ONLY), show_default=True)
@click.option("--preview", is_flag=True, help="Show every field that would change, and write nothing.")
@click.option("--undo", is_flag=True, help="Take the newest batch back.")
@click.option("--unlink", is_flag=True, help="End the links of the named customers; nothing is deleted on either side.")
def link(
    surroundings: Surroundings,
    name: str | None,
    customers: Sequence[str],
    tab: str | None,
    action: str,
    preview: bool,
    undo: bool,
    unlink: bool,
) -> int:
    """Do one action for the named finance customers, or for a whole tab.

    FINANCE_ID=PSA_ID names the counterpart; without PSA_ID the best suggestion is taken.
    """
    integration = surroundings.integration(name)
    if undo:
        return _undo(surroundings, integration)
    pairs = {pair.finance.id: pair for pair in surroundings.program.linking.register(integration).pairs}
    if unlink:
        links = [pair.link for key in customers if (pair := pairs.get(key)) and pair.link]
        count = surroundings.program.linking_undo.unlink(integration, links)
        surroundings.tell({"unlinked": count}, lambda: Message("{count} unlinked", count=count).render())
        return ExitCode.DONE if count == len(customers) else ExitCode.SOME_REFUSED
    chosen = (
        [(key, "") for key, pair in pairs.items() if pair.tab == tab] if tab else [one.partition("=")[::2] for one in customers]
    )
    decisions = [_decision(pairs, key, psa_id, Action(action)) for key, psa_id in chosen]
    if preview:
        return _preview(surroundings, integration, decisions)
    return _report(surroundings, surroundings.program.linking.write(integration, decisions, surroundings.progress()))


@command(bindeled, "items", short_help="List item numbers, activate and deactivate them.")
@integration_option
@click.argument("numbers", nargs=-1)
@click.option("--activate", is_flag=True, help="Activate the named items.")
@click.option("--deactivate", is_flag=True, help="Deactivate the named items.")
@click.option("--activate-in-use", is_flag=True, help="Activate every item on a line that is still to be sent.")
@click.option("--show", type=click.Choice(["active", "inactive", "all"]), default="all", show_default=True)
def items(
    surroundings: Surroundings,
    name: str | None,
    numbers: Sequence[str],
    activate: bool,
    deactivate: bool,
    activate_in_use: bool,
    show: str,
) -> int:
    """List the item numbers of the finance system; only active ones can be used on lines."""
    activation, integration = surroundings.program.items, surroundings.integration(name)
    known = {one.item.number for one in activation.items(integration.id)}
    if unknown := [number for number in numbers if number not in known]:
        raise RecordNotFound(
            Message("Item number {numbers} was not read from the finance system.", numbers=tuple(unknown)),
            what_to_do=Message("Run fetch, or name another one."),
        )
    if activate or activate_in_use:
        activation.activate(integration.id, activation.numbers_in_use(integration.id) if activate_in_use else list(numbers))
    if deactivate:
        activation.deactivate(integration.id, list(numbers))
    listed = [one for one in activation.items(integration.id) if show == "all" or one.is_activated == (show == "active")]
    data = {
        "items": [
            {"number": one.item.number, "name": one.item.name, "is_active": one.is_activated, "lines": one.used_lines}
            for one in listed
        ],
        "missing": activation.missing(integration.id),
    }
    surroundings.tell(
        data,
        lambda: table_of(
            [_("Active"), _("No."), _("Name"), _("Unit"), _("Lines")],
            [("✓" if one.is_activated else "·", one.item.number, one.item.name, one.item.unit, one.used_lines) for one in listed],
        ),
    )
    return ExitCode.DONE


def _decision(pairs: dict[str, CustomerPair], finance_id: str, psa_id: str, action: Action) -> Decision:
    pair = pairs.get(finance_id)
    if pair is None:
        raise RecordNotFound(Message("There is no finance customer {id}.", id=finance_id), what_to_do=Message("Run fetch first."))
    found = pair.suggestions.suggestions if pair.suggestions else ()
    decision = Decision(finance_id=finance_id, action=action)
    if action in (Action.IMPORT, Action.IGNORE, Action.LATER):
        return decision
    return replace(decision, psa_id=psa_id or (found[0].psa_id if found else ""))


def _preview(surroundings: Surroundings, integration: Integration, decisions: list[Decision]) -> int:
    previews = surroundings.program.linking.preview(integration, decisions)
    changes = [(one, change) for one in previews for change in one.changes if change.is_changed]
    data = [
        {
            "finance_id": one.finance.id,
            "written": one.written_side,
            "changes": [
                {"field": change.field, "old": change.old, "new": change.new} for change in one.changes if change.is_changed
            ],
            "problems": [str(problem) for problem in one.problems],
        }
        for one in previews
    ]
    surroundings.tell(
        data,
        lambda: table_of(
            [_("Customer"), _("Field"), _("Now"), _("Becomes")],
            [(one.finance.title, change.label, change.old, change.new) for one, change in changes],
        ),
    )
    return ExitCode.SOME_REFUSED if any(one.problems for one in previews) else ExitCode.DONE


def _report(surroundings: Surroundings, report: LinkReport) -> int:
    sentence = Message(
        "{linked} linked, {imported} imported, {ignored} set aside, {refused} refused.",
        linked=len(report.linked),
        imported=len(report.imported),
        ignored=len(report.ignored),
        refused=len(report.refused),
    )
    data = {
        "linked": report.linked,
        "imported": report.imported,
        "ignored": report.ignored,
        "refused": {key: str(reason.sentence) for key, reason in report.refused.items()},
        "warnings": [str(warning) for warning in report.warnings],
    }
    lines = [
        sentence,
        *(Message("{id}: {reason}", id=key, reason=one.sentence) for key, one in report.refused.items()),
        *report.warnings,
    ]
    surroundings.tell(data, lambda: "\n".join(line.render() for line in lines))
    return ExitCode.SOME_REFUSED if report.refused else ExitCode.DONE


def _undo(surroundings: Surroundings, integration: Integration) -> int:
    undo = surroundings.program.linking_undo
    batch = undo.last_batch(integration)
    if batch is None:
        raise RecordNotFound(Message("There is nothing to undo."))
    report = undo.undo(integration, batch.id, surroundings.progress())
    data = {
        "undone": report.undone,
        "left_alone": [str(one) for one in report.left_alone],
        "not_possible": [str(one) for one in report.not_possible],
    }
    lines = [
        Message("{count} step taken back.", "{count} steps taken back.", count=report.undone),
        *report.left_alone,
        *report.not_possible,
    ]
    surroundings.tell(data, lambda: "\n".join(line.render() for line in lines))
    return ExitCode.SOME_REFUSED if report.left_alone or report.not_possible else ExitCode.DONE
