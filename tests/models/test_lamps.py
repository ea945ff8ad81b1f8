from __future__ import annotations

import datetime as dt

import pytest

from desktop.models.lamps import WORDS, Lamp, lamp_of
from desktop.models.records import Transfer, TransferState


@pytest.mark.parametrize(
    ("state", "lamp"),
    [
        (TransferState.SENDING, Lamp.SENDING),
        (TransferState.TRANSFERRED, Lamp.DONE),
        (TransferState.FAILED, Lamp.REFUSED),
        (TransferState.UNKNOWN, Lamp.UNKNOWN),
    ],
)
def test_the_lamp_follows_the_transfer(state: TransferState, lamp: Lamp) -> None:
    transfer = Transfer(invoice_id="1", state=state, reference="TL-1", key="k", started_at=dt.datetime.now(dt.UTC))

    assert lamp_of(transfer) is lamp


def test_an_invoice_without_a_transfer_waits() -> None:
    assert lamp_of(None) is Lamp.WAITING


def test_every_lamp_has_a_word_of_its_own() -> None:
    assert len({WORDS[lamp].render() for lamp in Lamp}) == len(Lamp)
