"""An item number of the finance system."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item (Varenummer). `is_usable` is the finance system's word (not barred); whether we use it is our own activation."""

    number: str
    name: str = ""
    group: str = ""
    unit: str = ""  # name of the unit, for instance time
    price: Decimal | None = None  # sales price without VAT in the company's own currency
    is_usable: bool = True
    is_gone: bool = False
