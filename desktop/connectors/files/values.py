"""Numbers as people write them in files, read strictly: what could mean two numbers is refused, never guessed."""

from __future__ import annotations

import re
from decimal import Decimal

_PLAIN = re.compile(r"-?\d+")
_GROUPED = re.compile(r"-?\d{1,3}(?:([.,\u00a0 ])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_DECIMAL = re.compile(r"-?\d+[.,]\d+")


def number_in(text: str) -> Decimal:
    """The number a text means, with decimal comma or point; `ValueError` where it is none, or could be two (1.234)."""
    compact = text.strip().replace("\u00a0", " ")
    if _PLAIN.fullmatch(compact):
        return Decimal(compact)
    signs = [sign for sign in ".," if sign in compact]
    if _DECIMAL.fullmatch(compact) and len(compact.replace(",", ".").split(".")[1]) != 3:
        return Decimal(compact.replace(",", "."))
    found = _GROUPED.fullmatch(compact)
    if found is None or (len(signs) == 1 and compact.count(signs[0]) == 1 and " " not in compact):
        raise ValueError(text)
    group = found[1]
    decimal = next((sign for sign in signs if sign != group), "")
    return Decimal(compact.replace(group, "").replace(decimal, ".") if decimal else compact.replace(group, ""))
