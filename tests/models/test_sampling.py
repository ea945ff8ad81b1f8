from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from desktop.models.linking import CustomerPair, Tab
from desktop.models.records import (
    Action,
    Answer,
    Bucket,
    Customer,
    CustomerSuggestions,
    DecidedBy,
    Decision,
    Evidence,
    EvidenceField,
    JudgedPair,
    Link,
    LinkKind,
    Suggestion,
    Verdict,
)
from desktop.models.sample_proof import Look
from desktop.models.sampling import (
    EvidenceKind,
    SuggestedPair,
    agreeing_fields,
    evidence_kinds,
    score_steps,
    suggested_pairs,
    to_be_judged,
)
from desktop.texts import Message, set_language

NOW = dt.datetime(2026, 7, 14, 10, 5, tzinfo=dt.UTC)
TWENTY = Look(5, 20)


def suggestion(*agreeing: EvidenceField, score: float = 9.0, name: Verdict = Verdict.DIFFERS, psa_id: str = "p") -> Suggestion:
    evidence = [Evidence(field, Verdict.AGREES, 1, Message("")) for field in agreeing]
    return Suggestion(psa_id, score, (Evidence(EvidenceField.NAME, name, 0, Message("")), *evidence))


def many(count: int, pattern: str, *, score: float = 9.0, start: str = "") -> list[SuggestedPair]:
    return [
        SuggestedPair(finance_id=f"{start or pattern}{n}", psa_id=f"p{n}", pattern=pattern, score=score, is_open=True)
        for n in range(count)
    ]


def drawn(pairs: list[SuggestedPair], *, seed: str = "s", look: Look = TWENTY) -> list[EvidenceKind]:
    return evidence_kinds(pairs, seed=seed, look=look, looks=[look])


def answered(kind: EvidenceKind, *answers: Answer) -> EvidenceKind:
    sample = tuple(replace(one, answer=answer) for one, answer in zip(kind.sample, answers, strict=True))
    known = {one.finance_id: one for one in sample}
    return replace(kind, sample=sample, pairs=tuple(known.get(one.finance_id, one) for one in kind.pairs))


def pair(finance_id: str, found: Suggestion | None, tab: Tab = Tab.ONE, decision: Decision | None = None) -> CustomerPair:
    suggestions = CustomerSuggestions(finance_id, Bucket.ONE, (found,)) if found else None
    return CustomerPair(finance=Customer(id=finance_id), tab=tab, suggestions=suggestions, decision=decision)


def judged(finance_id: str, answer: Answer, psa_id: str = "p") -> JudgedPair:
    return JudgedPair(finance_id=finance_id, psa_id=psa_id, answer=answer, pattern="ean", score=7.5, judged_at=NOW)


# kinds of evidence


def test_a_pattern_names_what_agrees_strongest_first_and_leaves_out_what_says_little() -> None:
    found = suggestion(EvidenceField.PHONE, EvidenceField.VAT_NUMBER, EvidenceField.CITY, name=Verdict.CLOSE)
    assert agreeing_fields(found) == "vat_number+near_name+phone"
    assert agreeing_fields(suggestion(EvidenceField.COUNTRY)) == ""


def test_large_kinds_stand_alone_and_small_ones_join_their_nearest() -> None:
    pairs = [
        *many(60, "vat_number+name"),
        *many(3, "vat_number+name+phone+address"),
        *many(5, "vat_number+name+email"),
        *many(50, "name+phone"),
        *many(2, "number"),
    ]
    kinds = drawn(pairs)

    assert [(kind.key, len(kind.pairs), kind.has_more) for kind in kinds] == [
        ("vat_number+name", 68, True),
        ("name+phone", 50, False),
        ("", 2, True),
    ]
    set_language("en")
    assert [str(kind.title) for kind in kinds] == [
        "Same CVR number, name, some with more",
        "Same name, phone",
        "Other evidence",
    ]


def test_every_pair_is_of_one_kind_and_low_scores_stay_outside() -> None:
    pairs = [*many(60, "ean"), *many(10, "name"), *many(45, "ean", score=5.5, start="low")]
    assert sum(len(kind.pairs) for kind in drawn(pairs)) == len(pairs)
    assert {one.score for kind in drawn(pairs, look=Look(8, 20)) for one in kind.pairs} == {9.0}


def test_thresholds_are_offered_where_they_change_something() -> None:
    assert score_steps([*many(3, "ean", score=5.5), *many(2, "name", score=7.25), *many(1, "ean", score=12)]) == [
        (5, 6),
        (6, 3),
        (8, 1),
    ]


