"""What is wrong in a register of customers, before anything is linked or sent; pure. What is empty is wrong only for a name.

Numbers are judged by the rules of their country; where its rules are not known, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from desktop.models.duplicates import Cluster
from desktop.models.field_mapping import FieldTable
from desktop.models.matching.identifiers import ean, is_vat_number_of, phone
from desktop.models.records import Customer, Side
from desktop.texts import Message


class Fault(StrEnum):
    """What can be wrong with a customer, worst first."""

    NAME = "name"
    NUMBER = "number"
    VAT_NUMBER = "vat_number"
    EAN = "ean"
    TWICE = "twice"
    EMAIL = "email"
    PHONE = "phone"
    ZIP_CODE = "zip_code"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterFault:
    """One thing to mend: at which customer of which side, the value that stands there, and what is wrong with it."""

    side: Side
    customer: Customer
    fault: Fault
    value: str
    sentence: Message


FIELD_TITLES: dict[Fault, Message] = {
    Fault.NAME: Message("Name"),
    Fault.NUMBER: Message("Customer no."),
    Fault.VAT_NUMBER: Message("CVR number"),
    Fault.EAN: Message("EAN"),
    Fault.TWICE: Message("Stands twice"),
    Fault.EMAIL: Message("E-mail"),
    Fault.PHONE: Message("Phone"),
    Fault.ZIP_CODE: Message("Postcode"),
}

_ZIP_DIGITS = {"DK": (4,), "GL": (4,), "FO": (3,), "NO": (4,), "SE": (5,), "FI": (5,), "DE": (5,)}
_PHONE_DIGITS = {"DK": (8,), "NO": (5, 8), "GL": (6,), "FO": (6,)}
_EMAIL = re.compile(r"[^@\s;,<>]+@[^@\s.;,<>]+(?:\.[^@\s.;,<>]+)+")
_BETWEEN_EMAILS = re.compile(r"[;,]\s*")
_INTERNATIONAL = ("+", "00", "(+")


def register_faults(
    side: Side,
    customers: Iterable[Customer],
    *,
    clusters: Sequence[Cluster] = (),
    numbers_go_to: FieldTable | None = None,
    have_number_there: Collection[str] = (),
) -> list[RegisterFault]:
    """Everything that is wrong in one register, worst first, then by number; customers that are gone are left out.

    `clusters` are the customers that stand twice; `numbers_go_to` is the table of the system that would get these customers'
    numbers when they are created there; those of `have_number_there` (ids) are linked, and have one there already.
    """
    faults = [
        RegisterFault(side=side, customer=customer, fault=fault, value=value, sentence=sentence)
        for customer in customers
        if not customer.is_gone
        for fault, value, sentence in chain(
            _faults_of(customer), () if customer.id in have_number_there else _number(customer, numbers_go_to)
        )
    ]
    for cluster in clusters:
        for customer in cluster.customers:
            others = tuple(one.title for one in cluster.customers if one is not customer)
            sentence = Message("Probably the same as {others}.", others=others)
            faults.append(RegisterFault(side=side, customer=customer, fault=Fault.TWICE, value=customer.name, sentence=sentence))
    order = list(Fault)
    return sorted(faults, key=lambda one: (order.index(one.fault), len(one.customer.number), one.customer.number, one.customer.id))


_Found = Iterator[tuple[Fault, str, Message]]


def _faults_of(customer: Customer) -> _Found:
    if not customer.name.strip():
        yield Fault.NAME, "", Message("The customer has no name.")
    for text in dict.fromkeys((customer.vat_number.strip(), customer.organisation_number.strip())):
        if text and is_vat_number_of(text, customer.country) is False:
            yield Fault.VAT_NUMBER, text, Message("{number} is no valid CVR or organisation number.", number=text)
    if customer.ean.strip() and not ean(customer.ean):
        yield Fault.EAN, customer.ean, Message("{number} is no valid EAN number.", number=customer.ean.strip())
    if (email := customer.email.strip()) and not all(map(_EMAIL.fullmatch, _BETWEEN_EMAILS.split(email.rstrip(";, ")))):
        yield Fault.EMAIL, email, Message("{address} is no e-mail address.", address=email)
    if (number := customer.phone.strip()) and not _is_phone(number, customer.country):
        yield Fault.PHONE, number, Message("{number} is no phone number.", number=number)
    if (code := customer.zip_code.strip()) and not _is_zip_code(code, customer.country):
        yield Fault.ZIP_CODE, code, Message("{code} is no postcode in {country}.", code=code, country=customer.country)


def _number(customer: Customer, table: FieldTable | None) -> _Found:
    """Whether the other system would take this customer's number, by its declared table."""
    field = next((one for one in table.fields if one.ours == "number" and one.is_written), None) if table else None
    number = customer.number.strip()
    if table is None or field is None or not number:
        return
    if field.digits_only and not (number.isascii() and number.isdigit()):
        yield (
            Fault.NUMBER,
            number,
            Message("{system} takes customer numbers of digits only, and {number} is none.", system=table.system, number=number),
        )
    elif field.limit is not None and len(number) > field.limit:
        yield (
            Fault.NUMBER,
            number,
            Message(
                "{system} takes customer numbers of {limit} characters, and {number} is longer.",
                system=table.system,
                limit=field.limit,
                number=number,
            ),
        )


def _is_phone(text: str, country: str) -> bool:
    digits = phone(text)
    lengths: Collection[int] = () if text.startswith(_INTERNATIONAL) else _PHONE_DIGITS.get(country, ())
    return bool(digits) and (not lengths or len(digits) in lengths)


def _is_zip_code(text: str, country: str) -> bool:
    lengths = _ZIP_DIGITS.get(country)
    code = text.upper().replace(" ", "").removeprefix(f"{country}-").removeprefix(country)
    return lengths is None or (code.isascii() and code.isdigit() and len(code) in lengths)


def counts_by_side(faults: Iterable[RegisterFault]) -> dict[Side, int]:
    """How many things are to be mended in each system."""
    counts = dict.fromkeys(Side, 0)
    for one in faults:
        counts[one.side] += 1
    return counts


def sentence_of(faults: Sequence[RegisterFault], name: Callable[[Side], str]) -> Message:
    """The result in one sentence, with the systems' names."""
    counts = counts_by_side(faults)
    if not faults:
        return Message("The registers are looked through: nothing to mend.")
    return Message(
        "The registers are looked through: {finance_count} things to mend in {finance}, {psa_count} in {psa}.",
        finance_count=counts[Side.FINANCE],
        finance=name(Side.FINANCE),
        psa_count=counts[Side.PSA],
        psa=name(Side.PSA),
    )
