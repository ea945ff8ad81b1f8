"""Accept many suggestions at once: the answers about the random sample, and its seed, are kept; product.md chapter 3."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from desktop.models.records import Activity, Answer, Integration, JudgedPair, Outcome
from desktop.models.sample_proof import Look
from desktop.models.sampling import SuggestedPair
from desktop.models.store.work import Store
from desktop.texts import Message

_SETTING = "sampling"


@dataclass(frozen=True, slots=True)
class SampleAnswers:
    """All answers so far, and the looks that were chosen, the latest last.

    `seed` says who is drawn: chosen once by chance and never again, so that nobody draws until it fits.
    """

    seed: str
    judged: tuple[JudgedPair, ...]
    looks: tuple[Look, ...] = ()


class SampleJudging:
    """The samples of one store's integrations. Nothing is written to any other system."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def answers(self, integration: Integration) -> SampleAnswers:
        """The seed and every answer."""
        with self._store.work() as work:
            kept = work.settings.get(integration.id, _SETTING)
            if not kept.get("seed"):
                kept = {"seed": secrets.token_hex(8)}
                work.settings.put(integration.id, _SETTING, kept)
                work.commit()
            looks = tuple(Look(float(one["least_score"]), int(one["size"])) for one in kept.get("looks", ()))
            return SampleAnswers(str(kept["seed"]), tuple(work.judged_pairs.all(integration.id)), looks)

    def choose(self, integration: Integration, look: Look, drawn: Iterable[SuggestedPair]) -> None:
        """From now on this look counts: what its sample proves may be told. `drawn` are those of it without an answer."""
        before = self.answers(integration)
        looks = [*(one for one in before.looks if one != look), look]
        with self._store.work() as work:
            kept = {"seed": before.seed, "looks": [{"least_score": one.least_score, "size": one.size} for one in looks]}
            work.settings.put(integration.id, _SETTING, kept)
            work.judged_pairs.put(integration.id, _kept((one for one in drawn if one.is_open), Answer.DRAWN))
            work.commit()

    def judge(self, integration: Integration, pair: SuggestedPair, answer: Answer) -> None:
        """Keep what a person said about one pair; a later answer replaces it."""
        with self._store.work() as work:
            work.judged_pairs.put(integration.id, _kept([pair], answer))
            work.commit()

    def accept(self, integration: Integration, pairs: Iterable[SuggestedPair]) -> None:
        """Note that these are accepted because of the sample of their kind, so that nobody takes them for judged."""
        unseen = [one for one in pairs if one.answer is None]
        with self._store.work() as work:
            work.judged_pairs.put(integration.id, _kept(unseen, Answer.ACCEPTED))
            sentence = Message(
                "{count} suggestion was accepted by the sample of its kind; nothing is written yet.",
                "{count} suggestions were accepted by the samples of their kinds; nothing is written yet.",
                count=len(unseen),
            )
            work.log.note(integration.id, Activity.SUGGEST, Outcome.DONE, sentence)
            work.commit()


def _kept(pairs: Iterable[SuggestedPair], answer: Answer) -> list[JudgedPair]:
    now = dt.datetime.now(dt.UTC)
    return [
        JudgedPair(finance_id=one.finance_id, psa_id=one.psa_id, answer=answer, pattern=one.pattern, score=one.score, judged_at=now)
        for one in pairs
    ]
