"""`bindeled expenses`: accounts, what suppliers charged on them, and its import onto projects of the PSA."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import click

from desktop.cli.exit_codes import ExitCode, code_of_reason
from desktop.cli.output import reason_data, table_of
from desktop.cli.surroundings import Surroundings, command, integration_option, with_subcommands
from desktop.errors import RecordNotFound
from desktop.models.expenses import STANDINGS, ExpenseRow, Standing
from desktop.models.records import ExpenseReport, Integration
from desktop.texts import Message, _

since_option = click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Entries from this day on; else as last time, at first from last month on."
)
no_fetch_option = click.option("--no-fetch", is_flag=True, help="Work with what was read last.")
keys_argument = click.argument("keys", nargs=-1, metavar="[KEY]...")


@command("accounts", short_help="List the accounts of the finance system, and choose those whose entries are imported.")
@integration_option
@click.argument("numbers", nargs=-1)
@click.option("--choose", is_flag=True, help="Import entries of the named accounts, and of no others.")
@no_fetch_option
def accounts(surroundings: Surroundings, name: str | None, numbers: Sequence[str], choose: bool, no_fetch: bool) -> int:
    """List the chart of accounts; with --choose the named accounts are the ones that expenses come from.

    Accounts with several expense types, or none, are told: there a type must be chosen for each entry.
    """
    setup, integration = surroundings.program.expense_setup, surroundings.integration(name)
    if not no_fetch:
        setup.read_accounts(integration, surroundings.progress())
    if choose:
        setup.choose_accounts(integration.id, numbers)
    known = setup.known(integration.id)
    listed = [one for one in known.accounts if not numbers or one.number in numbers]
    data = [{"number": one.number, "name": one.name, "is_chosen": one.number in known.chosen} for one in listed]
    columns = [_("Chosen"), _("Account"), _("Name"), _("Group")]
    rows = [("✓" if one.number in known.chosen else "·", one.number, one.name, one.group) for one in listed]
    found = setup.clashes(integration.id)
    surroundings.tell(
        {"accounts": data, "clashes": [one.account.number for one in found]},
        lambda: table_of(columns, rows),
    )
    for one in found:
        surroundings.remark(one.sentence)
    return ExitCode.DONE


@command("preview", short_help="Show what suppliers charged, and where each entry stands.")
@integration_option
@since_option
@no_fetch_option
def preview(surroundings: Surroundings, name: str | None, since: dt.datetime | None, no_fetch: bool) -> int:
    """Read the entries of the chosen accounts and show each with its expense type, its project, and what is missing."""
    integration = surroundings.integration(name)
    _read(surroundings, integration, since, no_fetch)
    rows = surroundings.program.expense_setup.rows(integration.id)
    columns = [
        _("Status"),
        _("Key"),
        _("Date"),
        _("Account"),
        _("Supplier"),
        _("Text"),
        _("Amount"),
        _("Currency"),
        _("Type"),
        _("Project"),
        "",
    ]
    shown = [
        (
            STANDINGS[row.standing],
            row.key,
            row.entry.date,
            row.entry.account,
            row.entry.supplier,
            row.entry.text,
            row.entry.amount,
            row.entry.currency,
            row.type.name if row.type else "",
            row.project.title if row.project else "",
            row.reason or "",
        )
        for row in rows
    ]
    surroundings.tell([_data(row) for row in rows], lambda: table_of(columns, shown))
    return ExitCode.DONE


@command("import", short_help="Import entries onto projects.")
@integration_option
@keys_argument
@click.option("--project", help="Choose this project for the named entries: its number, or its id.")
@click.option("--type", "type_name", help="Choose this expense type for the named entries: its name, or its id.")
@click.option("--use-suggestions", is_flag=True, help="Choose the project that an entry's text names, where none is chosen.")
@click.option("--ready", is_flag=True, help="Import every entry that has a project and a type.")
@since_option
@no_fetch_option
def import_(
    surroundings: Surroundings,
    name: str | None,
    keys: Sequence[str],
    project: str | None,
    type_name: str | None,
    use_suggestions: bool,
    ready: bool,
    since: dt.datetime | None,
    no_fetch: bool,
) -> int:
    """Write entries as project expenses in the PSA, never twice. Keys are those of the preview.

    No project is taken from a text without --use-suggestions. Uncertain expenses are looked up first.
    """
    if bool(keys) == ready:
        raise click.UsageError(_("Name entries by their keys, or say --ready."))
    integration, setup = surroundings.integration(name), surroundings.program.expense_setup
    _read(surroundings, integration, since, no_fetch)
    progress = surroundings.progress()  # one for both: who stops the first does not want the second
    settled = surroundings.program.expenses.settle(integration, progress)
    wanted = [row.key for row in setup.rows(integration.id)] if ready else list(keys)
    _must_be_known(setup.rows(integration.id), wanted)
    if project is not None or type_name is not None:
        known = setup.known(integration.id)
        project_id = _found(project, {one.id: one.number for one in known.projects})
        setup.choose(
            integration.id, wanted, project_id=project_id, type_id=_found(type_name, {one.id: one.name for one in known.types})
        )
    if use_suggestions:
        setup.use_suggestions(integration.id, wanted)
    if ready:
        wanted = [row.key for row in setup.rows(integration.id) if row.can_go]
    report = surroundings.program.expenses.bring_in(integration, wanted, progress)
    return _tell(surroundings, report, settled)


@command("undo", short_help="Take an import back.")
@integration_option
@click.option("--batch", type=int, help="Which import; without it the newest one.")
def undo(surroundings: Surroundings, name: str | None, batch: int | None) -> int:
    """Take back what an import wrote, by the opposite amount, unless it was changed or invoiced since."""
    integration, expenses = surroundings.integration(name), surroundings.program.expenses
    newest = expenses.last_batch(integration)
    if batch is None and newest is None:
        raise RecordNotFound(Message("There is nothing to undo."))
    number = batch if batch is not None else newest.id if newest else 0
    progress = surroundings.progress()
    settled = expenses.settle(integration, progress)
    return _tell(surroundings, expenses.undo(integration, number, progress), settled, is_undo=True)


@command("expenses", short_help="Import what suppliers charged onto projects.")
@integration_option
def _expenses(surroundings: Surroundings, name: str | None) -> int:
    """Show where the entries that were read last stand; the subcommands choose accounts, read, import and take back."""
    integration = surroundings.integration(name)
    rows = surroundings.program.expense_setup.rows(integration.id)
    counts = {standing: sum(row.standing is standing for row in rows) for standing in Standing}
    shown = [(STANDINGS[standing], count) for standing, count in counts.items() if count]
    surroundings.tell(
        {str(standing): count for standing, count in counts.items()}, lambda: table_of([_("Status"), _("Entries")], shown)
    )
    return ExitCode.DONE


expenses = with_subcommands(_expenses, accounts, preview, import_, undo)


def _read(surroundings: Surroundings, integration: Integration, since: dt.datetime | None, no_fetch: bool) -> None:
    setup = surroundings.program.expense_setup
    if not no_fetch:
        first = since.date() if since else setup.since(integration.id)
        setup.read(integration, first, surroundings.progress())
    if not setup.known(integration.id).chosen:
        surroundings.remark(Message("No account is chosen yet: bindeled expenses accounts --choose NUMBER ..."))


def _must_be_known(rows: Sequence[ExpenseRow], keys: Sequence[str]) -> None:
    if unknown := tuple(key for key in keys if key not in {row.key for row in rows}):
        raise RecordNotFound(
            Message("There is no entry {keys} on the chosen accounts.", keys=unknown),
            what_to_do=Message("Run preview, and name keys from there."),
        )


def _found(wanted: str | None, names: dict[str, str]) -> str | None:
    if wanted is None:
        return None
    found = [id_ for id_, name in names.items() if wanted.casefold() == name.casefold()] or [id_ for id_ in names if id_ == wanted]
    if len(found) != 1:
        raise RecordNotFound(
            Message("{what} is not known, or there are several.", what=wanted), what_to_do=Message("Name it by its id.")
        )
    return found[0]


def _data(row: ExpenseRow) -> dict[str, Any]:
    return {
        "key": row.key,
        "standing": row.standing,
        "date": row.entry.date,
        "account": row.entry.account,
        "text": row.entry.text,
        "supplier": row.entry.supplier,
        "amount": row.entry.amount,
        "currency": row.entry.currency,
        "type": row.type.name if row.type else "",
        "project": row.project.number if row.project else "",
        "suggested_project": row.suggested.number if row.suggested else "",
        "reason": str(row.reason or ""),
    }


def _tell(surroundings: Surroundings, report: ExpenseReport, settled: ExpenseReport, *, is_undo: bool = False) -> int:
    data = {
        "batch": report.batch_id,
        "done": report.done,
        "refused": {key: reason_data(one) for key, one in report.refused.items()},
        "unknown": report.unknown,
        "skipped": report.skipped,
        "left_alone": {key: str(one) for key, one in report.left_alone.items()},
        "open": report.open,
        "remarks": [str(one) for one in (*settled.remarks, *report.remarks)],
        "looked_up": settled.done,
    }
    count = len(report.done)
    lines = [
        Message("{count} expense taken back.", "{count} expenses taken back.", count=count)
        if is_undo
        else Message("{count} expense written.", "{count} expenses written.", count=count)
    ]
    if report.skipped and not is_undo:
        sentence = Message(
            "{count} entry left as it is: not ready, or written already. The preview says which.",
            "{count} entries left as they are: not ready, or written already. The preview says which.",
            count=len(report.skipped),
        )
        lines.append(sentence)
    lines += [Message("{key}: {reason}", key=key, reason=one.sentence) for key, one in report.refused.items()]
    lines += {str(one.what_to_do): one.what_to_do for one in report.refused.values() if one.what_to_do is not None}.values()
    lines += [Message("{key}: {reason}", key=key, reason=one) for key, one in report.left_alone.items()]
    lines += [Message("{key}: uncertain, and looked up at the next run.", key=key) for key in report.unknown]
    lines += [*settled.remarks, *report.remarks]
    surroundings.tell(data, lambda: "\n".join(line.render() for line in lines))
    if report.stopped_by is not None:
        surroundings.remark(report.stopped_by.sentence)
        return code_of_reason(report.stopped_by)
    if report.unknown:
        return ExitCode.UNKNOWN
    return ExitCode.SOME_REFUSED if report.refused or report.left_alone else ExitCode.DONE
