"""The judging of one integration: the rows as read, the plans made since, and their undo and redo; no widgets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.models.linking import Tab
from desktop.models.records import Action, Decision, Integration
from desktop.texts import Message
from desktop.use_cases.link_customers import Plans
from desktop.views.background import making_many
from desktop.views.link_customers.choices import Systems
from desktop.views.link_customers.jobs import LinkingJobs, Reading
from desktop.views.link_customers.plan_history import PlanChange, PlanHistory, TakenOut, WrittenBatch
from desktop.views.link_customers.rows import LINKING, LinkingRows, Row

_MANY = 500  # rows changed at once: a thread makes the rows anew, and the window shows them in one go
_PAINTED_AFTER = 500  # ms; work beside it would slow down the painting of the new rows


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many rows got no plan: there is nobody to link to, or that PSA customer is chosen for another one.

    `by` is that other one, when a single row was decided about.
    """

    nobody: int = 0
    taken: int = 0
    by: Row | None = None


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
    """Rows on their way: `plans` are what they are made for, `made` the single plans made meanwhile, which go on top."""

    plans: Plans
    made: dict[str, Decision | None] = field(default_factory=dict)


_Planning = Callable[[LinkingRows, Sequence[Row]], tuple[dict[str, Decision | None], LeftOut]]


class LinkingSession(QObject):
    """What the user does to rows. Every decision is kept in the store at once, as a plan."""

    was_read = Signal(object)  # Reading
    rows_changed = Signal(object)  # list[Row], in the place of those with the same ids
    many_changed = Signal(object)  # their ids, as a set: the reading has other rows
    plans_kept = Signal(object)  # Kept
    ticks_back = Signal(object)  # frozenset[str]: ids that were ticked for the change that was taken back
    left_out = Signal(object)  # LeftOut

    def __init__(self, integration: Integration, systems: Systems, jobs: LinkingJobs) -> None:
        super().__init__()
        self.integration, self.systems, self.jobs = integration, systems, jobs
        self.reading: Reading | None = None
        self.history = PlanHistory()
        self.refused: dict[str, str] = {}  # why customers were refused at the last write, by finance id
        self.being_written: frozenset[str] = frozenset()  # by the write that runs now: their plans end with it, by finance id
        self.too_late: frozenset[str] = frozenset()  # of those, who got another choice when it was too late for that
        self._coming: list[_Coming] = []  # in the order in which the user decided
        self._link_action: Action | None = None
        self.prepare: Callable[[LinkingRows], object] = lambda _rows: None  # called on the thread that reads

    @property
    def link_action(self) -> Action:
        """How a customer is linked: as the user did last, else as the owner of customers asks."""
        return self._link_action or (self.reading.link_action if self.reading is not None else Action.LINK_ONLY)

    def take_up(self, integration: Integration) -> None:
        """The same integration as the store has it now: its connections may have changed."""
        self.integration = integration

    def read(self, then: Callable[[], object] | None = None) -> None:
        """Read the store; `was_read` tells when it is done, and `then` is called after that."""
        coming = self._expect_rows({})

        def done(reading: Reading) -> None:
            self._put_made(coming, reading.rows)
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

        self.jobs.read(self.integration, self.prepare, done)

    def decide(self, finance_ids: Collection[str], action: Action, ticks: frozenset[str] = frozenset()) -> None:
        """Plan the same for these rows; `left_out` tells for how many that is not possible. `ticks` are those that are ticked."""
        if action in LINKING:
            self._link_action = action
        self._plan_for(finance_ids, partial(_plans, action=action), ticks)

    def choose(self, row: Row, psa_id: str) -> None:
        """Plan to link a row to this PSA customer."""
        if self.reading is None or not row.is_open or (decision := self.reading.rows.choosing(row, psa_id)) is None:
            return
        if (other := self.reading.rows.planned_for(psa_id, but=row.id)) is not None:
            self._tell(LeftOut(taken=1, by=other))
        else:
            self.change({row.id: decision})

    def withdraw(self, finance_ids: Collection[str], ticks: frozenset[str] = frozenset()) -> None:
        """Plan nothing any more."""
        self._plan_for(finance_ids, _nothing, ticks)

    def _plan_for(self, finance_ids: Collection[str], plan: _Planning, ticks: frozenset[str]) -> None:
        """Take up what `plan` makes of these rows; of many it is worked out beside the window."""
        if self.reading is None:
            return
        rows, puts = self.reading.rows, self.reading.rows.puts

        def work() -> tuple[PlanChange, LeftOut]:
            wanted = rows.in_order(finance_ids)
            plans, left_out = plan(rows, wanted)
            before = {row.id: row.decision for row in wanted if row.id in plans}
            return PlanChange(before, plans, ticks & plans.keys()), left_out

        def done(found: tuple[PlanChange, LeftOut]) -> None:
            now = self.reading
            if self._coming or now is None or now.rows is not rows or rows.puts != puts:  # something else was planned meanwhile
                self._plan_for(finance_ids, plan, ticks)
                return
            change, left_out = found
            if change.after:
                self.history.add(change)
                self._apply(change.before, change.after)
            self._tell(left_out)

        if len(finance_ids) > _MANY:
            self.jobs.work_out(self.integration, work, done)
        else:
            plans, left_out = plan(rows, rows.in_order(finance_ids))
            self.change(plans, ticks)
            self._tell(left_out)

    def _tell(self, left_out: LeftOut) -> None:
        if left_out.nobody or left_out.taken:
            self.left_out.emit(left_out)

    def change(self, plans: Plans, ticks: frozenset[str] = frozenset(), told: Message | None = None) -> None:
        """Plan this, as one step of undo; `told` is what the user is told of it, in place of the usual."""
        now = self._now(plans)
        if plans and now != dict(plans):
            self.history.add(PlanChange(now, dict(plans), ticks.intersection(plans)))
            self._apply(now, plans, told=told)

    def undo(self) -> bool:
        """Take the last change of the plan back; false when the last step is none."""
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

    def _now(self, plans: Mapping[str, Decision | None]) -> dict[str, Decision | None]:
        """What is planned for these customers, in rows that are still on their way too."""
        assert self.reading is not None  # there are no rows to decide about before a reading
        now = {row.id: row.decision for row in self.reading.rows.rows(plans)}
        for coming in self._coming:
            now |= {one: coming.made.get(one, coming.plans[one]) for one in now.keys() & coming.plans.keys()}
        return now

    def _apply(self, before: Plans, plans: Plans, ticks: frozenset[str] = frozenset(), told: Message | None = None) -> None:
        assert self.reading is not None
        for finance_id in [one for one in self.refused if one in plans]:
            del self.refused[finance_id]
        if len(plans) > _MANY:
            self._apply_many(ticks, self._expect_rows(plans))
        else:
            rows = self.reading.rows
            changed = [rows.decided(row, plans[row.id]) for row in rows.rows(plans)]
            for row in changed:
                rows.put(row)
            for coming in self._coming:
                coming.made.update(plans)
            self.rows_changed.emit(changed)
            self.ticks_back.emit(ticks)
        self._keep(before, plans, told)

    def _keep(self, before: Plans, plans: Plans, told: Message | None) -> None:
        ours = self.being_written  # the write may end before this is kept

        def kept(others: frozenset[str]) -> None:
            late = others & (ours | self.being_written)
            self.too_late |= late
            self.plans_kept.emit(Kept(others - late, late, told))

        self.jobs.keep(self.integration, before, plans, kept)

    def _apply_many(self, ticks: frozenset[str], coming: _Coming) -> None:
        assert self.reading is not None
        base, plans = self.reading.rows, coming.plans

        def work() -> LinkingRows:
            with making_many():
                rows = base.changed(plans)
                self.prepare(rows)
            return rows

        def done(rows: LinkingRows) -> None:
            reading = self.reading
            assert reading is not None  # there was one before
            if reading.rows is not base:  # others came first
                self._apply_many(ticks, coming)
                return
            self._put_made(coming, rows)
            self.reading = replace(reading, rows=rows)
            self.many_changed.emit(plans.keys())
            self.ticks_back.emit(ticks)
            self._let_go_later(base.let_go_of_rows)

        self.jobs.work_out(self.integration, work, done)

    def _let_go_later(self, let_go: Callable[[], object]) -> None:
        QTimer.singleShot(_PAINTED_AFTER, self, lambda: self.jobs.work_out(self.integration, let_go, lambda _none: None))

    def _expect_rows(self, plans: Plans) -> _Coming:
        """Other rows are on their way, with these plans: gives what collects the single plans made meanwhile."""
        self._coming.append(coming := _Coming(plans))
        return coming

    def _put_made(self, coming: _Coming, rows: LinkingRows) -> None:
        self._coming.remove(coming)
        for row in rows.rows(coming.made):
            rows.put(rows.decided(row, coming.made[row.id]))


