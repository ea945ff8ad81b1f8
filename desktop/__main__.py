"""Starts the window, or the command line when there are arguments."""

from __future__ import annotations

import io
import sys


def main() -> None:
    """The program."""
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support

        freeze_support()  # what in_own_process starts is this program again, where it was packed into one
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8")  # what a program reads is the same on Windows
    from desktop.cli import bindeled

    bindeled(sys.argv[1:] or ["gui"], prog_name="bindeled")


if __name__ == "__main__":
    main()
