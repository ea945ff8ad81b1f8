"""What the page asks of the use cases, off the window's thread: load, fetch, check, compare, read the log, export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desktop.errors import BindeledError
from desktop.models.invoice_preview import InvoicePreview, MeterLine
from desktop.models.invoice_rows import TransferRow, row_of
from desktop.models.invoice_story import Systems
from desktop.models.reconciliation import ReconciledInvoice
from desktop.models.records import Integration, InvoiceState, LogEntry, Reason, Side
from desktop.models.table_export import Column, export_table
from desktop.texts import _
from desktop.use_cases.connect_system import Connections
from desktop.use_cases.fetch_records import Fetched, RecordFetching, Register
from desktop.use_cases.preview_invoices import InvoicePreviews
from desktop.use_cases.read_log import IntegrationLog
from desktop.use_cases.reconcile_invoices import InvoiceReconciliation
from desktop.use_cases.transfer_invoices import InvoiceTransfers
from desktop.views.background import Background, Job
from desktop.views.shared.columns import by_number

T = TypeVar("T")
Compared = tuple[list[ReconciledInvoice], dt.datetime | None]
FETCHED = (Register.PSA_INVOICES, Register.PSA_CONTACTS, Register.PSA_DIMENSIONS, Register.FINANCE_ITEMS, Register.FINANCE_CHOICES)
_ENTRIES = 50  # of one document; older ones stand on the page Log


class InvoiceWork(QObject):
    """The slow part of the page. Every answer belongs to the integration that was chosen when it was asked; others are dropped."""

    loaded = Signal(object)  # list[TransferRow]
    previewed = Signal(object)  # dict of invoice id to InvoicePreview
    compared = Signal(object, object)  # list[ReconciledInvoice], when the other side was read (`None`: never)
    checked = Signal(object)  # dict of invoice id to list[Reason]
    fetched = Signal(object)  # list[Fetched]
    logged = Signal(str, object)  # invoice id, list[LogEntry]
    exported = Signal(int, object)  # how many, Path
    failed = Signal(object, object)  # BaseException, what to call to try again (or None)

    def __init__(
        self,
        connections: Connections,
        transfers: InvoiceTransfers,
        previews: InvoicePreviews,
        reconciliation: InvoiceReconciliation,
        log: IntegrationLog,
        fetching: RecordFetching,
        background: Background,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._connections, self._transfers, self._reconciliation = connections, transfers, reconciliation
        self._previews = previews
        self._log, self._fetching, self._background = log, fetching, background
        self.integration: Integration | None = None
        self.systems = Systems("", "")
        self.is_fetching = False

    def choose(self, integration_id: int) -> None:
        """Work for this integration from now on."""
        if self.integration is None or self.integration.id != integration_id:
            self.is_fetching = False
        self.integration = self._connections.integration(integration_id)
        self.systems = Systems(
            self._connections.card(integration_id, Side.PSA).label, self._connections.card(integration_id, Side.FINANCE).label
        )

    @property
    def was_fetched(self) -> bool:
        """Whether the invoices of the PSA were ever read."""
        return self.integration is not None and Register.PSA_INVOICES in self._fetching.last(self.integration.id)

    # reading the store

    def load(self) -> None:
        """Every invoice with where it stands, and both sides as last read."""

        def read(integration: Integration) -> tuple[list[TransferRow], list[ReconciledInvoice], dt.datetime | None]:
            states = self._transfers.invoices(integration)
            read_at = self._reconciliation.read_at(integration.id)
            compared = self._reconciliation.rows(integration) if read_at else []
            there = {row.id: row for row in compared}
            rows = [_row(one, there.get(one.invoice.id)) for one in states]
            return sorted(rows, key=lambda row: (row.is_draft, by_number(row.invoice.number))), compared, read_at

        def show(found: tuple[list[TransferRow], list[ReconciledInvoice], dt.datetime | None]) -> None:
            rows, compared, read_at = found
            self.loaded.emit(rows)
            self.compared.emit(compared, read_at)
            self.preview([row.id for row in rows if row.can_send])

        self._run(lambda integration, _job: read(integration), show, self.load, queue="invoices")

    def preview(self, ids: Collection[str]) -> None:
        """What is known of these before they are sent; nothing is asked of anybody."""
        if ids:
            self._run(
                lambda integration, _job: self._previews.previews(integration, ids), self.previewed.emit, None, queue="invoices"
            )

    def meter(self, preview: InvoicePreview) -> list[MeterLine]:
        """The loss meter of one document; cheap, from what is declared."""
        return [] if self.integration is None else self._previews.meter(self.integration, preview)

    def load_compared(self) -> None:
        """Both sides as last read, while the lists stay as they are."""

        def read(integration: Integration, _job: Job[Compared]) -> Compared:
            read_at = self._reconciliation.read_at(integration.id)
            return (self._reconciliation.rows(integration) if read_at else []), read_at

        self._run(read, lambda found: self.compared.emit(*found), self.load_compared, queue="invoices")

    def read_log(self, invoice_id: str) -> None:
        """The log of one invoice, newest first."""

        def read(integration: Integration, _job: Job[list[LogEntry]]) -> list[LogEntry]:
            entries = self._log.entries(integration.id, subject_id=invoice_id, limit=_ENTRIES)
            return [entry for entry in entries if entry.subject_kind == "invoice"]

        self._run(read, lambda entries: self.logged.emit(invoice_id, entries), None, queue="invoices")

    # asking the systems

    def fetch(self) -> None:
        """Read invoices, what stands behind their lines, their contacts, item numbers and currencies anew, then load."""

        def done(fetched: list[Fetched]) -> None:
            self.is_fetching = False
            self.fetched.emit(fetched)
            self.load()

        if self.integration is not None and not self.is_fetching:
            self.is_fetching = True
            self._run(
                lambda integration, job: self._fetching.fetch(integration, FETCHED, progress=job),
                done,
                self.fetch,
                title=_("Fetching invoices"),
            )

    def check(self, ids: Collection[str]) -> None:
        """What would stop these invoices; nothing is sent."""
        self._run(
            lambda integration, job: self._transfers.check(integration, ids, job),
            self.checked.emit,
            lambda: self.check(ids),
            title=_("Checking"),
        )

    def compare(self) -> None:
        """Read the other side anew, compare, and write changed numbers back."""
        self._run(
            lambda integration, job: self._reconciliation.reconcile(integration, job),
            lambda _rows: self.load(),
            self.compare,
            title=_("Reconciling invoices"),
        )

    def read_lines(self) -> None:
        """Read the lines of the documents that differ, where a reconciliation left them."""
        self._run(
            lambda integration, job: self._reconciliation.read_lines(integration, job),
            lambda _rows: self.load_compared(),
            self.read_lines,
            title=_("Reading lines"),
        )

    def export(self, file: Path, columns: Sequence[Column[T]], records: Sequence[T]) -> None:
        """Write a list to a file."""
        self._run(
            lambda _integration, _job: export_table(file, columns, records),
            lambda count: self.exported.emit(count, file),
            lambda: self.export(file, columns, records),
            queue="export",
        )

    def _run(
        self,
        work: Callable[[Integration, Job[T]], T],
        on_done: Callable[[T], object],
        again: Callable[[], object] | None,
        *,
        queue: str = "",
        title: str = "",
    ) -> None:
        integration = self.integration
        if integration is None:
            return

        def done(result: T) -> None:
            if self.integration is not None and self.integration.id == integration.id:
                on_done(result)

        def failed(error: BaseException) -> None:
            self.is_fetching = False
            self.failed.emit(error, again if isinstance(error, BindeledError) else None)

        self._background.run(
            lambda job: work(integration, job),
            on_done=done,
            on_failed=failed,
            queue=queue or f"finance-{integration.id}",
            title=title,
            owner=self,
        )


def _row(one: InvoiceState, there: ReconciledInvoice | None) -> TransferRow:
    state = there.state if there is not None else None
    is_accepted = there is not None and there.is_accepted
    return row_of(one.invoice, one.transfer, state, one.tolerance, is_accepted=is_accepted, elsewhere=one.elsewhere)


def not_fetched(fetched: Sequence[Fetched]) -> Reason | None:
    """Why a register still has its old records, if one has."""
    return next((one.reason for one in fetched if one.reason is not None), None)
