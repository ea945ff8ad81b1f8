"""Everything we know about the documents of one integration, to be compared with what lies over there; pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from desktop.models.linked_customers import LinkedCustomers
from desktop.models.reconciliation import ReconciledInvoice, reconciled, unknown_here
from desktop.models.records import Acceptance, BothSides, FinanceInvoice, FinanceState, Invoice, InvoiceStatus, Transfer
from desktop.models.records.agreement import agreeing
from desktop.models.records.document_names import Name, name_of, names_of
from desktop.models.references import mark_of, marked_reference


@dataclass(frozen=True, slots=True, kw_only=True)
class OurSide:
    """The PSA's invoices with their transfers and acceptances, by invoice id.

    The invoices are without their lines. Asked for those alone that differ: `whole_of` gives them with their lines, `figures_of`
    what both sides said when they were transferred.
    """

    mark: str  # of the PSA, as our references over there carry it
    psa: str  # the names of the two systems, for sentences
    system: str
    read_at: dt.datetime | None  # when the other side was read
    invoices: Sequence[Invoice]
    transfers: Mapping[str, Transfer]
    acceptances: Mapping[str, Acceptance]
    customers: LinkedCustomers
    whole_of: Callable[[Collection[str]], Mapping[str, Invoice]]
    figures_of: Callable[[Collection[str]], Mapping[str, BothSides]]

    def compared(self, found: Iterable[FinanceInvoice]) -> list[ReconciledInvoice]:
        """A row for each booked invoice, and for each document over there under a reference of ours that no invoice has.

        Documents from before the first invoice that was read from the PSA are no difference.
        """
        there: dict[str, list[FinanceInvoice]] = defaultdict(list)
        named: dict[str, list[FinanceInvoice]] = defaultdict(list)  # by invoice: what its transfer names, whatever its reference
        whose = {name_of(one): one.invoice_id for one in self.transfers.values()}
        documents, invoices = list(found), {one.id: one for one in self.invoices}
        drafts = {name for one in documents if one.state is FinanceState.DRAFT for name in names_of(one)}
        for document in documents:
            invoice_id = _named_by(document, whose, drafts)
            if invoice_id in invoices and self._is_perhaps_an_order(document, invoices[invoice_id]):
                invoice_id = None
            (there[document.reference] if invoice_id is None else named[invoice_id]).append(document)
        pairs = []
        for invoice in self.invoices:
            counterparts = [*named.get(invoice.id, ()), *there.pop(self._reference(invoice), ())]
            if invoice.status is not InvoiceStatus.DRAFT or counterparts:
                pairs.append((invoice, counterparts))
        rows = [self._row(*pair) for pair in pairs]
        differing = [row.id for row in rows if row.there is not None and row.differences]
        whole, before = self.whole_of(differing), self.figures_of(differing)
        for place, (invoice, counterparts) in enumerate(pairs):
            if invoice.id in whole:
                rows[place] = self._row(whole[invoice.id], counterparts, before.get(invoice.id))
        return [*rows, *self._unknown(there)]

    def _is_perhaps_an_order(self, document: FinanceInvoice, invoice: Invoice) -> bool:
        """Whether nothing but the number of our draft speaks for a booked document, which those of sales orders have too."""
        transfer = self.transfers[invoice.id]
        if document.reference or document.state is FinanceState.DRAFT or document.number == transfer.finance_number:
            return False
        if document.id != document.number:  # what it was called as a draft is its id, which no order has
            return False
        _is_same, is_same_amount = agreeing(document, invoice, None)
        return self.customers.is_another(invoice, document) or not is_same_amount

    def explained(self, rows: Iterable[ReconciledInvoice], whole: Mapping[str, FinanceInvoice]) -> list[ReconciledInvoice]:
        """The rows, those in `whole` (by row id) compared once more with their counterpart as it is there: with its lines."""
        before = self.figures_of(list(whole))
        return [
            self._row(row.invoice, [whole[row.id]], before.get(row.id)) if row.invoice and row.id in whole else row for row in rows
        ]

    def _row(self, invoice: Invoice, there: Iterable[FinanceInvoice], before: BothSides | None = None) -> ReconciledInvoice:
        return reconciled(
            invoice,
            self.transfers.get(invoice.id),
            there,
            self.system,
            self.read_at,
            psa=self.psa,
            before=before,
            acceptance=self.acceptances.get(invoice.id),
            customers=self.customers,
        )

    def _reference(self, invoice: Invoice) -> str:
        """Under which reference it is over there, or would be."""
        transfer = self.transfers.get(invoice.id)
        return transfer.reference if transfer is not None and transfer.reference else marked_reference(invoice, self.mark)

    def _unknown(self, there: Mapping[str, Sequence[FinanceInvoice]]) -> Iterable[ReconciledInvoice]:
        first = min((one.date for one in self.invoices), default=dt.date.max)
        transferred = {one.reference for one in self.transfers.values()}  # of an invoice that was read meanwhile, elsewhere
        for reference, documents in there.items():
            if reference in transferred or mark_of(reference) not in ("", self.mark):
                continue
            dated = [one for one in documents if one.date is None or one.date >= first]
            yield from unknown_here(dated, self.system, psa=self.psa, acceptances=self.acceptances, customers=self.customers)


def _named_by(document: FinanceInvoice, whose: Mapping[Name | None, str], drafts: Collection[Name]) -> str | None:
    """The invoice whose transfer names a document.

    A booked one need not have been a draft: its order number may be that of a sales order, beside a draft of that number.
    """
    is_draft = document.state is FinanceState.DRAFT
    for name in names_of(document):
        if name in whose and (is_draft or name not in drafts):
            return whose[name]
    return None
