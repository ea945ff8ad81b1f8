from __future__ import annotations

from decimal import Decimal

from desktop.models.records import Choice, ChoiceKind, Item
from desktop.models.store.work import Store
from desktop.texts import Message

HOUR = Item(number="1010", name="Timer", group="1", unit="time", price=Decimal("1200.50"))
FIXED = Item(number="20", name="Fast pris", is_usable=False, why_unusable=Message("It has no unit in {system}.", system="Dinero"))


def test_items_come_back_with_every_field_by_number(store: Store, here: int) -> None:
    with store.work() as work:
        assert work.items.replace_all(here, [HOUR, FIXED]) == 2
        work.commit()

    with store.reading() as work:
        assert work.items.all(here) == [(FIXED, False), (HOUR, False)]


def test_a_price_keeps_every_digit(store: Store, here: int) -> None:
    price = Decimal("1234567890123456789.10000")
    with store.work() as work:
        work.items.replace_all(here, [Item(number="1", price=price), Item(number="2", price=None)])
        work.commit()

    with store.reading() as work:
        assert [str(item.price) for item, _activated in work.items.all(here)] == [str(price), "None"]


def test_activation_survives_reading_the_items_again(store: Store, here: int) -> None:
    with store.work() as work:
        work.items.replace_all(here, [HOUR, FIXED])
        assert work.items.activate(here, ["1010"], True) == 1
        work.items.replace_all(here, [Item(number="1010", name="Renamed"), FIXED])
        work.commit()

    with store.reading() as work:
        assert work.items.activated(here) == {"1010": Item(number="1010", name="Renamed")}


def test_an_item_that_is_not_there_any_more_is_marked_and_stays_activated(store: Store, here: int) -> None:
    with store.work() as work:
        work.items.replace_all(here, [HOUR, FIXED])
        work.items.activate(here, ["1010"], True)
        assert work.items.replace_all(here, [FIXED]) == 1
        assert [(item.number, item.is_gone, active) for item, active in work.items.all(here)] == [
            ("20", False, False),
            ("1010", True, True),
        ]
        work.items.replace_all(here, [HOUR, FIXED])
        assert work.items.activated(here) == {"1010": HOUR}


def test_only_items_that_change_are_counted(store: Store, here: int, elsewhere: int) -> None:
    with store.work() as work:
        for integration in (here, elsewhere):
            work.items.replace_all(integration, [HOUR, FIXED])
        assert work.items.activate(here, ["1010", "20", "none"], True) == 2
        assert work.items.activate(here, ["1010"], True) == 0
        assert work.items.activate(here, ["1010"], False) == 1
        assert work.items.activate(here, [], True) == 0
        assert set(work.items.activated(here)) == {"20"}
        assert work.items.activated(elsewhere) == {}


def test_any_number_of_items_is_activated_at_once(store: Store, here: int) -> None:
    with store.work() as work:
        work.items.replace_all(here, [HOUR, FIXED])
        assert work.items.activate(here, ["1010", *(f"x{number}" for number in range(40_000)), "20"], True) == 2


def test_lists_of_the_finance_system_come_back_by_kind_and_number(store: Store, here: int) -> None:
    groups = [Choice(kind=ChoiceKind.CUSTOMER_GROUP, id=number, name=f"Group {number}") for number in ("10", "2")]
    zone = Choice(kind=ChoiceKind.VAT_ZONE, id="1", name="Domestic")
    with store.work() as work:
        assert work.items.replace_choices(here, [*groups, zone]) == 3
        assert work.items.choices(here, ChoiceKind.CUSTOMER_GROUP) == groups[::-1]
        assert work.items.replace_choices(here, [zone]) == 1
        assert work.items.choices(here, ChoiceKind.CUSTOMER_GROUP) == []
        assert work.items.choices(here, ChoiceKind.VAT_ZONE) == [zone]
