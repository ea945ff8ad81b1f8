"""How vouchers look in answers: the single record, the row of a list, the dry run, and the two kinds of status (section 12)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from desktop.sandbox.dinero import money
from desktop.sandbox.dinero.state import Books, Row
from desktop.sandbox.dinero.voucher_kinds import INVOICES, Kind

NUMBER_OF_DRAFT_IN_LISTS = 2**63 - 1
_STATUSES = ("Draft", "Overdue", "Booked", "OverPaid", "Paid")  # the order in which lists sort them
_WRITTEN_ONLY = ("ReminderFee", "ReminderInterestRate")
_NOT_IN_DRY_RUN = ("Guid", "MailOutStatus", "IsMobilePayInvoiceEnabled", "IsPensoPayEnabled", *_WRITTEN_ONLY)


def single(row: Row, kind: Kind, books: Books, today: dt.date) -> Row:
    """One voucher; a draft shows the number that it would get next."""
    shown = {name: value for name, value in row.items() if name not in _WRITTEN_ONLY}
    shown |= {
        "Number": row["Number"] if row["Status"] == "Booked" else books.next_number,
        "PaymentStatus": payment_status(row, kind, books, today),
        "LatestMailOutType": row.get("LatestMailOutType"),
    }
    return shown | (_of_invoices_only(row) if kind is INVOICES else {})


def just_booked(row: Row, kind: Kind, books: Books, today: dt.date) -> Row:
    """The answer to booking: the vendor describes it as an invoice for both kinds."""
    shown = single(row, kind, books, today)
    shown.pop("CreditNoteFor", None)
    no_terms = {"PaymentConditionType": None, "PaymentConditionNumberOfDays": 0, "PaymentDate": None}
    return {**no_terms, **shown, **_of_invoices_only(row)}


def _of_invoices_only(row: Row) -> Row:
    return {
        "IsMobilePayInvoiceEnabled": bool(row.get("IsMobilePayInvoiceEnabled")),
        "IsPensoPayEnabled": bool(row.get("IsPensoPayEnabled")),
        "IsSentToDebtCollection": False,
        "FikCode": None,
        "DepositAccountNumber": None,
    }


def dry_run(row: Row, kind: Kind, books: Books) -> Row:
    """What `/fetch` answers: the totals of a voucher that is not stored."""
    shown = {name: value for name, value in row.items() if name not in _NOT_IN_DRY_RUN}
    flags = {"CanEnableMobilePayInvoice": False, "CanEnablePensoPay": False} if kind is INVOICES else {}
    return {**shown, **flags, "Number": books.next_number}


def in_list(kind: Kind, books: Books, today: dt.date) -> Callable[[Row], Row]:
    """A shape for all fields that lists of vouchers know."""

    def shape(row: Row) -> Row:
        rate = books.currencies.get(row["Currency"], Decimal(100))
        return {
            **row,
            "Type": kind.name,
            "Number": row["Number"] if row["Status"] == "Booked" else NUMBER_OF_DRAFT_IN_LISTS,
            "Status": payment_status(row, kind, books, today),
            "PaymentDate": row["PaymentDate"] if kind is INVOICES else None,
            "TotalExclVatInDkk": money.in_dkk(row["TotalExclVat"], rate),
            "TotalInclVatInDkk": money.in_dkk(row["TotalInclVat"], rate),
        }

    return shape


def payment_status(row: Row, kind: Kind, books: Books, today: dt.date) -> str:
    """Draft, Booked, Paid, OverPaid or Overdue. The rules are INFERRED (section 17); friendlier: no OverPaid, no Overdue."""
    if row["Status"] != "Booked":
        return "Draft"
    rest = remaining(row, books)
    if not books.strict:
        return "Paid" if rest <= 0 else "Booked"
    if rest <= 0:
        return "Paid" if rest == 0 else "OverPaid"
    is_late = kind is INVOICES and row["PaymentDate"] < today.isoformat()  # a credit note has no day of payment
    return "Overdue" if is_late else "Booked"


def remaining(row: Row, books: Books) -> Decimal:
    """What is still to be paid, in the voucher's currency; negative when too much was paid."""
    paid = sum((one["Settles"] for one in books["payments"].values() if one["VoucherGuid"] == row["Guid"]), money.NOTHING)
    return Decimal(row["TotalInclVat"]) - paid


def in_order(rows: list[Row], sort: str, *, is_descending: bool) -> list[Row]:
    """Rows of a list in the order of `sort`; statuses always run from Draft to Paid. Unknown words raise `KeyError`."""
    keys: dict[str, Callable[[Row], Any]] = {
        "VoucherNumber": lambda row: row["Number"],
        "VoucherDate": lambda row: row["Date"],
        "Status": lambda row: _STATUSES.index(row["Status"]),
        "Contact": lambda row: (row["ContactName"] or "").casefold(),
    }
    for name in reversed(sort.split(",")):
        rows = sorted(rows, key=keys[name], reverse=is_descending and name != "Status")
    return rows
