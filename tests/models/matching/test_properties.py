"""What holds for any two registers."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.models.matching.suggesting import suggest
from desktop.models.records.customers import Customer
from desktop.models.records.suggestions import Bucket, CustomerSuggestions
from tests.models.matching.made_up import CVR_NUMBERS, EANS

NAMES = (
    "Kværn Smedie ApS",
    "KVÆRN SMEDIE",
    "Kvaern Smedje A/S",
    "Kværn Smedie Holding ApS",
    "Kværn Smedie ApS, afd. Randers",
    "Kværn & Søn Tømrer",
    "Solbo Optik A/S",
    "Solbo Opt. A.S.",
    "Solbo Optik 2 ApS",
    "Ejendomsselskabet Nørregade 12 ApS",
    "Ejendomsselskabet Nørregade 14",
    "Kerteby Kommune, Jobcenter",
    "Jobcenter",
    "Rådhus, Kerteby Kommune",
    "Møllers Eftf. v/Åse Riis",
    "",
)
CUSTOMER = st.fixed_dictionaries(
    {
        "number": st.sampled_from(("", "10", "11", "12", "K10")),
        "name": st.sampled_from(NAMES),
        "vat_number": st.sampled_from(("", "ukendt", *CVR_NUMBERS[:3], f"DK{CVR_NUMBERS[0]}", "4868477")),
        "ean": st.sampled_from(("", EANS[0], EANS[1])),
        "phone": st.sampled_from(("", "43520837", "+45 43 52 08 37", "28172635")),
        "email": st.sampled_from(("", "info@kvaernsmedie.dk", "per@kvaernsmedie.dk", "kvaern@gmail.com", "solbo@gmail.com")),
        "address": st.sampled_from(("", "Nørregade 12", "Nørreg. 12, 1. th", "Postboks 7", "Havnegade 3 B")),
        "zip_code": st.sampled_from(("", "8000", "DK-8000", "8900")),
        "city": st.sampled_from(("", "Aarhus C", "Århus", "Randers", "Kerteby")),
        "country": st.sampled_from(("", "DK", "Danmark", "NO")),
    }
)


def register(prefix: str) -> st.SearchStrategy[list[Customer]]:
    return st.lists(CUSTOMER, max_size=12).map(
        lambda found: [Customer(id=f"{prefix}{place}", **fields) for place, fields in enumerate(found)]
    )


def by_id(found: list[CustomerSuggestions]) -> dict[str, CustomerSuggestions]:
    return {one.finance_id: one for one in found}


@given(register("f"), register("p"), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_rows_does_not_matter(finance: list[Customer], psa: list[Customer], rng: random.Random) -> None:
    expected = suggest(finance, psa)
    rng.shuffle(finance)
    rng.shuffle(psa)

    assert suggest(finance, psa) == expected


@given(register("f"), register("p"))
@settings(max_examples=60, deadline=None)
def test_every_score_is_the_sum_of_the_evidence_shown(finance: list[Customer], psa: list[Customer]) -> None:
    for found in suggest(finance, psa):
        for suggestion in found.suggestions:
            assert suggestion.score == sum(evidence.weight for evidence in suggestion.evidence)
            assert len({evidence.field for evidence in suggestion.evidence}) == len(suggestion.evidence)


@given(register("f"), register("p"))
@settings(max_examples=60, deadline=None)
def test_the_buckets_keep_what_they_promise(finance: list[Customer], psa: list[Customer]) -> None:
    found = suggest(finance, psa)
    singles = [one.suggestions[0].psa_id for one in found if one.bucket is Bucket.ONE]

    assert len(singles) == len(set(singles))
    assert [one.finance_id for one in found] == sorted(customer.id for customer in finance)
    for one in found:
        scores = [suggestion.score for suggestion in one.suggestions]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) <= 5
        assert (one.bucket is Bucket.NONE) == (not scores)


STRANGER = Customer(
    id="stranger",
    number="99887",
    name="Ypsilon Zwingli Xenon GmbH",
    vat_number=CVR_NUMBERS[8],
    phone="99887766",
    email="post@ypsilonzwingli.de",
    address="Wallstraße 99",
    zip_code="10115",
    city="Berlin",
    country="DE",
)


@given(register("f"), register("p"))
@settings(max_examples=60, deadline=None)
def test_a_customer_that_has_nothing_to_do_with_the_others_changes_nothing(finance: list[Customer], psa: list[Customer]) -> None:
    expected = by_id(suggest(finance, psa))

    assert by_id(suggest(finance, [*psa, STRANGER])) == expected
    wider = by_id(suggest([*finance, STRANGER], psa))
    assert wider.pop("stranger").bucket is Bucket.NONE
    assert wider == expected
