"""One fix for all rows of a cause: which items and which customers it is about."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from desktop.models.invoice_rows import TransferRow
from desktop.models.item_choice import Chosen, ChosenBy, Conflict, FromPsa
from desktop.models.preflight import customers_of, items_of, lines_with, replaced
from desktop.models.records import Invoice, InvoiceLine, ItemShare, Reason
from desktop.texts import Message


def row(customer: str, *reasons: tuple[str, int | None]) -> TransferRow:
    lines = (InvoiceLine(position=1, item_number="1010"), InvoiceLine(position=2, item_number="4012"), InvoiceLine(position=3))
    invoice = Invoice(id=customer, date=dt.date(2026, 7, 14), customer_id=customer, lines=lines)
    return TransferRow(invoice=invoice, found=tuple(Reason(kind=kind, sentence=Message("x"), line=line) for kind, line in reasons))


def test_items_are_those_that_the_reasons_of_a_kind_name() -> None:
    rows = [
        row("c1", ("inactive_item", 2), ("inactive_item", 1)),
        row("c2", ("unknown_item", 2), ("inactive_item", 3), ("no_lines", None)),
    ]
    assert items_of(rows, ["inactive_item"]) == ("1010", "4012")
    assert items_of(rows, ["unknown_item"]) == ("4012",)


def test_each_customer_stands_once_in_the_order_of_the_rows() -> None:
    assert customers_of([row("c2"), row("c1"), row("c2"), row("")]) == ("c2", "c1")


def test_lines_with_an_item_are_counted_over_all_documents() -> None:
    assert [lines_with([row("c1"), row("c2")], number) for number in ("4012", "9")] == [2, 0]


def test_another_item_takes_the_whole_line_or_its_parts_and_leaves_the_other_parts() -> None:
    hundred = Decimal(100)
    split = Chosen((ItemShare("4012", Decimal(60)), ItemShare("1010", Decimal(40))), ChosenBy.PERSON)
    instead = {"4012": "4020"}
    assert replaced(FromPsa("4012"), hundred, instead) == (ItemShare("4020", hundred),)
    assert replaced(split, hundred, instead) == (ItemShare("4020", Decimal(60)), ItemShare("1010", Decimal(40)))
    assert replaced(FromPsa("1010"), hundred, instead) == ()
    assert replaced(Conflict(split.shares), hundred, instead) == ()
