"""Where the database, the logs, the settings and the resources lie on each operating system."""

from __future__ import annotations

import sys
from pathlib import Path


def resources_folder() -> Path:
    """The folder `resources/`: beside `desktop/` when run from source, inside the program folder when built by PyInstaller."""
    program_folder = getattr(sys, "_MEIPASS", None)
    return Path(program_folder or Path(__file__).resolve().parent.parent) / "resources"


class Paths:
    """Where one user's data lie; nothing is made on disk until `make` is called.

    With `data_folder` everything lies under that folder (a throw-away store, a second company, a memory stick); without it
    the folders are those the operating system keeps for programs.
    """

    def __init__(self, data_folder: Path | str | None = None) -> None:
        if data_folder is not None:
            self.data = Path(data_folder).expanduser().resolve()
            self.logs = self.data / "logs"
            self.settings = self.data / "settings.ini"
        else:
            import platformdirs  # takes a while to load, and most commands on files need none of these folders

            self.data = platformdirs.user_data_path("Bindeled", appauthor=False)
            self.logs = platformdirs.user_log_path("Bindeled", appauthor=False)
            self.settings = platformdirs.user_config_path("Bindeled", appauthor=False) / "settings.ini"
        self.database = self.data / "bindeled.sqlite3"
        self.calls = self.data / "calls.sqlite3"  # what the systems' limits of calls count, for all windows together
        self.backups = self.data / "backups"
        self.resources = resources_folder()

    def make(self) -> None:
        """Make the folders that are missing, for this user only; an `OSError` says which one could not be made."""
        for folder in (self.data, self.logs, self.backups, self.settings.parent):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
