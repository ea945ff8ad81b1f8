"""One, several or none, for each finance customer: the best pair must be good by itself, clearly better than the next, and free."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from desktop.models.matching.registers import Bools, Floats, Ints

CERTAIN = 9.0  # a single suggestion has at least this score
WORTH_SHOWING = 6.0  # below this nothing is shown
MARGIN = 3.0  # and is this much better than what else there is, on either side
CLAIM_MARGIN = 1.0
SHOWN = 5
ROUNDS = 4


@dataclass(slots=True)
class Decisions:
    """The pairs that are shown, in order of finance row and rank, and which finance rows have a single suggestion."""

    shown: Ints  # places in the arrays of pairs
    single: Ints  # finance row -> place of its single suggestion, -1 for none


def decide(rows: Ints, partners: Ints, score: Floats, is_sure: Bools, finance_count: int, psa_count: int) -> Decisions:
    """Chooses from all pairs; `is_sure` marks those whose evidence is enough for a single suggestion, whatever the score."""
    order = np.lexsort((partners, -score, rows))
    order = order[score[order] >= WORTH_SHOWING]
    single = np.full(finance_count, -1)
    partner_taken = np.zeros(psa_count, np.bool_)
    row_done = np.zeros(finance_count, np.bool_)
    live = order
    for _ in range(ROUNDS):
        best, lead = _best_and_lead(rows[live], score[live], finance_count)
        by_partner = live[np.lexsort((rows[live], -score[live], partners[live]))]
        best_of_partner, lead_of_partner = _best_and_lead(partners[by_partner], score[by_partner], psa_count)
        has = np.flatnonzero((best >= 0) & ~row_done)
        places = live[best[has]]
        takers = by_partner[best_of_partner[partners[places]]]
        good = (
            (takers == places)
            & (score[places] >= CERTAIN)
            & (lead[has] >= MARGIN)
            & (lead_of_partner[partners[places]] >= CLAIM_MARGIN)
            & is_sure[places]
        )
        if not good.any():
            break
        single[rows[places[good]]] = places[good]
        row_done[rows[places[good]]] = True
        partner_taken[partners[places[good]]] = True
        live = live[~row_done[rows[live]] & ~partner_taken[partners[live]]]
    shown = order[_rank(rows[order]) < SHOWN]
    return Decisions(shown, single)


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
