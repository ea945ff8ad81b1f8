"""Whether a document lies with the linked customer."""

from __future__ import annotations

import datetime as dt

import pytest

from desktop.models.linked_customers import LinkedCustomers
from desktop.models.records import FinanceInvoice, Invoice

LINKED = LinkedCustomers(there={"1": "101", "2": "102"}, names={"101": "Nordhavn Byg"})


@pytest.mark.parametrize(
    ("ours", "theirs", "is_another"),
    [
        ("1", "101", False),
        ("1", "102", True),
        ("1", "999", True),  # a customer over there that nobody linked
        ("1", "", False),  # not told
        ("7", "102", True),  # ours is not linked, theirs is the counterpart of somebody else
        ("7", "999", False),  # nobody can tell
    ],
)
def test_only_the_linked_customer_is_the_same(ours: str, theirs: str, is_another: bool) -> None:
    invoice = Invoice(id="i1", date=dt.date(2026, 7, 1), customer_id=ours)
    assert LINKED.is_another(invoice, FinanceInvoice(id="30", customer_id=theirs)) is is_another


def test_a_customer_that_is_not_in_the_register_is_named_by_its_id() -> None:
    assert [LINKED.name_of(FinanceInvoice(id="30", customer_id=one)) for one in ("101", "999")] == ["Nordhavn Byg", "999"]
