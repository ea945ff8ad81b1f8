from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.differences import CLASSES, Difference, explanation, line_changes
from desktop.models.reconciliation import reconciled
from desktop.models.records import BothSides, Figures, FinanceInvoice, FinanceLine, Invoice, InvoiceLine

DAY = dt.date(2026, 7, 14)


def invoice(*nets: str) -> Invoice:
    lines = tuple(InvoiceLine(position=place, text=f"Line {place}", net=Decimal(net)) for place, net in enumerate(nets, 1))
    net = sum((line.net for line in lines), Decimal(0))
    return Invoice(id="i1", number="1", date=DAY, currency="DKK", net=net, vat=net / 4, gross=net * 5 / 4, lines=lines)


def there(*nets: str, lines: bool = True) -> FinanceInvoice:
    found = tuple(FinanceLine(position=place, text=f"There {place}", net=Decimal(net)) for place, net in enumerate(nets, 1))
    net = sum((line.net for line in found), Decimal(0))
    amounts = {"net": net, "vat": net / 4, "gross": net * 5 / 4}
    return FinanceInvoice(id="30", reference="TL-1", date=DAY, currency="DKK", lines=found if lines else (), **amounts)


def differences(ours: Invoice, theirs: FinanceInvoice, before: BothSides | None = None) -> tuple[Difference, ...]:
    return reconciled(ours, None, [theirs], "e-conomic", psa="TimeLog", before=before).differences


@pytest.mark.parametrize(
    ("ours", "theirs", "cause", "sentence"),
    [
        (["100", "20"], ["20", "100", "7.50"], Difference.EXTRA_LINE, "A line was added in e-conomic: There 3."),
        (["100"], ["1", "100", "2"], Difference.EXTRA_LINE, "2 lines were added in e-conomic: There 1, There 3."),
        (["100", "20"], ["100"], Difference.MISSING_LINE, "A line is missing in e-conomic: Line 2."),
        (["100", "20"], ["100", "20.01"], Difference.ROUNDING, "Rounded differently on line 2."),
        (["100", "20"], ["100", "21"], Difference.NET, "The net amounts differ."),
    ],
)
def test_why_amounts_differ_is_told_from_the_lines(ours: list[str], theirs: list[str], cause: Difference, sentence: str) -> None:
    row = reconciled(invoice(*ours), None, [there(*theirs)], "e-conomic", psa="TimeLog")

    assert row.differences[0] is cause
    assert Difference.NET in row.differences
    assert str(row.explanation) == sentence
    assert row.needs_lines is False


def test_without_lines_only_rounding_can_be_told() -> None:
    assert differences(invoice("100"), there("100.01", lines=False))[0] is Difference.ROUNDING
    row = reconciled(invoice("100"), None, [there("100", "1", lines=False)], "e-conomic")
    assert (row.differences[0], row.needs_lines) == (Difference.NET, True)
    assert line_changes(invoice("100"), there("100", lines=False)) is None


@given(st.integers(1, 40), st.integers(-60, 60))
def test_rounding_is_at_most_a_hundredth_a_line(count: int, hundredths: int) -> None:
    ours = invoice(*["10"] * count)
    theirs = replace(there("1", lines=False), net=ours.net + Decimal(hundredths) / 100, vat=ours.vat, gross=None)

    found = differences(ours, theirs)
    assert (found == (Difference.ROUNDING, Difference.NET)) == (0 < abs(hundredths) <= count)
    assert bool(found) == (hundredths != 0)


def test_a_rounded_total_that_the_psa_declares_is_rounding() -> None:
    ours = replace(invoice("100"), gross=Decimal("125.50"), rounding=Decimal("0.50"))
    assert differences(ours, there("100")) == (Difference.ROUNDING, Difference.GROSS)


def test_what_changed_after_the_transfer_is_told_by_side() -> None:
    ours, theirs = invoice("100"), there("100")
    before = BothSides(here=Figures.of(ours), there=Figures.of(theirs))

    assert differences(ours, theirs, before) == ()
    assert differences(ours, there("90"), before) == (Difference.NET, Difference.VAT, Difference.CHANGED_THERE)
    assert differences(invoice("90"), theirs, before)[-1] is Difference.CHANGED_HERE
    row = reconciled(invoice("90"), None, [there("80")], "e-conomic", psa="TimeLog", before=before)
    assert str(row.explanation) == "Changed later in TimeLog, e-conomic."


def test_every_difference_has_a_class_and_a_sentence() -> None:
    assert set(CLASSES) == set(Difference)
    for one in Difference:
        assert str(explanation([one], invoice("1"), there("1"), psa="TimeLog", system="e-conomic"))
    assert explanation([], None, None, psa="TimeLog", system="e-conomic") is None
