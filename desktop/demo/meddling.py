"""What a person does over there with our documents while a run under faults is going on, straight in the stand-in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, cast

from desktop.demo.finance_sides import Document
from desktop.sandbox.dinero import vouchers
from desktop.sandbox.dinero.app import Dinero
from desktop.sandbox.economic import invoices
from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import StandIn

OTHER_REFERENCE = "Aftalt med kunden"


class Deed(StrEnum):
    """What a person does with one draft."""

    DELETED = "deleted"
    RENAMED = "renamed"  # given another reference, and booked
    MOVED = "moved"  # given another reference and another date
    ALTERED = "altered"  # given another reference, made 0.01 dearer, and booked
    COPIED = "copied"  # copied for another customer, with our reference
    TAKEN = "taken"  # given the reference of another invoice of ours


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes another on a draft that stays; `is_booked` in the end."""

    reference: str = OTHER_REFERENCE
    days: int = 0
    amount: Decimal = Decimal(0)
    is_booked: bool = False


CHANGES = {
    Deed.RENAMED: Change(is_booked=True),
    Deed.MOVED: Change(days=3),
    Deed.ALTERED: Change(amount=Decimal("0.01"), is_booked=True),
}


class Person(Protocol):
    """Somebody who works in a finance system; only drafts are touched."""

    def delete(self, draft: Document) -> None:
        """Delete it."""

    def change(self, draft: Document, change: Change) -> None:
        """Change it, and book it where that is wished."""

    def copy(self, draft: Document) -> str:
        """Copy it for another customer, with all that stands on it; gives the id of the copy."""


class EconomicPerson:
    """Somebody who works in e-conomic."""

    def __init__(self, system: StandIn) -> None:
        self._system = cast(Economic, system)

    def delete(self, draft: Document) -> None:
        """Delete a draft."""
        with self._system.lock:
            self._system.agreement["drafts"].drop(int(draft.draft_id))

    def change(self, draft: Document, change: Change) -> None:
        """Change a draft."""
        agreement = self._system.agreement
        with self._system.lock:
            row = self._row(draft)
            changed = {
                "references": {**row["references"], "other": change.reference},
                "date": _later(row["date"], change),
                "netAmount": row["netAmount"] + change.amount,
            }
            agreement["drafts"].put({**row, **changed})
            if change.is_booked:
                invoices.book({"draftInvoice": {"draftInvoiceNumber": row["draftInvoiceNumber"]}}, agreement)

    def copy(self, draft: Document) -> str:
        """Copy a draft."""
        agreement = self._system.agreement
        with self._system.lock:
            row, number = self._row(draft), agreement.next_number("draft")
            own = row["customer"]["customerNumber"]
            other = next(one["customerNumber"] for one in agreement["customers"] if one["customerNumber"] != own)
            agreement["drafts"].put({**row, "draftInvoiceNumber": number, "customer": {"customerNumber": other}})
        return str(number)

    def _row(self, draft: Document) -> Mapping[str, Any]:
        row = self._system.agreement["drafts"].get(int(draft.draft_id))
        assert row is not None
        return row


class DineroPerson:
    """Somebody who works in Dinero."""

    def __init__(self, system: StandIn) -> None:
        self._system = cast(Dinero, system)

    def delete(self, draft: Document) -> None:
        """Delete a draft."""
        with self._system.lock:
            vouchers.deleted(self._row(draft), {}, self._system.books, self._system.clock())

    def change(self, draft: Document, change: Change) -> None:
        """Change a draft."""
        books = self._system.books
        with self._system.lock:
            row = self._row(draft)
            row["ExternalReference"], row["Date"] = change.reference, _later(row["Date"], change)
            row["TotalExclVat"] += change.amount
            if change.is_booked:
                vouchers.booked(row, {"Timestamp": row["TimeStamp"]}, books, self._system.clock())

    def copy(self, draft: Document) -> str:
        """Copy a draft."""
        books = self._system.books
        with self._system.lock:
            row, guid = self._row(draft), str(uuid.uuid4())
            other = next(one for one in books["contacts"] if one != row["ContactGuid"])
            self._register(draft)[guid] = {**row, "Guid": guid, "ContactGuid": other, "TimeStamp": books.next_version()}
        return guid

    def _register(self, draft: Document) -> dict[str, dict[str, Any]]:
        books = self._system.books
        return next(books[one] for one in ("invoices", "creditNotes") if draft.draft_id in books[one])

    def _row(self, draft: Document) -> dict[str, Any]:
        return self._register(draft)[draft.draft_id]


PERSONS: dict[str, Callable[[StandIn], Person]] = {"economic": EconomicPerson, "dinero": DineroPerson}


def _later(date: str, change: Change) -> str:
    return (dt.date.fromisoformat(date) + dt.timedelta(days=change.days)).isoformat()
