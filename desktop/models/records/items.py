"""An item number of the finance system."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from desktop.texts import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item (Varenummer). `is_usable` is the finance system's word; whether we use it is our own activation.

    `why_unusable` says what a line cannot do without and the item has not; one that is not usable without such a reason is barred.
    """

    number: str
    name: str = ""
    group: str = ""
    unit: str = ""  # name of the unit, for instance time
    price: Decimal | None = None  # sales price without VAT in the company's own currency
    is_usable: bool = True
    why_unusable: Message | None = None
    is_gone: bool = False
