from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.models.matching import decide
from desktop.models.matching.learning import (
    _MAY_BE_A_DOUBLE,
    _SHOWN_FROM,
    ENOUGH_REFUSED,
    ENOUGH_RIGHT,
    MOST,
    USUAL,
    LearnedWeight,
    Lesson,
    learned_weights,
    lessons,
    table_with,
)
from desktop.models.matching.suggesting import suggest
from desktop.models.matching.weights import FIELDS
from desktop.models.records import Bucket, Customer, CustomerSuggestions, Evidence, EvidenceField, Suggestion, Verdict
from desktop.texts import Message, set_language

CVRS = ("35308296", "76240396")


def lesson(field: EvidenceField, verdict: Verdict, is_right: bool, score: float = 4.5) -> Lesson:
    return Lesson(Suggestion("p", score, (Evidence(field, verdict, 0, Message("")),)), is_right)


def taught(field: EvidenceField, right: tuple[int, int], refused: tuple[int, int]) -> list[Lesson]:
    """So many of so many right pairs agree in the field, and of refused ones; the others differ."""
    made = []
    for is_right, (agree, of) in ((True, right), (False, refused)):
        made += [lesson(field, Verdict.AGREES if n < agree else Verdict.DIFFERS, is_right) for n in range(of)]
    return made


def shifts(found: list[LearnedWeight]) -> dict[Verdict, float]:
    return {one.verdict: one.shift for one in found}


def weight(field: EvidenceField, verdict: Verdict, shift: float) -> LearnedWeight:
    return LearnedWeight(field=field, verdict=verdict, shift=shift, right=0, of_right=0, refused=0, of_refused=0)


def test_a_phone_that_refused_pairs_share_too_counts_for_less_and_says_why() -> None:
    found = learned_weights(taught(EvidenceField.PHONE, (140, 214), (30, 60)))
    same = next(one for one in found if one.verdict is Verdict.AGREES)
    assert (same.declared, same.weight) == (3.25, 2.25)
    set_language("en")
    assert str(same.title) == "Same phone"
    assert str(same.because) == "140 of 214 right pairs and 30 of 60 refused ones; usually 68 and 16 of 100"


def test_an_address_that_every_right_pair_shares_counts_more_against_when_it_differs() -> None:
    found = shifts(learned_weights(taught(EvidenceField.ADDRESS, (300, 300), (4, 80))))
    assert found[Verdict.DIFFERS] < 0


@pytest.mark.parametrize(
    ("right", "refused"), [((49, 49), (20, 20)), ((300, 300), (19, 19))], ids=["too few right", "too few refused"]
)
def test_nothing_is_learned_from_few_decisions(right: tuple[int, int], refused: tuple[int, int]) -> None:
    assert (ENOUGH_RIGHT, ENOUGH_REFUSED) == (50, 20)
    assert learned_weights(taught(EvidenceField.PHONE, right, refused)) == []


def test_registers_like_the_usual_ones_teach_nothing() -> None:
    for field, (right, refused) in USUAL.items():
        assert learned_weights(taught(field, (round(right * 1000), 1000), (round(refused * 200), 200))) == []


def test_more_of_the_same_decisions_move_a_weight_further() -> None:
    few = shifts(learned_weights(taught(EvidenceField.CITY, (45, 50), (2, 20)))).get(Verdict.AGREES, 0.0)
    many = shifts(learned_weights(taught(EvidenceField.CITY, (900, 1000), (40, 400))))[Verdict.AGREES]
    assert 0 <= few < many <= MOST


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(USUAL)), st.tuples(*[st.integers(0, 100)] * 4))
def test_a_learned_weight_stays_near_the_declared_one_in_quarters_and_never_turns(
    field: EvidenceField, counts: tuple[int, int, int, int]
) -> None:
    right, more_right, refused, more_refused = counts
    for one in learned_weights(taught(field, (right, right + more_right), (refused, refused + more_refused))):
        assert abs(one.shift) <= MOST
        assert one.weight * 4 == int(one.weight * 4)
        assert one.weight * one.declared >= 0


def test_a_refused_pair_that_is_the_right_customer_a_second_time_is_not_taken_for_a_wrong_one() -> None:
    pairs = taught(EvidenceField.PHONE, (140, 214), (30, 60))
    doubles = [lesson(EvidenceField.PHONE, Verdict.AGREES, is_right=False, score=_MAY_BE_A_DOUBLE)] * 500
    assert learned_weights([*pairs, *doubles]) == learned_weights(pairs)


