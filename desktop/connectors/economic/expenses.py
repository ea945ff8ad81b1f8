"""What suppliers charged, from e-conomic's booked entries (economic.md sections 15.1, 15.3 and 15.4); only read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import Any, Required, TypedDict

import msgspec

from desktop.connectors.economic.client import Client, in_path
from desktop.connectors.economic.fields import ACCOUNTS, ENTRIES
from desktop.models.field_mapping import from_system
from desktop.models.records import Account, LedgerEntry

_HOLDS_ENTRIES = ("profitAndLoss", "status")
_HEADINGS = ("heading", "headingStart")
_COSTS = ("supplierInvoice", "financeVoucher")
_CARRIED_OVER = ("openingEntry", "transferredOpeningEntry")


class AccountDocument(TypedDict, total=False):
    """What we read of an account."""

    accountNumber: Required[int]
    accountType: Required[str]
    name: str


class EntryDocument(TypedDict, total=False):
    """What we read of a booked entry; `supplier` stands on the voucher's entry on the suppliers' account only."""

    entryNumber: Required[int]
    account: Required[dict[str, Any]]
    date: str
    entryType: Required[str]
    amount: Decimal | None
    currency: str | None
    text: str | None
    voucherNumber: int | None
    supplierInvoiceNumber: str | None
    supplier: dict[str, Any]


class _Year(msgspec.Struct, rename="camel"):
    year: str
    to_date: str


class _Supplier(msgspec.Struct, rename="camel"):
    supplier_number: int
    name: str = ""


def read_accounts(client: Client) -> tuple[Account, ...]:
    """The accounts that hold entries, each under the heading before it."""
    rows = [row for page in client.pages("accounts", AccountDocument, lambda row: row) for row in page.records]
    found, heading = [], ""
    for row in sorted(rows, key=lambda row: row["accountNumber"]):
        if row["accountType"] in _HEADINGS:
            heading = row.get("name", "")
        elif row["accountType"] in _HOLDS_ENTRIES:
            found.append(replace(from_system(ACCOUNTS, row, Account(number="")), group=heading))
    return tuple(found)


def read_entries(client: Client, accounts: Collection[str], since: dt.date) -> tuple[LedgerEntry, ...]:
    """Supplier invoices, finance vouchers and what was carried over; entries of customers and the system's own are no costs."""
    kinds = "$or:".join(f"entryType$eq:{kind}" for kind in (*_COSTS, *_CARRIED_OVER))
    filter = f"date$gte:{since.isoformat()}$and:({kinds})"
    names = {
        str(one.supplier_number): one.name for page in client.pages("suppliers", _Supplier, lambda row: row) for one in page.records
    }
    found: list[LedgerEntry] = []
    for page in client.pages("accounting-years", _Year, lambda row: row):
        for year in page.records:
            if year.to_date >= since.isoformat():
                found += _entries_of(client, year.year, filter, frozenset(accounts), names)
    return tuple(sorted(found, key=lambda one: (one.date, int(one.id))))


def _entries_of(client: Client, year: str, filter: str, accounts: frozenset[str], names: dict[str, str]) -> list[LedgerEntry]:
    path = f"accounting-years/{in_path(year)}/entries"
    rows = [row for page in client.pages(path, EntryDocument, lambda row: row, filter) for row in page.records]
    supplier_of = {
        row.get("voucherNumber"): names.get(number, number)
        for row in rows
        if (number := str(row.get("supplier", {}).get("supplierNumber", "")))
    }
    return [
        replace(
            from_system(ENTRIES, row, LedgerEntry(id="")),
            supplier=supplier_of.get(row.get("voucherNumber"), ""),
            is_opening=row["entryType"] in _CARRIED_OVER,
            year=year,
        )
        for row in rows
        if str(row["account"].get("accountNumber", "")) in accounts
    ]
