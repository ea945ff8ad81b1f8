"""The finance systems that the demo can run with: how each is entered, and what must come out of the main job there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class FinanceSide:
    """One finance system of the demo company. `snags` is what must end red, by document number, with the kind of its reason."""

    system: str
    values: Mapping[str, str]  # what is entered to connect
    true_links: Callable[[], Mapping[str, int]]  # finance customer -> PSA customer
    snags: Mapping[str, str]
    documents: Callable[[State], Iterable[tuple[str, str]]]  # reference and id of every document, from the stand-in's state
    people: Callable[[State], Iterable[tuple[str, ...]]]  # what tells every customer, contact and employee apart
    other_vat: frozenset[str] = frozenset()  # documents whose VAT the finance system decides otherwise
    data: Mapping[str, Any] = field(default_factory=dict)  # what is loaded beside the file of the demo company


def _kinds(snags: Iterable[Snag], **others: str) -> dict[str, str]:
    return {snag.invoice_number: others.get(snag.reason.name, KINDS[snag.reason]) for snag in snags}


_MANY = 1_000_000  # calls a minute: nobody who tries the demo waits for a limit that only the real system has

FINANCE_SIDES = {
    one.system: one
    for one in (
        FinanceSide(
            "economic",
            {"app_secret_token": demo_company.ECONOMIC_SECRET, "agreement_grant_token": demo_company.ECONOMIC_GRANT},
            lambda: {str(finance): psa for finance, psa in demo_company.true_links().items()},
            _kinds(demo_company.PLANNED_SNAGS),
            lambda state: [
                *((row["references"]["other"], str(row["draftInvoiceNumber"])) for row in state["drafts"]),
                *((row["references"]["other"], str(row["bookedInvoiceNumber"])) for row in state["booked"]),
            ],
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
            # Barred there means deleted: the item is unknown, and the customer is created anew with its invoice. An unknown
            # currency is refused by Dinero itself.
            _kinds(
                (one for one in demo_company.DINERO_SNAGS if one.reason is not Reason.CUSTOMER_BARRED),
                ITEM_BARRED="unknown_item",
                CURRENCY_UNKNOWN="RecordRefused",
            ),
            lambda state: [(row["ExternalReference"], row["Guid"]) for kind in ("invoices", "creditNotes") for row in state[kind]],
            lambda state: [("customer", row["Name"], str(row.get("VatNumber"))) for row in state["contacts"]],
            frozenset(demo_company.DINERO_ADDS_VAT),
            {"rateLimit": {"calls": _MANY}},
        ),
    )
}
