"""What the user reads of a suggestion as a whole: one short text."""

from __future__ import annotations

from desktop.models.records.suggestions import EvidenceField, Suggestion, Verdict
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
