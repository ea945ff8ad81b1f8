"""`bindeled log`: show the integration log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.errors import RecordNotFound
from desktop.models.log_words import ACTIVITIES, OUTCOMES, fault_sentence
from desktop.models.records import Activity, Exchange, Integration, LogEntry, LogProof, Outcome
from desktop.texts import Message, _, shown


@command("log", short_help="Show the integration log.")
@integration_option
@click.option("--activity", multiple=True, type=click.Choice([str(one) for one in Activity]), help="Only these activities.")
@click.option("--outcome", multiple=True, type=click.Choice([str(one) for one in Outcome]), help="Only these outcomes.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, the newest first.")
@click.option("--entry", "number", type=int, help="One entry whole, with what was sent and answered.")
@click.option("--verify", is_flag=True, help="See whether every entry of all integrations stands as it was written.")
def log(
    surroundings: Surroundings,
    name: str | None,
    activity: Sequence[str],
    outcome: Sequence[str],
    limit: int,
    number: int | None,
    verify: bool,
) -> int:
    """Show the newest entries of the integration log, or one entry with what was sent and answered."""
    if verify:
        return _verify(surroundings)
    integration = surroundings.integration(name)
    if number is not None:
        entry = _entry(surroundings, integration, number)
        surroundings.tell({**_data(entry), "exchanges": [_exchange_data(one) for one in entry.exchanges]}, lambda: _text(entry))
        return ExitCode.DONE
    entries = surroundings.program.log.entries(
        integration.id, activities=[Activity(one) for one in activity], outcomes=[Outcome(one) for one in outcome], limit=limit
    )
    columns = [_("No."), _("Time"), _("What"), _("Outcome"), _("Record"), _("Message")]
    surroundings.tell([_data(one) for one in entries], lambda: table_of(columns, [_row(one) for one in entries]))
    return ExitCode.DONE


def _verify(surroundings: Surroundings) -> int:
    proof = surroundings.program.log.verify()
    told = [(str(one.first), fault_sentence(one)) for one in proof.faults]
    data = {
        "entries": proof.entries,
        "hash": proof.hash,
        "faults": [{"kind": one.kind, "first": one.first, "last": one.last} for one in proof.faults],
    }
    surroundings.tell(data, lambda: table_of([_("No."), _("Message")], told) if told else _whole(proof).render())
    if proof.faults:
        surroundings.remark(
            Message("The log was changed by something else than Bindeled. Compare it with a copy from the folder backups.")
        )
    return ExitCode.DONE if proof.is_whole else ExitCode.SOME_REFUSED


def _whole(proof: LogProof) -> Message:
    if not proof.entries:
        return Message("The log is empty.")
    return Message(
        "The one log entry stands as it was written. Its hash: {hash}",
        "All {count} log entries stand as they were written. Hash of the newest: {hash}",
        count=proof.entries,
        hash=proof.hash,
    )


def _entry(surroundings: Surroundings, integration: Integration, number: int) -> LogEntry:
    found = surroundings.program.log.entry(number)
    if found is None or found.integration_id != integration.id:
        raise RecordNotFound(Message("There is no log entry {number}.", number=str(number)))
    return found


def _row(entry: LogEntry) -> tuple[Any, ...]:
    return (str(entry.id), entry.at, ACTIVITIES[entry.activity], OUTCOMES[entry.outcome], entry.subject, entry.message)


def _text(entry: LogEntry) -> str:
    """An entry as a page: what happened, what to do, and every request with its answer."""
    lines = [*(shown(cell) for cell in _row(entry)[1:]), shown(entry.what_to_do), entry.technical]
    for one in entry.exchanges:
        status = _("no answer") if one.status is None else str(one.status)
        lines += ["", f"> {one.method} {one.address}", one.sent, f"< {status}", one.answered]
    return "\n".join(line for index, line in enumerate(lines) if line or index > 6)


def _data(entry: LogEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "activity": entry.activity,
        "outcome": entry.outcome,
        "system": entry.system,
        "person": entry.person,
        "subject": entry.subject,
        "message": str(entry.message),
        "what_to_do": str(entry.what_to_do or ""),
    }


def _exchange_data(one: Exchange) -> dict[str, Any]:
    return {
        "request": f"{one.method} {one.address}",
        "sent": one.sent,
        "status": one.status,
        "answered": one.answered,
        "started_at": one.started_at.isoformat(),
        "seconds": one.seconds,
    }
