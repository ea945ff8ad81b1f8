"""Expenses are what suppliers charged: entries of purchases, and nothing else that is booked on the same account."""

from __future__ import annotations

import datetime as dt
from typing import Any

from desktop.connectors.dinero.connector import Dinero
from desktop.sandbox.dinero.app import Dinero as DineroStandIn


def entry(place: int, voucher_type: str | None, **more: Any) -> dict[str, Any]:
    """A posting of 10 DKK on account 2201."""
    return {
        "EntryGuid": f"9b7b3a52-2b8e-4d9d-8a6b-{place:012d}",
        "AccountNumber": 2201,
        "Date": "2026-10-01",
        "VoucherNumber": place,
        "VoucherType": voucher_type,
        "Description": "Togbillet",
        "Amount": 10,
        "Type": "Normal",
        "AddedAt": "2026-10-02T08:00:00.000",
        **more,
    }


def test_each_entry_names_its_accounting_year_whatever_year_the_calendar_says(dinero: Dinero, stand_in: DineroStandIn) -> None:
    years = (("2025/26", "2025-07-01", "2026-06-30"), ("2026/27", "2026-07-01", "2027-06-30"))
    stand_in.books["accountingYears"].clear()
    stand_in.books["accountingYears"].update({name: {"Name": name, "FromDate": a, "ToDate": b} for name, a, b in years})
    rows = [
        entry(1, "Purchases", Date="2026-06-30"),
        entry(1, "Purchases", Date="2026-07-01", EntryGuid="9b7b3a52-2b8e-4d9d-8a6b-9"),
    ]
    stand_in.books["entries"].update({row["EntryGuid"]: row for row in rows})
    found = dinero.entries(["2201"], dt.date(2026, 1, 1))
    assert [(one.voucher, one.year) for one in found] == [("1", "2025/26"), ("1", "2026/27")]


def test_only_purchases_and_what_was_carried_over_are_read(dinero: Dinero, stand_in: DineroStandIn) -> None:
    rows = [
        entry(1, "Purchases"),
        entry(2, "PurchaseCreditNotes", Amount=-10),
        entry(3, "Manuel"),
        entry(4, "Salary"),
        entry(5, "Sales"),
        entry(6, None),
        entry(7, "Primo", Type="Primo"),
        entry(8, "Purchases", AccountNumber=2202),
    ]
    stand_in.books["entries"].update({row["EntryGuid"]: row for row in rows})
    found = dinero.entries(["2201"], dt.date(2026, 1, 1))
    assert [(one.voucher, one.is_opening) for one in found] == [("1", False), ("2", False), ("7", True)]
