from __future__ import annotations

import datetime as dt
from dataclasses import replace

from desktop.models.records import Answer, JudgedPair
from desktop.models.store.work import Store

ONE = JudgedPair(
    finance_id="f1",
    psa_id="p1",
    answer=Answer.RIGHT,
    pattern="vat_number+name",
    score=12.25,
    judged_at=dt.datetime(2026, 7, 14, 10, 5, tzinfo=dt.UTC),
)


def test_answers_come_back_as_they_were_kept_and_a_later_one_replaces_an_earlier_one(
    store: Store, here: int, elsewhere: int
) -> None:
    changed = replace(ONE, answer=Answer.WRONG)
    many = [replace(ONE, finance_id=f"g{number}", answer=Answer.ACCEPTED) for number in range(1100)]
    with store.work() as work:
        work.judged_pairs.put(here, [ONE, *many])
        work.judged_pairs.put(elsewhere, [ONE])
        work.judged_pairs.put(here, [changed])
        work.commit()
    with store.reading() as work:
        assert {one.finance_id: one for one in work.judged_pairs.all(here)} == {one.finance_id: one for one in [changed, *many]}
        assert work.judged_pairs.all(elsewhere) == [ONE]
