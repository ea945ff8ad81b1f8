"""Write the finance system's number and status back to the PSA; product.md chapter 7. It never undoes a transfer."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from desktop.connectors.contract import ConnectorSource, Psa
from desktop.errors import BindeledError, Cancelled, NotPossible, OutcomeUnknown, RecordNotFound, StoreUnusable, UnexpectedAnswer
from desktop.models.records import (
    Activity,
    Exchange,
    FinanceInvoice,
    FinanceState,
    Integration,
    Invoice,
    Outcome,
    TransferState,
    TransferStep,
)
from desktop.models.references import key_name
from desktop.models.store.work import Store
from desktop.texts import Message


class NumberWriteBack:
    """Tells the PSA what an invoice is called over there."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def write(self, integration: Integration, invoice: Invoice, there: FinanceInvoice, attempts: int | None = None) -> bool:
        """Write number and state, and mark a paid invoice as paid; safe to repeat: what was written is not written again.

        `attempts` is how many the invoice had when `there` was read. When it was sent again since, `there` is not its document any
        more, and nothing is written.

        Never raises: the document is over there, whatever becomes of this. False when the PSA, or our own store, refused; the log
        tells, and the next reconciliation repeats it.
        """
        exchanges: list[Exchange] = []
        system = integration.psa.system
        try:
            with self._store.reading() as work:
                transfer = work.transfers.get(integration.id, invoice.id)
            if transfer is None or transfer.state is not TransferState.TRANSFERRED or transfer.is_told(there):
                return True
            if attempts not in (None, transfer.attempts):
                return True
            psa = self._connectors.psa(integration)
            system = psa.card.label
            is_repeat = TransferStep.WRITE_BACK in transfer.steps
            with psa.recording() as exchanges:
                psa.write_back(invoice, there, key_name(integration), is_repeat=is_repeat)
                is_marked = there.state is FinanceState.PAID and self._mark_paid(psa, invoice)
            with self._store.work() as work:
                before = work.transfers.written_back(integration.id, invoice.id, there, attempts=transfer.attempts)
                was_paid = before == FinanceState.PAID
                work.log.note(
                    integration.id,
                    Activity.WRITE_BACK,
                    Outcome.DONE,
                    _sentence(there, system, is_marked=is_marked, was_paid=was_paid and not is_marked),
                    system=system,
                    subject=("invoice", invoice.id, invoice.number),
                    exchanges=exchanges,
                )
                work.commit()
        except Cancelled as stop:  # nothing is wrong: it is written at the next occasion
            if exchanges:  # some of it may have been written
                with suppress(StoreUnusable):
                    self._note_refusal(integration, invoice, stop, system, exchanges)
            return False
        except BindeledError as trouble:
            with suppress(StoreUnusable):
                self._note_refusal(integration, invoice, trouble, system, exchanges)
            return False
        return True

    def _mark_paid(self, psa: Psa, invoice: Invoice) -> bool:
        with suppress(NotPossible):  # a PSA need not take it, or not for credit notes
            psa.mark_paid(invoice)
            return True
        return False

    def _note_refusal(
        self, integration: Integration, invoice: Invoice, trouble: BindeledError, system: str, exchanges: Sequence[Exchange]
    ) -> None:
        with self._store.work() as work:
            work.log.note(
                integration.id,
                Activity.WRITE_BACK,
                Outcome.UNKNOWN if isinstance(trouble, Cancelled) else Outcome.REFUSED,
                trouble.message,
                what_to_do=Message("What was sent stands. Delete or credit it over there if the invoice was taken back.")
                if isinstance(trouble, RecordNotFound)
                else Message("The draft stands. The number is written to the PSA at the next reconciliation."),
                system=system,
                subject=("invoice", invoice.id, invoice.number),
                technical=trouble.technical,
                exchanges=exchanges,
            )
            is_unknown = isinstance(trouble, OutcomeUnknown | UnexpectedAnswer | Cancelled)
            work.transfers.not_written_back(integration.id, invoice.id, Outcome.UNKNOWN if is_unknown else Outcome.REFUSED)
            work.commit()


def _sentence(there: FinanceInvoice, system: str, *, is_marked: bool, was_paid: bool) -> Message:
    """What was written. No PSA takes the mark of a paid invoice back, which somebody has to know."""
    number = there.shown_number
    if not number:
        return Message("The draft was noted in {system}. Its number is written when it is booked.", system=system)
    if is_marked:
        return Message("Number {number} was written to {system}, and that it is paid.", number=number, system=system)
    if was_paid and there.state is not FinanceState.PAID:
        return Message(
            "Number {number} is not paid any more. Its state was written to {system}, which still has it marked as paid.",
            number=number,
            system=system,
        )
    return Message("Number {number} and its state were written to {system}.", number=number, system=system)
