"""A register as columns of small numbers: each distinct value is read once, and equal values get equal numbers on both sides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from desktop.models.matching import normalise
from desktop.models.matching.names import GENERAL_WORDS, ROLE_WORDS, Name, read_name
from desktop.models.records.customers import Customer

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

WORDS_KEPT = 8


class Ids(dict[str, int]):
    """Numbers given to texts in the order of their coming; the empty text is 0."""

    def __init__(self) -> None:
        super().__init__({"": 0})
        self.texts = [""]

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self.texts)
        self.texts.append(text)
        return number


class Reader(dict[str, int]):
    """Reads each distinct text once: normalised, then numbered."""

    def __init__(self, normalised: Callable[[str], str], ids: Ids) -> None:
        super().__init__({"": 0})
        self._normalised, self.ids = normalised, ids

    def __missing__(self, text: str) -> int:
        self[text] = number = self.ids[self._normalised(text)]
        return number

    def column(self, texts: Iterable[str], count: int) -> Ints:
        """The numbers of the texts."""
        return np.fromiter(map(self.__getitem__, texts), np.int64, count)


@dataclass(slots=True)
class Vocabulary:
    """What both sides share: the numbers of all values."""

    plain: dict[str, Reader] = field(default_factory=dict)
    vat_numbers: Ids = field(default_factory=Ids)
    vat_is_valid: list[bool] = field(default_factory=lambda: [False])
    emails: Ids = field(default_factory=Ids)
    domains: Ids = field(default_factory=Ids)
    labels: Ids = field(default_factory=Ids)
    words: Ids = field(default_factory=Ids)
    cores: Ids = field(default_factory=Ids)
    squeezed: Ids = field(default_factory=Ids)
    forms: Ids = field(default_factory=Ids)
    numbers: Ids = field(default_factory=Ids)
    branches: Ids = field(default_factory=Ids)
    owners: Ids = field(default_factory=Ids)
    full_names: Ids = field(default_factory=Ids)
    bodies: Ids = field(default_factory=Ids)
    streets: Ids = field(default_factory=Ids)
    houses: Ids = field(default_factory=Ids)

    def __post_init__(self) -> None:
        for name, read in {
            "number": normalise.number,
            "ean": normalise.ean,
            "phone": normalise.phone,
            "zip_code": normalise.zip_code,
            "city": normalise.city,
            "country": normalise.country,
        }.items():
            self.plain[name] = Reader(read, Ids())


@dataclass(slots=True)
class Register:
    """One side's customers as columns; 0 means empty or unreadable."""

    count: int
    columns: dict[str, Ints]
    words: Ints  # one row a customer: the words of the name in order
    names: list[Name]
    squeezed: list[str]  # the words of the name written together, for comparing letters
    is_cut: Bools
    free_domain: Bools

    def __getitem__(self, column: str) -> Ints:
        return self.columns[column]


def read_register(customers: Sequence[Customer], vocabulary: Vocabulary, check: Callable[[], None]) -> Register:
    """Reads all values of one side; `check` is called now and then and may raise to stop."""
    count = len(customers)
    columns: dict[str, Ints] = {}
    for name, reader in vocabulary.plain.items():
        columns[name] = reader.column((getattr(customer, name) for customer in customers), count)
        check()
    _read_vat_numbers(customers, vocabulary, columns)
    free_domain = _read_emails(customers, vocabulary, columns)
    _read_addresses(customers, vocabulary, columns)
    check()
    cut_length = _cut_length(customers)
    names: list[Name] = []
    towns = vocabulary.plain["city"]
    known_towns = towns.ids
    for place, customer in enumerate(customers):
        if place % 4096 == 0:
            check()
        is_cut = cut_length > 0 and len(customer.name) >= cut_length
        names.append(read_name(customer.name, is_cut, known_towns.texts[towns[customer.city]], known_towns))
    is_cut = np.fromiter((cut_length > 0 and len(customer.name) >= cut_length for customer in customers), np.bool_, count)
    words = np.zeros((count, WORDS_KEPT), np.int64)
    squeezed: list[str] = []
    core_ids = []
    for place, name in enumerate(names):
        row = [vocabulary.words[word] for word in name.words[:WORDS_KEPT]]
        words[place, : len(row)] = row
        text = "".join(name.words).replace(".", "")
        squeezed.append(text)
        core_ids.append(vocabulary.cores["".join(sorted(name.words)).replace(".", "")])
    columns["core"] = np.array(core_ids, np.int64)
    columns["squeezed"] = np.fromiter((vocabulary.squeezed[text] for text in squeezed), np.int64, count)
    columns["form"] = np.fromiter((vocabulary.forms[name.form] for name in names), np.int64, count)
    columns["numbers"] = np.fromiter((vocabulary.numbers[" ".join(name.numbers)] for name in names), np.int64, count)
    columns["branch"] = np.fromiter((vocabulary.branches[name.branch] for name in names), np.int64, count)
    columns["owner"] = np.fromiter((vocabulary.owners[name.owner] for name in names), np.int64, count)
    columns["body"] = np.fromiter((vocabulary.plain["city"].ids[name.body] for name in names), np.int64, count)
    columns["full_name"] = np.fromiter(
        (vocabulary.full_names[f"{core} {_branch_key(name.branch)}"] for core, name in zip(core_ids, names, strict=True)), np.int64, count
    )
    return Register(count, columns, words, names, squeezed, is_cut, free_domain)


