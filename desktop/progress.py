"""How long work tells how far it is, and learns that it should stop."""

from __future__ import annotations

import datetime as dt
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from queue import Empty, SimpleQueue
from typing import Generic, Protocol, TypeVar

from desktop.errors import Cancelled, ClaimLost
from desktop.texts import Message

_TOLD_EVERY = 200  # items that take no time by themselves
LISTEN_SECONDS = 0.2  # how often a wait looks whether it is over, or should stop
T = TypeVar("T")
R = TypeVar("R")
_heeded: ContextVar[Callable[[], None] | None] = ContextVar("heeded", default=None)


class Waiting(Message):
    """What work says that goes on by itself once a limit of calls lets it: the same work, in other words for a while."""

    __slots__ = ()


class Progress(Protocol):
    """Handed into every long piece of work by whoever shows it: the window, the command line, a test."""

    def step(self, done: int, total: int | None, text: Message) -> None:
        """Tell how many of how many are done (`None`: nobody knows); raises `Cancelled` when the user asked to stop."""


class Silent:
    """Progress that nobody watches."""

    def step(self, done: int, total: int | None, text: Message) -> None:
        """Nothing to tell, nobody stops it."""


@contextmanager
def heeding(check: Callable[[], None]) -> Iterator[None]:
    """Inside the `with`, waits of this thread ask `check` now and then; it raises `Cancelled` when somebody wants to stop."""
    before = _heeded.set(check)
    try:
        yield
    finally:
        _heeded.reset(before)


@contextmanager
def heeding_too(check: Callable[[], None]) -> Iterator[None]:
    """As `heeding`, and whoever was heeded before still is."""
    before = _heeded.get()

    def both() -> None:
        if before is not None:
            before()
        check()

    with heeding(both):
        yield


def holding(claimed_at: dt.datetime, is_held: Callable[[], bool], sure_for: dt.timedelta) -> Callable[[], None]:
    """What `heeding_too` asks right before each call: `ClaimLost` when `is_held` says no. It is asked once in `sure_for`."""
    held_at = claimed_at

    def check() -> None:
        nonlocal held_at
        now = dt.datetime.now(dt.UTC)
        if abs(now - held_at) < sure_for:
            return
        if not is_held():
            raise ClaimLost
        held_at = now

    return check


def heed() -> None:
    """Called while this thread waits; raises `Cancelled` when whoever began the work wants to stop."""
    if (check := _heeded.get()) is not None:
        check()


def told(items: Sequence[T], progress: Progress, text: Message) -> Iterator[T]:
    """The items one by one, while `progress` is told how many were taken; it may stop that."""
    for place, item in enumerate(items):
        if place % _TOLD_EVERY == 0:
            progress.step(place, len(items), text)
        yield item


class _Patience:
    """Progress that says why nothing moves while a system's limit of calls makes us wait, and how long the rest will take."""

    def __init__(self, inner: Progress, system: str) -> None:
        self._inner, self._system = inner, system
        self._began = time.monotonic()
        self._waiting_until: dict[int, float] = {}  # by thread, since work side by side waits side by side
        self._lock = threading.Lock()
        self._last: tuple[int, int | None, Message] = (0, None, Message("Asking {system}", system=system))

    def told(self, seconds: float) -> None:
        """What the connector tells: this thread waits so long from now on; 0: no more."""
        with self._lock:
            self._waiting_until[threading.get_ident()] = time.monotonic() + seconds

    def step(self, done: int, total: int | None, text: Message) -> None:
        self._last = (done, total, text)
        with self._lock:
            seconds = max(self._waiting_until.values(), default=0.0) - time.monotonic()
        self._inner.step(done, total, self._waiting(done, total, seconds) if seconds >= LISTEN_SECONDS else text)

    def again(self) -> None:
        """Tell the same as last time, since time went by."""
        self.step(*self._last)

    def _waiting(self, done: int, total: int | None, seconds: float) -> Waiting:
        if not done or not total:
            count = round(seconds) or 1
            return Waiting("Waiting {count} s for {system}, which limits its calls", count=str(count), system=self._system)
        # So much took until the wait is over: what is done with the calls of a window costs all of it, not its first seconds.
        taken = time.monotonic() - self._began + seconds
        minutes = math.ceil(taken / done * (total - done) / 60)
        return Waiting(
            "Waiting for {system}, which limits its calls: about {count} minute left",
            "Waiting for {system}, which limits its calls: about {count} minutes left",
            count=minutes,
            system=self._system,
        )


