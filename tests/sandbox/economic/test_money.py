"""The stand-in's arithmetic: captured figures, and rules that hold for any lines."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from desktop.sandbox.economic.money import Line, in_base, line_total, line_vat, rounded, totals

two_decimals = st.decimals(-100_000, 100_000, places=2, allow_nan=False)
lines = st.builds(
    Line,
    quantity=two_decimals,
    unit_price=two_decimals,
    discount=st.decimals(0, 100, places=2),
    vat_rate=st.sampled_from([Decimal(0), Decimal(25), Decimal("12.5")]),
    unit_cost=two_decimals,
)
rates = st.decimals("0.01", 2000, places=6)


def line(quantity: str, price: str, discount: str = "0", vat: str = "25", cost: str = "0") -> Line:
    return Line(*(Decimal(number) for number in (quantity, price, discount, vat, cost)))


def test_the_figures_of_the_reference() -> None:
    found = totals([line("12.5", "950", "10"), line("20", "75")], Decimal(100))
    assert (found.net, found.vat, found.gross) == (Decimal("12187.50"), Decimal("3046.88"), Decimal("15234.38"))


def test_the_figures_of_the_captured_draft() -> None:
    found = totals([line("1", "500", cost="800")], Decimal(100))
    assert (found.net, found.vat, found.gross) == (Decimal("500.00"), Decimal("125.00"), Decimal("625.00"))
    assert (found.cost, found.margin, found.margin_percentage) == (Decimal("800.00"), Decimal("-300.00"), Decimal("-60.00"))


def test_vat_is_rounded_once_on_the_document() -> None:
    assert totals([line("1", "460.29")], Decimal(100)).vat == Decimal("115.07")
    assert totals([line("1", "0.02")] * 3, Decimal(100)).vat == Decimal("0.02")  # line by line it would be 0.03
    assert line_vat(line("1", "0.02")) == Decimal("0.0050")


def test_half_a_cent_goes_away_from_zero() -> None:
    assert (rounded(Decimal("0.005")), rounded(Decimal("-0.005"))) == (Decimal("0.01"), Decimal("-0.01"))


def exactly(number: Decimal | Fraction) -> Fraction:
    return Fraction(number)


@given(lines)
def test_a_line_is_its_exact_value_to_within_half_a_cent(one: Line) -> None:
    exact = exactly(one.quantity) * exactly(one.unit_price) * (100 - exactly(one.discount)) / 100
    assert abs(exactly(line_total(one)) - exact) <= Fraction(1, 200)


@given(st.lists(lines, max_size=12), rates)
def test_gross_is_net_and_vat_to_the_cent_in_any_order(some: list[Line], rate: Decimal) -> None:
    found = totals(some, rate)
    assert found.gross == found.net + found.vat
    assert found.net == sum((line_total(one) for one in some), Decimal(0))
    exact_vat = sum((exactly(line_total(one)) * exactly(one.vat_rate) / 100 for one in some), Fraction(0))
    assert abs(exactly(found.vat) - exact_vat) <= Fraction(1, 200)
    assert totals(reversed(some), rate) == found


@given(st.lists(lines, max_size=8), rates)
def test_a_credit_note_mirrors_its_invoice(some: list[Line], rate: Decimal) -> None:
    credited = [Line(-one.quantity, one.unit_price, one.discount, one.vat_rate, one.unit_cost) for one in some]
    invoice, credit = totals(some, rate), totals(credited, rate)
    assert (credit.net, credit.vat, credit.gross) == (-invoice.net, -invoice.vat, -invoice.gross)
    assert (credit.net_in_base, credit.gross_in_base) == (-invoice.net_in_base, -invoice.gross_in_base)


@given(two_decimals)
def test_base_currency_costs_100_for_100(amount: Decimal) -> None:
    assert in_base(amount, Decimal(100)) == amount
