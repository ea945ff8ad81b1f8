"""Python's search for unused cycles of objects, at rest while very many objects are made.

Records hold no cycles, and what nobody needs any more is freed without the search. It takes as long as reading the records does,
and stops all threads meanwhile, the window's too: with 100,000 customers up to a second, again and again.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_changing = threading.RLock()  # not a plain lock: the search may itself end a forgotten rest
_resting = 0
_was_on = False


@contextmanager
def garbage_collector_resting(*, what_is_made_stays: bool = False) -> Iterator[None]:
    """No search until the last of those that rest has ended, on whatever threads; then as it was before the first.

    `what_is_made_stays`: for so long that no later search shall look through it either; it is still freed when nobody needs it.
    """
    global _resting, _was_on
    with _changing:
        if not _resting:
            _was_on = gc.isenabled()
            gc.disable()
        _resting += 1
    try:
        yield
    finally:
        with _changing:
            if what_is_made_stays:
                gc.freeze()
            _resting -= 1
            if not _resting and _was_on:
                gc.enable()
