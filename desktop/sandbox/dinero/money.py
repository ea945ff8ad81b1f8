"""The stand-in's own arithmetic of vouchers, written from dinero.md sections 12 and 17.

A line is quantity x price x (1 - discount), rounded to 2 decimals, half up; VAT is taken once for each rate from the sum of its
lines and rounded. With `ShowLinesInclVat` prices and line totals carry VAT, and it is taken out of their sum in the same way.
The reference gives the line and the rate (INFERRED there) and is silent about rounding. Behind the switch: VAT is rounded once for
each rate (else on each line).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
PRECISE = Context(prec=50, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Line:
    """What counts of one line: price in the voucher's currency, discount in percent, `vat_rate` 0.25 for 25 %."""

    quantity: Decimal
    price: Decimal
    discount: Decimal
    vat_rate: Decimal


@dataclass(frozen=True)
class Amount:
    """The same money without and with VAT."""

    excl: Decimal
    incl: Decimal


@dataclass(frozen=True)
class Totals:
    """The sums of a voucher in its currency; `vatable` and `non_vatable` are without VAT and make up `excl`."""

    excl: Decimal
    vat: Decimal
    incl: Decimal
    vatable: Decimal
    non_vatable: Decimal


def rounded(amount: Decimal) -> Decimal:
    """Two decimals, half away from zero."""
    return amount.quantize(CENT, context=PRECISE)


def with_vat(amount: Decimal, rate: Decimal, *, is_incl: bool = False) -> Amount:
    """An amount both ways; `is_incl`: VAT is in it already."""
    with localcontext(PRECISE):
        if is_incl:
            return Amount(rounded(amount / (1 + rate)), rounded(amount))
        return Amount(rounded(amount), rounded(amount * (1 + rate)))


def line_total(line: Line, *, is_incl: bool) -> Amount:
    """The line without and with VAT."""
    with localcontext(PRECISE):
        total = rounded(line.quantity * line.price * (100 - line.discount) / 100)
        return with_vat(total, line.vat_rate, is_incl=is_incl)


def totals(lines: Iterable[Line], *, is_incl: bool, is_strict: bool = True) -> Totals:
    """The sums of a voucher with these lines."""
    of_lines = [(line.vat_rate, line_total(line, is_incl=is_incl)) for line in lines]
    of_rate: dict[Decimal, Decimal] = {}
    for rate, amount in of_lines:
        of_rate[rate] = of_rate.get(rate, NOTHING) + (amount.incl if is_incl else amount.excl)
    by_rate = [(rate, with_vat(total, rate, is_incl=is_incl)) for rate, total in of_rate.items()]
    sums = by_rate if is_strict else of_lines
    excl = sum((one.excl for _, one in sums), NOTHING)
    incl = sum((one.incl for _, one in sums), NOTHING)
    vatable = sum((one.excl for rate, one in sums if rate), NOTHING)
    return Totals(excl, incl - excl, incl, vatable, excl - vatable)


def in_dkk(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount in DKK; the rate is the price of 100 units."""
    with localcontext(PRECISE):
        return rounded(amount * rate / 100)
