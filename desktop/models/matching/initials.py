"""Names that are the initials of others: KVS for Kværn Værktøj og Smedie. Only followed among names and places."""

from __future__ import annotations

import numpy as np

from desktop.models.matching.reading import Ids
from desktop.models.matching.registers import Bools, Ints, Register, Vocabulary, numbered

SHORTEST, LONGEST = 3, 5  # letters: two initials are those of too many names


def letters_and_initials(side: Register, vocabulary: Vocabulary, known: Ids) -> tuple[Ints, Ints]:
    """For each customer the number of its first word, if that may be initials, and the numbers of the initials of its name.

    The initials are those of all words, and of all but the last (Group).
    """
    texts = vocabulary["word"]
    may_be_initials = [text if SHORTEST <= len(text) <= LONGEST and text.isalpha() else "" for text in texts]
    firsts = [text[:1] for text in texts]
    initials = ["".join([firsts[word] for word in words]) for words in side.words.tolist()]
    shortened = (initials, [made[:-1] for made in initials])
    columns = [numbered(known, [made if SHORTEST <= len(made) <= LONGEST else "" for made in column]) for column in shortened]
    return numbered(known, may_be_initials)[side.words[:, 0]], np.stack(columns, axis=1)


def are_initials(finance: Register, psa: Register, rows: Ints, partners: Ints, vocabulary: Vocabulary) -> Bools:
    """For each pair of rows whether one name is the initials of the other."""
    known = Ids()
    word, initials = letters_and_initials(finance, vocabulary, known)
    other_word, other_initials = letters_and_initials(psa, vocabulary, known)
    word, other_word = word[rows], other_word[partners]
    found: Bools = ((initials[rows] == other_word[:, None]) & (other_word != 0)[:, None]).any(axis=1)
    found |= ((other_initials[partners] == word[:, None]) & (word != 0)[:, None]).any(axis=1)
    return found
