"""What suppliers charged, from Dinero's booked entries (dinero.md sections 11 and 14.1); only read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import NotRequired, Required, TypedDict

from desktop.connectors.dinero.client import Client
from desktop.connectors.dinero.fields import ACCOUNTS, ENTRIES
from desktop.models.field_mapping import from_system
from desktop.models.records import Account, LedgerEntry

_LEDGER_CURRENCY = "DKK"  # section 14.1
# Sales, manual vouchers, salaries and the like are no supplier's charge. Section 14.1 names `Purchases` alone; that those of credit
# purchases begin with the same word is INFERRED.
_PURCHASE = "Purchase"


class AccountDocument(TypedDict, total=False):
    """What we read of an account."""

    AccountNumber: Required[int]
    Name: str | None
    CategoryName: str | None
    IsHidden: bool


class EntryDocument(TypedDict, total=False):
    """What we read of an entry."""

    EntryGuid: Required[str]
    AccountNumber: Required[int]
    Date: str | None
    Type: str | None
    VoucherNumber: int | None
    VoucherType: str | None
    Description: str | None
    Amount: Decimal | None
    ContactGuid: str | None


class YearDocument(TypedDict):
    """An accounting year; both days belong to it."""

    Name: NotRequired[str | None]
    FromDate: str
    ToDate: str


class ContactName(TypedDict):
    """A contact, as far as entries need it."""

    ContactGuid: str
    Name: str | None


def read_accounts(client: Client) -> tuple[Account, ...]:
    """The accounts that costs are booked on, as Dinero lists them for purchases, by number; hidden ones are left out."""
    rows = client.get("v1", "accounts/purchase", list[AccountDocument])
    shown = (row for row in rows if not row.get("IsHidden"))
    return tuple(from_system(ACCOUNTS, row, Account(number="")) for row in sorted(shown, key=lambda row: row["AccountNumber"]))


def read_entries(client: Client, accounts: Collection[str], since: dt.date) -> tuple[LedgerEntry, ...]:
    """What suppliers charged on these accounts, and what was carried over there (marked as such).

    One call for each accounting year, since a window may not cross two of them.
    """
    found: list[tuple[str, EntryDocument]] = []
    for year in client.get("v1", "accountingyears", list[YearDocument]):
        first, last = max(year["FromDate"][:10], since.isoformat()), year["ToDate"][:10]
        if first <= last:
            window = {"fromDate": first, "toDate": last, "includePrimo": "true"}
            rows = client.get("v1", "entries", list[EntryDocument], window)
            name = year.get("Name") or year["FromDate"]
            found += [(name, row) for row in rows if str(row["AccountNumber"]) in accounts and _is_told(row)]
    names = _names(client) if any(row.get("ContactGuid") for _, row in found) else {}
    entries = (_entry(row, year, names) for year, row in found)
    return tuple(sorted(entries, key=lambda one: (one.date, one.voucher, one.id)))


def _is_told(row: EntryDocument) -> bool:
    """A purchase, or something carried over."""
    return (row.get("Type") or "Normal") != "Normal" or (row.get("VoucherType") or "").startswith(_PURCHASE)


def _names(client: Client) -> dict[str, str]:
    """Of all contacts; without `deletedOnly` those of deleted suppliers too (section 4.4)."""
    pages = client.pages("v2", "contacts", ContactName, lambda row: row, {}, ("ContactGuid", "Name"))
    return {row["ContactGuid"]: row["Name"] or "" for page in pages for row in page.records}


def _entry(row: EntryDocument, year: str, names: dict[str, str]) -> LedgerEntry:
    entry = from_system(ENTRIES, row, LedgerEntry(id=""))
    return replace(entry, year=year, currency=_LEDGER_CURRENCY, supplier=names.get(row.get("ContactGuid") or "", ""))
