"""What matching says about one finance customer: possible PSA customers, each with its evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.texts import Message


class Bucket(StrEnum):
    """In which tab a finance customer stands (product.md chapter 3)."""

    ONE = "one"
    SEVERAL = "several"
    NONE = "none"


class Verdict(StrEnum):
    """What a field says about a pair."""

    AGREES = "agrees"
    CLOSE = "close"
    DIFFERS = "differs"
    CONTRADICTS = "contradicts"  # weighs against the pair, for instance two valid and different CVR numbers
    ABSENT = "absent"  # empty or unreadable on at least one side


class EvidenceField(StrEnum):
    """The fields that give evidence."""

    NUMBER = "number"
    VAT_NUMBER = "vat_number"
    EAN = "ean"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    ADDRESS = "address"
    ZIP_CODE = "zip_code"
    CITY = "city"
    COUNTRY = "country"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One field's say: `weight` is added to the score; the sentence is what the user reads."""

    field: EvidenceField
    verdict: Verdict
    weight: float
    sentence: Message


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A possible PSA customer; `score` is the sum of the weights of `evidence`."""

    psa_id: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class CustomerSuggestions:
    """All that was found for one finance customer, best first, at most five."""

    finance_id: str
    bucket: Bucket
    suggestions: tuple[Suggestion, ...] = ()
