"""The finance systems that the demo can run with: how each is entered, and what must come out of the main job there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from desktop.sandbox import demo_company
from desktop.sandbox.demo_company import Reason, Snag

# What the planned snags are called among the reasons of `invoice_checks` and `owner_rules`.
KINDS = {
    Reason.ITEM_UNKNOWN: "unknown_item",
    Reason.ITEM_BARRED: "barred_item",
    Reason.LINE_WITHOUT_ITEM: "no_item",
    Reason.ZERO_QUANTITY: "zero_quantity",
    Reason.QUANTITY_DECIMALS: "too_many_decimals",
    Reason.NO_LINES: "no_lines",
    Reason.CURRENCY_UNKNOWN: "unknown_currency",
    Reason.NAME_TOO_LONG: "field_refused",
    Reason.CUSTOMER_NOT_LINKED: "customer_not_linked",
    Reason.CUSTOMER_BARRED: "customer_barred",
    Reason.CUSTOMER_NUMBER_LETTERS: "customer_number",
}

State = Mapping[str, Any]  # as the stand-in's `state()` gives it
Content = tuple[str, str, str, Decimal]
"""Customer there, date, currency, and amount without VAT, negative for a credit note: tells documents apart without reference."""


@dataclass(frozen=True, slots=True)
class Document:
    """An invoice or credit note over there; `draft_id` is what it is or was called as a draft, `number` what it was booked as."""

    reference: str
    content: Content
    draft_id: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class FinanceSide:
    """One finance system of the demo company. `snags` is what must end red, by document number, with the kind of its reason."""

    system: str
    values: Mapping[str, str]  # what is entered to connect
    true_links: Callable[[], Mapping[str, int]]  # finance customer -> PSA customer
    snags: Mapping[str, str]
    documents: Callable[[State], Iterable[Document]]  # every document that is not deleted, from the stand-in's state
    people: Callable[[State], Iterable[tuple[str, ...]]]  # what tells every customer, contact and employee apart
    other_vat: frozenset[str] = frozenset()  # documents whose VAT the finance system decides otherwise
    data: Mapping[str, Any] = field(default_factory=dict)  # what is loaded beside the file of the demo company


def _kinds(snags: Iterable[Snag], **others: str) -> dict[str, str]:
    return {snag.invoice_number: others.get(snag.reason.name, KINDS[snag.reason]) for snag in snags}


def economic_document(row: Mapping[str, Any]) -> Document:
    """A draft or booked invoice of e-conomic."""
    return Document(
        row.get("references", {}).get("other", ""),
        (str(row["customer"]["customerNumber"]), row["date"], row["currency"], _amount(row["netAmount"])),
        str(row.get("draftInvoiceNumber", row.get("orderNumber", ""))),
        str(row.get("bookedInvoiceNumber", "")),
    )


def dinero_document(row: Mapping[str, Any], sign: int) -> Document:
    """An invoice of Dinero, or with the sign -1 a credit note."""
    return Document(
        row["ExternalReference"] or "",
        (row["ContactGuid"], row["Date"], row["Currency"], sign * _amount(row["TotalExclVat"])),
        row["Guid"],
        str(row["Number"]) if row["Status"] == "Booked" else "",
    )


def _amount(value: object) -> Decimal:
    return Decimal(str(value)).quantize(Decimal("0.01"))


_MANY = 1_000_000  # calls a minute: nobody who tries the demo waits for a limit that only the real system has

FINANCE_SIDES = {
    one.system: one
    for one in (
        FinanceSide(
            "economic",
            {"app_secret_token": demo_company.ECONOMIC_SECRET, "agreement_grant_token": demo_company.ECONOMIC_GRANT},
            lambda: {str(finance): psa for finance, psa in demo_company.true_links().items()},
            _kinds(demo_company.PLANNED_SNAGS),
            lambda state: [economic_document(row) for kind in ("drafts", "booked") for row in state[kind]],
            lambda state: [
                *(("customer", row["name"], str(row.get("corporateIdentificationNumber"))) for row in state["customers"]),
                *(("contact", str(row["customer"]["customerNumber"]), row["name"]) for row in state["contacts"]),
                *(("employee", row["name"]) for row in state["employees"]),
            ],
        ),
        FinanceSide(
            "dinero",
            {
                "client_id": demo_company.DINERO_CLIENT,
                "client_secret": demo_company.DINERO_SECRET,
                "api_key": demo_company.DINERO_API_KEY,
                "calls_a_minute": str(_MANY),
            },
            demo_company.true_dinero_links,
            # Barred there means deleted: the item is unknown, and the customer is among the deleted ones.
            _kinds(demo_company.DINERO_SNAGS, ITEM_BARRED="unknown_item", CUSTOMER_BARRED="customer_deleted"),
            lambda state: [
                dinero_document(row, sign)
                for kind, sign in (("invoices", 1), ("creditNotes", -1))
                for row in state[kind]
                if row["DeletedAt"] is None
            ],
            lambda state: [("customer", row["Name"], str(row.get("VatNumber"))) for row in state["contacts"]],
            frozenset(demo_company.DINERO_ADDS_VAT),
            {"rateLimit": {"calls": _MANY}},
        ),
    )
}
