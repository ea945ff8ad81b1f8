from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from desktop.connectors.timelog import values
from desktop.models.records import InvoiceStatus


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("1234.10", "1234.1"),
        ("1250", "1250"),
        ("1.25E+3", "1250"),
        ("0.30000000000000004", "0.3"),
        ("1234.0999999999999", "1234.1"),
        ("-0.03", "-0.03"),
        ("0", "0"),
    ],
)
def test_amounts_lose_the_noise_of_binary_fractions(written: str, meant: str) -> None:
    assert str(values.amount("NetAmount", written)) == meant


@given(some.decimals(min_value=-(10**9), max_value=10**9, places=4))
def test_an_amount_that_went_through_a_double_comes_back_as_it_was(amount: Decimal) -> None:
    assert values.amount("NetAmount", repr(float(amount))) == amount


@pytest.mark.parametrize("written", ["", None, "NaN", "INF", "1,5", "abc"])
def test_what_is_no_amount_names_the_member(written: str | None) -> None:
    with pytest.raises(ValueError, match="NetAmount"):
        values.amount("NetAmount", written)


def test_absent_amounts_count_as_zero_where_they_may() -> None:
    assert values.optional_amount("Rounding", None) == 0
    assert values.rate("CurrencyRate", "0") is None


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-31T00:00:00",
        "2026-03-31",
        "2026-03-31T14:30:00",
        "2026-03-31T00:00:00+02:00",
        "2026-03-30T22:00:00Z",
        "2026-03-31T00:00:00Z",
    ],
)
def test_a_day_is_the_day_that_was_meant(written: str) -> None:
    assert values.day("InvoiceDate", written) == dt.date(2026, 3, 31)


@pytest.mark.parametrize("written", ["", None, "31-03-2026", "9999-12-31T23:00:00Z"])
def test_what_is_no_day_names_the_member(written: str | None) -> None:
    with pytest.raises(ValueError, match="InvoiceDate"):
        values.day("InvoiceDate", written)


def test_the_year_one_is_no_day() -> None:
    assert values.optional_day("DueDate", "0001-01-01T00:00:00") is None


def test_ids_of_zero_are_none() -> None:
    assert values.identifier("ContactID", "0") == ""
    assert values.identifier("ContactID", "7") == "7"


@pytest.mark.parametrize(("written", "meant"), [("true", True), ("1", True), ("false", False), ("0", False), (None, False)])
def test_flags(written: str | None, meant: bool) -> None:
    assert values.flag("IsActive", written) is meant


def test_any_other_flag_is_refused() -> None:
    with pytest.raises(ValueError, match="IsActive"):
        values.flag("IsActive", "maybe")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Booked", InvoiceStatus.BOOKED), ("3", InvoiceStatus.PAID), ("checked", InvoiceStatus.PAID), ("Kladde", InvoiceStatus.DRAFT)],
)
def test_statuses_are_known_by_number_and_by_word(written: str, meant: InvoiceStatus) -> None:
    assert values.invoice_status("Status", written) is meant
