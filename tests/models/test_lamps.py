from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from desktop.models.lamps import WORDS, Lamp, connection_lamp, integration_connection_lamp, lamp_of, unproven_since
from desktop.models.records import Connection, Integration, Side, Transfer, TransferState


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


@pytest.mark.parametrize(
    ("psa", "finance", "lamp"),
    [
        ((True, "k1"), (True, "k2"), Lamp.DONE),
        ((True, "k1"), (False, ""), Lamp.WAITING),
        ((False, ""), (False, ""), Lamp.WAITING),
        ((True, "k1"), (False, "k2"), Lamp.REFUSED),
        ((False, "k1"), (False, ""), Lamp.REFUSED),
    ],
)
def test_an_integration_is_connected_when_both_sides_are(psa: tuple[bool, str], finance: tuple[bool, str], lamp: Lamp) -> None:
    sides = [
        Connection(side=side, system="x", is_established=is_established, key=key)
        for side, (is_established, key) in ((Side.PSA, psa), (Side.FINANCE, finance))
    ]

    assert integration_connection_lamp(Integration(id=1, name="x", psa=sides[0], finance=sides[1])) is lamp


def test_a_proof_older_than_a_day_turns_the_lamp_grey_and_says_since_when() -> None:
    tested = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)
    sides = [Connection(side=side, system="x", is_established=True, key="k", tested_at=tested) for side in Side]
    integration = Integration(id=1, name="x", psa=sides[0], finance=sides[1])
    fresh, old = tested + dt.timedelta(hours=23), tested + dt.timedelta(hours=25)
    assert (connection_lamp(sides[0], fresh), connection_lamp(sides[0], old)) == (Lamp.DONE, Lamp.WAITING)
    assert (unproven_since(integration, fresh), unproven_since(integration, old)) == (None, tested)
    broken = replace(integration, psa=replace(sides[0], is_established=False))
    assert integration_connection_lamp(broken, old) is Lamp.REFUSED
    assert unproven_since(broken, old) is None
