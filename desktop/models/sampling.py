"""Accept many suggestions at once, with an honest bound: a small random sample of each kind is judged by a person; pure.

What the answers prove: sample_proof.py. Who is not sure has not found the pair right: such an answer counts like a wrong one.
Who was drawn stays drawn: what the user decides about him in the list is an answer too, so that nobody leaves the sample.
"""

from __future__ import annotations

import hashlib
import heapq
import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from desktop.models.linking import CustomerPair, Tab
from desktop.models.matching.explain import NOUNS
from desktop.models.records import Action, Answer, Decision, EvidenceField, JudgedPair, Suggestion, Verdict
from desktop.models.sample_proof import Look, confidence, proven_share
from desktop.texts import Message

THRESHOLDS = (5, 6, 7, 8, 9, 10, 12, 15, 20, 25)
SMALLEST_KIND = 40  # a kind with fewer customers is put together with its nearest: a sample of 20 would save too little
MOST_KINDS = 12  # no kind is smaller than this part of all customers either, or there would be more to judge than is saved

_NEARLY_THE_NAME = "near_name"
_STRENGTH = (
    EvidenceField.VAT_NUMBER.value,
    EvidenceField.EAN.value,
    EvidenceField.NAME.value,
    _NEARLY_THE_NAME,
    EvidenceField.EMAIL.value,
    EvidenceField.PHONE.value,
    EvidenceField.ADDRESS.value,
    EvidenceField.NUMBER.value,
)


def agreeing_fields(suggestion: Suggestion) -> str:
    """Which fields agree, strongest first, as one word; what says little (postcode, town, country) is left out."""
    same = set()
    for one in suggestion.evidence:
        if one.verdict is Verdict.AGREES:
            same.add(one.field.value)
        elif one.verdict is Verdict.CLOSE and one.field is EvidenceField.NAME:
            same.add(_NEARLY_THE_NAME)
    return "+".join(name for name in _STRENGTH if name in same)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedPair:
    """A single suggestion that a sample may be drawn from. `is_open`: nothing is decided about it yet."""

    finance_id: str
    psa_id: str
    pattern: str
    score: float
    is_open: bool
    answer: Answer | None = None


def suggested_pairs(pairs: Iterable[CustomerPair], judged: Iterable[JudgedPair]) -> list[SuggestedPair]:
    """Every pair under *One suggestion* that nobody has decided about, and those that were judged in a sample.

    An answer about a pair that is no longer suggested counts no more, unless one of the two was linked or ignored since.
    """
    every = list(pairs)
    kept = {one.finance_id: one for one in judged}
    linked_psa = {pair.link.psa_id for pair in every if pair.link is not None}
    found = []
    for pair in every:
        one, best = kept.get(pair.finance.id), _best(pair)
        is_suggested = one is not None and best is not None and one.psa_id == best.psa_id
        if one is not None and (is_suggested or pair.tab in (Tab.LINKED, Tab.IGNORED) or one.psa_id in linked_psa):
            found.append(_judged(one, pair, is_open=is_suggested and pair.decision is None))
        elif best is not None and pair.decision is None:
            found.append(
                SuggestedPair(
                    finance_id=pair.finance.id, psa_id=best.psa_id, pattern=agreeing_fields(best), score=best.score, is_open=True
                )
            )
    return found


def _best(pair: CustomerPair) -> Suggestion | None:
    return pair.suggested[0] if pair.tab is Tab.ONE and pair.suggested else None


def _judged(one: JudgedPair, pair: CustomerPair, *, is_open: bool) -> SuggestedPair:
    match one.answer:
        case Answer.ACCEPTED:
            answer = None
        case Answer.DRAWN:
            answer = None if is_open else _decided(pair, one.psa_id)
        case _:
            answer = one.answer
    return SuggestedPair(
        finance_id=one.finance_id, psa_id=one.psa_id, pattern=one.pattern, score=one.score, is_open=is_open, answer=answer
    )


