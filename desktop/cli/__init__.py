"""`bindeled ...`: the same use cases without a window, for people at a terminal and for schedulers."""

from desktop.cli.commands import bindeled
from desktop.cli.exit_codes import EndsAtOnce

__all__ = ["EndsAtOnce", "bindeled"]
