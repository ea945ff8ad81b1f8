"""What a table knows about its records besides themselves; no Qt, so that a thread can work it out for very many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from desktop.views.shared.columns import Column, R
from desktop.views.shared.row_filter import RowFilter
from desktop.views.shared.row_order import SortKey, sorted_places
from desktop.views.shared.row_search import RowSearch, search_key

_STEP = 2000  # rows freed between two moments in which another thread may go on


@dataclass(slots=True, eq=False)
class PreparedRows(Generic[R]):
    """Records with their ids, places and second lines, in the order of `sort_keys`, and which of them pass `filter`.

    A table that shows them keeps them up to date here, so that they can be shown once more as they are.
    """

    reader: RowReader[R]
    rows: list[R]
    ids: list[Any]
    place: dict[Any, int]  # id -> place in `rows`
    reasoned: set[int]  # places of rows with a second line
    order: list[int]  # all places, sorted
    sort_keys: list[SortKey]
    shown: list[int]  # those of `order` that pass `filter`
    filter: RowFilter[R] | None  # `None`: a row was changed since
    search: RowSearch
    tickable: set[Any]  # ids of rows that can be ticked
    is_in_table: bool = False

    def put(self, row: R) -> int | None:
        """A changed record in the place of the one with the same id; gives that place. No row moves."""
        row_id = self.reader.row_id(row)
        place = self.place.get(row_id)
        if place is None:
            return None
        self.rows[place] = row
        self.search.renew(place)
        self.filter = None
        reason, can_tick = self.reader.reason, self.reader.can_tick
        (self.reasoned.add if reason is not None and reason(row) else self.reasoned.discard)(place)
        (self.tickable.add if can_tick is None or can_tick(row) else self.tickable.discard)(row_id)
        return place

    def let_go(self) -> None:
        """Forget everything bit by bit, unless a table still shows it: freeing 100,000 at once would stop all threads."""
        if self.is_in_table:
            return
        parts: tuple[list[Any], ...] = (self.rows, self.ids, self.order, self.shown)
        for part in parts:
            while part:
                del part[-_STEP:]
        self.place.clear()
        self.tickable.clear()


@dataclass(frozen=True, slots=True)
class RowReader(Generic[R]):
    """How a table reads a record: its id, its second line, what it is found by (else its texts), whether it can be ticked."""

    columns: Sequence[Column[R]]
    row_id: Callable[[R], Any]
    reason: Callable[[R], str] | None
    found_by: Callable[[R], str] | None
    can_tick: Callable[[R], bool] | None = None

    def prepared(
        self, records: Iterable[R], sort_keys: Sequence[SortKey], wanted: RowFilter[R], *, with_search: bool = False
    ) -> PreparedRows[R]:
        """Read them all; `with_search` makes the search keys too, else that is left to idle moments."""
        rows = list(records)
        ids = list(map(self.row_id, rows))
        reasons = map(self.reason, rows) if self.reason else ()
        search = RowSearch(self._key(rows), len(rows))
        if with_search:
            search.prepare()
        order = sorted_places(rows, self.columns, sort_keys)
        return PreparedRows(
            reader=self,
            rows=rows,
            ids=ids,
            place=dict(zip(ids, range(len(ids)), strict=True)),
            reasoned={place for place, reason in enumerate(reasons) if reason},
            order=order,
            sort_keys=list(sort_keys),
            shown=wanted.passing(rows, order, search),
            filter=wanted,
            search=search,
            tickable={one for one, row in zip(ids, rows, strict=True) if self.can_tick(row)} if self.can_tick else set(ids),
        )

    def _key(self, rows: list[R]) -> Callable[[int], str]:
        if (found_by := self.found_by) is not None:
            return lambda place: found_by(rows[place])
        texts = [column.text for column in self.columns if column.searched]
        return lambda place: search_key(text(rows[place]) for text in texts)