def _decided(pair: CustomerPair, psa_id: str) -> Answer:
    """What the user decided about a pair that was drawn: right when the two are linked or planned to be, else not found right."""
    chosen = pair.link.psa_id if pair.link is not None else pair.decision.psa_id if pair.decision is not None else ""
    return Answer.RIGHT if chosen == psa_id else Answer.UNSURE


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceKind:
    """Suggestions that rest on the same fields, with the random sample of them and what its answers prove.

    `has_more`: small kinds that share these fields and agree in further ones are among them. `confidence` is that of the proof,
    from 0 to 1; `is_chosen`: the size of the sample was chosen for good, so that it may be told what was proven.
    """

    fields: tuple[str, ...]
    has_more: bool
    pairs: tuple[SuggestedPair, ...]
    sample: tuple[SuggestedPair, ...]
    confidence: float
    is_chosen: bool

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return "+".join(self.fields)

    @property
    def judged(self) -> int:
        """How many of the sample were answered."""
        return sum(one.answer is not None for one in self.sample)

    @property
    def right(self) -> int:
        """How many of the sample were found right."""
        return sum(one.answer is Answer.RIGHT for one in self.sample)

    @property
    def is_judged(self) -> bool:
        """Whether the whole sample was answered."""
        return self.judged == len(self.sample)

    @property
    def is_proven(self) -> bool:
        """Whether the answers prove anything: not before the whole sample is judged, as its size was chosen."""
        return self.is_chosen and self.is_judged and self.judged > 0

    @property
    def percent(self) -> int:
        """At least this percentage of the kind is right, rounded down; 0 as long as nothing is proven."""
        return math.floor(proven_share(self.right, self.judged) * 100) if self.is_proven else 0

    @property
    def waiting(self) -> tuple[SuggestedPair, ...]:
        """Those of the sample that are still to be judged."""
        return tuple(one for one in self.sample if one.answer is None)

    @property
    def rest(self) -> tuple[SuggestedPair, ...]:
        """What accepting the kind would link: what nothing is decided about, but for those that were judged and not found right."""
        return tuple(one for one in self.pairs if one.is_open and one.answer in (None, Answer.RIGHT))

    @property
    def can_be_accepted(self) -> bool:
        """Whether something is proven and anything is left to accept."""
        return self.is_proven and self.right > 0 and bool(self.rest)

    @property
    def is_accepted_by_default(self) -> bool:
        """A kind with an answer that was not *right* is accepted only when the user says so."""
        return self.can_be_accepted and self.right == self.judged

    @property
    def title(self) -> Message:
        """What agrees."""
        nouns = tuple(NOUNS[EvidenceField(one)] for one in self.fields if one != _NEARLY_THE_NAME)
        match bool(nouns), _NEARLY_THE_NAME in self.fields, self.has_more:
            case True, False, False:
                return Message("Same {fields}", fields=nouns)
            case True, False, True:
                return Message("Same {fields}, some with more", fields=nouns)
            case True, True, False:
                return Message("Same {fields}, nearly the same name", fields=nouns)
            case True, True, True:
                return Message("Same {fields}, nearly the same name, some with more", fields=nouns)
            case False, True, False:
                return Message("Nearly the same name")
            case False, True, True:
                return Message("Nearly the same name, some with more")
            case _:
                return Message("Other evidence")

    @property
    def sentence(self) -> Message:
        """What the answers prove, in full."""
        count, right, judged, size = len(self.pairs), self.right, self.judged, len(self.sample)
        if not judged:
            return Message(
                "Nothing is judged yet. {count} customer of this kind.",
                "Nothing is judged yet; {size} are asked about. {count} customers of this kind.",
                count=count,
                size=size,
            )
        if judged == count:
            return Message(
                "The only customer of this kind is judged.",
                "All {count} customers of this kind are judged: {right} right.",
                count=count,
                right=right,
            )
        if not self.is_judged:
            return Message(
                "{right} of {judged} right so far. What that proves is told when all {size} are judged. "
                "{count} customers of this kind.",
                right=right,
                judged=judged,
                size=size,
                count=count,
            )
        values = {"percent": self.percent, "confidence": round(self.confidence * 100), "count": count}
        if not self.is_chosen:
            return Message(
                "The pairs are judged already. What they prove is told at {confidence} % confidence, since it was looked at "
                "before. {count} customers of this kind.",
                **values,
            )
        values |= {"right": right, "judged": judged}
        if right == judged:
            return Message(
                "{right} of {judged} right proves that at least {percent} % are right, at {confidence} % confidence; "
                "{count} customers of this kind.",
                **values,
            )
        return Message(
            "{right} of {judged} right proves only that at least {percent} % are right, at {confidence} % confidence; "
            "{count} customers of this kind. It is not accepted unless you say so.",
            **values,
        )


