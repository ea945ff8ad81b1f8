"""What the rules for items do on the invoices still to be sent, and what is wrong with them; product.md chapter 5; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop.models.item_choice import (
    Chosen,
    ChosenBy,
    Conflict,
    Missing,
    Rule,
    decide,
    facts_of,
    shared_by_expense_types,
)
from desktop.models.item_use import is_ready, is_to_be_sent
from desktop.models.records import (
    DataType,
    Dimension,
    DimensionValue,
    Invoice,
    Item,
    ItemKnowledge,
    ItemRules,
    Transfer,
    ValueKey,
)
from desktop.texts import Message

DATA_TYPE_WORDS: Mapping[DataType, Message] = {
    DataType.TIME_AND_MATERIAL: Message("Project work, time and material"),
    DataType.FIXED_PRICE: Message("Project work, fixed price"),
    DataType.EXPENSE: Message("Expenses and purchases"),
    DataType.MILEAGE: Message("Mileage"),
    DataType.PER_DIEM: Message("Per diem"),
    DataType.ACCOMMODATION: Message("Accommodation"),
    DataType.SUPPORT_TIME: Message("Support on time"),
    DataType.SUPPORT_SUBSCRIPTION: Message("Support subscription and prepaid"),
}
DIMENSION_WORDS: Mapping[Dimension, Message] = {
    Dimension.HOURLY_RATE: Message("Hourly rate"),
    Dimension.TASK_TYPE: Message("Task type"),
    Dimension.PROJECT_TYPE: Message("Project type"),
    Dimension.PROJECT_CATEGORY: Message("Project category"),
    Dimension.EXPENSE_TYPE: Message("Expense type"),
    Dimension.SUPPORT_TYPE: Message("Support type"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHits:
    """Lines to be sent: `decided` by each rule, `of_value` known to have a value, `open` without an item, of `lines` in all."""

    decided: Mapping[Rule, int]
    of_value: Mapping[ValueKey, int]
    lines: int = 0
    open: int = 0
    conflicts: int = 0

    def of_data_type(self, data_type: DataType) -> int:
        """The lines that some rule of a data type decided."""
        return max((count for rule, count in self.decided.items() if rule.data_type is data_type), default=0)

    def of_item(self, value: ValueKey) -> int:
        """The lines that the item of a value decided."""
        return max((count for rule, count in self.decided.items() if rule.value == value), default=0)


def rule_hits(invoices: Iterable[Invoice], transfers: Mapping[str, Transfer], known: ItemKnowledge) -> RuleHits:
    """Count on the invoices that are still to be sent; text lines need no item."""
    decided: Counter[Rule] = Counter()
    of_value: Counter[ValueKey] = Counter()
    lines = missing = conflicts = 0
    for invoice in invoices:
        if not is_to_be_sent(invoice, transfers.get(invoice.id)):
            continue
        for line in invoice.lines:
            if line.is_text_only:
                continue
            lines += 1
            facts = facts_of(known, invoice, line)
            of_value.update({*facts.values, *(value for one in facts.registrations for value in one.values)})
            match decide(known, invoice, line):
                case Chosen(by=ChosenBy.RULE, rules=rules):
                    decided.update(rules)
                case Missing():
                    missing += 1
                case Conflict():
                    conflicts += 1
    return RuleHits(decided=decided, of_value=of_value, lines=lines, open=missing, conflicts=conflicts)


def warnings(values: Sequence[DimensionValue], rules: ItemRules, activated: Mapping[str, Item], finance: str) -> list[Message]:
    """What is wrong with the rules, one sentence each, the most harmful first."""
    found = [
        Message("{item} is chosen as a default item, and is not active.", item=number)
        for number in sorted(_numbers(values, rules))
        if not is_ready(activated.get(number))
    ]
    found += [
        Message(
            "{item} serves several expense types: {names}. Expenses that come from {finance} cannot be told apart by it.",
            item=number,
            names=names,
            finance=finance,
        )
        for number, names in sorted(shared_by_expense_types(values, rules).items())
        if _goes_by(rules, Dimension.EXPENSE_TYPE)
    ]
    return found


def _numbers(values: Sequence[DimensionValue], rules: ItemRules) -> set[str]:
    """The items that some rule in use gives."""
    fixed = {one.item_number for one in rules.principles.values() if one.item_number}
    of_values = {rules.items.get(one.key, "") for one in values if one.is_active and _goes_by(rules, one.key.dimension)}
    return (fixed | of_values) - {""}


def _goes_by(rules: ItemRules, dimension: Dimension) -> bool:
    return any(one.dimension is dimension for one in rules.principles.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pasted:
    """What a pasted table asks for: items by value (empty: none), and the lines that could not be used, with why."""

    items: Mapping[ValueKey, str]
    refused: tuple[Message, ...] = ()


def pasted(
    rows: Sequence[Sequence[str]],
    from_here: Sequence[DimensionValue],
    values: Sequence[DimensionValue],
    is_item: Callable[[str], bool],
) -> Pasted:
    """Read a table of one to three columns, as pasted from a spreadsheet or read from a file; a first row of headings is left out.

    One column: item numbers for `from_here`, in their order. Two: the name or id of a value, and its item number. Three: before
    that the dimension, by its word in either language of the screen or its name on the command line.
    """
    items: dict[ValueKey, str] = {}
    refused = []
    for place, row in enumerate(rows):
        cells = [cell.strip() for cell in row]
        while len(cells) > 3:
            cells.pop()
        number, targets = cells[-1], _targets(cells, place, from_here, values)
        if place == 0 and not targets and not is_item(number) and len(rows) > 1:
            continue  # headings
        if len(targets) != 1:
            refused.append(Message("No row of the list fits {text}.", text=" ".join(cells)))
        elif number and not is_item(number):
            refused.append(Message("{item} is no active item number.", item=number))
        else:
            items[targets[0]] = number
    return Pasted(items=items, refused=tuple(refused))


def _targets(
    cells: Sequence[str], place: int, from_here: Sequence[DimensionValue], values: Sequence[DimensionValue]
) -> list[ValueKey]:
    if len(cells) == 1:
        return [from_here[place].key] if place < len(from_here) else []
    dimension, name = (cells[-3] if len(cells) > 2 else ""), cells[-2].casefold()
    return [
        one.key
        for one in values
        if name in (one.name.casefold(), one.key.id) and (not dimension or _is(dimension, one.key.dimension))
    ]


def _is(word: str, dimension: Dimension) -> bool:
    return word.casefold() in (
        dimension.value,
        DIMENSION_WORDS[dimension].text.casefold(),
        str(DIMENSION_WORDS[dimension]).casefold(),
    )
