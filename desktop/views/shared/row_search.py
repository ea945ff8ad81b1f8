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


_ALIKE = (("æ", "a"), ("ø", "o"), ("å", "a"), ("aa", "a"), ("ae", "a"), ("oe", "o"), ("ue", "u"))
_ONE_LETTER = str.maketrans("æøå", "aoa")
_BETWEEN_DIGITS = re.compile("(?<=\\d)[ .\u00a0-](?=\\d)")
_WITH_COUNTRY = re.compile(
    r"(?:\+|00)(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})(\d{6,12})|[a-z]{2}(\d{8,12})"
)
_PHONE = re.compile(r"\s*(?:\+|00)[\d .\u00a0-]+")
_MIXED = re.compile(r"\d[^\d\s]|[^\d\s]\d|^\s*00")


def alike(text: str) -> str:
    """Folded text in the one spelling that matching compares in: æ, ae and a, ø, oe and o, å and aa."""
    for letters, letter in _ALIKE:
        text = text.replace(letters, letter)
    return text


def gapless(number: str) -> str:
    """A number as it is typed without blanks, full stops and hyphens between its digits."""
    return _BETWEEN_DIGITS.sub("", number)


def search_key(texts: Iterable[str]) -> str:
    """What a row with these texts is found by: each as it is written, and as it is spelled alike where that is another text."""
    written = folded("\n".join(texts))
    spelled = alike(written)
    if spelled == written:
        return written
    others = [one for one, plain in zip(spelled.split("\n"), written.split("\n"), strict=True) if one != plain]
    return "\n".join([written, *others])


def spellings(word: str) -> tuple[str, ...]:
    """What a folded word fits, first of all itself: a phone or CVR number with its country also fits one without."""
    spelled = gapless(alike(word))
    found = _WITH_COUNTRY.fullmatch(spelled)
    return tuple(dict.fromkeys([word, spelled, *((found[1] or found[2],) if found else ())]))


def hit(text: str, word: str) -> tuple[int, int] | None:
    """Where a folded word stands in a folded text, and how many letters it has there, to be marked; `None`: it does not."""
    for held, wanted in ((text, (word,)), (text.translate(_ONE_LETTER), spellings(word))):
        for one in wanted:
            if (start := held.find(one)) >= 0:
                return start, len(one)
    return None


def narrows(before: str, after: str) -> bool:
    """Whether what fits `after` was typed so far is sure to fit `before`; of numbers with other signs it is not."""
    return bool(before) and after.startswith(before) and '"' not in after and not _MIXED.search(after)


def fitting(keys: Sequence[str], places: Iterable[int], wanted: Sequence[str]) -> list[int]:
    """Those of `places` whose search key holds every word of `wanted_words`."""
    found = list(places)
    for word in wanted:
        match spellings(word):
            case (one,):
                found = [place for place in found if one in keys[place]]
            case (one, other):
                found = [place for place in found if one in (key := keys[place]) or other in key]
            case (one, other, third):
                found = [place for place in found if one in (key := keys[place]) or other in key or third in key]
    return found


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
        return fitting(self._keys, places, wanted)


def wanted_words(text: str) -> list[str]:
    """The folded words of what was typed, parted by spaces; what stands in double quotes is one phrase.

    A phone number that is typed with its country is one word, however it is parted.
    """
    if _PHONE.fullmatch(text):
        text = gapless(text)
    parts = folded(text).split('"')
    words = [word for part in parts[::2] for word in part.split()]
    return [*words, *(part for part in parts[1::2] if part.strip())]
