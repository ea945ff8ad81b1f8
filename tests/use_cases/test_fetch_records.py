"""Fetching keeps whole registers: what cannot be read keeps its old records, and the others go on."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.errors import Cancelled
from desktop.models.records import Outcome, Side
from desktop.progress import Silent
from desktop.use_cases.fetch_records import Register

SIZES = {
    Register.FINANCE_CHOICES: 9,
    Register.FINANCE_ITEMS: 5,
    Register.FINANCE_EMPLOYEES: 1,
    Register.FINANCE_CUSTOMERS: 9,
    Register.PSA_EMPLOYEES: 1,
    Register.PSA_CUSTOMERS: 9,
    Register.PSA_CONTACTS: 2,
    Register.PSA_INVOICES: 11,
    Register.PSA_DIMENSIONS: 0,
}


def fetch(office: Any, *registers: Register, progress: Any = None) -> dict[Register, Any]:
    found = office.fetching.fetch(office.integration, registers or tuple(Register), progress=progress or Silent())
    return {one.register: one for one in found}


def customers(office: Any, side: Side) -> dict[str, Any]:
    with office.store.reading() as work:
        return {one.id: one for one in work.customers.all(office.integration.id, side)}


def test_every_register_is_read_and_its_size_and_time_are_kept(connected: Any) -> None:
    assert connected.fetching.last(connected.integration.id) == {}
    assert {register: one.count for register, one in fetch(connected).items()} == SIZES
    assert {register: one.count for register, one in connected.fetching.last(connected.integration.id).items()} == SIZES
    assert str(connected.newest().message) == "Rates, types and projects in TimeLog: 0 read."


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "error_before", "status": 500},
        {"kind": "truncated"},
        {"kind": "wrong_type"},
        {"kind": "expired_token"},
        {"kind": "rate_limited", "seconds": 500},
    ],
    ids=lambda fault: fault["kind"],
)
def test_a_register_that_cannot_be_read_keeps_its_old_records_and_the_others_go_on(office: Any, fault: dict[str, Any]) -> None:
    before = customers(office, Side.FINANCE)
    office.plan(Side.FINANCE, {**fault, "path": "^/customers[?]"})
    found = fetch(office)
    failed = found.pop(Register.FINANCE_CUSTOMERS)
    assert failed.reason.sentence.render()
    assert all(one.reason is None for one in found.values())
    assert customers(office, Side.FINANCE) == before
    entries = office.log.entries(office.integration.id, outcomes=[Outcome.REFUSED])
    assert [str(one.message) for one in entries] == [str(failed.reason.sentence)]
    assert entries[0].exchanges


def test_a_side_that_is_not_connected_leaves_the_other_side_readable(connected: Any) -> None:
    connected.connections.reset(connected.integration.id, Side.PSA)
    found = fetch(connected)
    assert {register for register, one in found.items() if one.reason} == {one for one in Register if one.startswith("psa")}
    assert "TimeLog is not connected" in str(found[Register.PSA_CUSTOMERS].reason.sentence)
    assert found[Register.FINANCE_CUSTOMERS].count == 9


def test_a_customer_that_is_not_there_any_more_is_marked_gone_and_comes_back(office: Any) -> None:
    rows = office.company.finance.agreement["customers"]
    row = rows.get(109)
    rows.drop(109)
    fetch(office, Register.FINANCE_CUSTOMERS)
    assert customers(office, Side.FINANCE)["109"].is_gone
    assert "109" not in [pair.finance.id for pair in office.linking.register(office.integration).pairs]
    rows.put(row)
    fetch(office, Register.FINANCE_CUSTOMERS)
    assert not customers(office, Side.FINANCE)["109"].is_gone


def test_an_item_that_is_not_there_any_more_is_marked_gone_and_stays_activated(office: Any) -> None:
    office.company.finance.agreement["products"].drop("1010")
    fetch(office, Register.FINANCE_ITEMS)
    item = next(one for one in office.items.items(office.integration.id) if one.item.number == "1010")
    assert item.item.is_gone
    assert item.is_activated
    assert office.items.missing(office.integration.id)["1010"] == 9


def test_a_second_fetch_reads_only_invoices_that_changed_and_keeps_the_others(connected: Any) -> None:
    fetch(connected, Register.PSA_INVOICES)
    connected.company.change_psa("invoices", 3, Header="Changed")
    assert fetch(connected, Register.PSA_INVOICES)[Register.PSA_INVOICES].count == 11
    with connected.store.reading() as work:
        assert work.invoices.get(connected.integration.id, "3").heading == "Changed"


def test_cancel_stops_between_two_pages_and_keeps_what_was_read_whole(connected: Any, stops_at: Any) -> None:
    with pytest.raises(Cancelled):
        fetch(connected, progress=stops_at(4))
    known = connected.fetching.last(connected.integration.id)
    assert Register.FINANCE_ITEMS in known
    assert Register.PSA_INVOICES not in known
