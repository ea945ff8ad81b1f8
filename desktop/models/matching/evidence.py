"""What each field says about each pair, as numbers of findings in the table of weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from desktop.models.matching.candidates import distinct
from desktop.models.matching.compare import NameComparison, compare_names
from desktop.models.matching.registers import Bools, Floats, Ids, Ints, Register, Vocabulary, word_weights
from desktop.models.matching.weights import FIELDS, NAME, NAME_PARTS
from desktop.models.records.suggestions import EvidenceField, Verdict

_TELLING_FIELDS = (
    EvidenceField.VAT_NUMBER,
    EvidenceField.EAN,
    EvidenceField.PHONE,
    EvidenceField.EMAIL,
    EvidenceField.ADDRESS,
)
_CONTRADICTING_PARTS = (
    ("numbers", "differs"),
    ("branch", "differs"),
    ("body", "differs"),
    ("body", "other_unit"),
)
SHARED_BY = 4  # a value that this many customers of a side have says little about one of them
SHARED_DOMAIN_BY = 4
ALIKE = {
    "little": 0.35,
    "partly": 0.5,
    "related": 0.65,
    "similar": 0.75,
    "near": 0.9,
}  # how alike the words of two names must be to be called so
ALIKE_WITH_SLIPS = 0.75
PLAIN = 0.8  # a name whose words weigh less together tells little: one common word, or two that many companies have
ENOUGH_TO_JUDGE_NUMBERS = 20


@dataclass(slots=True)
class Findings:
    """Pairs of finance and PSA rows with their findings; `score` is the sum of all weights."""

    rows: Ints
    partners: Ints
    fields: dict[EvidenceField, Ints]
    name: Ints
    name_parts: dict[str, Ints]
    names: NameComparison
    score: Floats


def find_evidence(finance: Register, psa: Register, rows: Ints, partners: Ints, vocabulary: Vocabulary) -> Findings:
    """Looks at every field of every pair."""
    weights = word_weights(vocabulary.words, finance, psa)
    names = compare_names(finance, psa, rows, partners, vocabulary.words, weights)
    fields: dict[EvidenceField, Ints] = {}
    pair = _Pairs(finance, psa, rows, partners)
    fields[EvidenceField.VAT_NUMBER] = _vat_number(pair, vocabulary)
    fields[EvidenceField.NUMBER] = _number(pair, fields[EvidenceField.VAT_NUMBER])
    fields[EvidenceField.EAN] = pair.plain(EvidenceField.EAN, "ean")
    fields[EvidenceField.PHONE] = pair.plain(EvidenceField.PHONE, "phone")
    fields[EvidenceField.EMAIL] = _email(pair, vocabulary, names.alike)
    fields[EvidenceField.ADDRESS] = _address(pair, vocabulary)
    fields[EvidenceField.ZIP_CODE] = _zip_code(pair, vocabulary)
    fields[EvidenceField.CITY] = pair.plain(EvidenceField.CITY, "city")
    fields[EvidenceField.COUNTRY] = pair.plain(EvidenceField.COUNTRY, "country")
    name = _name(pair, names)
    parts = _name_parts(pair, vocabulary, names)
    score = np.array([finding.weight for finding in NAME.values()])[name]
    for part, codes in parts.items():
        score += np.array(list(NAME_PARTS[part].values()))[codes]
    for field, codes in fields.items():
        score += np.array([finding.weight for finding in FIELDS[field].values()])[codes]
    return Findings(rows, partners, fields, name, parts, names, score)


def is_enough(findings: Findings) -> Bools:
    """Which pairs may be single suggestions, whatever their score.

    Nothing contradicts; more than a customer number and a town speaks for it; where the name alone does, nothing differs (in the
    same town one thing may); a holding is not taken for its company unless the CVR number says so, nor a branch for a company
    with other branches.
    """
    agreeing, differing = np.zeros(len(findings.rows), np.int64), np.zeros(len(findings.rows), np.int64)
    for field in _TELLING_FIELDS:
        agreeing += _has_verdict(findings, field, Verdict.AGREES)
        differing += _has_verdict(findings, field, Verdict.DIFFERS)
    same_number = _has_verdict(findings, EvidenceField.NUMBER, Verdict.AGREES)
    same_town = _has_verdict(findings, EvidenceField.ZIP_CODE, Verdict.AGREES)
    name = findings.name
    by_name = (name >= _kind("similar")) & (same_number | (differing <= same_town))
    enough = (agreeing > 0) | by_name
    for field in findings.fields:
        enough &= ~_has_verdict(findings, field, Verdict.CONTRADICTS)
    for part, finding in _CONTRADICTING_PARTS:
        enough &= ~_has_part(findings, part, finding)
    enough &= ~_has_part(findings, "role", "one_side") | _has_verdict(findings, EvidenceField.VAT_NUMBER, Verdict.AGREES)
    shared_name = (name == _kind("same_few")) | (name == _kind("same_common"))
    enough &= ~(shared_name & _has_part(findings, "branch", "one_side"))
    return enough


def _has_verdict(findings: Findings, field: EvidenceField, verdict: Verdict) -> Bools:
    has: Bools = np.array([finding.verdict is verdict for finding in FIELDS[field].values()])[findings.fields[field]]
    return has


def _has_part(findings: Findings, part: str, finding: str) -> Bools:
    has: Bools = findings.name_parts[part] == list(NAME_PARTS[part]).index(finding)
    return has


def _kind(kind: str) -> int:
    return list(NAME).index(kind)


def code(field: EvidenceField, finding: str) -> int:
    """The number of a finding in its field's part of the table."""
    return list(FIELDS[field]).index(finding)


