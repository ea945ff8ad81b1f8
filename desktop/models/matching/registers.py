"""A register as columns of small numbers: each distinct value is read once, and equal values get equal numbers on both sides."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from desktop.models.countries import country_code
from desktop.models.matching import identifiers, normalise
from desktop.models.matching.names import Name, NameReader
from desktop.models.matching.words import GENERAL_WORDS, SAME_WORDS
from desktop.models.records.customers import Customer, ListedCustomer

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int8]  # numbers of findings

AnyCustomer = Customer | ListedCustomer

WORDS_KEPT = 6
SHORTEST_CUT = 20  # letters a system keeps of a name at the least
WEIGHT_OF_GENERAL_WORD = 0.35
WEIGHT_OF_A_LETTER = 0.2
_PADDING = [[""] * (WORDS_KEPT - length) for length in range(WORDS_KEPT)]
_SAID_OTHERWISE = frozenset(SAME_WORDS.values())

Reader = Callable[[list[str]], list[str]]  # reads many texts in one go


def _one_by_one(read: Callable[[str], str]) -> Reader:
    return lambda texts: list(map(read, texts))


PLAIN_COLUMNS: dict[str, Reader] = {
    "number": normalise.numbers,
    "ean": _one_by_one(identifiers.ean),
    "phone": identifiers.phones,
    "zip_code": _one_by_one(normalise.zip_code),
    "city": _one_by_one(normalise.city),
    "country": _one_by_one(country_code),
}
PARTS_OF_NAMES = ("core", "full_name", "form", "numbers", "branch", "owner")


class Ids(defaultdict[str, int]):
    """Numbers given to texts in the order of their coming; the empty text is 0."""

    def __init__(self) -> None:
        super().__init__(count(1).__next__, {"": 0})

    @property
    def texts(self) -> list[str]:
        """The texts in the order of their numbers."""
        return list(self)

    def column(self, texts: Sequence[str]) -> Ints:
        """The numbers of the texts."""
        return np.fromiter(map(self.__getitem__, texts), np.int64, len(texts))


@dataclass(slots=True)
class Vocabulary:
    """The numbers of all values, the same for both sides."""

    plain: dict[str, Ids] = field(default_factory=lambda: {column: Ids() for column in PLAIN_COLUMNS})
    vat_numbers: Ids = field(default_factory=Ids)
    vat_is_valid: Bools = field(default_factory=lambda: np.zeros(1, np.bool_))
    emails: Ids = field(default_factory=Ids)
    domains: Ids = field(default_factory=Ids)
    labels: Ids = field(default_factory=Ids)  # the domains' own words
    streets: Ids = field(default_factory=Ids)
    houses: Ids = field(default_factory=Ids)
    words: Ids = field(default_factory=Ids)
    of_names: dict[str, Ids] = field(default_factory=lambda: {part: Ids() for part in PARTS_OF_NAMES})
    """`core` is the sorted words, `full_name` has the branch too."""

    @property
    def towns(self) -> Ids:
        """The towns of both sides, folded."""
        return self.plain["city"]


@dataclass(slots=True)
class Register:
    """One side's customers as columns; 0 means empty or unreadable."""

    count: int
    columns: dict[str, Ints]
    words: Ints  # one row a customer: the words of the name in order
    squeezed: list[str]  # the words of the name written together, for comparing letters
    letters: Ints  # which letters are in it, a bit each
    length: Ints  # how many
    is_cut: Bools  # the end of the name is cut off
    has_free_domain: Bools

    def __getitem__(self, column: str) -> Ints:
        return self.columns[column]


def read_registers(
    finance: Sequence[AnyCustomer], psa: Sequence[AnyCustomer], vocabulary: Vocabulary, check: Callable[[], None]
) -> tuple[Register, Register]:
    """Reads all values of both sides in one go; `check` is called now and then and may raise to stop."""
    customers = [*finance, *psa]
    columns = _plain_columns(customers, vocabulary)
    check()
    columns["vat_number"] = _vat_numbers(customers, vocabulary)
    check()
    columns |= _emails(customers, vocabulary)
    check()
    columns |= _addresses(customers, vocabulary)
    check()
    cut_lengths = np.repeat((_cut_length(finance), _cut_length(psa)), (len(finance), len(psa))).tolist()
    of_names, words, squeezed, is_cut = _names(customers, cut_lengths, columns["city"], vocabulary, check)
    columns |= of_names
    letters, length = letters_of(squeezed), np.fromiter(map(len, squeezed), np.int64, len(squeezed))
    is_free = np.fromiter((domain in normalise.FREE_DOMAINS for domain in vocabulary.domains), np.bool_)[columns["domain"]]

    def side(rows: slice, size: int) -> Register:
        own = {column: numbers[rows] for column, numbers in columns.items()}
        return Register(size, own, words[rows], squeezed[rows], letters[rows], length[rows], is_cut[rows], is_free[rows])

    return side(slice(len(finance)), len(finance)), side(slice(len(finance), None), len(psa))


def _texts(customers: Sequence[AnyCustomer], column: str) -> list[str]:
    return list(map(attrgetter(column), customers))


