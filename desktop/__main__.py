"""Starts the window, or the command line when there are arguments."""

from __future__ import annotations

import io
import os
import sys


def main() -> None:
    """The program."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # what in_own_process starts is this program again, where it was packed into one
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")  # what a program reads is the same on Windows
    from desktop.cli import EndsAtOnce, bindeled

    try:
        bindeled(sys.argv[1:] or ["gui"], prog_name="bindeled")
    except EndsAtOnce as end:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
        os._exit(int(end.code or 0))  # to free every record and module by itself takes a twentieth of the time of matching


if __name__ == "__main__":
    main()
