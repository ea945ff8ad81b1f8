"""Work in a process of its own: in one process Python lets one thread compute at a time, and the window is one of them."""

from __future__ import annotations

import multiprocessing
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
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
def beside(work: Callable[..., None], *given: object) -> Iterator[Connection]:
    """A process that does `work(line, *given)`, and this end of the line to it; it is ended when the `with` is left.

    `work` and what is given must be picklable. Talk to the other end with `tell` and `heard`, which raises what `work` raises.
    """
    starting = multiprocessing.get_context("spawn")  # a fork of a program with threads may hang
    ours, theirs = starting.Pipe()
    process = starting.Process(target=_work, args=(theirs, work, given), daemon=True)
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        process.terminate()
        process.join()
        ours.close()


def tell(line: Connection, what: object) -> None:
    """Say something to the other end; `PassingTrouble` when its process is gone."""
    try:
        line.send(what)
    except OSError as gone:
        raise _ended() from gone


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


def _work(line: Connection, work: Callable[..., None], given: tuple[object, ...]) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches both processes; the one that started this one ends it
    try:
        work(line, *given)
    except BindeledError as trouble:
        line.send(_Failed(type(trouble), trouble.message, trouble.what_to_do, trouble.technical))
    except Exception:
        line.send(_Failed(None, Message(""), technical=traceback.format_exc()))
