"""The two lists of invoices, what is not transferred and what is, with the panel that tells about the row the keyboard is on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from desktop.models.customer_card import OpenCustomer
from desktop.models.invoice_causes import Cause
from desktop.models.invoice_preview import InvoicePreview, MeterLine
from desktop.models.invoice_rows import TransferRow, chosen_to_send, lamp_counts
from desktop.models.invoice_story import Systems
from desktop.models.lamps import Lamp
from desktop.models.records import FinanceState, LogEntry
from desktop.texts import _
from desktop.views.invoices.log_panel import LogPanel
from desktop.views.invoices.transfer_list import StatusFilter, TransferList
from desktop.views.invoices.transfer_table import transferred_table, waiting_table
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.empty import EmptyPage
from desktop.views.shared.list_detail import ListDetail

WAITING, TRANSFERRED = "waiting", "transferred"
_LOG_AFTER = 60  # ms on a row before its log is read, so that holding an arrow key reads nothing


class InvoiceLists(ListDetail):
    """Holds every row by id, so that a change during a run reaches list and panel, and nothing moves."""

    rows_chosen = Signal()
    log_wanted = Signal(str)  # invoice id
    fix_wanted = Signal(object, object)  # `Fix`, ids of invoices
    check_wanted = Signal(object)  # ids of invoices
    fetch_wanted = Signal()
    became_small = Signal(bool)  # only one of list and panel has room; or both again

    def __init__(self, settings: QSettings) -> None:
        waiting = TransferList(
            waiting_table(lambda: self._systems), name=_("Invoices not transferred"), statuses=_waiting_statuses()
        )
        transferred = TransferList(
            transferred_table(lambda: self._systems), name=_("Invoices transferred"), statuses=_transferred_statuses()
        )
        places, panel = QStackedWidget(), LogPanel()
        places.addWidget(waiting)
        places.addWidget(transferred)
        super().__init__(places, panel, places, settings=settings, name="invoices")
        self.waiting, self.transferred, self.panel, self._lists = waiting, transferred, panel, places
        self._systems = Systems("", "")
        self.meter_of: Callable[[InvoicePreview], Sequence[MeterLine]] = lambda _preview: ()
        self.integration_id: int | None = None
        self._was_small = False
        self.rows: dict[str, TransferRow] = {}
        self.lamps: Counter[Lamp] = Counter()  # how many rows show each lamp
        self._has_new_transferred = False
        self._wanted = ""  # an invoice another page asked for, until the rows are there
        self._log_soon = QTimer(self)
        self._log_soon.setSingleShot(True)
        self._log_soon.setInterval(_LOG_AFTER)
        self._log_soon.timeout.connect(self._ask_for_log)
        for one in (self.waiting, self.transferred):
            one.rows_chosen.connect(self.rows_chosen)
            one.view.current_changed.connect(partial(self._show_row, one))
            one.view.opened.connect(self.open_row)
        self.panel.fix_wanted.connect(self.fix_wanted)
        self.panel.cause_wanted.connect(self._show_cause)
        self.panel.check_wanted.connect(self.check_wanted)

    # which list

    @property
    def current(self) -> TransferList:
        """The list in sight."""
        return self.transferred if self._lists.currentWidget() is self.transferred else self.waiting

    def open_customer(self, ask: Callable[[str, object], object]) -> None:
        """Ask the window for the card of the customer of the row that the keyboard is on."""
        row = self.current.table.record_of(self.current.view.current_id())
        if row is not None and row.invoice.customer_id:
            ask("customer", OpenCustomer(psa_id=row.invoice.customer_id))

    def show_list(self, key: str) -> None:
        """Bring one of the lists to sight; what was transferred meanwhile stands among the transferred."""
        if key == TRANSFERRED and self._has_new_transferred:
            self._show_transferred()
        self._lists.setCurrentWidget(self.transferred if key == TRANSFERRED else self.waiting)
        self._show_row(self.current, self.current.view.current_id())

    # rows

    def begin(self, integration_id: int, systems: Systems) -> None:
        """Another integration: no rows yet, and the columns as they were kept for it."""
        self._systems, self.integration_id = systems, integration_id
        self.rows = {}
        self.lamps = Counter()
        self.panel.show_nothing()
        for key, one in ((WAITING, self.waiting), (TRANSFERRED, self.transferred)):
            one.ticked.clear()
            one.show_all_causes()
            one.set_rows([], None)
            one.view.keep_state(self._settings, f"invoices/{key}/{integration_id}")

    def set_loading(self, loading: bool) -> None:
        """Rows are being read; the old ones stay."""
        self.waiting.view.set_loading(loading)
        self.transferred.view.set_loading(loading)

    def set_rows(self, rows: Sequence[TransferRow], *, was_fetched: bool) -> None:
        """All rows as the store has them now; what a check found is forgotten."""
        self.rows = {row.id: row for row in rows}
        self.lamps = lamp_counts(rows)
        self.waiting.set_rows([row for row in rows if not row.is_transferred], self._nothing_waits(was_fetched=was_fetched))
        self._show_transferred()
        self._take_wanted()
        self._show_row(self.current, self.current.view.current_id())

    def update_rows(self, rows: Sequence[TransferRow]) -> None:
        """Put changed rows in their places; what is transferred or must be looked up first loses its tick."""
        rows = [self._with_preview(row) for row in rows]
        for row in rows:
            if (before := self.rows.get(row.id)) is not None:
                self.lamps[before.lamp] -= 1
                self._has_new_transferred |= row.is_transferred and not before.is_transferred
            self.lamps[row.lamp] += 1
            self.rows[row.id] = row
        self.waiting.table.update_rows(rows)
        self.transferred.table.update_rows(rows)
        ticked = self.waiting.table.ticked_ids
        if ended := [row.id for row in rows if row.id in ticked and (row.is_transferred or row.is_unknown)]:
            self.waiting.table.set_ticked(ended, False)
        shown = self.panel.row
        if shown is not None and any(row.id == shown.id for row in rows):
            self._show_row(self.current, shown.id)

    def _with_preview(self, row: TransferRow) -> TransferRow:
        """What was known before sending stays known until it is over there."""
        before = self.rows.get(row.id)
        if row.preview is not None or before is None or before.preview is None or row.is_transferred:
            return row
        return replace(row, preview=before.preview)

    def show_previews(self, previews: Mapping[str, InvoicePreview]) -> None:
        """What was worked out of these documents before they are sent."""
        changed = [replace(row, preview=previews[id_]) for id_, row in self.rows.items() if id_ in previews]
        self.update_rows([row for row in changed if row.preview != self.rows[row.id].preview])
        self.waiting.show_predicted(any(row.predicted is not None for row in self.rows.values()))

    def to_send(self) -> list[TransferRow]:
        """What *Transfer* and *Check* act on."""
        table = self.waiting.table
        return chosen_to_send(table.shown_rows(), table.ticked_rows())

    @property
    def has_ticks(self) -> bool:
        """Whether something that can go is ticked, shown or not; else *Transfer* acts on all that is shown."""
        return any(row.can_send for row in self.waiting.table.ticked_rows())

    def want(self, invoice_id: str) -> None:
        """Show this invoice as soon as it is there, ticked if it can go."""
        self._wanted = invoice_id
        self._take_wanted()

    @property
    def wanted_list(self) -> str:
        """In which list the wanted invoice stands; empty when it is not known."""
        row = self.rows.get(self._wanted)
        return "" if row is None else TRANSFERRED if row.is_transferred else WAITING

    def _take_wanted(self) -> None:
        key, wanted = self.wanted_list, self._wanted
        if not key:
            return
        self.show_list(key)
        self._wanted = ""
        table = self.current.table
        if table.row_of(wanted) < 0:
            table.clear_filters()
        self.current.view.go_to(wanted)
        table.set_ticked([wanted] if key == WAITING else [])

    def _show_transferred(self) -> None:
        self._has_new_transferred = False
        nothing = EmptyPage(
            _("Nothing has been transferred yet"),
            _("Transferred invoices and credit notes stand here with their number over there."),
        )
        self.transferred.set_rows([row for row in reversed(self.rows.values()) if row.is_transferred], nothing)

    def _nothing_waits(self, *, was_fetched: bool) -> EmptyPage:
        psa, finance = self._systems.psa, self._systems.finance
        if self.rows:
            heading = _("Everything is transferred")
        elif was_fetched:
            heading = _("There are no invoices in {psa}").format(psa=psa)
        else:
            heading = _("No invoices have been fetched yet")
        text = _("Booked invoices and credit notes are read from {psa}. Nothing is sent to {finance} before you press Transfer.")
        fetch = Button(_("Fetch invoices"), Kind.PRIMARY, on_click=self.fetch_wanted.emit)
        fact = _("Each document goes as a draft, and never twice.")
        return EmptyPage(heading, text.format(psa=psa, finance=finance), primary=fetch, fact=fact)

    # the panel

    def _show_row(self, chosen: TransferList, row_id: object) -> None:
        if chosen is not self.current:
            return
        row = self.rows.get(str(row_id)) if row_id is not None else None
        if row is None:
            self.panel.show_nothing()
        else:
            self.panel.show_row(row, self._systems, self.meter_of(row.preview) if row.preview else ())
            self._log_soon.start()

    def _ask_for_log(self) -> None:
        if self.panel.row is not None:
            self.log_wanted.emit(self.panel.row.id)

    def show_log(self, invoice_id: str, entries: Sequence[LogEntry]) -> None:
        """The log of an invoice, if the panel still tells about it."""
        if self.panel.row is not None and self.panel.row.id == invoice_id:
            self.panel.show_entries(entries)

    def show_check(self, causes: Sequence[Cause], stopped: int, total: int) -> None:
        """What a check found, in the panel, until the keyboard goes to another row."""
        self.panel.show_check(causes, stopped, total)
        if self.is_small:
            self.open_detail()

    def open_row(self, row_id: object) -> None:
        """Enter, or a click on the lamp: into the panel."""
        self._show_row(self.current, row_id)
        self.open_detail()

    def close_detail(self) -> None:
        """From the panel back to the row."""
        super().close_detail()
        self.current.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_cause(self, ids: Sequence[str]) -> None:
        self.waiting.show_only(ids)
        if self.is_small:
            self.close_detail()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lists in a small window drop columns."""
        super().resizeEvent(event)
        if self.is_small != self._was_small:
            self._was_small = self.is_small
            self.waiting.set_narrow(self.is_small)
            self.transferred.set_narrow(self.is_small)
            self.became_small.emit(self.is_small)