def _nothing(_known: LinkingRows, rows: Sequence[Row]) -> tuple[dict[str, Decision | None], LeftOut]:
    """Nothing is planned any more."""
    return {row.id: None for row in rows if row.is_unlinked and row.decision is not None}, LeftOut()


def _plans(known: LinkingRows, rows: Sequence[Row], action: Action) -> tuple[dict[str, Decision | None], LeftOut]:
    """What an action plans for each row, where that is new; many rows at once never get the same PSA customer twice."""
    plans: dict[str, Decision | None] = {}
    if action in LINKING and len(rows) == 1 and (other := _planned_already(known, rows[0], action)) is not None:
        return {}, LeftOut(taken=1, by=other)
    nobody = taken = 0
    links = action in LINKING and len(rows) > 1
    planned = list(known.planned.values()) if links else []  # in one go: the window's thread may plan meanwhile
    in_use = {row.decision.psa_id: row.id for row in planned if row.decision is not None}
    for row in rows:
        if not row.is_open or (action is Action.IGNORE and row.pair.tab is Tab.IGNORED):
            continue
        decision = known.plan_for(row, action)
        if decision is None:
            nobody += 1
        elif links and in_use.setdefault(decision.psa_id, row.id) != row.id:
            taken += 1
        elif decision != row.decision:
            plans[row.id] = decision
    return plans, LeftOut(nobody, taken)


def _planned_already(known: LinkingRows, row: Row, action: Action) -> Row | None:
    decision = known.plan_for(row, action) if row.is_open else None
    return None if decision is None else known.planned_for(decision.psa_id, but=row.id)
