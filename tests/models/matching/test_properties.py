"""What holds for any two registers."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.models.matching.evidence import Findings, find_evidence
from desktop.models.matching.reading import read_register
from desktop.models.matching.registers import joined
from desktop.models.matching.suggesting import suggest
from desktop.models.matching.weights import FIELDS
from desktop.models.records.customers import Customer
from desktop.models.records.suggestions import Bucket, CustomerSuggestions, EvidenceField, Verdict
from tests.models.matching.made_up import CVR_NUMBERS, EANS

NAMES = (
    "Kværn Smedie ApS",
    "KVÆRN SMEDIE",
    "Kvaern Smedje A/S",
    "Kværn Smedie Holding ApS",
    "Kværn Smedie ApS, afd. Randers",
    "Kværn Smedie, Gilleleje",
    "Kværn & Søn Tømrer",
    "Solbo Optik - Solby",
    "Solbo Optik A/S",
    "Solbo Opt. A.S.",
    "Solbo Optik 2 ApS",
    "Ejendomsselskabet Nørregade 12 ApS",
    "Ejendomsselskabet Nørregade 14",
    "Kerteby Kommune, Jobcenter",
    "Jobcenter",
    "Rådhus, Kerteby Kommune",
    "Møllers Eftf. v/Åse Riis",
    "K/S Kværnvind XIV",
    "K/S Kværnvind XV",
    "",
    "---",
)
VALUES: dict[str, tuple[str, ...]] = {
    "number": ("", "10", "11", "12", "K10"),
    "name": NAMES,
    "vat_number": ("", "ukendt", *CVR_NUMBERS[:3], f"DK{CVR_NUMBERS[0]}", "4868477"),
    "ean": ("", EANS[0], EANS[1]),
    "phone": ("", "43520837", "+45 43 52 08 37", "28172635"),
    "email": ("", "info@kvaernsmedie.dk", "per@kvaernsmedie.dk", "kvaern@gmail.com", "solbo@gmail.com"),
    "address": ("", "Nørregade 12", "Nørreg. 12, 1. th", "Postboks 7", "Havnegade 3 B"),
    "zip_code": ("", "8000", "DK-8000", "8900"),
    "city": ("", "Aarhus C", "Århus", "Randers", "Kerteby"),
    "country": ("", "DK", "Danmark", "NO"),
}


def customer(customer_id: str, seed: int) -> Customer:
    """One number stands for a customer: to draw every field by itself takes ten times as long as what is tested."""
    chance = random.Random(seed)
    return Customer(id=customer_id, **{field: chance.choice(values) for field, values in VALUES.items()})


def register(prefix: str) -> st.SearchStrategy[list[Customer]]:
    return st.lists(st.integers(0, 100_000), max_size=12).map(
        lambda seeds: [customer(f"{prefix}{place}", seed) for place, seed in enumerate(seeds)]
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
        if one.bucket is Bucket.ONE:
            verdicts = {evidence.field: evidence.verdict for evidence in one.suggestions[0].evidence}
            speaking = {field for field, verdict in verdicts.items() if verdict in (Verdict.AGREES, Verdict.CLOSE)}
            assert Verdict.CONTRADICTS not in verdicts.values()
            assert speaking - {EvidenceField.NUMBER, EvidenceField.ZIP_CODE, EvidenceField.CITY, EvidenceField.COUNTRY}
            if verdicts[EvidenceField.NAME] is Verdict.ABSENT:
                assert speaking & {EvidenceField.VAT_NUMBER, EvidenceField.EAN, EvidenceField.EMAIL}


STRANGER = Customer(
    id="stranger",
    number="99887",
    name="Ypsilon Zwingli Xenon GmbH",
    vat_number=CVR_NUMBERS[8],
    phone="99887766",
    email="post@ypsilonzwingli.de",
    address="Wallstraße 99",
    zip_code="10115",
    city="Solby",
    country="DE",
)


OTHER_STRANGER = Customer(
    id="other stranger",
    number="77665",
    name="Quixada Wombat Zephyr SARL",
    vat_number=CVR_NUMBERS[9],
    phone="77665544",
    email="bonjour@quixadawombat.fr",
    address="Rue Voltaire 77",
    zip_code="75011",
    city="Gilleleje",
    country="FR",
)
# Of every field there is a value on both sides before the strangers come: what may be compared does not change with them.
FINANCE_FILLED = Customer(
    id="f filled",
    number="55443",
    name="Umbrella Jigsaw Ltd",
    vat_number=CVR_NUMBERS[6],
    phone="55443322",
    email="office@umbrellajigsaw.uk",
    address="Elm Row 5",
)
PSA_FILLED = Customer(
    id="p filled",
    number="33221",
    name="Octopus Vanilla Inc",
    vat_number=CVR_NUMBERS[7],
    phone="33221100",
    email="desk@octopusvanilla.us",
    address="Pine Court 9",
)


@given(register("f"), register("p"), st.sampled_from(("finance", "psa", "both", "both, the other way round")))
@settings(max_examples=60, deadline=None)
def test_customers_that_have_nothing_to_do_with_the_others_change_nothing(
    finance: list[Customer], psa: list[Customer], where: str
) -> None:
    finance, psa = [*finance, FINANCE_FILLED], [*psa, PSA_FILLED]
    in_finance, in_psa = (STRANGER, OTHER_STRANGER) if where != "both, the other way round" else (OTHER_STRANGER, STRANGER)
    expected = by_id(suggest(finance, psa))

    wider = by_id(
        suggest([*finance, in_finance] if where != "psa" else finance, [*psa, in_psa] if where != "finance" else psa),
    )
    if where != "psa":
        assert wider.pop(in_finance.id).bucket is Bucket.NONE
    assert wider == expected


LETTERS = "bdfgklmnprstv"


@given(register("f"), register("p"), st.integers(-16, 16), st.integers(-20, 20))
@settings(max_examples=20, deadline=None)
def test_pairs_left_out_before_names_are_compared_would_not_have_scored_enough(
    finance: list[Customer], psa: list[Customer], quarters: int, learned: int
) -> None:
    least = quarters / 4
    mail = FIELDS[EvidenceField.EMAIL]
    table = {**FIELDS, EvidenceField.EMAIL: {**mail, "spells_name": mail["spells_name"]._replace(weight=learned / 4)}}
    left, right, vocabulary = joined(*(read_register([*side, Customer(id="x")]) for side in (finance, psa)))
    every = np.divmod(np.arange(left.count * right.count), right.count)

    def enough(findings: Findings) -> list[tuple[int, int, float]]:
        scored = zip(findings.rows.tolist(), findings.partners.tolist(), findings.score.tolist(), strict=True)
        return [one for one in scored if one[2] >= least]

    whole = find_evidence(left, right, *every, vocabulary, table)
    assert len(whole.rows) == left.count * right.count
    assert enough(find_evidence(left, right, *every, vocabulary, table, least)) == enough(whole)


def names_only(prefix: str, count: int) -> list[Customer]:
    """Customers with a made-up name and a town and nothing else: a third abbreviated on one side, a third with a legal form."""
    rng = random.Random(7)
    words = ["".join(rng.choice(LETTERS) + rng.choice("aeiou") for _ in range(4)) for _ in range(2 * count)]
    found = []
    for place in range(count):
        one, other = words[2 * place : 2 * place + 2]
        in_finance = (f"{one} {other}", f"{one} {other}", f"{one} {other} ApS")[place % 3]
        is_short = prefix == "p" and place % 3 == 0
        found.append(Customer(id=f"{prefix}{place:03}", name=f"{one[:5]}. {other[1:]}" if is_short else in_finance, city="Kerteby"))
    return found


def test_one_filled_customer_on_each_side_does_not_change_what_names_alone_prove() -> None:
    finance, psa = names_only("f", 60), names_only("p", 60)
    expected = by_id(suggest(finance, psa))
    assert {one.bucket for one in expected.values()} == {Bucket.ONE, Bucket.SEVERAL}

    wider = by_id(suggest([*finance, STRANGER], [*psa, OTHER_STRANGER]))

    del wider["stranger"]
    assert wider == expected
