"""What is told about the steps of a transfer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from desktop.models.records import Outcome, Steps, Transfer, TransferState, TransferStep
from desktop.models.transfer_steps import left_step, told

DONE, REFUSED = Outcome.DONE, Outcome.REFUSED
CUSTOMER, CONTACT, EMPLOYEE, INVOICE, WRITE_BACK = TransferStep
RED = Transfer(invoice_id="1", state=TransferState.FAILED, reference="TL-1", key="k", started_at=dt.datetime.now(dt.UTC))


@pytest.mark.parametrize(
    ("steps", "left", "words"),
    [
        ({}, None, ""),
        ({CUSTOMER: REFUSED}, CUSTOMER, "stopped at the customer in e-conomic"),
        ({CUSTOMER: DONE, CONTACT: Outcome.UNKNOWN}, CONTACT, "The customer is done"),
        ({CUSTOMER: DONE, CONTACT: DONE, EMPLOYEE: Outcome.NOT_SENT}, EMPLOYEE, "Customer and contact are done"),
        ({CUSTOMER: DONE, CONTACT: DONE, EMPLOYEE: DONE, INVOICE: REFUSED}, INVOICE, ""),
    ],
)
def test_it_is_told_at_which_step_a_transfer_stopped(steps: Steps, left: TransferStep | None, words: str) -> None:
    transfer = replace(RED, steps=steps)
    assert left_step(transfer) is left
    assert words in str(told(transfer, "TimeLog", "e-conomic") or "")


def test_a_green_one_whose_number_was_not_written_back_says_so_and_stays_green() -> None:
    green = replace(RED, state=TransferState.TRANSFERRED, steps={INVOICE: DONE, WRITE_BACK: REFUSED})
    assert "has not reached TimeLog" in str(told(green, "TimeLog", "e-conomic"))
    assert told(replace(green, steps={**green.steps, WRITE_BACK: DONE}), "TimeLog", "e-conomic") is None
