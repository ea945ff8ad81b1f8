"""Made-up customers for the tests of matching."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.models.matching.suggesting import suggest
from desktop.models.records.customers import Customer
from desktop.models.records.suggestions import CustomerSuggestions

CVR_NUMBERS = (
    "64330128",
    "35308296",
    "76240396",
    "18101114",
    "22152793",
    "99906081",
    "25792408",
    "71352412",
    "19730603",
    "95133584",
)
EANS = ("5790787789322", "5790879217429", "5790180967921", "5790908100333", "5790907579383")


def customer(number: str, name: str, **fields: str) -> Customer:
    return Customer(id=number, number=number, name=name, **fields)


def matched(finance: Sequence[Customer], psa: Sequence[Customer]) -> dict[str, CustomerSuggestions]:
    return {found.finance_id: found for found in suggest(finance, psa)}


def only(finance: Customer, *psa: Customer) -> CustomerSuggestions:
    return matched([finance], psa)[finance.id]
