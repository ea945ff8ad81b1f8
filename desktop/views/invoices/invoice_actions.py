"""What the buttons and keys of the page do with the rows they act on: check, transfer, look up, judge, accept, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.models.invoice_causes import Fix
from desktop.models.period_proof import document_columns
from desktop.texts import _
from desktop.views.invoices.document_doubts import DocumentDoubts
from desktop.views.invoices.exporting import transfer_columns
from desktop.views.invoices.invoice_lists import WAITING, InvoiceLists
from desktop.views.invoices.invoice_runs import InvoiceRuns
from desktop.views.invoices.invoice_work import InvoiceWork
from desktop.views.invoices.preflight import Preflight
from desktop.views.invoices.reconcile_actions import ReconcileActions
from desktop.views.invoices.reconcile_tab import RECONCILE, ReconcileTab
from desktop.views.invoices.setup_notes import SetupNotes
from desktop.views.invoices.transfer_question import ask_for_all
from desktop.views.shared.save_file import ask_for_file


class InvoiceActions:
    """`tab` gives the key of the tab in sight; dialogs open over `page`."""

    def __init__(
        self,
        page: QWidget,
        tab: Callable[[], str],
        work: InvoiceWork,
        lists: InvoiceLists,
        runs: InvoiceRuns,
        preflight: Preflight,
        doubts: DocumentDoubts,
        notes: SetupNotes,
        reconcile: ReconcileTab,
        differences: ReconcileActions,
    ) -> None:
        self._page, self._tab, self._work, self._lists, self._runs = page, tab, work, lists, runs
        self._preflight, self._doubts, self._notes = preflight, doubts, notes
        self._reconcile, self._differences = reconcile, differences

    # transferring

    def check_chosen(self) -> None:
        """What would stop the rows that *Transfer* acts on; nothing is sent."""
        if self._tab() == WAITING:
            self.check([row.id for row in self._lists.to_send()])

    def check(self, ids: Sequence[str]) -> None:
        """What would stop these documents; nothing is sent."""
        if ids and not self._runs.is_on:
            self._work.check(ids)

    def transfer_chosen(self) -> None:
        """Transfer the ticked rows that are shown; with nothing ticked all rows shown, which is asked about once."""
        rows = self._lists.to_send()
        is_possible = self._tab() == WAITING and not self._runs.is_on and not self._notes.why_not_sent
        if self._work.integration is None or not is_possible or not rows:
            return
        if self._lists.has_ticks or len(rows) == 1 or ask_for_all(self._page, rows, self._work.systems.finance):
            self._runs.transfer(self._work.integration, [row.id for row in rows])

    def transfer_again(self) -> None:
        """Send the ticked documents once more, each only after proof that it is gone over there."""
        if self._tab() == RECONCILE:
            self._send_again([row.id for row in self._reconcile.ticked.in_sight() if row.can_send_again])
        else:
            self._send_again([row.id for row in self._lists.transferred.ticked.in_sight()])

    def _send_again(self, ids: Sequence[str]) -> None:
        if self._work.integration is not None and not self._notes.why_not_sent:
            self._runs.transfer_again(self._work.integration, ids)

    # putting right

    def look_up_uncertain(self) -> None:
        """Look every uncertain document up over there; nothing is sent."""
        ids = [row.id for row in self._lists.rows.values() if row.is_uncertain]
        if self._work.integration is not None:
            self._runs.look_up(self._work.integration, ids)

    def judge_document(self, invoice_id: str = "") -> None:
        """Ask whether a document over there is this invoice, or the one that the keyboard is on."""
        wanted = invoice_id or self._lists.current.view.current_id()
        if self._tab() != RECONCILE and self._work.integration is not None and wanted and not self._runs.is_on:
            self._doubts.ask(self._work.integration, str(wanted), self._work.systems)

    def fix(self, fix: Fix, ids: Sequence[str]) -> None:
        """What the panel offers against a cause, for these documents."""
        match fix:
            case Fix.CHECK:
                self.check(ids)
            case Fix.LOOK_UP:
                self.look_up_uncertain()
            case Fix.JUDGE:
                self.judge_document(ids[0])
            case Fix.TRANSFER_AGAIN:
                self._send_again(ids)
            case _:
                self._preflight.fix(fix, [self._lists.rows[id_] for id_ in ids if id_ in self._lists.rows])

    # reconciling

    def accept_chosen(self) -> None:
        """Accept the differences of the ticked rows, or of the current one, after asking why."""
        if self._tab() == RECONCILE:
            self._differences.accept()

    # showing

    def show_ticked(self) -> None:
        """Only what is ticked, or all rows again."""
        (self._reconcile if self._tab() == RECONCILE else self._lists.current).ticked.toggle()

    # files

    def export_list(self) -> None:
        """Write the rows shown to an Excel or CSV file."""
        file = ask_for_file(self._page, _("Invoices"))
        if file is not None:
            self.export_to(file)

    def export_to(self, file: Path) -> None:
        """Write the rows shown to this file."""
        systems = self._work.systems
        if self._tab() == RECONCILE:
            self._work.export(file, document_columns(systems.psa, systems.finance), self._reconcile.table.shown_rows())
        else:
            self._work.export(file, transfer_columns(systems.finance), self._lists.current.table.shown_rows())
