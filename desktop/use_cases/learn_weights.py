"""Learn from the user's own decisions how much evidence counts, tell it, forget it; rules: models/matching/learning.py."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.models.matching.learning import LearnedWeight, Lesson, learned_weights, lessons, table_with
from desktop.models.matching.weights import Table
from desktop.models.records import Activity, Answer, DecidedBy, EvidenceField, Integration, LinkKind, Outcome, Verdict
from desktop.models.store.work import Store, Work
from desktop.models.waterfall import signed
from desktop.texts import Message

_SETTING = "learned_weights"
_NEVER = dt.datetime.min.replace(tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What is in use since the last look-up. `decisions` are so many pairs found right, `refused` so many that were not."""

    weights: tuple[LearnedWeight, ...] = ()
    decisions: int = 0
    refused: int = 0
    noticed: tuple[Message, ...] = ()
    forgotten_at: dt.datetime | None = None

    @property
    def sentence(self) -> Message:
        """In one line: from how many decisions, and the weight that was moved furthest."""
        if not self.weights:
            return Message("Nothing was learned yet; the declared weights are in use")
        furthest = max(self.weights, key=lambda one: abs(one.shift))
        values = {
            "decisions": self.decisions + self.refused,
            "title": furthest.title,
            "weight": signed(furthest.weight),
            "declared": signed(furthest.declared),
        }
        if len(self.weights) == 1:
            return Message("Learned from {decisions} of your decisions: {title} counts {weight} instead of {declared}.", **values)
        return Message(
            "Learned from {decisions} of your decisions: {title} counts {weight} instead of {declared}, and {more} more.",
            **values,
            more=len(self.weights) - 1,
        )


class WeightLearning:
    """The learned weights of one store's integrations."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def learn(self, integration: Integration) -> Table:
        """Learn anew from every decision since the last *Forget*, and keep it; gives the table for the look-up that follows."""
        with self._store.work() as work:
            before = _told(work, integration.id)
            taught = _lessons(work, integration.id, before.forgotten_at or _NEVER)
            weights = learned_weights(taught)
            right = sum(one.is_right for one in taught)
            now = replace(before, weights=tuple(weights), decisions=right, refused=len(taught) - right)
            _keep(work, integration.id, now)
            if _shifts(now) != _shifts(before):
                sentence = Message(
                    "From {decisions} decisions {count} weight was learned; the page Link customers tells which.",
                    "From {decisions} decisions {count} weights were learned; the page Link customers tells which.",
                    count=len(weights),
                    decisions=right,
                )
                work.log.note(integration.id, Activity.SUGGEST, Outcome.DONE, sentence)
            work.commit()
        return table_with(weights)

    def notice(self, integration: Integration, sentences: Sequence[Message]) -> None:
        """Keep what the look-up noticed about the two registers."""
        with self._store.work() as work:
            _keep(work, integration.id, replace(_told(work, integration.id), noticed=tuple(sentences)))
            work.commit()

    def told(self, integration: Integration) -> Learned:
        """What the last look-up used."""
        with self._store.reading() as work:
            return _told(work, integration.id)

    def forget(self, integration: Integration) -> None:
        """Use the declared weights again; decisions made until now teach nothing any more."""
        with self._store.work() as work:
            before = _told(work, integration.id)
            _keep(work, integration.id, Learned(noticed=before.noticed, forgotten_at=dt.datetime.now(dt.UTC)))
            sentence = Message("What was learned about the weights was forgotten.")
            work.log.note(integration.id, Activity.SUGGEST, Outcome.DONE, sentence)
            work.commit()


def _lessons(work: Work, integration_id: int, since: dt.datetime) -> list[Lesson]:
    """What a person decided pair by pair since then; what followed from a sample was not looked at and teaches nothing."""
    judged = work.judged_pairs.all(integration_id)
    unseen = {(one.finance_id, one.psa_id) for one in judged if one.answer is Answer.ACCEPTED}
    answers = {
        (one.finance_id, one.psa_id): one.answer is Answer.RIGHT
        for one in judged
        if one.answer in (Answer.RIGHT, Answer.WRONG) and one.judged_at > since
    }
    linked = {
        one.finance_id: one.psa_id
        for one in work.links.all(integration_id, LinkKind.CUSTOMER)
        if one.decided_by is DecidedBy.PERSON and one.decided_at > since and (one.finance_id, one.psa_id) not in unseen
    }
    found = work.decisions.suggestions_of(integration_id, {*linked, *(finance_id for finance_id, _psa_id in answers)})
    return lessons(found, linked, answers)


def _shifts(learned: Learned) -> dict[tuple[EvidenceField, Verdict], float]:
    return {(one.field, one.verdict): one.shift for one in learned.weights}


def _told(work: Work, integration_id: int) -> Learned:
    kept = work.settings.get(integration_id, _SETTING)
    forgotten = kept.get("forgotten_at")
    return Learned(
        weights=tuple(
            LearnedWeight(
                field=EvidenceField(one["field"]),
                verdict=Verdict(one["verdict"]),
                shift=one["shift"],
                right=one["right"],
                of_right=one["of_right"],
                refused=one["refused"],
                of_refused=one["of_refused"],
            )
            for one in kept.get("weights", ())
        ),
        decisions=kept.get("decisions", 0),
        refused=kept.get("refused", 0),
        noticed=tuple(Message.from_json(one) for one in kept.get("noticed", ())),
        forgotten_at=dt.datetime.fromisoformat(forgotten) if forgotten else None,
    )


def _keep(work: Work, integration_id: int, learned: Learned) -> None:
    work.settings.put(
        integration_id,
        _SETTING,
        {
            "weights": [
                {
                    "field": one.field,
                    "verdict": one.verdict,
                    "shift": one.shift,
                    "right": one.right,
                    "of_right": one.of_right,
                    "refused": one.refused,
                    "of_refused": one.of_refused,
                }
                for one in learned.weights
            ],
            "decisions": learned.decisions,
            "refused": learned.refused,
            "noticed": [one.to_json() for one in learned.noticed],
            "forgotten_at": learned.forgotten_at.isoformat() if learned.forgotten_at else None,
        },
    )
