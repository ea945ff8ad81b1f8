"""The limit of calls holds for all threads together."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop.connectors.call_limit import CallLimit


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "monotonic", lambda: 1000.0)


@pytest.mark.usefixtures("stopped_clock")
def test_calls_beyond_the_limit_get_places_a_window_later() -> None:
    limit = CallLimit(2, seconds=60)
    assert [limit.place() for _ in range(6)] == [0, 0, 60, 60, 120, 120]


def test_places_become_free_as_time_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    limit = CallLimit(2, seconds=60)
    assert [limit.place(), limit.place()] == [0, 0]
    now[0] += 45
    assert limit.place() == 15
    now[0] += 100
    assert limit.place() == 0


@pytest.mark.usefixtures("stopped_clock")
def test_calls_that_belong_together_begin_together() -> None:
    limit = CallLimit(3, seconds=60)
    assert [limit.place(2), limit.place(2), limit.place(), limit.place(2)] == [0, 60, 60, 120]
    assert CallLimit(1, seconds=60).place(2) == 0


@pytest.mark.usefixtures("stopped_clock")
def test_a_hold_moves_every_place_that_is_given_afterwards() -> None:
    limit = CallLimit(2, seconds=60)
    limit.hold(30)
    assert [limit.place(), limit.place(), limit.place()] == [30, 30, 90]


@pytest.mark.usefixtures("stopped_clock")
def test_threads_share_the_places() -> None:
    limit = CallLimit(5, seconds=60)
    with ThreadPoolExecutor(8) as pool:
        places = sorted(pool.map(lambda _number: limit.place(), range(20)))
    assert places == [0] * 5 + [60] * 5 + [120] * 5 + [180] * 5
