"""The order of undo and redo on the page, without the page."""

from __future__ import annotations

from desktop.models.records import Action, Decision
from desktop.views.link_customers.plan_history import PlanChange, PlanHistory, TakenOut, WrittenBatch


def taken_out(*finance_ids: str) -> TakenOut:
    return TakenOut(tuple(Decision(finance_id=one, action=Action.IGNORE) for one in finance_ids))


def undone(history: PlanHistory, *steps: TakenOut) -> None:
    for step in steps:
        history.add(step)
    for step in reversed(steps):
        ids = {one.finance_id for one in step.again}
        history.put_back(step, ids, set())


def test_a_step_that_is_done_again_twice_is_no_error_and_leaves_the_others() -> None:
    history = PlanHistory()
    undone(history, taken_out("1"), taken_out("2"))
    step = history.redo()
    assert step == history.redo() == taken_out("1")
    history.add(taken_out("1"), redone=step)
    history.add(taken_out("1"), redone=step)
    assert history.redo() == taken_out("2")


def test_a_plan_made_while_customers_are_taken_out_again_takes_no_other_step_away() -> None:
    history = PlanHistory()
    undone(history, taken_out("1"))
    step = history.redo()
    change = PlanChange({"2": None}, {"2": Decision(finance_id="2", action=Action.LATER)})
    history.add(change)
    assert history.undo() == change
    history.add(taken_out("1"), redone=step)
    assert history.redo() == change


def test_customers_who_could_not_be_put_back_can_be_put_back_later_and_the_others_be_taken_out_again() -> None:
    history, step = PlanHistory(), taken_out("1", "2", "3")
    history.add(step)
    assert history.taken_out() is step
    history.put_back(step, {"1"}, {"2"})
    assert history.taken_out() == taken_out("2")
    assert history.redo() == taken_out("1")


def test_a_step_that_is_wholly_put_back_gives_way_to_the_one_before() -> None:
    history, batch = PlanHistory(), WrittenBatch(1, {})
    history.add(batch)
    undone(history, taken_out("1"))
    assert history.taken_out() is None
    assert history.forget_batch(1) == {}
    assert history.redo() == batch


def test_what_needs_no_redoing_any_more_gives_way_to_older_steps() -> None:
    history = PlanHistory()
    undone(history, taken_out("1"), taken_out("2"))
    first = history.redo()
    assert first is not None
    history.drop(first)
    assert history.redo() == taken_out("2")
