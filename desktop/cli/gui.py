"""`bindeled gui`: open the window."""

from __future__ import annotations

from desktop.cli.surroundings import Surroundings, command


@command("gui", has_json=False, short_help="Open the window.")
def gui(surroundings: Surroundings) -> int:
    """Open the window; without any command this is what happens."""
    from desktop.window import run_window  # Qt is loaded only where a window is shown

    return run_window(surroundings.program)
