"""What tells that a linked customer has become another one."""

from __future__ import annotations

import pytest

from desktop.models.records import Customer, texts_of
from desktop.models.same_customer import is_another_now

THEN, NOW, OURS = "44200023", "10150817", "21974579"


@pytest.mark.parametrize(
    ("then", "ours", "now", "is_another"),
    [
        (THEN, THEN, NOW, True),
        (THEN, OURS, NOW, True),
        ("", OURS, NOW, True),
        (THEN, OURS, THEN, False),  # linked by a person although the numbers differ
        (THEN, NOW, NOW, False),  # both sides got the new number
        (THEN, THEN, "", False),
        (THEN, THEN, f"DK {THEN}", False),
        (THEN, THEN, "not a number", False),
        ("", "", NOW, False),
    ],
)
def test_only_a_number_that_neither_the_link_nor_the_psa_knows_tells_of_another_customer(
    then: str, ours: str, now: str, is_another: bool
) -> None:
    there = Customer(id="1", number="1", name="Æble")
    held = texts_of(Customer(id="1", number="1", name="Æble", vat_number=then))
    found = is_another_now(
        Customer(id="1", number="1", name="Æble", vat_number=now), held, Customer(id="p", number="", name="Æble", vat_number=ours)
    )
    assert found is is_another
    assert not is_another_now(there, {}, None)


def test_an_organisation_number_counts_as_well_and_an_old_link_without_values_tells_nothing() -> None:
    there = Customer(id="1", number="1", name="Æble", vat_number=NOW)
    assert not is_another_now(there, {"organisation_number": NOW}, None)
    assert is_another_now(there, {"organisation_number": THEN}, None)
    assert not is_another_now(there, {}, Customer(id="p", number="", name="Æble", vat_number=THEN))
