"""Ctrl+K: customers, invoices, items, pages and actions by a part of what they are called."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.models.customer_card import OpenCustomer
from desktop.models.findable import Findable, findable_customers, findable_invoice, findable_item
from desktop.models.records import Connection, Customer, Integration, Invoice, Item, Side
from desktop.views.background import Background
from desktop.views.messages import Messages
from desktop.views.quick_search import Choice, QuickSearch
from desktop.views.record_finder import FoundRecords, RecordFinder
from desktop.views.shared.theme import Theme

SYSTEMS = ("TimeLog", "e-conomic")
PSA = [
    Customer(id="p1", number="1001", name="Fjordbyg A/S", vat_number="DK44200023", phone="70 10 20 01"),
    Customer(id="p2", number="1002", name="Havnens Rederi", email="bogholderi@rederi.example"),
    Customer(id="p3", number="1003", name="Gone ApS", is_gone=True),
]
FINANCE = [
    Customer(id="f1", number="101", name="Fjord Byg", email="faktura@fjordbyg.example"),
    Customer(id="f9", number="20418", name="Østerå Tømrer"),
]


def records() -> list[Findable]:
    customers = findable_customers(PSA, {one.id: one for one in FINANCE}, {"p1": "f1"}, SYSTEMS)
    invoice = Invoice(id="i1", number="20418", date=dt.date(2026, 3, 31), customer_name="Fjordbyg A/S")
    return [*customers, findable_invoice(invoice, "31-03-2026"), findable_item(Item(number="1010", name="Rådgivning"))]


@pytest.fixture(scope="module")
def found() -> FoundRecords:
    return FoundRecords(records())


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("fjordb", "Fjordbyg A/S"),
        ("1001", "Fjordbyg A/S"),
        ("101", "Fjordbyg A/S"),
        ("44200023", "Fjordbyg A/S"),
        ("faktura@fjord", "Fjordbyg A/S"),
        ("70 10", "Fjordbyg A/S"),
        ("70102001", "Fjordbyg A/S"),
        ("rederi havnens", "Havnens Rederi"),
        ("østerå", "Østerå Tømrer"),
        ("1010", "Rådgivning"),
        ("radgi", "Rådgivning"),
        ("raadgi", "Rådgivning"),
        ("rådgi", "Rådgivning"),
        ("gone", ""),
    ],
)
def test_a_record_is_found_by_a_part_of_either_side(found: FoundRecords, typed: str, title: str) -> None:
    best = found.find(typed)
    assert (best[0].title if best else "") == title


def test_the_two_of_a_linked_pair_are_one_customer_with_both_numbers(found: FoundRecords) -> None:
    [one] = found.find("fjordbyg a/s")
    assert (one.wanted, one.note) == (OpenCustomer("p1", "f1"), "TimeLog 1001 · e-conomic 101")


def test_what_has_just_that_number_comes_first(found: FoundRecords) -> None:
    assert [one.kind for one in found.find("20418")] == ["customer", "invoice"]
    assert found.find("101")[0].title == "Fjordbyg A/S"


def test_a_hundred_thousand_customers_are_searched_faster_than_they_are_looked_through() -> None:
    some = [
        Customer(id=str(n), number=str(n), name=f"Firma {n}", vat_number=f"DK{n:08}", email=f"post@firma{n}.example")
        for n in range(1_000)
    ]
    many = list(findable_customers(some, {}, {}, SYSTEMS)) * 100
    kept = FoundRecords(many)

    def seconds(work: Callable[[], object]) -> float:
        took = []
        for _again in range(3):
            begun = time.thread_time()
            work()
            took.append(time.thread_time() - begun)
        return min(took)

    one_after_the_other = seconds(lambda: [one for one in many if any("nothing" in text.casefold() for text in one.texts)])
    for typed in ("f", "firma 9", "dk000", "nothing fits this"):
        assert seconds(partial(kept.find, typed)) < one_after_the_other


class Search:
    """The use case, on what stands above."""

    def __init__(self) -> None:
        self.number = 1
        self.readings = 0

    def stamp(self, _integration_id: int) -> int:
        return self.number

    def findables(self, _integration: Integration, _check: object) -> list[Findable]:
        self.readings += 1
        return records()


class Driven:
    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.search = qtbot, Search()
        self.background = Background(Messages())
        integration = Integration(
            id=1,
            name="Nordlys",
            psa=Connection(side=Side.PSA, system="timelog"),
            finance=Connection(side=Side.FINANCE, system="economic"),
        )
        any_search: Any = self.search
        self.finder = RecordFinder(any_search, lambda _id: integration, self.background)
        self.opened: list[tuple[str, object]] = []
        self.done: list[str] = []

    def open(self) -> QuickSearch:
        actions = [
            Choice("Read again", lambda: self.done.append("read"), "F5"),
            Choice("Invoices", lambda: self.done.append("page")),
        ]
        dialog = QuickSearch(actions, self.finder, 1, lambda page, wanted: self.opened.append((page, wanted)))
        self.qtbot.addWidget(dialog)
        dialog.show()
        self.qtbot.waitUntil(lambda: not self.finder.is_reading)
        return dialog


@pytest.fixture
def driven(theme: Theme, qtbot: QtBot) -> Iterator[Driven]:
    made = Driven(qtbot)
    yield made
    made.background.close()


def texts(dialog: QuickSearch) -> list[str]:
    return [one.shown.text for one in dialog.entries.entries]


def test_typing_and_enter_opens_the_card(driven: Driven) -> None:
    dialog = driven.open()
    assert texts(dialog) == ["Pages and actions", "Read again", "Invoices"]
    QTest.keyClicks(dialog.field, "fjord")
    assert texts(dialog)[:2] == ["Customers", "Fjordbyg A/S"]
    assert dialog.field.accessibleDescription() == "Fjordbyg A/S TimeLog 1001 · e-conomic 101"
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert driven.opened == [("customer", OpenCustomer("p1", "f1"))]
    assert not dialog.isVisible()


def test_the_arrow_keys_step_over_headings_while_the_field_keeps_the_keyboard(driven: Driven) -> None:
    dialog = driven.open()
    QTest.keyClicks(dialog.field, "20418")
    assert texts(dialog) == ["Customers", "Østerå Tømrer", "Invoices", "20418"]
    QTest.keyClick(dialog.field, Qt.Key.Key_Down)
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert driven.opened == [("invoices", "i1")]


def test_actions_and_items_are_found_too_and_nothing_is_said_when_nothing_fits(driven: Driven) -> None:
    dialog = driven.open()
    QTest.keyClicks(dialog.field, "rådg")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert driven.opened == [("items", ("1010",))]
    dialog = driven.open()
    QTest.keyClicks(dialog.field, "again")
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    assert driven.done == ["read"]
    dialog = driven.open()
    QTest.keyClicks(dialog.field, "zzz")
    assert dialog.note.text() == "Nothing was found."
    QTest.keyClick(dialog.field, Qt.Key.Key_Return)
    QTest.keyClick(dialog.field, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_records_are_read_again_only_when_something_was_written(driven: Driven) -> None:
    driven.open()
    driven.open()
    assert driven.search.readings == 1
    driven.search.number = 2
    driven.open()
    assert driven.search.readings == 2
