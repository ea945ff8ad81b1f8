"""The list of item numbers with its search and its filter by activity."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.texts import _, ngettext, shown
from desktop.use_cases.activate_items import ItemState
from desktop.views.items.item_table import ACTIVE, item_table
from desktop.views.shared.buttons import Button, Kind, Segments
from desktop.views.shared.fields import SearchField
from desktop.views.shared.row_count import RowCount
from desktop.views.shared.table_view import TableView
from desktop.views.shared.ticked_rows import TickedRows
from desktop.views.shared.tools import ToolRow

_ONLY_ACTIVE, _ONLY_INACTIVE, _ALL = "active", "inactive", "all"


class ItemList(QWidget):
    """Items as the store has them; `toggle_requested` asks to switch these on or off."""

    toggle_requested = Signal(object, bool)  # numbers, activate

    def __init__(self) -> None:
        super().__init__()
        self._finance = ""
        self.table = item_table(lambda: self._finance, self)
        self.view = TableView(self.table, name=_("Item numbers"))
        self.view.set_nothing_fits(_nothing_fits)
        self.ticked: TickedRows[ItemState] = TickedRows(self.view, lambda row: row.item.number)
        self.view.cell_clicked.connect(self._clicked)
        self.search = SearchField(view=self.view, over=self)
        self.filter = Segments([(key, text) for key, text in _filter_texts(0, 0)], name=_("Which items"))
        self.filter.choose(_ALL)
        self.filter.chosen.connect(self._filter)
        self.table.filters_cleared.connect(lambda: self.filter.choose(_ALL))
        self._columns = Button(_("Columns"), Kind.QUIET, icon="columns", on_click=lambda: self.view.open_columns(self._columns))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(ToolRow(self.search, [self.filter], [RowCount(self.table), self._columns]))
        column.addWidget(self.view, 1)

    def show_items(self, items: list[ItemState], finance: str) -> None:
        """Show these; search, filter, ticks and the place in the list stay."""
        self._finance = finance
        self.table.set_rows(items)
        self.count()

    def put(self, items: list[ItemState]) -> None:
        """Show these in the place of those with the same numbers; none leaves the list under the eye."""
        self.table.update_rows(items)
        self.count()

    def show_only(self, numbers: Collection[str]) -> bool:
        """Show only these, ticked, until all are wanted again; false when none of them is there."""
        known = [number for number in numbers if self.table.record_of(number) is not None]
        if not known:
            return False
        self.ticked.clear()
        self.table.set_ticked(known)
        self.ticked.show_alone()
        return True

    def keep_state(self, settings: QSettings, integration_id: int) -> None:
        """Remember columns and sorting for this integration."""
        self.view.keep_state(settings, f"items/{integration_id}")

    def toggle_selected(self) -> None:
        """Switch the selected ones: off when all of them are active, else on."""
        numbers = self.view.selected_ids()
        if numbers:
            self._toggle(numbers)

    def count(self) -> None:
        """Say how many are active."""
        rows = self.table.rows()
        active = sum(row.is_activated for row in rows)
        for key, text in _filter_texts(active, len(rows) - active):
            self.filter.set_text(key, text)

    def _clicked(self, number: str, column: str) -> None:
        if column == ACTIVE:
            self._toggle([number])

    def _toggle(self, numbers: list[str]) -> None:
        rows = [row for number in numbers if (row := self.table.record_of(number)) is not None]
        self.toggle_requested.emit([row.item.number for row in rows], not all(row.is_activated for row in rows))

    def _filter(self, key: str) -> None:
        keeps = {_ONLY_ACTIVE: lambda row: row.is_activated, _ONLY_INACTIVE: lambda row: not row.is_activated}
        self.table.set_filter("activity", keeps.get(key))


def _filter_texts(active: int, inactive: int) -> list[tuple[str, str]]:
    return [
        (_ONLY_ACTIVE, _("Active {count}").format(count=shown(active))),
        (_ONLY_INACTIVE, _("Inactive {count}").format(count=shown(inactive))),
        (_ALL, _("All {count}").format(count=shown(active + inactive))),
    ]


def _nothing_fits(total: int) -> str:
    return ngettext("The only item does not fit.", "None of {count} items fits.", total).format(count=shown(total))
