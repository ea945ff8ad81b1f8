"""A claim is left behind when nobody can be at it any more."""

from __future__ import annotations

import datetime as dt
import os
import platform

import pytest

from desktop.models.claims import LONGEST_CLAIM, is_left_behind
from desktop.senders import at_work, this_sender

JUST_NOW = dt.timedelta(0)
LONG_AGO = LONGEST_CLAIM * 2
BESIDE = f"anna@{platform.node()}#{os.getppid()}#abc"


@pytest.mark.parametrize(
    ("sender", "age", "is_left"),
    [
        (this_sender(), LONG_AGO, False),
        (f"{this_sender()}.999999", JUST_NOW, True),
        (f"anna@{platform.node()}#{2**30}#abc", JUST_NOW, True),
        (BESIDE, JUST_NOW, False),
        (BESIDE, LONG_AGO, True),
        ("anna@elsewhere#1#abc", JUST_NOW, False),
        ("anna@elsewhere#1#abc", LONG_AGO, True),
    ],
    ids=["this process", "ended here", "dead", "another process", "its old claim", "another machine", "its old one"],
)
def test_who_is_still_at_it(sender: str, age: dt.timedelta, is_left: bool) -> None:
    assert is_left_behind(sender, dt.datetime.now(dt.UTC) - age) is is_left


def test_a_piece_of_our_own_work_is_left_behind_when_it_ends_and_not_before() -> None:
    with at_work() as sender:
        assert not is_left_behind(sender, dt.datetime.now(dt.UTC) - LONG_AGO)
    assert is_left_behind(sender, dt.datetime.now(dt.UTC))
