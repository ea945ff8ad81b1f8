"""The chain that makes the log evidence: each entry holds the hash of the one before it and its own (SHA-256).

The chain runs through all integrations of a database in the order of the numbers. It shows what was done to the entries from
outside; who rewrites the whole chain is found by the newest hash, when that was written down elsewhere.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.models.records import LogFault, LogFaultKind

CHAINED = (
    "id",
    "integration_id",
    "at",
    "activity",
    "outcome",
    "message",
    "what_to_do",
    "system",
    "person",
    "subject_kind",
    "subject_id",
    "subject",
    "technical",
    "exchanges",
    "hash_before",
)
"""The columns that an entry's hash covers: all but the hash itself. A column that is added later would need a chain of its own."""


@dataclass(frozen=True, slots=True)
class ChainLink:
    """An entry as the chain sees it: the two hashes it holds, and the one that its columns give now."""

    number: int
    hash_before: str
    hash: str
    found_hash: str

    @property
    def is_sound(self) -> bool:
        """True when its columns are as they were written."""
        return self.hash == self.found_hash

    @property
    def hashes(self) -> tuple[str, str]:
        """What the next entry may hold as the hash before it."""
        return self.hash, self.found_hash


START = ChainLink(0, "", "", "")


def hashed_text(columns: Mapping[str, Any]) -> str:
    """What the hash of an entry is made over: the JSON of its columns in the order of their names, times in UTC."""
    return json.dumps({name: _plain(columns[name]) for name in CHAINED}, sort_keys=True, separators=(",", ":"), default=str)


def hash_of(columns: Mapping[str, Any]) -> str:
    """The hash of one entry: SHA-256 over its text."""
    return hashlib.sha256(hashed_text(columns).encode()).hexdigest()


def faults(entries: Iterable[ChainLink], end: ChainLink) -> list[LogFault]:
    """What does not fit, in the order of the numbers; `entries` come in that order.

    `end` stands behind the newest entry: its `hash_before` is that of the newest entry, its number one more.
    """
    links = [*entries, end]
    sound = {link.hash: place for place, link in enumerate(links) if link.is_sound and link is not end}
    place_of = {one: place for place, link in enumerate(links[:-1]) for one in link.hashes} | sound | {"": -1}
    relied_on = {link.hash_before for link in links}
    found: dict[int, LogFault] = {}
    missing: list[LogFault] = []

    def note(kind: LogFaultKind, link: ChainLink) -> None:
        found.setdefault(link.number, LogFault(kind, link.number, link.number))

    last = START
    for place, link in enumerate(links):
        is_copy = not link.is_sound and link.hash in sound
        is_unknown = link.hash_before not in last.hashes and relied_on.isdisjoint(link.hashes)
        if link is not end and (is_copy or (is_unknown and not _lost_its_neighbours(link, last, links[place + 1], end))):
            note(LogFaultKind.ADDED, link)
            continue
        if link.hash_before in last.hashes:
            if not link.is_sound:
                note(LogFaultKind.CHANGED, link)
        elif link.hash_before in place_of:
            if not link.is_sound:
                note(LogFaultKind.MOVED, link)
            else:  # what stands between an entry and the one it was written behind came from outside
                for between in links[place_of[link.hash_before] + 1 : place]:
                    note(LogFaultKind.ADDED, between)
        else:
            if link.number > last.number + 1:
                missing.append(LogFault(LogFaultKind.MISSING, last.number + 1, link.number - 1))
            elif link.is_sound and last is not START:  # replaced by an entry whose own hash fits
                note(LogFaultKind.CHANGED, last)
            if not link.is_sound:
                note(LogFaultKind.CHANGED, link)
        last = link
    return sorted([*found.values(), *missing], key=lambda fault: fault.first)


def _lost_its_neighbours(link: ChainLink, last: ChainLink, following: ChainLink, end: ChainLink) -> bool:
    """True for an entry of ours that nothing points to any more, because those before and behind it are missing."""
    return link.is_sound and last.number + 1 < link.number < following.number - 1 and link.number < end.number


def _plain(value: Any) -> Any:
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value
