"""Suggestions are explained in sentences."""

from __future__ import annotations

from dataclasses import replace

import pytest

from desktop.models.matching.explain import sentence
from desktop.models.matching.weights import FIELDS, NAME, NAME_PARTS
from desktop.models.records.suggestions import EvidenceField, Verdict
from tests.models.matching.made_up import CVR_NUMBERS, customer, matched, only
from tests.models.matching.test_suggest import SMEDIE


def test_the_sentence_says_what_is_the_same_and_what_differs() -> None:
    found = only(SMEDIE, customer("p1", "Kværn Smedie", vat_number=CVR_NUMBERS[0], phone="43520837"))

    assert sentence(found.suggestions[0]).render() == "Same CVR number and phone. The name differs by ApS."


def test_the_sentence_says_what_speaks_against() -> None:
    found = only(SMEDIE, replace(SMEDIE, id="p1", vat_number=CVR_NUMBERS[1]))

    assert sentence(found.suggestions[0]).render().endswith("Two valid and different CVR numbers.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Kværn Smedie ApS", "Same name"),
        ("Kværn Smedie A/S", "Same name, but the legal forms differ: ApS and A/S"),
        ("Kværn Smedie", "The name differs by ApS"),
        ("Kværn Smedje ApS", "Nearly the same name"),
        ("Kværn Smedie ApS, afd. Randers", "The name differs by the branch randers"),
        ("Kværn Smedie Holding ApS", "Only one of the names says holding, invest or the like, but the CVR number is the same"),
    ],
)
def test_the_name_has_its_own_sentence(name: str, said: str) -> None:
    found = only(SMEDIE, replace(SMEDIE, id="p1", name=name))

    spoken = {evidence.field: evidence.sentence.render() for evidence in found.suggestions[0].evidence}
    assert spoken[EvidenceField.NAME] == said


def test_the_sentence_of_a_name_does_not_depend_on_the_customers_before_it() -> None:
    before = customer("f0", "Solbo Optik", phone="28172635")
    lacking = replace(SMEDIE, id="p1", name="Kværn Smedie", vat_number="", phone="")
    one = replace(SMEDIE, id="f1", vat_number="", phone="")

    found = matched([before, one], [replace(before, id="p0"), replace(lacking, id="p1")])

    names = [found[id_].suggestions[0].evidence[0].sentence.render() for id_ in ("f0", "f1")]
    assert names == ["Same name", "The name differs by ApS"]


def test_every_field_has_its_say() -> None:
    found = only(SMEDIE, replace(SMEDIE, id="p1"))

    assert {evidence.field for evidence in found.suggestions[0].evidence} == set(EvidenceField)


def test_the_weights_are_quarters_so_that_sums_are_exact() -> None:
    weights = [finding.weight for findings in (*FIELDS.values(), NAME) for finding in findings.values()]
    weights += [weight for parts in NAME_PARTS.values() for weight in parts.values()]

    assert all((4 * weight).is_integer() for weight in map(float, weights))


def test_what_contradicts_weighs_against_and_what_is_absent_weighs_nothing() -> None:
    for findings in (*FIELDS.values(), NAME):
        for finding in findings.values():
            assert finding.verdict is not Verdict.CONTRADICTS or finding.weight < 0
            assert finding.verdict is not Verdict.AGREES or finding.weight > 0
