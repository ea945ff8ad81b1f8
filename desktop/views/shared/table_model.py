"""The one table model: rows are records, columns are declared; it filters, sorts and ticks, and knows no rules of its own.

Filtering and sorting happen here, not in a proxy: with 50,000 rows a scan of kept keys takes 3 ms a keystroke,
Qt's stock proxy 820.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from desktop.views.shared.columns import TICK, Cell, Column, R, Role, RowLook, Tint
from desktop.views.shared.row_cells import RowCells
from desktop.views.shared.row_filter import RowFilter
from desktop.views.shared.row_order import SortKey, sorted_places
from desktop.views.shared.row_search import narrows
from desktop.views.shared.row_ticks import RowTicks
from desktop.views.shared.table_rows import PreparedRows, RowReader

Index = QModelIndex | QPersistentModelIndex

_KEYS_PER_SLICE = 400  # search keys made between two events, so that no frame waits


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
        self._can_tick = can_tick
        self.tickable = tickable
        self.sort_keys: list[SortKey] = []
        self._filter: RowFilter[R] = RowFilter()
        self.ticks = RowTicks()
        self._cells = RowCells(self.columns, reason, tint)
        self._known = self._reader.prepared((), (), self._filter)
        self._take_up(self._known)
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._prepare_search)

    # rows

    def prepared(self, rows: Iterable[R]) -> PreparedRows[R]:
        """What `set_rows` would have to work out about very many records; any thread may do it."""
        return self._reader.prepared(rows, self.sort_keys, self._filter, with_search=True)

    def set_rows(self, rows: Iterable[R] | PreparedRows[R], ticks: frozenset[Any] | None = None) -> None:
        """Show these records, in their own order; filter and sort stay.

        Records that are still there stay ticked; or, with `ticks`, these of them are ticked from now on that can be.
        """
        is_prepared = isinstance(rows, PreparedRows)
        known = rows if isinstance(rows, PreparedRows) else self._reader.prepared(rows, self.sort_keys, self._filter)
        if known.sort_keys != self.sort_keys:
            known.order, known.sort_keys, known.filter = self._sorted(known.rows), list(self.sort_keys), None
        if known.filter is not self._filter:
            self._filter_anew(known)
        if is_prepared and ticks is None and self._put_in_place(known):
            return
        self.beginResetModel()
        self._take_up(known)
        if ticks is None:
            is_told = self.ticks.keep_only(known.place)
        else:
            is_told = True
            self.ticks.replace(ticks & known.tickable)
        self.endResetModel()
        self._idle.start(0)
        self.rows_changed.emit()
        if is_told:
            self.ticks_changed.emit()

    def _put_in_place(self, known: PreparedRows[R]) -> bool:
        """The same rows in the same order, with other contents: nothing moves, so that the view has nothing to find again."""
        if not known.shown or known.shown != self._shown or known.order != self._order or known.ids != self._ids:
            return False
        self._take_up(known)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, self.columnCount() - 1))
        self.heights_changed.emit()
        return True

    def _take_up(self, known: PreparedRows[R]) -> None:
        self._known.is_in_table = False
        known.is_in_table = True
        self._known = known
        self._rows, self._ids, self._order, self._shown = known.rows, known.ids, known.order, known.shown
        self._cells.clear()
        self.ticks.take_up(known.tickable)

    def update_rows(self, rows: Iterable[R]) -> None:
        """Put changed records in the place of those with the same ids; no row moves, unknown ids are left out."""
        changed = [place for row in rows if (place := self._known.put(row)) is not None]
        if not changed:
            return
        for place in changed:
            self._cells.forget(place)
        self.ticks.take_up(self._known.tickable)
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
        place = self._known.place.get(row_id)
        return None if place is None else self._rows[place]

    def id_at(self, row: int) -> Any:
        """The id of the row shown at `row`."""
        return self._ids[self._shown[row]]

    def ids_between(self, first: int, last: int) -> list[Any]:
        """The ids of the rows shown from `first` to `last`."""
        return list(map(self._ids.__getitem__, self._shown[first : last + 1]))

    def row_of(self, row_id: Any) -> int:
        """Where the record with this id is shown; -1 when it is not."""
        place = self._known.place.get(row_id)
        if place is None:
            return -1
        try:
            return self._shown.index(place)
        except ValueError:
            return -1

    def rows_of(self, ids: Iterable[Any]) -> list[int]:
        """Where the records with these ids are shown, top first; those not shown are left out."""
        known = self._known.place
        places = set(map(known.__getitem__, filter(known.__contains__, ids)))
        if len(places) < 4:  # much quicker than looking at every row
            return sorted(row for place in places if (row := self.row_of(self._ids[place])) >= 0)
        return [row for row, place in enumerate(self._shown) if place in places] if places else []

    def rows_with_reason(self) -> list[int]:
        """The shown rows that have a second line."""
        reasoned = self._known.reasoned
        return [row for row, place in enumerate(self._shown) if place in reasoned] if reasoned else []

    # filter

    @property
    def wanted_words(self) -> list[str]:
        """Folded words and phrases that are searched for, for marking hits."""
        return self._filter.wanted

    def search(self, words: str) -> None:
        """Show only rows whose texts hold every word; empty shows all."""
        before = self._filter
        if words == before.words:
            return
        is_narrower = self._known.filter is before and narrows(before.words, words)
        self._filter = before.searching(words)
        if is_narrower:  # one more letter: nothing can fit now that did not fit before
            self._show(self._known.search.matching(self._shown, self._filter.wanted))
        else:
            self._refilter()

    def set_filter(self, name: str, keeps: Callable[[R], bool] | None) -> None:
        """Set, replace or (with `None`) take away the filter called `name`; all filters and the search must agree."""
        self.set_filters({name: keeps})

    def set_filters(self, filters: Mapping[str, Callable[[R], bool] | None]) -> None:
        """The same for several filters at once."""
        self._filter = self._filter.testing(filters)
        self._refilter()

    def clear_filters(self) -> None:
        """Show all rows again."""
        self._filter = RowFilter()
        self._refilter()
        self.filters_cleared.emit()

    @property
    def is_filtered(self) -> bool:
        """Whether a search or a filter is set."""
        return self._filter.is_set

    def _refilter(self) -> None:
        known = self._known
        self._show(self._filter.passing(known.rows, known.order, known.search))

    def _filter_anew(self, known: PreparedRows[R]) -> None:
        known.shown, known.filter = self._filter.passing(known.rows, known.order, known.search), self._filter

    def _show(self, shown: list[int]) -> None:
        self.beginResetModel()
        self._shown = self._known.shown = shown
        self._known.filter = self._filter
        self.endResetModel()
        self.rows_changed.emit()

    def _prepare_search(self) -> None:
        self._known.search.prepare(_KEYS_PER_SLICE)
        if self._known.search.is_ready:
            self._idle.stop()

    # sort

    def sort_by(self, keys: Sequence[SortKey]) -> None:
        """Sort by these columns, first key first; none of them is the page's own order."""
        known = {column.key for column in self.columns}
        self.sort_keys = [key for key in keys if key.key in known]
        self._known.order, self._known.sort_keys = self._sorted(self._rows), list(self.sort_keys)
        self._order = self._known.order
        self._refilter()
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

    def _sorted(self, rows: Sequence[R]) -> list[int]:
        return sorted_places(rows, self.columns, self.sort_keys)

    # ticks

    def can_tick(self, row: R) -> bool:
        """Whether the record can be ticked at all."""
        return self.tickable and (self._can_tick is None or self._can_tick(row))

    @property
    def ticked_ids(self) -> frozenset[Any]:
        """The ids of the ticked records, shown or not, as they are now."""
        return self.ticks.ids

    @property
    def ticked_in_sight(self) -> frozenset[Any]:
        """The ids of the ticked records that are shown."""
        return self.ticks.in_sight(self._ids, self._shown)

    def ticked_rows(self) -> list[R]:
        """The ticked records, in their own order, shown or not."""
        return [self._rows[place] for place in sorted(map(self._known.place.__getitem__, self.ticks.ids))]

    def set_ticked(self, ids: Iterable[Any], ticked: bool = True) -> None:
        """Tick or untick these records; those that cannot be ticked are left out."""
        if self.tickable or not ticked:
            self.ticks.set(ids, ticked)
        self._tell_ticks()

    def replace_ticks(self, ids: frozenset[Any]) -> None:
        """Exactly these are ticked now: somebody worked out already that they are there and can be."""
        self.ticks.replace(ids)
        self._tell_ticks()

    def set_all_ticked(self, ticked: bool) -> None:
        """Tick or untick every row shown."""
        if len(self._shown) < len(self._ids):
            self.set_ticked(self.ids_between(0, self.total), ticked)
        else:
            self.ticks.set_every(ticked)
            self._tell_ticks()

    def _tell_ticks(self) -> None:
        if self._shown and self.tickable:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, 0), [Qt.ItemDataRole.CheckStateRole])
        self.ticks_changed.emit()

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
                return self._cells.of(place, self._rows)[index.column()]
            case Role.ROW:
                return self._cells.look(place, self._rows)
            case Role.RECORD:
                return self._rows[place]
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return self._cells.of(place, self._rows)[index.column()].text
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
        return self._cells.of(self._shown[row], self._rows)[section]

    def row_look_at(self, row: int) -> RowLook:
        """What the cells of a row share, for the delegate (as `Role.ROW`)."""
        return self._cells.look(self._shown[row], self._rows)

    def _tooltip(self, column: Column[R], place: int) -> str | None:
        if column.tooltip is not None:
            return column.tooltip(self._rows[place])
        if column.chips is not None:
            return "\n".join(chip.sentence or chip.shown for chip in column.chips(self._rows[place]))
        return None
