"""Work in a process of its own: in one process Python lets one thread compute at a time, and the window is one of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar, cast

from desktop.errors import BindeledError, PassingTrouble
from desktop.progress import LISTEN_SECONDS, Progress
from desktop.texts import Message

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Step:
    done: int
    total: int | None
    text: Message


@dataclass(frozen=True, slots=True)
class _Done:
    result: object


@dataclass(frozen=True, slots=True)
class _Failed:
    """A known trouble, or else where a bug was met; an exception itself need not survive the way between two processes."""

    kind: type[BindeledError] | None
    message: Message
    what_to_do: Message | None = None
    technical: str = ""

    def error(self) -> Exception:
        """As it was raised over there."""
        if self.kind is None:
            return RuntimeError(self.technical)
        return self.kind(self.message, what_to_do=self.what_to_do, technical=self.technical)


@contextmanager
def beside(work: Callable[..., None], *given: object, may_fork: bool = False) -> Iterator[Connection]:
    """A process that does `work(line, *given)`, and this end of the line to it; it is ended when the `with` is left.

    `work` and what is given must be picklable. Listen to the other end with `heard`, which raises what `work` raises.
    `may_fork`: the work uses nothing that is open here (database, connection). Where it is safe, the process is then a copy of
    this one, which is there at once; one that is started afresh takes an eighth of a second.
    """
    ours, theirs = multiprocessing.Pipe()
    process: BaseProcess
    if may_fork and _is_one_thread():
        process = multiprocessing.get_context("fork").Process(target=_work_in_a_copy, args=(ours, theirs, work, given), daemon=True)
    else:
        process = multiprocessing.get_context("spawn").Process(target=_work, args=(theirs, work, given), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        process.terminate()
        process.join()
        ours.close()


def heard(line: Connection, meanwhile: Callable[[], None]) -> Any:
    """What the other end says next; raises what the work over there raised, and `PassingTrouble` when its process is gone.

    `meanwhile` is called now and then while nothing is said, and may raise to stop.
    """
    while True:
        try:
            if line.poll(LISTEN_SECONDS):
                said = line.recv()
                break
        except (EOFError, OSError) as gone:
            raise _ended() from gone
        meanwhile()
    if isinstance(said, _Failed):
        raise said.error()
    return said


def _ended() -> PassingTrouble:
    return PassingTrouble(
        Message("A part of Bindeled that was working on this ended before it was done."),
        what_to_do=Message("Close other programs, in case this computer has too little memory, and try again."),
    )


def in_own_process(work: Callable[..., T], *given: object, progress: Progress) -> T:
    """What `work(*given, progress)` gives over there; `work`, what is given and what it gives must be picklable.

    Raises what it raises. When `progress` raises, the process is ended at once: only for work that may break off anywhere.
    """
    step = _Step(0, None, Message(""))

    def again() -> None:
        progress.step(step.done, step.total, step.text)

    with beside(_answer, work, given) as line:
        while True:
            match heard(line, again):
                case _Step() as step:
                    again()
                case _Done(result):
                    return cast(T, result)


class _Telling:
    """Progress on the other side of the line."""

    def __init__(self, line: Connection) -> None:
        self._line = line

    def step(self, done: int, total: int | None, text: Message) -> None:
        self._line.send(_Step(done, total, text))


def _answer(line: Connection, work: Callable[..., object], given: tuple[object, ...]) -> None:
    line.send(_Done(work(*given, _Telling(line))))


def _is_one_thread() -> bool:
    """Whether this process may be copied: other threads would be missing in the copy, and what they had locked locked for ever.

    Only Linux tells, also of threads that Python did not start; the libraries of macOS do not stand a copy at all.
    """
    return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1


def _work_in_a_copy(others: Connection, line: Connection, work: Callable[..., None], given: tuple[object, ...]) -> None:
    others.close()  # so that this end sees when the process that started it is gone
    _work(line, work, given)


def _work(line: Connection, work: Callable[..., None], given: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches both processes; the one that started this one ends it
    try:
        work(line, *given)
    except BindeledError as trouble:
        line.send(_Failed(type(trouble), trouble.message, trouble.what_to_do, trouble.technical))
    except Exception:
        line.send(_Failed(None, Message(""), technical=traceback.format_exc()))
