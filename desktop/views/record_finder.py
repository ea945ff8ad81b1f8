"""The records that Ctrl+K finds: read in the background, kept while nothing changes, searched on each key."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from PySide6.QtCore import QObject, Signal

from desktop.garbage_collector import garbage_collector_resting
from desktop.models.findable import Findable, FoundKind
from desktop.models.records import Integration
from desktop.use_cases.find_records import RecordSearch
from desktop.views.background import Background, Job
from desktop.views.shared.row_search import folded, search_key, spellings, wanted_words

_MOST = {FoundKind.CUSTOMER: 40, FoundKind.INVOICE: 20, FoundKind.ITEM: 20}
_MOST_RANKED = 2_000  # of very many that fit: who types one letter wants no order


class FoundRecords:
    """The records of one integration with what they are found by."""

    def __init__(self, records: Sequence[Findable], check: Callable[[], object] = lambda: None) -> None:
        self._records = records
        self._keys: list[str] = []
        self._starts: list[int] = []  # where each key begins in the text of all keys, which is searched in one go
        end = 0
        self._exact: dict[str, list[int]] = defaultdict(list)
        for place, one in enumerate(records):
            if place % 5_000 == 0:
                check()
            key = search_key(one.texts)
            self._keys.append(key)
            self._starts.append(end)
            end += len(key) + 1
            for number in one.numbers:
                self._exact[folded(number)].append(place)

        self._text = "\0".join(self._keys)

    def find(self, text: str) -> list[Findable]:
        """What fits, the best first: that number, a beginning, a word's beginning, anything; at most some of each kind."""
        words = [self._usual(word) for word in wanted_words(text)]
        if not words:
            return []
        whole = folded(text.strip())
        found = dict.fromkeys([*self._exact.get(whole, ()), *islice(self._places(words), _MOST_RANKED)])
        ranked = sorted(found, key=lambda place: self._rank(place, whole))
        left = dict(_MOST)
        best = []
        for place in ranked:
            one = self._records[place]
            if left[one.kind]:
                left[one.kind] -= 1
                best.append(one)
        return best

    def _usual(self, word: str) -> str:
        """The spelling of a word that most records have."""
        known = spellings(word)
        return word if len(known) == 1 else max(known, key=self._text.count)

    def _places(self, words: Sequence[str]) -> Iterator[int]:
        """The places of the records that hold every word."""
        rarest = words[0] if len(words) == 1 else min(words, key=self._text.count)
        at = self._text.find(rarest)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            if all(word in self._keys[place] for word in words):
                yield place
            at = self._text.find(rarest, self._starts[place] + len(self._keys[place]))

    def _rank(self, place: int, whole: str) -> int:
        key = self._keys[place]
        if place in self._exact.get(whole, ()):
            return 0
        if key.startswith(whole):
            return 1
        return 2 if f"\n{whole}" in key or f" {whole}" in key else 3


class RecordFinder(QObject):
    """Keeps what was read for the integration shown, and reads it again when something changed."""

    ready = Signal()

    def __init__(self, search: RecordSearch, integration: Callable[[int], Integration], background: Background) -> None:
        super().__init__()
        self._search, self._integration, self._background = search, integration, background
        self._kept: tuple[int, int, FoundRecords] | None = None  # integration, stamp, records
        self._reading: Job[tuple[int, int, FoundRecords] | None] | None = None

    @property
    def is_reading(self) -> bool:
        """Whether records are on their way."""
        return self._reading is not None

    def prepare(self, integration_id: int) -> None:
        """Read the records unless they are here and nothing changed since; `ready` tells when they have come."""
        kept = self._kept
        if kept is not None and kept[0] != integration_id:
            kept = self._kept = None
        if self._reading is not None:
            self._reading.cancel()

        def read(job: Job[tuple[int, int, FoundRecords] | None]) -> tuple[int, int, FoundRecords] | None:
            stamp = self._search.stamp(integration_id)
            if kept is not None and kept[1] == stamp:
                return None
            with garbage_collector_resting(what_is_made_stays=True):
                records = self._search.findables(self._integration(integration_id), job.check)
                return integration_id, stamp, FoundRecords(records, job.check)

        def done(found: tuple[int, int, FoundRecords] | None) -> None:
            if self._reading is job:
                self._reading = None
                self._kept = found or self._kept
                self.ready.emit()

        def failed(_error: BaseException) -> None:
            if self._reading is job:  # what was read before can still be searched; the pages tell what is wrong with the store
                self._reading = None
                self.ready.emit()

        job = self._reading = self._background.run(read, on_done=done, on_failed=failed, queue="find", owner=self)

    def find(self, integration_id: int | None, text: str) -> list[Findable]:
        """What fits, as far as it is read."""
        if self._kept is None or self._kept[0] != integration_id:
            return []
        return self._kept[2].find(text)
