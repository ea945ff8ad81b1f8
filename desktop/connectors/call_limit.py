"""So many calls in so many seconds, kept by everything on this machine that counts as one caller over there.

All threads, all integrations that are one caller over there, a second window and the command line share one count: a row of a small
SQLite file, of which one at a time has the lock. Other machines are not seen; between them the system's own 429 rules (`hold`).

When the count is not known (the file is damaged, or locked for too long), it is taken to be full: the next call waits a window,
rather than that two programs fill the same one. A file that cannot be opened or written holds nobody's count, so this program
counts by itself then, and says so in the technical log. The file is asked again at the next call.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import msgspec

LOCK_SECONDS = 5.0  # how long another process may have the file before a call is counted without it
_TABLE = "CREATE TABLE IF NOT EXISTS counts_1 (whose TEXT PRIMARY KEY, count TEXT NOT NULL)"  # another layout gets another number
_READ = "SELECT count FROM counts_1 WHERE whose = ?"
_WRITE = "INSERT OR REPLACE INTO counts_1 VALUES (?, ?)"
_NOBODYS = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_READONLY)
T = TypeVar("T")


class _Count(msgspec.Struct):
    """What was given to one caller; times in seconds since 1970."""

    begins: list[float] = []  # of every call, in order
    held_at: float = 0.0
    held_until: float = 0.0

    def tidy(self, now: float, calls: int, seconds: float) -> None:
        """Forget what began long ago; what lies further ahead than the queue reaches is older than a clock that was set back."""
        if self.held_at > now:
            self.held_at, self.held_until = now, now + self.held_until - self.held_at
        begun = [one for one in self.begins if now - seconds <= one <= now]
        ahead = [one for one in self.begins if one > now]
        start = max(now, self.held_until)
        # At least half of the calls of each window are used, whatever is begun together.
        reach = [start + seconds * (1 + 2 * place // calls) for place in range(len(ahead))]
        self.begins = sorted([*begun, *(one if one <= far else now for one, far in zip(ahead, reach, strict=True))])


class CallLimit:
    """Gives each call its place in time: at no moment have more than `calls` begun within the last `seconds`."""

    def __init__(self, calls: int, seconds: float = 60.0, *, file: Path | None = None, whose: str = "") -> None:
        """`file` is shared by all who count as `whose` over there; without it this object counts alone."""
        self._calls, self._seconds = calls, seconds
        self._file, self._whose = file, whose
        self._lock = threading.Lock()
        self._known = _Count() if file is None else None  # as it was after the last call
        self._is_warned = False

    def place(self, calls: int = 1) -> float:
        """Take the next free place, or the next ones for so many calls at once, and give the seconds until then."""

        def taken(count: _Count, now: float) -> float:
            together = min(calls, self._calls)
            in_the_way = count.begins[: max(0, len(count.begins) - self._calls + together)][-1:]  # its window must be over before
            begin = max(now, count.held_until, *(one + self._seconds for one in in_the_way))
            count.begins = sorted([*count.begins, *[begin] * together])
            return begin - now

        return self._counted(taken)

    def counts_as(self, whose: str) -> None:
        """Count as this one from now on: it is known only now who the caller is. The call that told it takes a place."""
        with self._lock:
            if whose == self._whose:
                return
            self._whose = whose
            if self._file is None:  # it counts alone, whoever it is
                return
            self._known = None  # that was the count of another one
        self.place()

    def hold(self, seconds: float) -> None:
        """Give no place for so long: the system said that it counts more calls than we do."""

        def held(count: _Count, now: float) -> None:
            if now + seconds > count.held_until:
                count.held_at, count.held_until = now, now + seconds

        self._counted(held)

    def _counted(self, work: Callable[[_Count, float], T]) -> T:
        """Do it while nobody else can."""
        with self._lock:
            if self._file is None:
                return self._alone(self._known or _Count(), work)
            try:
                found = self._in_file(self._file, work)
            except (sqlite3.Error, msgspec.MsgspecError, OSError) as trouble:
                is_alone = isinstance(trouble, OSError) or getattr(trouble, "sqlite_errorcode", 0) & 0xFF in _NOBODYS
                if not self._is_warned:
                    how = "this program counts its calls by itself" if is_alone else "the limit of calls is taken to be full"
                    logging.getLogger(__name__).warning("%s: %s cannot be used: %s", how, self._file, trouble)
                self._is_warned = True
                return self._alone(self._known or (_Count() if is_alone else self._full()), work)
            self._is_warned = False
            return found

    def _in_file(self, file: Path, work: Callable[[_Count, float], T]) -> T:
        """As `_in_database`; one that is none any more is put away, and made anew with the count as far as it is known."""
        for _tries in range(2):  # somebody else may have put it right before the second
            try:
                return self._in_database(file, work, self._known or _Count())
            except sqlite3.OperationalError:  # locked, or not to be opened: it may be good all the same
                raise
            except (sqlite3.DatabaseError, msgspec.MsgspecError):
                continue
        _put_away(file)
        return self._in_database(file, work, self._known or self._full())

    def _in_database(self, file: Path, work: Callable[[_Count, float], T], new: _Count) -> T:
        with closing(sqlite3.connect(file, timeout=LOCK_SECONDS, isolation_level=None)) as opened:
            opened.execute("PRAGMA synchronous=OFF")  # what is lost with the power is worth no waiting for the disk
            opened.execute("BEGIN IMMEDIATE")
            opened.execute(_TABLE)
            row = opened.execute(_READ, (self._whose,)).fetchone()
            count = msgspec.json.decode(row[0] if row is not None else msgspec.json.encode(new), type=_Count)
            found = self._done(count, work)
            opened.execute(_WRITE, (self._whose, msgspec.json.encode(count).decode()))
            opened.execute("COMMIT")
        self._known = count
        return found

    def _alone(self, count: _Count, work: Callable[[_Count, float], T]) -> T:
        self._known = count
        return self._done(count, work)

    def _done(self, count: _Count, work: Callable[[_Count, float], T]) -> T:
        now = time.time()
        count.tidy(now, self._calls, self._seconds)
        return work(count, now)

    def _full(self) -> _Count:
        return _Count(begins=[time.time()] * self._calls)


def _put_away(file: Path) -> None:
    """Remove a file that is no database; under a name of its own first, so that nobody opens half of it."""
    away = file.with_name(f"{file.name}.{uuid.uuid4().hex}")
    file.replace(away)
    with contextlib.suppress(OSError):
        away.unlink()
