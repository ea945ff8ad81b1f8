"""Kill this process between any two steps of its work, counted by what lasts, so that a new step is among them by itself."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from desktop.connectors.api_session import ApiSession
from desktop.models.store.work import Work

T = TypeVar("T")
KILLED = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has one way to end a process


def die_before(step: int) -> None:
    """From now on every commit and every write to an outside system is a step; right before this one the process is killed.

    Nothing else lasts, so all moments between two steps are alike: before a step, what was done before it is there, and no more.
    """
    steps = itertools.count(1)

    def counted(work: Callable[..., T]) -> Callable[..., T]:
        @wraps(work)
        def one(*arguments: Any, **more: Any) -> T:
            if next(steps) == step:
                os.kill(os.getpid(), KILLED)
            return work(*arguments, **more)

        return one

    # For the rest of this process, which is about to end.
    Work.commit = counted(Work.commit)  # type: ignore[method-assign]  # every commit of the program passes here
    ApiSession.write = counted(ApiSession.write)  # type: ignore[method-assign]  # and here every write to an outside system
