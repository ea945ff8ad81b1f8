"""Standard values are proposed from what most customers have, and only what exists can be chosen."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.errors import RecordRefused
from desktop.models.records import Activity, ChoiceKind, StandardValues
from desktop.progress import Silent
from desktop.use_cases.fetch_records import Register

MOST = StandardValues(customer_group="1", vat_zone="1", payment_terms="2", layout="21", employee_group="1")


def test_the_most_common_entries_are_proposed(office: Any) -> None:
    assert office.standard_values.proposed(office.integration.id) == MOST


def test_without_customers_the_first_entry_is_proposed_and_without_lists_nothing(connected: Any) -> None:
    number = connected.integration.id
    assert connected.standard_values.proposed(number) == StandardValues()
    connected.fetching.fetch(connected.integration, [Register.FINANCE_CHOICES], progress=Silent())
    assert connected.standard_values.proposed(number) == MOST


def test_a_choice_is_kept_and_stands_in_the_log(connected: Any) -> None:
    number = connected.integration.id
    connected.fetching.fetch(connected.integration, [Register.FINANCE_CHOICES], progress=Silent())
    assert connected.standard_values.chosen(number) == StandardValues()
    connected.standard_values.choose(number, StandardValues(customer_group="2"))
    assert connected.standard_values.chosen(number).customer_group == "2"
    assert connected.newest().activity is Activity.SETTINGS


def test_what_does_not_exist_is_refused_and_the_old_choice_stays(office: Any) -> None:
    with pytest.raises(RecordRefused, match="77 does not exist"):
        office.standard_values.choose(office.integration.id, StandardValues(customer_group="77"))
    assert office.standard_values.chosen(office.integration.id) == MOST


def test_the_lists_hold_what_was_fetched(office: Any) -> None:
    found = office.standard_values.choices(office.integration.id)
    assert [one.name for one in found[ChoiceKind.CUSTOMER_GROUP]] == ["Indland", "Udland"]
