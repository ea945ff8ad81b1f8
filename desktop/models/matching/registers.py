"""Two registers as columns of small numbers: equal values have equal numbers on both sides.

Each side is read by itself (`reading`), with numbers of its own; `joined` gives both the same numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
import numpy.typing as npt

from desktop.models.matching.words import GENERAL_WORDS

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]  # numbers of findings

WEIGHT_OF_GENERAL_WORD = 0.35
WEIGHT_OF_A_LETTER = 0.2
KIND_OF_COLUMN = {"body": "city"}
"""Columns whose values are of another one's kind: what a municipality is named after is a town."""


class Ids(defaultdict[str, int]):
    """Numbers given to texts in the order of their coming; the empty text is 0."""

    def __init__(self, texts: Iterable[str] = ("",)) -> None:
        """`texts` are different ones, the empty one first."""
        known = list(texts)
        super().__init__(count(len(known)).__next__, zip(known, count()))

    @property
    def texts(self) -> list[str]:
        """The texts in the order of their numbers."""
        return list(self)

    def column(self, texts: Sequence[str]) -> Ints:
        """The numbers of the texts."""
        return np.fromiter(map(self.__getitem__, texts), np.int64, len(texts))


@dataclass(slots=True)
class Vocabulary:
    """The numbers of all values, the same for both sides, by kind of value."""

    values: dict[str, Ids]
    vat_is_valid: Bools  # per VAT number

    def __getitem__(self, kind: str) -> Ids:
        return self.values[kind]


@dataclass(slots=True)
class Register:
    """One side's customers as columns; 0 means empty or unreadable."""

    ids: list[str]  # the customers' own
    columns: dict[str, Ints]  # `core` is the name's sorted words, `full_name` has the branch too
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


@dataclass(slots=True)
class OwnNumbers:
    """A register whose values have numbers of its own: the texts of each kind of value in the order of their numbers."""

    register: Register
    texts: dict[str, list[str]]
    valid_vat_numbers: Ints


def joined(finance: OwnNumbers, psa: OwnNumbers) -> tuple[Register, Register, Vocabulary]:
    """Both registers with the same numbers: those of the finance side, and new ones for what only the PSA has."""
    values = {kind: Ids(texts) for kind, texts in finance.texts.items()}
    numbers = {kind: values[kind].column(texts) for kind, texts in psa.texts.items()}
    columns = {name: numbers[KIND_OF_COLUMN.get(name, name)][column] for name, column in psa.register.columns.items()}
    register = replace(psa.register, columns=columns, words=numbers["word"][psa.register.words])
    vat_is_valid = np.zeros(len(values["vat_number"]), np.bool_)
    vat_is_valid[finance.valid_vat_numbers] = True
    vat_is_valid[numbers["vat_number"][psa.valid_vat_numbers]] = True
    return finance.register, register, Vocabulary(values, vat_is_valid)


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
    """For each text a number that says its first letters, at most eight."""
    numbers: Ints = np.array(texts, f"S{length}").astype("S8").view(np.int64)
    return numbers


def word_weights(words: Ids, finance: Register, psa: Register) -> Floats:
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
