from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from desktop.models.records import FinanceInvoice, FinanceLine, FinanceState, Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from desktop.models.store.work import Store

DAY = dt.date(2026, 7, 14)
FULL = Invoice(
    id="i1",
    kind=InvoiceKind.CREDIT_NOTE,
    number="20418",
    status=InvoiceStatus.PAID,
    date=DAY,
    due_date=dt.date(2026, 8, 14),
    customer_name="Æble ApS",
    currency="EUR",
    exchange_rate=Decimal("745.9300"),
    net=Decimal("0.10"),
    lines=(InvoiceLine(id="l1", quantity=Decimal("7.50"), text="a\nb", is_text_only=False), InvoiceLine(is_text_only=True)),
)
THERE = FinanceInvoice(
    id="30", reference="TL-20418", date=DAY, currency="EUR", net=Decimal("0.10"), vat=None, lines=(FinanceLine(net=Decimal("0.1")),)
)


def test_an_invoice_comes_back_with_every_field_and_digit(store: Store, here: int) -> None:
    with store.work() as work:
        assert work.invoices.put_all(here, [FULL]) == 1
        work.commit()

    with store.reading() as work:
        (found,) = work.invoices.all(here)
        assert found == FULL
        assert str(found.exchange_rate) == "745.9300"
        assert work.invoices.get(here, "i1") == FULL
        assert work.invoices.get(here, "i2") is None


def test_many_invoices_are_read_without_their_lines_and_some_of_them_whole(store: Store, here: int) -> None:
    said = replace(FULL, id="i2", number="20419", heading=',"lines":[{"id":"x"}]', lines=())
    with store.work() as work:
        work.invoices.put_all(here, [FULL, said])
        assert work.invoices.without_lines(here) == [replace(FULL, lines=()), said]
        assert work.invoices.whole(here, ["i1", "i9"]) == {"i1": FULL}


def test_invoices_that_were_not_read_now_stay(store: Store, here: int, elsewhere: int) -> None:
    paid = replace(FULL, status=InvoiceStatus.BOOKED)
    with store.work() as work:
        work.invoices.put_all(elsewhere, [FULL])
        work.invoices.put_all(here, [FULL, replace(FULL, id="i2")])
        assert work.invoices.put_all(here, [paid, replace(FULL, id="i3")]) == 3
        assert work.invoices.get(here, "i1") == paid
        assert work.invoices.get(elsewhere, "i1") == FULL


def test_invoices_come_by_number_as_people_count(store: Store, here: int) -> None:
    with store.work() as work:
        work.invoices.put_all(here, [replace(FULL, id=number, number=number) for number in ("1000", "999", "1001")])
        assert [one.number for one in work.invoices.all(here)] == ["999", "1000", "1001"]


def test_counterparts_are_those_of_the_last_reconciliation(store: Store, here: int) -> None:
    booked = replace(THERE, state=FinanceState.BOOKED, number="1001", vat=Decimal("0.03"))
    with store.work() as work:
        assert work.invoices.replace_counterparts(here, [THERE, THERE, booked]) == 2
        work.commit()

    with store.work() as work:
        assert sorted(work.invoices.counterparts(here), key=lambda one: one.number) == [THERE, booked]
        assert work.invoices.replace_counterparts(here, []) == 0
        assert work.invoices.counterparts(here) == []
