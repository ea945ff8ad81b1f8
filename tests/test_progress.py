from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from desktop.errors import Cancelled
from desktop.progress import Lane, Silent, heed, heeding, patient, side_by_side
from desktop.texts import Message

TEXT = Message("Working")


class Watching:
    """Progress that remembers, and asks to stop when `stops` says so."""

    def __init__(self, stops: Callable[[int], bool] = lambda _done: False) -> None:
        self.seen: list[tuple[int, int | None]] = []
        self._stops = stops

    def step(self, done: int, total: int | None, text: Message) -> None:
        self.seen.append((done, total))
        if self._stops(done):
            raise Cancelled


def test_every_item_is_done_and_told() -> None:
    progress = Watching()
    results, left = side_by_side(range(20), lambda number: number * 2, workers=4, progress=progress, text=TEXT)

    assert sorted(results) == [(number, number * 2) for number in range(20)]
    assert left == []
    assert progress.seen[0] == (0, 20)
    assert [done for done, _total in progress.seen] == sorted(done for done, _total in progress.seen)


def test_nothing_to_do_is_done_at_once() -> None:
    assert side_by_side([], lambda item: item, workers=4, progress=Silent(), text=TEXT) == ([], [])


def test_a_result_may_be_none() -> None:
    results, left = side_by_side(["a"], lambda _item: None, workers=1, progress=Silent(), text=TEXT)

    assert (results, left) == ([("a", None)], [])


def test_as_many_run_side_by_side_as_were_asked_for() -> None:
    meeting = threading.Barrier(3)  # breaks unless three come at the same time

    results, _left = side_by_side(range(3), lambda _item: meeting.wait(timeout=60), workers=3, progress=Silent(), text=TEXT)
    assert len(results) == 3


def test_after_a_stop_nothing_new_is_begun_and_what_has_begun_is_finished() -> None:
    progress = Watching(lambda done: done >= 2)
    results, left = side_by_side(range(50), lambda number: number, workers=1, progress=progress, text=TEXT)

    assert len(results) >= 2
    assert sorted([item for item, _result in results] + left) == list(range(50))


def test_the_work_itself_can_stop_the_rest() -> None:
    stop = threading.Event()

    def work(number: int) -> int:
        if number == 3:
            stop.set()
        return number

    results, left = side_by_side(range(10), work, workers=1, progress=Silent(), text=TEXT, stop=stop)
    assert [item for item, _result in results] == [0, 1, 2, 3]
    assert left == [4, 5, 6, 7, 8, 9]


def test_an_error_stops_the_rest_and_is_raised_when_all_that_had_begun_is_finished() -> None:
    finished: list[int] = []
    failed = threading.Event()

    def work(number: int) -> None:
        if number == 1:
            failed.set()
            raise KeyError("bug")
        failed.wait(60)
        finished.append(number)

    with pytest.raises(KeyError, match="bug"):
        side_by_side(range(30), work, workers=2, progress=Silent(), text=TEXT)
    assert 0 in finished
    assert len(finished) < 29


def test_an_interruption_of_the_one_who_waits_stops_the_rest() -> None:
    done: list[int] = []

    def interrupt(_done: int) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        side_by_side(range(30), done.append, workers=1, progress=Watching(interrupt), text=TEXT)
    assert len(done) < 30


class Told:
    """Progress that remembers the sentences."""

    def __init__(self) -> None:
        self.sentences: list[str] = []

    def step(self, done: int, total: int | None, text: Message) -> None:
        self.sentences.append(text.render())


class Listeners:
    """Who listens to the waits of a connector."""

    def __init__(self) -> None:
        self.there: list[Callable[[float], None]] = []

    @contextmanager
    def on_wait(self, listener: Callable[[float], None]) -> Iterator[None]:
        self.there.append(listener)
        yield
        self.there.remove(listener)


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.progress.time.monotonic", lambda: 1000.0)


def test_a_wait_for_the_limit_of_calls_is_told_with_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr("desktop.progress.time.monotonic", lambda: now[0])
    told, listeners = Told(), Listeners()
    with patient(listeners.on_wait, "Tally", told) as progress:
        [tell] = listeners.there
        progress.step(0, 60, TEXT)
        tell(30.0)
        progress.step(0, 60, TEXT)
        tell(0.0)
        now[0] += 10
        progress.step(20, 60, TEXT)
        tell(50.0)
        heed()
        now[0] += 49
        heed()
        tell(0.0)
        heed()
    assert told.sentences == [
        "Working",
        "Waiting 30 s for Tally, which limits its calls",
        "Working",
        "Waiting for Tally, which limits its calls: about 2 minutes left",
        "Waiting for Tally, which limits its calls: about 2 minutes left",
        "Working",
    ]
    assert not listeners.there


@pytest.mark.usefixtures("stopped_clock")
def test_what_works_side_by_side_waits_as_long_as_the_last_of_it() -> None:
    told, listeners = Told(), Listeners()
    with patient(listeners.on_wait, "Tally", told) as progress:
        [tell] = listeners.there
        with ThreadPoolExecutor(1) as another:
            another.submit(tell, 30.0).result()
            tell(5.0)
            tell(0.0)
            progress.step(0, 2, TEXT)
            another.submit(tell, 0.0).result()
        progress.step(1, 2, TEXT)
    assert told.sentences == ["Waiting 30 s for Tally, which limits its calls", "Working"]


@pytest.mark.usefixtures("stopped_clock")
def test_two_pieces_of_work_on_one_connector_both_hear_of_a_wait_and_the_first_that_ends_stops_nobody_else() -> None:
    first, second, listeners = Told(), Told(), Listeners()
    with patient(listeners.on_wait, "Tally", first) as one:
        with patient(listeners.on_wait, "Tally", second) as other:
            for tell in listeners.there:
                tell(30.0)
            other.step(0, 2, TEXT)
        one.step(0, 2, TEXT)
    assert first.sentences == second.sentences == ["Waiting 30 s for Tally, which limits its calls"]


def test_whoever_waits_for_the_limit_of_calls_can_stop() -> None:
    progress = Watching(stops=lambda _done: True)
    with patient(Listeners().on_wait, "Tally", progress) as patiently:
        with pytest.raises(Cancelled):
            patiently.step(1, 2, TEXT)
        with pytest.raises(Cancelled):
            heed()


def test_a_lane_works_beside_and_in_order_and_waits_for_the_rest() -> None:
    done: list[int] = []
    lane = Lane(done.append, workers=1, stop=threading.Event())
    for number in range(10):
        lane.give(number)
    lane.finish(Silent(), TEXT)
    assert done == list(range(10))


def test_a_lane_that_is_stopped_finishes_what_has_begun_and_leaves_the_rest() -> None:
    stop, begun, done = threading.Event(), threading.Event(), list[int]()

    def work(number: int) -> None:
        begun.set()
        stop.wait(60)
        done.append(number)

    lane = Lane(work, workers=1, stop=stop)
    lane.give(1)
    lane.give(2)
    begun.wait(60)
    lane.finish(Watching(lambda _done: True), TEXT)
    lane.give(3)
    assert done == [1]


def test_an_error_of_the_work_in_a_lane_is_raised_at_the_end() -> None:
    def work(_item: int) -> None:
        raise KeyError("bug")

    lane = Lane(work, workers=1, stop=threading.Event())
    lane.give(1)
    with pytest.raises(KeyError):
        lane.finish(Silent(), TEXT)


def test_what_waits_heeds_only_whoever_began_it() -> None:
    def check() -> None:
        raise Cancelled

    heed()
    with heeding(check), pytest.raises(Cancelled):
        heed()
    heed()