# the sample


def test_the_sample_is_the_same_after_a_restart_and_part_of_every_larger_one() -> None:
    pairs = many(400, "ean")
    (small,) = drawn(pairs)
    (again,) = drawn(list(reversed(pairs)))
    (large,) = drawn(pairs, look=Look(5, 59))
    (other,) = drawn(pairs, seed="another")
    assert [one.finance_id for one in again.sample] == [one.finance_id for one in small.sample]
    assert large.sample[:20] == small.sample
    assert other.sample != small.sample


def test_every_customer_is_drawn_about_as_often() -> None:
    pairs = many(50, "ean")
    times: dict[str, int] = {}
    for seed in range(400):
        (kind,) = drawn(pairs, seed=str(seed))
        for one in kind.sample:
            times[one.finance_id] = times.get(one.finance_id, 0) + 1
    assert len(times) == 50
    assert max(abs(count - 160) for count in times.values()) < 50  # five deviations


def test_what_is_asked_mixes_the_kinds() -> None:
    kinds = drawn([*many(60, "ean"), *many(60, "name")])
    asked = [one.pattern for one in to_be_judged(kinds, "s")]
    assert len(asked) == 40
    assert len(set(asked[:10])) == 2


# what the answers prove


def test_a_kind_is_accepted_only_when_its_whole_sample_was_found_right() -> None:
    set_language("en")
    (kind,) = drawn(many(214, "ean"))
    assert (kind.can_be_accepted, len(kind.waiting)) == (False, 20)
    assert str(kind.sentence) == "Nothing is judged yet; 20 are asked about. 214 customers of this kind."

    right = answered(kind, *[Answer.RIGHT] * 20)
    assert (right.is_accepted_by_default, right.percent, len(right.rest)) == (True, 86, 214)
    expected = "20 of 20 right proves that at least 86 % are right, at 95 % confidence; 214 customers of this kind."
    assert str(right.sentence) == expected


@pytest.mark.parametrize("answer", [Answer.WRONG, Answer.UNSURE])
def test_a_kind_with_an_answer_that_is_not_right_shows_its_bound_and_is_not_accepted_by_itself(answer: Answer) -> None:
    (kind,) = drawn(many(214, "ean"))
    kind = answered(kind, *[Answer.RIGHT] * 19, answer)
    assert (kind.is_accepted_by_default, kind.can_be_accepted, kind.percent) == (False, True, 78)
    assert len(kind.rest) == 213  # the one that was not found right is never accepted with the others
    assert "proves only" in kind.sentence.text


def test_nothing_is_proven_before_the_whole_sample_is_judged() -> None:
    (kind,) = drawn(many(214, "ean"))
    first, *others = kind.sample
    kind = replace(kind, sample=(*(replace(one, answer=Answer.RIGHT) for one in others), first))
    assert (kind.judged, kind.percent, kind.can_be_accepted) == (19, 0, False)
    assert "confidence" not in kind.sentence.text


def test_answers_of_another_look_prove_nothing_until_this_one_is_chosen_and_then_less() -> None:
    pairs = [replace(one, answer=Answer.RIGHT) for one in many(214, "ean", score=9.0)]
    (kind,) = evidence_kinds(pairs, seed="s", look=Look(8, 20), looks=[TWENTY])
    assert (kind.judged, kind.percent, kind.can_be_accepted, kind.confidence) == (20, 0, False, 0.9)
    (kind,) = evidence_kinds(pairs, seed="s", look=Look(8, 20), looks=[TWENTY, Look(8, 20)])
    assert (kind.percent, kind.confidence) == (86, 0.9)


def test_a_larger_sample_costs_confidence_only_after_an_answer_that_was_not_right() -> None:
    look, looks = Look(5, 59), [TWENTY, Look(5, 59)]
    pairs = [replace(one, answer=Answer.RIGHT) for one in many(214, "ean")]
    (kind,) = evidence_kinds(pairs, seed="s", look=look, looks=looks)
    assert (kind.percent, kind.confidence) == (95, 0.95)
    wrong = kind.sample[40].finance_id  # beyond the first twenty
    pairs = [replace(one, answer=Answer.WRONG) if one.finance_id == wrong else one for one in pairs]
    assert {evidence_kinds(pairs, seed="s", look=one, looks=looks)[0].confidence for one in looks} == {0.9}


