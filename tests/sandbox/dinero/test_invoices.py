"""Invoices: drafts with our own guid, totals, time stamps, booking, status."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.sandbox.dinero.conftest import Api

Row = dict[str, Any]

GUID = "0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d1001"
HOURS = "4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2001"
OLD_ITEM = "4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2002"
LUKKET = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a03"
STORGATAN = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a04"
FJORDBYG = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a02"


def drafted(api: Api, body: Row) -> Row:
    answer = api.post("/invoices", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def booked(api: Api, body: Row) -> Row:
    stamp = drafted(api, body)["TimeStamp"]
    answer = api.post(f"/invoices/{GUID}/book", json={"Timestamp": stamp})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_draft_keeps_our_guid_and_gets_totals_and_terms(api: Api, invoice: Row) -> None:
    assert drafted(api, invoice)["Guid"] == GUID
    read = api.exact(f"/invoices/{GUID}")
    assert (read["TotalExclVat"], read["TotalVat"], read["TotalInclVat"]) == (
        Decimal("6412.50"),
        Decimal("1603.13"),
        Decimal("8015.63"),
    )
    assert (read["Status"], read["PaymentStatus"], read["Number"]) == ("Draft", "Draft", 118)
    assert (read["PaymentConditionNumberOfDays"], read["PaymentDate"]) == (14, "2026-11-14")
    assert (read["ContactName"], read["Address"]) == ("Nordlys ApS", "Havnegade 12\n8000 Aarhus C")
    assert read["ProductLines"][1]["Description"] == "Timer"


def test_booking_gives_the_next_number_and_locks_the_invoice(api: Api, invoice: Row) -> None:
    done = booked(api, invoice)
    assert (done["Status"], done["Number"], done["PaymentStatus"]) == ("Booked", 118, "Booked")
    again = api.put(f"/v1.2/4711/invoices/{GUID}", json={**invoice, "Timestamp": done["TimeStamp"]})
    assert again.status_code == api.delete(f"/invoices/{GUID}").status_code == 400


def test_an_old_timestamp_is_refused_with_its_code(api: Api, invoice: Row) -> None:
    old = drafted(api, invoice)["TimeStamp"]
    first = api.put(f"/v1.2/4711/invoices/{GUID}", json={**invoice, "Timestamp": old})
    assert first.status_code == 200
    for answer in (
        api.put(f"/v1.2/4711/invoices/{GUID}", json={**invoice, "Timestamp": old}),
        api.post(f"/invoices/{GUID}/book", json={"Timestamp": old}),
        api.delete(f"/invoices/{GUID}", json={"Timestamp": old}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (400, 58)


def test_the_same_guid_twice_is_a_conflict(api: Api, invoice: Row) -> None:
    drafted(api, invoice)
    again = api.post("/invoices", json=invoice)
    assert (again.status_code, again.json()["code"]) == (409, 72)


def test_an_unknown_invoice_is_400_with_code_63(api: Api) -> None:
    answer = api.get(f"/invoices/{GUID}")
    assert (answer.status_code, answer.json()["code"]) == (400, 63)
