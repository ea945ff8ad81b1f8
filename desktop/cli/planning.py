"""`bindeled link --plan-from`: decisions that were made in a file become plans; first what would change, then the plans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings
from desktop.models.decision_table import WORDS, DecisionReading, FilePlanning, planned_now
from desktop.models.records import Integration
from desktop.texts import Message, _


def plan_from(surroundings: Surroundings, integration: Integration, file: Path, *, preview: bool, replaces_colleagues: bool) -> int:
    """Tell what the file would plan and what is not readable; unless it is a preview, plan it. Nothing is written outside.

    What a colleague chose stays and is told, unless `replaces_colleagues`.
    """
    files = surroundings.program.decision_files
    reading = files.read(integration, file)
    if preview:
        planning = files.would_plan(reading, replaces_colleagues=replaces_colleagues)
    else:
        planning = files.plan(integration, reading, file.name, replaces_colleagues=replaces_colleagues)
    heads = [_("Row"), _("Customer"), _("Planned now"), _("Becomes")]
    surroundings.tell(_data(reading, planning), lambda: table_of(heads, _rows(reading, planning)))
    if not surroundings.as_json:
        for one in planning.stays:
            surroundings.remark(one)
        surroundings.remark(_sentence(reading, planning, preview=preview))
    return ExitCode.SOME_REFUSED if reading.unreadable or planning.stays else ExitCode.DONE


def _sentence(reading: DecisionReading, planning: FilePlanning, *, preview: bool) -> Message:
    values = {"planned": len(planning.planned), "unreadable": len(reading.unreadable), "same": reading.unchanged}
    if preview:
        return Message("{planned} would be planned, {unreadable} rows are not readable, {same} stay as they are.", **values)
    return Message(
        "{planned} are planned, {unreadable} rows are not readable, {same} stay as they are. Nothing is written yet.", **values
    )


def _rows(reading: DecisionReading, planning: FilePlanning) -> list[tuple[Any, ...]]:
    planned = [
        (
            str(one.row),
            one.finance.title,
            planned_now(one.before),
            Message("{action} {customer}", action=WORDS[one.decision.action], customer=one.psa.title if one.psa else ""),
        )
        for one in planning.planned
    ]
    return planned + [(str(one.row), one.title, _("Not readable"), one.reason) for one in reading.unreadable]


def _data(reading: DecisionReading, planning: FilePlanning) -> dict[str, Any]:
    return {
        "planned": [
            {
                "row": one.row,
                "finance_id": one.finance.id,
                "action": one.decision.action,
                "psa_id": one.decision.psa_id,
                "before": one.before.action if one.before else "",
                "before_by": one.before.colleague if one.before else "",
            }
            for one in planning.planned
        ],
        "stays": [str(one) for one in planning.stays],
        "unreadable": [{"row": one.row, "customer": one.title, "reason": str(one.reason)} for one in reading.unreadable],
        "unchanged": reading.unchanged,
    }
