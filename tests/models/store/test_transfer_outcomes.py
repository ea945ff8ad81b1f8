from __future__ import annotations

import datetime as dt

import pytest

from desktop.errors import AnotherDocument, KeyUsedUp, OutcomeUnknown, RecordRefused
from desktop.models.records import (
    Activity,
    Exchange,
    FinanceInvoice,
    Integration,
    Invoice,
    LogEntry,
    Outcome,
    Reason,
    Transfer,
    TransferState,
)
from desktop.models.references import draft_key
from desktop.models.store import transfer_outcomes
from desktop.models.store.work import Store
from desktop.texts import Message

INVOICE = Invoice(id="i1", number="20418", date=dt.date(2026, 7, 14))
EXCHANGE = Exchange("POST", "https://restapi.invalid/x", "{}", 400, "no", dt.datetime(2026, 7, 14, tzinfo=dt.UTC), 0.1)


@pytest.fixture
def claimed(store: Store, integration: Integration) -> Transfer:
    with store.work() as work:
        transfer = work.transfers.claim(integration.id, "i1", reference="TL-20418", key="k0", claimed_by="me", from_states=[])
        work.commit()
    assert transfer is not None
    return transfer


def both(store: Store, integration: Integration) -> tuple[Transfer, LogEntry]:
    with store.reading() as work:
        transfer, (entry,) = work.transfers.get(integration.id, "i1"), work.log.all(integration.id)
    assert transfer is not None
    assert transfer.log_entry_id == entry.id
    assert (entry.subject_kind, entry.subject_id, entry.subject) == ("invoice", "i1", "20418")
    return transfer, entry


def test_an_invoice_that_our_checks_stopped_tells_the_first_reason_and_logs_all(store: Store, integration: Integration) -> None:
    first, second = (Reason(kind=kind, sentence=Message(f"It is {kind}."), what_to_do=Message("Mend it.")) for kind in ("a", "b"))
    transfer_outcomes.stopped(store, integration, INVOICE, [first, second], "e-conomic")

    transfer, entry = both(store, integration)
    assert (transfer.state, transfer.reason, transfer.attempts) == (TransferState.FAILED, first, 0)
    assert (entry.outcome, entry.message, entry.technical) == (Outcome.NOT_SENT, first.sentence, "It is b.")


@pytest.mark.parametrize("is_sent", [True, False])
@pytest.mark.parametrize("kind", [RecordRefused, AnotherDocument, KeyUsedUp])
def test_a_refusal_is_kept_and_only_a_used_up_key_is_replaced(
    store: Store, integration: Integration, claimed: Transfer, kind: type[RecordRefused], is_sent: bool
) -> None:
    """An attempt whose answer was lost is recognised by its key, whatever is refused later."""
    trouble = kind(Message("No such customer."), what_to_do=Message("Link it."), technical="E06010")
    ending = (store, integration, INVOICE, claimed, TransferState.FAILED, trouble, [EXCHANGE])
    transfer_outcomes.ended(*ending, system="e-conomic", is_sent=is_sent)

    transfer, entry = both(store, integration)
    assert transfer.reason == Reason(
        kind=kind.__name__, sentence=trouble.message, what_to_do=trouble.what_to_do, is_unsent=not is_sent
    )
    key = draft_key(integration, "TL-20418", 1) if kind is KeyUsedUp else "k0"
    assert (transfer.state, transfer.key) == (TransferState.FAILED, key)
    assert (entry.outcome, entry.technical, entry.exchanges, entry.activity) == (
        Outcome.REFUSED if is_sent else Outcome.NOT_SENT,
        "E06010",
        (EXCHANGE,),
        Activity.TRANSFER,
    )


def test_an_unknown_outcome_keeps_the_key(store: Store, integration: Integration, claimed: Transfer) -> None:
    trouble = OutcomeUnknown(Message("No answer."))
    transfer_outcomes.ended(
        store,
        integration,
        INVOICE,
        claimed,
        TransferState.UNKNOWN,
        trouble,
        [],
        system="e-conomic",
        activity=Activity.LOOK_UP,
        kind="no_answer",
        is_sent=True,
    )

    transfer, entry = both(store, integration)
    assert (transfer.state, transfer.key, transfer.reason and transfer.reason.kind) == (TransferState.UNKNOWN, "k0", "no_answer")
    assert (entry.outcome, entry.activity) == (Outcome.UNKNOWN, Activity.LOOK_UP)


@pytest.mark.parametrize(
    ("is_new", "there", "sentence"),
    [
        (True, FinanceInvoice(id="g", draft_number="30"), "Created as draft 30 in e-conomic."),
        (True, FinanceInvoice(id="g"), "Created as a draft in e-conomic."),
        (False, FinanceInvoice(id="g"), "Found in e-conomic as a draft: it had been sent before."),
        (False, FinanceInvoice(id="g", draft_number="30"), "Found in e-conomic as 30: it had been sent before."),
        (False, FinanceInvoice(id="30", number="1001"), "Found in e-conomic as 1001: it had been sent before."),
    ],
)
def test_a_document_that_is_over_there_is_kept(
    store: Store, integration: Integration, claimed: Transfer, is_new: bool, there: FinanceInvoice, sentence: str
) -> None:
    transfer_outcomes.kept(store, integration, INVOICE, there, [EXCHANGE], system="e-conomic", is_new=is_new)

    transfer, entry = both(store, integration)
    assert (transfer.state, transfer.finance_id, transfer.shown_number) == (
        TransferState.TRANSFERRED,
        there.id,
        there.shown_number,
    )
    assert (entry.outcome, entry.message.render()) == (Outcome.DONE, sentence)


def test_transfer_and_log_entry_are_written_together_or_not_at_all(store: Store, integration: Integration) -> None:
    with pytest.raises(KeyError, match="i1"):
        transfer_outcomes.kept(store, integration, INVOICE, FinanceInvoice(id="30"), [], system="x", is_new=True)

    with store.reading() as work:
        assert work.log.all(integration.id) == []
