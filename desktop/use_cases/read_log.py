"""Read the integration log (Log)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from desktop.models.log_export import write_log
from desktop.models.records import Activity, LogEntry, LogProof, Outcome
from desktop.models.store.work import Store


class IntegrationLog:
    """The log, read-only."""

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

    def export(self, file: Path, integration_id: int | None = None, numbers: Collection[int] | None = None) -> int:
        """Write entries with their hashes to a `.jsonl`, `.csv` or `.xlsx` file, oldest first, and give their number.

        Those of one integration or of all, and of these only the ones with these `numbers`. Raises `RecordRefused` when the file
        cannot be written.
        """
        with self._store.reading() as work:
            sealed = work.log.sealed(integration_id)
            wanted = None if numbers is None else frozenset(numbers)
            return write_log(file, (one for one in sealed if wanted is None or one.number in wanted))

    def verify(self) -> LogProof:
        """See whether every entry of the database, of whatever integration, stands as it was written."""
        with self._store.reading() as work:
            return work.log.verify()
