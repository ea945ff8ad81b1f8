"""Changes of default items: what differs, in words, and taken back where nobody changed it since; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop.models.item_rule_hits import DATA_TYPE_WORDS, DIMENSION_WORDS
from desktop.models.records import DataType, DimensionValue, ItemChange, ItemRules, Principle, ValueKey
from desktop.texts import Message

NAMED = 3  # so many are named in the sentence of a change; more stand in its details


def change_of(
    rules: ItemRules,
    own: Mapping[ValueKey, str],
    principles: Mapping[DataType, Principle],
    items: Mapping[ValueKey, str | None],
) -> ItemChange:
    """What these wishes change; `own` are the items chosen here, by value."""
    return ItemChange(
        principles=tuple((one, rules.principle(one), new) for one, new in principles.items() if rules.principle(one) != new),
        items=tuple((value, own.get(value), new) for value, new in items.items() if own.get(value) != new),
    )


def taken_back(change: ItemChange, rules: ItemRules, own: Mapping[ValueKey, str]) -> tuple[ItemChange, ItemChange]:
    """The change the other way round, and apart from it what was changed again since, which is left alone."""
    principles = [(one, rules.principle(one) == new, (one, new, old)) for one, old, new in change.principles]
    items = [(value, own.get(value) == new, (value, new, old)) for value, old, new in change.items]
    back, left = (
        ItemChange(
            principles=tuple(turned for _, is_same, turned in principles if is_same is wanted),
            items=tuple(turned for _, is_same, turned in items if is_same is wanted),
        )
        for wanted in (True, False)
    )
    return back, left


def sentences_of(change: ItemChange, values: Iterable[DimensionValue], psa: str) -> list[Message]:
    """One sentence each, with old and new."""
    names = {one.key: one.name for one in values}
    return [
        Message("{what}: {old} became {new}.", what=DATA_TYPE_WORDS[one], old=principle_words(old), new=principle_words(new))
        for one, old, new in change.principles
    ] + [
        Message(
            "{dimension} {value}: {old} became {new}.",
            dimension=DIMENSION_WORDS[value.dimension],
            value=names.get(value) or value.id,
            old=_item_words(old, psa),
            new=_item_words(new, psa),
        )
        for value, old, new in change.items
    ]


def principle_words(principle: Principle) -> Message:
    """A principle as people say it."""
    if principle.dimension is not None:
        return DIMENSION_WORDS[principle.dimension]
    if principle.item_number:
        return Message("{text}", text=principle.item_number)
    return Message("Choose when invoicing")


def _item_words(number: str | None, psa: str) -> Message:
    if number is None:
        return Message("{psa}'s own item", psa=psa)
    return Message("{text}", text=number) if number else Message("no item")