def _waiting_statuses() -> list[StatusFilter]:
    return [
        ("waiting", _("Waiting"), lambda row: row.lamp is Lamp.WAITING),
        ("refused", _("Refused or stopped"), lambda row: row.lamp is Lamp.REFUSED),
        ("unknown", _("Uncertain"), lambda row: row.is_uncertain),
        ("done", _("Transferred now"), lambda row: row.lamp in (Lamp.DONE, Lamp.DIFFERS)),
        ("predicted", _("Amount will differ"), lambda row: row.predicted is not None),
        ("draft", _("Drafts"), lambda row: row.lamp is Lamp.NOT_NEEDED and row.elsewhere is None),
        ("numbered", _("Has a number already"), lambda row: bool(row.invoice.external_number) and row.can_send),
        ("set_aside", _("Set aside"), lambda row: row.is_set_aside),
    ]


def _transferred_statuses() -> list[StatusFilter]:
    return [
        ("draft", _("Draft there"), lambda row: row.there is FinanceState.DRAFT),
        ("booked", _("Booked there"), lambda row: row.there is FinanceState.BOOKED),
        ("paid", _("Paid"), lambda row: row.there is FinanceState.PAID),
        ("differs", _("Amount differs"), lambda row: row.differs is not None),
        ("deleted", _("Deleted there"), lambda row: row.there is FinanceState.DELETED),
    ]
