"""Settle what nobody knows: look a transfer up by our reference, before anything is sent again; design.md section 5, step 4."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import cast

from desktop.connectors.contract import ConnectorSource, Finance
from desktop.errors import BindeledError, RecordNotFound
from desktop.models.answered_amounts import answered_remark
from desktop.models.invoice_checks import another_document, is_another_document
from desktop.models.records import (
    Activity,
    Customer,
    FinanceInvoice,
    FinanceState,
    Integration,
    Invoice,
    InvoiceKind,
    LinkKind,
    Outcome,
    Reason,
    Side,
    Transfer,
    TransferReport,
    TransferState,
)
from desktop.models.references import draft_key, kind_of
from desktop.models.store import transfer_outcomes
from desktop.models.store.work import Store
from desktop.models.transfer_run import PROOF_AFTER
from desktop.progress import Progress
from desktop.senders import at_work, is_alive, is_ours
from desktop.texts import Message

LONGEST_CLAIM = dt.timedelta(minutes=30)
"""Longer than an attempt can take with all its waits. A claim that is older was left behind, whatever its process id says: it may
be one of another machine, or one that the operating system has given to another program."""

LISTEN_SECONDS = 0.2  # how often a wait looks whether it should stop


def is_unsettled(transfer: Transfer) -> bool:
    """Unknown, or still *sending* although nobody is at it any more."""
    if transfer.state is TransferState.UNKNOWN:
        return True
    if transfer.state is not TransferState.SENDING:
        return False
    alive = is_alive(transfer.claimed_by)
    if alive is False or is_ours(transfer.claimed_by):
        return not alive
    return dt.datetime.now(dt.UTC) - transfer.started_at > LONGEST_CLAIM


class TransferSettling:
    """Finds out how uncertain transfers ended."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        write_back: Callable[[Integration, Invoice, FinanceInvoice], bool],
        proof_after: dt.timedelta = PROOF_AFTER,
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._write_back = write_back
        self._proof_after = proof_after

    def settle(self, integration: Integration, progress: Progress) -> TransferReport:
        """Look up every uncertain transfer, and every one left behind by a process that died.

        Found: transferred. Proven absent: refused with the word that it can be sent again. Neither: it stays unknown.
        """
        with self._store.reading() as work:
            left = [one for one in work.transfers.all(integration.id).values() if is_unsettled(one)]
        known = [self._as_unknown(integration, one) for one in left]
        text = Message("Looking up uncertain invoices")
        while any(one is not None and self._seconds_to_proof(one) > 0 for one in known):
            progress.step(0, len(known), text)
            time.sleep(LISTEN_SECONDS)
        ends: dict[TransferState | None, list[str]] = {state: [] for state in (*TransferState, None)}
        for index, (before, transfer) in enumerate(zip(left, known, strict=True)):
            progress.step(index, len(known), text)
            state = None if transfer is None else self.settle_one(integration, transfer)
            ends[state].append(before.invoice_id)
        return TransferReport(
            transferred=tuple(ends[TransferState.TRANSFERRED]),
            refused=tuple(ends[TransferState.FAILED]),
            unknown=tuple(ends[TransferState.UNKNOWN]),
            skipped=tuple(ends[None]),
        )

    def settle_one(self, integration: Integration, transfer: Transfer, stop: threading.Event | None = None) -> TransferState | None:
        """Look one up and keep what was found; `None` when somebody else is at it.

        Waits until its absence would be a proof; when `stop` is set meanwhile, it stays unknown.
        """
        unknown = self._as_unknown(integration, transfer) if is_unsettled(transfer) else None
        if unknown is None:
            return None
        if (stop or threading.Event()).wait(max(0.0, self._seconds_to_proof(unknown))):
            return TransferState.UNKNOWN
        with self._store.reading() as work:
            invoice = work.invoices.get(integration.id, transfer.invoice_id)
        if invoice is None:
            return None
        with at_work() as sender:
            claimed = self._claim(integration, unknown, sender)
            return None if claimed is None else self._look_up(integration, invoice, claimed)

    def reopen(self, integration: Integration, invoice_ids: Collection[str]) -> dict[str, Reason | None]:
        """Allow transferred invoices to be sent again, each only after proof that its document is gone over there.

        Gives `None` for those that may be sent, the reason for the others.
        """
        answers: dict[str, Reason | None] = {}
        for invoice_id in invoice_ids:
            with self._store.reading() as work:
                transfer = work.transfers.get(integration.id, invoice_id)
            if transfer is not None and transfer.state is TransferState.TRANSFERRED:
                answers[invoice_id] = self._reopen_one(integration, transfer)
        return answers

    def _as_unknown(self, integration: Integration, transfer: Transfer) -> Transfer | None:
        """The transfer; one left behind in *sending* becomes *unknown* now, since nobody knows when its last call went out."""
        if transfer.state is not TransferState.SENDING:
            return transfer
        trouble = BindeledError(
            Message("The program ended while this was being sent, so it may be there or not."),
            what_to_do=Message("It is looked up in {system} before anything is sent again.", system=self._label(integration)),
        )
        with self._store.reading() as work:
            invoice = work.invoices.get(integration.id, transfer.invoice_id)
        with at_work() as sender:
            claimed = self._claim(integration, transfer, sender)
            if claimed is None or invoice is None:
                return None
            transfer_outcomes.ended(
                self._store,
                integration,
                invoice,
                claimed,
                TransferState.UNKNOWN,
                trouble,
                (),
                system=self._label(integration),
                kind="left_behind",
            )
        with self._store.reading() as work:
            return work.transfers.get(integration.id, transfer.invoice_id)

    def _claim(self, integration: Integration, transfer: Transfer, sender: str) -> Transfer | None:
        """Become the one who looks it up; `None` when somebody was at it since it was read."""
        with self._store.work() as work:
            now = work.transfers.get(integration.id, transfer.invoice_id)
            if now is None or now.attempts != transfer.attempts:
                return None
            claimed = work.transfers.claim(
                integration.id,
                transfer.invoice_id,
                reference=transfer.reference,
                key=transfer.key,
                claimed_by=sender,
                from_states={transfer.state},
                from_claimant=transfer.claimed_by,
            )
            work.commit()
        return claimed

    def _look_up(self, integration: Integration, invoice: Invoice, claimed: Transfer) -> TransferState:
        finance, system = self._finance(integration), self._label(integration)
        state, kind = TransferState.FAILED, "proven_absent"
        trouble = BindeledError(
            Message("There is no draft in {system} with our reference {reference}.", system=system, reference=claimed.reference),
            what_to_do=Message("It can be sent again."),
        )
        with finance.recording() as exchanges:
            try:
                there = newest(finance.find_invoices(claimed.reference))
            except BindeledError as found:
                there, state, kind, trouble = None, TransferState.UNKNOWN, "", found
        if there is not None and is_another_document(there, invoice, self._customer(integration, invoice)):
            kind, trouble = "another_document", another_document(there, claimed.reference, system)
            there = None
        if there is not None:
            is_kept = transfer_outcomes.kept(
                self._store,
                integration,
                invoice,
                there,
                exchanges,
                system=system,
                is_new=False,
                claimed_by=claimed.claimed_by,
                remark=answered_remark(invoice, there, self._tolerance(integration), (self._psa_label(integration), system)),
            )
            if not is_kept:
                return TransferState.UNKNOWN
            self._write_back(integration, invoice, there)
            return TransferState.TRANSFERRED
        transfer_outcomes.ended(
            self._store,
            integration,
            invoice,
            claimed,
            state,
            trouble,
            exchanges,
            system=system,
            activity=Activity.LOOK_UP,
            kind=kind,
        )
        return state

    def _seconds_to_proof(self, transfer: Transfer) -> float:
        """A write may land after its answer was lost: absence is believed only when it must have landed."""
        since = dt.datetime.now(dt.UTC) - (transfer.ended_at or transfer.started_at)
        return (self._proof_after - since).total_seconds()

    def _reopen_one(self, integration: Integration, transfer: Transfer) -> Reason | None:
        system = self._label(integration)
        try:
            there = self._still_there(integration, transfer)
        except BindeledError as trouble:
            return transfer_outcomes.reason_of(trouble)
        if there is not None:
            return Reason(
                kind="still_there",
                sentence=Message("The document is still in {system} as {number}.", system=system, number=there.number or there.id),
                what_to_do=Message("Delete the draft in {system} first, if it is to be sent again.", system=system),
            )
        reason = Reason(
            kind="deleted_there",
            sentence=Message("The draft was deleted in {system}.", system=system),
            what_to_do=Message("It can be sent again."),
        )
        with self._store.work() as work:
            key = draft_key(integration, transfer.reference, transfer.attempts)
            is_reopened = work.transfers.reopen(
                integration.id, transfer.invoice_id, finance_id=transfer.finance_id, reason=reason, key=key
            )
            if not is_reopened:  # somebody else did meanwhile: where it stands now decides whether it is sent
                return None
            work.log.note(
                integration.id,
                Activity.LOOK_UP,
                Outcome.DONE,
                reason.sentence,
                what_to_do=reason.what_to_do,
                system=system,
                subject=("invoice", transfer.invoice_id, transfer.reference),
            )
            work.commit()
        return None

    def _still_there(self, integration: Integration, transfer: Transfer) -> FinanceInvoice | None:
        """By our reference, and by its own number, in case somebody changed the reference over there.

        Date, customer and amount go along for a system that gives a draft another number when it is booked.
        """
        finance = self._finance(integration)
        found = newest(finance.find_invoices(transfer.reference))
        if found is not None:
            return found
        state = FinanceState.BOOKED if transfer.finance_number else FinanceState.DRAFT
        with self._store.reading() as work:
            invoice = work.invoices.get(integration.id, transfer.invoice_id)
        customer = self._customer(integration, invoice) if invoice is not None else None
        amount = transfer.answered.net if transfer.answered is not None else None
        try:
            return finance.invoice(
                FinanceInvoice(
                    id=transfer.finance_id,
                    number=transfer.finance_number,
                    state=state,
                    kind=kind_of(transfer.reference) or InvoiceKind.INVOICE,
                    reference=transfer.reference,
                    customer_id=customer.id if customer is not None else "",
                    date=invoice.date if invoice is not None else None,
                    currency=invoice.currency if invoice is not None else "",
                    net=Decimal(0) if amount is None else amount,
                )
            )
        except RecordNotFound:
            return None

    def _customer(self, integration: Integration, invoice: Invoice) -> Customer | None:
        """The linked finance customer."""
        with self._store.reading() as work:
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, invoice.customer_id)
            return work.customers.get(integration.id, Side.FINANCE, link.finance_id) if link is not None else None

    def _tolerance(self, integration: Integration) -> Decimal:
        with self._store.reading() as work:
            return work.settings.sending_rules(integration.id).tolerance

    def _label(self, integration: Integration) -> str:
        return self._finance(integration).card.label

    def _psa_label(self, integration: Integration) -> str:
        return self._connectors.card(integration, Side.PSA).label

    def _finance(self, integration: Integration) -> Finance:
        return cast(Finance, self._connectors.get(integration, Side.FINANCE))


def newest(found: tuple[FinanceInvoice, ...]) -> FinanceInvoice | None:
    """A booked document counts more than a draft with the same reference."""
    return max(found, key=lambda one: bool(one.number), default=None)
