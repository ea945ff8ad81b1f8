"""Customers that are judged alike: what every field of a suggestion says, as one pattern, in words and as a facet; pure."""

from __future__ import annotations

from desktop.models.matching.explain import NOUNS
from desktop.models.records.suggestions import EvidenceField, Suggestion, Verdict
from desktop.texts import Message, in_a_row

Pattern = tuple[tuple[EvidenceField, Verdict], ...]
"""The verdict of each field that both sides have; empty when there is no suggestion."""

_SPOKEN = (
    (Verdict.AGREES, Message("Same: {fields}.")),
    (Verdict.CLOSE, Message("Nearly the same: {fields}.")),
    (Verdict.DIFFERS, Message("Different: {fields}.")),
    (Verdict.CONTRADICTS, Message("Contradicting: {fields}.")),
)


def pattern_of(suggestion: Suggestion | None) -> Pattern:
    """What the fields say; two suggestions with the same pattern look the same to a person who reads the evidence."""
    if suggestion is None:
        return ()
    return tuple((one.field, one.verdict) for one in suggestion.evidence if one.verdict is not Verdict.ABSENT)


def in_words(pattern: Pattern) -> Message:
    """The pattern as a person reads it: what is the same, what nearly, what differs."""
    parts = []
    for verdict, said in _SPOKEN:
        fields = [str(NOUNS[field]) for field, found in pattern if found is verdict]
        if fields:
            parts.append(Message(said.text, fields=", ".join(fields)))
    return in_a_row(parts) if parts else Message("Nobody was found who looks like them.")


def only_difference(pattern: Pattern) -> EvidenceField | None:
    """The one field that is not the same when all others are; customer numbers do not count, each system has its own."""
    compared = [(field, verdict) for field, verdict in pattern if field is not EvidenceField.NUMBER]
    off = [field for field, verdict in compared if verdict is not Verdict.AGREES]
    return off[0] if len(off) == 1 and len(compared) > 1 else None
