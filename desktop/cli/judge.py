"""`bindeled judge`: say whether a document over there is an invoice of ours, where nobody else can tell."""

from __future__ import annotations

from typing import Any

import click

from desktop.cli.output import table_of
from desktop.cli.surroundings import Surroundings, command, integration_option
from desktop.cli.transfer import named
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.document_judgements import DoubtfulDocument, InvoiceDoubt, said_sentence
from desktop.models.invoice_rows import STATE_WORDS
from desktop.models.records import FinanceInvoice, FinanceState, Ruling
from desktop.texts import Message, _


@command("judge", short_help="Say whether a document over there is an invoice of ours, where that is not sure.")
@integration_option
@click.argument("number")
@click.option("--is", "is_it", metavar="DOCUMENT", help="This document is the invoice, whatever it says; with --reason.")
@click.option("--is-not", metavar="DOCUMENT", help="This document is another one, whatever reference it carries; with --reason.")
@click.option("--reason", default="", help="How you know.")
def judge(surroundings: Surroundings, name: str | None, number: str, is_it: str | None, is_not: str | None, reason: str) -> None:
    """Show what may be the invoice over there, beside it, and keep what a person says about one of these documents.

    A document is named by its number, or by its id; draft:NUMBER and booked:NUMBER tell a draft and an invoice of the same number
    apart. A wrong --is-not may lead to a second invoice.
    """
    if is_it and is_not:
        raise click.UsageError(_("Either --is or --is-not."))
    integration, judging = surroundings.integration(name), surroundings.program.judging
    [chosen] = named(surroundings.program.transfers.invoices(integration), [number])
    doubt = judging.look(integration, chosen.invoice.id)
    wanted = is_it or is_not
    if wanted is None:
        _show(surroundings, doubt)
        return
    ruling = Ruling.IS if is_it else Ruling.IS_NOT
    judging.decide(integration, doubt, _found(doubt, wanted), ruling, reason)
    surroundings.tell({"number": number, "document": wanted, "ruling": ruling}, lambda: str(_decided(ruling)))


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
