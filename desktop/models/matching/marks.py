"""What tells sister companies apart: the compass points in a name (Nord), and a letter or small number at its end (B, 2, II)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from desktop.models.matching.normalise import fold
from desktop.models.matching.words import COMPASS_POINTS, ROMAN_NUMBERS

_CHUNKS = re.compile(r"[^\W_]+")
_NUMERALS = {number: numeral for numeral, number in ROMAN_NUMBERS.items()}
_POINT_OF_LETTER = {"n": "nord", "s": "syd", "o": "ost", "e": "ost", "v": "vest", "w": "vest"}  # folded: o is Ø


def marks(names: Sequence[list[str]], folded: Sequence[str], texts: Sequence[str]) -> list[str]:
    """The marks of each name, as they are written where they can be found; `names` are the words of the texts."""
    has_none = frozenset(COMPASS_POINTS).isdisjoint
    return [
        _mark(words, low, text) if words and (len(words[-1]) <= 2 or not has_none(words)) else ""
        for words, low, text in zip(names, folded, texts, strict=True)
    ]


def _mark(words: Sequence[str], low: str, text: str) -> str:
    found = [word for word in words if word in COMPASS_POINTS]
    if len(last := words[-1]) <= 2 and (last.isdigit() or (len(last) == 1 and last.isalpha())):
        found.append(last)
    if not found:
        return ""
    written = dict(zip(_CHUNKS.findall(low), _CHUNKS.findall(text), strict=False))
    return " ".join([_as_written(word, written) for word in found])


def _as_written(word: str, written: dict[str, str]) -> str:
    for spelling in (word, _NUMERALS.get(word, "")):
        chunk = written.get(spelling)
        if chunk and fold(chunk) == spelling:  # a strange letter may fold to several chunks and shift what follows
            return chunk
    return word


@lru_cache(4096)
def are_apart(one: str, other: str) -> bool:
    """Whether the marks of two names are those of two companies.

    Points are compared with points (Nord Vest is Nordvest) and ends with ends; what only one name has says nothing. A letter may
    be short for a point: N and Nord may be one, N and Syd are two.
    """
    (points, end), (other_points, other_end) = _points_and_end(one), _points_and_end(other)
    if not (points <= other_points or other_points <= points) and _letters(points) != _letters(other_points):
        return True
    if end and other_end:
        return ROMAN_NUMBERS.get(end, end) != ROMAN_NUMBERS.get(other_end, other_end)
    if points and other_points:
        return False
    point = _POINT_OF_LETTER.get(end or other_end)
    return point is not None and bool(points | other_points) and all(point[0] != known[0] for known in points | other_points)


def _points_and_end(mark: str) -> tuple[set[str], str]:
    words = fold(mark).split()
    ends = [word for word in words if word not in COMPASS_POINTS]
    return {COMPASS_POINTS[word] for word in words if word in COMPASS_POINTS}, "".join(ends)


def _letters(points: set[str]) -> list[str]:
    return sorted("".join(points))


def whole_number(number: str) -> str:
    """The number as it stands, one that may go on too: 12 of 12. and 11 of XI."""
    number = number.rstrip(".")
    return ROMAN_NUMBERS.get(number, number)


def begins_with(number: str, short: str) -> bool:
    """Whether a number may be the other one, which was cut off: 12 begins with 1, and 14 with XI, for it may be written XIV."""
    number, short = number.rstrip("."), short.rstrip(".")
    return (_NUMERALS.get(number, number) if short.isalpha() else number).startswith(short)
