"""The one table view: rows with our delegate, heads, ticks by Space, copying, column chooser, kept widths."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHoverEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView, QWidget

from desktop.views.shared.column_layout import ColumnLayout
from desktop.views.shared.columns import TICK
from desktop.views.shared.delegate import PADDING, CellDelegate
from desktop.views.shared.header import TableHeader
from desktop.views.shared.held_columns import HeldColumns
from desktop.views.shared.nothing_fits import NothingFits
from desktop.views.shared.row_place import RowPlace
from desktop.views.shared.table_model import Index, TableModel
from desktop.views.shared.theme import look

_WIDTHS_KEPT = 20_000  # texts
ScrollHint = QAbstractItemView.ScrollHint


class TableView(QTableView):
    """A table of one `TableModel`.

    Space ticks, Enter opens, F2 or a click on a caret asks for a choice, Ctrl+C copies, Ctrl+Shift+C with heads.
    `cell_focus` draws a frame round the current cell, for grids where cells are chosen in.
    """

    opened = Signal(object)  # id of the row: Enter, double click or a click on its lamp
    current_changed = Signal(object)  # id of the row the keyboard is on, `None` when there is none
    pick_requested = Signal(object, str, QRect)  # id of the row, key of the column, place of the cell on the screen
    cell_clicked = Signal(object, str)  # id of the row, key of the column

    def __init__(self, table: TableModel[Any], *, name: str, cell_focus: bool = False) -> None:
        super().__init__()
        self.table = table
        self.cell_focus = cell_focus
        self.hovered_row = -1
        self._widths: dict[tuple[str, str, int], int] = {}
        self._tall: set[int] = set()  # rows that have a second line now
        self._nothing_fits = NothingFits(self)
        self.setAccessibleName(name)
        self.setModel(table)
        self.held = HeldColumns(self)
        self.setItemDelegate(CellDelegate(self))
        self._set_behaviour()
        head = TableHeader(self)
        self.setHorizontalHeader(head)
        self.layout_of_columns = ColumnLayout(self)
        self.place = RowPlace(self)
        table.modelReset.connect(self._restore_place)
        table.heights_changed.connect(self._set_heights)
        table.ticks_changed.connect(head.viewport().update)
        self.selectionModel().currentRowChanged.connect(self._tell_current)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(lambda at: self.columns_menu().popup(head.mapToGlobal(at)))
        self._set_heights()

    def _set_behaviour(self) -> None:
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        rows = self.verticalHeader()
        rows.hide()
        rows.setMinimumSectionSize(1)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)

    # what the delegate and the heads ask

    @property
    def has_keys(self) -> bool:
        """Whether the keyboard is here."""
        return self.hasFocus()

    def text_width(self, text: str, role: str = "body", weight: int = 400) -> int:
        """How wide a cell's text is, kept: measuring costs as much as drawing."""
        known = self._widths.get((text, role, weight))
        if known is None:
            if len(self._widths) > _WIDTHS_KEPT:
                self._widths.clear()
            known = self._widths[text, role, weight] = look().metrics(role, weight).horizontalAdvance(text)
        return known

    def is_first(self, section: int) -> bool:
        """Whether this column stands leftmost."""
        head = self.horizontalHeader()
        return all(head.isSectionHidden(head.logicalIndex(place)) for place in range(head.visualIndex(section)))

    def reason_left(self) -> int:
        """Where the second line of a row begins: under the word of the first lamp, else under the first text."""
        columns = self.table.columns
        shown = [section for section, column in enumerate(columns) if column.key != TICK and not self.isColumnHidden(section)]
        lamps = [section for section in shown if columns[section].lamp is not None]
        if lamps:
            return self.section_left(lamps[0]) + look().px(PADDING) + look().px(22)
        return self.section_left(shown[0]) + look().px(PADDING) if shown else look().px(PADDING)

    def section_left(self, section: int) -> int:
        """The left edge of a column in the viewport, held or not."""
        return self.held.places.get(section, self.columnViewportPosition(section))

    def widen(self, section: int, more: int) -> None:
        """A number does not fit: its column grows once painting is over."""
        width = self.columnWidth(section) + more
        QTimer.singleShot(0, self, lambda: self.layout_of_columns.grow(section, width))

    # rows

    def current_id(self) -> Any:
        """The id of the row the keyboard is on, `None` when there is none."""
        index = self.currentIndex()
        return self.table.id_at(index.row()) if index.isValid() else None

    def selected_ids(self) -> list[Any]:
        """The ids of the selected rows, top first."""
        parts = self._selected_parts()
        ids = [self.table.ids_between(first, last) for first, last in parts]
        return [] if not ids else ids[0] if len(ids) == 1 else list(chain.from_iterable(ids))

    def go_to(self, row_id: Any) -> bool:
        """Put the keyboard on this row; false when it is not shown."""
        row = self.table.row_of(row_id)
        if row < 0:
            return False
        self.place.take()
        self._select(row)
        self.scrollTo(self.table.index(row, 0))
        return True

    def set_loading(self, loading: bool) -> None:
        """Rows are being read; the old ones stay."""
        head = self.horizontalHeader()
        assert isinstance(head, TableHeader)
        head.set_loading(loading)

    def set_nothing_fits(self, sentence: Callable[[int], str]) -> None:
        """What is said when no row passes the filters, from the number of all rows."""
        self._nothing_fits.set_sentence(sentence)

    def _select(self, row: int) -> None:
        """Not Qt's `selectRow`: while Ctrl is held, for instance for Ctrl+Tab, that takes a selected row out of the selection."""
        flags = QItemSelectionModel.SelectionFlag
        index = self.table.index(row, max(self.currentIndex().column(), 0))
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    def _selected_parts(self) -> list[tuple[int, int]]:
        """The selected rows from top to bottom as runs, first and last of each; no row twice."""
        selection = self.selectionModel().selection()
        parts = sorted({(part.top(), part.bottom()) for part in (selection.at(number) for number in range(selection.count()))})
        runs: list[tuple[int, int]] = []
        for first, last in parts:
            if runs and first <= runs[-1][1] + 1:
                runs[-1] = (runs[-1][0], max(last, runs[-1][1]))
            else:
                runs.append((first, last))
        return runs

    def _restore_place(self) -> None:
        self._set_heights()
        if not self.place.back():
            if self.table.rowCount():
                self._select(0)
            else:
                self.current_changed.emit(None)
            self.place.stand_in()
        self._nothing_fits.follow()

    def _set_heights(self) -> None:
        plain = look().row_height()
        rows = self.verticalHeader()
        if rows.defaultSectionSize() != plain:
            rows.setDefaultSectionSize(plain)
        high = plain + look().px(18)
        tall = set(self.table.rows_with_reason())
        rows.blockSignals(True)
        rows.setUpdatesEnabled(False)  # else every row is measured from the top: 2 s for 30,000 rows with a reason
        for row in self._tall - tall:
            rows.resizeSection(row, plain)
        for row in tall:
            rows.resizeSection(row, high)
        rows.setUpdatesEnabled(True)
        rows.blockSignals(False)
        self._tall = tall
        self.updateGeometries()
        self.viewport().update()

    def _tell_current(self, current: QModelIndex) -> None:
        self.current_changed.emit(self.table.id_at(current.row()) if current.isValid() else None)

    # columns

    def keep_state(self, settings: QSettings, name: str) -> None:
        """Keep widths, order, hidden columns and sorting under `name` (page and integration), and take up what was kept."""
        self.layout_of_columns.keep(settings, name)

    def open_columns(self, below: QWidget) -> None:
        """Open the menu of columns below a button."""
        self.columns_menu().popup(below.mapToGlobal(below.rect().bottomLeft()))

    def columns_menu(self) -> QMenu:
        """The column chooser, for the button `Columns`."""
        return self.layout_of_columns.menu()

    def click_heading(self, section: int, *, add: bool = False) -> None:
        """Sort by the column, or tick all rows shown."""
        column = self.table.columns[section]
        if column.key == TICK:
            self.table.set_all_ticked(self.table.ticks_shown() != Qt.CheckState.Checked)
        else:
            self.table.click_heading(column.key, add=add)

    # events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stretching columns follow."""
        super().resizeEvent(event)
        self.layout_of_columns.fit()
        self._nothing_fits.follow()

    def changeEvent(self, event: QEvent) -> None:
        """Another text size: widths and heights follow."""
        super().changeEvent(event)
        columns = getattr(self, "layout_of_columns", None)  # Qt tells of changes while the view is still being made
        if event.type() == QEvent.Type.StyleChange and columns is not None and columns.follow_text_size():
            self._widths.clear()
            self._set_heights()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The held columns over the scrolled ones."""
        super().paintEvent(event)
        self.held.paint(event)

    def indexAt(self, pos: QPoint) -> QModelIndex:
        """What is seen there: a held column covers what was scrolled below it."""
        held = self.held.index_at(pos)
        return held if held.isValid() else super().indexAt(pos)

    def visualRect(self, index: Index) -> QRect:
        """Where the cell is seen."""
        return self.held.rect_of(index) or super().visualRect(index)

    def scrollTo(self, index: Index, hint: ScrollHint = ScrollHint.EnsureVisible) -> None:
        """Scroll so that the cell does not stand below a held column."""
        super().scrollTo(index, hint)
        hidden = self.held.edge - self.columnViewportPosition(index.column())
        if hidden > 0 and index.column() not in self.held.places:
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() - hidden)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The first row takes over when none has the keyboard yet."""
        super().focusInEvent(event)
        if event.reason() not in (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason):
            self.place.take()
        if not self.currentIndex().isValid() and self.table.rowCount():
            self._select(0)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys of the page here, not type-to-find."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of every table (direction, section 13)."""
        key, row_id = event.key(), self.current_id()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif QKeySequence(event.keyCombination()) == QKeySequence("Ctrl+Shift+C"):
            self.copy(with_heads=True)
        elif key == Qt.Key.Key_Space and row_id is not None and self.table.tickable:
            self._tick_selected()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row_id is not None and not event.modifiers():
            self.opened.emit(row_id)
        elif key == Qt.Key.Key_F2 and row_id is not None:
            self._ask_for_choice(self.currentIndex())
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and row_id is not None and not event.modifiers():
            last = self.table.rowCount() - 1
            self.setCurrentIndex(self.table.index(0 if key == Qt.Key.Key_Home else last, self.currentIndex().column()))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The whole tick cell is the target of a click; it does not move the selection."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            column = self.table.columns[index.column()]
            if column.key == TICK:
                row_id = self.table.id_at(index.row())
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                self.table.set_ticked([row_id], row_id not in self.table.ticked_ids)
                return
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and not event.modifiers():
            self._clicked(index, event.position().x())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens the row."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.table.columns[index.column()].key != TICK:
            self.opened.emit(self.table.id_at(index.row()))
        else:
            self.mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """The row under the mouse."""
        if event.type() in (QEvent.Type.HoverMove, QEvent.Type.HoverEnter) and isinstance(event, QHoverEvent):
            self._hover(self.rowAt(round(event.position().y())))
        elif event.type() in (QEvent.Type.HoverLeave, QEvent.Type.Leave):
            self._hover(-1)
        return super().viewportEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            for changed in (self.hovered_row, row):
                if changed >= 0:
                    height = self.rowHeight(changed)
                    self.viewport().update(0, self.rowViewportPosition(changed), self.viewport().width(), height)
            self.hovered_row = row

    def _clicked(self, index: QModelIndex, x: float) -> None:
        column = self.table.columns[index.column()]
        record = self.table.record(index.row())
        row_id = self.table.id_at(index.row())
        left = self.section_left(index.column())
        if column.caret is not None and column.caret(record):
            self._ask_for_choice(index)
        elif column.lamp is not None and column.lamp(record) is not None and x < left + look().px(PADDING + 22):
            self.opened.emit(row_id)
        self.cell_clicked.emit(row_id, column.key)

    def _ask_for_choice(self, index: QModelIndex) -> None:
        record = self.table.record(index.row())
        columns = self.table.columns
        choosing = [n for n, column in enumerate(columns) if column.caret is not None and column.caret(record)]
        section = index.column() if index.column() in choosing else next(iter(choosing), -1)
        if section >= 0:
            place = self.visualRect(self.table.index(index.row(), section))
            on_screen = QRect(self.viewport().mapToGlobal(place.topLeft()), place.size())
            self.pick_requested.emit(self.table.id_at(index.row()), columns[section].key, on_screen)

    def _tick_selected(self) -> None:
        ids = self.selected_ids() or [self.current_id()]
        ticked = self.table.ticked_ids
        self.table.set_ticked(ids, not ticked.issuperset(ids))

    # copy and export

    def shown_columns(self) -> list[int]:
        """The columns shown, as they stand from left to right, without the tick boxes."""
        head = self.horizontalHeader()
        order = [head.logicalIndex(place) for place in range(head.count())]
        return [n for n in order if not head.isSectionHidden(n) and self.table.columns[n].key != TICK]

    def copy(self, *, with_heads: bool = False) -> None:
        """Put the selected rows on the clipboard as tab-separated text; a minus is a plain `-` there."""
        sections = self.shown_columns()
        lines = [[self.table.columns[n].title for n in sections]] if with_heads else []
        for row_id in self.selected_ids():
            record = self.table.record_of(row_id)
            assert record is not None  # it is shown
            lines.append([self.table.columns[n].text(record) for n in sections])
        texts = ("\t".join(" ".join(text.replace("−", "-").split()) for text in line) for line in lines)
        QGuiApplication.clipboard().setText("\n".join(texts))
