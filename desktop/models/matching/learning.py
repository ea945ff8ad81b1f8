"""What the user's own decisions teach about the weights, told as sentences and never more than a nudge; pure. docs/matching.md.

Five fields are learned, each for *the same* and *differs*: those that agree or differ often enough among right and refused pairs.
CVR number, EAN, e-mail and name keep their declared weights, and so does whatever contradicts. A pair counts for a field only when
it would have been shown whatever the field had said; otherwise a field would praise itself. A refused pair that everything else
speaks for counts for none: it may be the right customer a second time, refused only because one can be linked.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.models.matching.explain import NOUNS
from desktop.models.matching.weights import FIELDS, Finding, Table
from desktop.models.records import CustomerSuggestions, EvidenceField, Suggestion, Verdict
from desktop.texts import Message

ENOUGH_RIGHT = 50  # pairs found right that have the field on both sides
ENOUGH_REFUSED = 20  # the same of refused ones
PRIOR = 0.5  # the declared weight is believed to be off by about this much; the fewer decisions, the less it is moved
MOST = 1.0  # no weight is moved by more
_QUARTERS = 4  # weights are quarters, so that sums are exact
_SHOWN_FROM = 1.25  # `decide.ORDINARY.worth_showing`; a test holds the two together
_MAY_BE_A_DOUBLE = 5.0  # `decide.RIVAL`; the same test

USUAL = {
    EvidenceField.NUMBER: (0.54, 0.16),
    EvidenceField.PHONE: (0.68, 0.16),
    EvidenceField.ADDRESS: (0.84, 0.17),
    EvidenceField.ZIP_CODE: (0.90, 0.15),
    EvidenceField.CITY: (0.90, 0.24),
}
"""In how many of the right, and of the refused pairs that teach, a field agrees in the registers that the declared weights were
fitted on: counted on the decisions that a person who is always right would make there (benchmarks/learning.py)."""
_LEARNED = (Verdict.AGREES, Verdict.DIFFERS)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A pair as it was suggested, and whether a person found it right."""

    suggestion: Suggestion
    is_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedWeight:
    """How far the weights of one field and verdict are moved, and what that rests on: so many of so many pairs."""

    field: EvidenceField
    verdict: Verdict
    shift: float
    right: int
    of_right: int
    refused: int
    of_refused: int

    @property
    def declared(self) -> float:
        """The declared weight of the plain finding."""
        return FIELDS[self.field][_PLAIN[self.verdict]].weight

    @property
    def weight(self) -> float:
        """What that finding counts now."""
        return _moved(self.declared, self.shift)

    @property
    def because(self) -> Message:
        """Why, in the counts of the user's own decisions and in those of other registers."""
        usual_right, usual_refused = USUAL[self.field]
        if self.verdict is Verdict.DIFFERS:
            usual_right, usual_refused = 1 - usual_right, 1 - usual_refused
        return Message(
            "{right} of {of_right} right pairs and {refused} of {of_refused} refused ones; usually {usual_right} and "
            "{usual_refused} of 100",
            right=self.right,
            of_right=self.of_right,
            refused=self.refused,
            of_refused=self.of_refused,
            usual_right=round(100 * usual_right),
            usual_refused=round(100 * usual_refused),
        )

    @property
    def title(self) -> Message:
        """What is found."""
        same, differs = Message("Same {field}", field=NOUNS[self.field]), Message("Different {field}", field=NOUNS[self.field])
        return same if self.verdict is Verdict.AGREES else differs


_PLAIN = {Verdict.AGREES: "same", Verdict.DIFFERS: "differs"}


