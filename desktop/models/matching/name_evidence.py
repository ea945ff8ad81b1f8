"""What the names of each pair say, as numbers of findings in the table of weights."""

from __future__ import annotations

import numpy as np
from rapidfuzz.distance import OSA

from desktop.models.matching.compare import NameComparison
from desktop.models.matching.marks import are_apart, begins_with, whole_number
from desktop.models.matching.pairs import SHARED_BY, Pairs
from desktop.models.matching.registers import Bools, Codes, Ints, Vocabulary
from desktop.models.matching.weights import NAME, NAME_PARTS

ALIKE = {"little": 0.35, "partly": 0.5, "related": 0.65, "similar": 0.75, "near": 0.9}
"""How alike the words of two names must be to be called so; 1 is the same words."""
ALIKE_WITH_SLIPS = 0.75  # letters of two towns or owners that are the same, with slips
PLAIN = 0.8  # a name whose words weigh less together tells little: one common word, or two that many companies have


BEST_OF_OTHER_NAMES = max(finding.weight for kind, finding in NAME.items() if not kind.startswith("same")) + max(
    NAME_PARTS["contained"].values()
)
"""What comparing two names that are not the same brings at most."""


def name_kinds(pair: Pairs, names: NameComparison) -> Codes:
    """For each pair the number of its finding in the table of names."""
    kinds = {kind: number for number, kind in enumerate(NAME)}
    alike = names.alike
    codes = np.full(len(alike), kinds["differs"], np.int8)
    for kind, least in ALIKE.items():
        codes[alike >= least] = kinds[kind]
    codes[(alike >= ALIKE["near"]) & (names.shared < PLAIN)] = kinds["near_common"]
    places = np.flatnonzero(names.is_same)
    codes[places] = _same_kinds(pair.at(places), names.shared[places] < PLAIN, kinds)
    codes[names.is_absent] = kinds["absent"]
    return codes


def _same_kinds(pair: Pairs, is_plain: Bools, kinds: dict[str, int]) -> Codes:
    """For pairs of the same name: how many customers have it, with its branch where both have the same one."""
    in_finance, in_psa = pair.records("core")
    for column in ("whole_name", "full_name"):
        same, (full_finance, full_psa) = pair.same(column), pair.records(column)
        in_finance, in_psa = np.where(same, full_finance, in_finance), np.where(same, full_psa, in_psa)
    codes = np.full(len(pair.rows), kinds["same"], np.int8)
    codes[in_finance > 1] = kinds["same_in_finance"]
    codes[in_psa > 1] = kinds["same_few"]
    codes[is_plain] = kinds["same_plain"]
    codes[np.maximum(in_finance, in_psa) >= SHARED_BY] = kinds["same_common"]
    return codes


def name_parts(pair: Pairs, vocabulary: Vocabulary) -> dict[str, Codes]:
    """For each pair what the parts of the names say that are the same or not: legal form, numbers, branch, owner, municipality."""
    parts = {}
    for part, column in (("form", "form"), ("numbers", "numbers"), ("branch", "branch"), ("owner", "owner")):
        kinds = {kind: number for number, kind in enumerate(NAME_PARTS[part])}
        left, right = pair.values(column)
        codes = np.full(len(left), kinds["absent"], np.int8)
        both = (left != 0) & (right != 0)
        if "differs" in kinds:
            codes[both] = kinds["differs"]
        elif "one_side" in kinds:
            codes[both] = kinds["one_side"]
        if "one_side" in kinds:
            codes[(left != 0) != (right != 0)] = kinds["one_side"]
        codes[both & (left == right)] = kinds["same"]
        if part in ("branch", "owner"):
            _forgive_slips(codes, left, right, vocabulary[part], kinds)
        if part == "owner":
            codes[_owner_and_company(pair)] = kinds["company"]
        if part == "numbers":
            _forgive_numbers(codes, left, right, vocabulary[part], kinds)
        if part == "branch":
            places = np.flatnonzero(codes == kinds["one_side"])
            codes[places[_has_better_fit(pair.at(places))]] = kinds["one_side_with_better_fit"]
            codes[pair.same("whole_name") & (codes != kinds["same"])] = kinds["absent"]  # a word of the other name
        if part != "form":
            cut = pair.finance.is_cut[pair.rows] | pair.psa.is_cut[pair.partners]
            if "one_side" in kinds:
                codes[cut & (codes == kinds["one_side"])] = kinds.get("cut_off", kinds["absent"])
        parts[part] = codes
    parts["body"] = _body(pair, vocabulary["city"])
    is_absent = ~pair.both("core")
    for part, codes in parts.items():
        codes[is_absent] = list(NAME_PARTS[part]).index("absent")
    return parts


