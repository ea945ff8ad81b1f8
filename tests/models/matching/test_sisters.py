"""Sister companies that only a number, a letter or a compass point in the name tells apart are never taken for one another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.models.matching.duplicates import clusters
from desktop.models.matching.names import NameReader
from desktop.models.matching.normalise import fold
from desktop.models.matching.suggesting import suggest
from desktop.models.records.suggestions import Bucket, EvidenceField, Verdict
from tests.models.matching.made_up import CVR_NUMBERS, customer, only

SHARED = {"phone": "43520837", "email": "post@havneadmin.dk", "address": "Havnegade 3", "zip_code": "8000", "city": "Aarhus C"}
PLACE = {"address": "Havnegade 3", "zip_code": "8000", "city": "Aarhus C"}
SISTERS = [
    ("K/S Difkobo XIV", "K/S Difkobo XV"),
    ("K/S Difkobo IX", "K/S Difkobo X"),
    ("Difkobo Vind LXI", "Difkobo Vind LXII"),
    ("Solar I ApS", "Solar II ApS"),
    ("Solar Park I K/S", "Solar Park II K/S"),
    ("Bygning S A/S", "Bygning T A/S"),
    ("Ejendom V ApS", "Ejendom IV ApS"),
    ("Bygning A ApS", "Bygning B ApS"),
    ("Bygning E ApS", "Bygning F ApS"),
    ("Bygning E", "Bygning I"),
    ("Vindpark Syd", "Vindpark Nord"),
    ("Vindpark Øst ApS", "Vindpark West ApS"),
    ("Nørre Energi Sydøst", "Nørre Energi Sydvest"),
    ("Nørre Energi Nord", "Nørre Energi Nordøst"),
    ("Nørre Energi Østre", "Nørre Energi Vestre"),
    ("Fitness Solbo N", "Fitness Solbo Syd"),
    ("Solar ApS 2", "Solar ApS 3"),
    ("Solar K/S II", "Solar K/S XII"),
    ("Vindmøllelaug Solbo Ky 2", "Vindmøllelaug Solbo Ky 3"),
]


@pytest.mark.parametrize(("finance", "psa"), SISTERS)
@pytest.mark.parametrize("fields", [SHARED, PLACE], ids=["all the same", "place the same"])
def test_a_sister_is_never_a_single_suggestion_nor_a_double(finance: str, psa: str, fields: dict[str, str]) -> None:
    found = only(customer("1", finance, **fields), customer("p1", psa, **fields))

    assert found.bucket is not Bucket.ONE
    for suggestion in found.suggestions:
        assert next(one for one in suggestion.evidence if one.field is EvidenceField.NAME).verdict is Verdict.CONTRADICTS
    assert clusters([customer("1", finance, **fields), customer("2", psa, **fields)]) == []


@pytest.mark.parametrize(
    ("finance", "psa"),
    [
        ("K/S Difkobo XIV", "Difkobo 14 K/S"),
        ("Solar ApS 2", "Solar II ApS"),
        ("Ejendomsselskabet Nørregade 12.", "Ejendomsselskabet Nørregade 12"),
        ("Kværn Smedie A/S", "Kværn Smedie A"),
        ("Solbo Optik Nord", "SOLBO OPTIK NORD APS"),
        ("Jensen, Peter K", "Peter K. Jensen"),
        ("Vind Nord Øst", "Vind Øst Nord"),
        ("Kværn Nord", "Kværn Nord B"),
        ("Nordvest Byg", "Nord Vest Byg"),
        ("Marina North-West", "Marina Northwest"),
        ("Kværn Syd Øst", "Kværn Sydøst"),
        ("Fitness Solbo N", "Fitness Solbo Nord"),
        ("Lægehuset Solbo V", "Lægehuset Solbo Vest"),
        ("Dental Ø", "Dental Øst"),
    ],
)
def test_the_same_mark_or_one_that_only_one_name_has_keeps_nobody_apart(finance: str, psa: str) -> None:
    assert only(customer("1", finance, **SHARED), customer("p1", psa, **SHARED)).bucket is Bucket.ONE


@pytest.mark.parametrize(
    ("finance", "psa", "said"),
    [
        ("Dental Ø", "Dental VEST", "Ø and VEST"),
        ("Ejendom V ApS", "Ejendom B ApS", "V and B"),
        ("½ Dental Ø", "½ Dental Vest", "o and vest"),
    ],
)
def test_marks_that_differ_are_told_as_they_are_written(finance: str, psa: str, said: str) -> None:
    found = only(customer("1", finance, **SHARED), customer("p1", psa, **SHARED))

    name = found.suggestions[0].evidence[0]
    assert name.sentence.render() == f"The names differ in what tells sister companies apart: {said}"


def test_a_sister_with_the_same_cvr_number_is_shown_for_it_may_have_been_renamed() -> None:
    finance = customer("1", "Tømrer Vest Holding", vat_number=CVR_NUMBERS[0], phone="43520837", email="a@solbo.dk")
    psa = customer("p1", "Tømrer Syd Holding", vat_number=CVR_NUMBERS[0], phone="43520838", email="b@kerteby.dk")

    assert only(finance, psa).bucket is Bucket.SEVERAL
    assert only(finance, replace(psa, vat_number=CVR_NUMBERS[1])).bucket is Bucket.NONE


def test_who_moved_and_took_another_name_is_still_found_by_its_cvr_number() -> None:
    same = {"vat_number": CVR_NUMBERS[0], "phone": "43520837"}

    assert only(customer("1", "Kværn Nord", **same), customer("p1", "Solbo Syd", **same)).bucket is Bucket.ONE


def test_a_house_and_its_letter_are_told_as_what_they_are() -> None:
    found = only(customer("1", "Nørregade 12 ApS", **SHARED), customer("p1", "Nørregade 12A ApS", **SHARED))

    assert found.bucket is Bucket.SEVERAL
    name = next(one for one in found.suggestions[0].evidence if one.field is EvidenceField.NAME)
    assert name.sentence.render() == "The number in one name has a letter: 12 and 12a"


CUT_OFF = "The number in one name may be cut off: {} and {}"
DIFFERS = "The number in the name differs: {} and {}"


@pytest.mark.parametrize(
    ("cut", "whole", "said", "bucket"),
    [
        ("Komplementar Difkobos XI", "Komplementar Difkobos XIV", CUT_OFF.format(11, 14), Bucket.SEVERAL),
        ("Komplementar Difkobos 11", "Komplementar Difkobos 112 ApS", CUT_OFF.format(11, 112), Bucket.SEVERAL),
        ("Komplementar Difkobos 11", "Komplementar Difkobos 14", DIFFERS.format(11, 14), Bucket.SEVERAL),
        ("Komplementar Difkobos 11", "Komplementar Difkobos XI", "Same name", Bucket.ONE),
        ("Komplementar Difkobos XI", "Komplementar Difkobos 11", "Same name", Bucket.ONE),
        ("Komplementar Difkobos 7A", "Komplementar Difkobos 7", "The number in one name has a letter: 7a and 7", Bucket.SEVERAL),
    ],
)
def test_a_number_at_the_end_of_a_cut_name_may_have_gone_on(cut: str, whole: str, said: str, bucket: Bucket) -> None:
    streets = ("Fjordmark", "Havnemark", "Lyngmarken", "Engmarken", "Skovmarken")
    crowd = [customer(street, f"Ejendomsselskabet {street}"[: len(cut)]) for street in streets]  # this system keeps 24 letters
    partner = customer("p1", whole, **SHARED)

    found = {one.finance_id: one for one in suggest([*crowd, customer("1", cut, **SHARED)], [partner])}["1"]
    assert found.bucket is bucket
    assert found.suggestions[0].evidence[0].sentence.render() == said

    number = {"vat_number": CVR_NUMBERS[0]}
    sure = suggest([*crowd, customer("1", cut, **SHARED, **number)], [replace(partner, **number)])
    assert ({one.finance_id: one for one in sure}["1"].bucket is Bucket.ONE) == (said != DIFFERS.format(11, 14))


def test_where_the_cvr_number_says_it_is_one_company_the_sentence_of_holding_does_not_contradict() -> None:
    finance = customer("1", "Kværn Smedie Holding ApS", vat_number=CVR_NUMBERS[0], phone="43520837")
    psa = customer("p1", "Kværn Smedie ApS", vat_number=CVR_NUMBERS[0], phone="43520837")

    found = only(finance, psa)
    assert found.bucket is Bucket.ONE
    name = found.suggestions[0].evidence[0]
    assert name.verdict is Verdict.CLOSE
    assert name.sentence.render() == "Only one of the names says holding, invest or the like, but the CVR number is the same"
    assert only(finance, replace(psa, vat_number="")).suggestions[0].evidence[0].verdict is Verdict.CONTRADICTS


@pytest.mark.parametrize("name", ["Liv Hansen", "Hansen, Liv", "XL-Byg Kerteby", "Wang Li"])
def test_names_that_look_like_roman_numerals_stay_names(name: str) -> None:
    assert not any(word.isdigit() for word in NameReader().read(fold(name)).words)
