"""Work in a process of its own: its result, its progress, its errors, and its end when it is stopped."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from multiprocessing.connection import Connection

import pytest

from desktop.errors import Cancelled, PassingTrouble, StoreUnusable
from desktop.own_process import beside, heard, in_own_process
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


def test_a_process_that_was_killed_is_told_in_words_to_who_listens() -> None:
    with beside(_killed) as line:
        assert heard(line, lambda: None) != os.getpid()
        with pytest.raises(PassingTrouble, match="try again"):
            heard(line, lambda: None)


_known = ["from the start"]


def _tell_what_is_known(line: Connection) -> None:
    line.send(_known)


def test_a_process_with_other_threads_is_never_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(globals(), "_known", ["only here"])  # a copy would know it
    enough = threading.Event()
    other = threading.Thread(target=enough.wait)
    other.start()

    with beside(_tell_what_is_known, may_fork=True) as line:
        assert heard(line, lambda: None) == ["from the start"]
    enough.set()
    other.join()


_ALONE = """
import os
from desktop.own_process import beside, heard

def work(line):
    line.send(known)
    line.recv()

known = "only here"
with beside(work, may_fork=True) as line:
    print(heard(line, lambda: None), flush=True)
    os._exit(0)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells that a process has no other thread")
def test_a_copy_knows_what_is_known_here_and_ends_when_the_process_that_made_it_is_gone() -> None:
    done = subprocess.run([sys.executable, "-c", _ALONE], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=60)

    assert done.stdout == "only here\n"  # and nobody holds the other end of it any more
