"""The judging of one integration: the rows as read, the plans made since, and their undo and redo; no widgets."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.garbage_collector import garbage_collector_resting
from desktop.models.linking import Tab
from desktop.models.records import LINKING, Action, Decision, Integration
from desktop.texts import Message
from desktop.use_cases.link_customers import Plans
from desktop.views.link_customers.choices import Systems
from desktop.views.link_customers.jobs import LinkingJobs, Reading
from desktop.views.link_customers.plan_history import PlanChange, PlanHistory, TakenOut, WrittenBatch
from desktop.views.link_customers.planning import LeftOut, plan_action, plan_nothing
from desktop.views.link_customers.rows import LinkingRows, Row

T = TypeVar("T")
_MANY = 500  # rows changed at once: threads work out the plans and make the rows anew, and the window shows them in one go
_PAINTED_AFTER = 50  # ms; work beside it would slow down the painting of the new rows
_LET_GO_AFTER = 500  # ms; the same


@dataclass(frozen=True, slots=True)
class Kept:
    """Plans are in the store; `told` is what is said of that.

    About `others` a colleague decided otherwise, which stays. Those `late` were being written, or are: they have no such plan.
    """

    others: frozenset[str]
    late: frozenset[str]
    told: Message | None


@dataclass(frozen=True, slots=True, eq=False)
class _Coming:
    """A reading on its way: the plans `made` meanwhile go on top."""

    made: dict[str, Decision | None] = field(default_factory=dict)


_Found = Callable[[LinkingRows], Sequence[Row]]
_Planning = Callable[[LinkingRows, Sequence[Row]], tuple[dict[str, Decision | None], LeftOut]]


class LinkingSession(QObject):
    """What the user does to rows. Every decision is kept in the store at once, as a plan.

    What is done to very many rows is on its way for a while, and what the user does meanwhile waits for it (`in_turn`): it holds
    the ids it is about and no widget, so it is done whatever is shown by then, and before the window closes.
    """

    was_read = Signal(object)  # Reading
    rows_changed = Signal(object)  # list[Row], in the place of those with the same ids
    many_changed = Signal(object, object)  # ids of customers, and of those ticked again, as sets: the reading has other rows
    plans_kept = Signal(object)  # Kept
    ticks_back = Signal(object)  # frozenset[str]: ids that were ticked for the change that was taken back
    left_out = Signal(object)  # LeftOut
    busy_changed = Signal(bool)  # whether something is on its way

    def __init__(
        self, integration: Integration, systems: Systems, jobs: LinkingJobs, failed: Callable[[BaseException], object]
    ) -> None:
        """`failed` is told why something that was on its way does not come."""
        super().__init__()
        self.integration, self.systems, self.jobs, self._failed = integration, systems, jobs, failed
        self.reading: Reading | None = None
        self.history = PlanHistory()
        self.refused: dict[str, str] = {}  # why customers were refused at the last write, by finance id
        self.being_written: frozenset[str] = frozenset()  # by the write that runs now: their plans end with it, by finance id
        self.too_late: frozenset[str] = frozenset()  # of those, who got another choice when it was too late for that
        self.is_left = False  # another page is shown: no dialog opens
        self.is_over = False  # another integration is shown: only plans are kept
        self.is_busy = False  # a step of very many rows is on its way
        self._waiting: list[Callable[[], object]] = []  # what the user did since, in that order
        self._last = ""  # finance id: decided about last, if that was one row
        self._coming: list[_Coming] = []
        self._link_action: Action | None = None
        # called with rows, those decided about and those to be ticked again, on the thread that made the rows
        self.prepare: Callable[[LinkingRows, frozenset[str], frozenset[str]], object] = lambda _rows, _decided, _again: None

    @property
    def link_action(self) -> Action:
        """How a customer is linked: as the user did last, else as the owner of customers asks."""
        return self._link_action or (self.reading.link_action if self.reading is not None else Action.LINK_ONLY)

    def take_up(self, integration: Integration) -> None:
        """The same integration as the store has it now: its connections may have changed."""
        self.integration = integration

    def end(self) -> None:
        """Another integration is shown: what is on its way is kept, and shown no more."""
        self.is_left = self.is_over = True
        self.blockSignals(True)

    def read(self, then: Callable[[], object] | None = None) -> None:
        """Read the store; `was_read` tells when it is done, and `then` is called after that."""
        self._coming.append(coming := _Coming())

        def done(reading: Reading) -> None:
            self._coming.remove(coming)
            for row in reading.rows.rows(coming.made):
                reading.rows.put(reading.rows.decided(row, coming.made[row.id]))
            before, self.reading = self.reading, reading
            for finance_id, reason in self.refused.items():
                known = reading.rows.row(finance_id)
                if known is not None and known.is_unlinked:
                    reading.rows.put(replace(known, reason=reason))
            self.was_read.emit(reading)
            QTimer.singleShot(1, self, partial(shown, before))  # ms; in a turn of its own, or 100,000 rows would be felt

        def shown(before: Reading | None) -> None:
            if then is not None:
                then()
            if before is not None:  # nothing shows it any more
                self._let_go_later(partial(before.rows.let_go, before.others))

        nobody: frozenset[str] = frozenset()
        self.jobs.read(self.integration, lambda rows: self.prepare(rows, nobody, nobody), done)

    def in_turn(self, act: Callable[[], object]) -> None:
        """Do it now, or after the step of very many rows that is on its way: things happen in the order the user did them."""
        if self.is_busy:
            self._waiting.append(act)
        else:
            act()

    # deciding

    def decide(self, finance_ids: Collection[str], action: Action, ticks: frozenset[str] = frozenset()) -> None:
        """Plan the same for these rows; `left_out` tells for how many that is not possible. `ticks` are those that are ticked."""
        if action in LINKING:
            self._link_action = action
        self._plan_for(finance_ids, partial(plan_action, action=action), ticks)

    def model(self, tab: Tab | None) -> Row | None:
        """The row of this tab that was decided about last: others like it may get the same."""
        row = self.reading.rows.row(self._last) if self.reading is not None else None
        return row if row is not None and row.decision is not None and row.pair.tab is tab else None

    def decide_alike(self, tab: Tab | None, ticks: frozenset[str], nobody: Callable[[], object]) -> None:
        """Plan what is planned for the model for all undecided rows with the same evidence; `nobody` is called without any."""

        def decide() -> None:
            model = self.model(tab)
            if self.reading is None or model is None or model.decision is None:
                nobody()
            elif count := self.reading.rows.count_alike(model):
                self._plan(partial(_like, model.id), count, partial(plan_action, action=model.decision.action), ticks)
            else:
                nobody()

        self.in_turn(decide)

    def choose(self, finance_id: str, psa_id: str) -> None:
        """Plan to link a row to this PSA customer."""
        self.in_turn(lambda: self._choose(finance_id, psa_id))

    def _choose(self, finance_id: str, psa_id: str) -> None:
        row = None if self.reading is None else self.reading.rows.row(finance_id)
        if self.reading is None or row is None or not row.is_open:
            return
        if (decision := self.reading.rows.choosing(row, psa_id)) is None:
            return
        if (other := self.reading.rows.planned_for(psa_id, but=row.id)) is not None:
            self._tell(LeftOut(taken=1, by=other))
        else:
            self.change({row.id: decision})

    def withdraw(self, finance_ids: Collection[str], ticks: frozenset[str] = frozenset()) -> None:
        """Plan nothing any more."""
        self._plan_for(finance_ids, plan_nothing, ticks)

    def change(self, plans: Plans, ticks: frozenset[str] = frozenset(), told: Message | None = None) -> None:
        """Plan this, as one step of undo; `told` is what the user is told of it, in place of the usual."""

        def new(_known: LinkingRows, rows: Sequence[Row]) -> tuple[dict[str, Decision | None], LeftOut]:
            is_new = any(row.decision != plans[row.id] for row in rows)
            return {row.id: plans[row.id] for row in rows if is_new}, LeftOut()

        self.in_turn(lambda: self._plan(lambda rows: rows.rows(plans), len(plans), new, ticks, told))

    def work_out(self, plan: Callable[[LinkingRows], T], take_up: Callable[[T], object]) -> None:
        """Work out beside the window what is to be planned; `take_up` gets it, and calls `change`. What is done meanwhile waits."""

        def begin() -> None:
            if self.reading is not None:
                self._begin_step()
                self.jobs.step(self.integration, partial(plan, self.reading.rows), done, self._break_step)

        def done(found: T) -> None:
            self._waiting.insert(0, partial(take_up, found))
            self._end_step()

        self.in_turn(begin)

    def keep(self, decisions: Sequence[Decision]) -> None:
        """Take up decisions that came back from the preview with other kept fields."""
        if self.reading is not None:
            rows = {row.id: row for row in self.reading.rows.rows(one.finance_id for one in decisions)}
            self.change(
                {one.finance_id: one for one in decisions if one.finance_id in rows and rows[one.finance_id].decision != one}
            )

    def plan_again(self, plans: Plans) -> None:
        """Plans of a batch that was taken back are plans again; no step of undo."""
        self.jobs.keep(self.integration, dict.fromkeys(plans), plans, lambda _others: None)

    def undo(self) -> bool:
        """Take the last change of the plan back; false when the last step is none. Like `redo` only `in_turn`."""
        change = self.history.undo()
        if change is None:
            return False
        self._apply(change.after, change.before, change.ticks)
        return True

    def redo(self) -> list[Decision] | TakenOut | None:
        """Do again what was taken back last; gives what is to be written or taken out, `None` when there is nothing."""
        step = self.history.redo()
        if step is None or isinstance(step, TakenOut):
            return step
        if isinstance(step, WrittenBatch):
            return [one for one in step.plans.values() if one is not None]
        self._apply(step.before, step.after)
        return []

    def _plan_for(self, finance_ids: Collection[str], plan: _Planning, ticks: frozenset[str]) -> None:
        self.in_turn(lambda: self._plan(lambda rows: rows.in_order(finance_ids), len(finance_ids), plan, ticks))

    def _plan(self, find: _Found, count: int, plan: _Planning, ticks: frozenset[str], told: Message | None = None) -> None:
        """Take up what `plan` makes of the rows that `find` finds, about `count`; of many it is worked out beside the window."""
        if self.reading is None:
            return
        rows, puts = self.reading.rows, self.reading.rows.puts

        def work() -> tuple[PlanChange, LeftOut]:
            wanted = find(rows)
            plans, left_out = plan(rows, wanted)
            before = {row.id: row.decision for row in wanted if row.id in plans}
            return PlanChange(before, plans, ticks.intersection(plans)), left_out

        def work_beside() -> tuple[PlanChange, LeftOut]:
            with garbage_collector_resting(what_is_made_stays=True):
                return work()

        def done(found: tuple[PlanChange, LeftOut]) -> None:
            if self.reading is None or self.reading.rows is not rows or rows.puts != puts:  # they were read anew meanwhile
                self._plan(find, count, plan, ticks, told)
                return
            change, left_out = found
            if change.after:
                self.history.add(change)
                self._apply(change.before, change.after, told=told)
            elif self.is_busy:
                self._end_step()
            self._tell(left_out)

        if count > _MANY:
            self._begin_step()
            self.jobs.step(self.integration, work_beside, done, self._break_step)
        else:
            done(work())

    def _tell(self, left_out: LeftOut) -> None:
        if left_out.nobody or left_out.taken:
            self.left_out.emit(left_out)

    # what was decided

    def _apply(self, before: Plans, plans: Plans, ticks: frozenset[str] = frozenset(), told: Message | None = None) -> None:
        assert self.reading is not None
        for finance_id in [one for one in self.refused if one in plans]:
            del self.refused[finance_id]
        self._last = next(iter(plans)) if len(plans) == 1 else ""
        if len(plans) > _MANY:
            self._begin_step()
            painted = threading.Event()
            self._apply_many(plans, ticks, painted)
            self.jobs.work_out(self.integration, partial(painted.wait, 1), lambda _is_so: None)  # s at most
        else:
            rows = self.reading.rows
            changed = [rows.decided(row, plans[row.id]) for row in rows.rows(plans)]
            for row in changed:
                rows.put(row)
            for coming in self._coming:
                coming.made.update(plans)
            self.rows_changed.emit(changed)
            self.ticks_back.emit(ticks)
            if self.is_busy:  # of very many rows only these few get another plan
                self._end_step()
        self._keep(before, plans, told)

    def _keep(self, before: Plans, plans: Plans, told: Message | None) -> None:
        ours = self.being_written  # the write may end before this is kept

        def kept(others: frozenset[str]) -> None:
            late = others & (ours | self.being_written)
            self.too_late |= late
            self.plans_kept.emit(Kept(others - late, late, told))

        self.jobs.keep(self.integration, before, plans, kept)

    def _apply_many(self, plans: Plans, ticks: frozenset[str], painted: threading.Event) -> None:
        assert self.reading is not None
        base, puts, decided = self.reading.rows, self.reading.rows.puts, frozenset(plans)

        def work() -> LinkingRows:
            with garbage_collector_resting(what_is_made_stays=True):
                rows = base.changed(plans)
                self.prepare(rows, decided, ticks)
            return rows

        def done(rows: LinkingRows) -> None:
            reading = self.reading
            assert reading is not None  # there was one before
            if reading.rows is not base or base.puts != puts:  # others came first
                self._apply_many(plans, ticks, painted)
                return
            self.reading = replace(reading, rows=rows)
            self.many_changed.emit(decided, ticks)
            QTimer.singleShot(_PAINTED_AFTER, self, painted.set)
            self._let_go_later(base.let_go_of_rows)
            self._end_step()

        self.jobs.step(self.integration, work, done, self._break_step)

    def _let_go_later(self, let_go: Callable[[], object]) -> None:
        QTimer.singleShot(_LET_GO_AFTER, self, lambda: self.jobs.work_out(self.integration, let_go, lambda _none: None))

    # one after the other

    def _begin_step(self) -> None:
        if not self.is_busy:
            self.is_busy = True
            self.jobs.begin_promise(self)
            self.busy_changed.emit(True)

    def _end_step(self) -> None:
        QTimer.singleShot(1, self, self._go_on)  # ms; once what came of it is painted

    def _break_step(self, error: BaseException) -> None:
        self._end_step()
        self._failed(error)

    def _go_on(self) -> None:
        """What the user did meanwhile, up to the next step of very many; one that fails does not hold back the others."""
        self.is_busy = False
        try:
            while self._waiting and not self.is_busy:
                self._waiting.pop(0)()
        finally:
            if self._waiting and not self.is_busy:
                self.is_busy = True
                self._end_step()
            elif not self.is_busy:
                self.busy_changed.emit(False)
                self.jobs.end_promise(self)


def _like(finance_id: str, rows: LinkingRows) -> list[Row]:
    model = rows.row(finance_id)
    return rows.alike(model) if model is not None else []
