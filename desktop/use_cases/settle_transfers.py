"""Settle what nobody knows: look a transfer up by our reference, before anything is sent again; design.md section 5, step 4."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from decimal import Decimal

from desktop.connectors.contract import ConnectorSource
from desktop.errors import BindeledError, Cancelled, DraftDeleted, KeyUsedUp
from desktop.models.absence import PROOF_AFTER, AbsenceProof, Attempt
from desktop.models.answered_amounts import answered_remark
from desktop.models.claims import SURE_CLAIM, is_left_behind
from desktop.models.differences import DELETED_THERE
from desktop.models.invoice_causes import DOUBTS
from desktop.models.records import (
    Activity,
    Exchange,
    FinanceInvoice,
    FinanceState,
    Integration,
    Invoice,
    Outcome,
    Reason,
    Side,
    Transfer,
    TransferReport,
    TransferState,
)
from desktop.models.references import draft_key
from desktop.models.store import transfer_outcomes
from desktop.models.store.work import Store
from desktop.progress import LISTEN_SECONDS, Progress, patient
from desktop.senders import at_work, is_alive
from desktop.texts import Message


def is_unsettled(transfer: Transfer) -> bool:
    """Unknown, or still *sending* although nobody is at it any more."""
    if transfer.state is TransferState.UNKNOWN:
        return True
    return transfer.state is TransferState.SENDING and is_left_behind(transfer.claimed_by, transfer.started_at)


class TransferSettling:
    """Finds out how uncertain transfers ended. `found` looks the document of one up (`find_documents.py`)."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        found: Callable[[Integration, Invoice, Transfer], FinanceInvoice | None],
        write_back: Callable[[Integration, Invoice, FinanceInvoice], bool],
        proof_after: dt.timedelta = PROOF_AFTER,
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._found = found
        self._write_back = write_back
        self._proof = AbsenceProof(proof_after)

    def settle(self, integration: Integration, progress: Progress) -> TransferReport:
        """Look up every uncertain transfer, and every one left behind by a process that died.

        Found: transferred. Proven absent: refused with the word that it can be sent again. Neither: it stays unknown,
        also while a document that is not ours carries our reference: it may be ours, moved to another customer.
        """
        finance = self._connectors.finance(integration)
        with patient(finance.on_wait, finance.card.label, progress) as patiently:
            return self._settled(integration, patiently)

    def _settled(self, integration: Integration, progress: Progress) -> TransferReport:
        with self._store.reading() as work:
            left = [one for one in work.transfers.all(integration.id).values() if is_unsettled(one)]
        unknown = {one.invoice_id: self._as_unknown(integration, one) for one in left}
        states: dict[str, TransferState | None] = dict.fromkeys(unknown)
        waiting = [one for one in unknown.values() if one is not None]
        self._saw(integration, waiting)
        text = Message("Looking up uncertain invoices")
        while waiting:
            for one in list(waiting):
                progress.step(len(left) - len(waiting), len(left), text)
                is_proof = self._proof.seconds_left(_attempt(integration, one)) == 0
                state = self._look_up(integration, one, is_proof=is_proof)
                if is_proof or state is not TransferState.UNKNOWN:
                    states[one.invoice_id] = state
                    waiting.remove(one)
            while any(self._proof.seconds_left(_attempt(integration, one)) for one in waiting):
                progress.step(len(left) - len(waiting), len(left), text)
                time.sleep(LISTEN_SECONDS)
        if TransferState.TRANSFERRED in states.values():
            states |= {id_: self._look_again(integration, id_) for id_ in states if states[id_] is TransferState.UNKNOWN}
        ends = {state: tuple(id_ for id_, one in states.items() if one is state) for state in (*TransferState, None)}
        return TransferReport(
            transferred=ends[TransferState.TRANSFERRED],
            refused=ends[TransferState.FAILED],
            unknown=ends[TransferState.UNKNOWN],
            skipped=ends[None],
        )

    def _look_again(self, integration: Integration, invoice_id: str) -> TransferState | None:
        """Once more when a document was doubted: since then it may be known to be that of another invoice."""
        with self._store.reading() as work:
            now = work.transfers.get(integration.id, invoice_id)
        if now is None or now.state is not TransferState.UNKNOWN or now.reason is None or now.reason.kind not in DOUBTS:
            return TransferState.UNKNOWN
        return self.settle_one(integration, now)

    def settle_one(self, integration: Integration, transfer: Transfer, stop: threading.Event | None = None) -> TransferState | None:
        """Look one up and keep what was found; `None` when somebody else is at it.

        What is not there is looked up once more when its absence is a proof; when `stop` is set meanwhile, it stays unknown.
        """
        with suppress(Cancelled):
            return self._settled_one(integration, transfer, stop or threading.Event())
        return TransferState.UNKNOWN

    def _settled_one(self, integration: Integration, transfer: Transfer, stop: threading.Event) -> TransferState | None:
        unknown = self._as_unknown(integration, transfer) if is_unsettled(transfer) else None
        if unknown is None:
            return None
        if not self._proof.has_seen(_attempt(integration, unknown)):
            with self._store.reading() as work:  # the others too, so that their waits pass together
                self._saw(integration, [unknown, *work.transfers.all(integration.id).values()])
        if seconds := self._proof.seconds_left(_attempt(integration, unknown)):
            state = self._look_up(integration, unknown, is_proof=False)
            if state is not TransferState.UNKNOWN or stop.wait(seconds):
                return state
        return self._look_up(integration, unknown, is_proof=True)

    def saw_unknown(self, integration: Integration, transfer: Transfer) -> None:
        """The outcome of this attempt is unknown from now on: the wait until its absence is a proof begins."""
        self._proof.saw([_attempt(integration, transfer)])

    def _saw(self, integration: Integration, transfers: Iterable[Transfer], later: dt.timedelta = dt.timedelta(0)) -> None:
        """Their attempts have ended, or will have `later`, but for those that are being sent."""
        unknown = [one for one in transfers if one.state is TransferState.UNKNOWN]
        self._proof.saw([_attempt(integration, one) for one in unknown], later)

    def reopen(self, integration: Integration, invoice_ids: Collection[str], progress: Progress) -> dict[str, Reason | None]:
        """Allow transferred invoices to be sent again, each only after proof that its document is gone over there.

        Gives `None` for those that may be sent, the reason for the others. `Cancelled`: those before it may be sent all the same.
        """
        answers: dict[str, Reason | None] = {}
        finance, text = self._connectors.finance(integration), Message("Looking up whether documents are gone")
        with patient(finance.on_wait, finance.card.label, progress) as patiently:
            for place, invoice_id in enumerate(invoice_ids):
                patiently.step(place, len(invoice_ids), text)
                with self._store.reading() as work:
                    transfer = work.transfers.get(integration.id, invoice_id)
                    invoice = work.invoices.get(integration.id, invoice_id)
                if invoice is not None and transfer is not None and transfer.state is TransferState.TRANSFERRED:
                    answers[invoice_id] = self._reopen_one(integration, invoice, transfer)
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
                is_sent=True,
            )
        with self._store.reading() as work:
            unknown = work.transfers.get(integration.id, transfer.invoice_id)
        if unknown is not None and is_alive(transfer.claimed_by) is not False:  # it may live, and send before it sees this
            self._saw(integration, [unknown], later=SURE_CLAIM)
        return unknown

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

    def _look_up(self, integration: Integration, unknown: Transfer, *, is_proof: bool) -> TransferState | None:
        """What is over there, kept; `None` when somebody else is at it. What is not found stays as it is unless it `is_proof`."""
        finance, system = self._connectors.finance(integration), self._label(integration)
        with self._store.reading() as work:
            invoice = work.invoices.get(integration.id, unknown.invoice_id)
        if invoice is None:
            return None
        there, state, kind = None, TransferState.FAILED, "proven_absent"
        trouble = BindeledError(
            Message("There is no draft in {system} with our reference {reference}.", system=system, reference=unknown.reference),
            what_to_do=Message("It can be sent again."),
        )
        with finance.recording() as exchanges:
            try:
                there = self._found(integration, invoice, unknown)
            except DraftDeleted as found:
                trouble = found
            except KeyUsedUp as found:
                kind, trouble = "another_document", found
            except Cancelled:
                raise
            except BindeledError as found:
                state, kind, trouble = TransferState.UNKNOWN, "", found
        if there is None and not is_proof:
            return TransferState.UNKNOWN
        with at_work() as sender:
            claimed = self._claim(integration, unknown, sender)
            if claimed is None:
                return None
            self._proof.looked_up(_attempt(integration, unknown), _attempt(integration, claimed))
            if there is not None:
                return self._keep(integration, invoice, claimed, there, exchanges)
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
                is_sent=True,
            )
        return state

    def _keep(
        self, integration: Integration, invoice: Invoice, claimed: Transfer, there: FinanceInvoice, exchanges: Sequence[Exchange]
    ) -> TransferState:
        system = self._label(integration)
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

    def _reopen_one(self, integration: Integration, invoice: Invoice, transfer: Transfer) -> Reason | None:
        """Look it up, and keep what was asked and answered: that is the proof."""
        system = self._label(integration)
        reason = Reason(
            kind=DELETED_THERE,
            sentence=Message("The draft was deleted in {system}.", system=system),
            what_to_do=Message("It can be sent again."),
        )
        is_gone, outcome = True, Outcome.DONE
        with self._connectors.finance(integration).recording() as exchanges:
            try:
                there = self._found(integration, invoice, transfer)
            except Cancelled:
                raise
            except BindeledError as trouble:
                is_gone, outcome, reason = False, Outcome.UNKNOWN, Reason.of(trouble)
            else:
                if there is not None:
                    is_gone, reason = False, _still_there(there, system)
        with self._store.work() as work:
            if is_gone:
                key = draft_key(integration, transfer.reference, transfer.attempts)
                is_reopened = work.transfers.reopen(
                    integration.id, transfer.invoice_id, finance_id=transfer.finance_id, reason=reason, key=key
                )
                if not is_reopened:  # somebody else did meanwhile: where it stands now decides whether it is sent
                    return None
            work.log.note(
                integration.id,
                Activity.LOOK_UP,
                outcome,
                reason.sentence,
                what_to_do=reason.what_to_do,
                system=system,
                subject=("invoice", transfer.invoice_id, transfer.reference),
                exchanges=exchanges,
            )
            work.commit()
        return None if is_gone else reason

    def _tolerance(self, integration: Integration) -> Decimal:
        with self._store.reading() as work:
            return work.settings.sending_rules(integration.id).tolerance

    def _label(self, integration: Integration) -> str:
        return self._connectors.finance(integration).card.label

    def _psa_label(self, integration: Integration) -> str:
        return self._connectors.card(integration, Side.PSA).label


def _attempt(integration: Integration, transfer: Transfer) -> Attempt:
    return (integration.id, transfer.invoice_id, transfer.attempts)


def _still_there(there: FinanceInvoice, system: str) -> Reason:
    return Reason(
        kind="still_there",
        sentence=Message("The document is still in {system} as {number}.", system=system, number=there.shown_number)
        if there.shown_number
        else Message("The document is still in {system} as a draft.", system=system),
        what_to_do=Message("Delete the draft in {system} first, if it is to be sent again.", system=system)
        if there.state is FinanceState.DRAFT
        else Message("It is booked in {system}, so it stays. Credit it there if it is wrong.", system=system),
    )
