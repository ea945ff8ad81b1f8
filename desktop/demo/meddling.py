"""What a person does over there with our documents while a run under faults is going on, straight in the stand-in."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Protocol, cast

from desktop.demo.finance_sides import Document, dinero_document, economic_document
from desktop.sandbox.dinero import vouchers
from desktop.sandbox.dinero.app import Dinero
from desktop.sandbox.economic import invoices
from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import StandIn

OTHER_REFERENCE = "Aftalt med kunden"
NUMBERS_LEFT_OUT = 50  # by people who book under a number of their own


class Deed(StrEnum):
    """What a person does with one draft."""

    DELETED = "deleted"
    RENAMED = "renamed"  # given another reference, and booked
    MOVED = "moved"  # given another reference and another date
    ALTERED = "altered"  # given another reference, made 0.01 dearer, and booked
    COPIED = "copied"  # copied for another customer, with our reference
    TAKEN = "taken"  # given the reference of another invoice of ours
    PRICED = "priced"  # a line made 1.00 dearer
    BOOKED = "booked"  # booked under a number of the person's own; e-conomic does not tell which draft it was
    CLEARED = "cleared"  # the same, without any reference


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes another on a draft that stays; booked in the end, under an own number where it `leaves_no_trace`."""

    reference: str | None = OTHER_REFERENCE  # None: it keeps ours
    days: int = 0
    amount: Decimal = Decimal(0)
    is_booked: bool = False
    leaves_no_trace: bool = False


CHANGES = {
    Deed.RENAMED: Change(is_booked=True),
    Deed.MOVED: Change(days=3),
    Deed.ALTERED: Change(amount=Decimal("0.01"), is_booked=True),
    Deed.PRICED: Change(None, amount=Decimal(1)),
    Deed.BOOKED: Change(None, is_booked=True, leaves_no_trace=True),
    Deed.CLEARED: Change("", is_booked=True, leaves_no_trace=True),
}


class Person(Protocol):
    """Somebody who works in a finance system; only drafts are touched."""

    def delete(self, draft: Document) -> None:
        """Delete it."""

    def change(self, draft: Document, change: Change) -> Document:
        """Change it, and book it where that is wished; gives what it is now."""

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

    def change(self, draft: Document, change: Change) -> Document:
        """Change a draft."""
        agreement = self._system.agreement
        with self._system.lock:
            row, number = self._row(draft), int(draft.draft_id)
            first, *lines = row["lines"]
            changed = {
                **row,
                "references": {**row["references"], **({} if change.reference is None else {"other": change.reference})},
                "date": _later(row["date"], change),
                "netAmount": row["netAmount"] + change.amount,
                "lines": [{**first, "totalNetAmount": first.get("totalNetAmount", 0) + change.amount}, *lines],
            }
            agreement["drafts"].put(changed)
            if change.is_booked:
                own_number = (
                    {"bookWithNumber": agreement.next_number("booked") + NUMBERS_LEFT_OUT} if change.leaves_no_trace else {}
                )
                changed = invoices.book({"draftInvoice": {"draftInvoiceNumber": number}, **own_number}, agreement)
            if change.leaves_no_trace:
                changed = {name: value for name, value in changed.items() if name != "orderNumber"}
                agreement["booked"].put(changed)
        return replace(economic_document(changed), draft_id=draft.draft_id)

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

    def change(self, draft: Document, change: Change) -> Document:
        """Change a draft."""
        books = self._system.books
        with self._system.lock:
            row = self._row(draft)
            if change.reference is not None:
                row["ExternalReference"] = change.reference
            row["Date"] = _later(row["Date"], change)
            row["TotalExclVat"] += change.amount
            if change.is_booked:
                own_number = {"Number": books.next_number + NUMBERS_LEFT_OUT} if change.leaves_no_trace else {}
                vouchers.booked(row, {"Timestamp": row["TimeStamp"], **own_number}, books, self._system.clock())
            return dinero_document(row, -1 if draft.draft_id in books["creditNotes"] else 1)

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


class Meddler:
    """What persons did with drafts of ours during one run, and what became of those: the truth that the count is held against."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self.counts = Counter(dict.fromkeys(map(str, Deed), 0))
        self.touched: set[str] = set()  # ids of invoices that nobody is to touch again
        self.deleted: set[str] = set()
        self.renamed: set[str] = set()
        self.copies: set[str] = set()  # drafts of a person, by their own ids
        self.changed: dict[str, Document] = {}  # by invoice id, what is there since

    def do(self, deed: Deed, invoice_id: str, draft: Document, taken: str = "") -> None:
        """Do this with the draft of an invoice; `taken` is the reference of another invoice, for `Deed.TAKEN`."""
        match deed:
            case Deed.DELETED:
                self._person.delete(draft)
                self.deleted.add(invoice_id)
            case Deed.COPIED:
                self.copies.add(self._person.copy(draft))
            case _:
                change = CHANGES.get(deed, Change(taken))
                self.changed[invoice_id] = self._person.change(draft, change)
                if change.reference is not None:
                    self.renamed.add(invoice_id)
        self.counts[deed] += 1
        self.touched.add(invoice_id)

    def known(self, document: Document) -> Document:
        """The document with the id that it had as a draft, also where the system does not tell that."""
        booked = (one for one in self.changed.values() if one.number and one.number == document.number)
        return replace(document, draft_id=next((one.draft_id for one in booked), document.draft_id))


def _later(date: str, change: Change) -> str:
    return (dt.date.fromisoformat(date) + dt.timedelta(days=change.days)).isoformat()
