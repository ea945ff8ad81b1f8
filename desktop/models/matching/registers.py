"""A register as columns of small numbers: each distinct value is read once, and equal values get equal numbers on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from desktop.models.countries import country_code
from desktop.models.matching import identifiers, normalise
from desktop.models.matching.names import NameReader
from desktop.models.matching.words import GENERAL_WORDS
from desktop.models.records.customers import Customer

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

WORDS_KEPT = 6
SHORTEST_CUT = 20  # letters a system keeps of a name at the least
WEIGHT_OF_GENERAL_WORD = 0.35
WEIGHT_OF_A_LETTER = 0.2
_PADDING = [[0] * (WORDS_KEPT - length) for length in range(WORDS_KEPT)]
PLAIN_COLUMNS: dict[str, Callable[[str], str]] = {
    "number": normalise.number,
    "ean": identifiers.ean,
    "phone": identifiers.phone,
    "zip_code": normalise.zip_code,
    "city": normalise.city,
    "country": country_code,
}


class Ids(dict[str, int]):
    """Numbers given to texts in the order of their coming; the empty text is 0."""

    def __init__(self) -> None:
        super().__init__({"": 0})
        self.texts = [""]

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self.texts)
        self.texts.append(text)
        return number

    def column(self, texts: Iterable[str], count: int) -> Ints:
        """The numbers of the texts."""
        return np.fromiter(map(self.__getitem__, texts), np.int64, count)


class Reader(dict[str, int]):
    """Reads each distinct text once: normalised, then numbered."""

    def __init__(self, normalised: Callable[[str], str]) -> None:
        super().__init__({"": 0})
        self._normalised = normalised
        self.ids = Ids()

    def __missing__(self, text: str) -> int:
        self[text] = number = self.ids[self._normalised(text)]
        return number


def _readers() -> dict[str, Reader]:
    return {column: Reader(normalised) for column, normalised in PLAIN_COLUMNS.items()}


def _ids_of_names() -> dict[str, Ids]:
    return {column: Ids() for column in ("core", "full_name", "form", "numbers", "branch", "owner")}


@dataclass(slots=True)
class Vocabulary:
    """What both sides share: the numbers of all values."""

    readers: dict[str, Reader] = field(default_factory=_readers)
    vat_numbers: Ids = field(default_factory=Ids)
    vat_is_valid: list[bool] = field(default_factory=lambda: [False])
    emails: Ids = field(default_factory=Ids)
    domains: Ids = field(default_factory=Ids)
    labels: Ids = field(default_factory=Ids)  # the domains' own words
    streets: Ids = field(default_factory=Ids)
    houses: Ids = field(default_factory=Ids)
    words: Ids = field(default_factory=Ids)
    of_names: dict[str, Ids] = field(default_factory=_ids_of_names)  # `core` is the sorted words, `full_name` has the branch too

    @property
    def towns(self) -> Ids:
        """The towns of both sides, folded."""
        return self.readers["city"].ids


@dataclass(slots=True)
class Register:
    """One side's customers as columns; 0 means empty or unreadable."""

    count: int
    columns: dict[str, Ints]
    words: Ints  # one row a customer: the words of the name in order
    squeezed: list[str]  # the words of the name written together, for comparing letters
    is_cut: Bools  # the end of the name is cut off
    has_free_domain: Bools

    def __getitem__(self, column: str) -> Ints:
        return self.columns[column]


def read_registers(
    finance: Sequence[Customer], psa: Sequence[Customer], vocabulary: Vocabulary, check: Callable[[], None]
) -> tuple[Register, Register]:
    """Reads all values of both sides; `check` is called now and then and may raise to stop."""
    columns = [_read_values(side, vocabulary, check) for side in (finance, psa)]
    names = NameReader(vocabulary.towns)
    return (
        _read_names(finance, columns[0], names, vocabulary, check),
        _read_names(psa, columns[1], names, vocabulary, check),
    )


