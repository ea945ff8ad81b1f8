"""Reading very many records at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let Python not look for cycles of garbage meanwhile: records have none, and looking takes as long as reading them does.

    It does not look through what was read afterwards either; that is still freed when nobody needs it.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.freeze()
            gc.enable()
