"""Reads one register: every value is brought to one form, and equal ones get the same number.

The two sides are read apart, perhaps by two processes; all that one needs to know of the other is its towns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from itertools import chain, islice, zip_longest
from operator import attrgetter

import numpy as np

from desktop.models.countries import country_code
from desktop.models.matching import identifiers, normalise
from desktop.models.matching.names import Name, NameReader
from desktop.models.matching.registers import KIND_OF_COLUMN, Bools, Ids, Ints, OwnNumbers, Register, letters_of
from desktop.models.records.customers import Customer, ListedCustomer

AnyCustomer = Customer | ListedCustomer

WORDS_KEPT = 6
SHORTEST_CUT = 20  # letters a system keeps of a name at the least
READ_AT_ONCE = 4096  # names, before it is asked whether to stop

_NO_WORDS = [""] * WORDS_KEPT
_Columns = dict[str, Sequence[str]]  # what each customer has

_READ_AT_ONCE: dict[str, Callable[[list[str]], list[str]]] = {"number": normalise.numbers, "phone": identifiers.phones}
_READ_ONE_BY_ONE: dict[str, Callable[[str], str]] = {
    "ean": identifiers.ean,
    "zip_code": normalise.zip_code,
    "city": normalise.city,
    "country": country_code,
}


def in_order(customers: Sequence[AnyCustomer]) -> list[AnyCustomer]:
    """The customers in an order that does not depend on the one in which they came."""
    return sorted(customers, key=attrgetter("id", "number", "name", "vat_number", "ean", "phone", "email", "address"))


def towns_of(customers: Sequence[AnyCustomer]) -> set[str]:
    """The towns of the customers, folded; no town is one of them."""
    return {"", *map(normalise.city, set(_texts(customers, "city")))}


def read_register(customers: Sequence[AnyCustomer], towns: Container[str], check: Callable[[], None] = lambda: None) -> OwnNumbers:
    """Reads all values of one side; `towns` are those of both. `check` is called now and then and may raise to stop."""
    columns: _Columns = {column: read_all(_texts(customers, column)) for column, read_all in _READ_AT_ONCE.items()}
    columns |= {column: _each_once(read, _texts(customers, column)) for column, read in _READ_ONE_BY_ONE.items()}
    check()
    columns["vat_number"], is_valid = _vat_numbers(customers)
    check()
    columns |= _emails(customers)
    check()
    columns |= _addresses(customers)
    check()
    names = _names(customers, columns["city"], towns, check)
    columns |= _parts_of_names(names)
    check()
    has_free_domain = np.fromiter(map(normalise.FREE_DOMAINS.__contains__, columns["domain"]), np.bool_, len(names))
    words = Ids()
    numbers, texts = _numbered(columns)
    squeezed = ["".join(name.words).replace(".", "") for name in names]
    register = Register(
        ids=_texts(customers, "id"),
        columns=numbers,
        words=_table(names, words),
        squeezed=squeezed,
        letters=letters_of(squeezed),
        length=np.fromiter(map(len, squeezed), np.int64, len(squeezed)),
        is_cut=np.fromiter((name.is_cut for name in names), np.bool_, len(names)),
        has_free_domain=has_free_domain,
    )
    return OwnNumbers(register, texts | {"word": words.texts}, numbers["vat_number"][is_valid])


def _texts(customers: Sequence[AnyCustomer], column: str) -> list[str]:
    return list(map(attrgetter(column), customers))


def _each_once(read: Callable[[str], str], texts: list[str]) -> list[str]:
    """Every text read, equal ones once."""
    distinct = set(texts)
    return list(map(dict(zip(distinct, map(read, distinct), strict=True)).__getitem__, texts))


def _vat_numbers(customers: Sequence[AnyCustomer]) -> tuple[list[str], Bools]:
    """The VAT number, or else the organisation number, of each customer, and whether it is valid."""
    numbers, is_valid = identifiers.vat_numbers(_texts(customers, "vat_number"))
    organisations = _texts(customers, "organisation_number")
    if any(organisations):
        of_organisations = zip(*identifiers.vat_numbers(organisations), strict=True)
        for place, (number, number_is_valid) in enumerate(of_organisations):
            if not numbers[place]:
                numbers[place], is_valid[place] = number, number_is_valid
    return numbers, np.array(is_valid)


def _emails(customers: Sequence[AnyCustomer]) -> _Columns:
    read = normalise.emails([email or website for email, website in map(attrgetter("email", "website"), customers)])
    emails, domains = zip(*read, strict=True)
    distinct = list(set(domains))
    labels = dict(zip(distinct, normalise.domain_labels(distinct), strict=True))
    return {"email": emails, "domain": domains, "label": list(map(labels.__getitem__, domains))}


def _addresses(customers: Sequence[AnyCustomer]) -> _Columns:
    streets, houses = zip(*map(normalise.address, normalise.fold_all(_texts(customers, "address"))), strict=True)
    return {"street": streets, "house": houses}


def _names(
    customers: Sequence[AnyCustomer], own_towns: Sequence[str], towns: Container[str], check: Callable[[], None]
) -> list[Name]:
    texts = _texts(customers, "name")
    cut_length = _cut_length(texts)
    reader = NameReader(towns)
    asked: Iterator[tuple[str, bool, str]] = zip(
        normalise.fold_all(texts), (len(text) >= cut_length > 0 for text in texts), own_towns, strict=True
    )
    names: list[Name] = []
    while len(names) < len(texts):
        names += [reader.read(*one) for one in islice(asked, READ_AT_ONCE)]
        check()
    return names


def _parts_of_names(names: Sequence[Name]) -> _Columns:
    """The parts of names as columns; `core` is the sorted words, `full_name` has the branch too."""
    cores = ["".join(sorted(name.words)).replace(".", "") for name in names]
    return {
        "core": cores,
        "full_name": [f"{core} {name.branch[:4]}" if name.branch else core for core, name in zip(cores, names, strict=True)],
        "form": [name.form for name in names],
        "numbers": [_numbers(name.words) for name in names],
        "branch": [name.branch for name in names],
        "owner": [name.owner for name in names],
        "body": [name.body for name in names],
    }


def _numbers(words: Sequence[str]) -> str:
    return " ".join(sorted([word for word in words if word[0] <= "9"]))


def _table(names: Sequence[Name], words: Ids) -> Ints:
    """A row of numbers for each name: those of its first words in order."""
    columns = islice(zip_longest(*[name.words for name in names], _NO_WORDS, fillvalue=""), WORDS_KEPT)
    table = words.column(list(chain.from_iterable(columns))).reshape(WORDS_KEPT, len(names) + 1)
    return np.ascontiguousarray(table[:, :-1].T)


def _numbered(columns: _Columns) -> tuple[dict[str, Ints], dict[str, list[str]]]:
    """The columns as numbers, and the texts of each kind of value in their order; the columns are used up, to save memory."""
    numbers: dict[str, Ints] = {}
    texts: dict[str, list[str]] = {}
    for column in list(columns):
        kind = KIND_OF_COLUMN.get(column, column)
        ids = Ids(texts.get(kind, ("",)))
        numbers[column] = ids.column(columns.pop(column))
        texts[kind] = ids.texts
    return numbers, texts


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
