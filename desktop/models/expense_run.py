"""One run of importing expenses or taking them back: what it found on projects, and how its entries ended; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from desktop.models.records import Expense, ExpenseReport, Integration, Reason
from desktop.texts import Message


class Ending(StrEnum):
    """How one entry ended; named like the fields of `ExpenseReport`."""

    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


@dataclass
class ExpenseRun:
    """`system` names the PSA, `read` gives the expenses of a project, `on_change` is told the key of each entry that changed."""

    integration: Integration
    system: str
    read: Callable[[str], tuple[Expense, ...]]
    on_change: Callable[[str], None]
    ends: dict[Ending, list[str]] = field(default_factory=lambda: {one: [] for one in Ending})
    refused: dict[str, Reason] = field(default_factory=dict)
    left_alone: dict[str, Message] = field(default_factory=dict)
    remarks: list[Message] = field(default_factory=list)
    stopped_by: Reason | None = None
    _of_project: dict[str, tuple[Expense, ...]] = field(default_factory=dict)

    def there(self, project_id: str) -> tuple[Expense, ...]:
        """What stood on the project when this run first asked."""
        if project_id not in self._of_project:
            self._of_project[project_id] = self.read(project_id)
        return self._of_project[project_id]

    def report(self, open: Sequence[str] = (), batch_id: int | None = None) -> ExpenseReport:
        """What came of it; `open` are the keys that were not begun."""
        return ExpenseReport(
            done=tuple(self.ends[Ending.DONE]),
            refused=self.refused,
            unknown=tuple(self.ends[Ending.UNKNOWN]),
            skipped=tuple(self.ends[Ending.SKIPPED]),
            open=tuple(open),
            left_alone=self.left_alone,
            remarks=tuple(self.remarks),
            stopped_by=self.stopped_by,
            batch_id=batch_id,
        )
