"""Search over many rows: one folded key per row, made in idle moments, scanned on each keystroke."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence


def _without_accent(sign: str) -> str:
    return sign if sign in "æøåÆØÅ" else unicodedata.normalize("NFKD", sign)[0]


_BARE = {sign: bare for sign in map(chr, range(0xC0, 0x250)) if (bare := _without_accent(sign)) != sign}
_ACCENTED = re.compile(f"[{''.join(_BARE)}]")


def folded(text: str) -> str:
    """Text for comparing as people search: case and accents do not count, æ ø å do."""
    if text.isascii():
        return text.lower()
    return _ACCENTED.sub(lambda found: _BARE[found[0]], text).casefold()  # a tenth of the time of `str.translate`


def search_key(texts: Iterable[str]) -> str:
    """What a row with these texts is found by."""
    return folded("\n".join(texts))


class RowSearch:
    """The folded keys of a list of rows, by place in that list."""

    def __init__(self, key: Callable[[int], str], count: int) -> None:
        """`key` gives the folded texts of the row at a place, one a line (`search_key`)."""
        self._key = key
        self._count = count
        self._keys: list[str] = []

    @property
    def is_ready(self) -> bool:
        """Whether all keys are made."""
        return len(self._keys) >= self._count

    def prepare(self, most: int | None = None) -> None:
        """Make the next `most` keys (all that are missing without it)."""
        end = self._count if most is None else min(self._count, len(self._keys) + most)
        self._keys.extend(map(self._key, range(len(self._keys), end)))

    def renew(self, place: int) -> None:
        """The row at `place` was changed."""
        if place < len(self._keys):
            self._keys[place] = self._key(place)

    def matching(self, places: Sequence[int], wanted: Sequence[str]) -> list[int]:
        """Those of `places` whose row holds every word of `wanted_words`."""
        self.prepare()
        keys = self._keys
        found = list(places)
        for word in wanted:
            found = [place for place in found if word in keys[place]]
        return found


def wanted_words(text: str) -> list[str]:
    """The folded words of what was typed, parted by spaces; what stands in double quotes is one phrase."""
    parts = folded(text).split('"')
    words = [word for part in parts[::2] for word in part.split()]
    return [*words, *(part for part in parts[1::2] if part.strip())]
