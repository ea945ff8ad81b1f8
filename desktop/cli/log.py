"""`bindeled log`: show the integration log; `log verify` and `log export` make it evidence."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option, with_subcommands
from desktop.errors import RecordNotFound
from desktop.models.log_words import ACTIVITIES, OUTCOMES, fault_sentence, proof_sentence
from desktop.models.records import Activity, Exchange, Integration, LogEntry, Outcome
from desktop.texts import Message, _, shown


@command("log", short_help="Show the integration log; verify and export it.")
@integration_option
@click.option("--activity", multiple=True, type=click.Choice([str(one) for one in Activity]), help="Only these activities.")
@click.option("--outcome", multiple=True, type=click.Choice([str(one) for one in Outcome]), help="Only these outcomes.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="How many, the newest first.")
@click.option("--entry", "number", type=int, help="One entry whole, with what was sent and answered.")
def _log(
    surroundings: Surroundings,
    name: str | None,
    activity: Sequence[str],
    outcome: Sequence[str],
    limit: int,
    number: int | None,
) -> int:
    """Show the newest entries of the integration log, or one entry with what was sent and answered."""
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


@command("verify", short_help="See whether every log entry stands as it was written.")
def _verify(surroundings: Surroundings) -> int:
    """See whether every entry of all integrations stands as it was written; ends with 1 when one does not.

    The hash that is printed, written down elsewhere, proves the same later.
    """
    proof = surroundings.program.log.verify()
    told = [(str(one.first), fault_sentence(one)) for one in proof.faults]
    data = {
        "entries": proof.entries,
        "hash": proof.hash,
        "faults": [{"kind": one.kind, "first": one.first, "last": one.last} for one in proof.faults],
    }
    surroundings.tell(data, lambda: table_of([_("No."), _("Message")], told) if told else proof_sentence(proof).render())
    if proof.faults:
        surroundings.remark(
            Message("The log was changed by something else than Bindeled. Compare it with a copy from the folder backups.")
        )
    return ExitCode.DONE if proof.is_whole else ExitCode.SOME_REFUSED


@command("export", short_help="Write the log with its hashes to a file.")
@integration_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def _export(surroundings: Surroundings, name: str | None, file: Path) -> int:
    """Write every entry of all integrations, or of one, with its hash to FILE: .jsonl (to be verified anywhere), .csv or .xlsx."""
    surroundings.may_write(file)
    integration = surroundings.integration(name).id if name is not None else None
    count = surroundings.program.log.export(file, integration)
    sentence = Message("{count} entry exported to {file}.", "{count} entries exported to {file}.", count=count, file=str(file))
    surroundings.tell({"entries": count, "file": str(file)}, lambda: sentence.render())
    return ExitCode.DONE


log = with_subcommands(_log, _verify, _export)


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
