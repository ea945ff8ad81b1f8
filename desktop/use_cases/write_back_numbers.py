"""Write the finance system's number and status back to the PSA; product.md chapter 7. It never undoes a transfer."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import cast

from desktop.connectors.contract import ConnectorSource, Psa
from desktop.errors import BindeledError, NotPossible, StoreUnusable
from desktop.models.records import Activity, Exchange, FinanceInvoice, FinanceState, Integration, Invoice, Outcome, Side
from desktop.models.references import key_name
from desktop.models.store.work import Store
from desktop.texts import Message


class NumberWriteBack:
    """Tells the PSA what an invoice is called over there."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def write(self, integration: Integration, invoice: Invoice, there: FinanceInvoice) -> bool:
        """Write number and state, and mark a paid invoice as paid; safe to repeat.

        Never raises: the document is over there, whatever becomes of this. False when the PSA, or our own store, refused; the log
        tells, and the next reconciliation repeats it.
        """
        exchanges: list[Exchange] = []
        system = integration.psa.system
        try:
            psa = cast(Psa, self._connectors.get(integration, Side.PSA))
            system = psa.card.label
            with psa.recording() as exchanges:
                psa.write_back(invoice, there.number or there.id, there.state, key_name(integration))
                if there.state is FinanceState.PAID:
                    self._mark_paid(psa, invoice)
            with self._store.work() as work:
                work.transfers.written_back(integration.id, invoice.id, there.number, there.state)
                work.commit()
        except BindeledError as trouble:
            with suppress(StoreUnusable):
                self._note_refusal(integration, invoice, trouble, system, exchanges)
            return False
        return True

    def _mark_paid(self, psa: Psa, invoice: Invoice) -> None:
        with suppress(NotPossible):  # a PSA need not take it, and TimeLog does not for credit notes
            psa.mark_paid(invoice)

    def _note_refusal(
        self, integration: Integration, invoice: Invoice, trouble: BindeledError, system: str, exchanges: Sequence[Exchange]
    ) -> None:
        with self._store.work() as work:
            work.log.note(
                integration.id,
                Activity.WRITE_BACK,
                Outcome.REFUSED,
                trouble.message,
                what_to_do=Message("The draft stands. The number is written to the PSA at the next reconciliation."),
                system=system,
                subject=("invoice", invoice.id, invoice.number),
                technical=trouble.technical,
                exchanges=exchanges,
            )
            work.commit()
