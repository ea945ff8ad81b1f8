"""What the answers about a random sample prove, with every look at them counted; pure.

The bound is that of Clopper and Pearson (1934), exact and one-sided. It is taken as if the kind were endless, which claims a little
less than could be claimed. It errs in one of twenty samples when its size was chosen before the answers were known. Whoever looks,
and then chooses a larger sample or another score, could go on until it fits: so each further look takes as much from the confidence
as one look may err (Boole's inequality). Only where every answer was right does a larger sample cost nothing: the samples lie
within each other, and wherever the larger one would err the smaller one has erred already.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass

ERROR = 0.05  # of one look: the probability that less is right than it says
SAMPLE_SIZES = (20, 59, 299)  # all right, they prove 86, 95 and 99 %


@dataclass(frozen=True, slots=True)
class Look:
    """What is chosen before a sample is judged: from which score on, and how many of each kind."""

    least_score: float
    size: int


def confidence(look: Look, looks: Collection[Look], *, all_right: bool) -> float:
    """The probability, from 0 to 1, with which this look and all others tell no more than is so.

    `looks` are all that were chosen, this one too; `all_right`: every answer in the largest sample from this score on is.
    """
    same = {one for one in looks if one.least_score == look.least_score} | {look}
    others = len(set(looks) - same)
    return max(1 - ERROR * (others + (1 if all_right else len(same))), 0.0)


def proven_share(right: int, judged: int) -> float:
    """The share of right ones, from 0 to 1, that so many right of a random sample prove at least.

    The smallest share at which `right` or more of `judged` would still be met by chance with probability `ERROR`.
    `ValueError` when the counts are impossible.
    """
    if not 0 <= right <= judged:
        raise ValueError(f"{right} of {judged}")
    if right == 0:
        return 0.0
    if right == judged:
        return float(ERROR ** (1 / judged))
    low, high = 0.0, right / judged
    for _ in range(60):  # halving: exact to the last bit
        middle = (low + high) / 2
        low, high = (middle, high) if _at_least(right, judged, middle) < ERROR else (low, middle)
    return low


def _at_least(right: int, judged: int, share: float) -> float:
    """The probability of `right` or more among `judged` when this share is right."""
    if share <= 0:
        return 0.0
    yes, no = math.log(share), math.log1p(-share)
    return math.fsum(
        math.exp(math.lgamma(judged + 1) - math.lgamma(k + 1) - math.lgamma(judged - k + 1) + k * yes + (judged - k) * no)
        for k in range(right, judged + 1)
    )
