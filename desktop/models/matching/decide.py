"""One, several or none, for each finance customer: the best pair must be good by itself, clearly better than the next, and free."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from desktop.models.matching.evidence import Findings, has_own_number
from desktop.models.matching.pairs import code
from desktop.models.matching.registers import Bools, Floats, Ints
from desktop.models.matching.weights import FIELDS, NAME, NAME_PARTS, TELLING_FIELDS
from desktop.models.records.suggestions import EvidenceField, Verdict

_IDENTIFIERS = (  # of one customer, also without a name: not what several customers share
    (EvidenceField.VAT_NUMBER, "same"),
    (EvidenceField.VAT_NUMBER, "same_unchecked"),
    (EvidenceField.EAN, "same"),
    (EvidenceField.EMAIL, "same"),
)
_CONTRADICTING_PARTS = (
    ("numbers", "differs"),
    ("mark", "differs"),
    ("branch", "differs"),
    ("body", "differs"),
    ("body", "other_unit"),
)


class Limits(NamedTuple):
    """What scores mean; it depends on what there is to compare."""

    certain: float  # a single suggestion has at least this score
    worth_showing: float  # below this nothing is shown, unless a CVR number that nobody else has is the same
    only_names: bool = False  # and places


ORDINARY = Limits(certain=5.0, worth_showing=1.25)
NAMES_AND_NUMBERS = Limits(certain=6.5, worth_showing=1.25)  # no CVR number, EAN, phone, e-mail or address to compare
NAMES_AND_TOWNS = Limits(certain=6.25, worth_showing=-4.0, only_names=True)  # nothing else to go by: the best there is, is shown
NAMES_ALONE = Limits(certain=6.75, worth_showing=-4.0, only_names=True)  # not even a town or postcode

LEAD = 2.0  # a single suggestion is this much better than the customer's next one
LEAD_OVER_OTHERS = 0.5  # and than what other finance customers have with the same PSA customer
LEAD_OVER_BRANCHES = 1.0  # where those others have the same CVR number too: offices of one company, told apart by little
RIVAL = 5.0  # another PSA customer with this score may be the same customer a second time: that is several, whatever the lead
BETTER_ELSEWHERE = 2.0  # a PSA customer that fits another finance customer by this much better is no rival
SHOWN = 5
ROUNDS = 4
LEANING = 1 / 15  # of the pairs that are enough: when more have nothing but the name, look-alikes among them are too many
ENOUGH_TO_JUDGE_NAMES = 20  # pairs with nothing but the name, before anything is said of how many they are


@dataclass(slots=True)
class Decisions:
    """The pairs that are shown, in order of finance row and rank, and which finance rows have a single suggestion."""

    shown: Ints  # places in the arrays of pairs
    is_single: Bools  # per finance row; its first shown pair is then the single suggestion
    leans_on_names: bool  # so many pairs have nothing but the name that it must have the same legal form


def decide(findings: Findings, finance_count: int, psa_count: int, limits: Limits) -> Decisions:
    """Chooses from all pairs; equal scores are ranked by how alike the names are.

    The clear pairs are taken first; what they leave free may then be clear too, and so on.
    """
    rows, partners, score = findings.rows, findings.partners, findings.score
    may_be_single = is_enough(findings) & (score >= limits.certain)
    by_name = may_be_single & _has_nothing_but_the_name(findings)
    many = np.count_nonzero(by_name)
    leans_on_names = bool(limits is ORDINARY and many >= max(ENOUGH_TO_JUDGE_NAMES, LEANING * np.count_nonzero(may_be_single)))
    if leans_on_names:
        may_be_single &= ~by_name | _has_part(findings, "form", "same")
    order = np.flatnonzero((score >= limits.worth_showing) | has_own_number(findings.fields))
    order = order[np.lexsort((partners[order], -findings.names.alike[order], -score[order], rows[order]))]
    single = np.full(finance_count, -1)
    live = order
    for _ in range(ROUNDS):
        clear = _clear_pairs(findings, live, finance_count, psa_count)
        clear = clear[may_be_single[clear]]
        if not len(clear):
            break
        single[rows[clear]] = clear
        is_taken = np.isin(partners[live], partners[clear])
        live = live[(single[rows[live]] < 0) & ~is_taken]
    is_single = single >= 0
    limit = np.full(finance_count, np.inf)
    limit[is_single] = score[single[is_single]]  # what scored better than a single suggestion is somebody else's: not shown
    order = order[(score[order] < limit[rows[order]]) | (single[rows[order]] == order)]
    return Decisions(order[_rank(rows[order]) < SHOWN], is_single, leans_on_names)


def _clear_pairs(findings: Findings, live: Ints, finance_count: int, psa_count: int) -> Ints:
    """Of the live pairs (in order of finance row and score) those that are best for both and lead what else there is for either."""
    rows, partners, score = findings.rows, findings.partners, findings.score
    by_partner = live[np.lexsort((rows[live], -score[live], partners[live]))]
    best_of_partner, lead_of_partner = _best_and_lead(partners[by_partner], score[by_partner], psa_count)
    top_of_partner = np.full(psa_count, -np.inf)
    filled = best_of_partner >= 0
    top_of_partner[filled] = score[by_partner[best_of_partner[filled]]]
    contested = live[top_of_partner[partners[live]] - score[live] < BETTER_ELSEWHERE]
    best, lead = _best_and_lead(rows[contested], score[contested], finance_count)
    lead = lead[best >= 0]
    places = contested[best[best >= 0]]
    is_clear = (
        (by_partner[best_of_partner[partners[places]]] == places)
        & (lead >= LEAD)
        & (score[places] - lead < RIVAL)
        & (lead_of_partner[partners[places]] >= _needed_lead(findings, by_partner, best_of_partner[partners[places]]))
    )
    clear: Ints = places[is_clear]
    return clear


def _needed_lead(findings: Findings, by_partner: Ints, best: Ints) -> Floats:
    """How far each best pair of a PSA customer must lead the next one with it."""
    same_company = _has_verdict(findings, EvidenceField.VAT_NUMBER, Verdict.AGREES)
    following = by_partner[np.minimum(best + 1, len(by_partner) - 1)]
    share = same_company[by_partner[best]] & same_company[following]
    needed: Floats = np.where(share, LEAD_OVER_BRANCHES, LEAD_OVER_OTHERS)
    return needed


def is_enough(findings: Findings) -> Bools:
    """Which pairs may be single suggestions, whatever their score.

    Nothing contradicts; more than a customer number and a town speaks for it; where the name alone does, nothing differs (in the
    same town one thing may), both are in one place as far as is known, and a firm with an owner's name is not taken for a company;
    a holding is not taken for its company unless the CVR number says so, nor a branch for a company with other branches; a number
    that stands in one name only (E/F Nørregade 12, E/F Nørregade), or is cut off, needs more than phone and address, which
    neighbours share, and a house's letter in one only more than e-mail too, which they share with who looks after both; without
    a name on both sides a CVR number, EAN or e-mail address that no others share has to be the same.
    """
    agreeing, differing = np.zeros(len(findings.rows), np.int64), np.zeros(len(findings.rows), np.int64)
    for field in TELLING_FIELDS:
        agreeing += _has_verdict(findings, field, Verdict.AGREES)
        differing += _has_verdict(findings, field, Verdict.DIFFERS)
    same_number = _has_verdict(findings, EvidenceField.NUMBER, Verdict.AGREES)
    same_town = _has_verdict(findings, EvidenceField.ZIP_CODE, Verdict.AGREES)
    name = findings.name
    may_be_another = _is_elsewhere(findings) | _has_part(findings, "owner", "company")
    by_name = (name >= _kind("similar")) & (same_number | ((differing <= same_town) & ~may_be_another))
    enough = (agreeing > 0) | by_name
    for field in findings.fields:
        enough &= ~_has_verdict(findings, field, Verdict.CONTRADICTS)
    for part, finding in _CONTRADICTING_PARTS:
        enough &= ~_has_part(findings, part, finding)
    enough &= _has_part(findings, "role", "absent") | _has_part(findings, "role", "one_company")
    known_by_number = same_number.copy()
    for field in (EvidenceField.VAT_NUMBER, EvidenceField.EAN):
        known_by_number |= _has_verdict(findings, field, Verdict.AGREES)
    may_be_sister = _has_part(findings, "numbers", "one_side") | _has_part(findings, "numbers", "cut_off")
    enough &= ~may_be_sister | known_by_number | _has_verdict(findings, EvidenceField.EMAIL, Verdict.AGREES)
    may_be_neighbour = _has_part(findings, "numbers", "letter") | _has_part(findings, "numbers", "begins_alike")
    enough &= ~may_be_neighbour | known_by_number
    identified = np.zeros(len(findings.rows), np.bool_)
    for field, finding in _IDENTIFIERS:
        identified |= findings.fields[field] == code(field, finding)
    enough &= (name != _kind("absent")) | identified
    shared_name = (name == _kind("same_few")) | (name == _kind("same_common"))
    enough &= ~(shared_name & _has_part(findings, "branch", "one_side"))
    return enough


def _has_nothing_but_the_name(findings: Findings) -> Bools:
    """Which pairs nothing else speaks for, neither a number nor an address, e-mail or town; the country does not count."""
    has_more = np.zeros(len(findings.rows), np.bool_)
    for field in (*TELLING_FIELDS, EvidenceField.NUMBER, EvidenceField.ZIP_CODE, EvidenceField.CITY):
        has_more |= _has_verdict(findings, field, Verdict.AGREES)
    return ~has_more


def _is_elsewhere(findings: Findings) -> Bools:
    """Which pairs are in two places: the town or the postcode differs, and the other does not say that they are one."""
    differs, agrees = (
        _has_verdict(findings, EvidenceField.CITY, verdict) | _has_verdict(findings, EvidenceField.ZIP_CODE, verdict)
        for verdict in (Verdict.DIFFERS, Verdict.AGREES)
    )
    elsewhere: Bools = differs & ~agrees
    return elsewhere


def _has_verdict(findings: Findings, field: EvidenceField, verdict: Verdict) -> Bools:
    has: Bools = np.array([finding.verdict is verdict for finding in FIELDS[field].values()])[findings.fields[field]]
    return has


def _has_part(findings: Findings, part: str, finding: str) -> Bools:
    has: Bools = findings.name_parts[part] == list(NAME_PARTS[part]).index(finding)
    return has


def _kind(kind: str) -> int:
    return list(NAME).index(kind)


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
