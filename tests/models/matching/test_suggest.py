"""One, several or none: what a bookkeeper expects of the suggestions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.errors import Cancelled
from desktop.models.matching.explain import sentence
from desktop.models.matching.suggesting import suggest
from desktop.models.records.customers import Customer
from desktop.models.records.suggestions import Bucket, EvidenceField, Verdict
from tests.models.matching.made_up import CVR_NUMBERS, EANS, customer, matched, only

SMEDIE = customer(
    "1001",
    "Kværn Smedie ApS",
    vat_number=CVR_NUMBERS[0],
    phone="43 52 08 37",
    email="faktura@kvaern-smedie.dk",
    address="Nørregade 12",
    zip_code="8000",
    city="Aarhus C",
    country="DK",
)


def test_the_same_cvr_number_and_name_is_one_suggestion() -> None:
    found = only(SMEDIE, customer("p1", "KVÆRN SMEDIE", vat_number=f"DK-{CVR_NUMBERS[0]}"))

    assert found.bucket is Bucket.ONE
    assert [suggestion.psa_id for suggestion in found.suggestions] == ["p1"]


def test_nothing_in_common_is_no_suggestion() -> None:
    found = only(SMEDIE, customer("p1", "Solbo Optik A/S", vat_number=CVR_NUMBERS[1]))

    assert (found.bucket, found.suggestions) == (Bucket.NONE, ())


def test_a_customer_number_alone_is_never_a_single_suggestion() -> None:
    found = only(customer("1001", "Kværn Smedie ApS"), Customer(id="p1", number="1001", name="Solbo Optik A/S"))

    assert found.bucket is not Bucket.ONE


def test_a_customer_number_and_a_town_are_not_enough_either() -> None:
    place = {"zip_code": "8000", "city": "Aarhus C", "country": "DK"}
    found = only(customer("1001", "Kværn Smedie ApS", **place), Customer(id="p1", number="1001", name="Solbo Optik A/S", **place))

    assert found.bucket is not Bucket.ONE


def test_two_valid_and_different_cvr_numbers_keep_a_lookalike_from_being_the_single_suggestion() -> None:
    lookalike = replace(SMEDIE, id="p1", vat_number=CVR_NUMBERS[1])
    found = only(SMEDIE, lookalike)

    assert found.bucket is not Bucket.ONE
    evidence = {one.field: one for one in found.suggestions[0].evidence}
    assert evidence[EvidenceField.VAT_NUMBER].verdict is Verdict.CONTRADICTS
    assert evidence[EvidenceField.VAT_NUMBER].weight < 0


@pytest.mark.parametrize(
    ("finance", "psa"),
    [
        ("Ejendomsselskabet Nørregade 12 ApS", "Ejendomsselskabet Nørregade 14 ApS"),
        ("Almilund Ejendomme II ApS", "Almilund Ejendomme III ApS"),
        ("K/S Vindpark 7", "K/S Vindpark 8"),
        ("E/F Nørregade 12A", "E/F Nørregade 12B"),
        ("E/F Nørregade 12 A", "E/F Nørregade 12 B"),
        ("Ejendomsselskabet Nørregade 12 E ApS", "Ejendomsselskabet Nørregade 12F ApS"),
        ("E/F Nørregade 12", "E/F Nørregade"),
        ("E/F Nørregade 12 A", "E/F Nørregade 12"),
    ],
)
def test_another_number_in_the_name_is_another_company(finance: str, psa: str) -> None:
    shared = {"phone": "43520837", "address": "Havnegade 3", "zip_code": "8000", "city": "Aarhus C"}
    found = only(customer("1", finance, **shared), customer("p1", psa, **shared))

    assert found.bucket is not Bucket.ONE


def test_a_number_that_one_name_lacks_is_forgiven_when_the_cvr_number_agrees() -> None:
    finance = customer("1", "Ejendomsselskabet Nørregade 12 ApS", vat_number=CVR_NUMBERS[0], address="Havnegade 3")
    found = only(finance, customer("p1", "Ejendomsselskabet Nørregade", vat_number=CVR_NUMBERS[0], address="Havnegade 3"))

    assert found.bucket is Bucket.ONE


def test_the_holding_company_is_not_the_company() -> None:
    place = {"address": "Havnegade 3", "zip_code": "8000", "city": "Aarhus C"}
    finance = [customer("1", "Kværn Smedie ApS", **place), customer("2", "Kværn Smedie Holding ApS", **place)]
    psa = [customer("p1", "Kværn Smedie", **place), customer("p2", "Kværn Smedie Holding", **place)]

    found = matched(finance, psa)

    assert {number: one.suggestions[0].psa_id for number, one in found.items()} == {"1": "p1", "2": "p2"}
    assert {one.bucket for one in found.values()} == {Bucket.ONE}


def test_the_unit_of_a_municipality_is_told_by_its_ean() -> None:
    town = {"vat_number": CVR_NUMBERS[2], "city": "Kerteby"}
    finance = [
        customer(str(n), f"Kerteby Kommune, {unit}", ean=EANS[n], **town)
        for n, unit in enumerate(("Jobcenter", "Rådhus", "Bibliotek"))
    ]
    psa = [
        customer(f"p{n}", f"{unit}, Kerteby Kommune", ean=EANS[n], **town)
        for n, unit in enumerate(("Jobcenter", "Rådhus", "Bibliotek"))
    ]

    found = matched(finance, psa)

    assert {number: (one.bucket, one.suggestions[0].psa_id) for number, one in found.items()} == {
        str(n): (Bucket.ONE, f"p{n}") for n in range(3)
    }


def test_the_same_cvr_number_does_not_make_two_units_one() -> None:
    town = {"vat_number": CVR_NUMBERS[2], "city": "Kerteby"}
    found = only(customer("1", "Kerteby Kommune - Jobcenter", **town), customer("p1", "Genbrugsplads, Kerteby Kommune", **town))

    assert found.bucket is not Bucket.ONE


def test_branches_that_share_a_cvr_number_are_several_for_the_head_office() -> None:
    found = only(
        SMEDIE,
        customer("p1", "Kværn Smedie ApS, afd. Randers", vat_number=CVR_NUMBERS[0], city="Randers", zip_code="8900"),
        customer("p2", "Kværn Smedie ApS, afd. Horsens", vat_number=CVR_NUMBERS[0], city="Horsens", zip_code="8700"),
    )

    assert found.bucket is Bucket.SEVERAL
    assert {suggestion.psa_id for suggestion in found.suggestions} == {"p1", "p2"}


def test_each_branch_finds_its_own_branch() -> None:
    towns = {"Randers": "8900", "Horsens": "8700"}
    finance = [
        customer(town, f"Kværn Smedie ApS ({town})", vat_number=CVR_NUMBERS[0], city=town, zip_code=zip_code)
        for town, zip_code in towns.items()
    ]
    psa = [
        customer(f"p{town}", f"Kværn Smedie - {town}", vat_number=CVR_NUMBERS[0], city=town, zip_code=zip_code)
        for town, zip_code in towns.items()
    ]

    found = matched(finance, psa)

    assert {town: found[town].suggestions[0].psa_id for town in towns} == {town: f"p{town}" for town in towns}


def test_a_customer_that_stands_twice_in_the_psa_is_several() -> None:
    found = only(SMEDIE, replace(SMEDIE, id="p1"), replace(SMEDIE, id="p2", number="77", email=""))

    assert found.bucket is Bucket.SEVERAL
    assert {suggestion.psa_id for suggestion in found.suggestions} == {"p1", "p2"}


def test_a_psa_customer_is_the_single_suggestion_of_one_finance_customer_only() -> None:
    found = matched([SMEDIE, replace(SMEDIE, id="1002", number="1002", email="", phone="")], [replace(SMEDIE, id="p1")])

    assert sum(one.bucket is Bucket.ONE for one in found.values()) <= 1


def test_neighbours_with_like_names_get_one_each() -> None:
    finance = [
        customer("1", "Kværn Tømrer ApS", vat_number=CVR_NUMBERS[0]),
        customer("2", "Kværn Tømrer A/S", vat_number=CVR_NUMBERS[1]),
    ]
    psa = [customer("p1", "Kværn Tømrer", vat_number=CVR_NUMBERS[0]), customer("p2", "Kværn Tømrer", vat_number=CVR_NUMBERS[1])]

    found = matched(finance, psa)

    assert {number: (one.bucket, one.suggestions[0].psa_id) for number, one in found.items()} == {
        "1": (Bucket.ONE, "p1"),
        "2": (Bucket.ONE, "p2"),
    }


def test_a_renamed_customer_is_found_by_its_cvr_number() -> None:
    found = only(SMEDIE, replace(SMEDIE, id="p1", number="9", name="Solbo Stål A/S", email="", phone=""))

    assert [suggestion.psa_id for suggestion in found.suggestions] == ["p1"]


@pytest.mark.parametrize(
    ("listed", "registered"),
    [
        ("KONINKL. VINDMOLEN", "Koninklijke Vindmolen N.V."),
        ("INTERCONT SOLBO HLDGS", "Intercontinental Solbo Holdings PLC"),
        ("SOLBO, AB SER. B", "Aktiebolaget Solbo"),
        ("KVAERN TECH. INTL", "Kværn Technologies International A/S"),
    ],
)
def test_cut_and_abbreviated_names_are_found_by_word_beginnings(listed: str, registered: str) -> None:
    others = [
        Customer(id=f"x{n}", name=name)
        for n, name in enumerate(("Solberg International PLC", "Koninklijke Molenaar N.V.", "Intersol AB"))
    ]
    found = only(Customer(id="1", name=listed), Customer(id="p1", name=registered), *others)

    assert found.suggestions[0].psa_id == "p1"


def test_a_short_name_is_found_among_many_that_share_its_words() -> None:
    words = ("Leakey", "Cubo", "United", "Meander", "Bank")
    crowd = [
        Customer(id=f"x{place}{n}", name=f"{word} {second}{n}", country=("DK", "SE")[n % 2])
        for place, word in enumerate(words)
        for n, second in enumerate(("Group", "Beverage", "Mining", "Trust", "Steel", "Power", "Systems", "Foods") * 3)
    ]
    listed = {"MEA. A/S": "Meahus A/S", "UTD GRP BREWE. NA": "United Group Breweries plc", "CIE SOL.BK B": "Compagnie Solbo Bank"}
    finance = [Customer(id=name, name=name, country="NL") for name in listed]
    psa = [Customer(id=name, name=name, country="NL") for name in listed.values()]

    found = matched(finance, [*crowd, *psa])

    assert {name: [suggestion.psa_id for suggestion in one.suggestions[:1]] for name, one in found.items()} == {
        name: [partner] for name, partner in listed.items()
    }


def test_among_names_only_the_same_name_in_another_town_is_not_a_single_suggestion() -> None:
    finance = Customer(id="1", name="Kværn Smedie ApS", city="Randers", country="DK")
    namesake = Customer(id="p1", name="Kværn Smedie ApS", city="Ribe", country="DK")

    assert only(finance, namesake).bucket is Bucket.SEVERAL
    assert only(finance, replace(namesake, city="Randers")).bucket is Bucket.ONE


@pytest.mark.parametrize(
    ("listed", "registered"),
    [
        ("KVS", "Kværn Værktøj og Smedie A/S"),
        ("KVS B", "Kværn Værktøj og Smedie Group A/S"),
        ("KVN VRK SMD", "Kværn Værktøj og Smedie A/S"),
        ("KVAERN VAERKTOEJ", "Kværn Værktøj Holding A/S"),
    ],
)
def test_listings_print_initials_and_leave_out_group(listed: str, registered: str) -> None:
    others = [customer(f"p{number}", name) for number, name in enumerate(("Kværn Optik A/S", "Solbo Smedie A/S", "Kysten AS"), 1)]
    found = suggest([Customer(id="f1", name=listed)], [customer("p0", registered), *others])

    assert found[0].suggestions[0].psa_id == "p0"
    assert found[0].bucket is Bucket.SEVERAL


@pytest.mark.parametrize(
    "place", [{"city": "Kolding"}, {"zip_code": "6000"}, {"zip_code": "6000", "city": "Kolding"}], ids=["town", "postcode", "both"]
)
def test_the_same_name_in_another_place_is_not_a_single_suggestion_by_the_name_alone(place: dict[str, str]) -> None:
    found = only(SMEDIE, customer("p1", "Kværn Smedie ApS", **place))

    assert found.bucket is Bucket.SEVERAL


def test_a_customer_with_the_same_number_may_have_moved() -> None:
    moved = Customer(id="p1", number="1001", name="Kværn Smedie ApS", zip_code="6000", city="Kolding")

    assert only(SMEDIE, moved).bucket is Bucket.ONE


def test_a_firm_with_its_owners_name_is_not_the_company_by_the_name_alone() -> None:
    found = only(SMEDIE, customer("p1", "Kværn Smedie v/ Ib Lund"))

    assert found.bucket is Bucket.SEVERAL
    assert "One name has its owner, the other a legal form" in sentence(found.suggestions[0]).render()
    assert only(SMEDIE, customer("p1", "Kværn Smedie v/ Ib Lund", phone="43520837")).bucket is Bucket.ONE


def test_a_number_that_may_be_cut_off_needs_more_than_what_neighbours_share() -> None:
    shared = {"phone": "43 52 08 37", "address": "Nørregade 12", "zip_code": "8000"}
    streets = ("Fjordmark", "Havnemark", "Lyngmarken", "Engmarken", "Skovmarken")
    cut = [customer(street, f"Ejendomsselskabet {street}"[:24]) for street in streets]  # this system keeps 24 letters
    house = customer("p1", "Ejendomsselskabet Solmarken 7 ApS", **shared)
    found = suggest([*cut, customer("f1", "Ejendomsselskabet Solmar", **shared)], [house])

    assert {one.finance_id: one.bucket for one in found}["f1"] is Bucket.SEVERAL


def test_a_slip_in_the_name_is_forgiven_at_the_same_postcode_when_no_address_speaks() -> None:
    place = {"zip_code": "8000", "city": "Aarhus C", "country": "DK"}
    finance = customer("1", "Kværn Smedie ApS", phone="43520837", **place)
    psa = Customer(id="p1", name="Kværm Smedie ApS", **place)
    other = Customer(id="p2", name="Solbo Optik", phone="28172635")

    assert only(finance, psa, other).bucket is Bucket.ONE
    elsewhere = replace(psa, address="Havnegade 3")
    assert only(replace(finance, address="Nørregade 12"), elsewhere, other).bucket is Bucket.SEVERAL


def test_a_mail_provider_that_anybody_uses_says_nothing() -> None:
    found = only(
        customer("1", "Kværn Smedie", email="kvaernsmedie@gmail.com"), customer("p1", "Solbo Optik", email="solbooptik@gmail.com")
    )

    assert found.bucket is Bucket.NONE


def test_no_more_than_five_are_shown_best_first() -> None:
    found = only(SMEDIE, *[replace(SMEDIE, id=f"p{n}", number=str(n), phone="" if n % 2 else SMEDIE.phone) for n in range(9)])

    scores = [suggestion.score for suggestion in found.suggestions]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(("finance", "psa"), [([], []), ([SMEDIE], []), ([], [SMEDIE])])
def test_an_empty_register_gives_no_suggestions(finance: list[Customer], psa: list[Customer]) -> None:
    assert [(one.finance_id, one.bucket) for one in suggest(finance, psa)] == [(one.id, Bucket.NONE) for one in finance]


def test_customers_without_any_value_are_none() -> None:
    found = matched([Customer(id="1"), Customer(id="2", name="*")], [Customer(id="p1"), Customer(id="p2", name=".")])

    assert {one.bucket for one in found.values()} == {Bucket.NONE}


def test_progress_runs_to_the_end() -> None:
    told: list[tuple[int, int]] = []
    suggest([SMEDIE], [replace(SMEDIE, id="p1")], progress=lambda done, total: told.append((done, total)))

    assert told[0] == (0, 1)
    assert told[-1] == (1, 1)
    assert told == sorted(told)


def test_cancelling_stops_it() -> None:
    with pytest.raises(Cancelled):
        suggest([SMEDIE], [replace(SMEDIE, id="p1")], is_cancelled=lambda: True)


@pytest.mark.parametrize("count", [40, 60])
def test_a_name_that_very_many_have_on_both_sides_is_shown_and_not_called_missing(count: int) -> None:
    finance = [customer(f"f{place:02}", "Fakta Butik ApS") for place in range(count)]
    psa = [customer(f"p{place:02}", "Fakta Butik") for place in range(count)]

    found = suggest(finance, psa)

    assert {(one.bucket, len(one.suggestions)) for one in found} == {(Bucket.SEVERAL, 5)}
    assert found == suggest(finance[::-1], psa[::-1])


@pytest.mark.parametrize("name", ["Kværn - Solbo", "Kværn Smedie, Solbo N", "Kværn Smedie Solbo ApS"])
@pytest.mark.parametrize("town", ["", "Solby"])
@pytest.mark.parametrize("fields", [{"vat_number": CVR_NUMBERS[0]}, {"phone": "43520837"}, {}])
def test_the_same_written_name_is_the_same_name_wherever_the_two_customers_are(
    name: str, town: str, fields: dict[str, str]
) -> None:
    found = only(customer("1", name, city=town, **fields), customer("p1", name, city="Solbo", **fields))

    said = found.suggestions[0].evidence[0]
    assert said.sentence.render() == "Same name"
    assert said.weight >= 6


def test_a_name_with_its_branch_goes_before_the_name_without_it() -> None:
    finance = customer("1", "Kværn Smedie - Solbo", city="Solbo", phone="43520837")
    psa = [customer("p1", "Kværn Smedie", phone="43520837"), customer("p2", "Kværn Smedie - Solbo", phone="43520837")]

    assert only(finance, *psa).suggestions[0].psa_id == "p2"
