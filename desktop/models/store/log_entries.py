"""The integration log; entries are only ever added, each chained to the one before (`log_chain.py`)."""

from __future__ import annotations

import datetime as dt
import getpass
import json
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any, cast

from sqlalchemy import Row, Table, func, insert, select, type_coerce, update
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from desktop.models.records import Activity, Exchange, LogEntry, LogFault, LogFaultKind, LogProof, Outcome, SealedEntry
from desktop.models.store.expense_tables import ExpenseImportRow
from desktop.models.store.log_chain import CHAINED, ChainLink, faults, hash_of, hashed_text
from desktop.models.store.packing import packed, unpacked
from desktop.models.store.tables import LogEndRow, LogEntryRow, TransferRow
from desktop.texts import Message

# Entries are written as plain rows, which costs a third of what mapped objects do.
_ENTRIES = cast(Table, LogEntryRow.__table__)
_ENDS = cast(Table, LogEndRow.__table__)
_END = select(
    select(_ENDS.c.entry_id).scalar_subquery(),
    select(_ENDS.c.hash).scalar_subquery(),
    select(func.max(_ENTRIES.c.id)).scalar_subquery(),
)


def person() -> str:
    """Who is at the keyboard, for the log and for claims: user and machine."""
    try:
        return f"{getpass.getuser()}@{platform.node()}"
    except (OSError, KeyError, ImportError):
        return platform.node()


