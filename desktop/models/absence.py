"""When the absence of a record over there is proven: long enough after its last attempt, by this computer's own steady clock.

Who tried may have been another computer, and the time of day of two computers need not agree; one that is set right jumps. So the
wait begins when this process saw that the attempt had ended, which is never before it ended.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterable

PROOF_AFTER = dt.timedelta(seconds=60)
"""How long after an unanswered write its absence counts as proven: twice the read time-out, so that a late write has landed."""

Attempt = tuple[int | str, ...]
"""What tells one attempt from every other: the id of the integration, what was to be written, and which attempt at it."""


class AbsenceProof:
    """How long it still takes until a look-up that finds nothing is a proof."""

    def __init__(self, proof_after: dt.timedelta = PROOF_AFTER) -> None:
        self._proof_after = proof_after.total_seconds()
        self._ended_by: dict[Attempt, float] = {}  # when the attempt had certainly ended, by the steady clock
        self._lock = threading.Lock()

    def saw(self, attempts: Iterable[Attempt], later: dt.timedelta = dt.timedelta(0)) -> None:
        """These attempts have ended, or will have ended so much `later`; what was seen before counts."""
        seen_at = time.monotonic() + later.total_seconds()
        with self._lock:
            for one in attempts:
                self._ended_by.setdefault(one, seen_at)

    def has_seen(self, attempt: Attempt) -> bool:
        """Whether this process knows the attempt."""
        return attempt in self._ended_by

    def seconds_left(self, attempt: Attempt) -> float:
        """Until the absence of what this attempt sent counts as proven; 0 when it does."""
        ended_by = self._ended_by.get(attempt, time.monotonic())
        return max(0.0, ended_by + self._proof_after - time.monotonic())

    def looked_up(self, before: Attempt, claimed: Attempt) -> None:
        """A claim to look it up counts as an attempt too, but sends nothing: the wait goes on from where it was."""
        with self._lock:
            self._ended_by[claimed] = self._ended_by[before]