def names_per_value(side: Register, column: str, size: int) -> Ints:
    """For each value of a column: how many different names carry it."""
    together = distinct(side[column] << 32 | side["core"])
    return np.bincount(together >> 32, minlength=size)


class _Pairs:
    """The two values of a field for every pair."""

    def __init__(self, finance: Register, psa: Register, rows: Ints, partners: Ints) -> None:
        self.finance, self.psa, self.rows, self.partners = finance, psa, rows, partners

    def values(self, column: str) -> tuple[Ints, Ints]:
        return self.finance[column][self.rows], self.psa[column][self.partners]

    def both(self, column: str) -> Bools:
        left, right = self.values(column)
        both: Bools = (left != 0) & (right != 0)
        return both

    def same(self, column: str) -> Bools:
        left, right = self.values(column)
        same: Bools = (left == right) & (left != 0)
        return same

    def carriers(self, column: str) -> Ints:
        """How many different names carry the pair's finance value, on the side that has more."""
        size = int(max(self.finance[column].max(), self.psa[column].max())) + 1
        most = np.maximum(*(names_per_value(side, column, size) for side in (self.finance, self.psa)))
        carriers: Ints = most[self.values(column)[0]]
        return carriers

    def records(self, column: str) -> tuple[Ints, Ints]:
        """How many finance customers, and how many PSA customers, carry the pair's finance value."""
        size = int(max(self.finance[column].max(), self.psa[column].max())) + 1
        values = self.values(column)[0]
        return np.bincount(self.finance[column], minlength=size)[values], np.bincount(self.psa[column], minlength=size)[values]

    def plain(self, field: EvidenceField, column: str) -> Ints:
        codes = np.full(len(self.rows), code(field, "absent"))
        codes[self.both(column)] = code(field, "differs")
        same = self.same(column)
        codes[same] = code(field, "same")
        if "same_few" in FIELDS[field]:
            in_finance, in_psa = self.records(column)
            codes[same & (in_finance > 1)] = code(field, "same_in_finance")
            codes[same & (in_psa > 1)] = code(field, "same_few")
            codes[same & (self.carriers(column) >= SHARED_BY)] = code(field, "same_shared")
        return codes


def _vat_number(pair: _Pairs, vocabulary: Vocabulary) -> Ints:
    field = EvidenceField.VAT_NUMBER
    codes = pair.plain(field, "vat_number")
    left, right = pair.values("vat_number")
    valid = np.array(vocabulary.vat_is_valid)
    same = codes == code(field, "same")
    codes[same & ~valid[left]] = code(field, "same_unchecked")
    unsure = (codes == code(field, "differs")) & ~(valid[left] & valid[right])
    codes[unsure] = code(field, "differs_unchecked")
    places = np.flatnonzero(unsure)
    if len(places):
        texts = vocabulary.vat_numbers.texts
        distance = cpdist([texts[n] for n in left[places]], [texts[n] for n in right[places]], scorer=OSA.distance)
        codes[places[distance <= 1]] = code(field, "one_digit")
    return codes


