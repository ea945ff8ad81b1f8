"""The planned snags: documents of the demo that must end red, and why. Everything else must go through."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why a document cannot be transferred as it is."""

    ITEM_UNKNOWN = "item_unknown"
    ITEM_BARRED = "item_barred"
    LINE_WITHOUT_ITEM = "line_without_item"
    ZERO_QUANTITY = "zero_quantity"
    QUANTITY_DECIMALS = "quantity_decimals"
    NO_LINES = "no_lines"
    CURRENCY_UNKNOWN = "currency_unknown"
    NAME_TOO_LONG = "name_too_long"
    CUSTOMER_NOT_LINKED = "customer_not_linked"
    CUSTOMER_BARRED = "customer_barred"
    CUSTOMER_NUMBER_LETTERS = "customer_number_letters"


@dataclass(frozen=True, slots=True)
class Snag:
    """One planned snag: the document's number in TimeLog, the kind of reason, and what is the matter in a few words."""

    invoice_number: str
    reason: Reason
    note: str


PLANNED_SNAGS: tuple[Snag, ...] = (
    Snag("20312", Reason.ZERO_QUANTITY, "a line with item and price, but quantity 0, which e-conomic refuses"),
    Snag("20327", Reason.LINE_WITHOUT_ITEM, "a line with quantity and price, but no item number"),
    Snag("20341", Reason.CUSTOMER_NOT_LINKED, "a municipality without EAN; five offices in e-conomic share its CVR number"),
    Snag("20358", Reason.ITEM_BARRED, "item 1190 is barred in e-conomic"),
    Snag("20366", Reason.NO_LINES, "no lines at all"),
    Snag("20379", Reason.QUANTITY_DECIMALS, "quantity 7.125; e-conomic takes two decimals"),
    Snag("20391", Reason.CUSTOMER_BARRED, "the customer is barred in e-conomic"),
    Snag("20403", Reason.CURRENCY_UNKNOWN, "the invoice is in GBP, which e-conomic does not have"),
    Snag("20418", Reason.ITEM_UNKNOWN, "item 4012 on line 3 does not exist in e-conomic"),
    Snag("20431", Reason.CUSTOMER_NUMBER_LETTERS, "the customer is only in TimeLog, and its number K-1042 has a letter"),
    Snag("20444", Reason.NAME_TOO_LONG, "the recipient's name has more than the 250 characters that e-conomic takes"),
)
_TAKEN_BY_DINERO = {Reason.ZERO_QUANTITY, Reason.QUANTITY_DECIMALS, Reason.CUSTOMER_NUMBER_LETTERS, Reason.NAME_TOO_LONG}
DINERO_SNAGS: tuple[Snag, ...] = tuple(snag for snag in PLANNED_SNAGS if snag.reason not in _TAKEN_BY_DINERO)
"""What must end red when the company keeps its books in Dinero, which has no customer numbers and publishes no limits of the other
three kinds. Barred there means deleted, and an invoice without lines is refused by Dinero itself."""
DINERO_ADDS_VAT: tuple[str, ...] = ("20344", "20348", "20389", "20393")
"""Documents without VAT to domestic schools: Dinero knows no such exemption on a contact, its account decides and adds 25 %."""

CREATED_AT_FIRST_INVOICE: tuple[str, ...] = ("20322", "20349", "20397", "20440")
"""Invoices to customers that are only in TimeLog and can be created in e-conomic; three customers, all domestic."""

CREDIT_NOTES: tuple[str, ...] = (
    "20315",
    "20329",
    "20340",
    "20352",
    "20364",
    "20376",
    "20388",
    "20400",
    "20414",
    "20425",
    "20437",
    "20448",
)
FIRST_NUMBER, LAST_NUMBER = 20301, 20450
DRAFTS = 2  # documents that are still drafts in TimeLog, beside the numbered ones
NUMBER_WITH_LETTER = "K-1042"
