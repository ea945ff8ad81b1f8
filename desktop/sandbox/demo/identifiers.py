"""Numbers with valid check digits that belong to nobody we know of: CVR, EAN, foreign organisation numbers, phone numbers."""

from __future__ import annotations

from itertools import count

from desktop.sandbox.demo.dice import Dice

_CVR_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
_NORWEGIAN_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_SCATTER = 999_983  # a prime: each number up to it comes out once
_MOBILE_STARTS = ("20", "21", "22", "26", "28", "30", "31", "40", "42", "51", "53", "60", "61")


class Identifiers:
    """Hands out each number once. Phone numbers are drawn and may repeat, as in real registers."""

    def __init__(self, dice: Dice, first: int = 1) -> None:
        """`first` keeps two of them apart: each place of the series gives another number."""
        self._dice = dice
        self._used = {kind: count(first) for kind in ("cvr", "ean", "SE", "NO", "DE")}

    def _base(self, kind: str, start: int) -> str:
        """The number before its check digit, scattered over a series (from `start`) that nobody is given numbers from today."""
        return str(start + next(self._used[kind]) * 271_829 % _SCATTER)

    def cvr(self) -> str:
        """A Danish company number, eight digits, modulus 11."""
        while True:
            base = self._base("cvr", 9_000_000)
            check = _modulus_11(base, _CVR_WEIGHTS)
            if check < 10:
                return f"{base}{check}"

    def ean(self) -> str:
        """A GLN of a Danish public body, 13 digits."""
        base = self._base("ean", 579_999_000_000)
        total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(base))
        return f"{base}{-total % 10}"

    def swedish_vat(self) -> str:
        """A Swedish VAT number: SE, organisation number with Luhn digit, 01."""
        base = self._base("SE", 599_000_000)
        doubled = (int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(base))
        return f"SE{base}{-sum(value // 10 + value % 10 for value in doubled) % 10}01"

    def norwegian_vat(self) -> str:
        """A Norwegian VAT number: NO, organisation number with modulus 11, MVA."""
        while True:
            base = self._base("NO", 95_000_000)
            check = _modulus_11(base, _NORWEGIAN_WEIGHTS)
            if check < 10:
                return f"NO{base}{check}MVA"

    def german_vat(self) -> str:
        """A German VAT number: DE and nine digits, modulus 11, 10."""
        base, rest = self._base("DE", 99_000_000), 10
        for digit in base:
            rest = (rest + int(digit)) % 10 or 10
            rest = rest * 2 % 11
        return f"DE{base}{(11 - rest) % 10}"

    def danish_phone(self, area: str) -> str:
        """Eight digits: a landline of the area (two leading digits) or a mobile."""
        start = area if self._dice.chance(0.6) else self._dice.pick(_MOBILE_STARTS)
        return f"{start}{self._dice.number(0, 999_999):06d}"


def _modulus_11(base: str, weights: tuple[int, ...]) -> int:
    """The check digit, or 10: then the number is not given to anybody."""
    return -sum(int(digit) * weight for digit, weight in zip(base, weights, strict=True)) % 11


def mistyped_cvr(cvr: str, dice: Dice) -> str:
    """The number with two unequal neighbours swapped, which modulus 11 always finds out."""
    places = [place for place in range(1, 7) if cvr[place] != cvr[place + 1]]
    place = dice.pick(places)
    return f"{cvr[:place]}{cvr[place + 1]}{cvr[place]}{cvr[place + 2 :]}"
