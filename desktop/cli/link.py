"""`bindeled link`: link customers, import them, set them aside; and the way back (taking_back.py)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from desktop.cli.att_persons import keep_att_persons
from desktop.cli.contacts import link_contacts
from desktop.cli.employees import link_employees
from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import reason_data, table_of
from desktop.cli.planning import plan_from
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.cli.taking_back import bring_back, list_batches, preview_undo, undo, unlink
from desktop.cli.write_marks import write_marks
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.linking import CustomerPair, CustomerPreview, LinkingRegister, LinkReport, Tab, marked_to_link, number_after
from desktop.models.records import LINKING, Action, Bucket, Customer, Decision, Integration, Side
from desktop.texts import Message, _

_BRING_BACK, _UNLINK = "bring_back", "unlink"
_ATT_PERSON = {"keep_att_person": True, "overwrite_att_person": False}
_LINKING = [str(one) for one in LINKING]
_ACTIONS = [*(str(one) for one in Action if one is not Action.LATER), _BRING_BACK, _UNLINK, *_ATT_PERSON]


@command("link", short_help="Link customers, import them, set them aside, or undo that.")
@integration_option
@click.argument("customers", nargs=-1, metavar="[FINANCE[=PSA]]...")
@click.option("--tab", type=click.Choice([str(one) for one in Tab]), help="All customers of this tab instead of named ones.")
@click.option("--marked", is_flag=True, help="All undecided customers that the PSA says are linked.")
@click.option("--action", type=click.Choice(_ACTIONS), default=str(Action.LINK_ONLY), show_default=True)
@click.option(
    "--contacts",
    "are_contacts",
    is_flag=True,
    help="The pairs are NUMBER=ID of contacts, new=ID creates one over there, =ID ends a link; a customer alone lists its own.",
)
@click.option(
    "--employees",
    "are_employees",
    is_flag=True,
    help="The pairs are NUMBER=INITIALS of employees, new=INITIALS creates one, =INITIALS ends a link; none lists them.",
)
@click.option(
    "--plan-from",
    "plan_file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Plan what a file of suggest --out decides; the window writes plans, or looks at them first.",
)
@click.option(
    "--write-marks", "writes_marks", is_flag=True, help="Mark linked customers in the PSA, where it has no mark of the link yet."
)
@click.option(
    "--replace", "replaces", is_flag=True, help="With --plan-from: what a colleague chose is replaced too; else it stays."
)
@click.option("--keep", multiple=True, metavar="FIELD", help="Keep this field as it is on every customer that is overwritten.")
@click.option("--preview", is_flag=True, help="Show every field that would change, and write nothing.")
@click.option("--undo", "take_back", is_flag=True, help="Take a batch back: the newest one, or the one of --batch.")
@click.option("--batch", type=int, help="Which batch --undo takes back; --batches tells their numbers.")
@click.option("--batches", "lists_batches", is_flag=True, help="List what can be taken back.")
def link(
    surroundings: Surroundings,
    name: str | None,
    customers: Sequence[str],
    tab: str | None,
    marked: bool,
    action: str,
    are_employees: bool,
    are_contacts: bool,
    plan_file: Path | None,
    replaces: bool,
    writes_marks: bool,
    keep: Sequence[str],
    preview: bool,
    take_back: bool,
    batch: int | None,
    lists_batches: bool,
) -> int:
    """Do one action for the named finance customers, or for a whole tab.

    FINANCE and PSA are customer numbers, or ids where a system has no numbers. Without PSA the suggestion is taken, where there is
    exactly one.

    \b
    use_psa      link, and overwrite the finance customer with the PSA's data
    use_finance  link, and overwrite the PSA customer with the finance data
    link_only    link, overwrite nothing
    import       create the customer in the PSA, and link
    ignore       ask no more about the customer; bring_back ends that
    unlink       end the link; nothing is deleted on either side

    \b
    Where a customer over there has one att. person:
    keep_att_person       it stays as it is
    overwrite_att_person  each invoice writes its own contact there, as from the start
    """
    ways = [bool(customers) or are_employees, bool(tab), marked, writes_marks, take_back, lists_batches, bool(plan_file)]
    if ways.count(True) != 1 or (batch is not None and not take_back):
        raise click.UsageError(
            _(
                "Name customers, a tab with --tab, those that the PSA says are linked with --marked or a file with --plan-from; "
                "or take a batch back with --undo, list with --batches, mark what is linked with --write-marks."
            )
        )
    if marked and action not in _LINKING:
        raise click.UsageError(_("--marked links, so its action is one of: {actions}.").format(actions=", ".join(_LINKING)))
    integration = surroundings.integration(name)
    if are_contacts:
        return link_contacts(surroundings, integration, customers)
    if are_employees:
        return link_employees(surroundings, integration, customers)
    if plan_file is not None:
        return plan_from(surroundings, integration, plan_file, preview=preview, replaces_colleagues=replaces)
    if writes_marks:
        return write_marks(surroundings, integration, preview=preview)
    if lists_batches:
        return list_batches(surroundings, integration)
    if take_back:
        return preview_undo(surroundings, integration, batch) if preview else undo(surroundings, integration, batch)
    register = surroundings.program.linking.register(integration)
    chosen = _marked(register) if marked else _in_tab(register, tab) if tab else _named(register, customers)
    pairs = [pair for pair, _psa_id in chosen]
    if action == _UNLINK:
        return unlink(surroundings, integration, pairs)
    if action == _BRING_BACK:
        return bring_back(surroundings, integration, pairs)
    if action in _ATT_PERSON:
        return keep_att_persons(surroundings, integration, pairs, is_kept=_ATT_PERSON[action])
    kept = customer_fields(surroundings, integration, keep)
    decisions = [replace(_decision(pair, psa_id, Action(action)), kept_fields=kept) for pair, psa_id in chosen]
    return _preview(surroundings, integration, decisions) if preview else _write(surroundings, integration, decisions)


def _marked(register: LinkingRegister) -> list[tuple[CustomerPair, str]]:
    """The undecided finance customers that the PSA says are linked, each with the id of the PSA customer."""
    to_link = marked_to_link(register.marked, register.pairs, (pair.decision for pair in register.pairs))
    return [(pair, to_link[pair.finance.id]) for pair in register.pairs if pair.finance.id in to_link]


def _in_tab(register: LinkingRegister, tab: str) -> list[tuple[CustomerPair, str]]:
    return [(pair, "") for pair in register.pairs if pair.tab == tab]


def _named(register: LinkingRegister, customers: Sequence[str]) -> list[tuple[CustomerPair, str]]:
    """Each named finance customer with the id of the PSA customer named with it, empty when none was."""
    pairs = {pair.finance.id: pair for pair in register.pairs}
    chosen: list[tuple[CustomerPair, str]] = []
    for one in customers:
        finance, sign, psa = one.partition("=")
        no_finance = Message("There is no customer {number} among those read from the finance system.", number=finance)
        no_psa = Message("There is no customer {number} among those read from the PSA.", number=psa)
        pair = pairs[_found(finance, (pair.finance for pair in register.pairs), no_finance).id]
        chosen.append((pair, _found(psa, register.psa.values(), no_psa).id if sign else ""))
    return chosen


def _found(number: str, customers: Iterable[Customer], not_found: Message) -> Customer:
    """The customer whom people call by that number."""
    found = [one for one in customers if number and number == one.number_or_id]
    if not found:
        raise RecordNotFound(not_found, what_to_do=Message("Run fetch, or name another one."))
    if len(found) > 1:
        raise RecordRefused(
            Message("Several customers have the number {number}.", number=number),
            what_to_do=Message("Link them in the window, where each can be seen."),
        )
    return found[0]


def _decision(pair: CustomerPair, psa_id: str, action: Action) -> Decision:
    """A guess between several suggestions is never made: without a counterpart the linking refuses that customer."""
    is_alone = pair.suggestions is not None and pair.suggestions.bucket is Bucket.ONE
    if action in (Action.IMPORT, Action.IGNORE):
        psa_id = ""
    elif not psa_id and pair.suggestions is not None and is_alone:
        psa_id = pair.suggestions.suggestions[0].psa_id
    return Decision(finance_id=pair.finance.id, action=action, psa_id=psa_id)


def customer_fields(surroundings: Surroundings, integration: Integration, names: Sequence[str]) -> frozenset[str]:
    """The fields of these names, as a preview with --json calls them."""
    cards = surroundings.program.connections
    known = {one.ours for side in Side for one in cards.card(integration.id, side).table("customers").fields}
    for name in names:
        if name not in known:
            raise click.BadParameter(_("{name} is none of: {names}.").format(name=name, names=", ".join(sorted(known))))
    return frozenset(names)


def _preview(surroundings: Surroundings, integration: Integration, decisions: list[Decision]) -> int:
    previews = surroundings.program.linking.preview(integration, decisions)
    columns = [_("Customer"), _("Field"), _("Now"), _("Becomes")]
    surroundings.tell(
        [_preview_data(one) for one in previews],
        lambda: table_of(columns, [row for one in previews for row in _preview_rows(one)]),
    )
    return ExitCode.SOME_REFUSED if any(one.problems for one in previews) else ExitCode.DONE


def _preview_rows(preview: CustomerPreview) -> list[tuple[Any, ...]]:
    changed = [(preview.finance.title, one.label, one.old, one.new) for one in preview.changes if one.is_changed]
    return changed + [(preview.finance.title, "", "", problem) for problem in preview.problems]


def _preview_data(preview: CustomerPreview) -> dict[str, Any]:
    return {
        "finance_id": preview.finance.id,
        "psa_id": preview.psa.id if preview.psa else "",
        "written": preview.written_side,
        "changes": [{"field": one.field, "old": one.old, "new": one.new} for one in preview.changes if one.is_changed],
        "problems": [str(problem) for problem in preview.problems],
    }


def _write(surroundings: Surroundings, integration: Integration, decisions: list[Decision]) -> int:
    progress = surroundings.progress()
    report = surroundings.program.linking.write(integration, decisions, progress)
    data = {
        "linked": report.linked,
        "imported": report.imported,
        "ignored": report.ignored,
        "refused": {key: reason_data(one) for key, one in report.refused.items()},
        "warnings": [str(warning) for warning in report.warnings],
        "stopped": progress.is_stopped,
    }
    surroundings.tell(data, lambda: "\n".join(line.render() for line in _lines(report)))
    if report.imported and not surroundings.practice:
        _offer_series(surroundings, integration)
    if progress.is_stopped:
        return ExitCode.STOPPED
    return ExitCode.SOME_REFUSED if report.refused else ExitCode.DONE


def _offer_series(surroundings: Surroundings, integration: Integration) -> None:
    """Customers were imported: the PSA's next number can follow those of the finance system (product.md chapter 3)."""
    if number := number_after(pair.finance for pair in surroundings.program.linking.register(integration).pairs):
        cards = surroundings.program.connections
        surroundings.remark(
            Message(
                "Continue the number series: give the next new customer in {psa} number {number}. It follows {finance}.",
                psa=cards.card(integration.id, Side.PSA).label,
                finance=cards.card(integration.id, Side.FINANCE).label,
                number=number,
            )
        )


def _lines(report: LinkReport) -> list[Message]:
    return [
        Message(
            "{linked} linked, {imported} imported, {ignored} ignored, {refused} refused.",
            linked=len(report.linked),
            imported=len(report.imported),
            ignored=len(report.ignored),
            refused=len(report.refused),
        ),
        *(
            Message("{number}: {reason} {what_to_do}", number=key, reason=one.sentence, what_to_do=one.what_to_do)
            for key, one in report.refused.items()
        ),
        *report.warnings,
    ]
