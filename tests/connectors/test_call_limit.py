"""The limit of calls holds for all threads, connections and processes of a machine together."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from desktop.connectors.call_limit import FARTHEST, CallLimit


class Clock:
    """The time, as a test sets it."""

    now = 1000.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr(time, "time", lambda: found.now)
    return found


@pytest.fixture(params=["alone", "shared"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path | None:
    return tmp_path / "calls.sqlite3" if request.param == "shared" else None


@pytest.mark.usefixtures("clock")
def test_calls_beyond_the_limit_get_places_a_window_later(file: Path | None) -> None:
    limit = CallLimit(2, seconds=60, file=file)
    assert [limit.place() for _ in range(6)] == [0, 0, 60, 60, 120, 120]


def test_places_become_free_as_time_passes(clock: Clock, file: Path | None) -> None:
    limit = CallLimit(2, seconds=60, file=file)
    assert [limit.place(), limit.place()] == [0, 0]
    clock.now += 45
    assert limit.place() == 15
    clock.now += 100
    assert limit.place() == 0


@pytest.mark.usefixtures("clock")
def test_calls_that_belong_together_begin_together() -> None:
    limit = CallLimit(3, seconds=60)
    assert [limit.place(2), limit.place(2), limit.place(), limit.place(2)] == [0, 60, 60, 120]
    assert CallLimit(1, seconds=60).place(2) == 0


def test_a_hold_moves_every_place_that_is_given_afterwards(clock: Clock, file: Path | None) -> None:
    limit = CallLimit(2, seconds=60, file=file)
    limit.hold(30)
    limit.hold(10)
    assert [limit.place(), limit.place(), limit.place()] == [30, 30, 90]
    clock.now += 200
    assert limit.place() == 0


@pytest.mark.usefixtures("clock")
def test_threads_share_the_places(file: Path | None) -> None:
    limit = CallLimit(5, seconds=60, file=file)
    with ThreadPoolExecutor(8) as pool:
        places = sorted(pool.map(lambda _number: limit.place(), range(20)))
    assert places == [0] * 5 + [60] * 5 + [120] * 5 + [180] * 5


@pytest.mark.usefixtures("clock")
def test_who_counts_as_one_caller_shares_places_and_holds_and_others_do_not(tmp_path: Path) -> None:
    one, another, stranger = (CallLimit(2, file=tmp_path / "calls", whose=whose) for whose in ("key", "key", "other key"))
    assert [one.place(), another.place(), one.place(), another.place()] == [0, 0, 60, 60]
    one.hold(300)
    assert another.place() == 300
    assert stranger.place() == 0


def test_another_process_shares_them_too(tmp_path: Path) -> None:
    file = tmp_path / "calls.sqlite3"
    assert CallLimit(2, file=file, whose="key").place() == 0
    code = (
        "from pathlib import Path; from desktop.connectors.call_limit import CallLimit;"
        f"limit = CallLimit(2, file=Path({str(file)!r}), whose='key'); print(limit.place(), round(limit.place()))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["0.0", "60"]
    assert round(CallLimit(2, file=file, whose="key").place()) in (59, 60)


def test_a_clock_that_was_set_back_makes_nobody_wait_for_it(clock: Clock, tmp_path: Path) -> None:
    limit = CallLimit(1, file=tmp_path / "calls")
    limit.place()
    limit.hold(FARTHEST - 1)
    clock.now -= 3600
    assert limit.place() == 0


def test_a_file_that_cannot_be_used_leaves_a_limit_that_counts_alone(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("this is no database, and never was one")
    for file in (broken, tmp_path / "no folder" / "calls"):
        limit = CallLimit(1, file=file)
        assert [limit.place(), round(limit.place())] == [0, 60]
    assert not broken.exists()  # the next start makes a good one
