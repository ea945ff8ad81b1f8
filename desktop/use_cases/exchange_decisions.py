"""The open decisions of Link customers out to a file, and back as plans; product.md chapter 3. No outside system is written to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from desktop.models.decision_table import (
    DecisionReading,
    FilePlanning,
    decision_columns,
    is_heading,
    open_pairs,
    plan_differences,
    read_decisions,
)
from desktop.models.linking import LinkingRegister
from desktop.models.records import Activity, Integration, LinkKind, Outcome
from desktop.models.store.work import Store
from desktop.models.table_export import export_table
from desktop.progress import Progress, told
from desktop.texts import Message


class DecisionFiles:
    """Decisions in files, for who would rather decide in a spreadsheet, or ask somebody without Bindeled."""

    def __init__(
        self,
        store: Store,
        register: Callable[[Integration], LinkingRegister],
        read_table: Callable[[Path, Callable[[Sequence[str]], bool]], Iterable[Sequence[str]]],
    ) -> None:
        """`register` gives what Link customers shows; `read_table` the rows of a file, of the sheet with such a heading row."""
        self._store = store
        self._register = register
        self._read_table = read_table

    def write(self, integration: Integration, file: Path, progress: Progress) -> int:
        """Write every open customer with its suggestions, .xlsx or .csv; gives how many. `RecordRefused` when it cannot be.

        When that is stopped, no file is left, and one that was there is as it was.
        """
        register = self._register(integration)
        pairs = told(open_pairs(register), progress, Message("Writing the file"))
        return export_table(file, decision_columns(register), pairs)

    def read(self, integration: Integration, file: Path) -> DecisionReading:
        """What the file would change in the plan; nothing is kept. `RecordRefused` when it is no such file."""
        return read_decisions(self._read_table(file, is_heading), self._register(integration))

    def would_plan(self, reading: DecisionReading, *, replaces_colleagues: bool) -> FilePlanning:
        """What `plan` keeps as long as nobody chooses otherwise meanwhile."""
        as_read = {one.finance.id: one.before for one in reading.differences if one.before is not None}
        return plan_differences(reading, as_read, (), replaces_colleagues=replaces_colleagues)

    def plan(self, integration: Integration, reading: DecisionReading, file: str, *, replaces_colleagues: bool) -> FilePlanning:
        """Keep what was read as plans, and tell in the log how many came from which file, and what stays instead of the rest.

        What was chosen otherwise since the reading stays. A plan that a colleague had made before is replaced only where
        `replaces_colleagues`: the user saw it, and wants that.
        """
        ids = [one.finance.id for one in reading.differences]
        with self._store.work() as work:
            now = work.decisions.plans_of(integration.id, ids)
            linked = work.links.linked(integration.id, LinkKind.CUSTOMER, ids)
            found = plan_differences(reading, now, linked, replaces_colleagues=replaces_colleagues)
            work.decisions.plan(integration.id, [one.decision for one in found.planned])
            sentence = Message(
                "{count} decision was planned from {file}; {unread} rows were not readable.",
                "{count} decisions were planned from {file}; {unread} rows were not readable.",
                count=len(found.planned),
                file=file,
                unread=len(reading.unreadable),
            )
            work.log.note(
                integration.id,
                Activity.SUGGEST,
                Outcome.DONE,
                sentence,
                technical="\n".join(
                    [*map(str, found.stays), *(f"{one.row}: {one.title}: {one.reason}" for one in reading.unreadable)]
                ),
            )
            work.commit()
        return found
