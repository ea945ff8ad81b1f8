"""`bindeled gui`: open the window."""

from __future__ import annotations

import gc

from desktop.cli.surroundings import Surroundings, command


@command("gui", has_json=False, short_help="Open the window.")
def gui(surroundings: Surroundings) -> int:
    """Open the window; without any command this is what happens."""
    gc.disable()  # what is loaded now stays: looking through it for unused cycles costs a fifth of the start; run_window ends it
    try:
        from desktop.window import run_window  # Qt is loaded only where a window is shown

        return run_window(surroundings.program)
    finally:
        gc.enable()
