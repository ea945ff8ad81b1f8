"""Work in a process of its own: its result, its progress, its errors, and its end when it is stopped."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from multiprocessing.connection import Connection

import pytest

from desktop.errors import Cancelled, PassingTrouble, StoreUnusable
from desktop.own_process import beside, heard, in_own_process, tell
from desktop.progress import Progress, Silent
from desktop.texts import Message


def _add(first: int, second: int, progress: Progress) -> tuple[int, int]:
    progress.step(1, 2, Message("Adding"))
    return first + second, os.getpid()


def _fail(kind: str, _progress: Progress) -> None:
    if kind == "known":
        raise StoreUnusable(Message("The disk is full."), what_to_do=Message("Make room."))
    raise ZeroDivisionError("a bug")


def _never_end(_progress: Progress) -> None:
    time.sleep(600)


def _killed(line: Connection) -> None:
    line.send(os.getpid())
    os.kill(os.getpid(), signal.SIGTERM)


class _Stopped:
    """The user stops it at once."""

    def step(self, _done: int, _total: int | None, _text: Message) -> None:
        raise Cancelled


class _Told:
    def __init__(self) -> None:
        self.steps: list[str] = []

    def step(self, done: int, total: int | None, text: Message) -> None:
        self.steps.append(f"{text} {done} of {total}")


def test_the_result_and_the_progress_come_from_another_process() -> None:
    told = _Told()
    result, process = in_own_process(_add, 2, 3, progress=told)
    assert (result, process == os.getpid()) == (5, False)
    assert "Adding 1 of 2" in told.steps


def test_a_known_trouble_comes_back_as_itself() -> None:
    with pytest.raises(StoreUnusable) as trouble:
        in_own_process(_fail, "known", progress=Silent())
    assert str(trouble.value) == "The disk is full. Make room."


def test_a_bug_over_there_tells_where_it_is() -> None:
    with pytest.raises(RuntimeError, match="a bug"):
        in_own_process(_fail, "unknown", progress=Silent())


def test_a_process_that_is_stopped_is_gone() -> None:
    with pytest.raises(Cancelled):
        in_own_process(_never_end, progress=_Stopped())
    assert not multiprocessing.active_children()


def test_a_process_that_was_killed_is_told_in_words_to_who_listens_and_to_who_talks() -> None:
    with beside(_killed) as line:
        assert heard(line, lambda: None) != os.getpid()
        with pytest.raises(PassingTrouble, match="try again"):
            heard(line, lambda: None)
        with pytest.raises(PassingTrouble, match="try again"):
            tell(line, "anything")