def test_a_kind_that_was_judged_whole_has_nothing_left_to_prove() -> None:
    set_language("en")
    (kind,) = drawn(many(12, "ean"))
    kind = answered(kind, *[Answer.RIGHT] * 11, Answer.WRONG)
    assert str(kind.sentence) == "All 12 customers of this kind are judged: 11 right."


# which pairs there are


def test_pairs_that_the_user_decided_about_himself_are_no_part_of_it() -> None:
    best = suggestion(EvidenceField.EAN)
    mine = Decision(finance_id="b", action=Action.IGNORE)
    pairs = [pair("a", best), pair("b", best, decision=mine), pair("c", best, tab=Tab.SEVERAL), pair("d", None, tab=Tab.NONE)]
    (found,) = suggested_pairs(pairs, [])
    assert (found.finance_id, found.psa_id, found.pattern, found.score, found.is_open) == ("a", "p", "ean", 9.0, True)


def test_who_was_drawn_stays_in_the_sample_whatever_is_decided_about_him_in_the_list() -> None:
    ids = [f"f{number}" for number in range(60)]
    drawn_first = {
        one.finance_id for one in drawn(suggested_pairs([pair(one, suggestion(EvidenceField.EAN)) for one in ids], []))[0].sample
    }
    plans = {one: Decision(finance_id=one, action=Action.LATER) for one in sorted(drawn_first)[:6]}
    plans |= {one: Decision(finance_id=one, action=Action.LINK_ONLY, psa_id="p") for one in sorted(drawn_first)[6:]}
    pairs = [pair(one, suggestion(EvidenceField.EAN), decision=plans.get(one)) for one in ids]
    (kind,) = drawn(suggested_pairs(pairs, [judged(one, Answer.DRAWN) for one in drawn_first]))
    assert {one.finance_id for one in kind.sample} == drawn_first
    assert (kind.waiting, kind.judged, kind.right) == ((), 20, 14)
    assert drawn_first.isdisjoint(one.finance_id for one in kind.rest)


def test_what_was_decided_about_a_drawn_pair_is_its_answer_until_it_is_taken_back() -> None:
    best, other = suggestion(EvidenceField.EAN), suggestion(EvidenceField.EAN, psa_id="q")
    linked = {
        one: Link(kind=LinkKind.CUSTOMER, psa_id=psa_id, finance_id=one, decided_by=DecidedBy.PERSON, decided_at=NOW)
        for one, psa_id in {"linked": "p", "to another": "q"}.items()
    }
    pairs = [
        replace(pair("linked", best, tab=Tab.LINKED), link=linked["linked"]),
        replace(pair("to another", best, tab=Tab.LINKED), link=linked["to another"]),
        pair("lost it to another", None, tab=Tab.NONE),
        pair("set aside", best, tab=Tab.IGNORED),
        pair("imported", best, decision=Decision(finance_id="imported", action=Action.IMPORT)),
        pair("taken back", best),
        pair("suggested another", other),
    ]
    found = {one.finance_id: one for one in suggested_pairs(pairs, [judged(one.finance.id, Answer.DRAWN) for one in pairs])}
    assert {key: (one.answer, one.is_open) for key, one in found.items()} == {
        "linked": (Answer.RIGHT, False),
        "to another": (Answer.UNSURE, False),
        "lost it to another": (Answer.UNSURE, False),
        "set aside": (Answer.UNSURE, False),
        "imported": (Answer.UNSURE, False),
        "taken back": (None, True),
        "suggested another": (Answer.UNSURE, False),
    }


def test_an_answer_stays_when_its_pair_is_planned_or_linked_and_goes_with_the_suggestion() -> None:
    best = suggestion(EvidenceField.EAN)
    planned = Decision(finance_id="a", action=Action.LINK_ONLY, psa_id="p")
    pairs = [
        pair("a", best, decision=planned),
        pair("b", None, tab=Tab.LINKED),
        pair("c", suggestion(EvidenceField.EAN, psa_id="somebody else")),
        pair("d", None, tab=Tab.NONE),
        pair("e", best),
    ]
    answers = [judged(one, Answer.RIGHT) for one in "abcd"] + [judged("e", Answer.ACCEPTED)]
    found = {one.finance_id: one for one in suggested_pairs(pairs, answers)}
    assert {key: (one.answer, one.is_open) for key, one in found.items()} == {
        "a": (Answer.RIGHT, False),
        "b": (Answer.RIGHT, False),
        "c": (None, True),
        "e": (None, True),
    }