def _read_values(customers: Sequence[Customer], vocabulary: Vocabulary, check: Callable[[], None]) -> dict[str, Ints]:
    count = len(customers)
    columns: dict[str, Ints] = {}
    for column, reader in vocabulary.readers.items():
        columns[column] = np.fromiter((reader[getattr(customer, column)] for customer in customers), np.int64, count)
        check()
    columns["vat_number"] = _vat_numbers(customers, vocabulary)
    check()
    emails = [normalise.email(text) if (text := customer.email or customer.website) else ("", "") for customer in customers]
    columns["email"] = vocabulary.emails.column((address for address, _ in emails), count)
    columns["domain"] = vocabulary.domains.column((domain for _, domain in emails), count)
    domains = vocabulary.domains.texts
    columns["label"] = vocabulary.labels.column(map(normalise.domain_label, domains), len(domains))[columns["domain"]]
    check()
    addresses = [normalise.address(text) for text in normalise.fold_all([customer.address for customer in customers])]
    columns["street"] = vocabulary.streets.column((address.street for address in addresses), count)
    columns["house"] = vocabulary.houses.column((address.house for address in addresses), count)
    check()
    return columns


def _vat_numbers(customers: Sequence[Customer], vocabulary: Vocabulary) -> Ints:
    read: dict[str, int] = {"": 0}
    ids, is_valid = vocabulary.vat_numbers, vocabulary.vat_is_valid

    def number_of(text: str) -> int:
        number = read.get(text)
        if number is None:
            vat = identifiers.vat_number(text)
            number = read[text] = ids[vat.digits]
            if number == len(is_valid):
                is_valid.append(vat.is_valid)
            elif number:
                is_valid[number] |= vat.is_valid
        return number

    return np.fromiter(
        (number_of(customer.vat_number) or number_of(customer.organisation_number) for customer in customers),
        np.int64,
        len(customers),
    )


def _read_names(
    customers: Sequence[Customer], columns: dict[str, Ints], reader: NameReader, vocabulary: Vocabulary, check: Callable[[], None]
) -> Register:
    count = len(customers)
    cut_length = _cut_length(customers)
    is_longest = [len(customer.name) >= cut_length > 0 for customer in customers]
    is_cut: list[bool] = []
    towns, ids = vocabulary.towns.texts, vocabulary.words
    words: list[int] = []
    texts: dict[str, list[str]] = {column: [] for column in ("core", "full_name", "form", "numbers", "branch", "owner", "body")}
    add_core, add_full_name, add_form, add_numbers, add_branch, add_owner, add_body = (column.append for column in texts.values())
    squeezed: list[str] = []
    folded = normalise.fold_all([customer.name for customer in customers])
    for row, (low, cut, town) in enumerate(zip(folded, is_longest, columns["city"].tolist(), strict=True)):
        if row % 4096 == 0:
            check()
        name_words, form, branch, owner, body, still_cut = reader.read(low, cut, towns[town])
        words += [ids[word] for word in name_words[:WORDS_KEPT]]
        words += _PADDING[len(name_words)] if len(name_words) < WORDS_KEPT else ()
        squeezed.append("".join(name_words).replace(".", ""))
        core = "".join(sorted(name_words)).replace(".", "")
        is_cut.append(still_cut)
        add_core(core)
        add_full_name(f"{core} {branch[:4]}" if branch else core)
        add_form(form)
        add_numbers(" ".join(sorted([word for word in name_words if word[0] <= "9"])))
        add_branch(branch)
        add_owner(owner)
        add_body(body)
    shared = vocabulary.of_names | {"body": vocabulary.towns}
    columns |= {column: shared[column].column(made, count) for column, made in texts.items()}
    is_free = np.fromiter((domain in normalise.FREE_DOMAINS for domain in vocabulary.domains.texts), np.bool_)
    table = np.array(words, np.int64).reshape(count, WORDS_KEPT)
    return Register(count, columns, table, squeezed, np.array(is_cut), is_free[columns["domain"]])


def _cut_length(customers: Sequence[Customer]) -> int:
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
    used = np.maximum(*(np.bincount(side.words.ravel(), minlength=len(words.texts)) for side in (finance, psa)))
    weights: Floats = 1 / (1 + 0.25 * np.log2(np.maximum(used, 1)))
    general = np.fromiter((text.rstrip(".") in GENERAL_WORDS for text in words.texts), np.bool_, len(used))
    weights[general] = np.minimum(weights[general], WEIGHT_OF_GENERAL_WORD)
    weights[np.fromiter((len(text) == 1 for text in words.texts), np.bool_, len(used))] = WEIGHT_OF_A_LETTER
    weights[0] = 0
    return weights
