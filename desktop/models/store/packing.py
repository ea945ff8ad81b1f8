"""Records to and from the text that a `document` column holds; amounts as text, so that no digit is lost."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

import msgspec

from desktop.decoders import decoded
from desktop.errors import StoreUnusable
from desktop.models.records import Amounts, Evidence, EvidenceField, Reason, Suggestion, Verdict
from desktop.texts import Message

T = TypeVar("T")


def packed(record: Any) -> str:
    """A record as JSON text; enums, dates and amounts as text."""
    return msgspec.json.encode(record).decode()


def unpacked(document: str, kind: type[T]) -> T:
    """The record that `packed` packed; `StoreUnusable` when the text is not one of ours any more."""
    try:
        return decoded(document, kind)
    except msgspec.MsgspecError as trouble:
        raise StoreUnusable(
            Message("A record in the database cannot be read."),
            what_to_do=Message("Put back the newest copy from the folder backups beside it. Do not transfer invoices before that."),
            technical=str(trouble),
        ) from trouble


def packed_suggestions(suggestions: tuple[Suggestion, ...]) -> str:
    """Suggestions as short JSON text."""
    return json.dumps(
        [
            [one.psa_id, one.score, [[e.field, e.verdict, e.weight, e.sentence.to_json()] for e in one.evidence]]
            for one in suggestions
        ],
        ensure_ascii=False,
    )


def unpacked_suggestions(document: str) -> tuple[Suggestion, ...]:
    """What `packed_suggestions` packed."""
    found = decoded(document, list[tuple[str, float, list[tuple[str, str, float, str]]]])
    return tuple(Suggestion(psa_id, score, tuple([_evidence(*piece) for piece in evidence])) for psa_id, score, evidence in found)


@lru_cache(maxsize=65_536)
def _evidence(field: str, verdict: str, weight: float, sentence: str) -> Evidence:
    """A piece of evidence. Most say one of few sentences, so that many suggestions share them."""
    return Evidence(EvidenceField(field), Verdict(verdict), weight, Message.from_json(sentence))


def unpacked_candidates(document: str) -> tuple[Suggestion, ...]:
    """The same without the evidence, which is skipped unread."""
    found = decoded(document, list[tuple[str, float, msgspec.Raw]])
    return tuple(Suggestion(psa_id, score, ()) for psa_id, score, _evidence in found)


def packed_reason(reason: Reason | None) -> dict[str, Any] | None:
    """A reason as the JSON of its column."""
    if reason is None:
        return None
    return {
        "kind": reason.kind,
        "sentence": reason.sentence.to_json(),
        "what_to_do": reason.what_to_do.to_json() if reason.what_to_do else None,
        "line": reason.line,
        "is_unsent": reason.is_unsent,
    }


def unpacked_reason(document: dict[str, Any] | None) -> Reason | None:
    """What `packed_reason` packed."""
    if document is None:
        return None
    return Reason(
        kind=document["kind"],
        sentence=Message.from_json(document["sentence"]),
        what_to_do=Message.from_json(document["what_to_do"]) if document["what_to_do"] else None,
        line=document["line"],
        is_unsent=document.get("is_unsent", False),  # reasons kept by an older version lack it
    )


def packed_amounts(amounts: Amounts | None) -> dict[str, Any] | None:
    """Amounts as the JSON of their column."""
    if amounts is None:
        return None
    told = {"net": amounts.net, "vat": amounts.vat, "gross": amounts.gross, "currency": amounts.currency or None}
    return {name: str(value) for name, value in told.items() if value is not None}


def unpacked_amounts(document: dict[str, Any] | None) -> Amounts | None:
    """What `packed_amounts` packed."""
    if document is None:
        return None
    amounts = {name: Decimal(amount) for name, amount in document.items() if name != "currency"}
    return Amounts(**amounts, currency=document.get("currency", ""))
