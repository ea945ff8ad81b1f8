"""Which columns a table shows, in what order and how wide; remembered from one run to the next."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu

from desktop.texts import _
from desktop.views.shared.columns import TICK
from desktop.views.shared.row_order import SortKey
from desktop.views.shared.theme import look

if TYPE_CHECKING:
    from desktop.views.shared.table_view import TableView


class ColumnLayout(QObject):
    """The columns of one `TableView`. Stretching columns share the room that is left; one the user sized keeps its width."""

    def __init__(self, view: TableView) -> None:
        super().__init__(view)
        self._view = view
        self._head = view.horizontalHeader()
        self._columns = view.table.columns
        self._sized_by_user: set[int] = set()
        self._aside: set[int] = set()  # columns that step aside in a narrow window, though the user wants them
        self._is_fitting = False
        self._factor = look().factor
        self._settings: QSettings | None = None
        self._name = ""
        self._saving = QTimer(self)
        self._saving.setSingleShot(True)
        self._saving.timeout.connect(self.save)
        self._head.sectionResized.connect(self._resized)
        self._head.sectionMoved.connect(self._save_soon)
        view.table.sort_changed.connect(self._save_soon)
        self._set_widths()

    # widths

    def _set_widths(self) -> None:
        self._is_fitting = True
        modes = self._head.ResizeMode
        for section, column in enumerate(self._columns):
            self._head.setSectionResizeMode(section, modes.Fixed if column.key == TICK else modes.Interactive)
            self._view.setColumnHidden(section, not column.shown)
            self._view.setColumnWidth(section, look().px(column.width))
        self._is_fitting = False

    def fit(self) -> None:
        """Give the room that is left to the columns that stretch."""
        columns, view = self._columns, self._view
        shown = [section for section in range(len(columns)) if not view.isColumnHidden(section)]
        stretching = [section for section in shown if columns[section].stretch and section not in self._sized_by_user]
        if not stretching:
            return
        taken = sum(view.columnWidth(section) for section in shown if section not in stretching)
        smallest = [look().px(columns[section].width) for section in stretching]
        left = max(view.viewport().width() - taken - sum(smallest), 0)
        self._is_fitting = True
        for number, section in enumerate(stretching):
            share = left // len(stretching) + (left % len(stretching) if number == len(stretching) - 1 else 0)
            view.setColumnWidth(section, smallest[number] + share)
        self._is_fitting = False

    def grow(self, section: int, width: int) -> None:
        """Make a column at least this wide."""
        if width > self._view.columnWidth(section):
            self._view.setColumnWidth(section, width)
            self.fit()

    def follow_text_size(self) -> bool:
        """Scale all widths when the text size changed; whether it did."""
        if look().factor == self._factor:
            return False
        ratio = look().factor / self._factor
        self._factor = look().factor
        self._is_fitting = True
        for section in range(len(self._columns)):
            self._view.setColumnWidth(section, round(self._view.columnWidth(section) * ratio))
        self._is_fitting = False
        self.fit()
        return True

    def _resized(self, section: int, _old: int, _new: int) -> None:
        if not self._is_fitting and QGuiApplication.mouseButtons() == Qt.MouseButton.LeftButton:
            self._sized_by_user.add(section)
            self._save_soon()

    # choice

    def menu(self) -> QMenu:
        """The column chooser: tick what is shown, Reset; columns are dragged by their heads."""
        menu = QMenu(self._view)
        for section, column in enumerate(self._columns):
            if column.key == TICK or not column.title:
                continue
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not self._view.isColumnHidden(section))
            action.setEnabled(not column.fixed)
            action.toggled.connect(lambda shown, section=section: self.show(section, shown))
        menu.addSeparator()
        menu.addAction(_("Reset")).triggered.connect(self.reset)
        return menu

    def show(self, section: int, shown: bool) -> None:
        """Show or hide a column."""
        self._view.setColumnHidden(section, not shown)
        self.fit()
        self._save_soon()

    def step_aside(self, keys: Collection[str]) -> None:
        """Hide these columns while the window is narrow, without forgetting what the user chose; none brings all back."""
        for section in self._aside:
            self._view.setColumnHidden(section, False)
        wanted = [section for section, column in enumerate(self._columns) if column.key in keys]
        self._aside = {section for section in wanted if not self._view.isColumnHidden(section)}
        for section in self._aside:
            self._view.setColumnHidden(section, True)
        self.fit()

    def reset(self) -> None:
        """Widths, order, choice and sorting as the page made them."""
        for section in range(len(self._columns)):
            self._head.moveSection(self._head.visualIndex(section), section)
        self._sized_by_user.clear()
        self._set_widths()
        self._view.table.sort_by([])
        self.fit()

    # memory

    def keep(self, settings: QSettings, name: str) -> None:
        """Remember everything under `name` from now on, and take up what was remembered."""
        self._settings, self._name = settings, f"tables/{name}"
        self._restore()
        self.fit()

    def _save_soon(self) -> None:
        if self._settings is not None:
            self._saving.start(300)

    def save(self) -> None:
        """Write the state."""
        if self._settings is not None:
            self._settings.setValue(self._name, json.dumps(self.state()))

    def state(self) -> dict[str, Any]:
        """Order, choice, widths and sorting, by column key, so that a column that comes or goes does no harm."""
        columns, view = self._columns, self._view
        return {
            "order": [columns[self._head.logicalIndex(place)].key for place in range(self._head.count())],
            "hidden": [column.key for n, column in enumerate(columns) if view.isColumnHidden(n) and n not in self._aside],
            "width": {columns[n].key: round(view.columnWidth(n) / look().factor) for n in sorted(self._sized_by_user)},
            "sort": [[key.key, key.descending] for key in view.table.sort_keys],
        }

    def _restore(self) -> None:
        assert self._settings is not None
        try:
            state = json.loads(str(self._settings.value(self._name, "{}")))
        except ValueError:
            return
        self.take_up(state)
        self._saving.stop()

    def take_up(self, state: Any) -> None:
        """Show the columns as `state` told; what another version wrote otherwise is left alone."""
        try:
            order, hidden, widths = list(state["order"]), set(state["hidden"]), dict(state["width"])
            sort = [SortKey(str(key), bool(descending)) for key, descending in state["sort"]]
        except (ValueError, TypeError, KeyError):
            return
        sections = {column.key: section for section, column in enumerate(self._columns)}
        for place, key in enumerate(key for key in order if key in sections):
            self._head.moveSection(self._head.visualIndex(sections[key]), place)
        for key, section in sections.items():
            self._view.setColumnHidden(section, key in hidden if key in order else not self._columns[section].shown)
        for key, width in widths.items():
            if key in sections:
                self._sized_by_user.add(sections[key])
                self._view.setColumnWidth(sections[key], look().px(width))
        self._view.table.sort_by(sort)
        self.fit()
