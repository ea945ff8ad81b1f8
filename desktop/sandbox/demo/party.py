"""A customer without a system, and the pair that it makes: what the rest of the demo is built from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DOMESTIC, EU, ABROAD, EXEMPT = 1, 2, 3, 4  # VAT zones, numbered as in a Danish agreement (economic.md section 13.5)


class Kind(StrEnum):
    """How a pair arose; the value is the name used in the demo's README."""

    CLEAR = "clear"
    PUBLIC = "public body"
    FOREIGN = "foreign"
    MUNICIPALITY = "municipality"
    BRANCH = "branch"
    LOOKALIKE = "lookalike"
    HOLDING = "holding"
    NAMESAKE = "namesake"
    PSA_DUPLICATE = "duplicate in TimeLog"
    FINANCE_DUPLICATE = "duplicate in e-conomic"
    RENAMED = "renamed"
    FINANCE_ONLY = "only in e-conomic"
    CLOSED = "closed, only in e-conomic"
    PSA_ONLY = "only in TimeLog"


@dataclass
class Party:
    """A customer; as it stands in one system once `number` is set. `vat` is CVR or VAT number as written there."""

    name: str
    domain: str
    country: str = "DK"
    vat: str = ""
    ean: str = ""
    phone: str = ""
    email: str = ""
    street: str = ""
    zip_code: str = ""
    city: str = ""
    zone: int = DOMESTIC
    currency: str = "DKK"
    number: str = ""
    id: int = 0  # TimeLog only
    terms: int = 2
    is_public: bool = False
    is_barred: bool = False
    status: str = "Kunde"


@dataclass(slots=True)
class Pair:
    """What belongs together; one side may be empty. `is_certain`: both hold the same valid VAT number, and nobody else does."""

    kind: Kind
    finance: Party | None
    psa: Party | None
    is_certain: bool = False
