"""One, several or none, for each finance customer: the best pair must be good by itself, clearly better than the next, and free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from desktop.models.matching.registers import Bools, Floats, Ints


class Limits(NamedTuple):
    """What scores mean; it depends on what there is to compare."""

    certain: float  # a single suggestion has at least this score
    worth_showing: float  # below this nothing is shown


ORDINARY = Limits(certain=5.25, worth_showing=1.25)
NAMES_AND_NUMBERS = Limits(certain=6.25, worth_showing=1.25)  # no CVR number, EAN, phone, e-mail or address to compare
NAMES_ONLY = Limits(certain=6.25, worth_showing=-4.0)  # nothing else to go by: the best there is, is shown

LEAD = 2.0  # a single suggestion is this much better than the customer's next one
LEAD_OVER_OTHERS = 0.5  # and than what other finance customers have with the same PSA customer
RIVAL = 5.0  # another PSA customer with this score may be the same customer a second time: that is several, whatever the lead
BETTER_ELSEWHERE = 2.0  # a PSA customer that fits another finance customer by this much better is no rival
SHOWN = 5
ROUNDS = 4


@dataclass(slots=True)
class Decisions:
    """The pairs that are shown, in order of finance row and rank, and which finance rows have a single suggestion."""

    shown: Ints  # places in the arrays of pairs
    is_single: Bools  # per finance row; its first shown pair is then the single suggestion


def decide(
    rows: Ints,
    partners: Ints,
    score: Floats,
    alike: Floats,
    is_sure: Bools,
    finance_count: int,
    psa_count: int,
    limits: Limits,
) -> Decisions:
    """Chooses from all pairs; `is_sure` marks those that may be single suggestions, `alike` ranks equal scores."""
    order = np.lexsort((partners, -alike, -score, rows))
    order = order[score[order] >= limits.worth_showing]
    single = np.full(finance_count, -1)
    live = order
    for _ in range(ROUNDS):
        by_partner = live[np.lexsort((rows[live], -score[live], partners[live]))]
        best_of_partner, lead_of_partner = _best_and_lead(partners[by_partner], score[by_partner], psa_count)
        top_of_partner = np.full(psa_count, -np.inf)
        filled = best_of_partner >= 0
        top_of_partner[filled] = score[by_partner[best_of_partner[filled]]]
        contested = live[top_of_partner[partners[live]] - score[live] < BETTER_ELSEWHERE]
        best, lead = _best_and_lead(rows[contested], score[contested], finance_count)
        has = np.flatnonzero(best >= 0)
        places = contested[best[has]]
        good = (
            (by_partner[best_of_partner[partners[places]]] == places)
            & is_sure[places]
            & (score[places] >= limits.certain)
            & (lead[has] >= LEAD)
            & (score[places] - lead[has] < RIVAL)
            & (lead_of_partner[partners[places]] >= LEAD_OVER_OTHERS)
        )
        if not good.any():
            break
        places = places[good]
        single[rows[places]] = places
        row_done = single[rows[live]] >= 0
        partner_done = np.isin(partners[live], partners[places])
        live = live[~row_done & ~partner_done]
    # what scored better than a single suggestion belongs to somebody else, and is not shown
    is_single = single >= 0
    limit = np.full(finance_count, np.inf)
    limit[is_single] = score[single[is_single]]
    order = order[(score[order] < limit[rows[order]]) | (single[rows[order]] == order)]
    shown = order[_rank(rows[order]) < SHOWN]
    return Decisions(shown, is_single)


def _best_and_lead(groups: Ints, score: Floats, count: int) -> tuple[Ints, Floats]:
    """For each group (sorted, best first): the place of its best, and how far it leads the next."""
    best = np.full(count, -1)
    lead = np.full(count, np.inf)
    first = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]]) if len(groups) else np.zeros(0, np.int64)
    best[groups[first]] = first
    has_next = first[(first + 1 < len(groups))]
    has_next = has_next[groups[has_next + 1] == groups[has_next]]
    lead[groups[has_next]] = score[has_next] - score[has_next + 1]
    return best, lead


def _rank(groups: Ints) -> Ints:
    """0 for the first of each run of equal groups, 1 for the second, and so on."""
    if not len(groups):
        return groups
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    rank: Ints = np.arange(len(groups)) - np.repeat(starts, np.diff(np.r_[starts, len(groups)]))
    return rank
