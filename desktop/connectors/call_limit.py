"""So many calls in so many seconds, kept by everything on this machine that counts as one caller over there.

All threads, all integrations with the same credentials, a second window and the command line share one list of places: a small
SQLite file, of which one at a time has the lock. Other machines are not seen; between them the system's own 429 rules (`hold`).
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

FARTHEST = 600.0  # seconds; what lies further ahead was written before the clock was set back
LOCK_SECONDS = 5.0  # how long another process may have the file before we count alone
_TABLES = (
    "CREATE TABLE IF NOT EXISTS places (whose TEXT, begin REAL)",
    "CREATE INDEX IF NOT EXISTS places_in_time ON places (whose, begin)",
    "CREATE TABLE IF NOT EXISTS holds (whose TEXT PRIMARY KEY, until REAL)",
)
T = TypeVar("T")


class CallLimit:
    """Gives each call its place in time: at no moment have more than `calls` begun within the last `seconds`."""

    def __init__(self, calls: int, seconds: float = 60.0, *, file: Path | None = None, whose: str = "") -> None:
        """`file` is shared by all who count as `whose` over there; without it this object counts alone."""
        self._calls, self._seconds = calls, seconds
        self._file, self._whose = file, whose
        self._lock = threading.Lock()
        self._alone = _opened(":memory:")

    def place(self, calls: int = 1) -> float:
        """Take the next free place, or the next ones for so many calls at once, and give the seconds until then."""

        def taken(kept: sqlite3.Connection) -> float:
            now, together = time.time(), min(calls, self._calls)
            kept.execute("DELETE FROM places WHERE whose = ? AND begin < ?", (self._whose, now - self._seconds))
            kept.execute("DELETE FROM places WHERE whose = ? AND begin > ?", (self._whose, now + FARTHEST))
            in_the_way = kept.execute(  # its window must be over before that many can begin
                "SELECT begin FROM places WHERE whose = ? ORDER BY begin DESC LIMIT 1 OFFSET ?",
                (self._whose, self._calls - together),
            ).fetchone()
            free = in_the_way[0] + self._seconds if in_the_way else now
            begin = max(now, free, self._held_until(kept, now))
            kept.executemany("INSERT INTO places VALUES (?, ?)", [(self._whose, begin)] * together)
            return float(begin - now)

        return self._counted(taken)

    def hold(self, seconds: float) -> None:
        """Give no place for so long: the system said that it counts more calls than we do."""

        def held(kept: sqlite3.Connection) -> None:
            now = time.time()
            until = max(now + seconds, self._held_until(kept, now))
            kept.execute("INSERT OR REPLACE INTO holds VALUES (?, ?)", (self._whose, until))

        self._counted(held)

    def _held_until(self, kept: sqlite3.Connection, now: float) -> float:
        asked = (self._whose, now + FARTHEST)
        found = kept.execute("SELECT until FROM holds WHERE whose = ? AND until <= ?", asked).fetchone()
        return float(found[0]) if found else now

    def _counted(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do it while nobody else can; a file that cannot be used is not asked again."""
        with self._lock:
            if self._file is not None:
                try:
                    with closing(_opened(self._file)) as shared:
                        shared.execute("BEGIN IMMEDIATE")
                        found = work(shared)
                        shared.execute("COMMIT")
                        return found
                except sqlite3.Error as trouble:
                    logging.getLogger(__name__).warning("calls are counted alone, %s cannot be used: %s", self._file, trouble)
                    if not isinstance(trouble, sqlite3.OperationalError):  # it is no database any more
                        with contextlib.suppress(OSError):
                            self._file.unlink()
                    self._file = None
            return work(self._alone)


def _opened(file: Path | str) -> sqlite3.Connection:
    """What is lost with the power is worth no waiting for the disk."""
    opened = sqlite3.connect(file, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False)
    try:
        opened.execute("PRAGMA synchronous=OFF")
        for table in _TABLES:
            opened.execute(table)
    except sqlite3.Error:
        opened.close()
        raise
    return opened
