"""Lines are counted by item number; those that would stop their invoice are found."""

from __future__ import annotations

import datetime as dt

from desktop.models.item_use import ItemUse, item_use, why_not_usable
from desktop.models.records import Invoice, InvoiceLine, InvoiceStatus, Item, Transfer, TransferState
from desktop.texts import Message


def invoice(number: str, *items: str, status: InvoiceStatus = InvoiceStatus.BOOKED) -> Invoice:
    lines = tuple(InvoiceLine(position=place, item_number=item) for place, item in enumerate(items, 1))
    return Invoice(id=number, number=number, date=dt.date(2026, 3, 2), status=status, lines=lines)


def transfer(invoice_id: str, state: TransferState) -> Transfer:
    return Transfer(invoice_id=invoice_id, state=state, reference="r", key="k", started_at=dt.datetime(2026, 3, 2, tzinfo=dt.UTC))


ACTIVE = {"10": Item(number="10"), "20": Item(number="20", is_usable=False), "30": Item(number="30", is_gone=True)}


def use(*invoices: Invoice, transfers: dict[str, Transfer] | None = None) -> ItemUse:
    return item_use(invoices, transfers or {}, ACTIVE)


def test_lines_that_are_inactive_barred_gone_or_without_a_number_stop_their_invoice() -> None:
    found = use(invoice("1", "10", "10"), invoice("2", "20", "10"), invoice("3", "30"), invoice("4", "40", ""))
    assert found.unusable == {"": 1, "20": 1, "30": 1, "40": 1}
    assert (found.waiting_invoices, found.stopped_invoices, found.stopped_lines) == (4, 3, 4)


def test_an_item_that_cannot_stand_on_a_line_says_why() -> None:
    lacks = Item(number="40", is_usable=False, why_unusable=Message("It has no unit in {system}.", system="Dinero"))
    said = [why_not_usable(one, "Dinero") for one in (*ACTIVE.values(), lacks)]
    assert list(map(str, said)) == ["None", "Barred in Dinero", "No longer in Dinero", "It has no unit in Dinero."]


def test_a_line_of_text_needs_no_item() -> None:
    text = Invoice(id="1", date=dt.date(2026, 3, 2), lines=(InvoiceLine(text="Phase 2", is_text_only=True),))
    assert use(text).stopped_lines == 0


def test_drafts_and_what_is_over_there_do_not_wait_but_count_as_used() -> None:
    sent = {"1": transfer("1", TransferState.TRANSFERRED), "3": transfer("3", TransferState.FAILED)}
    found = use(invoice("1", "40"), invoice("2", "40", status=InvoiceStatus.DRAFT), invoice("3", "40"), transfers=sent)
    assert found.used == {"40": 3}
    assert found.waiting == {"40": 1}
    assert found.waiting_invoices == 1
