"""Chance that is the same on every machine and in every Python version."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws from a seed. Only `Random.random` is used: it alone is promised to give the same sequence in later versions."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed).random

    def pick(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[int(self.draw() * len(values))]

    def number(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.draw() * (high - low + 1))

    def chance(self, share: float) -> bool:
        """True in `share` of all draws."""
        return self.draw() < share

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in another order."""
        return [value for _, _, value in sorted((self.draw(), place, value) for place, value in enumerate(values))]
