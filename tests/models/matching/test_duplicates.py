from __future__ import annotations

import random
from dataclasses import replace

import pytest

from desktop.errors import Cancelled
from desktop.models.matching.duplicates import clusters
from desktop.models.records import Customer
from desktop.texts import set_language

CVR, OTHER_CVR, CITY_CVR = "35308296", "76240396", "64330128"
EAN, OTHER_EAN = "5790787789322", "5790879217429"


def customer(number: str, name: str, **fields: str) -> Customer:
    return Customer(id=f"id{number}", number=number, name=name, **fields)


def found(*customers: Customer) -> list[tuple[str, ...]]:
    return [tuple(one.number for one in cluster.customers) for cluster in clusters(customers)]


def test_the_same_number_and_name_is_one_customer_also_when_written_differently() -> None:
    set_language("en")
    first = customer("1", "Havblik Kaffe ApS", vat_number=CVR)
    second = customer("7", "HAVBLIK KAFFE A.P.S.", vat_number=f"DK {CVR}", phone="45741744")
    (cluster,) = clusters([second, customer("3", "Skovgaard Revision"), first])
    assert [one.number for one in cluster.customers] == ["1", "7"]
    assert str(cluster.reason) == "Same CVR number, name"


@pytest.mark.parametrize(
    "fields",
    [{"phone": "45741744"}, {"email": "post@havblikkaffe.dk"}, {"address": "Skolegade 3"}],
    ids=["phone", "e-mail", "address"],
)
def test_the_same_name_needs_one_more_thing_that_agrees(fields: dict[str, str]) -> None:
    assert found(customer("1", "Havblik Kaffe ApS", **fields), customer("2", "Havblik Kaffe ApS", **fields)) == [("1", "2")]
    assert found(customer("1", "Havblik Kaffe ApS", **fields), customer("2", "Havblik Kaffe ApS")) == []
    assert found(customer("1", "Havblik Kaffe ApS", **fields), customer("2", "Skovgaard Revision", **fields)) == []


def test_a_public_body_with_one_cvr_number_and_many_eans_is_no_double() -> None:
    school = customer("1", "Nordby Kommune, Skovskolen", vat_number=CITY_CVR, ean=EAN)
    other = customer("2", "Nordby Kommune, Strandskolen", vat_number=CITY_CVR, ean=OTHER_EAN)
    assert found(school, other) == []
    assert found(school, replace(school, number="3", id="id3", ean=OTHER_EAN)) == []
    assert found(school, replace(school, number="3", id="id3")) == [("1", "3")]


def test_branches_and_holdings_are_no_doubles() -> None:
    company = customer("1", "Havblik Kaffe A/S", vat_number=CVR)
    assert found(company, customer("2", "Havblik Kaffe A/S, afd. Odense", vat_number=CVR)) == []
    assert found(company, customer("2", "Havblik Kaffe Holding A/S", vat_number=CVR)) == []
    numbered = [customer(str(n), f"Ejendomsselskabet Nørregade {n} ApS", phone="45741744") for n in (12, 14)]
    assert found(*numbered) == []


def test_two_valid_and_different_cvr_numbers_never_meet_in_one_cluster() -> None:
    same = {"phone": "45741744", "address": "Skolegade 3"}
    one = customer("1", "Havblik Kaffe ApS", vat_number=CVR, **same)
    other = customer("2", "Havblik Kaffe ApS", vat_number=OTHER_CVR, **same)
    between = customer("3", "Havblik Kaffe ApS", **same)
    assert found(one, other) == []
    assert found(one, other, between) == [("1", "3")]


def test_three_records_make_one_cluster_whatever_their_order_and_those_that_are_gone_do_not_count() -> None:
    three = [customer(str(n), "Havblik Kaffe ApS", vat_number=CVR) for n in range(3)]
    others = [customer(f"9{n}", f"{word} Handel") for n, word in enumerate(("Bredgade", "Kildevang", "Tranebæk", "Solbakken"))]
    mixed = [*three, *others]
    random.Random(3).shuffle(mixed)
    assert found(*mixed) == [("0", "1", "2")]
    assert found(three[0], replace(three[1], is_gone=True)) == []
    assert found() == []


def test_the_search_can_be_stopped() -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        clusters([customer("1", "Havblik"), customer("2", "Havblik")], stop)
