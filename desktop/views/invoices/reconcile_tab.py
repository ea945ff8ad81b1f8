"""Reconcile (Afstem): both sides of each invoice beside each other, with the sums of both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.reconciliation import ReconciledInvoice, totals
from desktop.texts import _, ngettext, shown
from desktop.views.invoices.reconcile_table import reconcile_table
from desktop.views.shared.amounts import amount, moment, month_name
from desktop.views.shared.buttons import Button, Kind, PickButton, Segments
from desktop.views.shared.chips import Sign
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.fields import SearchField
from desktop.views.shared.header import Band
from desktop.views.shared.labels import label
from desktop.views.shared.sums import SumRows
from desktop.views.shared.table_view import TableView
from desktop.views.shared.tools import ToolRow
from desktop.views.shared.trouble_line import TroubleLine

DIFFERENCES, EVERYTHING = "differences", "all"


class ReconcileTab(QWidget):
    """Only differences at first, all one press away. `read_wanted` asks to read both sides again."""

    read_wanted = Signal()
    rows_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table = reconcile_table(self)
        self.view = TableView(self.table, name=_("Both sides of each invoice"))
        self.view.set_nothing_fits(self._nothing_fits)
        self._read_at: dt.datetime | None = None
        self._differing: set[str] = set()  # ids of the invoices that need attention
        self.search = SearchField(_("Search no., customer, amount"), view=self.view, over=self)
        self._segments = Segments([(DIFFERENCES, _("Only differences")), (EVERYTHING, _("All"))], name=_("Which rows"))
        self._segments.chosen.connect(self._filter_differences)
        self._month = PickButton([("", _("All months"))], name=_("Month"))
        self._month.chosen.connect(self._filter_month)
        self._when = label(role="small", tone="ink2")
        self.read = Button(_("Read again"), Kind.QUIET, icon="arrows-clockwise")
        self.read.clicked.connect(self.read_wanted)
        self.tools = ToolRow(self.search, [self._segments, self._month], [self._when, self.read])
        self.trouble = TroubleLine()
        self._sums = SumRows(self.view)
        self._band = Band(self.view, {})
        self._first = self._make_first()
        self._first.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._list = QWidget()
        whole = QVBoxLayout(self._list)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (self.tools, self._band, self.view, self._sums):
            whole.addWidget(part, 1 if part is self.view else 0)
        self._places = QStackedWidget()
        self._places.addWidget(self._first)
        self._places.addWidget(self._list)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.trouble)
        outer.addWidget(self._places, 1)
        self.table.rows_changed.connect(self._follow)
        self.table.ticks_changed.connect(self.rows_chosen)
        self.table.filters_cleared.connect(self._forget_filters)
        self._filter_differences(DIFFERENCES)

    def _make_first(self) -> EmptyPage:
        read = Button(_("Read both sides"), Kind.PRIMARY)
        read.clicked.connect(self.read_wanted)
        return EmptyPage(
            _("The two sides have not been compared yet"),
            _("Every booked invoice is put beside its counterpart: number, amount, currency, status and date."),
            primary=read,
            fact=_("Numbers and states that changed there are written back to the PSA."),
        )

    def set_systems(self, psa: str, finance: str) -> None:
        """The names of the two sides, above the heads."""
        self._band.set_names({"number": psa, "there_number": finance})

    def set_rows(self, rows: Sequence[ReconciledInvoice], read_at: dt.datetime | None) -> None:
        """Show both sides as read at `read_at`; never read yet shows how to begin."""
        self._read_at = read_at
        self._differing = {row.invoice.id for row in rows if row.needs_attention}
        self._when.setText(_("Read from both sides {time}").format(time=moment(read_at)) if read_at else "")
        months = sorted({row.invoice.date.replace(day=1) for row in rows}, reverse=True)
        self._month.set_choices([("", _("All months")), *((month.isoformat(), month_name(month)) for month in months)])
        self.table.set_rows(rows if read_at else [])
        self._filter_month(self._month.key)
        self._places.setCurrentWidget(self._list if read_at else self._first)

    def set_narrow(self, narrow: bool) -> None:
        """In a narrow window the dates step aside."""
        self.view.layout_of_columns.step_aside(("date", "there_date") if narrow else ())
        self._when.setVisible(not narrow)

    @property
    def place(self) -> QWidget:
        """The list, or the empty page in its place."""
        return self.view if self._read_at else self._first

    @property
    def differences(self) -> int | None:
        """How many invoices differ; `None` when nothing was read yet."""
        return len(self._differing) if self._read_at else None

    def state(self) -> str:
        """The sentence behind the title: how many of the month's invoices agree."""
        rows = self._of_month()
        if not self._read_at:
            return ""
        values = {"agree": shown(sum(row.agrees for row in rows)), "count": shown(len(rows))}
        if self._month.key:
            return _("{month}: {agree} of {count} agree").format(month=self._month.text(), **values)
        return _("{agree} of {count} agree").format(**values)

    def show_everything(self) -> None:
        """All rows, not only those that differ."""
        self._segments.choose(EVERYTHING)
        self._filter_differences(EVERYTHING)

    # filters

    def _filter_differences(self, key: str) -> None:
        self.table.set_filter("differences", (lambda row: row.invoice.id in self._differing) if key == DIFFERENCES else None)

    def _filter_month(self, key: str) -> None:
        month = dt.date.fromisoformat(key) if key else None
        self.table.set_filter("month", (lambda row: row.invoice.date.replace(day=1) == month) if month else None)

    def _forget_filters(self) -> None:
        self._month.choose("")
        self._segments.choose(EVERYTHING)

    def _of_month(self) -> list[ReconciledInvoice]:
        key = self._month.key
        month = dt.date.fromisoformat(key) if key else None
        return [row for row in self.table.rows() if month is None or row.invoice.date.replace(day=1) == month]

    def _nothing_fits(self, total: int) -> str:
        if self._segments.key == DIFFERENCES and not self.differences:
            count = sum(not row.is_waiting for row in self.table.rows())
            sentence = ngettext(
                "No difference in {count} transferred document.", "No difference in {count} transferred documents.", count
            )
            return sentence.format(count=shown(count))
        return ngettext("The only invoice does not fit.", "None of {count} invoices fits.", total).format(count=shown(total))

    def _follow(self) -> None:
        rows = self._of_month()
        differing = sum(row.invoice.id in self._differing for row in rows)
        self._segments.set_text(DIFFERENCES, _("Only differences  {count}").format(count=shown(differing)))
        self._segments.set_text(EVERYTHING, _("All  {count}").format(count=shown(len(rows))))
        sums: list[Mapping[str, str | Sign]] = [
            {
                "customer": _("Sum") if place == 0 else "",
                "net": amount(one.net),
                "currency": one.currency,
                "sign": Sign.DIFFERS if one.difference else Sign.AGREES,
                "there_net": amount(one.there_net),
                "difference": amount(one.difference),
            }
            for place, one in enumerate(totals(self.table.shown_rows()))
        ]
        self._sums.set_sums(sums)
        self.rows_chosen.emit()
