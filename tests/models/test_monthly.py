from __future__ import annotations

import datetime as dt
from decimal import Decimal

from desktop.models.invoice_rows import TransferRow
from desktop.models.monthly import transferred_year
from desktop.models.records import Invoice, InvoiceKind, Transfer, TransferState

TODAY = dt.date(2026, 11, 21)


def row(
    date: dt.date, net: int, currency: str = "DKK", *, state: TransferState | None = TransferState.TRANSFERRED, credit: bool = False
) -> TransferRow:
    kind = InvoiceKind.CREDIT_NOTE if credit else InvoiceKind.INVOICE
    invoice = Invoice(id=f"{date}{net}{currency}", kind=kind, date=date, net=Decimal(net), currency=currency)
    at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    transfer = Transfer(invoice_id=invoice.id, state=state, reference="", key="", started_at=at) if state else None
    return TransferRow(invoice=invoice, transfer=transfer)


def test_twelve_months_end_with_this_one_and_credit_notes_count_negative() -> None:
    year = transferred_year(
        [row(dt.date(2026, 11, 2), 100), row(dt.date(2026, 11, 3), 30, credit=True), row(dt.date(2025, 12, 31), 7)], "DKK", TODAY
    )
    assert [one.first for one in year.months][:1] == [dt.date(2025, 12, 1)]
    assert len(year.months) == 12
    assert (year.months[-1].documents, year.months[-1].net) == (2, Decimal(70))
    assert (year.months[0].documents, year.months[0].net) == (1, Decimal(7))


def test_other_currencies_are_counted_but_never_added() -> None:
    year = transferred_year([row(TODAY, 100), row(TODAY, 999, "EUR")], "DKK", TODAY)
    assert (year.months[-1].documents, year.months[-1].net, year.elsewhere) == (2, Decimal(100), 1)


def test_what_was_not_transferred_or_is_older_than_a_year_does_not_count() -> None:
    year = transferred_year(
        [row(TODAY, 1, state=None), row(TODAY, 2, state=TransferState.FAILED), row(TODAY, 3), row(dt.date(2025, 11, 30), 4)],
        "DKK",
        TODAY,
    )
    assert sum(one.documents for one in year.months) == 1


def test_a_company_without_a_currency_takes_the_most_frequent_one() -> None:
    year = transferred_year([row(TODAY, 1, "SEK"), row(TODAY, 2, "SEK"), row(TODAY, 3, "EUR")], "", TODAY)
    assert (year.currency, year.months[-1].net) == ("SEK", Decimal(3))


def test_when_all_is_older_than_a_year_the_months_end_with_the_newest_document() -> None:
    year = transferred_year([row(dt.date(2024, 3, 5), 10)], "DKK", TODAY)
    assert year.months[-1].first == dt.date(2024, 3, 1)
    assert year.months[-1].documents == 1