class LogEntries:
    """The log of all integrations."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, entry: LogEntry) -> int:
        """Write an entry behind the newest one, and give its number.

        The unit of work holds the write lock of the database, so no two entries are ever written behind the same one.
        """
        newest, hash_before, highest = self._end()
        number = max(newest, highest) + 1  # an entry from outside may stand in the way
        columns = {
            "id": number,
            "integration_id": entry.integration_id,
            "at": entry.at,
            "activity": str(entry.activity),
            "outcome": str(entry.outcome),
            "message": entry.message.to_json(),
            "what_to_do": entry.what_to_do.to_json() if entry.what_to_do else None,
            "system": entry.system,
            "person": entry.person,
            "subject_kind": entry.subject_kind,
            "subject_id": entry.subject_id,
            "subject": entry.subject,
            "technical": entry.technical,
            "exchanges": [packed(one) for one in entry.exchanges],
            "hash_before": hash_before,
        }
        # PostgreSQL cannot keep NUL, and what is hashed must be what is read again.
        columns = {name: value.replace("\0", "\ufffd") if isinstance(value, str) else value for name, value in columns.items()}
        own = hash_of(columns)
        self._session.execute(insert(_ENTRIES), {**columns, "hash": own})
        self._set_end(number, own, is_first=not newest)
        return number

    def verify(self) -> LogProof:
        """Read every entry of every integration and see whether it stands as it was written."""
        rows = self._session.execute(select(*_RAW).order_by(LogEntryRow.id).execution_options(yield_per=500))
        links = [_link(row._asdict()) for row in rows]
        newest, hash_before, _highest = self._end()
        end = ChainLink(newest + 1, hash_before, "", "")
        if links and not newest:  # the mark of the end is gone, so nobody can say what stood behind the last entry
            end = ChainLink(links[-1].number + 2, "unknown", "", "")
        found = faults(links, end)
        named = max((self._session.scalar(select(func.max(one))) or 0 for one in _NAMES_ENTRIES), default=0)
        if named >= end.number:  # cut off together with the mark of the end, but what they were about names them
            found.append(LogFault(LogFaultKind.MISSING, end.number, named))
        return LogProof(len(links), hash_before, tuple(found))

    def sealed(self, integration_id: int | None = None) -> Iterator[SealedEntry]:
        """Every entry as the chain holds it, oldest first; of one integration or of all. Read as they are asked for."""
        query = select(*_RAW).order_by(LogEntryRow.id).execution_options(yield_per=500)
        if integration_id is not None:
            query = query.where(LogEntryRow.integration_id == integration_id)
        for row in self._session.execute(query):
            read = _as_written(row._asdict())
            yield SealedEntry(number=read["id"], columns=read, text=hashed_text(read), hash=str(read["hash"]))

    def _end(self) -> tuple[int, str, int]:
        """Number and hash of the newest entry, and the highest number; read afresh, as a unit of work may commit more than once."""
        newest, own, highest = self._session.execute(_END).one()
        return newest or 0, own or "", highest or 0

    def _set_end(self, number: int, own: str, *, is_first: bool) -> None:
        if is_first:
            self._session.execute(insert(_ENDS).values(id=1, entry_id=number, hash=own))
        else:
            self._session.execute(update(_ENDS).values(entry_id=number, hash=own))

    def note(
        self,
        integration_id: int,
        activity: Activity,
        outcome: Outcome,
        message: Message,
        *,
        what_to_do: Message | None = None,
        system: str = "",
        subject: tuple[str, str, str] = ("", "", ""),
        technical: str = "",
        exchanges: Sequence[Exchange] = (),
    ) -> int:
        """Write an entry that happened now, by whoever is at the keyboard; `subject` is kind, id, and what people call it."""
        kind, id_, name = subject
        return self.add(
            LogEntry(
                at=dt.datetime.now(dt.UTC),
                integration_id=integration_id,
                activity=activity,
                outcome=outcome,
                message=message,
                what_to_do=what_to_do,
                system=system,
                person=person(),
                subject_kind=kind,
                subject_id=id_,
                subject=name,
                technical=technical,
                exchanges=tuple(exchanges),
            )
        )

    def get(self, entry_id: int) -> LogEntry | None:
        """One entry with its exchanges."""
        row = self._session.get(LogEntryRow, entry_id)
        return None if row is None else _record(row)

    def all(
        self,
        integration_id: int,
        *,
        activities: Sequence[Activity] = (),
        outcomes: Sequence[Outcome] = (),
        subject_id: str = "",
        limit: int | None = None,
    ) -> list[LogEntry]:
        """Entries of one integration, newest first."""
        query = select(LogEntryRow).where(LogEntryRow.integration_id == integration_id).order_by(LogEntryRow.id.desc())
        if activities:
            query = query.where(LogEntryRow.activity.in_([str(one) for one in activities]))
        if outcomes:
            query = query.where(LogEntryRow.outcome.in_([str(one) for one in outcomes]))
        if subject_id:
            query = query.where(LogEntryRow.subject_id == subject_id)
        if limit is not None:
            query = query.limit(limit)
        return [_record(row) for row in self._session.scalars(query)]

    def heads(
        self,
        integration_id: int,
        *,
        activities: Sequence[Activity] = (),
        subject: tuple[str, str] | None = None,
        newer_than: int = 0,
        older_than: int | None = None,
        limit: int | None = None,
    ) -> list[LogEntry]:
        """Entries without their exchanges, newest first: a tenth of the cost of `all`. The bounds are numbers of entries.

        `subject` is the kind and the id of the record that they are about.
        """
        query = select(*_HEAD).where(LogEntryRow.integration_id == integration_id).order_by(LogEntryRow.id.desc())
        if activities:
            query = query.where(LogEntryRow.activity.in_([str(one) for one in activities]))
        if subject is not None:
            query = query.where(LogEntryRow.subject_kind == subject[0], LogEntryRow.subject_id == subject[1])
        if newer_than:
            query = query.where(LogEntryRow.id > newer_than)
        if older_than is not None:
            query = query.where(LogEntryRow.id < older_than)
        if limit is not None:
            query = query.limit(limit)
        return [_head(row) for row in self._session.execute(query)]


_NAMES_ENTRIES = (TransferRow.log_entry_id, ExpenseImportRow.log_entry_id)
"""Where the number of an entry is kept: none is higher than that of the newest entry."""

_HEAD = [getattr(LogEntryRow, one.name) for one in fields(LogEntry) if one.name != "exchanges"]

_RAW = [type_coerce(getattr(LogEntryRow, name), NullType()).label(name) for name in (*CHAINED, "hash")]


def _as_written(read: dict[str, Any]) -> dict[str, Any]:
    """The columns as they were hashed; what was damaged in the file must be told, not stop the reading."""
    for name, read_as in (("at", _time), ("exchanges", json.loads)):
        if isinstance(read[name], str):
            with suppress(ValueError):
                read[name] = read_as(read[name])
    return read


def _link(columns: dict[str, Any]) -> ChainLink:
    read = _as_written(columns)
    return ChainLink(read["id"], str(read["hash_before"]), str(read["hash"]), hash_of(read))


def _time(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def _record(row: LogEntryRow) -> LogEntry:
    return replace(_head(row), exchanges=tuple(unpacked(one, Exchange) for one in row.exchanges))


def _head(row: LogEntryRow | Row[Any]) -> LogEntry:
    return LogEntry(
        id=row.id,
        at=row.at,
        integration_id=row.integration_id,
        activity=Activity(row.activity),
        outcome=Outcome(row.outcome),
        message=Message.from_json(row.message),
        what_to_do=Message.from_json(row.what_to_do) if row.what_to_do else None,
        system=sys.intern(row.system),  # few different ones on very many entries
        person=sys.intern(row.person),
        subject_kind=sys.intern(row.subject_kind),
        subject_id=row.subject_id,
        subject=row.subject,
        technical=row.technical,
    )
