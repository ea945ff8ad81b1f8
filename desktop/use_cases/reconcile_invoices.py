"""Reconcile invoices (Afstem): both sides read, compared, and the finance system's number and status written to the PSA."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import cast

from desktop.connectors.contract import ConnectorSource, Finance
from desktop.errors import BindeledError, Cancelled, RecordNotFound
from desktop.models.reconciliation import ReconciledInvoice, reconciled, tally, unknown_here
from desktop.models.records import (
    Activity,
    FinanceInvoice,
    FinanceState,
    Integration,
    Invoice,
    InvoiceStatus,
    Outcome,
    Side,
    TransferState,
)
from desktop.models.references import reference_of
from desktop.models.sign_off import periods
from desktop.models.store.work import Store
from desktop.progress import Progress
from desktop.texts import Message

MOST_WITH_LINES = 200  # documents whose lines are read to explain their difference: when more differ, it is not their lines
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
        """Read the other side now, compare, and write changed numbers and states back; gives a row per document."""
        finance = cast(Finance, self._connectors.get(integration, Side.FINANCE))
        began = dt.datetime.now(dt.UTC)  # what is transferred while the pages come may be on none of them
        found = self._read(integration, finance, progress)
        rows = self._compared(integration, found, began)
        found, rows = self._with_lines(integration, finance, found, rows, began, progress)
        with self._store.work() as work:
            work.invoices.replace_counterparts(integration.id, found)
            work.settings.fetched(integration.id, Side.FINANCE, _FETCH, len(found), began)
            work.commit()
        self._write_back_changes(integration, rows, progress)
        self._keep(integration, rows, finance.card.label)
        return rows

    def _read(self, integration: Integration, finance: Finance, progress: Progress) -> list[FinanceInvoice]:
        """Every counterpart; what was read before stays when that fails."""
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
        return found

    def _with_lines(
        self,
        integration: Integration,
        finance: Finance,
        found: list[FinanceInvoice],
        rows: list[ReconciledInvoice],
        read_at: dt.datetime,
        progress: Progress,
    ) -> tuple[list[FinanceInvoice], list[ReconciledInvoice]]:
        """The same with the lines of the documents whose amounts differ, which tell why; without them where reading them fails."""
        wanted = [row.there for row in rows if row.there is not None and row.needs_lines]
        if not 0 < len(wanted) <= MOST_WITH_LINES:
            return found, rows
        whole: dict[tuple[FinanceState, str], FinanceInvoice] = {}
        text = Message("Reading the lines of documents that differ")
        try:
            for place, one in enumerate(wanted):
                progress.step(place, len(wanted), text)
                try:
                    document = finance.invoice(one)
                except RecordNotFound:  # gone or booked meanwhile: the next reading tells
                    continue
                if document.signed(document.net) == one.signed(one.net) and document.state is one.state:
                    whole[one.state, one.id] = document
        except Cancelled:
            raise
        except BindeledError:
            pass  # the comparison stands without its explanation
        if not whole:
            return found, rows
        found = [whole.get((one.state, one.id), one) for one in found]
        return found, self._compared(integration, found, read_at)

    def read_at(self, integration_id: int) -> dt.datetime | None:
        """When the other side was last read; `None`: never."""
        with self._store.reading() as work:
            fetch = work.settings.fetches(integration_id).get((Side.FINANCE, _FETCH))
        return None if fetch is None else fetch.fetched_at

    def rows(self, integration: Integration) -> list[ReconciledInvoice]:
        """Both sides as last read, without asking anybody."""
        with self._store.reading() as work:
            found = work.invoices.counterparts(integration.id)
        return self._compared(integration, found, self.read_at(integration.id))

    def _compared(
        self, integration: Integration, found: Sequence[FinanceInvoice], read_at: dt.datetime | None
    ) -> list[ReconciledInvoice]:
        """A row for each booked invoice of the PSA, and for each document over there under a reference that the PSA does not have.

        Documents from before the first invoice that was read from the PSA are no difference.
        """
        psa, system = (self._connectors.card(integration, side).label for side in (Side.PSA, Side.FINANCE))
        with self._store.reading() as work:
            invoices = work.invoices.all(integration.id)
            transfers = work.transfers.all(integration.id)
            before = work.reconciliations.figures(integration.id)
            acceptances = work.reconciliations.acceptances(integration.id)
        there: dict[str, list[FinanceInvoice]] = defaultdict(list)
        for document in found:
            there[document.reference].append(document)
        rows = []
        for one in invoices:
            counterparts = there.pop(reference_of(one), ())
            if one.status is not InvoiceStatus.DRAFT or counterparts:
                rows.append(
                    reconciled(
                        one,
                        transfers.get(one.id),
                        counterparts,
                        system,
                        read_at,
                        psa=psa,
                        before=before.get(one.id),
                        acceptance=acceptances.get(one.id),
                    )
                )
        first = min((one.date for one in invoices), default=dt.date.max)
        for reference, documents in there.items():
            document = documents[0]
            row = unknown_here(document, system, psa=psa, acceptance=acceptances.get(reference))
            if row is not None and (document.date is None or document.date >= first):
                rows.append(row)
        return rows

    def _write_back_changes(self, integration: Integration, rows: Iterable[ReconciledInvoice], progress: Progress) -> None:
        changed = [
            (row.invoice, row.there)
            for row in rows
            if row.invoice is not None
            and row.there is not None
            and row.transfer is not None
            and row.transfer.state is TransferState.TRANSFERRED
            and row.transfer.written_state != row.there.state
        ]
        text = Message("Writing numbers and states back")
        for index, (invoice, there) in enumerate(changed):
            progress.step(index, len(changed), text)
            self._write_back(integration, invoice, there)

    def _keep(self, integration: Integration, rows: Sequence[ReconciledInvoice], system: str) -> None:
        """Keep the figures on which both sides agree, and tell the log how it ended and which signed-off periods have changed."""
        counts = tally(rows)
        with self._store.work() as work:
            known = work.reconciliations.figures(integration.id)
            agreed = {row.id: row.figures for row in rows if row.agrees and row.transfer is not None}
            work.reconciliations.put_figures(
                integration.id, {id_: figures for id_, figures in agreed.items() if known.get(id_) != figures}
            )
            for period in periods(rows, work.reconciliations.sign_offs(integration.id)):
                if period.changes:
                    changed = Message(
                        "{month} was signed off, and {count} document has changed since.",
                        "{month} was signed off, and {count} documents have changed since.",
                        month=f"{period.month:%Y-%m}",
                        count=len(period.changes),
                    )
                    to_do = Message("Look at the month under Reconcile, and sign it off again when it is right.")
                    work.log.note(integration.id, Activity.RECONCILE, Outcome.UNKNOWN, changed, what_to_do=to_do, system=system)
            sentence = Message(
                "{count} invoice reconciled: {agree} agree, {differ} differ. {waiting} not transferred.",
                "{count} invoices reconciled: {agree} agree, {differ} differ. {waiting} not transferred.",
                count=len(rows) - counts.not_transferred,
                agree=counts.agree,
                differ=counts.differ,
                waiting=counts.not_transferred,
            )
            work.log.note(integration.id, Activity.RECONCILE, Outcome.DONE, sentence, system=system)
            work.commit()
