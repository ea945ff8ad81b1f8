"""What Ctrl+Z takes back on the page: changes of the plan, and batches that were written, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.models.records import Decision

Plans = Mapping[str, Decision | None]
"""What is planned for each finance customer; `None`: nothing."""


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One change of the plan, of one customer or of many; `ticks` are the rows that were ticked for it."""

    before: Plans
    after: Plans
    ticks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class WrittenBatch:
    """A batch that was written, and the plans that it was made of."""

    batch_id: int
    plans: Plans


Step = PlanChange | WrittenBatch


class PlanHistory:
    """The steps of this session, for one integration."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[PlanChange] = []

    def add(self, step: Step) -> None:
        """A new step; what was undone before it can no longer be redone."""
        self._done.append(step)
        self._undone.clear()

    def last(self) -> Step | None:
        """The step that undo would take back."""
        return self._done[-1] if self._done else None

    def undo(self) -> PlanChange | None:
        """Take the last change of the plan back; `None` when the last step is none."""
        if not self._done or not isinstance(self._done[-1], PlanChange):
            return None
        change = self._done.pop()
        assert isinstance(change, PlanChange)
        self._undone.append(change)
        return change

    def redo(self) -> PlanChange | None:
        """Do the change that was taken back last again."""
        if not self._undone:
            return None
        change = self._undone.pop()
        self._done.append(change)
        return change

    def forget_batch(self, batch_id: int) -> Plans:
        """A batch was taken back: it is no step any more; gives the plans that it was made of."""
        plans: Plans = {}
        for step in self._done:
            if isinstance(step, WrittenBatch) and step.batch_id == batch_id:
                plans = step.plans
        self._done = [step for step in self._done if not (isinstance(step, WrittenBatch) and step.batch_id == batch_id)]
        return plans
