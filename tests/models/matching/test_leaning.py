"""Where many customers have nothing but their name in common, the legal form must be the same too."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from desktop.models.matching.suggesting import suggest
from desktop.models.records.customers import Customer
from desktop.models.records.suggestions import Bucket

CHANCE = random.Random(7)
NAMES = ["".join(CHANCE.choice("bdfgklmnprstv") + CHANCE.choice("aeiou") for _ in range(6)) for _ in range(424)]
FORMS = [("ApS", "ApS"), ("ApS", ""), ("", ""), ("A/S", "Aktieselskab")]
SAID = (
    "Many customers have nothing to compare but the name, so a name alone makes a single suggestion only with the same "
    "legal form on both sides."
)


def registers(by_name: int, by_phone: int, **of_all: str) -> tuple[list[Customer], list[Customer]]:
    """So many pairs with nothing but the name, by turns with each two of the forms, and so many with the same phone too."""
    sides: tuple[list[Customer], list[Customer]] = ([], [])
    for place in range(by_name + by_phone):
        fields = {"phone": f"4352{place:04}"} if place >= by_name else of_all
        for side, form in zip(sides, FORMS[place % len(FORMS)], strict=True):
            side.append(Customer(id=f"{place:03}", name=f"{NAMES[place]} {form}", **fields))
    return sides


def singles(finance: Sequence[Customer], psa: Sequence[Customer]) -> tuple[set[str], list[str]]:
    """The finance customers with a single suggestion, which is always the right one here, and what was noticed."""
    said: list[str] = []
    found = suggest(finance, psa, on_noticed=lambda noticed: said.extend(message.render() for message in noticed))
    ones = {one.finance_id for one in found if one.bucket is Bucket.ONE}
    assert all(one.suggestions[0].psa_id == one.finance_id for one in found if one.finance_id in ones)
    return ones, said


def test_where_many_have_nothing_but_the_name_the_legal_form_must_be_the_same() -> None:
    finance, psa = registers(by_name=24, by_phone=60)

    ones, said = singles(finance, psa)

    assert ones == {one.id for one in finance if one.phone or int(one.id) % len(FORMS) in (0, 3)}
    assert said == [SAID]


@pytest.mark.parametrize(("by_name", "by_phone"), [(12, 60), (24, 400)], ids=["few in number", "few of all"])
def test_where_few_have_nothing_but_the_name_it_is_enough(by_name: int, by_phone: int) -> None:
    finance, psa = registers(by_name, by_phone)

    assert singles(finance, psa) == ({one.id for one in finance}, [])


def test_the_same_town_is_more_than_the_name() -> None:
    finance, psa = registers(24, 60, zip_code="8000", city="Aarhus C")

    assert singles(finance, psa) == ({one.id for one in finance}, [])


def test_customers_that_have_nothing_to_do_with_the_others_do_not_change_it() -> None:
    finance, psa = registers(by_name=24, by_phone=60)
    strangers = [
        Customer(id=f"x{place}", name=f"Ypsilon{place} Zwingli{place} GmbH", phone=f"9988{place:04}") for place in range(900)
    ]

    ones, said = singles([*finance, *strangers[:450]], [*psa, *strangers[450:]])

    assert (ones, said) == singles(finance, psa)
