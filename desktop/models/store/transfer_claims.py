"""Taking an invoice in hand, for sending it or for saying which document it is; the caller commits before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.errors import RecordRefused
from desktop.models.records import Integration, Invoice, Transfer, TransferState
from desktop.models.references import draft_key
from desktop.models.store.work import Work


def claimed(
    work: Work, integration: Integration, invoice: Invoice, *, reference: str, claimed_by: str, from_states: Iterable[TransferState]
) -> Transfer | None:
    """The claim; `None` when somebody else has it, or its state is not among `from_states`.

    What other integrations have in hand is read under the lock that the claim holds, so that of two senders one sees the other.
    `RecordRefused` when one of them has it, or when the reference belongs to another invoice; its code is the kind of the reason.
    """
    if (elsewhere := work.sent_elsewhere.reasons(integration, [invoice]).get(invoice.id)) is not None:
        raise RecordRefused(elsewhere.sentence, code=elsewhere.kind, what_to_do=elsewhere.what_to_do)
    return work.transfers.claim(
        integration.id,
        invoice.id,
        reference=reference,
        key=draft_key(integration, reference, 0),
        claimed_by=claimed_by,
        from_states=from_states,
    )
