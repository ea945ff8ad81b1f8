"""What each field says about each pair, as numbers of findings in the table of weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from desktop.models.matching.compare import NameComparison, compare_names
from desktop.models.matching.initials import are_initials
from desktop.models.matching.name_evidence import ALIKE, BEST_OF_OTHER_NAMES, add_compared_parts, name_kinds, name_parts
from desktop.models.matching.pairs import Pairs, code, names_per_value
from desktop.models.matching.registers import Bools, Codes, Floats, Ints, Register, Vocabulary, beginnings, word_weights
from desktop.models.matching.weights import FIELDS, NAME, NAME_PARTS, Table
from desktop.models.records.suggestions import EvidenceField, Verdict

SHARED_DOMAIN_BY = 4  # a mail domain that customers of this many names have on one side is like a provider's
SHORTEST_LABEL = 6  # letters of a domain's own word that may spell a name
_FIRST_LETTERS = np.array([*((1 << 8 * count) - 1 for count in range(8)), -1])  # bits of the first letters, of none to eight
ENOUGH_TO_JUDGE_NUMBERS = 20  # pairs with the same CVR number, before the customer numbers can be called independent


@dataclass(slots=True)
class Findings:
    """Pairs of finance and PSA rows with their findings; `score` is the sum of all weights."""

    rows: Ints
    partners: Ints
    fields: dict[EvidenceField, Codes]
    name: Codes
    name_parts: dict[str, Codes]
    names: NameComparison
    score: Floats
    table: Table  # the weights that the score is made of


def find_evidence(
    finance: Register,
    psa: Register,
    rows: Ints,
    partners: Ints,
    vocabulary: Vocabulary,
    table: Table = FIELDS,
    least: float = -np.inf,
    only_names: bool = False,
) -> Findings:
    """Looks at every field of every pair; `table` has the weights, the declared ones or those that were learned.

    Comparing names takes longest, so it is left to the end: pairs that would not score `least` with the best of names are left out.
    Where there are `only_names` and places, one name may be the initials of the other, or leave out *Group*.
    """
    pair = Pairs(finance, psa, rows, partners)
    fields = _fields(pair, vocabulary)
    parts = name_parts(pair, vocabulary)
    spelt = _is_name_spelt(pair, vocabulary, fields[EvidenceField.EMAIL])
    hoped = _sum(fields, parts, table)
    mail = np.array([finding.weight for finding in table[EvidenceField.EMAIL].values()])
    better = mail[code(EvidenceField.EMAIL, "spells_name")] - mail[fields[EvidenceField.EMAIL]]
    hoped += np.where(spelt, np.maximum(better, 0), 0) + BEST_OF_OTHER_NAMES
    kept = np.flatnonzero(pair.same_name() | (hoped >= least) | has_own_number(fields))

    pair = pair.at(kept)
    fields = {field: codes[kept] for field, codes in fields.items()}
    parts = {part: codes[kept] for part, codes in parts.items()}
    names = compare_names(pair, vocabulary["word"], word_weights(vocabulary["word"], finance, psa))
    fields[EvidenceField.EMAIL][spelt[kept] & (names.alike < ALIKE["similar"])] = code(EvidenceField.EMAIL, "spells_name")
    is_one_company = np.array([finding.verdict is Verdict.AGREES for finding in table[EvidenceField.VAT_NUMBER].values()])
    add_compared_parts(parts, pair, names, vocabulary, is_one_company[fields[EvidenceField.VAT_NUMBER]], only_names)
    name = name_kinds(pair, names)
    if only_names:
        made_of = are_initials(finance, psa, pair.rows, pair.partners, vocabulary)
        name[made_of & (names.alike < ALIKE["related"])] = list(NAME).index("initials")
    score = _sum(fields, parts, table) + np.array([finding.weight for finding in NAME.values()])[name]
    return Findings(pair.rows, pair.partners, fields, name, parts, names, score, table)


def has_own_number(fields: dict[EvidenceField, Codes]) -> Bools:
    """Whether both have the same valid CVR number, and nobody else: such a pair is shown whatever its score.

    Units of a public body have one CVR number too, but two EANs.
    """
    vat_number, ean = fields[EvidenceField.VAT_NUMBER], fields[EvidenceField.EAN]
    has: Bools = (vat_number == code(EvidenceField.VAT_NUMBER, "same")) & (ean != code(EvidenceField.EAN, "differs"))
    return has


def _sum(fields: dict[EvidenceField, Codes], parts: dict[str, Codes], table: Table) -> Floats:
    """For each pair the weights of its findings together, without that of the name as a whole."""
    total: Floats = np.zeros(len(parts["form"]))
    for part, codes in parts.items():
        total += np.array(list(NAME_PARTS[part].values()))[codes]
    for field, codes in fields.items():
        total += np.array([finding.weight for finding in table[field].values()])[codes]
    return total


def _fields(pair: Pairs, vocabulary: Vocabulary) -> dict[EvidenceField, Codes]:
    fields: dict[EvidenceField, Codes] = {}
    fields[EvidenceField.VAT_NUMBER] = _vat_number(pair, vocabulary)
    fields[EvidenceField.NUMBER] = _number(pair, fields[EvidenceField.VAT_NUMBER])
    fields[EvidenceField.EAN] = pair.plain(EvidenceField.EAN, "ean")
    fields[EvidenceField.PHONE] = pair.plain(EvidenceField.PHONE, "phone")
    fields[EvidenceField.EMAIL] = _email(pair, vocabulary)
    fields[EvidenceField.ADDRESS] = _address(pair, vocabulary)
    fields[EvidenceField.ZIP_CODE] = _zip_code(pair, vocabulary)
    fields[EvidenceField.CITY] = pair.plain(EvidenceField.CITY, "city")
    fields[EvidenceField.COUNTRY] = pair.plain(EvidenceField.COUNTRY, "country")
    return fields


def _vat_number(pair: Pairs, vocabulary: Vocabulary) -> Codes:
    field = EvidenceField.VAT_NUMBER
    codes = pair.plain(field, "vat_number")
    left, right = pair.values("vat_number")
    valid = vocabulary.vat_is_valid
    same = codes == code(field, "same")
    codes[same & ~valid[left]] = code(field, "same_unchecked")
    unsure = (codes == code(field, "differs")) & ~(valid[left] & valid[right])
    codes[unsure] = code(field, "differs_unchecked")
    places = np.flatnonzero(unsure)
    if len(places):
        texts = vocabulary["vat_number"]
        distance = cpdist([texts[n] for n in left[places]], [texts[n] for n in right[places]], scorer=OSA.distance)
        codes[places[distance <= 1]] = code(field, "one_digit")
    return codes


def _number(pair: Pairs, vat_codes: Codes) -> Codes:
    field = EvidenceField.NUMBER
    codes = pair.plain(field, "number")
    known = (vat_codes == code(EvidenceField.VAT_NUMBER, "same")) & pair.both("number")
    same = codes == code(field, "same")
    if known.sum() >= ENOUGH_TO_JUDGE_NUMBERS and (same & known).sum() < 0.1 * known.sum():
        codes[same] = code(field, "same_by_chance")
        codes[codes == code(field, "differs")] = code(field, "absent")
    return codes


def _email(pair: Pairs, vocabulary: Vocabulary) -> Codes:
    """All but whether the domain spells the other's name, which counts only where the names do not say so."""
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
    codes[pair.same("email")] = code(field, "same")
    in_finance, in_psa = pair.records("email")
    codes[pair.same("email") & (in_finance > 1)] = code(field, "same_in_finance")
    codes[pair.same("email") & (in_psa > 1)] = code(field, "same_few")
    return codes


