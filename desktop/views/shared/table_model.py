"""The one table model: rows are records, columns are declared; it filters, sorts and ticks, and knows no rules of its own.

Filtering and sorting happen here, not in a proxy: with 50,000 rows a scan of kept keys takes 3 ms a keystroke,
Qt's stock proxy 820.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.views.shared.columns import TICK, Cell, Column, R, Role, RowLook, Tint
from desktop.views.shared.row_order import SortKey, sorted_places
from desktop.views.shared.row_search import narrows, wanted_words
from desktop.views.shared.row_ticks import RowTicks
from desktop.views.shared.table_rows import PreparedRows, RowReader

Index = QModelIndex | QPersistentModelIndex

_KEYS_PER_SLICE = 400  # search keys made between two events, so that no frame waits
_CELLS_KEPT = 4000  # rows whose finished cells are kept


class TableModel(QAbstractTableModel, Generic[R]):
    """A table of records.

    `row_id` gives each record's own id: ticks, selection and updates go by it. `reason` gives the second line of a row,
    `tint` its ground, `found_by` its search key (else the texts of its columns make one). With `tickable` the first column is a
    tick box for every row for which `can_tick` is true.
    """

    rows_changed = Signal()  # rows were set, filtered or sorted: the view keeps its place
    ticks_changed = Signal()
    heights_changed = Signal()
    sort_changed = Signal()
    filters_cleared = Signal()
    edited = Signal(object, str, object)  # id of the row, key of the column, value typed or chosen

    def __init__(
        self,
        columns: Sequence[Column[R]],
        *,
        row_id: Callable[[R], Any],
        reason: Callable[[R], str] | None = None,
        tint: Callable[[R], Tint] | None = None,
        found_by: Callable[[R], str] | None = None,
        tickable: bool = False,
        can_tick: Callable[[R], bool] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        ticks: list[Column[R]] = [Column(key=TICK, title="", text=lambda _row: "", width=36, fixed=True, searched=False)]
        self.columns: list[Column[R]] = (ticks if tickable else []) + list(columns)
        self._reader = RowReader(self.columns, row_id, reason, found_by, can_tick)
        self._row_id, self._reason, self._tint, self._can_tick = row_id, reason, tint, can_tick
        self.tickable = tickable
        self._rows: list[R] = []
        self._ids: list[Any] = []
        self._place: dict[Any, int] = {}  # id -> place in _rows
        self._order: list[int] = []  # all places, sorted
        self._shown: list[int] = []  # the places shown
        self._reasoned: set[int] = set()  # places of rows with a second line
        self.ticks = RowTicks()
        self._cells: dict[int, list[Cell]] = {}  # of rows that were drawn, by place
        self._looks: dict[int, RowLook] = {}
        self._search = self._reader.prepared((), ()).search
        self._words = ""
        self.wanted_words: list[str] = []  # folded words and phrases that are searched for, for marking hits
        self._can_narrow = False  # no record was changed since the rows were filtered
        self._filters: dict[str, Callable[[R], bool] | None] = {}
        self.sort_keys: list[SortKey] = []
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._prepare_search)

    # rows

    def prepared(self, rows: Iterable[R]) -> PreparedRows[R]:
        """What `set_rows` would have to work out about very many records; any thread may do it."""
        return self._reader.prepared(rows, self.sort_keys, with_search=True)

    def set_rows(self, rows: Iterable[R] | PreparedRows[R]) -> None:
        """Show these records, in their own order; filter, sort and the ticks of records that are still there stay."""
        known = rows if isinstance(rows, PreparedRows) else self._reader.prepared(rows, self.sort_keys)
        if known is rows and self._put_in_place(known):
            return
        self.beginResetModel()
        self._take_up(known)
        is_tick_lost = self.ticks.keep_only(self._place.keys())
        self._order = known.order if known.sort_keys == self.sort_keys else self._sorted()
        self._shown = self._filtered()
        self.endResetModel()
        self._idle.start(0)
        self.rows_changed.emit()
        if is_tick_lost:
            self.ticks_changed.emit()

    def _put_in_place(self, known: PreparedRows[R]) -> bool:
        """The same rows in the same order, with other contents: nothing moves, so that the view has nothing to find again."""
        is_same = known.ids == self._ids and known.sort_keys == self.sort_keys and known.order == self._order
        if not (known.ids and is_same) or self.is_filtered:  # what fits may have changed
            return False
        self._take_up(known)
        self._can_narrow = False
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, self.columnCount() - 1))
        self.heights_changed.emit()
        return True

    def _take_up(self, known: PreparedRows[R]) -> None:
        self._rows, self._ids, self._place = known.rows, known.ids, known.place
        self._reasoned, self._search = known.reasoned, known.search
        self._cells, self._looks = {}, {}
        self.ticks.take_up(known.tickable)

    def update_rows(self, rows: Iterable[R]) -> None:
        """Put changed records in the place of those with the same ids; no row moves, unknown ids are left out."""
        changed = []
        for row in rows:
            place = self._place.get(self._row_id(row))
            if place is not None:
                self._rows[place] = row
                self._cells.pop(place, None)
                self._looks.pop(place, None)
                self._search.renew(place)
                if self._reason is not None and self._reason(row):
                    self._reasoned.add(place)
                else:
                    self._reasoned.discard(place)
                self.ticks.renew(self._ids[place], is_possible=self.can_tick(row))
                changed.append(place)
        if not changed:
            return
        self._can_narrow = False
        if at := self.rows_of(self._ids[place] for place in changed):
            self.dataChanged.emit(self.index(at[0], 0), self.index(at[-1], self.columnCount() - 1))
            self.heights_changed.emit()

    def rows(self) -> list[R]:
        """All records, in their own order."""
        return list(self._rows)

    def shown_rows(self) -> list[R]:
        """The records that pass the filters, in the order shown."""
        return [self._rows[place] for place in self._shown]

    @property
    def total(self) -> int:
        """How many records there are, shown or not."""
        return len(self._rows)

    def record(self, row: int) -> R:
        """The record of the row shown at `row`."""
        return self._rows[self._shown[row]]

    def record_of(self, row_id: Any) -> R | None:
        """The record with this id, shown or not."""
        place = self._place.get(row_id)
        return None if place is None else self._rows[place]

    def id_at(self, row: int) -> Any:
        """The id of the row shown at `row`."""
        return self._ids[self._shown[row]]

    def ids_between(self, first: int, last: int) -> list[Any]:
        """The ids of the rows shown from `first` to `last`."""
        return list(map(self._ids.__getitem__, self._shown[first : last + 1]))

    def row_of(self, row_id: Any) -> int:
        """Where the record with this id is shown; -1 when it is not."""
        place = self._place.get(row_id)
        if place is None:
            return -1
        try:
            return self._shown.index(place)
        except ValueError:
            return -1

    def rows_of(self, ids: Iterable[Any]) -> list[int]:
        """Where the records with these ids are shown, top first; those not shown are left out."""
        places = set(map(self._place.__getitem__, filter(self._place.__contains__, ids)))
        if len(places) < 4:  # much quicker than looking at every row
            return sorted(row for place in places if (row := self.row_of(self._ids[place])) >= 0)
        return [row for row, place in enumerate(self._shown) if place in places] if places else []

    def rows_with_reason(self) -> list[int]:
        """The shown rows that have a second line."""
        reasoned = self._reasoned
        return [row for row, place in enumerate(self._shown) if place in reasoned] if reasoned else []

    # filter

    def search(self, words: str) -> None:
        """Show only rows whose texts hold every word; empty shows all."""
        if words == self._words:
            return
        is_narrower = self._can_narrow and narrows(self._words, words)
        self._words, self.wanted_words = words, wanted_words(words)
        if is_narrower:  # one more letter: nothing can fit now that did not fit before
            self._show(self._search.matching(self._shown, self.wanted_words))
        else:
            self._refilter()

    def set_filter(self, name: str, keeps: Callable[[R], bool] | None) -> None:
        """Set, replace or (with `None`) take away the filter called `name`; all filters and the search must agree."""
        self.set_filters({name: keeps})

    def set_filters(self, filters: Mapping[str, Callable[[R], bool] | None]) -> None:
        """The same for several filters at once."""
        self._filters |= filters
        self._refilter()

    def clear_filters(self) -> None:
        """Show all rows again."""
        self._words, self.wanted_words = "", []
        self._filters.clear()
        self._refilter()
        self.filters_cleared.emit()

    @property
    def is_filtered(self) -> bool:
        """Whether a search or a filter is set."""
        return bool(self._words) or any(self._filters.values())

    def _refilter(self) -> None:
        self._can_narrow = True
        self._show(self._filtered())

    def _show(self, shown: list[int]) -> None:
        self.beginResetModel()
        self._shown = shown
        self.endResetModel()
        self.rows_changed.emit()

    def _filtered(self) -> list[int]:
        found = self._order
        rows = self._rows
        for keeps in self._filters.values():
            if keeps is not None:
                found = [place for place in found if keeps(rows[place])]
        return self._search.matching(found, self.wanted_words) if self.wanted_words else list(found)

    def _prepare_search(self) -> None:
        self._search.prepare(_KEYS_PER_SLICE)
        if self._search.is_ready:
            self._idle.stop()

    # sort

    def sort_by(self, keys: Sequence[SortKey]) -> None:
        """Sort by these columns, first key first; none of them is the page's own order."""
        known = {column.key for column in self.columns}
        self.sort_keys = [key for key in keys if key.key in known]
        self.beginResetModel()
        self._order = self._sorted()
        self._shown = self._filtered()
        self.endResetModel()
        self.rows_changed.emit()
        self.sort_changed.emit()

    def click_heading(self, key: str, *, add: bool = False) -> None:
        """Sort up, then down, then back to the page's own order; with `add` the other keys stay."""
        now = next((one for one in self.sort_keys if one.key == key), None)
        others = [one for one in self.sort_keys if one.key != key] if add else []
        if now is None:
            self.sort_by([*others, SortKey(key)])
        elif not now.descending:
            self.sort_by([SortKey(one.key, True) if one is now else one for one in (self.sort_keys if add else [now])])
        else:
            self.sort_by(others)

    def _sorted(self) -> list[int]:
        return sorted_places(self._rows, self.columns, self.sort_keys)

    # ticks

    def can_tick(self, row: R) -> bool:
        """Whether the record can be ticked at all."""
        return self.tickable and (self._can_tick is None or self._can_tick(row))

    @property
    def ticked_ids(self) -> set[Any]:
        """The ids of the ticked records, shown or not."""
        return set(self.ticks.ids)

    def ticked_rows(self) -> list[R]:
        """The ticked records, in their own order, shown or not."""
        return [self._rows[place] for place in sorted(map(self._place.__getitem__, self.ticks.ids))]

    def set_ticked(self, ids: Iterable[Any], ticked: bool = True) -> None:
        """Tick or untick these records; those that cannot be ticked are left out."""
        if self.tickable or not ticked:
            self.ticks.set(ids, ticked)
        if self._shown and self.tickable:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 0), [Qt.ItemDataRole.CheckStateRole])
        self.ticks_changed.emit()

    def set_all_ticked(self, ticked: bool) -> None:
        """Tick or untick every row shown."""
        self.set_ticked([self._ids[place] for place in self._shown], ticked)

    def ticks_shown(self) -> Qt.CheckState:
        """Whether all, some or none of the shown rows are ticked."""
        return self.ticks.state(self._ids, self._shown)

    # what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        """Rows shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Columns, hidden ones too."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Titles of the columns."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Selectable; tickable in the first column; editable where the column says so."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        column = self.columns[index.column()]
        if column.key == TICK and self.can_tick(self.record(index.row())):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        if column.editable is not None and column.editable(self.record(index.row())):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Finished cells for the delegate, texts for everybody else."""
        if not index.isValid():
            return None
        place = self._shown[index.row()]
        column = self.columns[index.column()]
        match role:
            case Role.CELL:
                return self._finished(place)[index.column()]
            case Role.ROW:
                return self._row_look(place)
            case Role.RECORD:
                return self._rows[place]
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._finished(place)[index.column()].text
            case Qt.ItemDataRole.CheckStateRole:
                return self.ticks.of(self._ids[place]) if column.key == TICK and self.can_tick(self._rows[place]) else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return column.accessible_text(self._rows[place])
            case Qt.ItemDataRole.ToolTipRole:
                return self._tooltip(column, place)
            case _:
                return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick is kept here; everything else is told with `edited` and comes back with `update_rows`."""
        if not index.isValid():
            return False
        if role == Qt.ItemDataRole.CheckStateRole:
            self.set_ticked([self.id_at(index.row())], Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        self.edited.emit(self.id_at(index.row()), self.columns[index.column()].key, value)
        return True

    def cell_at(self, row: int, section: int) -> Cell:
        """The finished cell, for the delegate (as `Role.CELL`, without Qt's detour)."""
        return self._finished(self._shown[row])[section]

    def row_look_at(self, row: int) -> RowLook:
        """What the cells of a row share, for the delegate (as `Role.ROW`)."""
        return self._row_look(self._shown[row])

    def _row_look(self, place: int) -> RowLook:
        known = self._looks.get(place)
        if known is None:
            row = self._rows[place]
            known = self._looks[place] = RowLook(
                tint=self._tint(row) if self._tint else Tint.PLAIN, reason=self._reason(row) if self._reason else ""
            )
        return known

    def _tooltip(self, column: Column[R], place: int) -> str | None:
        if column.tooltip is not None:
            return column.tooltip(self._rows[place])
        if column.chips is not None:
            return "\n".join(chip.sentence or chip.shown for chip in column.chips(self._rows[place]))
        return None

    def _finished(self, place: int) -> list[Cell]:
        cells = self._cells.get(place)
        if cells is None:
            if len(self._cells) >= _CELLS_KEPT:
                self._cells.clear()
                self._looks.clear()
            cells = [column.cell(self._rows[place]) for column in self.columns]
            self._cells[place] = cells
        return cells
