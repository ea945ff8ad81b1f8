from __future__ import annotations

import random
from functools import cache
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.models.sample_proof import Look, confidence, proven_share

FIRST, SECOND = Look(5, 20), Look(5, 59)


@pytest.mark.parametrize(("judged", "percent"), [(20, 86), (59, 95), (299, 99)])
def test_so_many_of_so_many_right_prove_what_the_page_promises(judged: int, percent: int) -> None:
    assert int(proven_share(judged, judged) * 100) == percent
    assert int(proven_share(judged - 1, judged - 1) * 100) <= percent


@pytest.mark.parametrize(("right", "judged", "share"), [(19, 20, 0.7839), (18, 20, 0.7174), (58, 59, 0.9221), (297, 299, 0.9791)])
def test_wrong_answers_lower_the_bound_as_clopper_and_pearson_say(right: int, judged: int, share: float) -> None:
    assert proven_share(right, judged) == pytest.approx(share, abs=0.0001)


def test_nothing_right_proves_nothing_and_impossible_counts_are_refused() -> None:
    assert proven_share(0, 5) == 0
    with pytest.raises(ValueError):
        proven_share(6, 5)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))))
def test_the_bound_is_where_chance_would_do_as_well_one_time_in_twenty(counts: tuple[int, int]) -> None:
    right, judged = counts
    share = proven_share(right, judged)
    chance = sum(comb(judged, k) * share**k * (1 - share) ** (judged - k) for k in range(right, judged + 1))
    assert chance == pytest.approx(0.05, abs=1e-6)
    assert proven_share(right - 1, judged) < share


def test_the_bound_holds_in_nineteen_of_twenty_samples() -> None:
    draw = random.Random(7)
    population = [number >= 120 for number in range(1000)]  # 88 % right
    held = sum(proven_share(sum(draw.sample(population, 40)), 40) <= 0.88 for _ in range(400))
    assert held >= 0.95 * 400 - 12


# looking again


def test_each_further_look_costs_as_much_confidence_as_one_look_may_err() -> None:
    another_score = Look(10, 20)
    assert confidence(FIRST, [FIRST], all_right=False) == 0.95
    assert confidence(SECOND, [FIRST, SECOND], all_right=False) == confidence(FIRST, [FIRST, SECOND], all_right=False) == 0.9
    assert confidence(SECOND, [FIRST, SECOND], all_right=True) == 0.95  # the samples lie within each other
    assert confidence(another_score, [FIRST, another_score], all_right=True) == 0.9  # other customers
    assert confidence(another_score, [FIRST, SECOND, another_score], all_right=False) == pytest.approx(0.85)
    assert confidence(FIRST, [Look(score, 20) for score in range(30)], all_right=True) == 0


@pytest.mark.parametrize("share", [0.5, 0.75, 0.78, 0.8608, 0.87, 0.9, 0.92, 0.95, 0.99])
def test_what_is_told_at_a_confidence_errs_no_more_often_whoever_looks_twice(share: float) -> None:
    """Every outcome of 20 and then 39 more, with its probability, for whoever always looks at both."""
    errs = {0.95: 0.0, 0.9: 0.0}
    for right in range(21):
        for more in range(40):
            chance = _chance(right, 20, share) * _chance(more, 39, share)
            wrong_first, wrong_second = _bound(right, 20) > share, _bound(right + more, 59) > share
            told = confidence(SECOND, [FIRST, SECOND], all_right=right + more == 59)
            errs[0.95] += chance * (wrong_first or (wrong_second and told == 0.95))  # the first was told before the second
            errs[0.9] += chance * (wrong_first or wrong_second)
    assert errs[0.95] <= 0.05 + 1e-9
    assert errs[0.9] <= 0.1 + 1e-9


def test_looking_twice_at_95_percent_each_would_err_more_often_than_told() -> None:
    share = 0.78
    errs = sum(
        _chance(right, 20, share) * _chance(more, 39, share)
        for right in range(21)
        for more in range(40)
        if _bound(right, 20) > share or _bound(right + more, 59) > share
    )
    assert errs > 0.06


def _chance(right: int, count: int, share: float) -> float:
    return comb(count, right) * share**right * (1 - share) ** (count - right)


@cache
def _bound(right: int, judged: int) -> float:
    return proven_share(right, judged)
