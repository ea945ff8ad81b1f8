"""Standard values (Standardværdier): chosen once per integration, used only when creating."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ChoiceKind(StrEnum):
    """What a choice of the finance system is a choice of."""

    CUSTOMER_GROUP = "customer_group"
    VAT_ZONE = "vat_zone"
    PAYMENT_TERMS = "payment_terms"
    LAYOUT = "layout"
    EMPLOYEE_GROUP = "employee_group"
    CURRENCY = "currency"
    UNIT = "unit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One entry of a list fetched from the finance system."""

    kind: ChoiceKind
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardValues:
    """Ids of the chosen entries; empty means not chosen yet."""

    customer_group: str = ""
    vat_zone: str = ""
    payment_terms: str = ""
    layout: str = ""
    employee_group: str = ""
