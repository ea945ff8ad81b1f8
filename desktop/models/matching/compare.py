"""How alike two names are, for many pairs at once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from desktop.models.matching.candidates import THREADS
from desktop.models.matching.pairs import Pairs
from desktop.models.matching.registers import Bools, Floats, Ints, Register, letters_of
from desktop.models.matching.words import GENERAL_WORDS, ROLE_WORDS

BLOCK = 10_000  # pairs at a time, so that memory stays small
LETTERS_COMPARED = 24
SLIPS = 2  # letters that may be missing, changed or have changed places in a word or a whole name
MISSING_IN_A_CUT_NAME = 0.3  # how much a word counts that may only be missing because the other name was cut off
STANDS_FOR = 0.5  # from this likeness on a word may stand for another
CONTAINED = 0.15  # a name is contained when less than this share of it is missing in the other


@dataclass(slots=True)
class NameComparison:
    """Per pair: share of the names' weight that is found on both sides, and what stands in the way."""

    alike: Floats  # 0 to 1
    shared: Floats  # the weight of the words found on both sides
    is_same: Bools
    is_absent: Bools  # one of them at least has no word
    is_contained: Bools  # all words of one name are in the other, which has more
    role_differs: Bools  # a word such as Holding stands in one name only


def compare_names(pair: Pairs, words: Sequence[str], weights: Floats) -> NameComparison:
    """Compares the names of each pair."""
    finance, psa, rows, partners = pair.finance, pair.psa, pair.rows, pair.partners
    is_absent = ~pair.both("core")
    is_same = pair.same_name() & ~is_absent
    total = len(rows)
    alike, shared = is_same.astype(np.float64), np.zeros(total)
    is_contained, role_differs = np.zeros(total, np.bool_), np.zeros(total, np.bool_)
    roles = _role_words(words)
    own, others = (weights[side.words].sum(axis=1) for side in (finance, psa))
    shared[is_same] = np.maximum(own[rows], others[partners])[is_same]  # what is a branch on one side is a word on the other
    similarity = _WordSimilarity(words)
    different = np.flatnonzero(~is_same & ~is_absent)
    width = np.maximum((finance.words != 0).sum(axis=1)[rows[different]], (psa.words != 0).sum(axis=1)[partners[different]])
    different = different[np.argsort(width, kind="stable")]  # short names together: no time goes to words that are not there
    blocks = [different[start : start + BLOCK] for start in range(0, len(different), BLOCK)]

    def aligned(block: Ints) -> tuple[Floats, Floats, Bools, Bools]:
        return _aligned(finance, psa, rows[block], partners[block], weights, roles, similarity)

    with ThreadPoolExecutor(THREADS) as pool:
        for block, found in zip(blocks, pool.map(aligned, blocks), strict=True):
            alike[block], shared[block], is_contained[block], role_differs[block] = found
    return NameComparison(alike, shared, is_same, is_absent, is_contained, role_differs)


def _aligned(
    finance: Register, psa: Register, rows: Ints, partners: Ints, weights: Floats, roles: Bools, similarity: _WordSimilarity
) -> tuple[Floats, Floats, Bools, Bools]:
    left, right = _trimmed(finance.words[rows]), _trimmed(psa.words[partners])
    left_weight, right_weight = weights[left], weights[right]
    is_same_word = (left[:, :, None] == right[:, None, :]) & (left != 0)[:, :, None]
    found_left, found_right = is_same_word.any(axis=2).astype(np.float64), is_same_word.any(axis=1).astype(np.float64)
    rest_left, rest_right = (found_left == 0) & (left != 0), (found_right == 0) & (right != 0)
    pair, one, other = np.nonzero(rest_left[:, :, None] & rest_right[:, None, :])
    likeness = similarity.of(left[pair, one], right[pair, other])
    np.maximum.at(found_left, (pair, one), likeness)
    np.maximum.at(found_right, (pair, other), likeness)
    is_cut_left, is_cut_right = finance.is_cut[rows], psa.is_cut[partners]
    shared_left, shared_right = (found_left * left_weight).sum(1), (found_right * right_weight).sum(1)
    missing_left = ((1 - found_left) * left_weight).sum(1) * np.where(is_cut_right, MISSING_IN_A_CUT_NAME, 1)
    missing_right = ((1 - found_right) * right_weight).sum(1) * np.where(is_cut_left, MISSING_IN_A_CUT_NAME, 1)
    both = shared_left + shared_right
    words_alike = both / np.maximum(both + missing_left + missing_right, 1e-9)
    letters = _letters_alike(finance, psa, rows, partners, is_cut_left | is_cut_right)
    alike = np.maximum(words_alike, letters)
    shared = np.where(letters > words_alike, left_weight.sum(1) * letters, both / 2)
    is_contained = np.minimum(missing_left, missing_right) < CONTAINED * np.minimum(shared_left, shared_right)
    lacks_left = (roles[left] & (found_left < STANDS_FOR)).any(axis=1) & ~is_cut_right
    lacks_right = (roles[right] & (found_right < STANDS_FOR)).any(axis=1) & ~is_cut_left
    return alike, shared, is_contained, lacks_left | lacks_right


def _trimmed(words: Ints) -> Ints:
    """The table without the columns at its end that hold no word of any name."""
    return words[:, : max(1, int((words != 0).any(axis=0).sum()))]


