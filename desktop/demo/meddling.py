"""What a person does over there with our documents while a run under faults is going on, straight in the stand-in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from desktop.demo.finance_sides import Document
from desktop.sandbox.dinero import vouchers
from desktop.sandbox.dinero.app import Dinero
from desktop.sandbox.economic import invoices
from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import StandIn

OTHER_REFERENCE = "Aftalt med kunden"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works in a finance system; only drafts are touched."""

    delete: Callable[[StandIn, Document], None]
    rename_and_book: Callable[[StandIn, Document], None]


def _economic_delete(system: StandIn, draft: Document) -> None:
    economic = cast(Economic, system)
    with economic.lock:
        economic.agreement["drafts"].drop(int(draft.draft_id))


def _economic_rename_and_book(system: StandIn, draft: Document) -> None:
    economic, number = cast(Economic, system), int(draft.draft_id)
    with economic.lock:
        row = economic.agreement["drafts"].get(number)
        assert row is not None
        economic.agreement["drafts"].put({**row, "references": {**row["references"], "other": OTHER_REFERENCE}})
        invoices.book({"draftInvoice": {"draftInvoiceNumber": number}}, economic.agreement)


def _dinero_row(dinero: Dinero, draft: Document) -> dict[str, object]:
    return next(one[draft.draft_id] for one in (dinero.books["invoices"], dinero.books["creditNotes"]) if draft.draft_id in one)


def _dinero_delete(system: StandIn, draft: Document) -> None:
    dinero = cast(Dinero, system)
    with dinero.lock:
        vouchers.deleted(_dinero_row(dinero, draft), {}, dinero.books, dinero.clock())


def _dinero_rename_and_book(system: StandIn, draft: Document) -> None:
    dinero = cast(Dinero, system)
    with dinero.lock:
        row = _dinero_row(dinero, draft)
        row["ExternalReference"] = OTHER_REFERENCE
        vouchers.booked(row, {"Timestamp": row["TimeStamp"]}, dinero.books, dinero.clock())


PERSONS = {
    "economic": Person(_economic_delete, _economic_rename_and_book),
    "dinero": Person(_dinero_delete, _dinero_rename_and_book),
}
