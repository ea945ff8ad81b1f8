"""How a CVR, VAT or organisation number may be spelled in a system that compares texts, so that a look-up misses no customer."""

from __future__ import annotations

import re

_TAILS = {"NO": ("", "MVA", " MVA"), "SE": ("", "01")}  # what these countries write behind the number
_DANISH = "DK"


def in_groups(digits: str) -> str:
    """The digits in the groups they are written in: Swedish ones of ten 556036-0793, of nine 912 345 678, else 12 34 56 74."""
    if len(digits) == 10:
        return f"{digits[:6]}-{digits[6:]}"
    return " ".join(re.findall("..?.?" if len(digits) == 9 else "..?", digits))


def spellings(digits: str, country: str) -> tuple[str, ...]:
    """The number with and without blanks, country code and what the country writes behind it; `country` is an ISO code or empty."""
    code = country or _DANISH
    heads = ("", code, f"{code} ", f"{code}-", *(("CVR", "CVR ") if code == _DANISH else ()))
    numbers = dict.fromkeys((digits, in_groups(digits)))
    return tuple(head + number + tail for head in heads for number in numbers for tail in _TAILS.get(code, ("",)))
