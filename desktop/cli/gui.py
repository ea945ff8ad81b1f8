"""`bindeled gui`: open the window."""

from __future__ import annotations

from contextlib import ExitStack

from desktop.cli.surroundings import Surroundings, command
from desktop.garbage_collector import garbage_collector_resting
from desktop.paths import Paths


@command("gui", has_json=False, short_help="Open the window.")
def gui(surroundings: Surroundings) -> int:
    """Open the window; without any command this is what happens."""
    with ExitStack() as start:
        # a start loads very much: a fifth of it would be spent on searching
        start.enter_context(garbage_collector_resting(what_is_made_stays=True))
        from desktop.window import run_window  # Qt is loaded only where a window is shown

        return run_window(Paths(surroundings.data_folder), lambda: surroundings.program, started=start.close)
