"""In `bindeled updates --people`: changes of linked contacts and employees, shown and carried to the finance system."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import reason_data, table_of
from desktop.cli.surroundings import Surroundings
from desktop.models.linking import CustomerPreview
from desktop.models.people_updates import PeopleReport, PersonUpdate
from desktop.models.records import Integration
from desktop.models.updates import News, UpdateReport
from desktop.texts import Message, _


def carry_people(
    surroundings: Surroundings, integration: Integration, only: Sequence[str], keep: Sequence[str], *, writes: bool
) -> int:
    """Show every field that would be written, or write it; `only` are names or ids, `keep` fields that stay as they are."""
    found = surroundings.program.people_updates.previews(integration)
    wanted = [one.keeping(keep) for one in found if not only or not {one.psa.name, one.psa.id}.isdisjoint(only)]
    return _write(surroundings, integration, wanted) if writes else _show(surroundings, integration, wanted)


def _show(surroundings: Surroundings, integration: Integration, updates: Sequence[PersonUpdate]) -> int:
    system = surroundings.program.connections.card(integration.id, integration.finance.side).label
    changed_there = _("Changed in {system} since.").format(system=system)
    rows = [
        (one.psa.name, one.where, field.label, field.old, field.new, changed_there if field.news is News.BOTH else "")
        for one in updates
        for field in one.going
    ]
    columns = [_("Name"), _("Customer"), _("Field"), _("Now"), _("Becomes"), ""]
    surroundings.tell([_data(one) for one in updates], lambda: table_of(columns, rows))
    return remark_troubles(surroundings, updates, surroundings.program.people_updates.why_not(integration))


def _data(one: PersonUpdate) -> dict[str, Any]:
    return {
        "kind": str(one.kind),
        "psa_id": one.psa.id,
        "finance_id": one.finance.id,
        "changes": [
            {"field": field.field, "old": field.old, "new": field.new, "changed_there": field.news is News.BOTH}
            for field in one.going
        ],
        "problems": [str(problem) for problem in one.problems],
    }


def _write(surroundings: Surroundings, integration: Integration, updates: Sequence[PersonUpdate]) -> int:
    progress = surroundings.progress()
    report = surroundings.program.people_updates.write(integration, updates, progress)
    return tell_carried(surroundings, report, {"people": report.people}, is_stopped=progress.is_stopped)


def remark_troubles(surroundings: Surroundings, shown: Sequence[CustomerPreview | PersonUpdate], why_not: Message | None) -> int:
    """Why nothing of what is shown can be carried now, and what would be refused, of customers or people; gives the exit code."""
    if shown and why_not is not None:
        surroundings.remark(why_not)
    problems = [problem for one in shown for problem in one.problems]
    for text in dict.fromkeys(map(str, problems)):
        surroundings.remark(text)
    return ExitCode.SOME_REFUSED if problems else ExitCode.DONE


def tell_carried(surroundings: Surroundings, report: PeopleReport | UpdateReport, what: dict[str, Any], *, is_stopped: bool) -> int:
    """What was written, of customers or people, with a line for each that was refused; gives the exit code."""
    data = {
        "batch": report.batch_id,
        **what,
        "fields": report.fields,
        "refused": {name: reason_data(one) for name, one in report.refused.items()},
        "stopped": is_stopped,
    }
    surroundings.tell(data, lambda: "\n".join(line.render() for line in _lines(report)))
    if is_stopped:
        return ExitCode.STOPPED
    return ExitCode.SOME_REFUSED if report.refused else ExitCode.DONE


def _lines(report: PeopleReport | UpdateReport) -> list[Message]:
    refused = [
        Message("{number}: {reason} {what_to_do}", number=name, reason=one.sentence, what_to_do=one.what_to_do or "")
        for name, one in report.refused.items()
    ]
    return [report.sentence, *refused]
