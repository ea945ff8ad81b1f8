from __future__ import annotations

from dataclasses import fields, replace

from desktop.models.records import Customer, ExternalKey, Side
from desktop.models.store.work import Store

FULL = replace(
    Customer(**{one.name: f"{one.name} æøå" for one in fields(Customer) if one.type == "str"}),
    id="7",
    number="7",
    external_keys=(ExternalKey(system_name="Bindeled economic", external_id="7"), ExternalKey(system_name="Anden", external_id="")),
)


def keep(store: Store, here: int, *customers: Customer, side: Side = Side.PSA) -> int:
    with store.work() as work:
        count = work.customers.replace_all(here, side, customers)
        work.commit()
    return count


def kept(store: Store, here: int, side: Side = Side.PSA) -> list[Customer]:
    with store.reading() as work:
        return work.customers.all(here, side)


def test_a_customer_comes_back_with_every_field(store: Store, here: int) -> None:
    keep(store, here, FULL)

    assert kept(store, here) == [FULL]
    with store.reading() as work:
        assert work.customers.get(here, Side.PSA, "7") == FULL
        assert work.customers.get(here, Side.PSA, "8") is None


def test_a_single_customer_is_kept_and_replaced(store: Store, here: int) -> None:
    with store.work() as work:
        for customer in (FULL, replace(FULL, name="New", external_keys=(), is_active=False), Customer(id="8")):
            work.customers.put(here, Side.PSA, customer)
            assert work.customers.get(here, Side.PSA, customer.id) == customer
        work.commit()

    assert [(one.id, one.name, one.is_active) for one in kept(store, here)] == [("8", "", True), ("7", "New", False)]


def test_customers_come_by_number_as_people_count(store: Store, here: int) -> None:
    keep(store, here, *(Customer(id=str(place), number=number) for place, number in enumerate(["10", "9", "K1", "", "9"])))

    assert [(one.number, one.id) for one in kept(store, here)] == [("", "3"), ("9", "1"), ("9", "4"), ("10", "0"), ("K1", "2")]


def test_a_customer_that_is_not_there_any_more_is_marked_and_never_deleted(store: Store, here: int) -> None:
    keep(store, here, FULL, Customer(id="8", name="Stays"))

    assert keep(store, here, Customer(id="8", name="Renamed")) == 1

    assert kept(store, here) == [Customer(id="8", name="Renamed"), replace(FULL, is_gone=True)]
    assert keep(store, here, Customer(id="8", name="Renamed"), replace(FULL, is_gone=True)) == 1, "told as gone is the same"
    with store.reading() as work:
        assert work.customers.count(here, Side.PSA) == 1
        assert work.customers.ids(here, Side.PSA) == ["8"]


def test_a_customer_that_comes_back_is_not_gone_any_more(store: Store, here: int) -> None:
    keep(store, here, FULL)
    keep(store, here)
    assert kept(store, here) == [replace(FULL, is_gone=True)]

    keep(store, here, FULL)
    assert kept(store, here) == [FULL]


def test_a_customer_that_is_told_twice_is_kept_once(store: Store, here: int) -> None:
    assert keep(store, here, Customer(id="1", name="First"), Customer(id="1", name="Last")) == 1
    assert [one.name for one in kept(store, here)] == ["Last"]


def test_sides_and_integrations_are_kept_apart(store: Store, here: int, elsewhere: int) -> None:
    keep(store, here, Customer(id="1", name="PSA"))
    keep(store, here, Customer(id="1", name="Finance"), side=Side.FINANCE)
    keep(store, elsewhere, Customer(id="1", name="Elsewhere"))
    keep(store, here)

    assert [(one.name, one.is_gone) for one in kept(store, here)] == [("PSA", True)]
    assert [(one.name, one.is_gone) for one in kept(store, here, Side.FINANCE)] == [("Finance", False)]
    assert [(one.name, one.is_gone) for one in kept(store, elsewhere)] == [("Elsewhere", False)]


def test_one_customer_is_marked_gone(store: Store, here: int) -> None:
    keep(store, here, Customer(id="1"), Customer(id="2"))
    with store.work() as work:
        work.customers.mark_gone(here, Side.PSA, "1")
        assert work.customers.count(here, Side.PSA) == 1
        work.commit()

    assert [(one.id, one.is_gone) for one in kept(store, here)] == [("1", True), ("2", False)]


def test_what_was_kept_in_a_unit_of_work_is_seen_in_it(store: Store, here: int) -> None:
    with store.work() as work:
        work.customers.put(here, Side.PSA, Customer(id="1", name="a"))
        work.customers.replace_all(here, Side.PSA, [Customer(id="1", name="b")])
        work.customers.put(here, Side.PSA, Customer(id="1", name="a"))
        assert [one.name for one in work.customers.all(here, Side.PSA)] == ["a"]


def test_more_customers_than_a_statement_takes_values_are_kept_and_read(store: Store, here: int) -> None:
    customers = [Customer(id=str(n), number=str(n), name=f"Customer {n}") for n in range(4_000)]  # PostgreSQL takes 65,535 values
    assert keep(store, here, *customers) == 4_000

    assert keep(store, here, *customers[1:]) == 3_999
    assert kept(store, here) == [replace(customers[0], is_gone=True), *customers[1:]]
