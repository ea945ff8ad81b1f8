"""Reads one register: every value is brought to one form, and equal ones get the same number.

The two sides are read apart, perhaps by two processes; neither needs to know anything of the other.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress, count, groupby, islice, zip_longest
from operator import attrgetter

from desktop.models.countries import country_code
from desktop.models.matching import identifiers, normalise
from desktop.models.matching.marks import marks
from desktop.models.matching.names import Name, NameReader, whole_name
from desktop.models.records.customers import Customer, ListedCustomer

AnyCustomer = Customer | ListedCustomer

WORDS_KEPT = 6
KIND_OF_COLUMN = {"body": "city", "full_name": "core", "whole_name": "core"}
"""Columns with values of an earlier one's kind: a municipality is named after a town, and most names have no branch."""
SHORTEST_CUT = 20  # letters a system keeps of a name at the least
NAMES_AT_ONCE = 4096  # names, before it is asked whether to stop

_NO_WORDS = [""] * WORDS_KEPT
_Columns = dict[str, Sequence[str]]  # what each customer has

_READ_TOGETHER: dict[str, Callable[[list[str]], list[str]]] = {"number": normalise.numbers, "phone": identifiers.phones}
_READ_EACH_ONCE: dict[str, Callable[[str], str]] = {
    "ean": identifiers.ean,
    "zip_code": normalise.zip_code,
    "city": normalise.city,
    "country": country_code,
}


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


@dataclass(slots=True)
class OwnNumbers:
    """A register as columns of numbers of its own; in arrays that need no NumPy, for the process that only reads."""

    ids: list[str]  # the customers' own
    columns: dict[str, array[int]]  # `core` is the name's sorted words; `full_name` and `whole_name` have the branch too
    words: array[int]  # of the names: the first of all customers, then the second of all
    squeezed: list[str]  # the words of the name written together, for comparing letters
    is_cut: list[bool]  # the end of the name is cut off
    has_free_domain: list[bool]
    texts: dict[str, list[str]]  # by kind of value, in the order of their numbers
    valid_vat_numbers: array[int]


def in_order(customers: Sequence[AnyCustomer]) -> list[AnyCustomer]:
    """The customers in an order that does not depend on the one in which they came."""
    return sorted(customers, key=attrgetter("id", "number", "name", "vat_number", "ean", "phone", "email", "address"))


def read_register(customers: Sequence[AnyCustomer], check: Callable[[], None] = lambda: None) -> OwnNumbers:
    """Reads all values of one side. `check` is called now and then and may raise to stop."""
    columns: _Columns = {column: read_all(_texts(customers, column)) for column, read_all in _READ_TOGETHER.items()}
    columns |= {column: _each_once(read, _texts(customers, column)) for column, read in _READ_EACH_ONCE.items()}
    check()
    columns["vat_number"], is_valid = _vat_numbers(customers)
    check()
    columns |= _emails(customers)
    check()
    columns |= _addresses(customers)
    check()
    texts_of_names = _texts(customers, "name")
    folded = normalise.fold_all(texts_of_names)
    names = _names(folded, texts_of_names, columns["city"], check)
    columns |= _parts_of_names(names)
    columns["mark"] = marks([name.words for name in names], folded, texts_of_names)
    check()
    has_free_domain = list(map(normalise.FREE_DOMAINS.__contains__, columns["domain"]))
    words = Ids()
    numbers, texts = _numbered(columns)
    return OwnNumbers(
        ids=_texts(customers, "id"),
        columns=numbers,
        words=_column(words, _words_of(names)),
        squeezed=["".join(name.words).replace(".", "") for name in names],
        is_cut=[name.is_cut for name in names],
        has_free_domain=has_free_domain,
        texts=texts | {"word": words.texts},
        valid_vat_numbers=array("q", compress(numbers["vat_number"], is_valid)),
    )


def _texts(customers: Sequence[AnyCustomer], column: str) -> list[str]:
    return list(map(attrgetter(column), customers))


def _each_once(read: Callable[[str], str], texts: list[str]) -> list[str]:
    """Every text read, equal ones once."""
    distinct = set(texts)
    return list(map(dict(zip(distinct, map(read, distinct), strict=True)).__getitem__, texts))


