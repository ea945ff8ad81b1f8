"""The list of expenses with its search, its filter by standing, the day it begins at, and the way to the accounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QRect, QSettings
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.models.expenses import ExpenseRow, Standing
from desktop.models.invoice_rows import currency_sums
from desktop.texts import _, ngettext, shown
from desktop.views.expenses.expense_table import expense_table
from desktop.views.shared.amounts import amount, day
from desktop.views.shared.buttons import Button, Kind, PickButton, Segments
from desktop.views.shared.fields import SearchField
from desktop.views.shared.row_count import RowCount
from desktop.views.shared.sums import SumLine
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.ticked_rows import TickedRows
from desktop.views.shared.tools import ToolRow

_TO_DO, _DONE, _LEFT_OUT, _ALL = "to_do", "imported", "left_out", "all"
_GROUP = {Standing.IMPORTED: _DONE, Standing.LEFT_OUT: _LEFT_OUT}
_MONTHS = 12  # how far back the choice goes
_NARROW = 800  # pixels at 100 %: under this the rows need the room of the sums more


class ExpenseList(QWidget):
    """Entries as the store has them."""

    def __init__(self, *, on_accounts: Callable[[], object], on_since: Callable[[dt.date], object]) -> None:
        super().__init__()
        self.table = expense_table(self)
        self.view = TableView(self.table, name=_("Expenses"))
        self.view.set_nothing_fits(_nothing_fits)
        self.ticked: TickedRows[ExpenseRow] = TickedRows(self.view, lambda row: row.key)
        self.search = SearchField(view=self.view, over=self)
        self.filter = Segments(_filter_texts([]), name=_("Which expenses"))
        self.filter.choose(_ALL)
        self.filter.chosen.connect(self._filter)
        self.table.filters_cleared.connect(lambda: self.filter.choose(_ALL))
        self.since = PickButton([], name=_("Since"))
        self.since.chosen.connect(lambda key: on_since(dt.date.fromisoformat(key)))
        self.accounts = Button(_("Accounts"), Kind.QUIET, icon="list-dashes", on_click=on_accounts)
        self._columns = Button(_("Columns"), Kind.QUIET, icon="columns", on_click=lambda: self.view.open_columns(self._columns))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(ToolRow(self.search, [self.filter, self.since], [RowCount(self.table), self.accounts, self._columns]))
        column.addWidget(self.view, 1)
        self.sums = SumLine()
        column.addWidget(self.sums)
        for changed in (self.table.rows_changed, self.table.ticks_changed):
            changed.connect(self._follow_sums)

    def show_rows(self, rows: list[ExpenseRow], since: dt.date) -> None:
        """Show these; search, filter, ticks and the place in the list stay."""
        self.table.set_rows(rows)
        for key, text in _filter_texts(rows):
            self.filter.set_text(key, text)
        days = sorted({since, *_first_days(dt.datetime.now(dt.UTC).date())}, reverse=True)
        self.since.set_choices([(one.isoformat(), _("Since {day}").format(day=day(one))) for one in days])
        self.since.choose(since.isoformat())

    def keep_state(self, settings: QSettings, integration_id: int) -> None:
        """Remember columns and sorting for this integration."""
        self.view.keep_state(settings, f"expenses/{integration_id}")

    def meant(self, key: str) -> list[str]:
        """What choosing in a row is about: all ticked ones in sight when it is one of them, else itself."""
        ticked = [row.key for row in self.ticked.in_sight()]
        return ticked if key in ticked else [key]

    def ask(self, column: str) -> None:
        """Open the choice of a column in the row that the keyboard is on."""
        row = self.table.row_of(self.view.current_id())
        if row < 0:
            return
        place = next(n for n, one in enumerate(self.table.columns) if one.key == column)
        rect = self.view.visualRect(self.table.index(row, place))
        self.view.pick_requested.emit(
            self.table.id_at(row), column, QRect(self.view.viewport().mapToGlobal(rect.topLeft()), rect.size())
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Sums only where there is room."""
        super().resizeEvent(event)
        self.sums.setVisible(self.width() >= look().px(_NARROW))

    def _follow_sums(self) -> None:
        """Of the ticked expenses in sight, else of all that are shown."""
        ticked = self.ticked.in_sight()
        rows = ticked or self.table.shown_rows()
        many = ngettext("{count} ticked", "{count} ticked", len(rows)) if ticked else _expenses(len(rows))
        found = currency_sums((row.entry.currency, row.entry.amount) for row in rows if row.entry.currency)
        self.sums.set_sums(many.format(count=shown(len(rows))), [f"{one.currency} {amount(one.net)}" for one in found])

    def _filter(self, key: str) -> None:
        self.table.set_filter("standing", None if key == _ALL else lambda row: _GROUP.get(row.standing, _TO_DO) == key)


def _filter_texts(rows: list[ExpenseRow]) -> list[tuple[str, str]]:
    counts = {key: sum(_GROUP.get(row.standing, _TO_DO) == key for row in rows) for key in (_TO_DO, _DONE, _LEFT_OUT)}
    return [
        (_TO_DO, _("To do {count}").format(count=shown(counts[_TO_DO]))),
        (_DONE, _("Imported {count}").format(count=shown(counts[_DONE]))),
        (_LEFT_OUT, _("Left out {count}").format(count=shown(counts[_LEFT_OUT]))),
        (_ALL, _("All {count}").format(count=shown(len(rows)))),
    ]


def _first_days(today: dt.date) -> list[dt.date]:
    """The first days of the last months."""
    months = today.year * 12 + today.month - 1
    return [dt.date((months - back) // 12, (months - back) % 12 + 1, 1) for back in range(_MONTHS)]


def _expenses(count: int) -> str:
    return ngettext("{count} expense", "{count} expenses", count)


def _nothing_fits(total: int) -> str:
    return ngettext("The only expense does not fit.", "None of {count} expenses fits.", total).format(count=shown(total))
