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