def _as_written(texts: Sequence[str]) -> tuple[list[str], Ints]:
    """The distinct texts, the empty one first, and for each of all texts which of them it is."""
    written = Ids()
    places = written.column(texts)
    return written.texts, places


def _plain_columns(customers: Sequence[AnyCustomer], vocabulary: Vocabulary) -> dict[str, Ints]:
    columns = {}
    for column, read_all in PLAIN_COLUMNS.items():
        distinct, places = _as_written(_texts(customers, column))
        columns[column] = vocabulary.plain[column].column(read_all(distinct))[places]
    return columns


def _vat_numbers(customers: Sequence[AnyCustomer], vocabulary: Vocabulary) -> Ints:
    """The VAT number, or else the organisation number, of each customer."""
    distinct, places = _as_written([*_texts(customers, "vat_number"), *_texts(customers, "organisation_number")])
    digits, is_valid = zip(*identifiers.vat_numbers(distinct), strict=True)
    numbers = vocabulary.vat_numbers.column(digits)
    of_vat, of_organisation = places[: len(customers)], places[len(customers) :]
    used = np.where(numbers[of_vat] != 0, of_vat, of_organisation)
    vocabulary.vat_is_valid = np.zeros(len(vocabulary.vat_numbers), np.bool_)
    vocabulary.vat_is_valid[numbers[used[np.array(is_valid)[used]]]] = True
    return numbers[used]


def _emails(customers: Sequence[AnyCustomer], vocabulary: Vocabulary) -> dict[str, Ints]:
    texts = [email or website for email, website in map(attrgetter("email", "website"), customers)]
    distinct, places = _as_written(texts)
    addresses, of_domains = zip(*map(normalise.email, distinct), strict=True)
    emails, domains = vocabulary.emails.column(addresses)[places], vocabulary.domains.column(of_domains)[places]
    labels = vocabulary.labels.column(normalise.domain_labels(vocabulary.domains.texts))
    return {"email": emails, "domain": domains, "label": labels[domains]}


def _addresses(customers: Sequence[AnyCustomer], vocabulary: Vocabulary) -> dict[str, Ints]:
    distinct, places = _as_written(_texts(customers, "address"))
    streets, houses = zip(*map(normalise.address, normalise.fold_all(distinct)), strict=True)
    return {"street": vocabulary.streets.column(streets)[places], "house": vocabulary.houses.column(houses)[places]}


def _names(
    customers: Sequence[AnyCustomer], cut_lengths: list[int], city: Ints, vocabulary: Vocabulary, check: Callable[[], None]
) -> tuple[dict[str, Ints], Ints, list[str], Bools]:
    """The parts of each customer's name, its words, the words written together, and whether the end is cut off."""
    texts, towns = _texts(customers, "name"), vocabulary.towns.texts
    asked = [
        (low, len(text) >= cut_length > 0, town if town in low or town in _SAID_OTHERWISE else "")  # else the town is not in it
        for text, low, cut_length, town in zip(
            texts, normalise.fold_all(texts), cut_lengths, map(towns.__getitem__, city.tolist()), strict=True
        )
    ]
    distinct = list(dict.fromkeys(asked))
    places = dict(zip(distinct, count()))
    place = np.fromiter(map(places.__getitem__, asked), np.int64, len(asked))
    check()
    reader = NameReader(vocabulary.towns)
    read: list[Name] = []
    for start in range(0, len(distinct), 4096):
        read += [reader.read(*one) for one in distinct[start : start + 4096]]
        check()
    words: list[str] = []
    parts: dict[str, list[str]] = {part: [] for part in PARTS_OF_NAMES}
    for name in read:
        words += name.words[:WORDS_KEPT]
        words += _PADDING[len(name.words)] if len(name.words) < WORDS_KEPT else ()
        core = "".join(sorted(name.words)).replace(".", "")
        parts["core"].append(core)
        parts["full_name"].append(f"{core} {name.branch[:4]}" if name.branch else core)
        parts["form"].append(name.form)
        parts["numbers"].append(" ".join(sorted([word for word in name.words if word[0] <= "9"])))
        parts["branch"].append(name.branch)
        parts["owner"].append(name.owner)
    columns = {part: vocabulary.of_names[part].column(made)[place] for part, made in parts.items()}
    columns["body"] = vocabulary.towns.column([name.body for name in read])[place]
    squeezed = ["".join(name.words).replace(".", "") for name in read]
    table = vocabulary.words.column(words).reshape(len(read), WORDS_KEPT)
    is_cut = np.array([name.is_cut for name in read])
    return columns, table[place], [squeezed[one] for one in place.tolist()], is_cut[place]


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


def _cut_length(customers: Sequence[AnyCustomer]) -> int:
    """The length at which this system cuts names off, seen by a pile of names of it and next to none longer; 0 for none."""
    lengths = Counter(len(customer.name) for customer in customers)
    longer = 0
    for length in sorted(lengths, reverse=True):
        pile = lengths[length]
        if length < SHORTEST_CUT or longer > len(customers) // 50:
            break
        if pile >= max(5, len(customers) // 250, 4 * longer, 2 * lengths[length - 1]):
            return length
        longer += pile
    return 0


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
