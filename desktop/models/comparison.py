"""Two customers side by side, field by field: what is the same, what differs, in which characters, and a word about it; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import SequenceMatcher

from desktop.models.matching import identifiers, normalise
from desktop.models.records import Customer
from desktop.models.records.suggestions import Verdict
from desktop.texts import Message

Marks = tuple[tuple[int, int], ...]
"""(start, length) of the characters that differ."""

_SIMILAR = 0.6  # words that share this much are marked by character, others whole
_WORD = re.compile(r"\S+")
_SIGN = re.compile(r"[\W_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPair:
    """One field of both sides. `ABSENT` means that the two cannot be compared."""

    field: str
    label: Message
    finance: str
    psa: str
    verdict: Verdict
    finance_marks: Marks = ()
    psa_marks: Marks = ()
    note: Message | None = None
    has_no_place: bool = False  # one of the systems has no such field, so that nothing is missing there


def compare_customers(
    finance: Customer | None, psa: Customer | None, finance_system: str, psa_system: str, lacks: Collection[str] = ()
) -> list[FieldPair]:
    """The fields that at least one side has, in the order people look at them; `None`: there is nobody on that side.

    `lacks`: those that the finance system has no place for.
    """
    systems = (finance_system, psa_system)
    pairs = []
    for name, label, read, judge in _FIELDS:
        one, two = read(finance or Customer()), read(psa or Customer())
        if not one and not two:
            continue
        if finance is None or psa is None:
            pairs.append(FieldPair(field=name, label=label, finance=one, psa=two, verdict=Verdict.ABSENT))
        elif not one and name in lacks:
            note = Message("No such field in {system}", system=finance_system)
            pairs.append(
                FieldPair(field=name, label=label, finance=one, psa=two, verdict=Verdict.ABSENT, note=note, has_no_place=True)
            )
        elif not one or not two:
            note = Message("Missing in {system}", system=systems[0] if two else systems[1])
            pairs.append(FieldPair(field=name, label=label, finance=one, psa=two, verdict=Verdict.ABSENT, note=note))
        elif one == two:
            pairs.append(FieldPair(field=name, label=label, finance=one, psa=two, verdict=Verdict.AGREES))
        else:
            pairs.append(judge(name, label, one, two, systems))
    return pairs


def differing_characters(one: str, other: str) -> tuple[Marks, Marks]:
    """What differs: characters inside a similar word, else words; numbers by digit."""
    if _is_number(one) and _is_number(other):
        return _differing_digits(one, other)
    left, right = list(_WORD.finditer(one)), list(_WORD.finditer(other))
    marks: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    matcher = SequenceMatcher(a=[_bare(word[0]) for word in left], b=[_bare(word[0]) for word in right], autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        words, others = left[start:end], right[other_start:other_end]
        if len(words) == len(others) and all(_is_similar(a[0], b[0]) for a, b in zip(words, others, strict=True)):
            for a, b in zip(words, others, strict=True):
                inside = _differing_in(a[0], b[0])
                marks[0].extend((a.start() + at, length) for at, length in inside[0])
                marks[1].extend((b.start() + at, length) for at, length in inside[1])
        else:
            for found, into in ((words, marks[0]), (others, marks[1])):
                if found:
                    into.append((found[0].start(), found[-1].end() - found[0].start()))
    return tuple(marks[0]), tuple(marks[1])


def _is_number(text: str) -> bool:
    return any(sign.isdigit() for sign in text) and not re.search(r"[^\W\d_]{3}", text)


def _bare(word: str) -> str:
    return _SIGN.sub("", word.casefold()) or word


def _is_similar(one: str, other: str) -> bool:
    return SequenceMatcher(a=one.casefold(), b=other.casefold(), autojunk=False).ratio() >= _SIMILAR


def _differing_in(one: str, other: str) -> tuple[Marks, Marks]:
    marks: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    matcher = SequenceMatcher(a=one.casefold(), b=other.casefold(), autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind != "equal":
            if end > start:
                marks[0].append((start, end - start))
            if other_end > other_start:
                marks[1].append((other_start, other_end - other_start))
    return tuple(marks[0]), tuple(marks[1])


def _differing_digits(one: str, other: str) -> tuple[Marks, Marks]:
    places = [[place for place, sign in enumerate(text) if sign.isalnum()] for text in (one, other)]
    bare = ["".join(text[place] for place in kept) for text, kept in zip((one, other), places, strict=True)]
    found = _differing_in(bare[0], bare[1])
    return _in_text(found[0], places[0]), _in_text(found[1], places[1])


def _in_text(marks: Marks, places: list[int]) -> Marks:
    return tuple((places[start], places[start + length - 1] - places[start] + 1) for start, length in marks)


# how each kind of field is judged when both sides have it and they are not written alike

Systems = tuple[str, str]
_Judge = Callable[[str, Message, str, str, Systems], FieldPair]
_WRITTEN_DIFFERENTLY = Message("Written differently")


def _same(name: str, label: Message, one: str, two: str, note: Message | None = _WRITTEN_DIFFERENTLY) -> FieldPair:
    return FieldPair(field=name, label=label, finance=one, psa=two, verdict=Verdict.AGREES, note=note)


def _differing(
    name: str, label: Message, one: str, two: str, note: Message | None = None, verdict: Verdict = Verdict.DIFFERS
) -> FieldPair:
    marks = differing_characters(one, two)
    return FieldPair(
        field=name, label=label, finance=one, psa=two, verdict=verdict, finance_marks=marks[0], psa_marks=marks[1], note=note
    )


def _customer_number(name: str, label: Message, one: str, two: str, _systems: Systems) -> FieldPair:
    note = Message("Own number series")
    return FieldPair(field=name, label=label, finance=one, psa=two, verdict=Verdict.ABSENT, note=note)


def _words(name: str, label: Message, one: str, two: str, systems: Systems) -> FieldPair:
    finance_marks, psa_marks = differing_characters(one, two)
    if not finance_marks and not psa_marks:
        return _same(name, label, one, two)
    if not finance_marks or not psa_marks:
        system, text, marks = (systems[0], one, finance_marks) if finance_marks else (systems[1], two, psa_marks)
        note = Message("Only {system} has {words}", system=system, words=" ".join(_cut(text, marks)))
        return _differing(name, label, one, two, note)
    letters = max(sum(length for _start, length in marks) for marks in (finance_marks, psa_marks))
    words = max(len(_WORD.findall(text)) for text in (one, two))
    if letters <= 3 and letters < max(len(one), len(two)) / max(words, 1):
        return _differing(name, label, one, two, Message("{count} letter differs", "{count} letters differ", count=letters))
    return _differing(name, label, one, two)


def _cut(text: str, marks: Marks) -> list[str]:
    return [text[start : start + length].strip(" ,") for start, length in marks]


def _vat_number(name: str, label: Message, one: str, two: str, systems: Systems) -> FieldPair:
    left, right = identifiers.vat_number(one), identifiers.vat_number(two)
    if left.digits and left.digits == right.digits:
        return _same(name, label, one, two)
    if left.is_valid and right.is_valid:
        return _differing(name, label, one, two, Message("Two valid and different numbers"), Verdict.CONTRADICTS)
    wrong = [system for system, number in zip(systems, (left, right), strict=True) if not number.is_valid]
    note = (
        Message("The number in {system} is not valid", system=wrong[0])
        if len(wrong) == 1
        else Message("Neither of the numbers is valid")
    )
    return _differing(name, label, one, two, note)


def _by(read: Callable[[str], str]) -> _Judge:
    """Judged by a normal form of the value."""

    def judge(name: str, label: Message, one: str, two: str, systems: Systems) -> FieldPair:
        left, right = read(one), read(two)
        if left and left == right:
            return _same(name, label, one, two)
        return _words(name, label, one, two, systems)

    return judge


def _email(name: str, label: Message, one: str, two: str, _systems: Systems) -> FieldPair:
    left, right = one.strip().casefold(), two.strip().casefold()
    if left == right:
        return _same(name, label, one, two)
    domain = left.rpartition("@")[2]
    if domain == right.rpartition("@")[2] and domain not in normalise.FREE_DOMAINS:
        return _same(name, label, one, two, Message("Same domain"))
    return _differing(name, label, one, two)


def _address_of(customer: Customer) -> str:
    return ", ".join(part for part in (customer.address, customer.address2, customer.address3) if part)


def _place_of(customer: Customer) -> str:
    return f"{customer.zip_code} {customer.city}".strip()


def _place(text: str) -> str:
    code, _, town = text.partition(" ")
    return f"{normalise.zip_code(code)} {normalise.city(normalise.fold(town))}" if town else ""


_FIELDS: tuple[tuple[str, Message, Callable[[Customer], str], _Judge], ...] = (
    ("number", Message("Customer no."), lambda one: one.number, _customer_number),
    ("name", Message("Name"), lambda one: one.name, _words),
    ("vat_number", Message("CVR number"), lambda one: one.vat_number, _vat_number),
    ("address", Message("Address"), _address_of, _words),
    ("place", Message("Postcode, town"), _place_of, _by(_place)),
    ("phone", Message("Phone"), lambda one: one.phone, _by(identifiers.phone)),
    ("email", Message("E-mail"), lambda one: one.email, _email),
    ("ean", Message("EAN"), lambda one: one.ean, _by(identifiers.ean)),
    ("organisation_number", Message("Organisation no."), lambda one: one.organisation_number, _vat_number),
    ("website", Message("Website"), lambda one: one.website, _words),
    ("country", Message("Country"), lambda one: one.country, _words),
    ("currency", Message("Currency"), lambda one: one.currency, _words),
)
