"""The search for unused cycles rests as long as anybody wants it to."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from desktop.garbage_collector import garbage_collector_resting


@pytest.fixture(autouse=True)
def searching() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()
    gc.unfreeze()


def test_the_one_that_ends_first_leaves_the_others_their_rest() -> None:
    first, second = ExitStack(), ExitStack()
    first.enter_context(garbage_collector_resting(what_is_made_stays=True))
    second.enter_context(garbage_collector_resting())
    first.close()
    assert not gc.isenabled()
    second.close()
    assert gc.isenabled()


def test_where_nobody_searched_before_nobody_does_afterwards() -> None:
    gc.disable()
    with garbage_collector_resting(what_is_made_stays=True):
        pass
    assert not gc.isenabled()


def test_a_failure_ends_the_rest_too() -> None:
    with pytest.raises(ValueError, match="broken"), garbage_collector_resting():
        raise ValueError("broken")
    assert gc.isenabled()


def test_only_what_stays_is_left_out_of_later_searches() -> None:
    before = gc.get_freeze_count()
    with garbage_collector_resting():
        made = [[] for _one in range(1000)]
    assert gc.get_freeze_count() == before
    with garbage_collector_resting(what_is_made_stays=True):
        made += [[] for _one in range(1000)]
    assert gc.get_freeze_count() >= before + len(made)
