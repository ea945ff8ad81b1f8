"""What a table remembers from one run to the next: widths, order and choice of columns, sorting."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, QTimer

from desktop.views.shared.table_model import SortKey
from desktop.views.shared.theme import look

if TYPE_CHECKING:
    from desktop.views.shared.table_view import TableView


class TableState(QObject):
    """Keeps the state of one table under `name` in the settings handed in, by column key, so that new columns do no harm."""

    def __init__(self, view: TableView, settings: QSettings, name: str) -> None:
        super().__init__(view)
        self._view = view
        self._settings = settings
        self._name = f"tables/{name}"
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save)
        view.horizontalHeader().sectionMoved.connect(self.save_soon)
        view.table.sort_changed.connect(self.save_soon)

    def save_soon(self) -> None:
        """Save when nothing has changed for a moment."""
        self._timer.start(300)

    def save(self) -> None:
        """Write the state."""
        view, head = self._view, self._view.horizontalHeader()
        columns = view.table.columns
        state = {
            "order": [columns[head.logicalIndex(place)].key for place in range(head.count())],
            "hidden": [column.key for n, column in enumerate(columns) if view.isColumnHidden(n)],
            "width": {columns[n].key: round(view.columnWidth(n) / look().factor) for n in view.chosen_widths},
            "sort": [[key.key, key.descending] for key in view.table.sort_keys],
        }
        self._settings.setValue(self._name, json.dumps(state))

    def restore(self) -> None:
        """Take up what was kept; anything unreadable counts as nothing kept."""
        try:
            state: dict[str, Any] = json.loads(str(self._settings.value(self._name, "{}")))
            order, hidden, widths = state.get("order", []), set(state.get("hidden", [])), dict(state.get("width", {}))
            sort = [SortKey(str(key), bool(descending)) for key, descending in state.get("sort", [])]
        except (ValueError, TypeError, AttributeError):
            return
        if not state:
            return
        view, head = self._view, self._view.horizontalHeader()
        sections = {column.key: n for n, column in enumerate(view.table.columns)}
        for place, key in enumerate(key for key in order if key in sections):
            head.moveSection(head.visualIndex(sections[key]), place)
        for key, section in sections.items():
            view.setColumnHidden(section, key in hidden if order and key in order else not view.table.columns[section].shown)
        view.choose_widths({sections[key]: look().px(width) for key, width in widths.items() if key in sections})
        view.table.sort_by(sort)
        self._timer.stop()
