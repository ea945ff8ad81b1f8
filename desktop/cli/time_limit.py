"""A try to connect takes no longer than a person waits for it; product.md chapter 1."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from desktop.errors import Cancelled, TimedOut
from desktop.progress import heeding
from desktop.texts import Message

TIME_LIMIT = 30  # s (product.md chapter 1)
_LOOK_UP = 0.2  # s between two looks whether Ctrl+C was pressed
T = TypeVar("T")


class Attempt(Generic[T]):
    """The try, on a thread of its own: what is given up ends at its next step, before it keeps anything."""

    def __init__(self, work: Callable[[Attempt[T]], T]) -> None:
        self._work = work
        self._given_up = threading.Event()
        self._ended = threading.Event()
        self._results: list[T] = []
        self._trouble: BaseException | None = None

    def step(self, _done: int, _total: int | None, _text: Message) -> None:
        """See `desktop.progress.Progress`; raises `Cancelled` once it was given up."""
        self._check()

    def result(self, system: str, limit: float) -> T:
        """What came of it; raises what it raised, or `TimedOut` after `limit` seconds. `system` as people write it."""
        threading.Thread(target=self._run, name="connect", daemon=True).start()
        try:
            for _look in range(max(1, round(limit / _LOOK_UP))):
                if self._ended.wait(min(_LOOK_UP, limit)):
                    break
            else:
                raise TimedOut(
                    Message("{system} did not answer within {limit} s.", system=system, limit=round(limit)),
                    what_to_do=Message("Check the address and the network, and connect again."),
                )
        finally:
            self._given_up.set()
        if self._trouble is not None:
            raise self._trouble
        return self._results[0]

    def _run(self) -> None:
        try:
            with heeding(self._check):
                self._results.append(self._work(self))
        except BaseException as trouble:  # raised again where it is waited for
            self._trouble = trouble
        self._ended.set()

    def _check(self) -> None:
        if self._given_up.is_set():
            raise Cancelled
