"""Work in a process of its own: in one process Python lets one thread compute at a time, and the window is one of them."""

from __future__ import annotations

import multiprocessing
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TypeVar, cast

from desktop.errors import BindeledError
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


def in_own_process(work: Callable[..., T], *given: object, progress: Progress) -> T:
    """What `work(*given, progress)` gives over there; `work`, what is given and what it gives must be picklable.

    Raises what it raises. When `progress` raises, the process is ended at once: only for work that may break off anywhere.
    """
    starting = multiprocessing.get_context("spawn")  # a fork of a program with threads may hang
    ours, theirs = starting.Pipe(duplex=False)
    process = starting.Process(target=_work, args=(theirs, work, given), daemon=True)
    process.start()
    theirs.close()
    step = _Step(0, None, Message(""))
    try:
        while True:
            if not ours.poll(LISTEN_SECONDS):
                progress.step(step.done, step.total, step.text)
                continue
            match ours.recv():
                case _Step() as step:
                    progress.step(step.done, step.total, step.text)
                case _Failed() as failed:
                    raise failed.error()
                case _Done(result):
                    return cast(T, result)
    except EOFError:
        raise RuntimeError(f"the process of {work.__qualname__} ended without an answer") from None
    finally:
        process.terminate()
        process.join()
        ours.close()


class _Telling:
    """Progress on the other side of the pipe."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def step(self, done: int, total: int | None, text: Message) -> None:
        self._pipe.send(_Step(done, total, text))


def _work(pipe: Connection, work: Callable[..., object], given: tuple[object, ...]) -> None:
    try:
        pipe.send(_Done(work(*given, _Telling(pipe))))
    except BindeledError as trouble:
        pipe.send(_Failed(type(trouble), trouble.message, trouble.what_to_do, trouble.technical))
    except Exception:
        pipe.send(_Failed(None, Message(""), technical=traceback.format_exc()))
