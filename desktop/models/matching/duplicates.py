"""Customers that stand twice or more in one register: the evidence of matching, on the register against itself; pure.

Told by what agrees and not by a score, for inside one register every value of a double is shared. Not doubles: the units of a
public body (one CVR number, several EANs), branches, holdings, names with different numbers; two valid CVR numbers never.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from desktop.models.duplicates import Cluster
from desktop.models.matching.candidates import candidate_pairs
from desktop.models.matching.evidence import Findings, find_evidence
from desktop.models.matching.reading import read_register
from desktop.models.matching.registers import Bools, joined
from desktop.models.matching.weights import FIELDS, NAME, NAME_PARTS, TELLING_FIELDS
from desktop.models.records import Customer, EvidenceField, Verdict

_SHOWN = (EvidenceField.VAT_NUMBER, EvidenceField.EAN, EvidenceField.NAME, *TELLING_FIELDS[2:])
_ONE_EACH = ("vat_number", "ean")
_ANOTHER_UNIT = (
    ("numbers", "differs"),
    ("numbers", "one_side"),
    ("numbers", "letter"),
    ("numbers", "begins_alike"),
    ("mark", "differs"),
    ("branch", "differs"),
    ("branch", "one_side"),
    ("branch", "one_side_with_better_fit"),
    ("role", "one_side"),
    ("role", "one_company"),
    ("body", "differs"),
    ("body", "other_unit"),
    ("owner", "differs"),
)


def clusters(customers: Sequence[Customer], check: Callable[[], None] = lambda: None) -> list[Cluster]:
    """Every customer that stands more than once, by name; customers that are gone are left out. `check` may raise to stop."""
    there = sorted((one for one in customers if not one.is_gone), key=lambda one: (one.number, one.id))
    if len(there) < 2:
        return []
    read = read_register(there, check)
    left, right, vocabulary = joined(read, read)
    rows, partners = candidate_pairs(left, right, vocabulary)
    once = rows < partners
    check()
    findings = find_evidence(left, right, rows[once], partners[once], vocabulary)
    is_cut = left.is_cut[findings.rows] | left.is_cut[findings.partners]
    is_double = _are_doubles(findings, is_cut)
    check()
    group = list(range(len(there)))
    agreeing: dict[int, set[EvidenceField]] = {}
    agrees = {field: _has(findings, field, Verdict.AGREES) for field in _SHOWN}
    values = [[{int(value)} - {0} for value in left[column].tolist()] for column in _ONE_EACH]
    for place in np.flatnonzero(is_double).tolist():
        one, other = sorted((_first(group, int(findings.rows[place])), _first(group, int(findings.partners[place]))))
        if one != other and any(len(column[one] | column[other]) > 1 for column in values):
            continue  # both are like a third one, but not each other
        group[other] = one
        for column in values:
            column[one] |= column[other]
        fields = agreeing.pop(one, set()) | agreeing.pop(other, set())
        agreeing[one] = fields | {field for field, has in agrees.items() if has[place]}
    members: dict[int, list[Customer]] = {}
    for row in range(len(there)):
        members.setdefault(_first(group, row), []).append(there[row])
    found = [
        Cluster(tuple(those), tuple(field for field in _SHOWN if field in agreeing[first]))
        for first, those in members.items()
        if len(those) > 1
    ]
    return sorted(found, key=lambda one: (one.customers[0].name.casefold(), one.customers[0].number))


def _are_doubles(findings: Findings, is_cut: Bools) -> Bools:
    """Which pairs are one customer twice: a like name, something that tells besides, and nothing that speaks of another unit.

    What a system cut off a name may have been the branch: then something besides the number must agree.
    """
    agrees = {field: _has(findings, field, Verdict.AGREES) for field in TELLING_FIELDS}
    differs = {field: _has(findings, field, Verdict.DIFFERS) for field in TELLING_FIELDS}
    name_is_same = findings.name >= _kind("same_plain")
    name_is_near = findings.name >= _kind("near_common")
    contacts = sum(agrees[field].astype(np.int64) for field in TELLING_FIELDS[2:])
    against = sum(differs[field].astype(np.int64) for field in TELLING_FIELDS[2:])
    same_number = agrees[EvidenceField.VAT_NUMBER] | agrees[EvidenceField.EAN]
    by_number = same_number & name_is_near & np.where(is_cut, contacts > against, contacts + 1 > against)
    by_contact = (name_is_same & (contacts > against)) | (name_is_near & (contacts > 1) & (against == 0))
    found: Bools = by_number | by_contact
    for field in FIELDS:
        found &= ~_has(findings, field, Verdict.CONTRADICTS)
    found &= ~differs[EvidenceField.VAT_NUMBER]
    for part, finding in _ANOTHER_UNIT:
        found &= findings.name_parts[part] != list(NAME_PARTS[part]).index(finding)
    return found


def _has(findings: Findings, field: EvidenceField, verdict: Verdict) -> Bools:
    if field is EvidenceField.NAME:
        has = np.array([finding.verdict is verdict for finding in NAME.values()])[findings.name]
    else:
        has = np.array([finding.verdict is verdict for finding in FIELDS[field].values()])[findings.fields[field]]
    found: Bools = has
    return found


def _kind(kind: str) -> int:
    return list(NAME).index(kind)


def _first(group: list[int], row: int) -> int:
    """The first row of the group that a row belongs to."""
    while group[row] != row:
        group[row] = group[group[row]]
        row = group[row]
    return row
