"""`bindeled gui`: open the window."""

from __future__ import annotations

import gc

from desktop.cli.surroundings import Surroundings, command
from desktop.paths import Paths


@command("gui", has_json=False, short_help="Open the window.")
def gui(surroundings: Surroundings) -> int:
    """Open the window; without any command this is what happens."""
    gc.disable()  # what is loaded now stays: looking through it for unused cycles costs a fifth of the start; the window ends it
    try:
        from desktop.window import run_window  # Qt is loaded only where a window is shown

        return run_window(Paths(surroundings.data_folder), lambda: surroundings.program)
    finally:
        gc.enable()
