"""What Ctrl+Z takes back on the page: changes of the plan, and batches that were written, newest first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from desktop.models.records import Decision
from desktop.use_cases.link_customers import Plans


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


@dataclass(frozen=True, slots=True)
class TakenOut:
    """Customers that were brought back from Ignored or lost their links; writing `again` undoes that.

    Taking them out once more does it again.
    """

    again: tuple[Decision, ...]


Step = PlanChange | WrittenBatch | TakenOut


class PlanHistory:
    """The steps of this session, for one integration."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    def add(self, step: Step, *, redone: Step | None = None) -> None:
        """A new step, after which what was undone can no longer be redone; or, with `redone`, that undone step is done again."""
        self._done.append(step)
        if redone is None:
            self._undone.clear()
        else:
            self.drop(redone)

    def drop(self, step: Step) -> None:
        """This very step can no longer be redone: it is done already."""
        self._undone = [one for one in self._undone if one is not step]

    def undo(self) -> PlanChange | None:
        """Take the last change of the plan back; `None` when the last step is none."""
        if not self._done or not isinstance(self._done[-1], PlanChange):
            return None
        change = self._done.pop()
        assert isinstance(change, PlanChange)
        self._undone.append(change)
        return change

    def taken_out(self) -> TakenOut | None:
        """The last step if it took customers out; it stays the last one until `put_back` says that it is undone."""
        last = self._done[-1] if self._done else None
        return last if isinstance(last, TakenOut) else None

    def put_back(self, step: TakenOut, finance_ids: Collection[str], left: Collection[str]) -> None:
        """These customers of the step were put back, who can be taken out again; those `left` can be put back later."""
        rest = TakenOut(tuple(one for one in step.again if one.finance_id in left))
        self._done = [rest if one is step else one for one in self._done if one is not step or rest.again]
        if back := tuple(one for one in step.again if one.finance_id in finance_ids):
            self._undone.append(TakenOut(back))

    def redo(self) -> Step | None:
        """What was taken back last. A change of the plan is a step again; a batch has to be written again.

        Customers that are to be taken out again stay what can be redone until that is done: somebody may be asked first.
        """
        if not self._undone:
            return None
        if isinstance(self._undone[-1], TakenOut):
            return self._undone[-1]
        step = self._undone.pop()
        if isinstance(step, PlanChange):
            self._done.append(step)
        return step

    def forget_batch(self, batch_id: int) -> Plans:
        """A batch was taken back: it is no step any more, but can be done again; gives the plans that it was made of."""
        found = [step for step in self._done if isinstance(step, WrittenBatch) and step.batch_id == batch_id]
        self._done = [step for step in self._done if step not in found]
        self._undone += found
        return found[0].plans if found else {}
