"""The stand-in's own arithmetic."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.sandbox.dinero import money

RATE = Decimal("0.25")


def line(quantity: str, price: str, discount: str = "0", rate: Decimal = RATE) -> money.Line:
    return money.Line(Decimal(quantity), Decimal(price), Decimal(discount), rate)


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "total"),
    [
        ("7.5", "950", "10", "6412.50"),
        ("3", "0.335", "0", "1.01"),
        ("1", "0.005", "0", "0.01"),
        ("-1", "0.005", "0", "-0.01"),
        ("3", "33.33", "33.33", "66.66"),
        ("0", "950", "0", "0.00"),
        ("1", "950", "100", "0.00"),
    ],
)
def test_a_line_is_quantity_times_price_less_discount_half_up(quantity: str, price: str, discount: str, total: str) -> None:
    assert money.line_total(line(quantity, price, discount), is_incl=False).excl == Decimal(total)


def test_vat_is_taken_once_for_each_rate_and_not_line_by_line() -> None:
    sums = money.totals([line("1", "0.10"), line("1", "0.10"), line("1", "5", rate=Decimal(0))], is_incl=False)
    assert (sums.excl, sums.vat, sums.incl) == (Decimal("5.20"), Decimal("0.05"), Decimal("5.25"))
    assert (sums.vatable, sums.non_vatable) == (Decimal("0.20"), Decimal("5.00"))


def test_lines_with_vat_have_it_taken_out_of_their_sum() -> None:
    sums = money.totals([line("1", "100"), line("1", "25")], is_incl=True)
    assert (sums.excl, sums.vat, sums.incl) == (Decimal("100.00"), Decimal("25.00"), Decimal("125.00"))
    assert money.line_total(line("1", "100"), is_incl=True) == money.Amount(Decimal("80.00"), Decimal("100.00"))


def test_a_voucher_without_money_lines_is_nothing() -> None:
    sums = money.totals([], is_incl=False)
    assert (sums.excl, sums.vat, sums.incl) == (0, 0, 0)


def test_a_rate_is_the_price_of_a_hundred() -> None:
    assert money.in_dkk(Decimal("10.01"), Decimal("746.03")) == Decimal("74.68")


amounts = st.decimals(-9999, 9999, places=2)


@settings(max_examples=60)
@given(st.lists(st.tuples(amounts, amounts, st.decimals(0, 100, places=2), st.sampled_from([RATE, Decimal(0)])), max_size=6))
def test_sums_hold_together_and_mirror_with_the_sign(rows: list[tuple[Decimal, Decimal, Decimal, Decimal]]) -> None:
    lines = [money.Line(*row) for row in rows]
    mirrored = [money.Line(-one.quantity, one.price, one.discount, one.vat_rate) for one in lines]
    for is_incl in (False, True):
        sums, opposite = money.totals(lines, is_incl=is_incl), money.totals(mirrored, is_incl=is_incl)
        assert sums.excl + sums.vat == sums.incl
        assert sums.vatable + sums.non_vatable == sums.excl
        assert (opposite.excl, opposite.incl) == (-sums.excl, -sums.incl)
