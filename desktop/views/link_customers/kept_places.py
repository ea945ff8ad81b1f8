"""What is ticked in each tab and where the user is in it; kept in the settings, so that the next start goes on there."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QSettings, QTimer

from desktop.models.linking import Tab
from desktop.views.shared.row_place import Place
from desktop.views.shared.table_view import TableView

_MANY = 2000  # ticks and selected rows
_KEPT_AFTER = 300  # ms that nothing was ticked and nobody moved


@dataclass(frozen=True, slots=True, eq=False)
class _Left:
    """A tab as the user left it."""

    ticks: frozenset[str]
    place: Place


class KeptPlaces:
    """For one integration. What is known of a tab counts at once; `unwritten` are those whose settings say something older."""

    def __init__(self, settings: QSettings, integration_id: int) -> None:
        self._settings, self._name = settings, f"link-customers/{integration_id}"
        self._known = {tab: _Left(self._read_ticks(tab), self._read_place(tab)) for tab in Tab}
        self.unwritten: dict[Tab, _Left] = {}

    def ticks(self, tab: Tab) -> frozenset[str]:
        """The ids of the ticked customers."""
        return self._known[tab].ticks

    def place(self, tab: Tab) -> Place:
        """Where the user was."""
        return self._known[tab].place

    def take(self, tab: Tab, ticks: frozenset[str], place: Place) -> None:
        """From now on these are ticked and the user is there."""
        self._known[tab] = self.unwritten[tab] = _Left(ticks, place)

    def write(self, tab: Tab, said: tuple[str, str]) -> None:
        """Put what is unwritten of a tab into the settings, as `in_words` says it."""
        del self.unwritten[tab]
        for name, text in zip(("ticked", "place"), said, strict=True):
            self._settings.setValue(f"{self._name}/{name}-{tab}", text)

    def _read_ticks(self, tab: Tab) -> frozenset[str]:
        kept = self._read(f"ticked-{tab}")
        return frozenset(map(str, kept)) if isinstance(kept, list) else frozenset()

    def _read_place(self, tab: Tab) -> Place:
        match self._read(f"place-{tab}"):
            case {"current": str(current), "selected": list(selected), "above": int(above)}:
                return Place(current, tuple(map(str, selected)), above)
        return Place()

    def _read(self, key: str) -> Any:
        try:
            return json.loads(zlib.decompress(base64.b64decode(str(self._settings.value(f"{self._name}/{key}", "")))))
        except (ValueError, zlib.error):  # never kept, or another version wrote it otherwise
            return None


def in_words(left: _Left) -> tuple[str, str]:
    """How ticks and a place stand in the settings, made small; of very many any thread may work it out."""
    place = left.place
    return _packed(list(left.ticks)), _packed({"current": place.current, "selected": place.selected, "above": place.above})


def _packed(document: object) -> str:
    return base64.b64encode(zlib.compress(json.dumps(document).encode(), 1)).decode()


WorkOut = Callable[[Callable[[], tuple[str, str]], Callable[[tuple[str, str]], object]], object]


class PlaceKeeping(QObject):
    """Keeps the places of a list while the user goes on. `tab` is the one that `view` shows.

    `work_out` calls its first argument where that may take its time, and its second with what came of it.
    """

    def __init__(self, view: TableView, kept: KeptPlaces, work_out: WorkOut) -> None:
        super().__init__(view)
        self._view, self._kept, self._work_out = view, kept, work_out
        self.tab: Tab | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_KEPT_AFTER)
        self._soon.timeout.connect(self.keep)
        for moved in (view.table.ticks_changed, view.current_changed, view.verticalScrollBar().valueChanged):
            moved.connect(lambda *_said: self._soon.start())

    def keep(self) -> None:
        """Keep what is ticked in the tab and where the user is."""
        self._soon.stop()
        if self.tab is not None:
            self._take(self.tab, self._view.table.ticked_ids, self._view.place.now())

    def keep_ticks(self, tab: Tab, ticks: frozenset[str]) -> None:
        """From now on these are ticked in a tab that is not shown."""
        self._take(tab, ticks, self._kept.place(tab))

    def keep_all_now(self) -> None:
        """The window may be about to close: nothing is left for later."""
        if self._soon.isActive():
            self.keep()
        for tab, left in list(self._kept.unwritten.items()):
            self._kept.write(tab, in_words(left))

    def _take(self, tab: Tab, ticks: frozenset[str], place: Place) -> None:
        self._kept.take(tab, ticks, place)
        left = self._kept.unwritten[tab]
        if len(ticks) + len(place.selected) < _MANY:
            self._kept.write(tab, in_words(left))
        else:
            self._work_out(partial(in_words, left), lambda said: self._write(tab, left, said))

    def _write(self, tab: Tab, left: _Left, said: tuple[str, str]) -> None:
        if self._kept.unwritten.get(tab) is left:  # else something newer is known
            self._kept.write(tab, said)
