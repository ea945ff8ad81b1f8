"""Makes suggestions, with a sentence for every field, of the pairs that were chosen."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from desktop.models.matching.evidence import Findings
from desktop.models.matching.marks import whole_number
from desktop.models.matching.registers import Bools, Codes, Ints, Register, Vocabulary
from desktop.models.matching.weights import NAME, NAME_PARTS
from desktop.models.records.suggestions import Evidence, EvidenceField, Suggestion, Verdict
from desktop.texts import Message

LARGEST_NUMBER = 2**62
_NAMED = ("numbers", "mark", "branch", "form")  # what a sentence about two names may name


class Explainer:
    """Makes suggestions of chosen pairs; equal evidence is made once."""

    def __init__(self, findings: Findings, chosen: Ints, finance: Register, psa: Register, vocabulary: Vocabulary) -> None:
        self._finance, self._psa = finance, psa
        self._rows, self._partners = findings.rows[chosen], findings.partners[chosen]
        self._scores: list[float] = findings.score[chosen].tolist()
        self._fields: list[tuple[list[Evidence], Ints]] = [
            ([Evidence(field, *finding) for finding in findings.table[field].values()], codes[chosen].astype(np.int64))
            for field, codes in findings.fields.items()
        ]
        self._name_codes = findings.name[chosen]
        self._parts = [(part, list(NAME_PARTS[part].items()), codes[chosen]) for part, codes in findings.name_parts.items()]
        self._named = {column: vocabulary[column] for column in _NAMED}

    def suggestions(self) -> list[Suggestion]:
        """The suggestion of each chosen pair, the name's evidence first."""
        said = [self._names(), *self._fields]
        first, kinds = _kinds(codes for _, codes in said)
        evidence = list(zip(*(map(pieces.__getitem__, codes[first].tolist()) for pieces, codes in said), strict=True))
        psa_ids = map(self._psa.ids.__getitem__, self._partners.tolist())
        return list(map(Suggestion, psa_ids, self._scores, map(evidence.__getitem__, kinds.tolist())))

    def _names(self) -> tuple[list[Evidence], Ints]:
        """All that is said of names, and for each pair which of it; most of it is said of many names."""
        same_form = self._finance["form"][self._rows] == self._psa["form"][self._partners]  # also where one side has none
        first, kinds = _kinds((self._name_codes, *(codes for _, _, codes in self._parts), same_form))
        is_of_two = np.array([self._name(place)[1] for place in first.tolist()], np.bool_)[kinds]
        sides = (self._finance, self._rows), (self._psa, self._partners)
        first, kinds = _kinds((kinds, *(side[column][rows] * is_of_two for column in _NAMED for side, rows in sides)))
        return [self._name(place)[0] for place in first.tolist()], kinds

    def _name(self, place: int) -> tuple[Evidence, bool]:
        """The evidence of a pair's name, and whether it names something that these two names have."""
        kind, finding = list(NAME.items())[self._name_codes[place]]
        parts = {part: cases[codes[place]] for part, cases, codes in self._parts}
        weight = finding.weight + sum(case[1] for case in parts.values())
        verdict, text = self._name_sentence(place, kind, {part: case for part, (case, _) in parts.items()})
        return Evidence(EvidenceField.NAME, verdict or finding.verdict, weight, text or finding.sentence), text is not None

    def _name_sentence(self, place: int, kind: str, parts: dict[str, str]) -> tuple[Verdict | None, Message | None]:
        """The most telling thing about two names, as a verdict and a sentence; none where the table's own says it."""
        if kind == "absent":
            return None, None
        if parts["numbers"] == "differs":
            one, other = self._numbers(place)
            return Verdict.CONTRADICTS, Message("The number in the name differs: {finance} and {psa}", finance=one, psa=other)
        if parts["mark"] == "differs":
            one, other = self._texts(place, "mark")
            sentence = Message("The names differ in what tells sister companies apart: {finance} and {psa}", finance=one, psa=other)
            return Verdict.CONTRADICTS, sentence
        if parts["body"] in ("differs", "other_unit"):
            return Verdict.CONTRADICTS, Message("The names are of different public bodies or units")
        if kind in ("differs", "little", "partly"):
            return None, None
        if parts["branch"] == "differs":
            one, other = self._texts(place, "branch")
            return Verdict.CONTRADICTS, Message("The names are of different branches: {finance} and {psa}", finance=one, psa=other)
        if parts["role"] == "one_company":
            return Verdict.CLOSE, Message("Only one of the names says holding, invest or the like, but the CVR number is the same")
        if parts["role"] != "absent":
            verdict = Verdict.CONTRADICTS if parts["role"] == "one_side" else Verdict.CLOSE
            return verdict, Message("Only one of the names says holding, invest or the like")
        if parts["owner"] == "company":
            return Verdict.CLOSE, Message("One name has its owner, the other a legal form")
        if parts["numbers"] == "letter":
            one, other = self._numbers(place)
            return Verdict.CLOSE, Message("The number in one name has a letter: {finance} and {psa}", finance=one, psa=other)
        if parts["numbers"] == "begins_alike":
            one, other = self._numbers(place)
            return Verdict.CLOSE, Message("The number in one name may be cut off: {finance} and {psa}", finance=one, psa=other)
        if parts["numbers"] in ("one_side", "cut_off"):
            one, other = self._numbers(place)
            return Verdict.CLOSE, Message("Only one of the names has the number {number}", number=one or other)
        if parts["branch"].startswith("one_side"):
            one, other = self._texts(place, "branch")
            return Verdict.CLOSE, Message("The name differs by the branch {branch}", branch=one or other)
        one, other = self._texts(place, "form")
        if one != other and kind.startswith("same"):
            if one and other:
                return Verdict.CLOSE, Message("Same name, but the legal forms differ: {finance} and {psa}", finance=one, psa=other)
            return Verdict.CLOSE, Message("The name differs by {form}", form=one or other)
        return None, None

    def _numbers(self, place: int) -> tuple[str, str]:
        """The numbers of both names, without the full stop that marks one that may go on."""
        one, other = (" ".join(map(whole_number, text.split())) for text in self._texts(place, "numbers"))
        return one, other

    def _texts(self, place: int, column: str) -> tuple[str, str]:
        texts = self._named[column]
        return texts[self._finance[column][self._rows[place]]], texts[self._psa[column][self._partners[place]]]


def _kinds(columns: Iterable[Ints | Codes | Bools]) -> tuple[Ints, Ints]:
    """Pairs with the same values in all columns are of one kind: the first place of each kind, and the kind of each pair."""
    together, count = np.zeros(1, np.int64), 1
    for column in columns:
        size = int(column.max(initial=0)) + 1
        if count * size > LARGEST_NUMBER:
            together = np.unique(together, return_inverse=True)[1]
            count = len(together)
        together = together * size + column
        count *= size
    _, first, kinds = np.unique(together, return_index=True, return_inverse=True)
    return first, kinds
