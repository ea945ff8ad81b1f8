"""The limit of calls holds for all threads, connections and processes of a machine together."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from desktop.connectors.call_limit import CallLimit


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
    assert told.split() in (["0.0", "59"], ["0.0", "60"])
    assert round(CallLimit(2, file=file, whose="key").place()) in (58, 59, 60)


@pytest.mark.parametrize("back", [61, 300, 3600])
def test_a_clock_that_was_set_back_makes_nobody_wait_for_it(clock: Clock, file: Path | None, back: int) -> None:
    limit = CallLimit(6, seconds=60, file=file)
    for _ in range(6):
        limit.place()
    limit.hold(30)
    clock.now -= back
    assert limit.place() <= 150  # the hold and two windows at most, however far it was set back


def test_what_waits_in_a_long_queue_is_not_taken_for_a_clock_that_was_set_back(clock: Clock, file: Path | None) -> None:
    limit = CallLimit(3, seconds=60, file=file)
    assert [limit.place(2) for _ in range(4)] == [0, 60, 120, 180]
    clock.now += 30
    assert limit.place(2) == 210


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("is_missing", [True, False])
def test_a_file_that_nobody_can_write_leaves_a_limit_that_counts_by_itself_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, is_missing: bool
) -> None:
    file = tmp_path / "folder" / "calls"
    if not is_missing:
        file.parent.mkdir()
        CallLimit(1, file=file, whose="another").place()
        content = bytearray(file.read_bytes())
        content[18] = 3  # as SQLite notes it: this version of SQLite may read the file, and not write it
        file.write_bytes(content)
    limit = CallLimit(1, file=file)
    assert [limit.place(), limit.place()] == [0, 60]
    assert [one.message.partition(":")[0] for one in caplog.records] == ["this program counts its calls by itself"]
    if is_missing:
        file.parent.mkdir()
        assert limit.place() == 120  # asked again at each call, and what was counted stays counted
        assert CallLimit(1, file=file).place() == 180


@pytest.mark.usefixtures("clock")
def test_a_caller_who_is_known_only_after_the_first_call_counts_with_the_others_from_then_on(tmp_path: Path) -> None:
    first, second = (CallLimit(3, file=tmp_path / "calls", whose=whose) for whose in ("key", "company"))
    assert [first.place(), second.place()] == [0, 0]
    first.counts_as("company")
    first.counts_as("company")  # it has its place already
    assert [first.place(), second.place()] == [0, 60]


@pytest.mark.usefixtures("clock")
def test_a_damaged_file_is_made_anew_and_shared_again(tmp_path: Path) -> None:
    file = tmp_path / "calls"
    file.write_text("this is no database, and never was one")
    one, another = CallLimit(2, file=file), CallLimit(2, file=file)
    assert [one.place(), another.place(), one.place(), another.place()] == [60, 60, 120, 120]  # nobody knew the count: full
    file.write_bytes(b"garbage" * 500)
    assert [one.place(), another.place()] == [120, 180]  # as far as the first of them knew it
    assert [place.name for place in tmp_path.iterdir()] == ["calls"]


@pytest.mark.usefixtures("clock")
def test_a_file_that_is_locked_is_asked_again_at_the_next_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.connectors.call_limit.LOCK_SECONDS", 0.01)
    file = tmp_path / "calls"
    limit = CallLimit(2, file=file)
    assert limit.place() == 0
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert limit.place() == 0  # counted on from what was known
    assert CallLimit(2, file=file).place() == 0
    assert limit.place() == 60


def test_a_table_of_another_layout_is_left_alone(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "calls")) as other:
        other.execute("CREATE TABLE places (who TEXT)")
    one, another = CallLimit(1, file=tmp_path / "calls"), CallLimit(1, file=tmp_path / "calls")
    assert [one.place(), round(another.place())] == [0, 60]