def _number(pair: _Pairs, vat_codes: Ints) -> Ints:
    field = EvidenceField.NUMBER
    codes = pair.plain(field, "number")
    known = (vat_codes == code(EvidenceField.VAT_NUMBER, "same")) & pair.both("number")
    same = codes == code(field, "same")
    if known.sum() >= ENOUGH_TO_JUDGE_NUMBERS and (same & known).sum() < 0.1 * known.sum():
        codes[same] = code(field, "same_by_chance")
        codes[codes == code(field, "differs")] = code(field, "absent")
    return codes


def _email(pair: _Pairs, vocabulary: Vocabulary, alike: Floats) -> Ints:
    field = EvidenceField.EMAIL
    codes = pair.plain(field, "domain")
    anybody = _is_anybodys(pair, vocabulary)
    left, right = pair.values("domain")
    same = codes == code(field, "same")
    codes[same] = code(field, "same_domain")
    open_to_many = anybody[left] | anybody[right]
    codes[open_to_many & (codes == code(field, "differs"))] = code(field, "free")
    codes[open_to_many & same] = code(field, "same_shared")
    labels_left, labels_right = pair.values("label")
    codes[(codes == code(field, "differs")) & (labels_left == labels_right)] = code(field, "similar_domain")
    weak = np.isin(codes, [code(field, kind) for kind in ("absent", "free", "differs")]) & (alike < ALIKE["similar"])
    spelt = _spells(pair.finance, pair.rows, labels_right, weak, vocabulary.labels.texts)
    spelt |= _spells(pair.psa, pair.partners, labels_left, weak, vocabulary.labels.texts)
    codes[spelt] = code(field, "spells_name")
    codes[pair.same("email")] = code(field, "same")
    in_finance, in_psa = pair.records("email")
    codes[pair.same("email") & (in_finance > 1)] = code(field, "same_in_finance")
    codes[pair.same("email") & (in_psa > 1)] = code(field, "same_few")
    return codes


def _is_anybodys(pair: _Pairs, vocabulary: Vocabulary) -> Bools:
    """Per domain: whether it is a provider's, or carried by many different names."""
    anybody = np.zeros(len(vocabulary.domains.texts), np.bool_)
    for side in (pair.finance, pair.psa):
        anybody[side["domain"][side.has_free_domain]] = True
        anybody |= names_per_value(side, "domain", len(anybody)) >= SHARED_DOMAIN_BY
    anybody[0] = False
    return anybody


def _spells(side: Register, rows: Ints, labels: Ints, possible: Bools, texts: list[str]) -> Bools:
    """Whether the domain's word is the beginning of the name, or the name of it, written together."""
    beginnings = Ids()
    of_names = beginnings.column((text[:6] for text in side.squeezed), side.count)
    of_labels = beginnings.column((text[:6] for text in texts), len(texts))
    found = np.zeros(len(rows), np.bool_)
    for place in np.flatnonzero(possible & (labels != 0) & (of_names[rows] == of_labels[labels])).tolist():
        name, label = side.squeezed[rows[place]], texts[labels[place]]
        found[place] = len(label) >= 6 and (name.startswith(label) or label.startswith(name))
    return found


def _address(pair: _Pairs, vocabulary: Vocabulary) -> Ints:
    field = EvidenceField.ADDRESS
    both = pair.both("street")
    box = vocabulary.streets.get("box", -1)
    left, right = pair.values("street")
    codes = np.full(len(pair.rows), code(field, "absent"))
    codes[both & ((left == box) == (right == box))] = code(field, "differs")
    same_house = pair.finance["house"][pair.rows] == pair.psa["house"][pair.partners]
    same = both & (left == right)
    places = np.flatnonzero(both & ~same & same_house & (left != box) & (right != box))
    texts = vocabulary.streets.texts
    same[[place for place in places.tolist() if _same_street(texts[left[place]], texts[right[place]])]] = True
    codes[same] = code(field, "near")
    codes[same & same_house] = code(field, "same")
    return codes


def _same_street(one: str, other: str) -> bool:
    """Whether one street is short for the other, or misspelt."""
    return one.startswith(other) or other.startswith(one) or OSA.distance(one, other) <= 1


def _zip_code(pair: _Pairs, vocabulary: Vocabulary) -> Ints:
    field = EvidenceField.ZIP_CODE
    codes = pair.plain(field, "zip_code")
    texts = vocabulary.readers["zip_code"].ids.texts
    area = np.array([hash(text[:2]) if len(text) > 2 else -number - 1 for number, text in enumerate(texts)])
    left, right = pair.values("zip_code")
    codes[(codes == code(field, "differs")) & (area[left] == area[right])] = code(field, "near")
    return codes


