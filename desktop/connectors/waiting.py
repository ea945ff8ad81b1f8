"""The waits of a session: told to everybody who listens, and ended by who began the work or closes the session."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from desktop.errors import Cancelled
from desktop.progress import heed

LISTEN_SECONDS = 0.1  # how often a wait looks whether it should stop


class Waiting:
    """What waits, for a rate limit or before another try. Safe to use from several threads."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[float], None]] = []
        self._ended = threading.Event()

    @contextmanager
    def on_wait(self, listener: Callable[[float], None]) -> Iterator[None]:
        """See `Connector.on_wait`."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def wait(self, seconds: float) -> None:
        """Wait for a rate limit: who listens is told the rest every second, and 0 when the wait is over, however it ended.

        `Cancelled` when waits are ended meanwhile, or whoever began the work wants to stop.
        """
        if seconds <= 0:
            return
        end = time.monotonic() + seconds
        told_at = seconds + 1.0
        try:
            while (rest := end - time.monotonic()) > 0:
                if told_at - rest >= 1.0:
                    self._tell(rest)
                    told_at = rest
                self.pause(min(rest, LISTEN_SECONDS))
        finally:
            self._tell(0.0)

    def pause(self, seconds: float) -> None:
        """Wait without a word; `Cancelled` as above."""
        heed()
        if self._ended.wait(seconds):
            raise Cancelled

    def end_waits(self) -> None:
        """End those that are under way and every later one."""
        self._ended.set()

    def _tell(self, seconds: float) -> None:
        for listener in tuple(self._listeners):
            listener(seconds)
