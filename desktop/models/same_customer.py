"""Whether two customers are the same one: by what tells a customer's identity, its CVR, VAT or organisation number; pure."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.models.matching.identifiers import VatNumber, ean, vat_number
from desktop.models.records import Customer


def traits(customer: Customer) -> list[str]:
    """What tells customers apart who have no CVR number; the same for one that was created and one that is read back."""
    texts = (customer.name, vat_number(customer.vat_number).digits, customer.zip_code, customer.city, customer.email)
    return [text.strip().casefold() for text in texts]


def digits(customer: Customer) -> str:
    """The digits of a valid CVR, VAT or organisation number, else nothing."""
    number = _number(customer)
    return number.digits if number.is_valid else ""


def have_same_number(one: Customer, other: Customer) -> bool:
    """The same valid CVR, VAT or organisation number, and not of two countries; an unreadable one matches nothing."""
    is_one_country = not one.country or not other.country or one.country == other.country
    return is_one_country and bool(digits(one)) and digits(one) == digits(other)


def are_two_places(one: Customer, other: Customer) -> bool:
    """Whether they have two EANs: places of one public body, which are customers of their own."""
    first, second = ean(one.ean), ean(other.ean)
    return bool(first and second) and first != second


def is_another_now(there: Customer, when_linked: Mapping[str, str], ours: Customer | None) -> bool:
    """Whether a linked finance customer has got a number that is neither the one it was linked with nor the PSA customer's.

    Systems hand the number of a deleted customer out again, and the link would lead to whoever got it.
    `when_linked` is what it held then, by our field names; empty: nobody knows, and nothing is told.
    """
    if not when_linked:
        return False
    known = _valid(when_linked.get("vat_number", ""), when_linked.get("organisation_number", ""))
    if ours is not None:
        known |= _valid(ours.vat_number, ours.organisation_number)
    now = _valid(there.vat_number, there.organisation_number)
    return bool(now and known) and now.isdisjoint(known)


def _number(customer: Customer) -> VatNumber:
    """The CVR or VAT number, or else the organisation number, as the matching reads them."""
    number = vat_number(customer.vat_number)
    return number if number.digits else vat_number(customer.organisation_number)


def _valid(*texts: str) -> set[str]:
    return {number.digits for number in map(vat_number, texts) if number.is_valid}
