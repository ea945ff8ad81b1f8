"""The stand-in's own arithmetic of invoices, written from economic.md section 14.1, "Rounding".

Line total = quantity x price x (1 - discount), rounded to 2 decimals; net = sum of lines; VAT is rounded once, on the document;
half up, so that a credit note is the exact mirror of its invoice (the reference marks half-up as INFERRED).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

CENT = Decimal("0.01")
PRECISE = Context(prec=50, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Line:
    """What counts of one line: prices in invoice currency without VAT, cost in base currency, percentages of 100."""

    quantity: Decimal
    unit_price: Decimal
    discount: Decimal
    vat_rate: Decimal
    unit_cost: Decimal


@dataclass(frozen=True)
class Totals:
    """The amounts of a document: `net`, `vat`, `gross` in invoice currency, the others in base currency."""

    net: Decimal
    vat: Decimal
    gross: Decimal
    net_in_base: Decimal
    gross_in_base: Decimal
    cost: Decimal
    margin: Decimal
    margin_percentage: Decimal


def rounded(amount: Decimal, step: Decimal = CENT) -> Decimal:
    """The amount at so many decimals, half away from zero."""
    return amount.quantize(step, context=PRECISE)


def line_total(line: Line) -> Decimal:
    """The line without VAT, in invoice currency."""
    with localcontext(PRECISE):
        return rounded(line.quantity * line.unit_price * (100 - line.discount) / 100)


def line_vat(line: Line) -> Decimal:
    """The line's VAT in invoice currency, with the 4 decimals of booked lines."""
    with localcontext(PRECISE):
        return rounded(line_total(line) * line.vat_rate / 100, Decimal("0.0001"))


def in_base(amount: Decimal, exchange_rate: Decimal) -> Decimal:
    """An amount in base currency; the rate is the price of 100 units."""
    with localcontext(PRECISE):
        return rounded(amount * exchange_rate / 100)


def margin(total_in_base: Decimal, cost: Decimal) -> tuple[Decimal, Decimal]:
    """Margin in base currency and in percent of the total; 0 percent of nothing."""
    with localcontext(PRECISE):
        gained = total_in_base - cost
        return gained, rounded(gained * 100 / total_in_base) if total_in_base else Decimal("0.00")


def line_margin(line: Line, exchange_rate: Decimal) -> tuple[Decimal, Decimal]:
    """Margin of one line in base currency and in percent."""
    return margin(in_base(line_total(line), exchange_rate), line_cost(line))


def line_cost(line: Line) -> Decimal:
    """Cost of the line in base currency."""
    with localcontext(PRECISE):
        return rounded(line.quantity * line.unit_cost)


def totals(lines: Iterable[Line], exchange_rate: Decimal) -> Totals:
    """The amounts of a document with these lines."""
    lines = list(lines)
    with localcontext(PRECISE):
        net = sum((line_total(line) for line in lines), Decimal("0.00"))
        vat = rounded(sum((line_total(line) * line.vat_rate / 100 for line in lines), Decimal(0)))
        cost = sum((line_cost(line) for line in lines), Decimal("0.00"))
        net_in_base = in_base(net, exchange_rate)
        gained, percentage = margin(net_in_base, cost)
        return Totals(net, vat, net + vat, net_in_base, in_base(net + vat, exchange_rate), cost, gained, percentage)
