from __future__ import annotations

import datetime as dt

from desktop.models.records import Side, StandardValues
from desktop.models.store.work import Store


def test_a_choice_is_kept_and_replaced(store: Store, here: int, elsewhere: int) -> None:
    with store.work() as work:
        assert work.settings.get(here, "owner") == {}
        work.settings.put(here, "owner", {"mode": "psa", "words": ["æ"], "may_link": True})
        assert work.settings.get(here, "owner") == {"mode": "psa", "words": ["æ"], "may_link": True}
        work.settings.put(here, "owner", {"mode": "both"})
        assert work.settings.get(here, "owner") == {"mode": "both"}
        assert work.settings.get(elsewhere, "owner") == {}


def test_standard_values_are_empty_until_they_are_chosen(store: Store, here: int) -> None:
    chosen = StandardValues(customer_group="1", vat_zone="2", payment_terms="3", layout="19", employee_group="4")
    with store.work() as work:
        assert work.settings.standard_values(here) == StandardValues()
        work.settings.put_standard_values(here, chosen)
        work.commit()

    with store.reading() as work:
        assert work.settings.standard_values(here) == chosen


def test_the_last_reading_of_each_register_is_known(store: Store, here: int) -> None:
    with store.work() as work:
        assert work.settings.fetches(here) == {}
        work.settings.fetched(here, Side.PSA, "customers", 400)
        work.settings.fetched(here, Side.FINANCE, "customers", 390)
        work.settings.fetched(here, Side.PSA, "customers", 401)
        work.commit()

    with store.reading() as work:
        found = work.settings.fetches(here)
    assert {key: one.count for key, one in found.items()} == {(Side.PSA, "customers"): 401, (Side.FINANCE, "customers"): 390}
    assert all(dt.datetime.now(dt.UTC) - one.fetched_at < dt.timedelta(minutes=1) for one in found.values())
