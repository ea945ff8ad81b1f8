"""How an attempt ended: the transfer and its log entry are written in one unit of work (design.md section 5, step 6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop.errors import BindeledError, KeyUsedUp
from desktop.models.records import (
    Activity,
    Amounts,
    BothSides,
    Exchange,
    Figures,
    FinanceInvoice,
    Integration,
    Invoice,
    Outcome,
    Reason,
    Steps,
    Transfer,
    TransferState,
    TransferStep,
)
from desktop.models.references import draft_key, reference_of
from desktop.models.store.work import Store, Work
from desktop.texts import Message, in_a_row


def stopped(store: Store, integration: Integration, invoice: Invoice, found: Sequence[Reason], system: str) -> None:
    """Our own check stopped the invoice: nothing was sent."""
    first = found[0]
    with store.work() as work:
        entry = work.log.note(
            integration.id,
            Activity.TRANSFER,
            Outcome.NOT_SENT,
            first.sentence,
            what_to_do=first.what_to_do,
            system=system,
            subject=("invoice", invoice.id, invoice.number),
            technical="\n".join(reason.sentence.render() for reason in found[1:]),
        )
        work.transfers.fail_unsent(
            integration.id,
            invoice.id,
            reason=first,
            log_entry_id=entry,
        )
        work.commit()


def ended(
    store: Store,
    integration: Integration,
    invoice: Invoice,
    transfer: Transfer,
    state: TransferState,
    trouble: BindeledError,
    exchanges: Sequence[Exchange],
    *,
    system: str,
    activity: Activity = Activity.TRANSFER,
    kind: str = "",
    is_sent: bool,
    steps: Steps | None = None,
) -> None:
    """The attempt failed or its outcome is unknown. Its key stays, also when the document was proven to be absent: should the
    attempt have taken effect after all, the next one is recognised by it. Only after `KeyUsedUp` the next one gets a new key.

    `is_sent`: the invoice itself was sent, by this attempt or by the one that was looked up.

    When somebody else took the invoice over meanwhile, only the log tells of it.
    """
    with store.work() as work:
        entry = work.log.note(
            integration.id,
            activity,
            Outcome.UNKNOWN if state is TransferState.UNKNOWN else Outcome.REFUSED if is_sent else Outcome.NOT_SENT,
            trouble.message,
            what_to_do=trouble.what_to_do,
            system=system,
            subject=("invoice", invoice.id, invoice.number),
            technical=trouble.technical,
            exchanges=exchanges,
        )
        work.transfers.end(
            integration.id,
            invoice.id,
            state,
            claimed_by=transfer.claimed_by,
            reason=replace(Reason.of(trouble, kind), is_unsent=not is_sent),
            log_entry_id=entry,
            next_key=draft_key(integration, transfer.reference, transfer.attempts) if isinstance(trouble, KeyUsedUp) else "",
            steps=steps,
        )
        work.commit()


def lost(store: Store, integration: Integration, invoice: Invoice, exchanges: Sequence[Exchange], *, system: str) -> None:
    """Somebody else took the invoice over before it was sent: the log tells it, the transfer is theirs."""
    with store.work() as work:
        work.log.note(
            integration.id,
            Activity.TRANSFER,
            Outcome.NOT_SENT,
            Message("Somebody else took this over before it was sent, for instance because this computer was asleep."),
            what_to_do=Message("Nothing was sent from here. Look at the invoice again in a moment."),
            system=system,
            subject=("invoice", invoice.id, invoice.number),
            exchanges=exchanges,
        )
        work.commit()


def kept(
    store: Store,
    integration: Integration,
    invoice: Invoice,
    there: FinanceInvoice,
    exchanges: Sequence[Exchange],
    *,
    system: str,
    is_new: bool,
    claimed_by: str | None = None,
    remark: Message | None = None,
    steps: Steps | None = None,
) -> bool:
    """The document is over there: its id and its amounts are kept at once. `remark` is told in the log as well.

    False: `claimed_by` does not hold the invoice any more, so only the log tells of the document.
    """
    sentence = _made_sentence(there, system) if is_new else _found_sentence(there, system)
    with store.work() as work:
        entry = work.log.note(
            integration.id,
            Activity.TRANSFER,
            Outcome.DONE,
            in_a_row([sentence, remark]) if remark is not None else sentence,
            system=system,
            subject=("invoice", invoice.id, invoice.number),
            exchanges=exchanges,
        )
        is_kept = keep(work, integration, invoice, there, entry, claimed_by=claimed_by, steps=steps)
        work.commit()
    return is_kept


def keep(
    work: Work,
    integration: Integration,
    invoice: Invoice,
    there: FinanceInvoice,
    entry: int,
    *,
    claimed_by: str | None = None,
    steps: Steps | None = None,
) -> bool:
    """Keep the document over there, told of by a log entry, in a unit of work; as `kept`."""
    is_kept = work.transfers.end(
        integration.id,
        invoice.id,
        TransferState.TRANSFERRED,
        claimed_by=claimed_by,
        finance_id=there.id,
        finance_number=there.number,
        draft_number=there.draft_number,
        reference=there.reference if there.reference == reference_of(invoice) else "",  # an earlier version wrote it so
        answered=Amounts.of(there),
        log_entry_id=entry,
        steps={**(steps or {}), TransferStep.INVOICE: Outcome.DONE},
    )
    if is_kept:
        figures = BothSides(here=Figures.of(invoice), there=Figures.of(there))
        work.reconciliations.put_figures(integration.id, {invoice.id: figures})
    return is_kept


def _made_sentence(there: FinanceInvoice, system: str) -> Message:
    if there.shown_number:
        return Message("Created as draft {number} in {system}.", number=there.shown_number, system=system)
    return Message("Created as a draft in {system}.", system=system)


def _found_sentence(there: FinanceInvoice, system: str) -> Message:
    if there.shown_number:
        return Message("Found in {system} as {number}: it had been sent before.", number=there.shown_number, system=system)
    return Message("Found in {system} as a draft: it had been sent before.", system=system)
