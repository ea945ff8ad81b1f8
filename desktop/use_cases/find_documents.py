"""Find the document of a transferred invoice over there, whatever people did with it; design.md section 5, step 4."""

from __future__ import annotations

from functools import partial

from desktop.connectors.contract import ConnectorSource
from desktop.errors import KeyUsedUp, RecordChanged, RecordNotFound
from desktop.models.document_judgements import Judged, sought
from desktop.models.records import Customer, FinanceInvoice, Integration, Invoice, LinkKind, Side, Transfer
from desktop.models.same_document import own_document
from desktop.models.store.whose_document import is_of_another
from desktop.models.store.work import Store


class DocumentSearch:
    """Looks documents up over there; nothing is written, here or there."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def found(self, integration: Integration, invoice: Invoice, transfer: Transfer) -> FinanceInvoice | None:
        """The document by its own number or our key where either tells it, by our reference, else by what it says.

        A document that another invoice names is never this one, whatever reference somebody gave it.
        `AnotherDocument` when others carry our reference; `RecordChanged` when one without it may be ours; `KeyUsedUp`.
        """
        finance, customer = self._connectors.finance(integration), self._customer(integration, invoice)
        with self._store.reading() as work:
            judged = Judged(work.document_judgements.of(integration.id, invoice.id))

        def is_another(there: FinanceInvoice) -> bool:
            return judged.is_another(there) or self._is_of_another(integration, invoice, there)

        def sent() -> FinanceInvoice | None:
            try:
                there = finance.sent_invoice(sought(invoice, transfer, transfer.reference, customer), transfer.key, is_another)
            except RecordNotFound:
                return None
            return None if is_another(there) else there

        def carrying() -> FinanceInvoice | None:
            found = [one for one in finance.find_invoices(transfer.reference) if not is_another(one)]
            whose = partial(self._finance_customer, integration)
            return judged.ours(found) or own_document(found, invoice, customer, finance.card.label, whose)

        if not (transfer.finance_id or finance.card.makes_drafts_by_key):
            return carrying() or sent()
        try:
            there = sent()
        except (RecordChanged, KeyUsedUp):
            if (there := carrying()) is None:
                raise
            return there
        return there or carrying()

    def _is_of_another(self, integration: Integration, invoice: Invoice, there: FinanceInvoice) -> bool:
        with self._store.reading() as work:
            return is_of_another(work, integration, invoice, there)

    def _customer(self, integration: Integration, invoice: Invoice) -> Customer | None:
        """The linked finance customer."""
        with self._store.reading() as work:
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, invoice.customer_id)
        return self._finance_customer(integration, link.finance_id) if link is not None else None

    def _finance_customer(self, integration: Integration, customer_id: str) -> Customer | None:
        with self._store.reading() as work:
            return work.customers.get(integration.id, Side.FINANCE, customer_id)
