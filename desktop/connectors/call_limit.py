"""So many calls in so many seconds, kept by all threads of a connector together."""

from __future__ import annotations

import threading
import time
from collections import deque


class CallLimit:
    """Gives each call its place in time: at no moment have more than `calls` begun within the last `seconds`."""

    def __init__(self, calls: int, seconds: float = 60.0) -> None:
        self._seconds = seconds
        self._places: deque[float] = deque(maxlen=calls)  # when the last calls begin, also those still waiting for it
        self._not_before = 0.0
        self._lock = threading.Lock()

    def place(self, calls: int = 1) -> float:
        """Take the next free place, or the next ones for so many calls at once, and give the seconds until then."""
        with self._lock:
            now, most = time.monotonic(), self._places.maxlen or 1
            together = min(calls, most)
            in_the_way = len(self._places) - (most - together + 1)  # whose window must be over before that many can begin
            free = self._places[in_the_way] + self._seconds if in_the_way >= 0 else now
            begin = max(now, free, self._not_before)
            self._places.extend([begin] * together)
            return begin - now

    def hold(self, seconds: float) -> None:
        """Give no place for so long: the system said that it counts more calls than we do."""
        with self._lock:
            self._not_before = max(self._not_before, time.monotonic() + seconds)
