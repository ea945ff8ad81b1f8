"""What lies over there already, by reference: read when a run begins, and again once that was long ago."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping, Sequence

from desktop.models.records import FinanceInvoice
from desktop.models.references import folded

FRESH_FOR = dt.timedelta(minutes=30)
"""How long what was read counts. Another installation may send the same meanwhile, and then only the system's memory of our key
tells it, which may last no longer than an hour."""


class Presence:
    """The documents over there that carry a reference, none read longer ago than `FRESH_FOR` once `freshen` was called.

    By the time of day, so that hours that this computer slept count. Safe to use from several threads.
    """

    def __init__(self, read: Callable[[], Mapping[str, Sequence[FinanceInvoice]]]) -> None:
        """`read` asks the system for all of them, by reference, or by folded reference."""
        self._read = read
        self._lock = threading.Lock()
        self._read_now()

    @property
    def is_fresh(self) -> bool:
        """Whether something may be sent on what was read."""
        return abs(dt.datetime.now(dt.UTC) - self._read_at) < FRESH_FOR

    def freshen(self) -> None:
        """Read everything again where that was long ago; errors as reading raises them."""
        with self._lock:  # the others wait for the one who reads
            if not self.is_fresh:
                self._read_now()

    def carrying(self, reference: str) -> Sequence[FinanceInvoice]:
        """The documents with this reference; where there are none, those with it in other capitals or with blanks."""
        folded_alike = self._found.get(folded(reference), ())
        exact = [*self._found.get(reference, ()), *(one for one in folded_alike if one.reference == reference)]
        return exact or folded_alike

    def _read_now(self) -> None:
        began = dt.datetime.now(dt.UTC)
        self._found = self._read()
        self._read_at = began
