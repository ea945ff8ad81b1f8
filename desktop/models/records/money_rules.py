"""How a system computes money, as its connector declares it; `models/money_rules.py` applies it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP
from enum import StrEnum


class VatRounding(StrEnum):
    """Where VAT is rounded to the decimals of a total; the sums before it are exact."""

    DOCUMENT = "document"  # once, on the sum of all VAT
    RATE = "rate"  # once per rate
    LINE = "line"  # on each line


@dataclass(frozen=True, slots=True)
class MoneyRules:
    """Decimals are what the system takes (quantity, price, discount) and what it keeps (line, total); more are refused.

    `rounding` is one of the modes of Python's `decimal` that treat both signs alike, so that a credit note mirrors its invoice.
    """

    quantity_decimals: int = 2
    price_decimals: int = 2
    discount_decimals: int = 2
    line_decimals: int = 2
    total_decimals: int = 2
    rounding: str = ROUND_HALF_UP
    vat_rounding: VatRounding = VatRounding.DOCUMENT
