"""What a table knows about its records besides themselves; no Qt, so that a thread can work it out for very many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from desktop.views.shared.columns import Column, R
from desktop.views.shared.row_order import SortKey, sorted_places
from desktop.views.shared.row_search import RowSearch, search_key


@dataclass(slots=True)
class PreparedRows(Generic[R]):
    """Records with their ids, places and second lines, and in the order of `sort_keys`."""

    rows: list[R]
    ids: list[Any]
    place: dict[Any, int]  # id -> place in `rows`
    reasoned: set[int]  # places of rows with a second line
    order: list[int]  # all places, sorted
    sort_keys: list[SortKey]
    search: RowSearch
    tickable: set[Any]  # ids of rows that can be ticked


@dataclass(frozen=True, slots=True)
class RowReader(Generic[R]):
    """How a table reads a record: its id, its second line, what it is found by (else its texts), whether it can be ticked."""

    columns: Sequence[Column[R]]
    row_id: Callable[[R], Any]
    reason: Callable[[R], str] | None
    found_by: Callable[[R], str] | None
    can_tick: Callable[[R], bool] | None = None

    def prepared(self, records: Iterable[R], sort_keys: Sequence[SortKey], *, with_search: bool = False) -> PreparedRows[R]:
        """Read them all; `with_search` makes the search keys too, else that is left to idle moments."""
        rows = list(records)
        ids = list(map(self.row_id, rows))
        reasons = map(self.reason, rows) if self.reason else ()
        search = RowSearch(self._key(rows), len(rows))
        if with_search:
            search.prepare()
        return PreparedRows(
            rows=rows,
            ids=ids,
            place=dict(zip(ids, range(len(ids)), strict=True)),
            reasoned={place for place, reason in enumerate(reasons) if reason},
            order=sorted_places(rows, self.columns, sort_keys),
            sort_keys=list(sort_keys),
            search=search,
            tickable={one for one, row in zip(ids, rows, strict=True) if self.can_tick(row)} if self.can_tick else set(ids),
        )

    def _key(self, rows: list[R]) -> Callable[[int], str]:
        if (found_by := self.found_by) is not None:
            return lambda place: found_by(rows[place])
        texts = [column.text for column in self.columns if column.searched]
        return lambda place: search_key(text(rows[place]) for text in texts)
