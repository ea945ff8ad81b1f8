"""Reconcile invoices (Afstem): both sides read, compared, and the finance system's number and status written to the PSA."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import cast

from desktop.connectors.contract import ConnectorSource, Finance
from desktop.errors import BindeledError, Cancelled, RecordChanged, RecordError, RecordNotFound
from desktop.garbage_collector import garbage_collector_resting
from desktop.models.differences import CANNOT_BE_TOLD, DELETED_THERE
from desktop.models.linked_customers import LinkedCustomers
from desktop.models.our_side import OurSide
from desktop.models.reconciliation import ReconciledInvoice, tally
from desktop.models.records import (
    Activity,
    BothSides,
    Figures,
    FinanceInvoice,
    FinanceState,
    Integration,
    Invoice,
    LinkKind,
    Outcome,
    Reason,
    Side,
    Transfer,
    TransferState,
    TransferStep,
)
from desktop.models.records.agreement import DATES_MOVED
from desktop.models.records.document_names import each_once, names_of
from desktop.models.references import psa_mark
from desktop.models.sign_off import periods
from desktop.models.store.work import Store
from desktop.progress import Progress, patient
from desktop.texts import Message

LINES_AT_ONCE = 200  # documents whose lines one reconciliation reads to explain their difference; `read_lines` reads the others
_FETCH = "invoices"  # under which name the time of reading is kept


class InvoiceReconciliation:
    """Compares what was transferred with what lies in the finance system. `found` looks one up (`find_documents.py`)."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        found: Callable[[Integration, Invoice, Transfer], FinanceInvoice | None],
        write_back: Callable[[Integration, Invoice, FinanceInvoice, int], bool],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._found = found
        self._write_back = write_back

    def reconcile(self, integration: Integration, progress: Progress) -> list[ReconciledInvoice]:
        """Read the other side now, compare, and write changed numbers and states back; gives a row per document."""
        finance = self._connectors.finance(integration)
        with patient(finance.on_wait, finance.card.label, progress) as patiently:
            return self._reconciled(integration, finance, patiently)

    def _reconciled(self, integration: Integration, finance: Finance, progress: Progress) -> list[ReconciledInvoice]:
        began = dt.datetime.now(dt.UTC)  # what is transferred while the pages come may be on none of them
        with garbage_collector_resting(what_is_made_stays=True), self._store.reading() as work:
            invoices = work.invoices.without_lines(integration.id)
        found = self._read(integration, finance, min((one.date for one in invoices), default=None), progress)
        with garbage_collector_resting(what_is_made_stays=True):
            ours = self._ours(integration, invoices, began)
            rows = ours.compared(found)
        if self._look_up(integration, finance, rows, found, progress):
            with garbage_collector_resting(what_is_made_stays=True):
                ours = self._ours(integration, invoices, began)
                rows = ours.compared(found)
        if whole := self._lines(integration, finance, rows, progress):
            rows = ours.explained(rows, whole)
            found = _with_lines(found, whole)
        with garbage_collector_resting(what_is_made_stays=True), self._store.work() as work:
            work.invoices.replace_counterparts(integration.id, found)
            work.settings.fetched(integration.id, Side.FINANCE, _FETCH, len(found), began)
            work.commit()
        untold = [row for row in rows if row.is_untold]
        self._write_back_changes(integration, untold, progress)
        self._note_left_out(integration, untold)
        self._keep(integration, rows, finance.card.label)
        return rows

    def _read(self, integration: Integration, finance: Finance, first: dt.date | None, progress: Progress) -> list[FinanceInvoice]:
        """What carries a reference, or is named by a transfer; what was read before stays when that fails."""
        found: list[FinanceInvoice] = []
        with self._store.reading() as work:
            named = work.transfers.references(integration.id).keys()
        text = Message("Reading invoices in {system}", system=finance.card.label)
        with finance.recording() as exchanges:
            try:
                for page in finance.invoices(first - DATES_MOVED) if first else ():
                    found.extend(one for one in page.records if one.reference or not named.isdisjoint(names_of(one)))
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
        return each_once(found)

    def _look_up(
        self,
        integration: Integration,
        finance: Finance,
        rows: Iterable[ReconciledInvoice],
        found: list[FinanceInvoice],
        progress: Progress,
    ) -> bool:
        """Look up what was transferred and is on no page: moved far back in time, booked without a trace, or gone.

        What is found is added to `found`. What is proven gone is not looked up again; where another document may be it, the
        transfer keeps the reason why nobody can tell, and is looked up each time. True when that changes a row.
        """
        doubted = [(row, row.transfer) for row in rows if row.transfer is not None and _is_doubtful(row, row.transfer)]
        whole = self._whole(integration.id, [row.id for row, _transfer in doubted]) if doubted else {}
        text, is_changed = Message("Looking up whether documents are gone"), False
        for place, (row, transfer) in enumerate(doubted):
            progress.step(place, len(doubted), text)
            reason: Reason | None = None
            before = _what_became(transfer)
            if row.there is None and not row.is_accepted:
                try:
                    there = self._found(integration, whole[row.id], transfer)
                except RecordError as trouble:
                    reason = Reason(kind=CANNOT_BE_TOLD, sentence=trouble.message, what_to_do=trouble.what_to_do)
                else:
                    if there is None:
                        reason = Reason(kind=DELETED_THERE, sentence=Message("Deleted in {system}.", system=finance.card.label))
                    else:
                        found.append(there)
                        is_changed = True
            if reason != before:
                is_changed |= any(one is not None and one.kind == CANNOT_BE_TOLD for one in (reason, before))
                with self._store.work() as work:
                    work.transfers.doubted(integration.id, row.id, reason)
                    work.commit()
        return is_changed

    def read_lines(self, integration: Integration, progress: Progress) -> list[ReconciledInvoice]:
        """Read the lines that no reconciliation has read, of all documents whose amounts differ; gives all rows.

        What was read is kept when it is cancelled, or when the finance system fails, which is raised.
        """
        finance = self._connectors.finance(integration)
        whole: dict[str, FinanceInvoice] = {}
        try:
            with patient(finance.on_wait, finance.card.label, progress) as patiently:
                self._read_documents(finance, [row for row in self.rows(integration) if row.needs_lines], patiently, whole)
        finally:
            with self._store.work() as work:
                found = _with_lines(work.invoices.counterparts(integration.id), whole)
                work.invoices.replace_counterparts(integration.id, found)
                work.commit()
        return self.rows(integration)

    def _lines(
        self, integration: Integration, finance: Finance, rows: Sequence[ReconciledInvoice], progress: Progress
    ) -> dict[str, FinanceInvoice]:
        """Documents whose amounts differ with their lines, which tell why, by row: those read before, and some more."""
        wanted = [row for row in rows if row.needs_lines]
        whole = self._read_before(integration, wanted) if wanted else {}
        try:
            self._read_documents(finance, [row for row in wanted if row.id not in whole][:LINES_AT_ONCE], progress, whole)
        except Cancelled:
            raise
        except BindeledError:  # the comparison stands without its explanation
            pass
        return whole

    def _read_before(self, integration: Integration, wanted: Iterable[ReconciledInvoice]) -> dict[str, FinanceInvoice]:
        """By row, the documents whose lines are known already: what is booked keeps its lines, a draft may not."""
        with self._store.reading() as work:
            kept = {one.id: one for one in work.invoices.counterparts(integration.id, with_lines=True) if _is_booked(one)}
        known = ((row.id, row.there, kept.get(row.there.id)) for row in wanted if row.there is not None and _is_booked(row.there))
        return {
            row_id: replace(there, lines=before.lines)
            for row_id, there, before in known
            if before is not None and before.reference == there.reference and Figures.of(before) == Figures.of(there)
        }

    def _read_documents(
        self, finance: Finance, wanted: Sequence[ReconciledInvoice], progress: Progress, whole: dict[str, FinanceInvoice]
    ) -> None:
        """Put the documents of these rows into `whole`, by row; one that changed or went meanwhile is left to the next reading."""
        text = Message("Reading the lines of documents that differ")
        for place, row in enumerate(wanted):
            progress.step(place, len(wanted), text)
            there = cast(FinanceInvoice, row.there)
            with suppress(RecordNotFound, RecordChanged):
                document = finance.invoice(there)
                if document.state is there.state and Figures.of(document).says_the_same(Figures.of(there)):
                    whole[row.id] = document

    def read_at(self, integration_id: int) -> dt.datetime | None:
        """When the other side was last read; `None`: never."""
        with self._store.reading() as work:
            fetch = work.settings.fetches(integration_id).get((Side.FINANCE, _FETCH))
        return None if fetch is None else fetch.fetched_at

    def rows(self, integration: Integration) -> list[ReconciledInvoice]:
        """Both sides as last read, without asking anybody."""
        with garbage_collector_resting(what_is_made_stays=True):
            with self._store.reading() as work:
                found = work.invoices.counterparts(integration.id)
                invoices = work.invoices.without_lines(integration.id)
            return self._ours(integration, invoices, self.read_at(integration.id)).compared(found)

    def _ours(self, integration: Integration, invoices: Sequence[Invoice], read_at: dt.datetime | None) -> OurSide:
        """These invoices with what we know of them now; `read_at` is when the other side was read."""
        psa, system = (self._connectors.card(integration, side).label for side in (Side.PSA, Side.FINANCE))
        with self._store.reading() as work:
            return OurSide(
                mark=psa_mark(integration),
                psa=psa,
                system=system,
                read_at=read_at,
                invoices=invoices,
                transfers=work.transfers.all(integration.id),
                acceptances=work.reconciliations.acceptances(integration.id),
                customers=LinkedCustomers(
                    there=work.links.pairs(integration.id, LinkKind.CUSTOMER),
                    names=work.customers.names(integration.id, Side.FINANCE),
                ),
                whole_of=lambda ids: self._whole(integration.id, ids),
                figures_of=lambda ids: self._figures(integration.id, ids),
            )

    def _whole(self, integration_id: int, invoice_ids: Collection[str]) -> dict[str, Invoice]:
        with self._store.reading() as work:
            return work.invoices.whole(integration_id, invoice_ids)

    def _figures(self, integration_id: int, invoice_ids: Collection[str]) -> dict[str, BothSides]:
        with self._store.reading() as work:
            return work.reconciliations.figures(integration_id, invoice_ids)

    def _write_back_changes(self, integration: Integration, untold: Iterable[ReconciledInvoice], progress: Progress) -> None:
        changed = [
            (row.invoice, row.there, row.transfer.attempts)
            for row in untold
            if row.invoice and row.there and row.transfer and not row.may_be_another
        ]
        text = Message("Writing numbers and states back")
        for index, (invoice, there, attempts) in enumerate(changed):
            progress.step(index, len(changed), text)
            self._write_back(integration, invoice, there, attempts)

    def _note_left_out(self, integration: Integration, untold: Iterable[ReconciledInvoice]) -> None:
        """Tell the log once why the number of a document that may be another one is not written back."""
        left_out = [
            row
            for row in untold
            if row.may_be_another
            and row.transfer is not None
            and row.transfer.steps.get(TransferStep.WRITE_BACK) is not Outcome.NOT_SENT
        ]
        if not left_out:
            return
        psa, system = (self._connectors.card(integration, side).label for side in (Side.PSA, Side.FINANCE))
        with self._store.work() as work:
            for row in left_out:
                work.log.note(
                    integration.id,
                    Activity.WRITE_BACK,
                    Outcome.NOT_SENT,
                    Message(
                        "Nothing was written to {psa}, since this may be another document. {explanation}",
                        psa=psa,
                        explanation=row.explanation,
                    ),
                    what_to_do=Message("Correct it in {system}, or accept the difference. Then reconcile again.", system=system),
                    system=psa,
                    subject=("invoice", row.id, row.number),
                )
                work.transfers.not_written_back(integration.id, row.id, Outcome.NOT_SENT)
            work.commit()

    def _keep(self, integration: Integration, rows: Sequence[ReconciledInvoice], system: str) -> None:
        """Keep the figures on which both sides agree, and tell the log how it ended and which signed-off periods have changed."""
        counts = tally(rows)
        with garbage_collector_resting(what_is_made_stays=True), self._store.work() as work:
            agreed = {row.id: row.figures for row in rows if row.agrees and row.transfer is not None}
            work.reconciliations.put_figures(integration.id, agreed)
            sign_offs = work.reconciliations.sign_offs(integration.id)
            for period in periods(rows, sign_offs) if sign_offs else ():
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


def _is_doubtful(row: ReconciledInvoice, transfer: Transfer) -> bool:
    """Whether it is to be looked up what became of the document of a row, or what was known of that is over."""
    before = _what_became(transfer)
    if row.there is None and before is not None and before.kind == DELETED_THERE:
        return False
    return row.can_send_again or before is not None


def _what_became(transfer: Transfer) -> Reason | None:
    """What a look-up found of a transferred document that was on no page: that it is gone, or why nobody can tell."""
    return transfer.reason if transfer.state is TransferState.TRANSFERRED else None


def _is_booked(document: FinanceInvoice) -> bool:
    return document.state in (FinanceState.BOOKED, FinanceState.PAID)


def _with_lines(found: Iterable[FinanceInvoice], whole: Mapping[str, FinanceInvoice]) -> list[FinanceInvoice]:
    """The documents that were found; those that were read with their lines in that form."""
    read = {(one.state, one.id): one for one in whole.values()}
    return [read.get((one.state, one.id), one) for one in found]