def lessons(
    found: Iterable[CustomerSuggestions], linked: Mapping[str, str], answers: Mapping[tuple[str, str], bool]
) -> list[Lesson]:
    """What was decided about suggested pairs.

    `linked` says to which PSA customer a person linked each finance customer: that pair is right, and its other suggestions are
    refused. `answers` are pairs that were judged by themselves (finance id, PSA id), and whether they were found right.
    """
    taught = []
    for one in found:
        partner = linked.get(one.finance_id)
        is_known = partner is not None and any(suggestion.psa_id == partner for suggestion in one.suggestions)
        for suggestion in one.suggestions:
            answer = answers.get((one.finance_id, suggestion.psa_id))
            if answer is None and is_known:
                answer = suggestion.psa_id == partner
            if answer is not None:
                taught.append(Lesson(suggestion, answer))
    return taught


def learned_weights(taught: Iterable[Lesson]) -> list[LearnedWeight]:
    """The weights that differ from the declared ones by at least a quarter; none without enough decisions."""
    counts: dict[tuple[EvidenceField, bool], dict[Verdict, int]] = {}
    for lesson in taught:
        for one in lesson.suggestion.evidence:
            rest = lesson.suggestion.score - one.weight
            is_clear = lesson.is_right or rest < _MAY_BE_A_DOUBLE
            if one.field in USUAL and rest + _LOWEST[one.field] >= _SHOWN_FROM and is_clear:
                verdicts = counts.setdefault((one.field, lesson.is_right), dict.fromkeys(Verdict, 0))
                verdicts[one.verdict] += 1
    none = dict.fromkeys(Verdict, 0)
    weights = []
    for field in USUAL:
        right, refused = counts.get((field, True), none), counts.get((field, False), none)
        of_right, of_refused = (sum(one.values()) - one[Verdict.ABSENT] for one in (right, refused))
        if of_right < ENOUGH_RIGHT or of_refused < ENOUGH_REFUSED:
            continue
        for verdict in _LEARNED:
            usual = USUAL[field] if verdict is Verdict.AGREES else (1 - USUAL[field][0], 1 - USUAL[field][1])
            shift = _shift(right[verdict], of_right, refused[verdict], of_refused, usual)
            if shift:
                weights.append(
                    LearnedWeight(
                        field=field,
                        verdict=verdict,
                        shift=shift,
                        right=right[verdict],
                        of_right=of_right,
                        refused=refused[verdict],
                        of_refused=of_refused,
                    )
                )
    return [one for one in weights if one.weight != one.declared]


def table_with(weights: Iterable[LearnedWeight]) -> Table:
    """The table of weights with what was learned; the declared table itself when nothing was."""
    shifts = {(one.field, one.verdict): one.shift for one in weights}
    if not shifts:
        return FIELDS
    return {
        field: {
            kind: Finding(finding.verdict, _moved(finding.weight, shifts.get((field, finding.verdict), 0.0)), finding.sentence)
            for kind, finding in findings.items()
        }
        for field, findings in FIELDS.items()
    }


def _shift(right: int, of_right: int, refused: int, of_refused: int, usual: tuple[float, float]) -> float:
    """How far to move: the difference of the logarithms of the rates, shrunk towards none by how unsure it is."""
    rate_right, rate_refused = (right + 0.5) / (of_right + 1), (refused + 0.5) / (of_refused + 1)
    here, there = math.log(rate_right / rate_refused), math.log(usual[0] / usual[1])
    variance = (1 - rate_right) / (rate_right * (of_right + 1)) + (1 - rate_refused) / (rate_refused * (of_refused + 1))
    believed = (here - there) * PRIOR**2 / (PRIOR**2 + variance)
    return max(-MOST, min(MOST, round(believed * _QUARTERS) / _QUARTERS))


def _moved(weight: float, shift: float) -> float:
    """The weight after the shift; it never says the opposite of what it said, and what says nothing stays."""
    if weight > 0:
        return max(weight + shift, 0.0)
    return min(weight + shift, 0.0) if weight < 0 else weight


_LOWEST = {
    field: min(finding.weight for finding in FIELDS[field].values() if finding.verdict is not Verdict.CONTRADICTS)
    for field in USUAL
}
