"""A steady clock on which nobody really waits, for what measures how long ago something was seen."""

from __future__ import annotations

import math
from collections.abc import Callable


class SteadyClock:
    """Stands in for the module `time`; `then` happens when it has gone so far."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.then: tuple[float, Callable[[], object]] = (math.inf, lambda: None)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self.now >= self.then[0]:
            self.then[1]()