def _branch_key(branch: str) -> str:
    """A branch by the first letters of its town, for towns are cut and misspelt."""
    return branch[:4]


def _cut_length(customers: Sequence[Customer]) -> int:
    """The length at which this system cuts names off, seen by a pile of names at the longest length; 0 for none."""
    lengths = Counter(len(customer.name) for customer in customers)
    if not lengths:
        return 0
    longest = max(lengths)
    return longest if longest >= 20 and lengths[longest] >= max(3, len(customers) // 250) else 0


def _read_vat_numbers(customers: Sequence[Customer], vocabulary: Vocabulary, columns: dict[str, Ints]) -> None:
    read: dict[str, int] = {"": 0}
    ids = vocabulary.vat_numbers
    numbers = []
    for customer in customers:
        number = 0
        for text in (customer.vat_number, customer.organisation_number):
            if text not in read:
                vat = normalise.vat_number(text)
                read[text] = ids[vat.digits]
                if len(ids.texts) > len(vocabulary.vat_is_valid):
                    vocabulary.vat_is_valid.append(vat.is_valid)
                elif vat.is_valid:
                    vocabulary.vat_is_valid[read[text]] = True
            number = number or read[text]
        numbers.append(number)
    columns["vat_number"] = np.array(numbers, np.int64)


def _read_emails(customers: Sequence[Customer], vocabulary: Vocabulary, columns: dict[str, Ints]) -> Bools:
    read = [normalise.email(customer.email or customer.website) for customer in customers]
    columns["email"] = np.fromiter((vocabulary.emails[email.address] for email in read), np.int64, len(read))
    columns["domain"] = np.fromiter((vocabulary.domains[email.domain] for email in read), np.int64, len(read))
    columns["label"] = np.fromiter((vocabulary.labels[email.label] for email in read), np.int64, len(read))
    return np.fromiter((email.is_free for email in read), np.bool_, len(read))


def _read_addresses(customers: Sequence[Customer], vocabulary: Vocabulary, columns: dict[str, Ints]) -> None:
    read = [normalise.address(customer.address) for customer in customers]
    columns["street"] = np.fromiter((vocabulary.streets[address.street] for address in read), np.int64, len(read))
    columns["house"] = np.fromiter((vocabulary.houses[address.house] for address in read), np.int64, len(read))


def word_weights(words: Ids, finance: Register, psa: Register) -> Floats:
    """How much each word tells one customer from another, 1 for a word of one customer, less for common and general ones.

    Built on how many customers carry the word, not on the size of the registers, so that an unrelated customer changes nothing.
    """
    used = np.zeros(len(words.texts), np.int64)
    for side in (finance, psa):
        seen = np.bincount(side.words.ravel(), minlength=len(used))
        used = np.maximum(used, seen)
    weights: Floats = 1 / (1 + 0.25 * np.log2(np.maximum(used, 1)))
    general = np.fromiter((text.rstrip(".") in GENERAL_WORDS for text in words.texts), np.bool_, len(used))
    weights[general] = np.minimum(weights[general], 0.35)
    weights[0] = 0
    return weights
