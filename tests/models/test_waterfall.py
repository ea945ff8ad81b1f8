from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.models.matching.learning import LearnedWeight
from desktop.models.records import Evidence, EvidenceField, Suggestion, Verdict
from desktop.models.waterfall import plain, signed, waterfall
from desktop.texts import Message, set_language


def suggestion(*weights: float) -> Suggestion:
    fields = list(EvidenceField)
    evidence = tuple(
        Evidence(fields[n], Verdict.AGREES if weight > 0 else Verdict.DIFFERS, weight, Message("Field {n}", n=n))
        for n, weight in enumerate(weights)
    )
    return Suggestion("p", sum(weights), evidence)


@given(st.lists(st.integers(-40, 40).map(lambda n: n / 4), max_size=10))
def test_the_steps_join_from_nothing_to_the_score(weights: list[float]) -> None:
    found = waterfall(suggestion(*weights))
    ends = [0.0, *(step.end for step in found.steps)]
    assert [step.start for step in found.steps] == ends[:-1]
    assert ends[-1] == found.score == sum(weights)
    assert len(found.steps) + len(found.silent) == len(weights)
    assert all(found.lowest <= end <= found.highest for end in ends)


def test_what_speaks_for_the_pair_comes_first_and_what_weighs_most_before_the_rest() -> None:
    found = waterfall(suggestion(-0.5, 1, 0, -2, 6.5))
    assert [step.evidence.weight for step in found.steps] == [6.5, 1, -2, -0.5]


def test_it_reads_as_text_in_both_languages() -> None:
    found = waterfall(suggestion(6.5, -0.25, 0))
    set_language("en")
    assert [str(line) for line in found.lines()] == [
        "Field 0: +6.5, which makes 6.5",
        "Field 1: −0.25, which makes 6.25",
        "Score 6.25",
    ]
    assert str(found.silent_sentence) == "Says nothing here: EAN."
    set_language("da")
    assert (signed(-3.25), plain(12.0), plain(-4.5)) == ("−3,25", "12", "−4,5")


def test_steps_whose_weight_was_learned_are_named() -> None:
    set_language("en")
    counts = {"right": 60, "of_right": 80, "refused": 2, "of_refused": 25}
    found = waterfall(suggestion(*[1.0] * len(EvidenceField)))
    learned = [
        LearnedWeight(field=EvidenceField.PHONE, verdict=Verdict.AGREES, shift=0.5, **counts),
        LearnedWeight(field=EvidenceField.CITY, verdict=Verdict.DIFFERS, shift=0.5, **counts),
    ]
    assert str(found.learned_sentence(learned)) == "Learned from your decisions: phone."
    assert found.learned_sentence([]) is None


def test_a_pair_about_which_everything_is_said_has_no_silent_fields() -> None:
    assert waterfall(suggestion(1, 2)).silent_sentence is None
    empty = waterfall(suggestion())
    assert (empty.lowest, empty.highest, len(empty.lines())) == (0, 0, 1)
