"""Write the finance system's number and status back to the PSA; product.md chapter 7. It never undoes a transfer."""

from __future__ import annotations

from typing import cast

from desktop.connectors.contract import ConnectorSource, Psa
from desktop.errors import BindeledError
from desktop.models.records import Activity, FinanceInvoice, Integration, Invoice, Outcome, Side
from desktop.models.references import key_name
from desktop.models.store.work import Store
from desktop.texts import Message


class NumberWriteBack:
    """Tells the PSA what an invoice is called over there."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def write(self, integration: Integration, invoice: Invoice, there: FinanceInvoice) -> bool:
        """Write number and state; safe to repeat. False when the PSA refused, which the log tells and the next run repeats."""
        psa = cast(Psa, self._connectors.get(integration, Side.PSA))
        with psa.recording() as exchanges:
            try:
                psa.write_back(invoice, there.number or there.id, there.state, key_name(integration))
            except BindeledError as trouble:
                with self._store.work() as work:
                    work.log.note(
                        integration.id,
                        Activity.WRITE_BACK,
                        Outcome.REFUSED,
                        trouble.message,
                        what_to_do=Message("The draft stands. The number is written to the PSA at the next reconciliation."),
                        system=psa.card.label,
                        subject=("invoice", invoice.id, invoice.number),
                        technical=trouble.technical,
                        exchanges=exchanges,
                    )
                    work.commit()
                return False
        with self._store.work() as work:
            work.transfers.written_back(integration.id, invoice.id, there.number, there.state)
            work.commit()
        return True
