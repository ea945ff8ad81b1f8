"""What the finance system answered is held against the PSA, within the integration's tolerance."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from desktop import texts
from desktop.models.answered_amounts import AmountKind, answered_difference, answered_remark, answered_sentence
from desktop.models.records import Amounts, FinanceInvoice, Invoice, Transfer, TransferState

INVOICE = Invoice(
    id="i1", date=dt.date(2026, 7, 14), currency="DKK", net=Decimal("100.00"), vat=Decimal("25.00"), gross=Decimal("125.00")
)


def transfer(net: str, vat: str | None = None, gross: str | None = None, **more: TransferState) -> Transfer:
    answered = Amounts(net=Decimal(net), vat=vat and Decimal(vat), gross=gross and Decimal(gross))  # type: ignore[arg-type]  # None stays
    given = {"state": TransferState.TRANSFERRED, **more}
    return Transfer(invoice_id="i1", reference="TL-1", key="k", started_at=dt.datetime.now(dt.UTC), answered=answered, **given)


@pytest.mark.parametrize(
    ("answered", "tolerance", "kind"),
    [
        (("100.00", "25.00", "125.00"), "0.00", None),
        (("100.01", "25.00", "125.01"), "0.00", AmountKind.NET),
        (("100.00", "24.99", "124.99"), "0.00", AmountKind.VAT),
        (("100.00", None, "124.00"), "0.00", AmountKind.GROSS),
        (("100.00", None, None), "0.00", None),
        (("100.01", "25.00", "125.01"), "0.01", None),
        (("99.98", "25.00", "124.98"), "0.01", AmountKind.NET),
        (("100.01", "25.01", "125.02"), "0.01", AmountKind.GROSS),
    ],
)
def test_the_first_total_beyond_the_tolerance_is_named(
    answered: tuple[str, str | None, str | None], tolerance: str, kind: AmountKind | None
) -> None:
    found = answered_difference(INVOICE, transfer(*answered), Decimal(tolerance))
    assert (found and found.kind) == kind


def test_the_same_number_in_another_currency_differs_whatever_the_tolerance() -> None:
    sent = transfer("100.00", "25.00", "125.00")
    assert sent.answered is not None
    in_euro = replace(sent, answered=replace(sent.answered, currency="EUR"))
    found = answered_difference(INVOICE, in_euro, Decimal(1000))
    assert found is not None
    said = "The amount without VAT is 100.00 DKK in TimeLog and 100.00 EUR in e-conomic."
    assert (found.kind, str(answered_sentence(found, "DKK", "TimeLog", "e-conomic"))) == (AmountKind.CURRENCY, said)
    in_kroner = replace(sent, answered=replace(sent.answered, currency="DKK"))
    assert answered_difference(INVOICE, in_kroner, Decimal(0)) is None


def test_nothing_differs_before_it_is_over_there() -> None:
    assert answered_difference(INVOICE, None, Decimal(0)) is None
    assert answered_difference(INVOICE, transfer("1.00", state=TransferState.FAILED), Decimal(0)) is None


def test_both_numbers_are_told() -> None:
    texts.set_language("en")
    found = answered_difference(INVOICE, transfer("100.00", "24.99", "124.99"), Decimal(0))
    assert found is not None
    assert str(answered_sentence(found, "DKK", "TimeLog", "e-conomic")) == "VAT is 25.00 DKK in TimeLog and 24.99 DKK in e-conomic."
    there = FinanceInvoice(id="30", net=Decimal("99.00"))
    said = "The amount without VAT is 100.00 DKK in TimeLog and 99.00 DKK in e-conomic."
    assert str(answered_remark(INVOICE, there, Decimal(0), ("TimeLog", "e-conomic"))) == said
    assert answered_remark(INVOICE, there, Decimal(1), ("TimeLog", "e-conomic")) is None