def test_a_pair_that_only_the_field_itself_brought_up_does_not_praise_it() -> None:
    pairs = taught(EvidenceField.PHONE, (140, 214), (30, 60))
    weak = [Lesson(Suggestion("p", 4.25, (Evidence(EvidenceField.PHONE, Verdict.AGREES, 3.25, Message("")),)), False)] * 500
    assert learned_weights([*pairs, *weak]) == learned_weights(pairs)


def test_the_threshold_of_showing_is_that_of_deciding() -> None:
    assert decide.ORDINARY.worth_showing == _SHOWN_FROM
    assert decide.RIVAL == _MAY_BE_A_DOUBLE


def test_links_teach_which_suggestion_was_right_and_which_were_refused() -> None:
    found = [
        CustomerSuggestions("a", Bucket.SEVERAL, (Suggestion("p1", 9, ()), Suggestion("p2", 8, ()))),
        CustomerSuggestions("b", Bucket.ONE, (Suggestion("p3", 9, ()),)),
        CustomerSuggestions("c", Bucket.ONE, (Suggestion("p4", 9, ()),)),
    ]
    made = lessons(found, {"a": "p2", "b": "somebody else"}, {("c", "p4"): False})
    assert [(one.suggestion.psa_id, one.is_right) for one in made] == [("p1", False), ("p2", True), ("p4", False)]


# the table


def test_with_nothing_learned_the_table_is_the_declared_one() -> None:
    assert table_with([]) is FIELDS


def test_a_shift_moves_every_finding_of_its_verdict_and_nothing_else() -> None:
    table = table_with([weight(EvidenceField.PHONE, Verdict.AGREES, -1.0)])
    assert {kind: one.weight for kind, one in table[EvidenceField.PHONE].items()} == {
        "absent": 0,
        "same": 2.25,
        "same_in_finance": 0.75,
        "same_few": 0.0,
        "same_shared": 0.0,
        "differs": -0.5,
    }
    assert {field: table[field] for field in FIELDS if field is not EvidenceField.PHONE} == {
        field: FIELDS[field] for field in FIELDS if field is not EvidenceField.PHONE
    }


def registers() -> tuple[list[Customer], list[Customer]]:
    draw = random.Random(11)
    words = ["havblik", "skovgaard", "tranebaek", "solbakken", "kildevang", "nordlys"]
    sides: tuple[list[Customer], list[Customer]] = ([], [])
    for number in range(60):
        name = f"{draw.choice(words).title()} {draw.choice(words).title()} ApS"
        for side in sides:
            side.append(
                Customer(
                    id=str(number),
                    number=str(number),
                    name=name,
                    vat_number=draw.choice(CVRS) if draw.random() < 0.5 else "",
                    phone=f"4574{draw.randrange(30):04}" if draw.random() < 0.5 else "",
                    city=draw.choice(["Odense", "Aarhus"]),
                )
            )
    return sides


def test_scores_are_the_sum_of_the_evidence_with_learned_weights_too_and_a_contradiction_is_never_single() -> None:
    finance, psa = registers()
    most = [weight(field, Verdict.AGREES, MOST) for field in USUAL]
    assert suggest(finance, psa, table=table_with([])) == suggest(finance, psa)
    for one in suggest(finance, psa, table=table_with(most)):
        assert all(found.score == sum(piece.weight for piece in found.evidence) for found in one.suggestions)
        if one.bucket is Bucket.ONE:
            assert all(piece.verdict is not Verdict.CONTRADICTS for piece in one.suggestions[0].evidence)


def test_what_the_look_up_notices_about_the_registers_is_told() -> None:
    set_language("en")
    said: list[Message] = []
    names = [f"{chr(97 + n // 26)}{chr(97 + n % 26)}kaffe{n * 7} handel" for n in range(40)]
    finance = [Customer(id=str(n), number=str(n), name=names[n]) for n in range(40)]
    suggest(finance, [Customer(id=str(n), number=str(n), name=names[n]) for n in range(40)], on_noticed=said.extend)
    assert [str(one) for one in said] == [
        "Only names and customer numbers can be compared, so a single suggestion needs more than usual."
    ]
