"""Item numbers (products) of Dinero; they are only read (dinero.md section 10)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Required, TypedDict

from desktop.connectors.contract import Page
from desktop.connectors.dinero.client import Client
from desktop.connectors.dinero.fields import ITEMS, SYSTEM
from desktop.models.field_mapping import from_system
from desktop.models.records import Item
from desktop.texts import Message

FIELDS = ("ProductGuid", "ProductNumber", "Name", "AccountNumber", "Unit", "BaseAmountValue", "DeletedAt")
GOOD_FOR = 300.0  # seconds; a line needs its product's guid, account and unit, and a look-up for each would eat the limit of calls


class ProductDocument(TypedDict, total=False):
    """What we read of a product. Lists are no promise that what is required of a new one is there (section 10)."""

    ProductGuid: Required[str]
    ProductNumber: str | None
    Name: str | None
    AccountNumber: int | None
    Unit: str | None
    BaseAmountValue: Decimal | None
    DeletedAt: str | None


@dataclass(frozen=True, slots=True)
class _Register:
    by_number: dict[str, list[ProductDocument]]
    number_of: dict[str, str]  # by guid
    read_at: float


class Products:
    """The products of one organization, read again when they are older than `GOOD_FOR` or do not have what is asked for."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._register: _Register | None = None
        self._reading = threading.Lock()

    def items(self) -> Iterator[Page[Item]]:
        """Every item number. Products without one cannot be named on a line.

        A number that several have is not usable, nor is one without account or unit, which a line must have (section 12).
        """
        found = self._read()
        yield Page(tuple(_item(rows) for rows in found.by_number.values()), len(found.by_number))

    def product(self, number: str) -> ProductDocument | None:
        """The product of an item number, with account and unit; `None` when there is none such, or several."""
        found = self._known()
        if number not in found.by_number:
            found = self._read()
        rows = found.by_number.get(number, [])
        return rows[0] if rows and _why_unusable(rows) is None else None

    def any_account(self) -> int | None:
        """The account of some item that can be sold; `None` when there is none."""
        return next((rows[0]["AccountNumber"] for rows in self._known().by_number.values() if _why_unusable(rows) is None), None)

    def number_of(self, guid: str | None) -> str:
        """The item number of a line's product; empty when the line has none, or a deleted one."""
        return self._known().number_of.get(guid or "", "") if guid else ""

    def _known(self) -> _Register:
        with self._reading:
            known = self._register
            return known if known is not None and time.monotonic() - known.read_at < GOOD_FOR else self._read()

    def _read(self) -> _Register:
        by_number: dict[str, list[ProductDocument]] = {}
        number_of: dict[str, str] = {}
        params = {"deletedOnly": "false"}
        for page in self._client.pages("v1", "products", ProductDocument, lambda row: row, params, FIELDS):
            for row in page.records:
                if number := row.get("ProductNumber"):
                    by_number.setdefault(number, []).append(row)
                    number_of[row["ProductGuid"]] = number
        self._register = _Register(by_number, number_of, time.monotonic())
        return self._register


def _why_unusable(rows: list[ProductDocument]) -> Message | None:
    if len(rows) > 1:
        return Message("{count} items in {system} have this number.", count=len(rows), system=SYSTEM)
    if rows[0].get("AccountNumber") is None:
        return Message("It has no account in {system}.", system=SYSTEM)
    return None if rows[0].get("Unit") else Message("It has no unit in {system}.", system=SYSTEM)


def _item(rows: list[ProductDocument]) -> Item:
    item = from_system(ITEMS, rows[0], Item(number=""))
    why_not = _why_unusable(rows)
    if why_not is None:
        return item
    return replace(item, name=" / ".join(row.get("Name") or "" for row in rows), is_usable=False, why_unusable=why_not)
