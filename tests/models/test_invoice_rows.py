from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from desktop.models.invoice_rows import (
    CurrencySum,
    TransferRow,
    checked,
    chosen_to_send,
    lamp_counts,
    look_up_sentence,
    report_sentence,
    row_of,
    sums,
    there_lamp,
    there_word,
)
from desktop.models.lamps import Lamp
from desktop.models.reconciliation import reconciled
from desktop.models.records import (
    FinanceInvoice,
    FinanceState,
    Invoice,
    InvoiceKind,
    InvoiceStatus,
    Reason,
    Transfer,
    TransferReport,
    TransferState,
)
from desktop.texts import Message

NOW = dt.datetime(2026, 10, 31, 9, 41, tzinfo=dt.UTC)
INVOICE = Invoice(id="i1", number="20418", date=NOW.date(), currency="DKK", net=Decimal("54296.48"))
DRAFT = replace(INVOICE, status=InvoiceStatus.DRAFT)
REASON = Reason(kind="unknown_item", sentence=Message("Item number 4012 does not exist."))


def way(state: TransferState, **more: Any) -> Transfer:
    return Transfer(invoice_id="i1", state=state, reference="TL-20418", key="k", started_at=NOW, **more)


FAILED = way(TransferState.FAILED, reason=REASON)
UNKNOWN = way(TransferState.UNKNOWN)
SENT = way(TransferState.TRANSFERRED, finance_id="30")


@pytest.mark.parametrize(
    ("row", "lamp", "word", "can_send"),
    [
        (TransferRow(invoice=INVOICE), Lamp.WAITING, "Waiting", True),
        (TransferRow(invoice=INVOICE, found=()), Lamp.WAITING, "Checked", True),
        (TransferRow(invoice=INVOICE, found=(REASON,)), Lamp.REFUSED, "Stopped", True),
        (TransferRow(invoice=DRAFT), Lamp.NOT_NEEDED, "Draft", False),
        (TransferRow(invoice=INVOICE, transfer=FAILED), Lamp.REFUSED, "Refused", True),
        (TransferRow(invoice=INVOICE, transfer=replace(FAILED, attempts=0)), Lamp.REFUSED, "Stopped", True),
        (
            TransferRow(invoice=INVOICE, transfer=replace(FAILED, reason=replace(REASON, kind="proven_absent"))),
            Lamp.REFUSED,
            "Not there",
            True,
        ),
        (TransferRow(invoice=INVOICE, transfer=way(TransferState.SENDING)), Lamp.SENDING, "Sending", False),
        (TransferRow(invoice=INVOICE, transfer=UNKNOWN), Lamp.UNKNOWN, "Uncertain", False),
        (TransferRow(invoice=INVOICE, transfer=SENT), Lamp.DONE, "Transferred", False),
    ],
)
def test_lamp_word_and_whether_a_row_can_go(row: TransferRow, lamp: Lamp, word: str, can_send: bool) -> None:
    assert (row.lamp, str(row.word), row.can_send) == (lamp, word, can_send)


def test_among_the_transferred_the_word_is_what_became_of_the_document() -> None:
    assert str(row_of(INVOICE, SENT).word_there) == "Transferred"
    assert str(row_of(INVOICE, replace(SENT, written_state="booked")).word_there) == "Booked"
    assert str(row_of(INVOICE, replace(SENT, written_state="booked"), FinanceState.PAID).word_there) == "Paid"
    gone = row_of(INVOICE, SENT, FinanceState.DELETED)
    assert (gone.lamp_there, str(gone.word_there)) == (Lamp.REFUSED, "Deleted")


def test_the_last_check_counts_more_than_the_last_attempt() -> None:
    row = TransferRow(invoice=INVOICE, transfer=FAILED)
    assert row.reasons == (REASON,)
    assert checked([row], {"i1": []})[0].reasons == ()
    assert checked([row], {"another": [REASON]}) == []
    assert TransferRow(invoice=INVOICE, transfer=replace(SENT, reason=REASON)).reasons == ()


def test_currencies_are_summed_apart_and_credit_notes_count_negative() -> None:
    credit = replace(INVOICE, id="i2", kind=InvoiceKind.CREDIT_NOTE, net=Decimal("296.48"))
    euros = replace(INVOICE, id="i3", currency="EUR", net=Decimal("5.00"))
    rows = [TransferRow(invoice=one) for one in (euros, INVOICE, credit)]

    assert sums(rows) == [CurrencySum("DKK", Decimal("54000.00")), CurrencySum("EUR", Decimal("5.00"))]
    assert lamp_counts(rows) == {Lamp.WAITING: 3}


def test_ticked_rows_that_are_shown_and_can_go_are_sent_else_all_that_are_shown_and_can() -> None:
    waiting, draft, unknown = (
        TransferRow(invoice=INVOICE),
        TransferRow(invoice=replace(DRAFT, id="i2")),
        TransferRow(invoice=replace(INVOICE, id="i3"), transfer=UNKNOWN),
    )
    other = TransferRow(invoice=replace(INVOICE, id="i4"))

    assert chosen_to_send([waiting, draft, unknown, other], [other]) == [other]
    assert chosen_to_send([waiting, draft, unknown, other], [unknown]) == [waiting, other]
    assert chosen_to_send([draft, unknown], []) == []
    assert chosen_to_send([waiting, draft], [waiting, other]) == [waiting]
    assert chosen_to_send([waiting, draft], [other]) == []


def test_the_report_is_one_line_that_leaves_nothing_out() -> None:
    report = TransferReport(transferred=("a", "b"), refused=("c",), skipped=("d",), open=("e", "f"))
    sent = "2 transferred, 1 refused or stopped, 0 uncertain. 1 had been sent before. 2 were not begun."
    assert str(report_sentence(report)) == sent
    assert (
        str(look_up_sentence(TransferReport(transferred=("a",), unknown=("b",))))
        == "1 found there, 0 not there, 1 still uncertain."
    )


@pytest.mark.parametrize(
    ("transfer", "there", "lamp", "word"),
    [
        (None, None, Lamp.WAITING, "Waiting"),
        (FAILED, None, Lamp.WAITING, "Waiting"),
        (UNKNOWN, None, Lamp.UNKNOWN, "Uncertain"),
        (SENT, None, Lamp.REFUSED, "Deleted"),
        (replace(SENT, finance_id=""), None, Lamp.REFUSED, "Missing"),
        (replace(SENT, ended_at=NOW + dt.timedelta(hours=1)), None, Lamp.WAITING, "Not read yet"),
        (SENT, FinanceInvoice(id="30", state=FinanceState.PAID), Lamp.DONE, "Paid"),
    ],
)
def test_the_other_side_of_a_compared_invoice(
    transfer: Transfer | None, there: FinanceInvoice | None, lamp: Lamp, word: str
) -> None:
    row = reconciled(INVOICE, transfer, [there] if there else [], "e-conomic", NOW)
    assert (there_lamp(row), str(there_word(row))) == (lamp, word)
