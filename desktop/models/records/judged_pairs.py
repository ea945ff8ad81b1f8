"""What a person said about a suggested pair of a random sample, which is shown without its score."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """Whether the two are the same customer.

    `DRAWN` has no answer yet, but belongs to a sample that was chosen. `ACCEPTED` was never looked at: it followed from the sample
    of its kind.
    """

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"
    DRAWN = "drawn"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPair:
    """One answer. `pattern` names the fields that agreed and `score` is what the suggestion had, both when it was kept."""

    finance_id: str
    psa_id: str
    answer: Answer
    pattern: str
    score: float
    judged_at: dt.datetime
