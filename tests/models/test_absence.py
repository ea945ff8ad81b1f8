"""Absence is proven by this computer's own steady clock, however wrong the time of day is here or on the computer that tried."""

from __future__ import annotations

import datetime as dt

import pytest

from desktop.models import absence
from desktop.models.absence import AbsenceProof
from desktop.models.records import Transfer, TransferState

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)


class Clock:
    """A steady clock that goes on when it is told to."""

    now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(absence, "time", made)
    return made


@pytest.fixture
def proof() -> AbsenceProof:
    return AbsenceProof(dt.timedelta(seconds=60))


def attempt(number: int = 1, ended_at: dt.datetime = NOW, state: TransferState = TransferState.UNKNOWN) -> Transfer:
    return Transfer(invoice_id="i1", state=state, reference="r", key="k", attempts=number, started_at=ended_at, ended_at=ended_at)


@pytest.mark.parametrize("wrong_by", [-DAY, dt.timedelta(0), DAY], ids=["it is behind", "it is right", "it is ahead"])
def test_the_clock_of_who_tried_counts_for_nothing(clock: Clock, proof: AbsenceProof, wrong_by: dt.timedelta) -> None:
    tried = attempt(ended_at=NOW + wrong_by)
    proof.saw(1, [tried])
    clock.now += 59
    assert proof.seconds_left(1, tried) == 1
    clock.now += 1
    assert proof.seconds_left(1, tried) == 0


def test_the_wait_begins_when_the_end_of_the_attempt_was_first_seen(clock: Clock, proof: AbsenceProof) -> None:
    proof.saw(1, [attempt(state=TransferState.SENDING)])
    assert not proof.has_seen(1, attempt())
    proof.saw(1, [attempt()])
    clock.now += 50
    proof.saw(1, [attempt()])
    assert proof.seconds_left(1, attempt()) == 10


def test_another_attempt_has_a_wait_of_its_own(clock: Clock, proof: AbsenceProof) -> None:
    proof.saw(1, [attempt(1)])
    clock.now += 60
    proof.saw(1, [attempt(2)])
    assert (proof.seconds_left(1, attempt(1)), proof.seconds_left(1, attempt(2))) == (0, 60)
    assert proof.seconds_left(2, attempt(1)) == 60


def test_a_claim_that_only_looks_it_up_goes_on_from_where_the_wait_was(clock: Clock, proof: AbsenceProof) -> None:
    proof.saw(1, [attempt(1)])
    clock.now += 60
    proof.looked_up(1, attempt(1), attempt(2, state=TransferState.SENDING))
    assert proof.seconds_left(1, attempt(2)) == 0


def test_one_that_may_still_be_at_it_is_waited_for_longer(clock: Clock, proof: AbsenceProof) -> None:
    proof.saw(1, [attempt()], later=dt.timedelta(seconds=20))
    proof.saw(1, [attempt()])
    assert proof.seconds_left(1, attempt()) == 80
