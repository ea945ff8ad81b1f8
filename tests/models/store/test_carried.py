"""What both sides of a link held last is kept from its first moment, so that later changes are news and no earlier ones."""

from __future__ import annotations

from desktop.models.records import CarriedValues, Customer, DecidedBy, LinkKind, Side
from desktop.models.store.work import Store

PAIR = ("p", "f")


def begun(store: Store, here: int) -> CarriedValues:
    with store.work() as work:
        work.customers.put(here, Side.PSA, Customer(id="p", name="Havn A/S", city="Aarhus", changed_at="2026-01-01"))
        work.customers.put(here, Side.FINANCE, Customer(id="f", name="Havn"))
        work.links.add(here, LinkKind.CUSTOMER, "p", "f", DecidedBy.PERSON)
        work.commit()
    return carried(store, here)


def carried(store: Store, here: int) -> CarriedValues:
    with store.reading() as work:
        return work.carried.all(here, LinkKind.CUSTOMER)[PAIR]


def test_a_new_link_takes_what_both_sides_hold_as_carried(store: Store, here: int) -> None:
    values = begun(store, here)

    assert (values.psa["name"], values.psa["city"], values.finance["name"], values.finance["city"]) == (
        "Havn A/S", "Aarhus", "Havn", "",
    )  # fmt: skip
    assert "changed_at" not in values.psa


def test_a_link_that_is_made_again_begins_again(store: Store, here: int) -> None:
    begun(store, here)
    with store.work() as work:
        work.links.remove(here, LinkKind.CUSTOMER, *PAIR)
        work.customers.put(here, Side.PSA, Customer(id="p", name="Nyhavn A/S"))
        work.links.add(here, LinkKind.CUSTOMER, *PAIR, DecidedBy.PERSON)
        work.commit()

    assert carried(store, here).psa["name"] == "Nyhavn A/S"


def test_what_we_wrote_on_one_side_is_no_news_there_and_the_rest_stays_as_it_was(store: Store, here: int) -> None:
    begun(store, here)
    written = Customer(id="f", name="Havn A/S", city="Odense")
    with store.work() as work:
        work.customers.put(here, Side.FINANCE, written)
        work.carried.written(here, Side.FINANCE, written, {"name"})
        work.carried.written(here, Side.FINANCE, Customer(id="nobody"), {"name"})
        work.commit()

    values = carried(store, here)
    assert (values.finance["name"], values.finance["city"], values.psa["name"]) == ("Havn A/S", "", "Havn A/S")


def test_a_pair_that_was_never_linked_holds_nothing(store: Store, here: int) -> None:
    with store.reading() as work:
        assert work.carried.get(here, LinkKind.CUSTOMER, ("x", "y")) == CarriedValues()
