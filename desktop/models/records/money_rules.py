"""How a system computes money, as its connector declares it; `models/money_rules.py` applies it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class VatRounding(StrEnum):
    """Where VAT is rounded to the decimals of a total; the sums before it are exact."""

    DOCUMENT = "document"  # once, on the sum of all VAT
    RATE = "rate"  # once per rate
    LINE = "line"  # on each line


class VatBy(StrEnum):
    """What decides the VAT rate of a line."""

    LINE = "line"  # the rate that is sent with it
    ZONE = "zone"  # the document's VAT zone and the group of the line's item, as `VatRate` tells


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRate:
    """The rate in percent that a system gives the items of a group in a VAT zone; an empty group stands for every item."""

    zone: str
    item_group: str = ""
    percent: Decimal


@dataclass(frozen=True, slots=True)
class MoneyRules:
    """Decimals are what the system takes (quantity, price, discount) and what it keeps (line, total); more are refused.

    `None`: the system takes any number of them and publishes no limit.

    `rounding` is one of the modes of Python's `decimal` that treat both signs alike, so that a credit note mirrors its invoice.
    """

    quantity_decimals: int | None = 2
    price_decimals: int | None = 2
    discount_decimals: int | None = 2
    line_decimals: int = 2
    total_decimals: int = 2
    rounding: str = ROUND_HALF_UP
    vat_rounding: VatRounding = VatRounding.DOCUMENT
    vat_by: VatBy = VatBy.LINE
    takes_zero_quantity: bool = False
