"""Settle what nobody knows: look a transfer up by our reference, before anything is sent again; design.md section 5, step 4."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection
from typing import cast

from desktop.connectors.contract import ConnectorSource, Finance
from desktop.errors import BindeledError
from desktop.models.records import (
    Activity,
    FinanceInvoice,
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
from desktop.progress import Progress
from desktop.senders import is_alive, this_sender
from desktop.texts import Message

PROOF_AFTER = dt.timedelta(seconds=60)
"""How long after an unanswered write its absence counts as proven: twice the read time-out, so that a late write has landed."""

FOREIGN_CLAIM = dt.timedelta(minutes=10)
"""After this long a claim from another machine, whose process nobody here can see, counts as left behind."""


def is_unsettled(transfer: Transfer) -> bool:
    """Unknown, or still *sending* although the process that claimed it is dead."""
    if transfer.state is TransferState.UNKNOWN:
        return True
    if transfer.state is not TransferState.SENDING:
        return False
    alive = is_alive(transfer.claimed_by)
    if alive is None:
        return dt.datetime.now(dt.UTC) - transfer.started_at > FOREIGN_CLAIM
    return not alive


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
        ends: dict[TransferState | None, list[str]] = {state: [] for state in (*TransferState, None)}
        text = Message("Looking up uncertain invoices")
        for index, transfer in enumerate(left):
            progress.step(index, len(left), text)
            ends[self.settle_one(integration, transfer)].append(transfer.invoice_id)
        return TransferReport(
            transferred=tuple(ends[TransferState.TRANSFERRED]),
            refused=tuple(ends[TransferState.FAILED]),
            unknown=tuple(ends[TransferState.UNKNOWN]),
            skipped=tuple(ends[None]),
        )

    def settle_one(self, integration: Integration, transfer: Transfer) -> TransferState | None:
        """Look one up and keep what was found; `None` when somebody else is at it."""
        finance = self._finance(integration)
        with self._store.work() as work:
            invoice = work.invoices.get(integration.id, transfer.invoice_id)
            claimed = work.transfers.claim(
                integration.id,
                transfer.invoice_id,
                reference=transfer.reference,
                key=transfer.key,
                claimed_by=this_sender(),
                from_states={TransferState.UNKNOWN, TransferState.SENDING},
                from_claimant=transfer.claimed_by,
            )
            work.commit()
        if claimed is None or invoice is None:
            return None
        system = finance.card.label
        with finance.recording() as exchanges:
            try:
                self._wait_for_proof(transfer)
                there = newest(finance.find_invoices(transfer.reference))
            except BindeledError as trouble:
                transfer_outcomes.ended(
                    self._store,
                    integration,
                    invoice,
                    claimed,
                    TransferState.UNKNOWN,
                    trouble,
                    exchanges,
                    system=system,
                    activity=Activity.LOOK_UP,
                )
                return TransferState.UNKNOWN
        if there is not None:
            transfer_outcomes.kept(self._store, integration, invoice, there, exchanges, system=system, is_new=False)
            self._write_back(integration, invoice, there)
            return TransferState.TRANSFERRED
        absent = BindeledError(
            Message("There is no draft in {system} with our reference {reference}.", system=system, reference=transfer.reference),
            what_to_do=Message("It can be sent again."),
        )
        transfer_outcomes.ended(
            self._store,
            integration,
            invoice,
            claimed,
            TransferState.FAILED,
            absent,
            exchanges,
            system=system,
            activity=Activity.LOOK_UP,
            kind="proven_absent",
        )
        return TransferState.FAILED

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

    def _wait_for_proof(self, transfer: Transfer) -> None:
        """A write may land after its answer was lost: absence is believed only when it must have landed."""
        since = dt.datetime.now(dt.UTC) - (transfer.ended_at or transfer.started_at)
        if since < self._proof_after:
            time.sleep((self._proof_after - since).total_seconds())

    def _reopen_one(self, integration: Integration, transfer: Transfer) -> Reason | None:
        finance = self._finance(integration)
        system = finance.card.label
        try:
            there = newest(finance.find_invoices(transfer.reference))
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
            work.transfers.reopen(integration.id, transfer.invoice_id, reason=reason, key=key)
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

    def _finance(self, integration: Integration) -> Finance:
        return cast(Finance, self._connectors.get(integration, Side.FINANCE))


def newest(found: tuple[FinanceInvoice, ...]) -> FinanceInvoice | None:
    """A booked document counts more than a draft with the same reference."""
    return max(found, key=lambda one: bool(one.number), default=None)
