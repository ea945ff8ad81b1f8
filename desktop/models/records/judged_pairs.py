"""What a person said about a suggested pair that was shown without its score, as one of a random sample."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """Whether the two are the same customer. `ACCEPTED` was never looked at: it followed from the sample of its kind."""

    RIGHT = "right"
    WRONG = "wrong"
    UNSURE = "unsure"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPair:
    """One answer. `pattern` names the fields that agreed and `score` is what the suggestion had, both when it was given."""

    finance_id: str
    psa_id: str
    answer: Answer
    pattern: str
    score: float
    judged_at: dt.datetime
