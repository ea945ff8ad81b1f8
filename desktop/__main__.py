"""Starts the window, or the command line when there are arguments."""

from __future__ import annotations

import sys


def main() -> None:
    """The program."""
    from desktop.cli import bindeled

    bindeled(sys.argv[1:] or ["gui"], prog_name="bindeled")


if __name__ == "__main__":
    main()
