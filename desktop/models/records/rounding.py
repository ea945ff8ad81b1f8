"""How far an amount over there may be from what was sent, because a system rounds each line; pure."""

from __future__ import annotations

from decimal import Decimal

CENT = Decimal("0.01")
"""The step that amounts are rounded to, which is what a system's own rounding may do to the amount of a line."""


def is_rounding(difference: Decimal, lines: int) -> bool:
    """Whether an amount differs by no more than what the rounding of so many lines may do."""
    return abs(difference) <= CENT * max(1, lines)
