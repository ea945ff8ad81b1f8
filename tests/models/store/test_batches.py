from __future__ import annotations

import pytest
from sqlalchemy.exc import NoResultFound

from desktop.models.records import Activity
from desktop.models.store.work import Store
from desktop.texts import Message

SENTENCE = Message("{count} customer linked", "{count} customers linked", count=2)


def test_a_batch_holds_its_steps_in_order(store: Store, here: int) -> None:
    with store.work() as work:
        batch = work.batches.start(here, Activity.LINK, SENTENCE)
        for number in range(3):
            work.batches.add_step(batch, {"number": number, "name": "Æble"})
        work.commit()

    with store.reading() as work:
        found = work.batches.get(here, batch)
        assert found is not None
        assert [step["number"] for step in found.steps] == [0, 1, 2]
        assert (found.activity, found.message) == (Activity.LINK, SENTENCE)
        assert work.batches.newest(here) == found


def test_a_step_is_corrected_once_it_is_known_what_it_did(store: Store, here: int) -> None:
    with store.work() as work:
        batch = work.batches.start(here, Activity.LINK, SENTENCE)
        step = work.batches.add_step(batch, {"after": "wanted"})
        work.commit()
    with store.work() as work:
        work.batches.correct_step(step, {"after": "stored"})
        work.commit()

    with store.reading() as work:
        assert work.batches.get(here, batch).steps == ({"after": "stored"},)  # type: ignore[union-attr]  # None fails the test as well


def test_the_newest_batch_is_the_last_one_that_did_something_and_stands(store: Store, here: int, elsewhere: int) -> None:
    with store.work() as work:
        first, second, empty, other = (work.batches.start(one, Activity.LINK, SENTENCE) for one in (here, here, here, elsewhere))
        for batch in (first, second, other):
            work.batches.add_step(batch, {})
        work.commit()

    with store.work() as work:
        assert work.batches.newest(here).id == second  # type: ignore[union-attr]  # None fails the test as well
        work.batches.undone(second)
        assert work.batches.newest(here).id == first  # type: ignore[union-attr]  # None fails the test as well
        work.batches.undone(first)
        assert work.batches.newest(here) is None
        assert [work.batches.get(here, one) for one in (second, empty)] == [None, None]


def test_a_batch_that_is_none_or_of_another_integration_or_of_the_other_kind_is_told(
    store: Store, here: int, elsewhere: int
) -> None:
    with store.work() as work:
        batch = work.batches.start(elsewhere, Activity.LINK, SENTENCE)
        work.batches.add_step(batch, {})
        assert work.batches.get(here, 7) is None
        assert work.batches.get(here, batch) is None
        assert work.batches.get(elsewhere, batch, expenses=True) is None
        assert work.batches.get(elsewhere, batch) is not None
        with pytest.raises(NoResultFound):
            work.batches.undone(7)


def test_a_step_that_was_taken_back_is_offered_no_more_and_the_others_are(store: Store, here: int) -> None:
    with store.work() as work:
        first, second = (work.batches.start(here, one, SENTENCE) for one in (Activity.UPDATE, Activity.LINK))
        done, _left = (work.batches.add_step(first, {"number": number}) for number in range(2))
        work.batches.add_step(second, {})
        work.batches.step_undone(done)
        work.commit()

    with store.reading() as work:
        assert work.batches.get(here, first).steps == ({"number": 1},)  # type: ignore[union-attr]  # None fails the test as well
        assert [one.id for one in work.batches.later(here, first)] == [second]
        assert work.batches.later(here, second) == []
        assert work.batches.newest(here, activity=Activity.UPDATE).id == first  # type: ignore[union-attr]  # None fails the test as well
        assert work.batches.newest(here, activity=Activity.TRANSFER) is None
