"""Two registers as columns of small numbers: equal values have equal numbers on both sides.

Each side is read by itself (`reading`), with numbers of its own; `joined` gives both the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, repeat

import numpy as np
import numpy.typing as npt

from desktop.models.matching.reading import KIND_OF_COLUMN, WORDS_KEPT, Ids, OwnNumbers
from desktop.models.matching.words import GENERAL_WORDS

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]  # numbers of findings

WEIGHT_OF_GENERAL_WORD = 0.35
WEIGHT_OF_A_LETTER = 0.2


@dataclass(slots=True)
class Vocabulary:
    """All values by kind, each at the place of its number, which is the same for both sides; the first is the empty one."""

    texts: dict[str, list[str]]
    vat_is_valid: Bools  # per VAT number

    def __getitem__(self, kind: str) -> list[str]:
        return self.texts[kind]


@dataclass(slots=True)
class Register:
    """One side's customers as columns; 0 means empty or unreadable."""

    ids: list[str]  # the customers' own
    columns: dict[str, Ints]  # `core` is the name's sorted words; `full_name` and `whole_name` have the branch too
    words: Ints  # one row a customer: the words of the name in order
    squeezed: list[str]  # the words of the name written together, for comparing letters
    letters: Ints  # which letters are in it, a bit each
    length: Ints  # how many
    is_cut: Bools  # the end of the name is cut off
    has_free_domain: Bools

    @property
    def count(self) -> int:
        """How many customers there are."""
        return len(self.ids)

    def __getitem__(self, column: str) -> Ints:
        return self.columns[column]


def joined(finance: OwnNumbers, psa: OwnNumbers) -> tuple[Register, Register, Vocabulary]:
    """Both registers with the same numbers: those of the finance side, and new ones for what only the PSA has."""
    texts: dict[str, list[str]] = {}
    numbers: dict[str, Ints] = {}
    for kind, known in finance.texts.items():
        texts[kind], numbers[kind] = _with_those_of_psa(known, psa.texts[kind])
    left, right = _register(finance), _register(psa)
    right.columns = {name: numbers[KIND_OF_COLUMN.get(name, name)][column] for name, column in right.columns.items()}
    right.words = numbers["word"][right.words]
    vat_is_valid = np.zeros(len(texts["vat_number"]), np.bool_)
    vat_is_valid[np.array(finance.valid_vat_numbers, np.int64)] = True
    vat_is_valid[numbers["vat_number"][np.array(psa.valid_vat_numbers, np.int64)]] = True
    return left, right, Vocabulary(texts, vat_is_valid)


def _with_those_of_psa(finance: list[str], psa: list[str]) -> tuple[list[str], Ints]:
    """The texts of both sides, those that only the PSA has behind the others, and the places of the PSA's."""
    known = dict(zip(finance, count()))
    places = np.fromiter(map(known.get, psa, repeat(-1)), np.int64, len(psa))
    new = np.flatnonzero(places < 0)
    places[new] = len(finance) + np.arange(len(new))
    return finance + [psa[place] for place in new.tolist()], places


def _register(read: OwnNumbers) -> Register:
    return Register(
        ids=read.ids,
        columns={name: np.array(column, np.int64) for name, column in read.columns.items()},
        words=np.ascontiguousarray(np.array(read.words, np.int64).reshape(WORDS_KEPT, len(read.ids)).T),
        squeezed=read.squeezed,
        letters=letters_of(read.squeezed),
        length=np.fromiter(map(len, read.squeezed), np.int64, len(read.squeezed)),
        is_cut=np.array(read.is_cut, np.bool_),
        has_free_domain=np.array(read.has_free_domain, np.bool_),
    )


def numbered(ids: Ids, texts: Sequence[str]) -> Ints:
    """The numbers of the texts."""
    return np.fromiter(map(ids.__getitem__, texts), np.int64, len(texts))


def letters_of(texts: Sequence[str]) -> Ints:
    """For each text a number whose bits say which letters are in it."""
    starts = np.cumsum([0, *map(len, texts)])
    bits = 1 << (np.frombuffer("".join(texts).encode(), np.uint8) % 32).astype(np.int64)
    letters = np.zeros(len(texts), np.int64)
    filled = starts[1:] > starts[:-1]
    if filled.any():
        letters[filled] = np.bitwise_or.reduceat(bits, starts[:-1][filled])
    return letters


def beginnings(texts: Sequence[str], length: int) -> Ints:
    """For each text a number that says its first letters, at most eight; the first in the lowest bits."""
    numbers: Ints = np.array(texts, f"S{length}").astype("S8").view("<i8")
    return numbers


def word_weights(words: Sequence[str], finance: Register, psa: Register) -> Floats:
    """How much each word tells one customer from another: 1 for a word of one customer, less for common and general ones.

    Built on how many customers carry the word, not on the size of the registers, so that an unrelated customer changes nothing.
    """
    used = np.maximum(*(np.bincount(side.words.ravel(), minlength=len(words)) for side in (finance, psa)))
    weights: Floats = 1 / (1 + 0.25 * np.log2(np.maximum(used, 1)))
    general = np.fromiter((text.rstrip(".") in GENERAL_WORDS for text in words), np.bool_, len(used))
    weights[general] = np.minimum(weights[general], WEIGHT_OF_GENERAL_WORD)
    weights[np.fromiter((len(text) == 1 for text in words), np.bool_, len(used))] = WEIGHT_OF_A_LETTER
    weights[0] = 0
    return weights
