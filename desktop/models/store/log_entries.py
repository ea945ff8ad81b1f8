"""The integration log; entries are only ever added."""

from __future__ import annotations

import datetime as dt
import getpass
import platform
import sys
from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from desktop.models.records import Activity, Exchange, LogEntry, Outcome
from desktop.models.store.packing import packed, unpacked
from desktop.models.store.tables import LogEntryRow
from desktop.texts import Message


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
        """Write an entry and give its number."""
        row = LogEntryRow(
            integration_id=entry.integration_id,
            at=entry.at,
            activity=entry.activity,
            outcome=entry.outcome,
            message=entry.message.to_json(),
            what_to_do=entry.what_to_do.to_json() if entry.what_to_do else None,
            system=entry.system,
            person=entry.person,
            subject_kind=entry.subject_kind,
            subject_id=entry.subject_id,
            subject=entry.subject,
            technical=entry.technical,
            exchanges=[packed(one) for one in entry.exchanges],
        )
        self._session.add(row)
        self._session.flush()
        return row.id

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
        newer_than: int = 0,
        older_than: int | None = None,
        limit: int | None = None,
    ) -> list[LogEntry]:
        """Entries without their exchanges, newest first: a tenth of the cost of `all`. The bounds are numbers of entries."""
        query = select(*_HEAD).where(LogEntryRow.integration_id == integration_id).order_by(LogEntryRow.id.desc())
        if activities:
            query = query.where(LogEntryRow.activity.in_([str(one) for one in activities]))
        if newer_than:
            query = query.where(LogEntryRow.id > newer_than)
        if older_than is not None:
            query = query.where(LogEntryRow.id < older_than)
        if limit is not None:
            query = query.limit(limit)
        return [_head(row) for row in self._session.execute(query)]


_HEAD = [getattr(LogEntryRow, one.name) for one in fields(LogEntry) if one.name != "exchanges"]


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
