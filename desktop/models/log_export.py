"""The integration log as a file with the hash of each entry, so that it can be verified without Bindeled.

A `.jsonl` file has one entry a line, `{"hash": ..., "entry": {...}}`. The hash is the SHA-256 of the entry as JSON with its names
in order and no blanks (`json.dumps(entry, sort_keys=True, separators=(",", ":"))`), and `hash_before` inside the entry is the hash
of the entry before it. Tables have both hashes too, without what was sent and answered, so only the chain can be followed in them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from desktop.models.log_words import ACTIVITIES, OUTCOMES
from desktop.models.records import Activity, Outcome, SealedEntry
from desktop.models.table_export import Column, Kind, export_table, written_whole
from desktop.texts import Message, _

JSON_LINES = ".jsonl"


def write_log(file: Path, entries: Iterable[SealedEntry]) -> int:
    """Write entries to a file ending in `.jsonl`, `.csv` or `.xlsx`, and give their number; `RecordRefused` as `export_table`."""
    if file.suffix.lower() == JSON_LINES:
        return written_whole(file, lambda part: _write_lines(part, entries))
    return export_table(file, _columns(), entries)


def _write_lines(file: Path, entries: Iterable[SealedEntry]) -> int:
    with file.open("x", encoding="utf-8", newline="\n") as opened:
        return sum(bool(opened.write(f'{{"hash":"{one.hash}","entry":{one.text}}}\n')) for one in entries)


def _columns() -> list[Column[SealedEntry]]:
    def told(name: str) -> Any:
        return lambda one: one.columns[name]

    def sentence(name: str) -> Any:
        return lambda one: Message.from_json(one.columns[name]) if one.columns[name] else None

    def time(one: SealedEntry) -> Any:
        at = one.columns["at"]
        return at if isinstance(at, dt.datetime) else str(at)

    return [
        Column(title=_("No."), value=lambda one: one.number, kind=Kind.NUMBER),
        Column(title=_("Time"), value=time, kind=Kind.TIME),
        Column(title=_("Integration"), value=told("integration_id"), kind=Kind.NUMBER),
        Column(title=_("Outcome"), value=lambda one: _outcome(one.columns["outcome"])),
        Column(title=_("What"), value=lambda one: _activity(one.columns["activity"])),
        Column(title=_("System"), value=told("system")),
        Column(title=_("Record"), value=told("subject")),
        Column(title=_("Happened"), value=sentence("message")),
        Column(title=_("What to do now"), value=sentence("what_to_do")),
        Column(title=_("Person"), value=told("person")),
        Column(title=_("Technical"), value=told("technical")),
        Column(title=_("Hash before"), value=told("hash_before")),
        Column(title=_("Hash (SHA-256)"), value=lambda one: one.hash),
    ]


def _outcome(value: str) -> Message | str:
    return OUTCOMES[Outcome(value)] if value in set(Outcome) else value


def _activity(value: str) -> Message | str:
    return ACTIVITIES[Activity(value)] if value in set(Activity) else value
