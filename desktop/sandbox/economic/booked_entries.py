"""The newer service of booked entries, over the same register as REST (economic.md section 15.2).

By cursor 1000 rows a time, or by pages of at most 100. Strict where the reference is silent: days are filtered in the form
YYYY-MM-DD, and `sort` is answered on pages only.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import flask

from desktop.sandbox.economic.filters import FilterRefused, Property, SortRefused, parse_filter, parse_sort
from desktop.sandbox.economic.refusals import Problem
from desktop.sandbox.economic.state import Agreement, Row

BOOKED_ENTRIES = "/bookedEntriesapi/v4.0.0"
PAGE = 1000
LARGEST_PAGE, LAST_ROW = 100, 10_000
TYPES = (
    "all",
    "customerInvoice",
    "customerPayment",
    "supplierInvoice",
    "supplierPayment",
    "financeVoucher",
    "reminder",
    "openingEntry",
    "transferredOpeningEntry",
    "systemEntry",
    "manualDebtorInvoice",
)
"""The entry types of REST by their number here."""

_NUMBERS = (
    "entryNumber accountNumber amount amountInBaseCurrency voucherNumber customerNumber customerInvoiceNumber supplierNumber "
    "remainder projectNumber"
)
_PROPERTIES: dict[str, Property] = {
    **{name: Property("number", sorts=name != "voucherNumber") for name in _NUMBERS.split()},
    **dict.fromkeys(("currencyCode", "vatAccountNumber", "supplierInvoiceNumber"), Property("text")),
    "text": Property("text", sorts=False),
    "date": Property("day"),
    "dueDate": Property("day"),
    "type": Property("choice"),
}


def add_booked_entries(app: flask.Flask, current: Callable[[], Agreement]) -> None:
    """GET by cursor, by page, and the count."""

    @app.get(f"{BOOKED_ENTRIES}/booked-entries")
    def by_cursor() -> flask.Response:
        rows, cursor = _filtered(current()), flask.request.args.get("cursor", "0")
        if not cursor.isdecimal():
            raise Problem(400, "The cursor is not one that was given out.", "BadCursor")
        rest = [row for row in rows if row["entryNumber"] > int(cursor)]
        found: Row = {"items": [_shown(row) for row in rest[:PAGE]]}
        if len(rest) > PAGE:
            found["cursor"] = str(rest[PAGE - 1]["entryNumber"])
        return flask.jsonify(found)

    @app.get(f"{BOOKED_ENTRIES}/booked-entries/paged")
    def paged() -> flask.Response:
        size, skipped = _whole_number("pageSize", 20), _whole_number("skipPages", 0)
        if not 1 <= size <= LARGEST_PAGE or skipped * size >= LAST_ROW:
            raise Problem(400, "The page lies outside what can be read by pages.", "InvalidRequest")
        rows = _filtered(current())
        if "sort" in flask.request.args:
            try:
                rows = parse_sort(flask.request.args["sort"], _PROPERTIES)(rows)
            except SortRefused as refused:
                raise Problem(400, str(refused), "BadSortRequest") from None
        return flask.jsonify([_shown(row) for row in rows[skipped * size : (skipped + 1) * size]])

    @app.get(f"{BOOKED_ENTRIES}/booked-entries/count")
    def count() -> flask.Response:
        return flask.jsonify(len(_filtered(current())))


def _filtered(agreement: Agreement) -> list[Row]:
    rows = [_flat(row) for row in agreement["entries"]]
    if "filter" not in flask.request.args:
        return rows
    try:
        matches = parse_filter(_with_type_numbers(flask.request.args["filter"]), _PROPERTIES)
    except FilterRefused as refused:
        raise Problem(400, str(refused), "BadFilterRequest") from None
    return [row for row in rows if matches(row)]


def _with_type_numbers(text: str) -> str:
    """A filter takes the type by number or by name."""
    numbers = {name.casefold(): str(number) for number, name in enumerate(TYPES)}
    return re.sub(r"(type\$(?:eq|ne):)(\w+)", lambda found: found[1] + numbers.get(found[2].casefold(), found[2]), text)


def _flat(row: Row) -> Row:
    """An entry of REST in the words of this service; the type as text, days as days, until it is shown."""
    return {
        "entryNumber": row["entryNumber"],
        "accountNumber": row["account"]["accountNumber"],
        "projectNumber": row.get("project", {}).get("projectNumber"),
        "amount": row["amount"],
        "amountInBaseCurrency": row["amountInBaseCurrency"],
        "currencyCode": row.get("currency"),
        "date": row["date"],
        "dueDate": row.get("dueDate"),
        "text": row.get("text"),
        "type": str(TYPES.index(row["entryType"])),
        "vatAccountNumber": row.get("vatAccount", {}).get("vatCode"),
        "voucherNumber": row.get("voucherNumber"),
        "customerNumber": row.get("customer", {}).get("customerNumber"),
        "customerInvoiceNumber": row.get("bookedInvoice", {}).get("bookedInvoiceNumber"),
        "supplierNumber": row.get("supplier", {}).get("supplierNumber"),
        "supplierInvoiceNumber": row.get("supplierInvoiceNumber"),
        "remainder": row.get("remainder"),
    }


def _shown(row: Row) -> Row:
    """As it goes out: what is empty is left out, as the sample of the reference shows."""
    days = {name: f"{row[name]}T00:00:00" for name in ("date", "dueDate") if row[name]}
    return {name: value for name, value in {**row, **days, "type": int(row["type"])}.items() if value is not None}


def _whole_number(name: str, otherwise: int) -> int:
    value = flask.request.args.get(name, str(otherwise))
    if not value.isdecimal():
        raise Problem(400, f"'{value}' is not a whole number.", "InvalidRequest")
    return int(value)
