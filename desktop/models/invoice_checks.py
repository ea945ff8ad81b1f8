"""What stops an invoice before anything is sent; one small function per reason (product.md chapter 7).

Each check takes the same `Surroundings` and gives the reasons it finds, so that a bad line never hides another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from desktop.models import field_mapping
from desktop.models.field_mapping import FieldTable
from desktop.models.item_choice import Conflict, Decision, Missing, decide
from desktop.models.money_rules import too_fine
from desktop.models.records import (
    ChoiceKind,
    Customer,
    Invoice,
    InvoiceLine,
    InvoiceStatus,
    Item,
    ItemKnowledge,
    MoneyRules,
    Reason,
    StandardValues,
)
from desktop.texts import Message

CHOICE_WORDS: Mapping[ChoiceKind, Message] = {
    ChoiceKind.CUSTOMER_GROUP: Message("Customer group"),
    ChoiceKind.VAT_ZONE: Message("VAT zone"),
    ChoiceKind.PAYMENT_TERMS: Message("Payment terms"),
    ChoiceKind.LAYOUT: Message("Layout"),
}
"""What the standard values are called that a document or its customer needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What is known on the day of sending. `items` are all items of the finance system, `activated` the numbers we may use."""

    system: str  # the finance system as people write it
    psa: str  # the PSA as people write it
    customer: Customer | None  # the linked finance customer
    unlinked: Reason | None  # why nobody is there to send to; `None`: the customer is linked, or will be with this invoice
    items: Mapping[str, Item]
    activated: frozenset[str]
    currencies: frozenset[str] | None  # `None`: the system does not tell which it knows, and refuses the others itself
    tables: Mapping[str, FieldTable]
    money: MoneyRules
    draft_needs: tuple[ChoiceKind, ...] = ()  # what the draft must name, from the customer or else from the standard values
    customer_needs: tuple[ChoiceKind, ...] = ()  # the standard values that a customer who is created with the invoice must get
    standard_values: StandardValues = field(default_factory=StandardValues)
    choices: Mapping[ChoiceKind, frozenset[str]] = field(default_factory=dict)  # ids that exist there, as last read; none: not read
    item_knowledge: ItemKnowledge = field(default_factory=ItemKnowledge)  # what decides about lines without an item


def reasons(invoice: Invoice, known: Surroundings) -> list[Reason]:
    """Every reason why this invoice cannot go; empty means it can be sent."""
    return [reason for check in CHECKS for reason in check(invoice, known)]


def _not_booked(invoice: Invoice, known: Surroundings) -> Iterator[Reason]:
    if invoice.status is InvoiceStatus.DRAFT:
        yield Reason(
            kind="not_booked",
            sentence=Message("The invoice is a draft in {psa}. Only booked invoices are transferred.", psa=known.psa),
            what_to_do=Message("Book the invoice in {psa}, and read again.", psa=known.psa),
        )


def _no_lines(invoice: Invoice, known: Surroundings) -> Iterator[Reason]:
    if not any(not line.is_text_only for line in invoice.lines):
        yield Reason(
            kind="no_lines",
            sentence=Message("The invoice has no lines with an amount."),
            what_to_do=Message("Credit the invoice in {psa}, or add a line there before it is booked.", psa=known.psa),
        )


def _customer(invoice: Invoice, known: Surroundings) -> Iterator[Reason]:
    name = invoice.customer_name or invoice.customer_id
    if known.customer is None:
        if known.unlinked is not None:
            yield known.unlinked
    elif known.customer.is_gone:
        yield Reason(
            kind="customer_gone",
            sentence=Message("Customer {customer} does not exist in {system} any more.", customer=name, system=known.system),
            what_to_do=Message("Link the customer to another one, and transfer again."),
        )
    elif not known.customer.is_active:
        yield Reason(
            kind="customer_barred",
            sentence=Message(
                "Customer {number} {customer} is barred in {system}.",
                number=known.customer.number,
                customer=known.customer.name,
                system=known.system,
            ),
            what_to_do=Message("Open the customer in {system} or link to another one, and transfer again.", system=known.system),
        )


def _standard_values(invoice: Invoice, known: Surroundings) -> Iterator[Reason]:
    """A customer that is created with the invoice gets the standard values; of one that stops the invoice nothing is known."""
    if known.customer is None and known.unlinked is not None:
        return
    needs = known.draft_needs if known.customer is not None else (*known.customer_needs, *known.draft_needs)
    for kind in dict.fromkeys(needs):
        chosen = getattr(known.standard_values, kind.value)
        if getattr(known.customer, kind.value, ""):
            continue
        if chosen and known.choices.get(kind) and chosen not in known.choices[kind]:
            yield Reason(
                kind="standard_value_missing",
                sentence=Message(
                    "The standard value of {what} does not exist in {system} any more.",
                    what=CHOICE_WORDS[kind],
                    system=known.system,
                ),
                what_to_do=Message("Choose another one under Standard values, and transfer again."),
            )
        elif not chosen:
            yield Reason(
                kind="standard_value_missing",
                sentence=Message("Neither the customer nor the standard values say which {what} to use.", what=CHOICE_WORDS[kind]),
                what_to_do=Message("Choose it under Standard values, and transfer again."),
            )


def _currency(invoice: Invoice, known: Surroundings) -> Iterator[Reason]:
    if known.currencies is not None and invoice.currency not in known.currencies:
        yield Reason(
            kind="unknown_currency",
            sentence=Message("Currency {currency} does not exist in {system}.", currency=invoice.currency, system=known.system),
            what_to_do=Message("Create the currency in {system}, read again, and transfer again.", system=known.system),
        )


def _items(invoice: Invoice, known: Surroundings) -> Iterator[Reason]:
    for line in _amount_lines(invoice):
        item = known.items.get(line.item_number)
        values = {"item": line.item_number, "line": str(line.position), "system": known.system}
        if not line.item_number:
            yield _undecided(line, decide(known.item_knowledge, invoice, line))
        elif item is None or item.is_gone:
            yield Reason(
                kind="unknown_item",
                line=line.position,
                sentence=Message("Item number {item} on line {line} does not exist in {system}.", **values),
                what_to_do=Message("Choose another item number, or create {item} in {system}. Read and transfer again.", **values),
            )
        elif item.why_unusable is not None:
            yield Reason(
                kind="unusable_item",
                line=line.position,
                sentence=Message("Item number {item} on line {line} cannot be used: {reason}", reason=item.why_unusable, **values),
                what_to_do=Message("Choose another item number, or mend {item} in {system}. Read and transfer again.", **values),
            )
        elif not item.is_usable:
            yield Reason(
                kind="barred_item",
                line=line.position,
                sentence=Message("Item number {item} on line {line} is barred in {system}.", **values),
                what_to_do=Message("Choose another item number, or open {item} in {system}. Read and transfer again.", **values),
            )
        elif line.item_number not in known.activated:
            yield Reason(
                kind="inactive_item",
                line=line.position,
                sentence=Message("Item number {item} on line {line} is not activated.", **values),
                what_to_do=Message("Activate {item} under Item numbers, and transfer again.", **values),
            )


def _undecided(line: InvoiceLine, decision: Decision) -> Reason:
    """Why a line has no item; product.md chapter 5."""
    place = str(line.position)
    match decision:
        case Conflict(options=options):
            items = tuple(
                Message("{item} ({amount})", item=one.item_number, amount=one.net)
                if one.item_number
                else Message("without a number ({amount})", amount=one.net)
                for one in options
            )
            return Reason(
                kind="item_conflict",
                line=line.position,
                sentence=Message("Line {line} is made of several items: {items}.", line=place, items=items),
                what_to_do=Message("Choose one of them for the line, or split it, and transfer again."),
            )
        case Missing(is_outdated=True):
            return Reason(
                kind="split_outdated",
                line=line.position,
                sentence=Message("Line {line} was split, and its amount has changed since.", line=place),
                what_to_do=Message("Split the line again, or choose one item number for it, and transfer again."),
            )
        case _:
            return Reason(
                kind="no_item",
                line=line.position,
                sentence=Message("Line {line} has no item number.", line=place),
                what_to_do=Message("Choose an item number for the line, or a default item under Item numbers. Transfer again."),
            )


def _numbers(invoice: Invoice, known: Surroundings) -> Iterator[Reason]:
    for line in _amount_lines(invoice):
        values = {"line": str(line.position), "system": known.system}
        if line.quantity == 0 and not known.money.takes_zero_quantity:
            yield Reason(
                kind="zero_quantity",
                line=line.position,
                sentence=Message("Line {line} has quantity 0, which {system} refuses.", **values),
                what_to_do=Message("Give the line a quantity with a price of 0, or make it a text line, in {psa}.", psa=known.psa),
            )
        for label, number, limit in too_fine(line, known.money):
            yield Reason(
                kind="too_many_decimals",
                line=line.position,
                sentence=Message(
                    "{label} {number} on line {line} has more than {limit} decimals, which {system} refuses.",
                    label=label,
                    number=number,
                    limit=limit,
                    **values,
                ),
                what_to_do=Message("Round the line in {psa}, or credit the invoice and make it again.", psa=known.psa),
            )


def _texts(invoice: Invoice, known: Surroundings) -> Iterator[Reason]:
    for problem in field_mapping.problems(known.tables["invoices"], invoice, creating=True):
        yield Reason(
            kind="field_refused", sentence=problem.sentence, what_to_do=Message("Change the text in {psa}.", psa=known.psa)
        )
    for line in invoice.lines:
        for problem in field_mapping.problems(known.tables["invoice_lines"], line, creating=True):
            if line.is_text_only and problem.field == "item_number":
                continue
            yield Reason(
                kind="field_refused",
                line=line.position,
                sentence=Message("Line {line}: {problem}", line=str(line.position), problem=problem.sentence),
                what_to_do=Message("Change the text in {psa}.", psa=known.psa),
            )


def _amount_lines(invoice: Invoice) -> Iterator[InvoiceLine]:
    return (line for line in invoice.lines if not line.is_text_only)


CHECKS: tuple[Callable[[Invoice, Surroundings], Iterator[Reason]], ...] = (
    _not_booked,
    _no_lines,
    _customer,
    _standard_values,
    _currency,
    _items,
    _numbers,
    _texts,
)
