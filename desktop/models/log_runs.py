"""Entries of the log gathered into what a person did at one time: one transfer of 38 documents, not 38 entries; pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop.models.records import Activity, LogEntry, Outcome
from desktop.texts import Message

PAUSE = dt.timedelta(minutes=10)
"""After a pause this long the same activity counts as done anew."""

_WORST_FIRST = (Outcome.UNKNOWN, Outcome.REFUSED, Outcome.NOT_SENT, Outcome.DONE)


@dataclass(slots=True)
class Run:
    """One thing done by one person: its newest entry, the newest of those that ended worst, and how all of them ended."""

    newest: LogEntry
    worst: LogEntry
    began: dt.datetime
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    @property
    def activity(self) -> Activity:
        """What was done."""
        return self.newest.activity

    @property
    def count(self) -> int:
        """How many entries it left."""
        return self.outcomes.total()

    @property
    def sentence(self) -> Message:
        """What came of it: the entry's own sentence when there is but one, else how many ended how."""
        if self.count == 1:
            return self.newest.message
        done, unknown = self.outcomes[Outcome.DONE], self.outcomes[Outcome.UNKNOWN]
        if done == self.count:
            return Message("{count} done", "{count} done", count=done)
        refused = self.count - done - unknown
        return Message("{done} done, {refused} refused, {unknown} uncertain", done=done, refused=refused, unknown=unknown)


def latest_runs(entries: Iterable[LogEntry], most: int) -> list[Run]:
    """The newest runs, newest first; `entries` are given newest first. Runs of different activities may overlap."""
    runs: list[Run] = []
    under_way: dict[tuple[Activity, str], Run] = {}
    for entry in entries:
        key = (entry.activity, entry.person)
        run = under_way.get(key)
        if run is None or run.began - entry.at > PAUSE:
            run = under_way[key] = Run(entry, entry, entry.at)
            runs.append(run)
        run.began = entry.at
        run.outcomes[entry.outcome] += 1
        if _WORST_FIRST.index(entry.outcome) < _WORST_FIRST.index(run.worst.outcome):
            run.worst = entry
    return runs[:most]
