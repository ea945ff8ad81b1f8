"""What is ticked in each tab and where the user is in it; kept in the settings, so that the next start goes on there."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

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
        return frozenset(_unpacked(self._text(f"ticked-{tab}")))

    def _read_place(self, tab: Tab) -> Place:
        try:
            kept = json.loads(self._text(f"place-{tab}"))
        except ValueError:  # never kept
            return Place()
        match kept:
            case {"current": str(current), "selected": str(selected), "above": int(above)}:
                return Place(current, tuple(_unpacked(selected)), above)
        return Place()

    def _text(self, key: str) -> str:
        return str(self._settings.value(f"{self._name}/{key}", ""))


def in_words(left: _Left) -> tuple[str, str]:
    """How ticks and a place stand in the settings, made small; of very many any thread may work it out."""
    place = {"current": left.place.current, "selected": _packed(left.place.selected), "above": left.place.above}
    return _packed(left.ticks), json.dumps(place)


def _packed(ids: Collection[str]) -> str:
    """In parts: to write very many in one go would stop all threads."""
    every, packer = list(ids), zlib.compressobj(1)
    parts = [packer.compress(json.dumps(every[start : start + _MANY]).encode() + b"\n") for start in range(0, len(every), _MANY)]
    return base64.b64encode(b"".join([*parts, packer.flush()])).decode()


def _unpacked(text: str) -> list[str]:
    try:
        parts = zlib.decompress(base64.b64decode(text)).splitlines()
        return [str(one) for part in parts for one in json.loads(part)]
    except (ValueError, TypeError, zlib.error):  # another version wrote it otherwise
        return []


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
