"""Texts, amounts and days as JSON holds them, and as the field tables want them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any


def text_in(value: Any) -> str:
    """A number or text as our text; missing is empty."""
    return "" if value is None else str(value)


def amount_in(value: Any) -> Decimal | None:
    """A JSON number as `Decimal`; missing is `None`."""
    return None if value is None else Decimal(value)


def day_in(value: Any) -> dt.date:
    """The day of a date or time; `date.min` for none, or what is none: such an entry is left out, and stops no other."""
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return dt.date.min


def date_out(date: dt.date) -> str:
    """`YYYY-MM-DD`, economic.md section 3 and dinero.md section 1."""
    return date.isoformat()
