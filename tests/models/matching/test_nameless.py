"""Customers without a name: nothing is said of names, and only a number or mail address of their own proves who they are."""

from __future__ import annotations

import pytest

from desktop.models.matching.duplicates import clusters
from desktop.models.matching.suggesting import suggest
from desktop.models.records.customers import Customer
from desktop.models.records.suggestions import Bucket, EvidenceField, Verdict
from desktop.texts import Message
from tests.models.matching.made_up import CVR_NUMBERS, EANS, customer, only

# Both sides have a value of every kind, so that the limits are the ordinary ones.
OTHERS = {"vat_number": CVR_NUMBERS[5], "phone": "55443322", "email": "office@umbrellajigsaw.uk", "address": "Elm Row 5"}
PLACE = {"zip_code": "8000", "city": "Aarhus C", "country": "DK"}


@pytest.mark.parametrize(("name", "other"), [("", ""), ("---", "."), ("", "Solbo Optik A/S"), ("?", "*")])
@pytest.mark.parametrize(
    ("number", "fields"),
    [
        ("1001", {}),
        ("1001", PLACE),
        ("1001", {"phone": "43520837", "address": "Nørregade 12", **PLACE}),
        ("77", {"phone": "43520837"}),
        ("77", {"email": "info@solbo-optik.dk"}),
    ],
    ids=["number", "number and place", "number, phone and address", "phone", "mail domain"],
)
def test_without_a_name_neither_customer_number_nor_phone_nor_place_is_enough(
    name: str, other: str, number: str, fields: dict[str, str]
) -> None:
    theirs = {**fields, "email": "salg@solbo-optik.dk"} if "email" in fields else fields
    finance = [customer("1001", name, **fields), customer("f2", "Umbrella Jigsaw", **OTHERS)]
    psa = [Customer(id="p1", number=number, name=other, **theirs), customer("p2", "Umbrella Jigsaw", **OTHERS)]

    found = suggest(finance, psa)[0]

    assert found.bucket is not Bucket.ONE
    for suggestion in found.suggestions:
        evidence = next(one for one in suggestion.evidence if one.field is EvidenceField.NAME)
        assert (evidence.verdict, evidence.weight, evidence.sentence.text) == (Verdict.ABSENT, 0, "Name missing on one side")


@pytest.mark.parametrize(
    "same", [{"vat_number": CVR_NUMBERS[0]}, {"ean": EANS[0]}, {"email": "per@solbo-optik.dk", "phone": "43520837"}]
)
@pytest.mark.parametrize("name", ["", "Nørregade 12 Holding ApS, afd. Randers", "Kerteby Kommune, Jobcenter"])
def test_a_number_or_address_of_its_own_finds_a_customer_without_a_name(same: dict[str, str], name: str) -> None:
    found = only(customer("1001", "-", **same, **PLACE), customer("p1", name, **same, **PLACE))

    assert found.bucket is Bucket.ONE
    assert sum(one.weight for one in found.suggestions[0].evidence if one.field is EvidenceField.NAME) == 0


def test_an_owner_alone_is_a_name() -> None:
    found = only(customer("1001", "v/ Åse Kværn", phone="43520837"), customer("p1", "Åse Kværn", phone="43520837"))

    assert found.bucket is Bucket.ONE


def test_it_is_told_that_a_side_has_no_names() -> None:
    said: list[Message] = []
    suggest([customer("1", ""), customer("2", "-")], [customer("p1", "Solbo Optik")], on_noticed=said.extend)

    assert [one.text for one in said if "no name" in one.text] == [
        "Most customers of the finance system have no name, so only a CVR number, EAN or e-mail makes a single suggestion."
    ]


def test_customers_without_a_name_are_no_doubles() -> None:
    assert clusters([customer("1", "", phone="43520837"), customer("2", "-", phone="43520837")]) == []
