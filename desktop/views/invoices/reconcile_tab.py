"""Reconcile (Afstem): both sides of each invoice beside each other, with the sums of both, and the month's sign-off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.reconciliation import ReconciledInvoice, tally, totals
from desktop.models.records import PeriodTotal
from desktop.models.sign_off import Period
from desktop.texts import Message, _, ngettext, shown
from desktop.views.invoices.reconcile_detail import ReconcileDetail
from desktop.views.invoices.reconcile_lines import LinesNotRead
from desktop.views.invoices.reconcile_period import PeriodLine, first_day
from desktop.views.invoices.reconcile_table import WIDE_ONLY, reconcile_table
from desktop.views.shared.amounts import amount, moment, month_name
from desktop.views.shared.buttons import Button, Kind, PickButton, Segments
from desktop.views.shared.chips import Sign
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.fields import SearchField
from desktop.views.shared.header import Band
from desktop.views.shared.labels import label
from desktop.views.shared.row_count import RowCount
from desktop.views.shared.sums import SumLine, SumRows
from desktop.views.shared.table_view import TableView
from desktop.views.shared.theme import look
from desktop.views.shared.ticked_rows import TickedRows
from desktop.views.shared.tools import ToolRow
from desktop.views.shared.trouble_line import TroubleLine

RECONCILE = "reconcile"  # key of the tab
DIFFERENCES, ACCEPTED, EVERYTHING = "differences", "accepted", "all"
_WIDE, _NARROW, _LOW = 1640, 800, 470  # under these widths VAT and totals, and dates step aside; under this height the panel


class ReconcileTab(QWidget):
    """Only differences at first, all one press away. `read_wanted` asks to read both sides again."""

    read_wanted = Signal()
    rows_chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.table = reconcile_table(self)
        self.view = TableView(self.table, name=_("Both sides of each invoice"))
        self.view.set_nothing_fits(self._nothing_fits)
        self.ticked: TickedRows[ReconciledInvoice] = TickedRows(self.view, lambda row: row.id)
        self._read_at: dt.datetime | None = None
        self._periods: dict[dt.date, Period] = {}
        self._differ = 0
        self._month_count = tally([])
        self.search = SearchField(_("Search no., customer, amount"), view=self.view, over=self)
        segments = [(DIFFERENCES, _("Only differences")), (ACCEPTED, _("Accepted")), (EVERYTHING, _("All"))]
        self._segments = Segments(segments, name=_("Which rows"))
        self._segments.chosen.connect(self._filter_differences)
        self._month = PickButton([("", _("All months"))], name=_("Month"))
        self._month.chosen.connect(self._filter_month)
        self._when = label(role="small", tone="ink2")
        self.read = Button(_("Read again"), Kind.QUIET, icon="arrows-clockwise")
        self.read.clicked.connect(self.read_wanted)
        self.tools = ToolRow(self.search, [self._segments, self._month], [RowCount(self.table), self._when, self.read])
        self.period_line = PeriodLine()
        self.lines_line = LinesNotRead()
        self.detail = ReconcileDetail()
        self.trouble = TroubleLine()
        self._sums = SumRows(self.view)
        self.sum_line = SumLine()  # in their place where the rows need the room
        self._band = Band(self.view, {})
        self._lay_out()
        self.table.rows_changed.connect(self._follow)
        self.table.ticks_changed.connect(self.rows_chosen)
        self.table.filters_cleared.connect(self._forget_filters)
        self.view.current_changed.connect(lambda row_id: self.detail.show_row(self.table.record_of(row_id)))
        self._filter_differences(DIFFERENCES)

    def _lay_out(self) -> None:
        self._first = self._make_first()
        self._first.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._list = QWidget()
        whole = QVBoxLayout(self._list)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (self.tools, self.period_line, self.lines_line, self._band, self.view, self._sums, self.sum_line, self.detail):
            whole.addWidget(part, 1 if part is self.view else 0)
        self._places = QStackedWidget()
        self._places.addWidget(self._first)
        self._places.addWidget(self._list)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.trouble)
        outer.addWidget(self._places, 1)

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
        self.detail.set_systems(psa, finance)

    def set_rows(self, rows: Sequence[ReconciledInvoice], read_at: dt.datetime | None) -> None:
        """Show both sides as read at `read_at`; never read yet shows how to begin."""
        self._read_at = read_at
        self._when.setText(_("Read from both sides {time}").format(time=moment(read_at)) if read_at else "")
        months = sorted({row.month for row in rows if row.month}, reverse=True)
        self._month.set_choices([("", _("All months")), *((month.isoformat(), month_name(month)) for month in months)])
        self._differ = sum(row.needs_attention for row in rows)
        self.lines_line.show_count(sum(row.needs_lines for row in rows))
        self.table.set_rows(rows if read_at else [])
        self.detail.show_row(self.table.record_of(self.view.current_id()))
        self._filter_month(self._month.key)
        self._places.setCurrentWidget(self._list if read_at else self._first)

    def set_periods(self, periods: Sequence[Period]) -> None:
        """The months with their sign-offs, as worked out from the rows shown."""
        self._periods = {one.month: one for one in periods}
        self.period_line.show_period(self.period)

    @property
    def period(self) -> Period | None:
        """The chosen month; `None`: all of them."""
        month = first_day(self._month.key)
        return self._periods.get(month) if month else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """VAT and totals need a wide window, the panel a high one; a narrow one leaves dates, and a row for each sum, no room."""
        super().resizeEvent(event)
        is_narrow = self.width() < look().px(_NARROW)
        self._when.setVisible(not is_narrow)
        aside = {"date", "there_date"} if is_narrow else set()
        if self.width() < look().px(_WIDE):
            aside.update(WIDE_ONLY)
        self.view.layout_of_columns.step_aside(aside)
        self.detail.setVisible(self.height() >= look().px(_LOW) and not is_narrow)
        self.period_line.set_narrow(is_narrow)
        self._sums.setVisible(not is_narrow)
        self.sum_line.setVisible(is_narrow)

    @property
    def place(self) -> QWidget:
        """The list, or the empty page in its place."""
        return self.view if self._read_at else self._first

    @property
    def differences(self) -> int | None:
        """How many documents differ and were not accepted; `None` when nothing was read yet."""
        return self._differ if self._read_at else None

    def state(self) -> str:
        """The sentence behind the title: how many of the month's transferred documents agree."""
        if not self._read_at:
            return ""
        sentence = self._month_count.sentence()
        if self._month.key:
            sentence = Message("{month}: {sentence}", month=self._month.text(), sentence=sentence)
        return str(sentence)

    def show_everything(self) -> None:
        """All rows, not only those that differ."""
        self._segments.choose(EVERYTHING)
        self._filter_differences(EVERYTHING)

    # filters

    def _filter_differences(self, key: str) -> None:
        keeps = {DIFFERENCES: lambda row: row.needs_attention, ACCEPTED: lambda row: row.is_accepted, EVERYTHING: None}
        self.table.set_filter("differences", keeps[key])

    def _filter_month(self, key: str) -> None:
        month = first_day(key)
        self.table.set_filter("month", (lambda row: row.month == month) if month else None)
        self.period_line.show_period(self.period)

    def _forget_filters(self) -> None:
        self._month.choose("")
        self._segments.choose(EVERYTHING)
        self.period_line.show_period(None)

    def _of_month(self) -> list[ReconciledInvoice]:
        month = first_day(self._month.key)
        return [row for row in self.table.rows() if month is None or row.month == month]

    def _nothing_fits(self, total: int) -> str:
        if self._segments.key == DIFFERENCES and not self.differences:
            count = tally(self.table.rows()).compared
            sentence = ngettext(
                "No difference in {count} transferred document.", "No difference in {count} transferred documents.", count
            )
            return sentence.format(count=shown(count))
        return ngettext("The only invoice does not fit.", "None of {count} invoices fits.", total).format(count=shown(total))

    def _follow(self) -> None:
        rows = self._of_month()
        counts = self._month_count = tally(rows)
        self._segments.set_text(DIFFERENCES, _("Only differences  {count}").format(count=shown(counts.differ)))
        self._segments.set_text(ACCEPTED, _("Accepted  {count}").format(count=shown(counts.accepted)))
        self._segments.set_text(EVERYTHING, _("All  {count}").format(count=shown(len(rows))))
        found = totals(self.table.shown_rows())
        sums: list[Mapping[str, str | Sign]] = [
            {
                "customer": _("Sum of transferred") if place == 0 else "",
                "net": amount(one.here),
                "currency": one.currency,
                "sign": Sign.DIFFERS if one.difference else Sign.AGREES,
                "there_net": amount(one.there),
                "difference": amount(one.difference),
            }
            for place, one in enumerate(found)
        ]
        self._sums.set_sums(sums)
        self.sum_line.set_sums(_("Sum"), [_both(one) for one in found])
        self.rows_chosen.emit()


def _both(total: PeriodTotal) -> str:
    """Both sides of a sum in one text: what is equal once, else both."""
    here = f"{total.currency} {amount(total.here)}"
    return f"{here} {Sign.DIFFERS} {amount(total.there)}" if total.difference else f"{here} {Sign.AGREES}"