def _vat_numbers(customers: Sequence[AnyCustomer]) -> tuple[list[str], list[bool]]:
    """The VAT number, or else the organisation number, of each customer, and whether it is valid."""
    numbers, is_valid = identifiers.vat_numbers(_texts(customers, "vat_number"))
    organisations = _texts(customers, "organisation_number")
    if any(organisations):
        of_organisations = zip(*identifiers.vat_numbers(organisations), strict=True)
        for place, (number, number_is_valid) in enumerate(of_organisations):
            if not numbers[place]:
                numbers[place], is_valid[place] = number, number_is_valid
    return numbers, is_valid


def _emails(customers: Sequence[AnyCustomer]) -> _Columns:
    read = normalise.emails([email or website for email, website in map(attrgetter("email", "website"), customers)])
    emails, domains = [address for address, _ in read], [domain for _, domain in read]
    distinct = list(set(domains))
    labels = dict(zip(distinct, normalise.domain_labels(distinct), strict=True))
    return {"email": emails, "domain": domains, "label": [labels[domain] for domain in domains]}


def _addresses(customers: Sequence[AnyCustomer]) -> _Columns:
    read = list(map(normalise.address, normalise.fold_all(_texts(customers, "address"))))
    return {"street": [street for street, _ in read], "house": [house for _, house in read]}


def _names(folded: Sequence[str], texts: Sequence[str], own_towns: Sequence[str], check: Callable[[], None]) -> list[Name]:
    cut_length = _cut_length(texts)
    reader = NameReader()
    asked: Iterator[tuple[str, bool, str]] = zip(folded, (len(text) >= cut_length > 0 for text in texts), own_towns, strict=True)
    names: list[Name] = []
    while len(names) < len(texts):
        names += [reader.read(*one) for one in islice(asked, NAMES_AT_ONCE)]
        check()
    return names


def _parts_of_names(names: Sequence[Name]) -> _Columns:
    """The parts of names as columns; `core` is the sorted words.

    `full_name` has the beginning of the branch besides; `whole_name` all words, so that it does not matter what is read as one.
    """
    cores = ["".join(sorted(name.words)).replace(".", "") for name in names]
    branches = [name.branch for name in names]
    full_names, whole_names = cores.copy(), cores.copy()
    for place in compress(count(), branches):
        full_names[place] += f" {branches[place][:4]}"
        whole_names[place] = whole_name(names[place])
    return {
        "core": cores,
        "full_name": full_names,
        "whole_name": whole_names,
        "form": [name.form for name in names],
        "numbers": ["" if core.isalpha() else " ".join(sorted(_numbers_in(name))) for core, name in zip(cores, names, strict=True)],
        "branch": branches,
        "owner": [name.owner for name in names],
        "body": [name.body for name in names],
    }


def _numbers_in(name: Name) -> list[str]:
    """The numbers in a name; one that may go on, since the name is cut off there, ends with a full stop: 12. or XI."""
    last = len(name.words) - 1 if name.is_cut else -1
    numbers = [word if place == last else word.rstrip(".") for place, word in enumerate(name.words) if word[0] <= "9"]
    return [*numbers[:-1], f"{name.cut_numeral}."] if name.cut_numeral else numbers


def _words_of(names: Sequence[Name]) -> Iterator[str]:
    """The first words of all names, then the second ones and so on; empty where a name has fewer."""
    columns = islice(zip_longest(*[name.words for name in names], _NO_WORDS, fillvalue=""), WORDS_KEPT)
    return chain.from_iterable(column[:-1] for column in columns)


def _numbered(columns: _Columns) -> tuple[dict[str, array[int]], dict[str, list[str]]]:
    """The columns as numbers, and the texts of each kind of value in their order; the columns are used up, to save memory."""
    numbers: dict[str, array[int]] = {}
    texts: dict[str, list[str]] = {}
    for kind, of_kind in groupby(list(columns), lambda column: KIND_OF_COLUMN.get(column, column)):
        ids = Ids(texts.get(kind, ("",)))
        for column in of_kind:
            numbers[column] = _column(ids, columns.pop(column))
        texts[kind] = ids.texts
    return numbers, texts


def _column(ids: Ids, texts: Iterable[str]) -> array[int]:
    return array("q", list(map(ids.__getitem__, texts)))  # of a list it is made a third faster


def _cut_length(names: Sequence[str]) -> int:
    """The length at which this system cuts names off, seen by a pile of names of it and next to none longer; 0 for none."""
    lengths = Counter(map(len, names))
    longer = 0
    for length in sorted(lengths, reverse=True):
        pile = lengths[length]
        if length < SHORTEST_CUT or longer > len(names) // 50:
            break
        if pile >= max(5, len(names) // 250, 4 * longer, 2 * lengths[length - 1]):
            return length
        longer += pile
    return 0