@contextmanager
def patient(
    on_wait: Callable[[Callable[[float], None]], AbstractContextManager[None]], system: str, progress: Progress
) -> Iterator[Progress]:
    """Progress for work on a system whose limit of calls may make us wait; `on_wait` is that of its connector.

    Waits of this thread end with `Cancelled` when the user asks to stop.
    """
    found = _Patience(progress, system)
    with on_wait(found.told), heeding(found.again):
        yield found


class Lane(Generic[T]):
    """Work that goes on beside other work, `workers` at a time, in the order in which it was given."""

    def __init__(self, work: Callable[[T], object], *, workers: int, stop: threading.Event) -> None:
        """Once `stop` is set, what has begun is finished and the rest left out."""
        self._work = work
        self._stop = stop
        self._room = threading.Semaphore(2 * workers)  # more would only wait, and be left out by a stop
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="lane")
        self._given: list[Future[None]] = []

    def give(self, item: T) -> None:
        """Hand in a piece of work; waits while enough others wait."""
        while not self._stop.is_set() and not self._room.acquire(timeout=LISTEN_SECONDS):
            pass
        if self._stop.is_set():
            return
        self._given.append(self._pool.submit(self._one, item))

    def finish(self, progress: Progress, text: Message) -> None:
        """Wait for everything that was given, unless the user asks to stop; raises what the work raised."""
        left = set(self._given)
        while left:
            try:
                progress.step(len(self._given) - len(left), len(self._given), text)
            except Cancelled:
                self._stop.set()
            left = wait(left, timeout=LISTEN_SECONDS).not_done
        self._pool.shutdown()
        for one in self._given:
            one.result()

    def _one(self, item: T) -> None:
        try:
            if not self._stop.is_set():
                self._work(item)
        finally:
            self._room.release()


def side_by_side(
    items: Sequence[T],
    work: Callable[[T], R],
    *,
    workers: int,
    progress: Progress,
    text: Message,
    stop: threading.Event | None = None,
) -> tuple[list[tuple[T, R]], list[T]]:
    """Do `work` for every item, `workers` at a time; gives what came of each, and the items that were not begun.

    Nothing new is begun once `stop` is set (by the work itself) or the user asked to stop; what has begun is finished. An error of
    `work` stops the rest and is raised when everything that had begun is finished.
    """
    stopping = stop or threading.Event()
    ended: SimpleQueue[tuple[T, R | None, BaseException | None]] = SimpleQueue()

    def one(item: T) -> None:
        try:
            ended.put((item, work(item), None) if not stopping.is_set() else (item, None, Cancelled()))
        except BaseException as error:  # told to the thread that waits, which raises it
            stopping.set()
            ended.put((item, None, error))

    results: list[tuple[T, R]] = []
    left: list[T] = []
    bug: BaseException | None = None
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="side-by-side") as pool:
        try:
            for item in items:
                pool.submit(one, item)
            while len(results) + len(left) < len(items):
                try:
                    progress.step(len(results), len(items), text)
                except Cancelled:
                    stopping.set()
                try:
                    item, result, error = ended.get(timeout=LISTEN_SECONDS)
                except Empty:
                    continue
                if error is None:
                    results.append((item, result))  # type: ignore[arg-type]  # a result of None is one of R
                else:
                    left.append(item)
                    bug = bug or (None if isinstance(error, Cancelled) else error)
        except BaseException:  # Ctrl+C: leaving the pool waits for what has begun, and for nothing else
            stopping.set()
            raise
    if bug is not None:
        raise bug
    return results, left
