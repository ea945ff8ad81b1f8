"""The order of many rows: by several columns, empty ones last, Danish letters where Danes look for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from desktop.views.shared.columns import Column, R

_DANISH_ORDER = str.maketrans({"æ": "z\ue000", "ä": "z\ue000", "ø": "z\ue001", "ö": "z\ue001", "å": "z\ue002"})


@dataclass(frozen=True, slots=True)
class SortKey:
    """One column of the sort order."""

    key: str
    descending: bool = False


def sorted_places(rows: Sequence[R], columns: Sequence[Column[R]], sort_keys: Sequence[SortKey]) -> list[int]:
    """The places of `rows` in the order of `sort_keys`, first key first; equal rows keep their order, empty ones stand last."""
    by_key = {column.key: column for column in columns}
    order = list(range(len(rows)))
    for sort_key in reversed(sort_keys):
        column = by_key[sort_key.key]
        keys = [_sort_value(column, row) for row in rows]
        empty = [place for place in order if keys[place] is None]
        order = [place for place in order if keys[place] is not None]
        order.sort(key=keys.__getitem__, reverse=sort_key.descending)
        order += empty
    return order


def in_order(text: str) -> str:
    """Text for sorting: æ, ø and å stand last, as Danish has them."""
    return text.lower() if text.isascii() else text.casefold().translate(_DANISH_ORDER)


def _sort_value(column: Column[R], row: R) -> Any:
    value = column.text(row) if column.value is None else column.value(row)
    return (in_order(value) or None) if isinstance(value, str) else value
