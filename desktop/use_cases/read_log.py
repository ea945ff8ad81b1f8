"""Read the integration log (Log)."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.models.records import Activity, LogEntry, LogProof, Outcome
from desktop.models.store.work import Store


class IntegrationLog:
    """The log of an integration, read-only."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def entries(
        self,
        integration_id: int,
        *,
        activities: Sequence[Activity] = (),
        outcomes: Sequence[Outcome] = (),
        subject_id: str = "",
        limit: int | None = None,
    ) -> list[LogEntry]:
        """Entries, newest first; empty filters let everything through."""
        with self._store.reading() as work:
            return work.log.all(integration_id, activities=activities, outcomes=outcomes, subject_id=subject_id, limit=limit)

    def heads(
        self,
        integration_id: int,
        *,
        newer_than: int = 0,
        older_than: int | None = None,
        limit: int | None = None,
    ) -> list[LogEntry]:
        """Entries without what was sent and answered, newest first, for long lists; `entry` gives one whole.

        `newer_than` and `older_than` are numbers of entries, so that a list is filled and kept up to date piece by piece.
        """
        with self._store.reading() as work:
            return work.log.heads(integration_id, newer_than=newer_than, older_than=older_than, limit=limit)

    def entry(self, entry_id: int) -> LogEntry | None:
        """One entry with what was sent and answered."""
        with self._store.reading() as work:
            return work.log.get(entry_id)

    def verify(self) -> LogProof:
        """See whether every entry of the database, of whatever integration, stands as it was written."""
        with self._store.reading() as work:
            return work.log.verify()
