"""What is ticked in each tab and where the user is in it; kept in the settings, so that the next start goes on there."""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from typing import Any

from PySide6.QtCore import QSettings

from desktop.models.linking import Tab
from desktop.views.shared.row_place import Place


class KeptPlaces:
    """For one integration. Ticks and place of a tab are kept apart: where somebody is changes with every key."""

    def __init__(self, settings: QSettings, integration_id: int) -> None:
        self._settings, self._name = settings, f"link-customers/{integration_id}"
        self._ticks: dict[Tab, AbstractSet[str]] = {}

    def ticks(self, tab: Tab) -> AbstractSet[str]:
        """The ids of the ticked customers."""
        if tab not in self._ticks:
            kept = self._read(f"ticked-{tab}")
            self._ticks[tab] = frozenset(map(str, kept)) if isinstance(kept, list) else frozenset()
        return self._ticks[tab]

    def place(self, tab: Tab) -> Place:
        """Where the user was."""
        match self._read(f"place-{tab}"):
            case {"current": str(current), "selected": list(selected), "above": int(above)}:
                return Place(current, tuple(map(str, selected)), above)
        return Place()

    def keep_ticks(self, tab: Tab, ticked: AbstractSet[str]) -> None:
        """From now on these are ticked."""
        if ticked != self.ticks(tab):
            self._ticks[tab] = ticked
            self._settings.setValue(f"{self._name}/ticked-{tab}", json.dumps(list(ticked)))

    def put(self, tab: Tab, ticked: AbstractSet[str], said: tuple[str, str]) -> None:
        """From now on these are ticked and the user is there, as `in_words` says."""
        self._ticks[tab] = ticked
        for name, text in zip(("ticked", "place"), said, strict=True):
            self._settings.setValue(f"{self._name}/{name}-{tab}", text)

    def _read(self, key: str) -> Any:
        try:
            return json.loads(str(self._settings.value(f"{self._name}/{key}", "null")))
        except ValueError:  # another version wrote it otherwise
            return None


def in_words(ticked: AbstractSet[str], place: Place) -> tuple[str, str]:
    """How ticks and a place stand in the settings; of very many any thread may work it out."""
    where = {"current": place.current, "selected": place.selected, "above": place.above}
    return json.dumps(list(ticked)), json.dumps(where)
