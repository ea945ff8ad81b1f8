"""The page Invoices (Fakturaer): what is to be transferred, what was, and both sides compared; product.md chapter 7."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop.errors import BindeledError, Cancelled
from desktop.models.invoice_causes import causes, causes_sentence
from desktop.models.invoice_rows import TransferRow, checked, transferred_count
from desktop.models.lamps import Lamp
from desktop.models.reconciliation import ReconciledInvoice
from desktop.models.records import Reason
from desktop.texts import Message, _, in_a_row
from desktop.use_cases.accept_differences import DifferenceAcceptance
from desktop.use_cases.activate_items import ItemActivation
from desktop.use_cases.choose_default_items import DefaultItems
from desktop.use_cases.choose_sending_rules import SendingChoice
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.fetch_records import Fetched, RecordFetching
from desktop.use_cases.judge_documents import DocumentJudging
from desktop.use_cases.judge_numbers import NumberJudging
from desktop.use_cases.preview_invoices import InvoicePreviews
from desktop.use_cases.read_log import IntegrationLog
from desktop.use_cases.reconcile_invoices import InvoiceReconciliation
from desktop.use_cases.settle_transfers import TransferSettling
from desktop.use_cases.sign_off_periods import PeriodSignOff
from desktop.use_cases.sync_customers import CustomerSync
from desktop.use_cases.transfer_invoices import InvoiceTransfers
from desktop.views.background import Background
from desktop.views.invoices.badge import badge_of
from desktop.views.invoices.document_doubts import DocumentDoubts
from desktop.views.invoices.invoice_actions import InvoiceActions
from desktop.views.invoices.invoice_foot import InvoiceFoot
from desktop.views.invoices.invoice_lists import TRANSFERRED, WAITING, InvoiceLists
from desktop.views.invoices.invoice_runs import InvoiceRuns
from desktop.views.invoices.invoice_work import InvoiceWork, not_fetched
from desktop.views.invoices.page_keys import add_keys
from desktop.views.invoices.preflight import Preflight
from desktop.views.invoices.reconcile_actions import ReconcileActions
from desktop.views.invoices.reconcile_tab import RECONCILE, ReconcileTab
from desktop.views.invoices.setup_notes import SetupNotes
from desktop.views.invoices.transfer_run import TransferRun
from desktop.views.messages import Messages
from desktop.views.shared.buttons import Button, Kind
from desktop.views.shared.page import Page
from desktop.views.shared.tabs import CountTabs


@dataclass(frozen=True, slots=True)
class InvoiceSources:
    """The use cases behind the page."""

    connections: Connections
    transfers: InvoiceTransfers
    previews: InvoicePreviews
    sending: SendingChoice
    items: ItemActivation
    default_items: DefaultItems
    customers: CustomerSync
    settling: TransferSettling
    reconciliation: InvoiceReconciliation
    log: IntegrationLog
    fetching: RecordFetching
    acceptance: DifferenceAcceptance
    sign_offs: PeriodSignOff
    judging: DocumentJudging
    numbers: NumberJudging


class InvoicesPage(Page):
    """The page with its three tabs and the run."""

    def __init__(
        self,
        sources: InvoiceSources,
        *,
        background: Background,
        messages: Messages,
        settings: QSettings,
        practice: bool = False,
    ) -> None:
        super().__init__(_("Invoices"))
        self._messages, self._settings = messages, settings
        self.work = InvoiceWork(
            sources.connections,
            sources.transfers,
            sources.previews,
            sources.reconciliation,
            sources.log,
            sources.fetching,
            background,
            self,
        )
        self.preflight = Preflight(
            sources.sending, sources.items, sources.default_items, sources.customers, sources.numbers, background, messages, self
        )
        self.doubts = DocumentDoubts(sources.judging, background, messages, self)
        self._integration_shown: int | None = None
        self.lists = InvoiceLists(settings)
        self.lists.meter_of = self.work.meter
        self.notes = SetupNotes(lambda: self.page_requested.emit("setup", None))
        self.reconcile = ReconcileTab()
        self.differences = ReconcileActions(self.reconcile, sources.acceptance, sources.sign_offs, background, messages)
        self._areas = QStackedWidget()
        self._areas.addWidget(self.lists)
        self._areas.addWidget(self.reconcile)
        self.body.addWidget(self.notes)
        self.body.addWidget(self._areas)
        self.foot = InvoiceFoot(practice=practice)
        self.set_action_bar(self.foot)
        self.runs = InvoiceRuns(TransferRun(sources.transfers, sources.settling, background, self), self.lists, self.foot, messages)
        self.invoice_actions = InvoiceActions(
            self,
            lambda: self.tabs.key,
            self.work,
            self.lists,
            self.runs,
            self.preflight,
            self.doubts,
            self.notes,
            self.reconcile,
            self.differences,
        )
        self._build_top()
        self._connect()
        add_keys(self)
        self._show_tab(WAITING)

    # building

    def _build_top(self) -> None:
        tabs = [(WAITING, _("Not transferred")), (TRANSFERRED, _("Transferred")), (RECONCILE, _("Reconcile"))]
        self.tabs = CountTabs(tabs, name=_("Lists of invoices"))
        self.set_tabs(self.tabs)
        self.fetch = Button(_("Fetch new"), Kind.QUIET, icon="arrows-clockwise", on_click=self.work.fetch)
        self.export = Button(_("Export"), Kind.QUIET, icon="export", on_click=self.invoice_actions.export_list)
        self.rules = Button(_("Rules for sending …"), Kind.QUIET, on_click=self.choose_rules)
        for tool in (self.rules, self.fetch, self.export):
            self.add_tool(tool)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        for followed in (self.lists.rows_chosen, self.lists.became_small, self.reconcile.rows_chosen, self.runs.changed):
            followed.connect(self._follow)
        self.lists.log_wanted.connect(self.work.read_log)
        self.lists.fix_wanted.connect(self.invoice_actions.fix)
        self.lists.check_wanted.connect(self.invoice_actions.check)
        self.lists.panel.line_wanted.connect(lambda id_, position: self.preflight.choose_item(self.lists.rows[id_], position))
        self.lists.panel.before.carry_wanted.connect(self.preflight.carry)
        self.lists.panel.before.leave_wanted.connect(self.preflight.leave)
        self.preflight.rules_changed.connect(self.work.load)
        self.preflight.mended.connect(self.invoice_actions.check)
        self.preflight.page_wanted.connect(self.page_requested)
        self.work.previewed.connect(self.lists.show_previews)
        self.lists.fetch_wanted.connect(self.work.fetch)
        self.reconcile.read_wanted.connect(self.work.compare)
        self.reconcile.lines_line.wanted.connect(self.work.read_lines)
        self.reconcile.view.opened.connect(self.on_requested)
        self.reconcile.view.current_changed.connect(lambda _row: self._follow_buttons(0) if self.tabs.key == RECONCILE else None)
        self.differences.changed.connect(self.work.load_compared)
        self.foot.accept.clicked.connect(self.invoice_actions.accept_chosen)
        self.foot.take_back.clicked.connect(self.differences.take_back)
        self.work.loaded.connect(self._show_rows)
        self.work.compared.connect(self._show_compared)
        self.work.checked.connect(self._show_checked)
        self.work.fetched.connect(self._show_fetched)
        self.work.logged.connect(self.lists.show_log)
        self.work.exported.connect(self._tell_exported)
        self.work.failed.connect(self._tell_failed)
        self.runs.ended.connect(self.work.load_compared)
        self.doubts.decided.connect(self.work.load)
        self.doubts.passed_over.connect(self.runs.look_up)
        for failed in (self.runs.failed, self.preflight.failed, self.differences.failed, self.doubts.failed):
            failed.connect(lambda error: self._tell_failed(error, None))
        self.foot.transfer.clicked.connect(self.invoice_actions.transfer_chosen)
        self.foot.check.clicked.connect(self.invoice_actions.check_chosen)
        self.foot.look_up.clicked.connect(self.invoice_actions.look_up_uncertain)
        self.foot.again.clicked.connect(self.invoice_actions.transfer_again)

    # what the window asks

    def on_shown(self, integration_id: int | None) -> None:
        """Load the chosen integration; during its run the rows stay as they are."""
        super().on_shown(integration_id)
        if integration_id is None:
            return
        self.work.choose(integration_id)
        self.preflight.choose(self.work.integration, self.work.systems.psa, self.work.systems.finance)
        if self.work.integration is not None:
            self.notes.show_for(self.work.integration, self.work.systems.psa)
        if integration_id != self._integration_shown:
            self._integration_shown = integration_id
            self.lists.begin(integration_id, self.work.systems)
            self.reconcile.ticked.clear()
            self.reconcile.set_systems(self.work.systems.psa, self.work.systems.finance)
            self.differences.choose(self.work.integration, self.work.systems.psa, self.work.systems.finance)
            self.reconcile.view.keep_state(self._settings, f"invoices/{RECONCILE}/{integration_id}")
        if not self.runs.is_on_for(integration_id):
            self.lists.set_loading(True)
            self.work.load()

    def on_requested(self, wanted: object) -> None:
        """Show this invoice, ticked if it can go."""
        self.lists.want(str(wanted))
        self._show_wanted_list()

    def on_left(self) -> None:
        """The counts that a run left behind go."""
        self.runs.leave()

    def refresh(self) -> None:
        """Fetch anew, or compare both sides anew."""
        if self.tabs.key == RECONCILE:
            self.work.compare()
        else:
            self.work.fetch()

    def on_escape(self) -> bool:
        """Stop the run."""
        if self.runs.is_on:
            self.runs.stop()
            return True
        return False

    def first_focus(self) -> QWidget | None:
        """The list, or the empty page in its place."""
        return self.reconcile.place if self.tabs.key == RECONCILE else self.lists.current.place

    def areas(self) -> list[QWidget]:
        """List, then panel."""
        if self.tabs.key == RECONCILE:
            return [self.reconcile.place]
        return [self.lists.current.place, self.lists.panel]

    def wants_rail(self) -> bool:
        """Two sides beside each other need the width."""
        return self.tabs.key == RECONCILE

    # tabs and counts

    def _show_tab(self, key: str) -> None:
        focus = self.focusWidget()
        was_inside = focus is not None and self._areas.isAncestorOf(focus)
        self.runs.leave()
        self._areas.setCurrentWidget(self.reconcile if key == RECONCILE else self.lists)
        if key != RECONCILE:
            self.lists.show_list(key)
        self.fetch.setVisible(key != RECONCILE)
        self.rules.setVisible(key == WAITING)
        self.export.setVisible(key == RECONCILE)
        self._follow()
        self.rail_wanted.emit()
        if was_inside and (first := self.first_focus()) is not None:
            first.setFocus()

    def _follow(self) -> None:
        """Buttons, counts and sentence follow what is shown and ticked."""
        lamps = self.lists.lamps
        self.tabs.set_count(WAITING, lamps.total() - transferred_count(lamps))
        self.tabs.set_count(TRANSFERRED, transferred_count(lamps))
        self.tabs.set_count(RECONCILE, self.reconcile.differences)
        self._follow_buttons(lamps[Lamp.UNKNOWN] + lamps[Lamp.SENDING])
        if self.tabs.key == RECONCILE:
            self.set_state(self.reconcile.state())
        else:
            systems = self.work.systems
            self.set_state(_("from {psa} to {finance} as drafts").format(psa=systems.psa, finance=systems.finance))
        self.badge_changed.emit(badge_of(lamps))

    def _follow_buttons(self, uncertain: int) -> None:
        busy = _("Wait until the run is over.") if self.runs.is_on else ""
        match self.tabs.key:
            case "reconcile":
                self.foot.follow_reconcile(self.reconcile.ticked, self.differences.chosen(), busy=busy)
            case "transferred":
                self.foot.follow_transferred(self.lists.transferred.ticked, busy=busy)
            case _:
                is_narrow = self.lists.is_small
                self.foot.follow_waiting(
                    self.lists.waiting.ticked,
                    self.lists.to_send(),
                    uncertain,
                    has_ticks=self.lists.has_ticks,
                    busy=busy,
                    narrow=self.lists.waiting.summary() if is_narrow else None,
                    inactive=self.notes.why_not_sent,
                )

    # what comes back

    def _show_rows(self, rows: Sequence[TransferRow]) -> None:
        self.lists.set_loading(False)
        had_keys = self.first_focus() is self.focusWidget() or self.focusWidget() is None
        self.lists.set_rows(rows, was_fetched=self.work.was_fetched)
        self._show_wanted_list()
        self._follow()
        if had_keys and self.isVisible() and (first := self.first_focus()) is not None:
            first.setFocus()

    def _show_wanted_list(self) -> None:
        if self.lists.rows and self.tabs.key == RECONCILE and not self.lists.wanted_list:
            return
        self.tabs.choose(TRANSFERRED if self.lists.current is self.lists.transferred else WAITING)

    def _show_compared(self, rows: Sequence[ReconciledInvoice], read_at: dt.datetime | None) -> None:
        had_keys = self.reconcile.place.hasFocus() or self.reconcile.place.isAncestorOf(self.focusWidget() or self)
        self.reconcile.set_rows(rows, read_at)
        self.differences.read_periods(rows)
        self._follow()
        if had_keys:
            self.reconcile.place.setFocus()

    def _show_checked(self, found: Mapping[str, Sequence[Reason]]) -> None:
        self.lists.update_rows(checked(self.lists.rows.values(), {id_: list(reasons) for id_, reasons in found.items()}))
        stopped = {id_: reasons for id_, reasons in found.items() if reasons}
        self._follow()
        lamp = Lamp.REFUSED if stopped else Lamp.DONE
        self.lists.show_check(causes(stopped), len(stopped), len(found))
        told = causes_sentence(causes(stopped), len(stopped), len(found))
        self._messages.say(in_a_row([told, Message("Nothing was sent.")]), lamp=lamp)

    def _show_fetched(self, fetched: Sequence[Fetched]) -> None:
        reason = not_fetched(fetched)
        if reason is None:
            self.lists.current.trouble.clear()
            self._messages.say(Message("Invoices, item numbers and currencies are read."), lamp=Lamp.DONE)
        else:
            parts = [reason.sentence, reason.what_to_do]
            self.lists.current.trouble.tell(" ".join(str(part) for part in parts if part is not None), self.work.fetch)

    def _tell_exported(self, count: int, file: Path) -> None:
        told = Message("{count} row written to {file}.", "{count} rows written to {file}.", count=count, file=file.name)
        self._messages.say(told, lamp=Lamp.DONE)

    def _tell_failed(self, error: BaseException, again: Callable[[], object] | None) -> None:
        self.lists.set_loading(False)
        if isinstance(error, BindeledError) and not isinstance(error, Cancelled):
            place = self.reconcile if self.tabs.key == RECONCILE else self.lists.current
            place.trouble.tell(error, again)
        self._messages.failed(error)
        self._follow()

    def choose_rules(self) -> None:
        """What is carried along in which text, and how far amounts may differ."""
        if not self.runs.is_on:
            self.preflight.choose_rules(self._settings)
