"""How a score comes about: each piece of evidence as a step from nothing to the sum, in words and as a stretch of a bar; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_decimal

from desktop.models.matching.explain import NOUNS
from desktop.models.matching.learning import LearnedWeight
from desktop.models.records import Evidence, Suggestion
from desktop.texts import Message, locale


@dataclass(frozen=True, slots=True)
class Step:
    """One piece of evidence: the sum before it and after it."""

    evidence: Evidence
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The steps, what speaks for the pair first and what speaks against it last; `silent` are the fields that say nothing."""

    steps: tuple[Step, ...]
    silent: tuple[Evidence, ...]
    score: float

    @property
    def lowest(self) -> float:
        """The left end of the scale."""
        return min([0.0, *(step.end for step in self.steps)])

    @property
    def highest(self) -> float:
        """The right end of the scale."""
        return max([0.0, *(step.end for step in self.steps)])

    @property
    def silent_sentence(self) -> Message | None:
        """Which fields say nothing about the pair."""
        if not self.silent:
            return None
        return Message("Says nothing here: {fields}.", fields=tuple(NOUNS[one.field] for one in self.silent))

    def learned_sentence(self, learned: Iterable[LearnedWeight]) -> Message | None:
        """Which steps count otherwise than declared, because the user's own decisions taught it."""
        taught = {(one.field, one.verdict) for one in learned}
        fields = [step.evidence.field for step in self.steps if (step.evidence.field, step.evidence.verdict) in taught]
        return Message("Learned from your decisions: {fields}.", fields=tuple(NOUNS[one] for one in fields)) if fields else None

    def lines(self) -> list[Message]:
        """The same in words, a line for each step and one for the sum."""
        said = [
            Message(
                "{sentence}: {weight}, which makes {sum}",
                sentence=step.evidence.sentence,
                weight=signed(step.evidence.weight),
                sum=plain(step.end),
            )
            for step in self.steps
        ]
        return [*said, Message("Score {score}", score=plain(self.score))]


def waterfall(suggestion: Suggestion) -> Waterfall:
    """The steps to the score of a suggestion; their sum is the score."""
    weighty = [one for one in suggestion.evidence if one.weight]
    weighty.sort(key=lambda one: (one.weight < 0, -abs(one.weight)))
    steps, total = [], 0.0
    for one in weighty:
        steps.append(Step(one, total, total + one.weight))
        total += one.weight
    return Waterfall(tuple(steps), tuple(one for one in suggestion.evidence if not one.weight), suggestion.score)


def signed(weight: float) -> str:
    """A weight with its sign, for instance `+3,25`; weights are quarters."""
    sign = "−" if weight < 0 else "+"
    return f"{sign}{plain(abs(weight))}"


def plain(number: float) -> str:
    """A sum of weights in the form of the language shown now, without needless decimals."""
    return str(format_decimal(Decimal(str(number)), format="0.##;−0.##", locale=locale()))
