"""The demo company with all documents and all that is odd, and fewer of the many customers that only have to be linked."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from desktop.demo import demo_data
from desktop.demo.finance_sides import FINANCE_SIDES
from desktop.paths import resources_folder
from desktop.sandbox import demo_company
from desktop.sandbox.server import StandIn

EVERY = 4  # of the customers that nothing is invoiced to, one in so many stays: each of them goes the same way


@cache
def left_out() -> set[int]:
    """The TimeLog customers that are left out: each has its one customer in the finance system, and nothing points at it."""
    timelog = json.loads((resources_folder() / "demo" / "timelog.json").read_bytes())
    wanted = {row["CustomerID"] for kind in ("invoices", "credit_notes", "projects") for row in timelog[kind]}
    return {id_ for place, id_ in enumerate(sorted(demo_company.true_links().values())) if place % EVERY} - wanted


def fewer(one: StandIn) -> dict[str, Any]:
    """In place of `desktop.demo.demo_data`."""
    data, gone = demo_data(one), left_out()
    if one.name == "timelog":
        kept = {"customers": "ID", "contacts": "CustomerID"}
        return data | {kind: [row for row in data[kind] if row[key] not in gone] for kind, key in kept.items()}
    without = {finance for finance, psa in FINANCE_SIDES[one.name].true_links().items() if psa in gone}
    if one.name == "dinero":
        return data | {"contacts": [row for row in data["contacts"] if row["ContactGuid"] not in without]}
    return data | {
        "customers": [row for row in data["customers"] if str(row["customerNumber"]) not in without],
        "contacts": [row for row in data["contacts"] if str(row["customer"]["customerNumber"]) not in without],
    }
