"""What another owner of customers would change is worked out from what waits, and nothing is chosen by asking."""

from __future__ import annotations

from typing import Any

from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.progress import Silent
from desktop.use_cases.change_owner import OwnerChange


def told(office: Any, rules: OwnerRules) -> list[str]:
    change = OwnerChange(office.store, office.connectors, office.customers, office.updates.waiting_under)
    return [one.render() for one in change.consequences(office.integration, rules)]


def test_invoices_and_changes_that_wait_are_counted_and_nothing_is_chosen(office: Any) -> None:
    office.company.change_psa("customers", 1, Phone="44 55 66 77")
    office.updates.find(office.integration, Silent())
    before = office.customers.rules(office.integration)

    assert told(office, OwnerRules(mode=OwnerMode.FINANCE)) == [
        "1 customer with invoices that wait would have to be linked by hand; until then its invoices are stopped.",
        "Changes of 1 linked customer that wait now would not be carried to e-conomic.",
        "Contacts and employees of invoices are no longer created in e-conomic.",
    ]
    assert office.customers.rules(office.integration) == before


def test_before_anything_is_connected_nothing_waits(unconnected: Any) -> None:
    assert told(unconnected, OwnerRules()) == ["Nothing of what waits now is treated in another way."]


def test_the_log_says_who_owns_customers_from_now_on(office: Any) -> None:
    office.customers.choose_rules(office.integration, OwnerRules(mode=OwnerMode.FINANCE))

    assert str(office.newest().message) == "e-conomic owns the customers. New ones are imported into TimeLog."
