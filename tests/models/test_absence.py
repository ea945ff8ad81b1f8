"""Absence is proven by this computer's own steady clock, however wrong the time of day is here or on the computer that tried."""

from __future__ import annotations

import datetime as dt

import pytest

from desktop.models import absence
from desktop.models.absence import AbsenceProof
from tests.steady_clock import SteadyClock

FIRST, SECOND = (1, "i1", 1), (1, "i1", 2)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SteadyClock:
    made = SteadyClock()
    monkeypatch.setattr(absence, "time", made)
    return made


@pytest.fixture
def proof() -> AbsenceProof:
    return AbsenceProof(dt.timedelta(seconds=60))


def test_absence_is_proven_when_a_late_write_must_have_landed(clock: SteadyClock, proof: AbsenceProof) -> None:
    proof.saw([FIRST])
    clock.now += 59
    assert proof.seconds_left(FIRST) == 1
    clock.now += 1
    assert proof.seconds_left(FIRST) == 0


def test_the_wait_begins_when_the_end_of_the_attempt_was_first_seen(clock: SteadyClock, proof: AbsenceProof) -> None:
    assert not proof.has_seen(FIRST)
    proof.saw([FIRST])
    clock.now += 50
    proof.saw([FIRST])
    assert (proof.has_seen(FIRST), proof.seconds_left(FIRST)) == (True, 10)


def test_another_attempt_has_a_wait_of_its_own(clock: SteadyClock, proof: AbsenceProof) -> None:
    proof.saw([FIRST])
    clock.now += 60
    proof.saw([SECOND])
    assert (proof.seconds_left(FIRST), proof.seconds_left(SECOND)) == (0, 60)


def test_what_nobody_saw_end_is_never_proven(clock: SteadyClock, proof: AbsenceProof) -> None:
    clock.now += 3600
    assert proof.seconds_left(FIRST) == 60


def test_a_claim_that_only_looks_it_up_goes_on_from_where_the_wait_was(clock: SteadyClock, proof: AbsenceProof) -> None:
    proof.saw([FIRST])
    clock.now += 60
    proof.looked_up(FIRST, SECOND)
    assert proof.seconds_left(SECOND) == 0


def test_one_that_may_still_be_at_it_is_waited_for_longer(clock: SteadyClock, proof: AbsenceProof) -> None:
    proof.saw([FIRST], later=dt.timedelta(seconds=20))
    proof.saw([FIRST])
    assert proof.seconds_left(FIRST) == 80
