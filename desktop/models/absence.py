"""When the absence of a document over there is proven: long enough after its last attempt, by this computer's own steady clock.

Who tried may have been another computer, and the time of day of two computers need not agree; one that is set right jumps. So the
wait begins when this process saw that the attempt had ended, which is never before it ended.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterable

from desktop.models.records import Transfer, TransferState


class AbsenceProof:
    """How long it still takes until a look-up that finds nothing is a proof."""

    def __init__(self, proof_after: dt.timedelta) -> None:
        self._proof_after = proof_after.total_seconds()
        self._ended_by: dict[tuple[int, str, int], float] = {}  # when the attempt had certainly ended, by the steady clock
        self._lock = threading.Lock()

    def saw(self, integration_id: int, transfers: Iterable[Transfer], later: dt.timedelta = dt.timedelta(0)) -> None:
        """These attempts have ended, or will have ended so much `later`; what was seen before counts."""
        seen_at = time.monotonic() + later.total_seconds()
        with self._lock:
            for one in transfers:
                if one.state is TransferState.UNKNOWN:
                    self._ended_by.setdefault((integration_id, one.invoice_id, one.attempts), seen_at)

    def has_seen(self, integration_id: int, transfer: Transfer) -> bool:
        """Whether this process knows the attempt."""
        return (integration_id, transfer.invoice_id, transfer.attempts) in self._ended_by

    def seconds_left(self, integration_id: int, transfer: Transfer) -> float:
        """Until the absence of what this attempt sent counts as proven; 0 when it does."""
        ended_by = self._ended_by.get((integration_id, transfer.invoice_id, transfer.attempts), time.monotonic())
        return max(0.0, ended_by + self._proof_after - time.monotonic())

    def looked_up(self, integration_id: int, before: Transfer, claimed: Transfer) -> None:
        """A claim to look it up counts as an attempt too, but sends nothing: the wait goes on from where it was."""
        with self._lock:
            self._ended_by[integration_id, claimed.invoice_id, claimed.attempts] = self._ended_by[
                integration_id, before.invoice_id, before.attempts
            ]