def _role_words(words: Sequence[str]) -> Bools:
    """Per word: whether it says what a company is to its sisters (holding, invest), also shortened or with one letter missing."""
    slips = {word[:place] + word[place + 1 :] for word in ROLE_WORDS if len(word) >= 6 for place in range(len(word))}
    beginnings = {word[:length] for word in ROLE_WORDS for length in range(5, len(word))}
    known = ROLE_WORDS | slips | beginnings
    return np.fromiter((text.rstrip(".") in known for text in words), np.bool_, len(words))


def _letters_alike(finance: Register, psa: Register, rows: Ints, partners: Ints, is_cut: Bools) -> Floats:
    """Likeness of the names written without spaces, for slips across words; two letters at most may differ."""
    likeness = np.zeros(len(rows))
    differing = np.bitwise_count(finance.letters[rows] ^ psa.letters[partners])
    longer = np.abs(finance.length[rows] - psa.length[partners])
    near = np.flatnonzero(is_cut | ((differing <= 2 * SLIPS) & (longer <= SLIPS)))  # a slip changes two kinds of letters at most
    left = [finance.squeezed[row] for row in rows[near].tolist()]
    right = [psa.squeezed[partner] for partner in partners[near].tolist()]
    for place in np.flatnonzero(is_cut[near]).tolist():
        shorter = min(len(left[place]), len(right[place]))
        left[place], right[place] = left[place][:shorter], right[place][:shorter]
    distance = cpdist(left, right, scorer=OSA.distance, score_cutoff=SLIPS, dtype=np.int32)
    length = np.fromiter(map(len, left), np.int64, len(left))
    likeness[near[(distance == 2) & (length >= 10)]] = 0.8
    likeness[near[(distance == 1) & (length >= 6)]] = 0.92
    likeness[near[distance == 0]] = 1
    return likeness


class _WordSimilarity:
    """How far one word may stand for another: cut, abbreviated or misspelt; each two words compared once."""

    def __init__(self, words: Sequence[str]) -> None:
        self._texts = words
        bare = [text.rstrip(".")[:LETTERS_COMPARED] for text in words]
        self._first = np.array(bare, "S1").view(np.uint8)
        self._is_number = (self._first >= ord("0")) & (self._first <= ord("9"))
        self._length = np.fromiter(map(len, bare), np.int64, len(bare))
        self._written = np.fromiter(map(len, self._texts), np.int64, len(bare))  # with its full stop
        self._letters = letters_of(bare)

    def of(self, left: Ints, right: Ints) -> Floats:
        """Similarity 0 to 1 of each two words."""
        result = np.zeros(len(left))
        chosen = np.flatnonzero(self._may_be_alike(left, right))
        if not len(chosen):
            return result
        base, texts = len(self._texts), self._texts
        distinct, place = np.unique(left[chosen] * base + right[chosen], return_inverse=True)
        one, other = distinct // base, distinct % base
        texts_one, texts_other = [texts[word] for word in one.tolist()], [texts[word] for word in other.tolist()]
        distance = cpdist(texts_one, texts_other, scorer=OSA.distance, score_cutoff=SLIPS, dtype=np.int32)
        may_be_short = (self._first[one] == self._first[other]) & (self._written[one] != self._written[other])
        values = np.zeros(len(distinct))
        for at in np.flatnonzero((distance <= SLIPS) | may_be_short).tolist():
            values[at] = word_similarity(texts_one[at], texts_other[at], distance[at])
        result[chosen] = values[place]
        return result

    def _may_be_alike(self, left: Ints, right: Ints) -> Bools:
        """Whether one word may be short for the other (all its letters are in it), or misspelt (few letters differ)."""
        a, b = self._letters[left], self._letters[right]
        both = a & b
        inside = ((both == a) | (both == b)) & (self._first[left] == self._first[right])
        few = np.bitwise_count(a ^ b) <= 3
        few &= (self._length[left] >= 4) & (self._length[right] >= 4)
        few &= np.abs(self._written[left] - self._written[right]) <= 2
        alike: Bools = (inside | few) & ~self._is_number[left] & ~self._is_number[right]
        return alike


def word_similarity(one: str, other: str, distance: int) -> float:
    """Similarity of two different words whose edit distance is known; a full stop at the end marks a short form."""
    has_stop = one[-1] == "." or other[-1] == "."
    one, other = one.rstrip("."), other.rstrip(".")
    if one == other:
        return 1.0
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    if long.startswith(short):
        if has_stop:
            return 0.95 if len(short) >= 2 else 0.6
        if len(short) >= 3:
            return 0.9 if len(long) - len(short) <= 1 and len(short) >= 5 else 0.5 if long in GENERAL_WORDS else 0.85
        return 0.5
    longest = len(long)
    if distance <= 1 and longest >= 5:
        return 0.9
    if distance == 2 and longest >= 8:
        return 0.8
    if short[0] == long[0] and len(short) >= 2 and len(short) <= len(long) * 0.7 and is_in_order(short, long):
        return 0.9 if has_stop else 0.6
    return 0.0


def is_in_order(short: str, long: str) -> bool:
    """Whether the letters of the short word stand in the long one in the same order (hldg in holding)."""
    letters = iter(long)
    return all(letter in letters for letter in short)