def add_compared_parts(
    parts: dict[str, Codes],
    pair: Pairs,
    names: NameComparison,
    vocabulary: Vocabulary,
    is_one_company: Bools,
    only_names: bool,
) -> None:
    """Adds what comparing the words says; it speaks against a pair, but for a name that is contained in the other.

    Where the CVR number says that both are `is_one_company`, a word such as Holding parts nobody. Among `only_names` a word such
    as Group may be left out: lists of names do.
    """
    parts["contained"] = (names.is_contained & ~names.is_same & (names.alike < ALIKE["near"])).astype(np.int8)
    roles = list(NAME_PARTS["role"])
    role = roles.index("left_out" if only_names else "one_side")
    parts["role"] = np.where(is_one_company, roles.index("one_company"), role).astype(np.int8) * names.role_differs
    kinds, body = list(NAME_PARTS["body"]), parts["body"]
    is_same_body = (body != kinds.index("absent")) & (body != kinds.index("differs"))
    body[is_same_body & (names.alike < ALIKE["partly"])] = kinds.index("other_unit")
    differs = list(NAME_PARTS["numbers"]).index("differs")  # says it already
    parts["mark"] = _mark(pair, vocabulary["mark"], (names.shared > 0) & (parts["numbers"] != differs))


def _mark(pair: Pairs, texts: list[str], is_asked: Bools) -> Codes:
    """Whether sister companies are told apart: A and B, Nord and Syd, 1 and 2; a mark that only one name has says nothing."""
    kinds = {kind: number for number, kind in enumerate(NAME_PARTS["mark"])}
    left, right = pair.values("mark")
    codes = np.full(len(left), kinds["absent"], np.int8)
    both = pair.both("mark") & is_asked
    codes[both & (left == right)] = kinds["same"]
    for place in np.flatnonzero(both & (left != right)).tolist():
        if are_apart(texts[left[place]], texts[right[place]]):
            codes[place] = kinds["differs"]
    return codes


def _owner_and_company(pair: Pairs) -> Bools:
    """Whether one name has an owner and no legal form (Kværn v/ Ib Lund), the other a legal form and no owner (Kværn ApS)."""
    owners, forms = ([values != 0 for values in pair.values(column)] for column in ("owner", "form"))
    found: Bools = (owners[0] != owners[1]) & (forms[0] != forms[1]) & (owners[0] != forms[0])
    return found


def _has_better_fit(pair: Pairs) -> Bools:
    """Whether the other side has a customer whose name and branch are just those of one of the two."""
    better = np.zeros(len(pair.rows), np.bool_)
    for column in ("full_name", "whole_name"):
        finance, psa = pair.finance[column], pair.psa[column]
        better |= np.isin(finance, psa)[pair.rows] | np.isin(psa, finance)[pair.partners]
    return better


def _body(pair: Pairs, towns: list[str]) -> Codes:
    """Whether both are of the same municipality; where one name does not say whose it is, its town must fit."""
    kinds = {kind: number for number, kind in enumerate(NAME_PARTS["body"])}
    left, right = pair.values("body")
    town_left, town_right = pair.values("city")
    codes = np.full(len(left), kinds["absent"], np.int8)
    both = (left != 0) & (right != 0)
    codes[both] = np.where(left == right, kinds["same"], kinds["differs"])[both]
    _forgive_slips(codes, left, right, towns, kinds)
    for body, other, town in ((left, right, town_right), (right, left, town_left)):
        alone = (body != 0) & (other == 0) & (town != 0)
        codes[alone] = np.where(body == town, kinds["fits"], kinds["absent"])[alone]
    return codes


def _forgive_numbers(codes: Codes, left: Ints, right: Ints, texts: list[str], kinds: dict[str, int]) -> None:
    """12 and 12 A may be one (the A may be the rest of A/S) or neighbours, and so may 12 and a cut-off 1; 12 A and 12 B are two."""
    for place in np.flatnonzero(codes == kinds["differs"]).tolist():
        one, other = texts[left[place]], texts[right[place]]
        if "." in one or "." in other:
            codes[place] = kinds[_where_cut_off(one.split(), other.split())]
        elif _has_letter_more(one, other):
            codes[place] = kinds["letter"]


def _where_cut_off(one: list[str], other: list[str]) -> str:
    """What the numbers of two names say where one that ends with a full stop may go on: 1. may be 12, and XI. may be 14 (XIV)."""
    if sorted(map(whole_number, one)) == sorted(map(whole_number, other)):
        return "same"
    for mine, others in ((one, other), (other, one)):
        cut, rest = {number for number in mine if number[-1] == "."}, set(others) - set(mine)
        if set(mine) - cut <= set(others) and any(begins_with(number, short) for short in cut for number in rest):
            return "begins_alike"
    return "letter" if _has_letter_more(*(" ".join(map(whole_number, numbers)) for numbers in (one, other))) else "differs"


def _has_letter_more(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return long[:-1] == short and long[-1].isalpha()


def _forgive_slips(codes: Codes, left: Ints, right: Ints, texts: list[str], kinds: dict[str, int]) -> None:
    """A text that is cut or misspelt is the same text."""
    places = np.flatnonzero(codes == kinds["differs"])
    for place in places.tolist():
        one, other = sorted((texts[left[place]], texts[right[place]]), key=len)
        if other.startswith(one.rstrip("?. ")) or OSA.normalized_similarity(one, other) >= ALIKE_WITH_SLIPS:
            codes[place] = kinds["same"]
