"""Which item number a line gets: a person's choice, the number it carries, or a rule; product.md chapter 5; pure.

A PSA may tell what stands behind a line, or what it could be, or nothing. A rule decides only when every data type that it could
be ends in the same item; else the items it could be are offered, and the line stays to be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from desktop.models.records import (
    DataType,
    Dimension,
    DimensionValue,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    ItemKnowledge,
    ItemRules,
    ItemShare,
    LineChoice,
    Registration,
    ValueKey,
)
from desktop.models.records.rounding import CENT
from desktop.texts import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """What the PSA tells of a line: its net amount, its own number, what stands behind it, and the kinds of its project."""

    net: Decimal
    discount_percent: Decimal = Decimal(0)
    item_number: str = ""
    registrations: tuple[Registration, ...] = ()
    values: tuple[ValueKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """What decided: the fixed item of a data type (`value` is `None`), or the item of a dimension's value."""

    data_type: DataType
    value: ValueKey | None


class ChosenBy(StrEnum):
    """Who decided about a line."""

    PERSON = "person"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class FromPsa:
    """The line carries a number of its own."""

    item_number: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The line goes under these items; the shares are its net amount to the cent."""

    shares: tuple[ItemShare, ...]
    by: ChosenBy
    rules: frozenset[Rule] = frozenset()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Several items stand behind one line: pick one or split; the options are its net amount to the cent."""

    options: tuple[ItemShare, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing decides. `offers` are the items it could be, each with the data types that would give it."""

    offers: Mapping[str, tuple[DataType, ...]] = field(default_factory=dict)
    is_outdated: bool = False  # a split was chosen, and the line's amount has changed since


Decision = FromPsa | Chosen | Conflict | Missing


def line_key(line: InvoiceLine) -> str:
    """What a choice for a line is kept under: its id in the PSA, or its place where it has none."""
    return line.id or f"#{line.position}"


def item_of(line: LineFacts, rules: ItemRules, choice: LineChoice | None = None) -> Decision:
    """The item of a line: a person's choice, else the number that it carries, else what the rules say."""
    is_outdated = False
    if choice is not None:
        if len(choice.shares) == 1:
            return Chosen((ItemShare(choice.shares[0].item_number, line.net),), ChosenBy.PERSON)
        if sum(share.net for share in choice.shares) == line.net:
            return Chosen(choice.shares, ChosenBy.PERSON)
        is_outdated = True
    if line.item_number and not is_outdated:
        return FromPsa(line.item_number)
    decided = _by_registrations(line, rules) if line.registrations else _by_project(line, rules)
    return Missing(decided.offers, is_outdated=True) if is_outdated and isinstance(decided, Missing) else decided


def rule_of(data_type: DataType, values: Iterable[ValueKey], rules: ItemRules) -> tuple[Rule, str] | None:
    """The rule that decides about a data type with these values, and its item; `None`: choose when invoicing."""
    principle = rules.principle(data_type)
    if principle.item_number:
        return Rule(data_type, None), principle.item_number
    value = next((one for one in values if one.dimension is principle.dimension), None)
    item_number = rules.items.get(value, "") if value is not None else ""
    return (Rule(data_type, value), item_number) if item_number else None


def _agreed(
    data_types: Iterable[DataType], values: tuple[ValueKey, ...], rules: ItemRules
) -> tuple[Mapping[str, tuple[DataType, ...]], frozenset[Rule]]:
    """The items that these data types would give; with the rules, where every one of them gives the same."""
    found = {data_type: rule_of(data_type, values, rules) for data_type in data_types}
    offers: dict[str, tuple[DataType, ...]] = {}
    for data_type, one in found.items():
        if one is not None:
            offers[one[1]] = (*offers.get(one[1], ()), data_type)
    if len(offers) > 1 or None in found.values():
        return offers, frozenset()
    return offers, frozenset(one[0] for one in found.values() if one is not None)


def _by_registrations(line: LineFacts, rules: ItemRules) -> Decision:
    """The items behind the line with their parts of its amount; what nothing explains is a part of its own."""
    amounts: dict[str, Decimal] = {}
    used: set[Rule] = set()
    open_offers: dict[str, tuple[DataType, ...]] = {}
    for one, net in zip(line.registrations, _parts(line), strict=True):
        number = one.item_number
        if not number:
            offers, agreed = _agreed(one.data_types, (*one.values, *line.values), rules)
            used |= agreed
            number = next(iter(offers)) if agreed else ""
            open_offers |= {} if agreed else offers
        amounts[number] = amounts.get(number, Decimal(0)) + net
    rest = line.net - sum(amounts.values())
    if rest:
        amounts[""] = amounts.get("", Decimal(0)) + rest
    numbers = [number for number in amounts if number]
    if not numbers:
        return Missing(open_offers)
    shares = tuple(ItemShare(number, net) for number, net in amounts.items() if number or net)
    if len(shares) == 1:
        return Chosen((ItemShare(numbers[0], line.net),), ChosenBy.RULE, frozenset(used))
    return Conflict(shares)


def _parts(line: LineFacts) -> list[Decimal]:
    """What each registration is of the line's amount, to the cent.

    The PSA may tell them before the line's discount, and with more decimals than the line: they are fitted where that explains
    the whole difference, and otherwise left as they are.
    """
    told = [one.net for one in line.registrations]
    whole = sum(told, Decimal(0))
    for factor in dict.fromkeys((Decimal(1), 1 - line.discount_percent / 100)):
        fitted = [(net * factor).quantize(CENT, ROUND_HALF_UP) for net in told]
        if whole and abs(whole * factor - line.net) <= CENT:
            return [*fitted[:-1], line.net - sum(fitted[:-1], Decimal(0))]
    return told


def _by_project(line: LineFacts, rules: ItemRules) -> Decision:
    """The data type is not told: every one of them has to end in the same item."""
    offers, agreed = _agreed(DataType, line.values, rules)
    if agreed:
        return Chosen((ItemShare(next(iter(offers)), line.net),), ChosenBy.RULE, agreed)
    return Missing(offers)


def facts_of(known: ItemKnowledge, invoice: Invoice, line: InvoiceLine) -> LineFacts:
    """What is known of a line. Expenses name lines of invoices; ids of credit notes' lines may be the same numbers."""
    is_told = line.id and invoice.kind is InvoiceKind.INVOICE
    behind = known.registrations.get(line.id, ()) if is_told else ()
    return LineFacts(
        net=line.net,
        discount_percent=line.discount_percent,
        item_number=line.item_number,
        registrations=tuple(
            replace(one, values=(*one.values, *_kinds_of(known, one.project_id))) if one.project_id else one for one in behind
        ),
        values=_kinds_of(known, line.project_id or invoice.project_id),
    )


def _kinds_of(known: ItemKnowledge, project_id: str) -> tuple[ValueKey, ...]:
    project = known.projects.get(project_id)
    return project.values if project is not None else ()


def decide(known: ItemKnowledge, invoice: Invoice, line: InvoiceLine) -> Decision:
    """What is to become of one line that has an amount."""
    return item_of(facts_of(known, invoice, line), known.rules, known.choices.get((invoice.id, line_key(line))))


def with_items(invoice: Invoice, known: ItemKnowledge) -> Invoice:
    """The invoice as it is sent: its lines with their items; the parts of a line that was split keep its position."""
    if not known.choices and all(line.is_text_only or line.item_number for line in invoice.lines):
        return invoice
    return replace(
        invoice,
        lines=tuple(
            part
            for line in invoice.lines
            for part in ((line,) if line.is_text_only else _with_items(line, decide(known, invoice, line)))
        ),
    )


def _with_items(line: InvoiceLine, decision: Decision) -> tuple[InvoiceLine, ...]:
    match decision:
        case Chosen(shares=(share,)):
            return (replace(line, item_number=share.item_number),)
        case Chosen(shares=shares):
            return tuple(_part(line, share) for share in shares)
        case Missing(is_outdated=True):
            return (replace(line, item_number=""),)
        case _:
            return (line,)


def _part(line: InvoiceLine, share: ItemShare) -> InvoiceLine:
    """A part of a line. It keeps the price where the quantity then comes out to the cent, else it is one piece at its amount."""
    part = replace(line, item_number=share.item_number, net=share.net)
    price = line.unit_price * (1 - line.discount_percent / 100)
    if price:
        quantity = (share.net / price).quantize(CENT, ROUND_HALF_UP)
        if quantity and (quantity * price).quantize(CENT, ROUND_HALF_UP) == share.net:
            return replace(part, quantity=quantity)
    return replace(part, quantity=Decimal(1), unit_price=share.net, discount_percent=Decimal(0))


def shared_by_expense_types(values: Iterable[DimensionValue], rules: ItemRules) -> dict[str, tuple[str, ...]]:
    """Items that serve several active expense types, with their names: the import of expenses cannot tell those types apart."""
    names: dict[str, tuple[str, ...]] = {}
    for value in values:
        number = rules.items.get(value.key, "")
        if number and value.is_active and value.key.dimension is Dimension.EXPENSE_TYPE:
            names[number] = (*names.get(number, ()), value.name)
    return {number: found for number, found in names.items() if len(found) > 1}


def proposed_shares(decision: Decision, net: Decimal) -> tuple[ItemShare, ...]:
    """What a person is offered to begin with: the parts of a conflict, what decides now, or the one item it could be."""
    match decision:
        case Conflict(options=options) | Chosen(shares=options):
            return options
        case FromPsa(item_number=number):
            return (ItemShare(number, net),)
        case Missing(offers=offers):
            return (ItemShare(next(iter(offers), ""), net),)


def why_open(decision: Decision, psa: str) -> Message:
    """What decides about a line, or why nothing does, in one sentence."""
    match decision:
        case FromPsa(item_number=number):
            return Message("{psa} gives it item {item}.", psa=psa, item=number)
        case Chosen(by=ChosenBy.PERSON):
            return Message("Its item was chosen by hand.")
        case Chosen():
            return Message("A default item decides.")
        case Conflict():
            return Message("Several items stand behind it: choose one, or split the line.")
        case Missing(is_outdated=True):
            return Message("It was split, and its amount has changed since.")
        case Missing(offers=offers) if offers:
            return Message(
                "{psa} does not tell what stands behind it. By the default items it could be: {items}.",
                psa=psa,
                items=tuple(offers),
            )
        case _:
            return Message("No default item decides.")
