"""What the user reads: a suggestion with a sentence for every field, and one short text for the whole."""

from __future__ import annotations

from desktop.models.matching.evidence import Findings
from desktop.models.matching.names import Name
from desktop.models.matching.registers import Register
from desktop.models.matching.weights import FIELDS, NAME, NAME_PARTS
from desktop.models.records.suggestions import Evidence, EvidenceField, Suggestion, Verdict
from desktop.texts import Message

NOUNS = {
    EvidenceField.NUMBER: Message("customer number"),
    EvidenceField.VAT_NUMBER: Message("CVR number"),
    EvidenceField.EAN: Message("EAN"),
    EvidenceField.PHONE: Message("phone"),
    EvidenceField.EMAIL: Message("e-mail"),
    EvidenceField.NAME: Message("name"),
    EvidenceField.ADDRESS: Message("address"),
    EvidenceField.ZIP_CODE: Message("postcode"),
    EvidenceField.CITY: Message("town"),
    EvidenceField.COUNTRY: Message("country"),
}
_SAID_WHEN_SAME = (
    EvidenceField.VAT_NUMBER,
    EvidenceField.EAN,
    EvidenceField.NAME,
    EvidenceField.PHONE,
    EvidenceField.EMAIL,
    EvidenceField.NUMBER,
    EvidenceField.ADDRESS,
)


def sentence(suggestion: Suggestion) -> Message:
    """The suggestion in a line or two: what is the same, what the name says, what speaks against it."""
    by_field = {evidence.field: evidence for evidence in suggestion.evidence}
    same = [NOUNS[field] for field in _SAID_WHEN_SAME if field in by_field and by_field[field].verdict is Verdict.AGREES]
    parts = [_same(same)] if same else []
    name = by_field.get(EvidenceField.NAME)
    if name and name.verdict is not Verdict.AGREES:
        parts.append(Message("{sentence}.", sentence=name.sentence))
    parts += [
        Message("{sentence}.", sentence=evidence.sentence)
        for evidence in suggestion.evidence
        if evidence.field is not EvidenceField.NAME and evidence.verdict is Verdict.CONTRADICTS
    ]
    match parts:
        case []:
            return Message("Nothing but small signs speak for this pair.")
        case [only]:
            return only
        case [first, second]:
            return Message("{first} {second}", first=first, second=second)
        case _:
            return Message("{first} {second} {third}", first=parts[0], second=parts[1], third=parts[2])


def _same(nouns: list[Message]) -> Message:
    match nouns[:4]:
        case [one]:
            return Message("Same {one}.", one=one)
        case [one, two]:
            return Message("Same {one} and {two}.", one=one, two=two)
        case [one, two, three]:
            return Message("Same {one}, {two} and {three}.", one=one, two=two, three=three)
        case [one, two, three, four]:
            return Message("Same {one}, {two}, {three} and {four}.", one=one, two=two, three=three, four=four)
    raise ValueError("nothing is the same")


class Explainer:
    """Makes suggestions from the findings of pairs; equal evidence is made once."""

    def __init__(self, findings: Findings, finance: Register, psa: Register) -> None:
        self._findings, self._finance, self._psa = findings, finance, psa
        self._fields = [
            (codes, [Evidence(field, *finding) for finding in FIELDS[field].values()]) for field, codes in findings.fields.items()
        ]
        self._names = list(NAME.items())
        self._parts = [(part, codes, list(NAME_PARTS[part].items())) for part, codes in findings.name_parts.items()]
        self._plain_names: dict[tuple[Verdict, float, Message], Evidence] = {}

    def suggestion(self, pair: int, psa_id: str) -> Suggestion:
        """The suggestion of one pair, its evidence in the order of the table."""
        evidence = (self._name(pair), *(made[codes[pair]] for codes, made in self._fields))
        return Suggestion(psa_id, float(self._findings.score[pair]), evidence)

    def _name(self, pair: int) -> Evidence:
        kind, finding = self._names[self._findings.name[pair]]
        weight = finding.weight
        parts = {}
        for part, codes, cases in self._parts:
            parts[part], part_weight = cases[codes[pair]]
            weight += part_weight
        one = self._finance.names[self._findings.rows[pair]]
        other = self._psa.names[self._findings.partners[pair]]
        verdict, text = name_sentence(kind, finding.verdict, finding.sentence, parts, one, other)
        key = (verdict, weight, text)
        if key not in self._plain_names:
            self._plain_names[key] = Evidence(EvidenceField.NAME, verdict, weight, text)
        return self._plain_names[key]


def name_sentence(
    kind: str, verdict: Verdict, plain: Message, parts: dict[str, str], finance: Name, psa: Name
) -> tuple[Verdict, Message]:
    """The most telling thing about two names, as a verdict and a sentence."""
    if parts["numbers"] == "differs":
        numbers = {"finance": " ".join(finance.numbers), "psa": " ".join(psa.numbers)}
        return Verdict.CONTRADICTS, Message("The number in the name differs: {finance} and {psa}", **numbers)
    if kind in ("differs", "partly"):
        return verdict, plain
    if parts["branch"] == "differs":
        return Verdict.CONTRADICTS, Message(
            "The names are of different branches: {finance} and {psa}", finance=finance.branch, psa=psa.branch
        )
    if parts["role"] == "one_side":
        words = sorted(set(finance.words) ^ set(psa.words))
        return Verdict.CONTRADICTS, Message("Only one of the names says {words}", words=tuple(words))
    if parts["numbers"] == "one_side":
        return Verdict.CLOSE, Message(
            "Only one of the names has the number {number}", number=" ".join(finance.numbers or psa.numbers)
        )
    if parts["branch"] == "one_side":
        return Verdict.CLOSE, Message("The name differs by the branch {branch}", branch=finance.branch or psa.branch)
    if finance.form != psa.form and kind.startswith("same"):
        if finance.form and psa.form:
            return Verdict.CLOSE, Message(
                "Same name, but the legal forms differ: {finance} and {psa}", finance=finance.form, psa=psa.form
            )
        return Verdict.CLOSE, Message("The name differs by {form}", form=finance.form or psa.form)
    return verdict, plain
