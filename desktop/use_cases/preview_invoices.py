"""Preview invoices before they are sent: what the finance system will not carry, and where its amounts will differ."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from desktop.connectors.contract import ConnectorSource, SystemCard
from desktop.errors import RecordRefused
from desktop.models.losses import Loss, losses
from desktop.models.money_rules import PredictedDifference, predicted_difference, sentence
from desktop.models.records import Integration, Invoice, Side
from desktop.models.store.work import Store
from desktop.texts import Message


@dataclass(frozen=True, slots=True)
class InvoicePreview:
    """What is known of an invoice over there. No difference: the amounts will agree, or the checks refuse the invoice anyway."""

    losses: tuple[Loss, ...]
    difference: PredictedDifference | None
    difference_sentence: Message | None


class InvoicePreviews:
    """The previews of an integration's invoices."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def previews(self, integration: Integration, invoice_ids: Collection[str]) -> dict[str, InvoicePreview]:
        """The preview of each invoice that was read, by id; nothing is sent, nothing is kept."""
        finance, psa = (self._connectors.get(integration, side).card for side in (Side.FINANCE, Side.PSA))
        wanted = set(invoice_ids)
        with self._store.reading() as work:
            invoices = [one for one in work.invoices.all(integration.id) if one.id in wanted]
        return {one.id: _preview(one, finance, psa) for one in invoices}


def _preview(invoice: Invoice, finance: SystemCard, psa: SystemCard) -> InvoicePreview:
    lost = tuple(losses(invoice, {table.kind: table for table in finance.tables}))
    try:
        found = predicted_difference(invoice, finance.money)
    except RecordRefused:
        found = None
    return InvoicePreview(lost, found, sentence(found, invoice.currency, psa.label, finance.label) if found else None)
