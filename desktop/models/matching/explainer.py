"""Makes suggestions, with a sentence for every field, of the pairs that were chosen."""

from __future__ import annotations

from desktop.models.matching.evidence import Findings
from desktop.models.matching.registers import Ints, Register, Vocabulary
from desktop.models.matching.weights import NAME, NAME_PARTS
from desktop.models.records.suggestions import Evidence, EvidenceField, Suggestion, Verdict
from desktop.texts import Message

_NAMED = ("numbers", "branch", "form")  # what a sentence about two names may name


class Explainer:
    """Makes suggestions of chosen pairs; equal evidence is made once."""

    def __init__(self, findings: Findings, chosen: Ints, finance: Register, psa: Register, vocabulary: Vocabulary) -> None:
        self._finance, self._psa, self._vocabulary = finance, psa, vocabulary
        self._rows, self._partners = findings.rows[chosen], findings.partners[chosen]
        self._scores: list[float] = findings.score[chosen].tolist()
        self._fields = [[Evidence(field, *finding) for finding in findings.table[field].values()] for field in findings.fields]
        self._parts = [(part, list(NAME_PARTS[part].items())) for part in findings.name_parts]
        self._kinds = list(NAME.items())
        same_form = finance["form"][self._rows] == psa["form"][self._partners]  # also where one side has none
        findings_of_pairs = (*findings.fields.values(), findings.name, *findings.name_parts.values())
        codes = [*(column[chosen] for column in findings_of_pairs), same_form]
        self._codes: list[tuple[int, ...]] = list(zip(*(column.tolist() for column in codes), strict=True))
        values = (side[column][rows] for column in _NAMED for side, rows in ((finance, self._rows), (psa, self._partners)))
        self._named: list[tuple[int, ...]] = list(zip(*(column.tolist() for column in values), strict=True))
        self._known: dict[tuple[int, ...], tuple[Evidence, ...]] = {}
        self._known_named: dict[tuple[tuple[int, ...], tuple[int, ...]], tuple[Evidence, ...]] = {}

    def suggestion(self, place: int, psa_id: str) -> Suggestion:
        """The suggestion of the pair at this place among the chosen, the name's evidence first."""
        codes = self._codes[place]
        named = self._named[place]
        evidence = self._known.get(codes) or self._known_named.get((codes, named))
        if evidence is None:
            name, is_named = self._name(place, codes[len(self._fields) : -1])
            evidence = (name, *[made[code] for made, code in zip(self._fields, codes, strict=False)])
            if is_named:
                self._known_named[codes, named] = evidence
            else:
                self._known[codes] = evidence
        return Suggestion(psa_id, self._scores[place], evidence)

    def _name(self, place: int, codes: tuple[int, ...]) -> tuple[Evidence, bool]:
        """The evidence of the name, and whether it says something about these two names alone."""
        kind, finding = self._kinds[codes[0]]
        parts = {part: cases[code] for (part, cases), code in zip(self._parts, codes[1:], strict=True)}
        weight = finding.weight + sum(case[1] for case in parts.values())
        verdict, text = self._name_sentence(place, kind, {part: case for part, (case, _) in parts.items()})
        return Evidence(EvidenceField.NAME, verdict or finding.verdict, weight, text or finding.sentence), text is not None

    def _name_sentence(self, place: int, kind: str, parts: dict[str, str]) -> tuple[Verdict | None, Message | None]:
        """The most telling thing about two names, as a verdict and a sentence; none where the table's own says it."""
        if parts["numbers"] == "differs":
            one, other = self._texts(place, "numbers", self._vocabulary["numbers"].texts)
            return Verdict.CONTRADICTS, Message("The number in the name differs: {finance} and {psa}", finance=one, psa=other)
        if parts["body"] in ("differs", "other_unit"):
            return Verdict.CONTRADICTS, Message("The names are of different public bodies or units")
        if kind in ("differs", "little", "partly"):
            return None, None
        if parts["branch"] == "differs":
            one, other = self._texts(place, "branch", self._vocabulary["branch"].texts)
            return Verdict.CONTRADICTS, Message("The names are of different branches: {finance} and {psa}", finance=one, psa=other)
        if parts["role"] != "absent":
            verdict = Verdict.CONTRADICTS if parts["role"] == "one_side" else Verdict.CLOSE
            return verdict, Message("Only one of the names says holding, invest or the like")
        if parts["owner"] == "company":
            return Verdict.CLOSE, Message("One name has its owner, the other a legal form")
        if parts["numbers"] in ("one_side", "cut_off"):
            one, other = self._texts(place, "numbers", self._vocabulary["numbers"].texts)
            return Verdict.CLOSE, Message("Only one of the names has the number {number}", number=one or other)
        if parts["branch"].startswith("one_side"):
            one, other = self._texts(place, "branch", self._vocabulary["branch"].texts)
            return Verdict.CLOSE, Message("The name differs by the branch {branch}", branch=one or other)
        one, other = self._texts(place, "form", self._vocabulary["form"].texts)
        if one != other and kind.startswith("same"):
            if one and other:
                return Verdict.CLOSE, Message("Same name, but the legal forms differ: {finance} and {psa}", finance=one, psa=other)
            return Verdict.CLOSE, Message("The name differs by {form}", form=one or other)
        return None, None

    def _texts(self, place: int, column: str, texts: list[str]) -> tuple[str, str]:
        return texts[self._finance[column][self._rows[place]]], texts[self._psa[column][self._partners[place]]]
