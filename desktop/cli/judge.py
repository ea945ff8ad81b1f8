"""`bindeled judge`: say whether a document over there is an invoice of ours, where nobody else can tell.

Also whether invoices are over there already, as the PSA says that has numbers for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from desktop.cli.exit_codes import ExitCode
from desktop.cli.output import reason_data, table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.cli.transfer import named
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.document_judgements import DoubtfulDocument, InvoiceDoubt, said_sentence
from desktop.models.invoice_rows import STATE_WORDS
from desktop.models.records import FinanceInvoice, FinanceState, Integration, Ruling
from desktop.texts import Message, _


@command("judge", short_help="Say whether a document over there is an invoice of ours, where that is not sure.")
@integration_option
@click.argument("numbers", nargs=-1)
@click.option("--is", "is_it", metavar="DOCUMENT", help="This document is the invoice, whatever it says; with --reason.")
@click.option("--is-not", metavar="DOCUMENT", help="This document is another one, whatever reference it carries; with --reason.")
@click.option("--there", is_flag=True, help="The named ones are over there under the numbers that the PSA has for them.")
@click.option("--not-there", is_flag=True, help="They are not, whatever number the PSA has: they can be sent.")
@click.option("--all", "everything", is_flag=True, help="All that the PSA has a number for and that nobody explained.")
@click.option("--reason", default="", help="How you know.")
def judge(
    surroundings: Surroundings,
    name: str | None,
    numbers: Sequence[str],
    is_it: str | None,
    is_not: str | None,
    there: bool,
    not_there: bool,
    everything: bool,
    reason: str,
) -> int:
    """Show what may be the invoice over there, beside it, and keep what a person says about one of these documents.

    A document is named by its number, or by its id; draft:NUMBER and booked:NUMBER tell a draft and an invoice of the same number
    apart. A wrong --is-not or --not-there may lead to a second invoice.
    """
    if bool(is_it) + bool(is_not) + there + not_there > 1:
        raise click.UsageError(_("Only one of --is, --is-not, --there and --not-there."))
    if bool(numbers) + everything != 1:
        raise click.UsageError(_("Name invoices, or all with --all."))
    if everything and (is_it or is_not):
        raise click.UsageError(_("--is and --is-not are about one invoice: name it."))
    if reason and not (is_it or is_not or there or not_there):
        raise click.UsageError(_("--reason says why something is decided: name that with --is, --is-not, --there or --not-there."))
    integration, judging = surroundings.integration(name), surroundings.program.judging
    if there or not_there or everything:
        return _judge_numbers(surroundings, integration, numbers, reason, is_there=there, is_decided=there or not_there)
    if len(numbers) > 1:
        raise click.UsageError(_("Name one invoice."))
    number = numbers[0]
    [chosen] = named(surroundings.program.transfers.invoices(integration), numbers)
    doubt = judging.look(integration, chosen.invoice.id)
    wanted = is_it or is_not
    if wanted is None:
        _show(surroundings, doubt)
        return ExitCode.DONE
    ruling = Ruling.IS if is_it else Ruling.IS_NOT
    judging.decide(integration, doubt, _found(doubt, wanted), ruling, reason)
    surroundings.tell({"number": number, "document": wanted, "ruling": ruling}, lambda: str(_decided(ruling)))
    return ExitCode.DONE


def _judge_numbers(
    surroundings: Surroundings, integration: Integration, numbers: Sequence[str], reason: str, *, is_there: bool, is_decided: bool
) -> int:
    """Keep what a person says about numbers that the PSA has; without a decision list the open ones."""
    judging, heads = surroundings.program.numbers, [_("Invoice"), _("No. there")]
    if numbers:
        chosen = [one.invoice for one in named(surroundings.program.transfers.invoices(integration), numbers)]
    else:
        chosen = judging.open(integration)
    by_id = {one.id: one for one in chosen}
    if not is_decided:
        told = [{"number": one.number, "external_number": one.external_number} for one in chosen]
        surroundings.tell(told, lambda: table_of(heads, [tuple(one.values()) for one in told]))
        return ExitCode.DONE
    if not is_there:
        freed = [one.number for one in judging.are_not_there(integration, by_id, reason)]
        count = len(freed)
        said = Message("{count} document can be sent.", "{count} documents can be sent.", count=count)
        surroundings.tell({"can_be_sent": freed}, lambda: str(said))
        return ExitCode.DONE
    judged = judging.are_there(integration, by_id, reason, surroundings.progress())
    left = [{"number": by_id[id_].number, **reason_data(why)} for id_, why in judged.left.items()]
    data = {
        "linked": [by_id[id_].number for id_ in judged.linked],
        "set_aside": [by_id[id_].number for id_ in judged.set_aside],
        "left": left,
        "since": judged.since,
    }
    rows = [(by_id[id_].number, why.sentence) for id_, why in judged.left.items()]
    surroundings.tell(data, lambda: table_of([_("Invoice"), _("Reason")], rows))
    surroundings.remark(
        Message(
            "{linked} transferred as what has their numbers, {set_aside} set aside, {left} not decided.",
            linked=len(judged.linked),
            set_aside=len(judged.set_aside),
            left=len(judged.left),
        )
    )
    if judged.since is not None:
        surroundings.remark(Message("Looked up among the documents from {date} on.", date=judged.since))
    return ExitCode.SOME_REFUSED if judged.left else ExitCode.DONE


def _decided(ruling: Ruling) -> Message:
    if ruling is Ruling.IS:
        return Message("It is transferred as this document.")
    return Message("It is passed over. Run transfer --settle, which proves that nothing else is there, before it is sent again.")


def _found(doubt: InvoiceDoubt, wanted: str) -> DoubtfulDocument:
    """The one document that is named so: `RecordNotFound`, `RecordRefused` when several are."""
    found = [one for one in doubt.documents if wanted in _names(one.document)]
    if not found:
        raise RecordNotFound(
            Message("Document {number} is not among those that may be this invoice.", number=wanted),
            what_to_do=Message("List them without --is and --is-not. Nothing was decided."),
        )
    if len(found) > 1:
        names = tuple(_names(one.document)[0] for one in found)
        raise RecordRefused(
            Message("Several documents have the number {number}.", number=wanted),
            what_to_do=Message("Name one of these: {names}. Nothing was decided.", names=names),
        )
    return found[0]


def _names(document: FinanceInvoice) -> tuple[str, ...]:
    """How it may be named; the first name tells drafts and booked documents apart, which are numbered apart."""
    is_draft = document.state is FinanceState.DRAFT
    name = document.shown_number or document.id
    return (f"draft:{name}" if is_draft else f"booked:{name}", name, document.id, document.draft_number)


def _show(surroundings: Surroundings, doubt: InvoiceDoubt) -> None:
    invoice, customer = doubt.invoice, doubt.customer
    ours = {
        "number": invoice.number,
        "customer": f"{customer.number} {customer.name}".strip() if customer is not None else invoice.customer_name,
        "date": invoice.date,
        "net": invoice.signed(invoice.net),
        "currency": invoice.currency,
    }
    documents = [_data(one) for one in doubt.documents]
    surroundings.tell({"invoice": ours, "documents": documents}, lambda: _table([ours, *documents]))
    if not documents:
        surroundings.remark(Message("Nothing over there may be this invoice."))


def _data(found: DoubtfulDocument) -> dict[str, Any]:
    document = found.document
    return {
        "id": document.id,
        "number": document.shown_number,
        "state": document.state,
        "customer": found.customer_name or document.customer_id,
        "date": document.date,
        "net": document.signed(document.net),
        "currency": document.currency,
        "reference": document.reference,
        "said": str(said_sentence(found.judgement)) if found.judgement is not None else "",
    }


def _table(rows: list[dict[str, Any]]) -> Any:
    """The invoice first, then what may be it."""
    cells = [
        (
            _("Document") if "id" in one else _("Invoice"),
            one["number"] or one.get("id", ""),
            one["customer"],
            one["date"] or "",
            one["net"],
            one["currency"],
            STATE_WORDS[one["state"]] if "state" in one else "",
            one.get("reference", ""),
            one.get("said", ""),
        )
        for one in rows
    ]
    heads = ["", _("No."), _("Customer"), _("Date"), _("Amount"), _("Currency"), _("Status"), _("Reference"), _("Decided")]
    return table_of(heads, cells)