def _is_name_spelt(pair: Pairs, vocabulary: Vocabulary, codes: Codes) -> Bools:
    """Whether a domain spells the other's name, where nothing better was found about the mail addresses."""
    weak = np.isin(codes, [code(EvidenceField.EMAIL, kind) for kind in ("absent", "free", "differs")])
    labels_left, labels_right = pair.values("label")
    spelt = _spells(pair.finance, pair.rows, labels_right, weak, vocabulary["label"])
    return spelt | _spells(pair.psa, pair.partners, labels_left, weak, vocabulary["label"])


def _is_anybodys(pair: Pairs, vocabulary: Vocabulary) -> Bools:
    """Per domain: whether it is a provider's, or carried by many different names."""
    anybody = np.zeros(len(vocabulary["domain"]), np.bool_)
    for side in (pair.finance, pair.psa):
        anybody[side["domain"][side.has_free_domain]] = True
        anybody |= names_per_value(side, "domain", len(anybody)) >= SHARED_DOMAIN_BY
    anybody[0] = False
    return anybody


def _spells(side: Register, rows: Ints, labels: Ints, possible: Bools, texts: list[str]) -> Bools:
    """Whether the domain's word is the beginning of the name, or the name of it, written together."""
    found = np.zeros(len(rows), np.bool_)
    length = np.fromiter(map(len, texts), np.int64, len(texts))
    places = np.flatnonzero(possible & (length >= SHORTEST_LABEL)[labels])
    shorter = np.minimum(side.length[rows[places]], length[labels[places]])
    differing = beginnings(side.squeezed, 8)[rows[places]] ^ beginnings(texts, 8)[labels[places]]
    places = places[(shorter >= SHORTEST_LABEL) & (differing & _FIRST_LETTERS[np.minimum(shorter, 8)] == 0)]
    names = map(side.squeezed.__getitem__, rows[places].tolist())
    labels_of_pairs = map(texts.__getitem__, labels[places].tolist())
    found[places] = [name.startswith(label) or label.startswith(name) for name, label in zip(names, labels_of_pairs, strict=True)]
    return found


def _address(pair: Pairs, vocabulary: Vocabulary) -> Codes:
    field = EvidenceField.ADDRESS
    both = pair.both("street")
    texts = vocabulary["street"]
    box = texts.index("box") if "box" in texts else -1
    left, right = pair.values("street")
    codes = np.full(len(pair.rows), code(field, "absent"), np.int8)
    codes[both & ((left == box) == (right == box))] = code(field, "differs")
    same_house = pair.finance["house"][pair.rows] == pair.psa["house"][pair.partners]
    same = both & (left == right)
    places = np.flatnonzero(both & ~same & same_house & (left != box) & (right != box))
    same[[place for place in places.tolist() if _same_street(texts[left[place]], texts[right[place]])]] = True
    codes[same] = code(field, "near")
    codes[same & same_house] = code(field, "same")
    return codes


def _same_street(one: str, other: str) -> bool:
    """Whether one street is short for the other, or misspelt."""
    return one.startswith(other) or other.startswith(one) or OSA.distance(one, other) <= 1


def _zip_code(pair: Pairs, vocabulary: Vocabulary) -> Codes:
    field = EvidenceField.ZIP_CODE
    codes = pair.plain(field, "zip_code")
    codes[(codes == code(field, "same")) & ~pair.both("street")] = code(field, "same_without_address")
    texts = vocabulary["zip_code"]
    area = np.array([hash(text[:2]) if len(text) > 2 else -number - 1 for number, text in enumerate(texts)])
    left, right = pair.values("zip_code")
    codes[(codes == code(field, "differs")) & (area[left] == area[right])] = code(field, "near")
    return codes
