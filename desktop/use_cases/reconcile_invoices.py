"""Reconcile invoices (Afstem): both sides read, compared, and the finance system's number and status written to the PSA."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from typing import cast

from desktop.connectors.contract import ConnectorSource, Finance
from desktop.errors import BindeledError, Cancelled
from desktop.models.reconciliation import ReconciledInvoice, reconciled, tally
from desktop.models.records import (
    Activity,
    FinanceInvoice,
    Integration,
    Invoice,
    InvoiceStatus,
    Outcome,
    Side,
    TransferState,
)
from desktop.models.references import reference_of
from desktop.models.store.work import Store
from desktop.progress import Progress
from desktop.texts import Message

_FETCH = "invoices"  # under which name the time of reading is kept


class InvoiceReconciliation:
    """Compares what was transferred with what lies in the finance system."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        write_back: Callable[[Integration, Invoice, FinanceInvoice], bool],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._write_back = write_back

    def reconcile(self, integration: Integration, progress: Progress) -> list[ReconciledInvoice]:
        """Read the other side now, compare, and write changed numbers and states back; gives a row per booked invoice."""
        finance = cast(Finance, self._connectors.get(integration, Side.FINANCE))
        self._read(integration, finance, progress)
        rows = self.rows(integration)
        self._write_back_changes(integration, rows, progress)
        counts = tally(rows)
        with self._store.work() as work:
            sentence = Message(
                "{count} invoice reconciled: {agree} agree, {differ} differ. {waiting} not transferred.",
                "{count} invoices reconciled: {agree} agree, {differ} differ. {waiting} not transferred.",
                count=len(rows) - counts.not_transferred,
                agree=counts.agree,
                differ=counts.differ,
                waiting=counts.not_transferred,
            )
            work.log.note(integration.id, Activity.RECONCILE, Outcome.DONE, sentence, system=finance.card.label)
            work.commit()
        return rows

    def _read(self, integration: Integration, finance: Finance, progress: Progress) -> None:
        """Read every counterpart; what was read before stays when that fails."""
        with self._store.reading() as work:
            dates = [one.date for one in work.invoices.all(integration.id)]
        found: list[FinanceInvoice] = []
        text = Message("Reading invoices in {system}", system=finance.card.label)
        with finance.recording() as exchanges:
            try:
                for page in finance.invoices(min(dates)) if dates else ():
                    found.extend(page.records)
                    progress.step(len(found), page.total, text)
            except Cancelled:
                raise
            except BindeledError as trouble:
                with self._store.work() as work:
                    work.log.note(
                        integration.id,
                        Activity.RECONCILE,
                        Outcome.REFUSED,
                        trouble.message,
                        what_to_do=trouble.what_to_do,
                        system=finance.card.label,
                        technical=trouble.technical,
                        exchanges=exchanges[-1:],
                    )
                    work.commit()
                raise
        with self._store.work() as work:
            work.invoices.replace_counterparts(integration.id, found)
            work.settings.fetched(integration.id, Side.FINANCE, _FETCH, len(found))
            work.commit()

    def read_at(self, integration_id: int) -> dt.datetime | None:
        """When the other side was last read; `None`: never."""
        with self._store.reading() as work:
            fetch = work.settings.fetches(integration_id).get((Side.FINANCE, _FETCH))
        return None if fetch is None else fetch.fetched_at

    def rows(self, integration: Integration) -> list[ReconciledInvoice]:
        """Both sides as last read, without asking anybody."""
        read_at = self.read_at(integration.id)
        system = self._connectors.card(integration, Side.FINANCE).label
        with self._store.reading() as work:
            transfers = work.transfers.all(integration.id)
            by_reference: dict[str, list[FinanceInvoice]] = defaultdict(list)
            for one in work.invoices.counterparts(integration.id):
                by_reference[one.reference].append(one)
            invoices = [one for one in work.invoices.all(integration.id) if one.status is not InvoiceStatus.DRAFT]
        return [
            reconciled(one, transfers.get(one.id), by_reference.get(reference_of(one), ()), system, read_at) for one in invoices
        ]

    def _write_back_changes(self, integration: Integration, rows: list[ReconciledInvoice], progress: Progress) -> None:
        changed = [
            (row.invoice, row.there)
            for row in rows
            if row.there is not None
            and row.transfer is not None
            and row.transfer.state is TransferState.TRANSFERRED
            and row.transfer.written_state != row.there.state
        ]
        text = Message("Writing numbers and states back")
        for index, (invoice, there) in enumerate(changed):
            progress.step(index, len(changed), text)
            self._write_back(integration, invoice, there)