def _name(pair: _Pairs, names: NameComparison) -> Ints:
    kinds = {kind: number for number, kind in enumerate(NAME)}
    alike = names.alike
    codes = np.full(len(alike), kinds["differs"])
    for kind, least in ALIKE.items():
        codes[alike >= least] = kinds[kind]
    codes[(alike >= ALIKE["near"]) & (names.shared < PLAIN)] = kinds["near_common"]
    in_finance, in_psa = pair.records("core")
    full_finance, full_psa = pair.records("full_name")
    same_full = pair.same("full_name")
    in_finance, in_psa = np.where(same_full, full_finance, in_finance), np.where(same_full, full_psa, in_psa)
    codes[names.is_same] = kinds["same"]
    codes[names.is_same & (in_finance > 1)] = kinds["same_in_finance"]
    codes[names.is_same & (in_psa > 1)] = kinds["same_few"]
    codes[names.is_same & (names.shared < PLAIN)] = kinds["same_plain"]
    codes[names.is_same & (np.maximum(in_finance, in_psa) >= SHARED_BY)] = kinds["same_common"]
    return codes


def _name_parts(pair: _Pairs, vocabulary: Vocabulary, names: NameComparison) -> dict[str, Ints]:
    parts = {}
    for part, column in (("form", "form"), ("numbers", "numbers"), ("branch", "branch"), ("owner", "owner")):
        kinds = {kind: number for number, kind in enumerate(NAME_PARTS[part])}
        left, right = pair.values(column)
        codes = np.full(len(left), kinds["absent"])
        both = (left != 0) & (right != 0)
        if "differs" in kinds:
            codes[both] = kinds["differs"]
        elif "one_side" in kinds:
            codes[both] = kinds["one_side"]
        if "one_side" in kinds:
            codes[(left != 0) != (right != 0)] = kinds["one_side"]
        codes[both & (left == right)] = kinds["same"]
        if part in ("branch", "owner"):
            _forgive_slips(codes, left, right, vocabulary.of_names[part].texts, kinds)
        if part == "branch":
            codes[(codes == kinds["one_side"]) & _has_better_fit(pair)] = kinds["one_side_with_better_fit"]
        if part != "form":
            cut = pair.finance.is_cut[pair.rows] | pair.psa.is_cut[pair.partners]
            if "one_side" in kinds:
                codes[cut & (codes == kinds["one_side"])] = kinds["absent"]
        parts[part] = codes
    parts["contained"] = (names.is_contained & ~names.is_same & (names.alike < ALIKE["near"])).astype(np.int64)
    parts["role"] = names.role_differs.astype(np.int64)
    parts["body"] = _body(pair, names, vocabulary.towns.texts)
    return parts


def _has_better_fit(pair: _Pairs) -> Bools:
    """Whether the other side has a customer whose name and branch are just those of one of the two."""
    finance, psa = pair.finance["full_name"], pair.psa["full_name"]
    better: Bools = np.isin(finance, psa)[pair.rows] | np.isin(psa, finance)[pair.partners]
    return better


def _body(pair: _Pairs, names: NameComparison, towns: list[str]) -> Ints:
    """Whether both are of the same municipality; where one name does not say whose it is, its town must fit."""
    kinds = {kind: number for number, kind in enumerate(NAME_PARTS["body"])}
    left, right = pair.values("body")
    town_left, town_right = pair.values("city")
    codes = np.full(len(left), kinds["absent"])
    both = (left != 0) & (right != 0)
    codes[both] = np.where(left == right, kinds["same"], kinds["differs"])[both]
    _forgive_slips(codes, left, right, towns, kinds)
    for body, other, town in ((left, right, town_right), (right, left, town_left)):
        alone = (body != 0) & (other == 0) & (town != 0)
        codes[alone] = np.where(body == town, kinds["fits"], kinds["absent"])[alone]
    codes[(codes != kinds["absent"]) & (codes != kinds["differs"]) & (names.alike < ALIKE["partly"])] = kinds["other_unit"]
    return codes


def _forgive_slips(codes: Ints, left: Ints, right: Ints, texts: list[str], kinds: dict[str, int]) -> None:
    """A text that is cut or misspelt is the same text."""
    places = np.flatnonzero(codes == kinds["differs"])
    for place in places.tolist():
        one, other = sorted((texts[left[place]], texts[right[place]]), key=len)
        if other.startswith(one.rstrip("?. ")) or OSA.normalized_similarity(one, other) >= ALIKE_WITH_SLIPS:
            codes[place] = kinds["same"]
