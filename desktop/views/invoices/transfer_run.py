"""A run of transfers as the page sees it: rows change live, the end comes with the report."""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.errors import Cancelled
from desktop.models.records import Integration, InvoiceState, Reason, TransferReport
from desktop.use_cases.settle_transfers import TransferSettling
from desktop.use_cases.transfer_invoices import InvoiceTransfers
from desktop.views.background import Background, Job

_BETWEEN_READS = 80  # ms: rows that changed meanwhile are read together


class TransferRun(QObject):
    """One run at a time. `changed` brings the new states of rows, `ended` the report, `failed` what stopped it altogether."""

    changed = Signal(object)  # list[InvoiceState]
    kept_back = Signal(object)  # dict of invoice id to the reason why it was not sent again
    ended = Signal(object)  # TransferReport
    failed = Signal(object)  # BaseException
    _told = Signal(str)
    _refusals = Signal(object)

    def __init__(self, transfers: InvoiceTransfers, settling: TransferSettling, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._transfers, self._settling, self._background = transfers, settling, background
        self._job: Job[TransferReport] | None = None
        self._report: TransferReport | None = None
        self._changed: set[str] = set()
        self._is_reading = False
        self.integration: Integration | None = None
        self.ids: tuple[str, ...] = ()
        self._told.connect(self._note)
        self._refusals.connect(self.kept_back)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_BETWEEN_READS)
        self._soon.timeout.connect(self._read_changed)

    @property
    def is_on(self) -> bool:
        """Whether a run is under way, its last rows included."""
        return self.integration is not None

    def send(self, integration: Integration, ids: Collection[str], title: str) -> None:
        """Send these invoices."""
        self._begin(integration, ids, title, lambda job: self._transfers.send(integration, ids, job, self._tell))

    def send_again(self, integration: Integration, ids: Collection[str], title: str) -> None:
        """Send these once more, each only after proof that its document is gone over there."""

        def work(job: Job[TransferReport]) -> TransferReport:
            answers = self._settling.reopen(integration, ids, job)
            refused = {id_: reason for id_, reason in answers.items() if reason is not None}
            self._tell_refusals(refused)
            allowed = [id_ for id_ in answers if id_ not in refused]
            return self._transfers.send(integration, allowed, job, self._tell) if allowed else TransferReport()

        self._begin(integration, ids, title, work)

    def look_up(self, integration: Integration, ids: Collection[str], title: str) -> None:
        """Look every uncertain invoice up."""
        self._begin(integration, ids, title, lambda job: self._settling.settle(integration, job))

    def stop(self) -> None:
        """Stop after the documents that are being sent now."""
        if self._job is not None:
            self._job.cancel()

    def _begin(
        self, integration: Integration, ids: Collection[str], title: str, work: Callable[[Job[TransferReport]], TransferReport]
    ) -> None:
        def unless_stopped(job: Job[TransferReport]) -> TransferReport:
            try:
                return work(job)
            except Cancelled:  # some may be looked up already, so the rows are read as after every run
                return TransferReport(open=tuple(ids))

        self.integration, self.ids, self._report = integration, tuple(ids), None
        self._job = self._background.run(
            unless_stopped, on_done=self._finish, on_failed=self._fail, queue=f"finance-{integration.id}", title=title, owner=self
        )

    # told from the sending threads

    def _tell(self, invoice_id: str) -> None:
        with suppress(RuntimeError):  # the window was built anew meanwhile; the transfer itself must not notice
            self._told.emit(invoice_id)

    def _tell_refusals(self, refused: dict[str, Reason]) -> None:
        with suppress(RuntimeError):
            self._refusals.emit(refused)

    # on the window's thread

    def _note(self, invoice_id: str) -> None:
        self._changed.add(invoice_id)
        if not self._soon.isActive() and not self._is_reading:
            self._soon.start()

    def _read_changed(self) -> None:
        integration = self.integration
        if integration is None or self._is_reading:
            return
        ids, self._changed = self._changed, set()
        self._is_reading = True
        self._background.run(
            lambda _job: self._transfers.states(integration, ids),
            on_done=self._show_changed,
            on_failed=self._fail_reading,
            queue="invoices",
            owner=self,
        )

    def _show_changed(self, states: list[InvoiceState]) -> None:
        self._is_reading = False
        self.changed.emit(states)
        if self._changed:
            self._soon.start()
        else:
            self._end()

    def _fail_reading(self, error: BaseException) -> None:
        """The run goes on: only what the rows show is old."""
        self._is_reading = False
        self.failed.emit(error)
        self._end()

    def _end(self) -> None:
        if self._report is not None:
            report, self._report = self._report, None
            self.integration, self._job = None, None
            self.ended.emit(report)

    def _finish(self, report: TransferReport) -> None:
        self._report = report
        self._changed.update(self.ids)
        self._read_changed()

    def _fail(self, error: BaseException) -> None:
        self.integration, self._job = None, None
        self.failed.emit(error)
