"""A list of invoices with its tools above and its sums below."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.invoice_rows import TransferRow, sums
from desktop.models.records import InvoiceKind
from desktop.texts import Message, _, ngettext, shown
from desktop.views.invoices.transfer_table import PREDICTED
from desktop.views.shared.amounts import amount, month_name
from desktop.views.shared.buttons import Button, Kind, PickButton
from desktop.views.shared.fields import SearchField
from desktop.views.shared.labels import label
from desktop.views.shared.sums import SumLine
from desktop.views.shared.table_model import TableModel
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.ticked_rows import TickedRows
from desktop.views.shared.tools import ToolRow
from desktop.views.shared.trouble_line import TroubleLine

ALL = ""
_ROOMY = 640  # pixels at 100 %: under this type and date step aside
StatusFilter = tuple[str, str, Callable[[TransferRow], bool]]  # key, text, which rows it keeps


class TransferList(QWidget):
    """Search, filters, rows, sums. `statuses` are the choices of the status filter after *All statuses*."""

    rows_chosen = Signal()  # ticks, filters or rows changed: what the buttons act on may be other rows now

    def __init__(self, table: TableModel[TransferRow], *, name: str, statuses: Sequence[StatusFilter]) -> None:
        super().__init__()
        table.setParent(self)
        self.table = table
        self.view = TableView(table, name=name)
        self.view.set_nothing_fits(_nothing_fits)
        self.ticked: TickedRows[TransferRow] = TickedRows(self.view, lambda row: row.id)
        self._statuses = {key: keeps for key, _text, keeps in statuses}
        self.search = SearchField(_("Search no., customer, project"), view=self.view, over=self)
        kinds = [
            (ALL, _("All types")),
            (InvoiceKind.INVOICE.value, _("Invoices")),
            (InvoiceKind.CREDIT_NOTE.value, _("Credit notes")),
        ]
        self._kind = PickButton(kinds, name=_("Type"))
        self._status = PickButton([(ALL, _("All statuses")), *((key, text) for key, text, _keeps in statuses)], name=_("Status"))
        self._month = PickButton([(ALL, _("All months"))], name=_("Month"))
        self._cause = Button(_("Show all again"), Kind.QUIET, icon="x", on_click=self.show_all_causes)
        self._cause.hide()
        self._columns = Button(_("Columns"), Kind.QUIET, icon="columns", on_click=lambda: self.view.open_columns(self._columns))
        self._opens = label(_("Enter opens the log"), "small", "ink2")
        self._opens.hide()
        self.tools = ToolRow(self.search, [self._kind, self._status, self._month], [self._cause, self._opens, self._columns])
        self.trouble = TroubleLine()
        self.sums = SumLine()
        self._places = QStackedWidget()
        self._places.addWidget(self.view)
        self._empty: QWidget | None = None
        self._is_narrow = self._is_tight = self._has_predicted = False
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (self.trouble, self.tools, self._places, self.sums):
            whole.addWidget(part, 1 if part is self._places else 0)
        self._kind.chosen.connect(self._filter_kind)
        self._status.chosen.connect(self._filter_status)
        self._month.chosen.connect(self._filter_month)
        table.filters_cleared.connect(self._forget_filters)
        for signal in (table.rows_changed, table.ticks_changed):
            signal.connect(self._tell)
        self._follow_sums()
        self._step_aside()

    # rows

    def set_rows(self, rows: Sequence[TransferRow], empty: QWidget | None) -> None:
        """Show these rows; `empty` stands in their place when there are none."""
        if self._empty is not None:
            self._places.removeWidget(self._empty)
            self._empty.deleteLater()
        self._empty = None if rows else empty
        if self._empty is not None:
            self._empty.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        months = sorted({row.invoice.date.replace(day=1) for row in rows}, reverse=True)
        self._month.set_choices([(ALL, _("All months")), *((month.isoformat(), month_name(month)) for month in months)])
        self._filter_month(self._month.key)
        self.table.set_rows(rows)
        if self._empty is not None:
            self._places.addWidget(self._empty)
        self._places.setCurrentWidget(self.place)
        self.tools.setVisible(not self.is_empty)
        self.sums.setVisible(not self.is_empty and not self._is_narrow)

    @property
    def is_empty(self) -> bool:
        """Whether there is no row at all, so that the empty page is shown."""
        return self._empty is not None

    @property
    def place(self) -> QWidget:
        """The list, or what stands in its place."""
        return self._empty or self.view

    # filters

    def show_only(self, ids: Sequence[str]) -> None:
        """Show only the rows of one cause, until *Show all again*."""
        wanted = set(ids)
        self.table.set_filter("cause", lambda row: row.id in wanted)
        self._cause.show()

    def show_all_causes(self) -> None:
        """Take the filter of one cause away."""
        self._cause.hide()
        self.table.set_filter("cause", None)

    def take_filters(self) -> None:
        """Bring the keyboard to the filters."""
        (self._kind if not self.tools.is_folded else self.tools).setFocus()

    def _filter_kind(self, key: str) -> None:
        self.table.set_filter("kind", (lambda row: row.invoice.kind.value == key) if key else None)

    def _filter_status(self, key: str) -> None:
        self.table.set_filter("status", self._statuses.get(key))

    def _filter_month(self, key: str) -> None:
        month = dt.date.fromisoformat(key) if key else None
        self.table.set_filter("month", (lambda row: row.invoice.date.replace(day=1) == month) if month else None)

    def _forget_filters(self) -> None:
        for pick in (self._kind, self._status, self._month):
            pick.choose(ALL)
        self._cause.hide()

    # sums

    def summary(self) -> tuple[str, list[str]]:
        """How many are ticked and shown, else how many are shown, and their sums per currency."""
        ticked = self.ticked.in_sight()
        texts = [f"{one.currency} {amount(one.net)}" for one in sums(ticked or self.table.shown_rows())]
        if ticked:
            return ngettext("{count} ticked", "{count} ticked", len(ticked)).format(count=shown(len(ticked))), texts
        return self._documents(), texts

    def _documents(self) -> str:
        """How many the search and the filters leave."""
        seen, count = self.table.rowCount(), self.table.total
        if seen == count:
            return str(Message("{count} document", "{count} documents", count=count))
        return str(Message("{seen} of {count} document", "{seen} of {count} documents", seen=seen, count=count))

    def _tell(self) -> None:
        self._follow_sums()
        self.rows_chosen.emit()

    def _follow_sums(self) -> None:
        count, texts = self.summary()
        documents = self._documents()
        self.sums.set_sums(count, texts, documents if count != documents and self.table.rowCount() < self.table.total else "")

    # narrow windows

    def set_narrow(self, narrow: bool) -> None:
        """In a small window the sums stand in the action bar."""
        self._is_narrow = narrow
        self._columns.setVisible(not narrow)
        self._opens.setVisible(narrow)
        self.sums.setVisible(not narrow and not self.is_empty)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Type and date step aside where the customer would have no room."""
        super().resizeEvent(event)
        is_tight = event.size().width() < look().px(_ROOMY)
        if is_tight != self._is_tight:
            self._is_tight = is_tight
            self._step_aside()

    def show_predicted(self, is_any: bool) -> None:
        """Predicted differences have a column while there are any."""
        self._has_predicted = is_any
        self._step_aside()

    def _step_aside(self) -> None:
        """The type gives its room to predicted differences: a credit note shows by its minus as well."""
        narrow = ("kind", "date") if self._is_tight else ()
        self.view.layout_of_columns.step_aside((*narrow, "kind" if self._has_predicted else PREDICTED))


def _nothing_fits(total: int) -> str:
    return ngettext("The only document does not fit.", "None of {count} documents fits.", total).format(count=shown(total))
