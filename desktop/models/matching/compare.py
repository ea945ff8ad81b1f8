"""How alike two names are, for many pairs at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from desktop.models.matching.registers import Bools, Floats, Ids, Ints, Register
from desktop.models.matching.words import GENERAL_WORDS, ROLE_WORDS

BLOCK = 20_000
LETTERS_COMPARED = 24
MISSING_IN_A_CUT_NAME = 0.3  # how much a word counts that may only be missing because the other name was cut off
STANDS_FOR = 0.5  # from this likeness on a word may stand for another
CONTAINED = 0.15  # a name is contained when less than this share of it is missing in the other


@dataclass(slots=True)
class NameComparison:
    """Per pair: share of the names' weight that is found on both sides, and what stands in the way."""

    alike: Floats  # 0 to 1
    shared: Floats  # the weight of the words found on both sides
    is_same: Bools
    is_contained: Bools  # all words of one name are in the other, which has more
    role_differs: Bools  # a word such as Holding stands in one name only


def compare_names(finance: Register, psa: Register, rows: Ints, partners: Ints, words: Ids, weights: Floats) -> NameComparison:
    """Compares the names of each pair of rows."""
    is_same = finance["core"][rows] == psa["core"][partners]
    total = len(rows)
    alike, shared = np.ones(total), np.zeros(total)
    is_contained, role_differs = np.zeros(total, np.bool_), np.zeros(total, np.bool_)
    roles = _role_words(words)
    own = weights[finance.words].sum(axis=1)
    shared[is_same] = own[rows[is_same]]
    similarity = _WordSimilarity(words)
    different = np.flatnonzero(~is_same)
    for start in range(0, len(different), BLOCK):
        part = different[start : start + BLOCK]
        alike[part], shared[part], is_contained[part], role_differs[part] = _aligned(
            finance, psa, rows[part], partners[part], weights, roles, similarity
        )
    return NameComparison(alike, shared, is_same, is_contained, role_differs)


def _aligned(
    finance: Register, psa: Register, rows: Ints, partners: Ints, weights: Floats, roles: Bools, similarity: _WordSimilarity
) -> tuple[Floats, Floats, Bools, Bools]:
    left, right = finance.words[rows], psa.words[partners]
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


def _role_words(words: Ids) -> Bools:
    """Per word: whether it says what a company is to its sisters (holding, invest), also shortened or with one letter missing."""
    slips = {word[:place] + word[place + 1 :] for word in ROLE_WORDS if len(word) >= 6 for place in range(len(word))}
    beginnings = {word[:length] for word in ROLE_WORDS for length in range(5, len(word))}
    known = ROLE_WORDS | slips | beginnings
    return np.fromiter((text.rstrip(".") in known for text in words.texts), np.bool_, len(words.texts))


def _letters_alike(finance: Register, psa: Register, rows: Ints, partners: Ints, is_cut: Bools) -> Floats:
    """Likeness of the names written without spaces, for slips across words; two letters at most may differ."""
    left = [finance.squeezed[row] for row in rows]
    right = [psa.squeezed[partner] for partner in partners]
    for place in np.flatnonzero(is_cut).tolist():
        shorter = min(len(left[place]), len(right[place]))
        left[place], right[place] = left[place][:shorter], right[place][:shorter]
    distance = cpdist(left, right, scorer=OSA.distance, score_cutoff=2, dtype=np.int32, workers=2)
    length = np.fromiter(map(len, left), np.int64, len(left))
    likeness = np.zeros(len(left))
    likeness[(distance == 2) & (length >= 10)] = 0.8
    likeness[(distance == 1) & (length >= 6)] = 0.92
    likeness[distance == 0] = 1
    return likeness


class _WordSimilarity:
    """How far one word may stand for another: cut, abbreviated or misspelt; each two words compared once."""

    def __init__(self, words: Ids) -> None:
        self._texts = words.texts
        bare = np.array([text.rstrip(".").encode() for text in words.texts], f"S{LETTERS_COMPARED}")
        letters = bare.view(np.uint8).reshape(len(bare), LETTERS_COMPARED).astype(np.int64)
        self._first = letters[:, 0]
        self._is_number = (self._first >= ord("0")) & (self._first <= ord("9"))
        self._length = np.char.str_len(bare)
        self._letters = np.bitwise_or.reduce(np.where(letters > 0, 1 << (letters % 32), 0), axis=1)

    def of(self, left: Ints, right: Ints) -> Floats:
        """Similarity 0 to 1 of each two words."""
        result = np.zeros(len(left))
        a, b = self._letters[left], self._letters[right]
        inside = ((a & b) == a) | ((a & b) == b)
        few = np.bitwise_count(a ^ b) <= 3
        same_first = self._first[left] == self._first[right]
        possible = ((inside & same_first) | (few & (self._length[left] >= 4) & (self._length[right] >= 4))) & ~(
            self._is_number[left] | self._is_number[right]
        )
        chosen = np.flatnonzero(possible)
        if not len(chosen):
            return result
        keys = left[chosen] * len(self._texts) + right[chosen]
        distinct, place = np.unique(keys, return_inverse=True)
        texts, base = self._texts, len(self._texts)
        texts_left = [texts[word] for word in (distinct // base).tolist()]
        texts_right = [texts[word] for word in (distinct % base).tolist()]
        distances = cpdist(texts_left, texts_right, scorer=OSA.distance, dtype=np.int32)
        values = np.array(list(map(word_similarity, texts_left, texts_right, distances.tolist())))
        result[chosen] = values[place]
        return result


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
