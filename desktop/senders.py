"""Who is sending: a name for this process, and whether the process behind such a name still lives.

A transfer that was claimed by a process that is dead is not being sent any more; its outcome is unknown (design.md section 5).
"""

from __future__ import annotations

import getpass
import itertools
import os
import platform
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

_RUN = uuid.uuid4().hex[:12]  # a process id can be handed out again, this cannot
_pieces = itertools.count(1)
_at_work: set[str] = set()  # the pieces of work of this process that have not ended


def this_sender() -> str:
    """The name of this process: person@machine#process#run."""
    try:
        person = getpass.getuser()
    except (OSError, KeyError, ImportError):
        person = ""
    return f"{person}@{platform.node()}#{os.getpid()}#{_RUN}"


@contextmanager
def at_work() -> Iterator[str]:
    """A name for one piece of work of this process. It lives until the block ends, also when it ends in an error."""
    name = f"{this_sender()}.{next(_pieces)}"
    _at_work.add(name)
    try:
        yield name
    finally:
        _at_work.discard(name)


def is_ours(sender: str) -> bool:
    """Whether the name is one of this process, of which is known for certain whether it lives."""
    return sender.startswith(this_sender())


def is_alive(sender: str) -> bool | None:
    """Whether the process behind the name lives; `None` when it ran on another machine and nobody here can know."""
    who, process, run = ("", "", *sender.rsplit("#", 2))[-3:]
    if who.rpartition("@")[2] != platform.node() or not process.isdecimal():
        return None
    if int(process) == os.getpid():
        return run == _RUN or sender in _at_work
    return _process_exists(int(process))


def _process_exists(process: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        query, still_active, access_denied = 0x1000, 259, 5
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        handle = kernel.OpenProcess(query, False, process)
        if not handle:  # a colleague's process on this machine lives, although we may not look into it
            return ctypes.get_last_error() == access_denied
        code = ctypes.c_ulong()
        kernel.GetExitCodeProcess(handle, ctypes.byref(code))
        kernel.CloseHandle(handle)
        return code.value == still_active
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
