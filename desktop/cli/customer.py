"""`bindeled customer`: the card of one customer, and what can be done on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.link import customer_fields
from desktop.cli.output import print_table, table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.customer_card import CustomerCard, CustomerPlace, OpenCustomer, is_difference
from desktop.models.invoice_rows import TransferRow
from desktop.models.linking import CustomerPreview
from desktop.models.log_words import ACTIVITIES, OUTCOMES
from desktop.models.owner_rules import CardAction
from desktop.models.records import Action, Decision, Integration, Side
from desktop.progress import Silent
from desktop.texts import Message, _

_NEWEST = 20  # log entries and invoices that people see; JSON has all


@command("customer", short_help="Show one customer of both sides; create, link, unlink it, or send changes.")
@integration_option
@click.argument("number")
@click.option("--side", type=click.Choice([str(one) for one in Side]), help="On which side NUMBER is the customer's number.")
@click.option("--create", is_flag=True, help="Create the customer on the other side, and link the two.")
@click.option(
    "--link", "other", metavar="OTHER", help="Link to the customer with this number on the other side; overwrites nothing."
)
@click.option("--unlink", is_flag=True, help="End the link; nothing is deleted on either side.")
@click.option("--send-changes", "send", is_flag=True, help="Write one side's data over the linked customer of the other.")
@click.option(
    "--to",
    type=click.Choice([str(one) for one in Side]),
    default=str(Side.FINANCE),
    help="With --send-changes: which side is written to; the finance system without it.",
)
@click.option("--keep", multiple=True, metavar="FIELD", help="With --send-changes: keep this field as it is.")
@click.option("--preview", is_flag=True, help="With --send-changes: show the fields that would change, and write nothing.")
def customer(
    surroundings: Surroundings,
    name: str | None,
    number: str,
    side: str | None,
    create: bool,
    other: str | None,
    unlink: bool,
    send: bool,
    to: str,
    keep: Sequence[str],
    preview: bool,
) -> int:
    """Show the card of the customer NUMBER, of either side, or do one thing with it.

    Creating and sending changes are batches: bindeled link --undo takes them back.
    """
    if [create, other is not None, unlink, send].count(True) > 1 or ((preview or keep or to == Side.PSA) and not send):
        raise click.UsageError(
            _("Choose one of --create, --link, --unlink and --send-changes; --preview, --to and --keep go with the last.")
        )
    integration = surroundings.integration(name)
    program = surroundings.program
    wanted = program.cards.named(integration, number, Side(side) if side else None)
    card = program.cards.card(integration, wanted)
    place = card.place
    if create:
        return _create(surroundings, place)
    if other is not None:
        return _link(surroundings, place, other)
    if unlink:
        return _unlink(surroundings, place)
    if send:
        return _send(surroundings, card, Side(to), customer_fields(surroundings, integration, keep), is_preview=preview)
    _show(surroundings, integration, wanted)
    return ExitCode.DONE


def _show(surroundings: Surroundings, integration: Integration, wanted: OpenCustomer) -> None:
    card = surroundings.program.cards.card(integration, wanted)
    places = (card.place, *card.others)
    columns = [_("Field"), card.place.system, "", card.psa_system]
    fields = [(one.label, one.finance, "≠" if is_difference(one) else "", one.psa) for one in card.fields]
    surroundings.tell(_card_data(card), lambda: table_of(columns, fields))
    if surroundings.as_json:
        return
    print_table("\n" + "\n".join(f"{'✓' if one.is_linked else '●'} {one.sentence.render()}" for one in places))
    if card.is_att_person_kept is not None:
        kept = (
            _("The att. person is kept.") if card.is_att_person_kept else _("Each invoice writes its contact as the att. person.")
        )
        print_table(kept)
    for head, columns, rows in (
        (
            _("Contacts"),
            [_("Name"), _("E-mail"), _("Phone")],
            [(c.contact.name, c.contact.email, c.contact.phone) for c in card.contacts],
        ),
        (
            _("Invoices"),
            [_("No."), _("Date"), _("Amount"), _("Currency"), _("State"), _("Number over there")],
            [
                (row.invoice.number, row.invoice.date, row.net, row.invoice.currency, row.word_there, _number_there(row))
                for row in card.invoices[-_NEWEST:]
            ],
        ),
        (
            _("Log"),
            [_("No."), _("Time"), _("What"), _("Outcome"), _("Message")],
            [(str(e.id), e.at, ACTIVITIES[e.activity], OUTCOMES[e.outcome], e.message) for e in card.log[:_NEWEST]],
        ),
    ):
        if rows:
            print_table(f"\n{head}")
            print_table(table_of(columns, rows))


def _number_there(row: TransferRow) -> str:
    return row.transfer.shown_number if row.transfer else ""


def _card_data(card: CustomerCard) -> dict[str, Any]:
    return {
        "fields": [
            {"field": one.field, "finance": one.finance, "psa": one.psa, "verdict": one.verdict, "differs": is_difference(one)}
            for one in card.fields
        ],
        "places": [_place_data(one) for one in (card.place, *card.others)],
        "off": {action: str(reason) for action, reason in card.place.off.items()},
        "att_person_kept": card.is_att_person_kept,
        "contacts": [
            {"id": one.contact.id, "name": one.contact.name, "email": one.contact.email, "linked": one.is_linked}
            for one in card.contacts
        ],
        "invoices": [
            {
                "id": row.id,
                "number": row.invoice.number,
                "date": row.invoice.date,
                "net": row.net,
                "currency": row.invoice.currency,
                "lamp": row.lamp,
                "number_there": _number_there(row),
            }
            for row in card.invoices
        ],
        "log": [{"id": one.id, "at": one.at, "outcome": one.outcome, "message": str(one.message)} for one in card.log],
    }


def _place_data(place: CustomerPlace) -> dict[str, Any]:
    return {
        "integration": place.integration.name,
        "linked": place.is_linked,
        "psa_id": place.psa.id if place.psa else "",
        "psa_number": place.psa.number if place.psa else "",
        "finance_id": place.finance.id if place.finance else "",
        "finance_number": place.finance.number if place.finance else "",
    }


def _must_be_allowed(place: CustomerPlace, action: CardAction) -> None:
    if (reason := place.off.get(action)) is not None:
        raise RecordRefused(reason)


def _create(surroundings: Surroundings, place: CustomerPlace) -> int:
    program, integration = surroundings.program, place.integration
    if place.psa is None and place.finance is not None:
        _must_be_allowed(place, CardAction.CREATE_IN_PSA)
        return _write(surroundings, integration, Decision(finance_id=place.finance.id, action=Action.IMPORT))
    _must_be_allowed(place, CardAction.CREATE_IN_FINANCE)
    assert place.psa is not None
    made, batch_id = program.customers.create_by_hand(integration, place.psa.id)
    sentence = Message("Created in {system} as {customer} and linked.", system=place.system, customer=made.title)
    surroundings.tell({"created": made.id, "batch": batch_id}, sentence.render)
    return ExitCode.DONE


def _link(surroundings: Surroundings, place: CustomerPlace, other: str) -> int:
    _must_be_allowed(place, CardAction.LINK)
    other_side = Side.FINANCE if place.psa is not None else Side.PSA
    found = surroundings.program.cards.named(place.integration, other, other_side)
    finance_id = place.finance.id if place.finance else found.finance_id
    psa_id = place.psa.id if place.psa else found.psa_id
    return _write(surroundings, place.integration, Decision(finance_id=finance_id, psa_id=psa_id, action=Action.LINK_ONLY))


def _write(surroundings: Surroundings, integration: Integration, decision: Decision) -> int:
    report = surroundings.program.linking.write(integration, [decision], Silent())
    for reason in report.refused.values():
        raise RecordRefused(reason.sentence, what_to_do=reason.what_to_do)
    for warning in report.warnings:
        surroundings.remark(warning)
    data = {"linked": report.linked, "imported": report.imported, "batch": report.batch_id}
    surroundings.tell(data, Message("The two customers are linked.").render)
    return ExitCode.DONE


def _unlink(surroundings: Surroundings, place: CustomerPlace) -> int:
    _must_be_allowed(place, CardAction.UNLINK)
    assert place.link is not None
    count = surroundings.program.linking_undo.unlink(place.integration, [place.link])
    surroundings.tell({"unlinked": count}, Message("The link was removed. Nothing was deleted in either system.").render)
    return ExitCode.DONE


def _send(surroundings: Surroundings, card: CustomerCard, to: Side, kept: frozenset[str], *, is_preview: bool) -> int:
    place, updates = card.place, surroundings.program.updates
    _must_be_allowed(place, CardAction.SEND_TO_FINANCE if to is Side.FINANCE else CardAction.SEND_TO_PSA)
    found = updates.of_customer(place.integration, place.psa.id, to) if place.psa else None
    if found is None:
        raise RecordNotFound(Message("The two customers are not linked."))
    for field in kept:
        found = found.choosing(field, keep=True)
    if is_preview:
        columns = [_("Field"), _("Now"), _("Becomes"), ""]
        surroundings.tell(_preview_data(found), lambda: table_of(columns, _preview_rows(found)))
        return ExitCode.SOME_REFUSED if found.problems else ExitCode.DONE
    report = updates.write(place.integration, [found.decision], Silent(), everything=True)
    for reason in report.refused.values():
        raise RecordRefused(reason.sentence, what_to_do=reason.what_to_do)
    sentence = Message(
        "{count} field was written to {system}.",
        "{count} fields were written to {system}.",
        count=report.fields,
        system=place.system if to is Side.FINANCE else card.psa_system,
    )
    surroundings.tell({"fields": report.fields, "batch": report.batch_id}, sentence.render)
    return ExitCode.DONE


def _preview_data(preview: CustomerPreview) -> dict[str, Any]:
    return {
        "changes": [
            {"field": one.field, "old": one.old, "new": one.new, "note": str(one.reason or "")}
            for one in preview.changes
            if one.is_changed
        ],
        "problems": [str(one) for one in preview.problems],
    }


def _preview_rows(preview: CustomerPreview) -> list[tuple[Any, ...]]:
    changed: list[tuple[Any, ...]] = [(one.label, one.old, one.new, one.reason or "") for one in preview.changes if one.is_changed]
    return changed + [("", "", "", problem) for problem in preview.problems]