def evidence_kinds(pairs: Iterable[SuggestedPair], *, seed: str, look: Look, looks: Collection[Look] = ()) -> list[EvidenceKind]:
    """The kinds of evidence among the pairs with at least the score of this look, largest first, each with its sample.

    `looks` are those that were chosen until now. The sample are those with the smallest numbers of a keyed hash. So it is random,
    the same after a restart, part of every larger sample, and still random when customers come or go.
    """
    wanted = [one for one in pairs if one.score >= look.least_score]
    kind_of, mixed = _grouped(Counter(one.pattern for one in wanted))
    members: dict[tuple[str, ...], list[SuggestedPair]] = {}
    for one in wanted:
        members.setdefault(kind_of[one.pattern], []).append(one)
    largest = max((one.size for one in looks if one.least_score == look.least_score), default=0)
    kinds = []
    for fields, those in members.items():
        drawn = heapq.nsmallest(max(look.size, largest), those, key=lambda one: lot(seed, one))
        all_right = all(one.answer in (None, Answer.RIGHT) for one in drawn)
        kinds.append(
            EvidenceKind(
                fields=fields,
                has_more=fields in mixed,
                pairs=tuple(those),
                sample=tuple(drawn[: look.size]),
                confidence=confidence(look, looks, all_right=all_right),
                is_chosen=look in looks,
            )
        )
    return sorted(kinds, key=lambda kind: (-len(kind.pairs), kind.key))


def to_be_judged(kinds: Iterable[EvidenceKind], seed: str) -> list[SuggestedPair]:
    """What is still to be judged, the kinds mixed, so that nobody can tell from the order what was expected."""
    return sorted((one for kind in kinds for one in kind.waiting), key=lambda one: lot(f"order {seed}", one))


def lot(seed: str, pair: SuggestedPair) -> bytes:
    """The pair's number in the draw."""
    return _lot(seed, pair.finance_id, pair.psa_id)


@lru_cache(maxsize=1 << 18)  # every choice in the dialog draws anew
def _lot(seed: str, finance_id: str, psa_id: str) -> bytes:
    return hashlib.blake2b(f"{seed}\0{finance_id}\0{psa_id}".encode(), digest_size=16).digest()


def score_steps(pairs: Sequence[SuggestedPair]) -> list[tuple[int, int]]:
    """Thresholds worth offering, where the number of pairs with at least that score changes, and that number."""
    steps: list[tuple[int, int]] = []
    scores = sorted(one.score for one in pairs)
    for score in THRESHOLDS:
        count = len(scores) - bisect_left(scores, score)
        if count and (not steps or count < steps[-1][1]):
            steps.append((score, count))
    return steps


def _grouped(counts: Mapping[str, int]) -> tuple[dict[str, tuple[str, ...]], set[tuple[str, ...]]]:
    """The kind of each pattern. Small ones give up their weakest field, one after the other, until there are enough of them."""
    least = max(SMALLEST_KIND, sum(counts.values()) // MOST_KINDS)
    groups: dict[tuple[str, ...], list[str]] = {tuple(filter(None, one.split("+"))): [one] for one in counts}
    mixed: set[tuple[str, ...]] = set()
    for length in range(len(_STRENGTH), 0, -1):
        for fields in sorted(one for one in groups if len(one) == length):
            if sum(counts[one] for one in groups[fields]) < least:
                groups.setdefault(fields[:-1], []).extend(groups.pop(fields))
                mixed.add(fields[:-1])
    return {pattern: fields for fields, patterns in groups.items() for pattern in patterns}, mixed


def decisions_for(pairs: Iterable[SuggestedPair], action: Action, chosen: Mapping[str, str]) -> list[Decision]:
    """The plans for open pairs: linked in this way, unless they were judged and not found right: those are put off.

    `chosen` says which PSA customers are planned already, and for which finance customer; nobody gets one of another.
    """
    plans = []
    for one in pairs:
        if one.answer in (Answer.WRONG, Answer.UNSURE):
            plans.append(Decision(finance_id=one.finance_id, action=Action.LATER))
        elif chosen.get(one.psa_id, one.finance_id) == one.finance_id:
            plans.append(Decision(finance_id=one.finance_id, action=action, psa_id=one.psa_id))
    return plans
