"""Entries of the log gathered into what a person did at one time: one transfer of 38 documents, not 38 entries; pure.

A run counts records: of several entries about one record the newest says how it ended.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from desktop.models.records import Activity, LogEntry, Outcome
from desktop.texts import Message

PAUSE = dt.timedelta(minutes=10)
"""After a pause this long the same activity counts as done anew."""

_ABOUT = {Activity.TRANSFER: "invoice", Activity.WRITE_BACK: "invoice", Activity.LINK: "customer"}
"""What is counted where a run also writes about other records, for instance the employee of an invoice."""

_WORST_FIRST = (Outcome.UNKNOWN, Outcome.REFUSED, Outcome.NOT_SENT, Outcome.DONE)

_HOW_MANY: tuple[tuple[Outcome, Callable[[int], Message]], ...] = (
    (Outcome.DONE, lambda n: Message("{count} done", "{count} done", count=n)),
    (Outcome.REFUSED, lambda n: Message("{count} refused", "{count} refused", count=n)),
    (Outcome.NOT_SENT, lambda n: Message("{count} stopped", "{count} stopped", count=n)),
    (Outcome.UNKNOWN, lambda n: Message("{count} uncertain", "{count} uncertain", count=n)),
)
"""In the words of the list of invoices: the system refuses, our own check stops."""


@dataclass(slots=True)
class Run:
    """One thing done by one person: its newest entry, that of the record that ended worst, and how all records ended."""

    newest: LogEntry
    worst: LogEntry
    began: dt.datetime
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    seen: set[tuple[str, str]] = field(default_factory=set)  # kind and id of the records that are counted

    @property
    def activity(self) -> Activity:
        """What was done."""
        return self.newest.activity

    @property
    def count(self) -> int:
        """How many records it was about."""
        return self.outcomes.total()

    def take(self, entry: LogEntry) -> None:
        """Count one more entry, which is older than all before."""
        self.began = entry.at
        record = (entry.subject_kind, entry.subject_id)
        if record in self.seen or (entry.subject_kind and entry.subject_kind != _ABOUT.get(entry.activity, entry.subject_kind)):
            return
        if entry.subject_kind:
            self.seen.add(record)
        if not self.count or _WORST_FIRST.index(entry.outcome) < _WORST_FIRST.index(self.worst.outcome):
            self.worst = entry
        self.outcomes[entry.outcome] += 1

    @property
    def result(self) -> tuple[Message, ...]:
        """What came of it: the entry's own sentence when it was about one record, else how many ended how."""
        if self.count <= 1:
            return (self.worst.message,)
        return tuple(how(count) for outcome, how in _HOW_MANY if (count := self.outcomes[outcome]))


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
        run.take(entry)
    return runs[:most]
