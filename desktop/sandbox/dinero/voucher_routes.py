"""The routes of invoices and credit notes, and of both together (dinero.md sections 4, 12 and 13)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import flask

from desktop.sandbox.dinero import lists, voucher_shapes, vouchers
from desktop.sandbox.dinero.bodies import OPTIONAL_TIMESTAMP
from desktop.sandbox.dinero.exchanges import done, json_object
from desktop.sandbox.dinero.fields import check
from desktop.sandbox.dinero.refusals import invalid_one
from desktop.sandbox.dinero.state import Books, Row
from desktop.sandbox.dinero.voucher_checks import checked
from desktop.sandbox.dinero.voucher_kinds import CREDIT_NOTES, INVOICES, Kind

_LIST_STATUSES = ("Draft", "Booked", "Paid", "OverPaid", "Overdue")


def add_voucher_routes(app: flask.Flask, current: Callable[[], Books], clock: Callable[[], dt.datetime]) -> None:
    """The routes below /invoices and /sales/creditnotes, and the list /sales."""
    _add_routes(app, INVOICES, "invoices", current, clock)
    _add_routes(app, CREDIT_NOTES, "sales/creditnotes", current, clock)

    @app.get("/v1/<organization>/sales")
    def sales(organization: str) -> flask.Response:
        return _listed((INVOICES, CREDIT_NOTES), lists.SALES, current(), clock().date())

    @app.post("/v1/<organization>/invoices/<uuid:guid>/generate-creditnote")
    def generate_credit_note(organization: str, guid: uuid.UUID) -> flask.Response:
        books = current()
        invoice = vouchers.existing(guid, INVOICES, books)
        values, _ = check(json_object(may_be_missing=True), OPTIONAL_TIMESTAMP, is_strict=books.strict)
        vouchers.check_newest(invoice, values["Timestamp"])
        if invoice["Status"] != "Booked":
            raise invalid_one("Status", "The invoice is not booked", "Fakturaen er ikke bogført")
        return _written(vouchers.created(_credit_of(invoice), CREDIT_NOTES, books, clock()))


def _add_routes(app: flask.Flask, kind: Kind, path: str, current: Callable[[], Books], clock: Callable[[], dt.datetime]) -> None:
    def existing(guid: uuid.UUID) -> Row:
        return vouchers.existing(guid, kind, current())

    def listed(organization: str) -> flask.Response:
        return _listed((kind,), kind.listing, current(), clock().date())

    def create(organization: str) -> flask.Response:
        return _written(vouchers.created(json_object(), kind, current(), clock()))

    def fetch(organization: str) -> flask.Response:
        books = current()
        row = vouchers.completed(checked(json_object(), kind, books), kind, books, clock())
        return flask.jsonify(voucher_shapes.dry_run(row, kind, books))

    def one(organization: str, guid: uuid.UUID) -> flask.Response:
        return flask.jsonify(voucher_shapes.single(existing(guid), kind, current(), clock().date()))

    def replace(organization: str, guid: uuid.UUID) -> flask.Response:
        row = existing(guid)
        vouchers.replaced(row, json_object(), kind, current(), clock())
        return _written(row)

    def delete(organization: str, guid: uuid.UUID) -> flask.Response:
        vouchers.deleted(existing(guid), json_object(may_be_missing=True), current(), clock())
        return done()

    def book(organization: str, guid: uuid.UUID) -> flask.Response:
        row = existing(guid)
        vouchers.booked(row, json_object(), current(), clock())
        return flask.jsonify(voucher_shapes.just_booked(row, kind, current(), clock().date()))

    root = f"/v1/<organization>/{path}"
    for address, verb, view in (
        (root, "GET", listed),
        (root, "POST", create),
        (f"{root}/fetch", "POST", fetch),
        (f"{root}/<uuid:guid>", "GET", one),
        (f"/v1.2/<organization>/{path}/<uuid:guid>", "PUT", replace),
        (f"{root}/<uuid:guid>", "DELETE", delete),
        (f"{root}/<uuid:guid>/book", "POST", book),
    ):
        app.add_url_rule(address, f"{kind.register} {view.__name__}", view, methods=[verb])


def _written(row: Row) -> flask.Response:
    return flask.jsonify({"Guid": row["Guid"], "TimeStamp": row["TimeStamp"]})


def _listed(kinds: tuple[Kind, ...], listing: lists.Listing, books: Books, today: dt.date) -> flask.Response:
    arguments = flask.request.args
    first, last = lists.day_argument("startDate"), lists.day_argument("endDate")
    if (first is None) != (last is None):
        raise invalid_one("startDate", "startDate and endDate go together", "startDate og endDate hører sammen")
    wanted = [word for word in arguments.get("statusFilter", "").split(",") if word]
    if unknown := [word for word in wanted if word not in _LIST_STATUSES]:
        raise invalid_one("statusFilter", f"Unknown status: {unknown[0]}", f"Ukendt status: {unknown[0]}")
    rows = []
    for kind in kinds:
        shape = voucher_shapes.in_list(kind, books, today)
        shown = [shape(row) for row in books[kind.register].values()]
        if first is not None and last is not None:
            shown = [row for row in shown if _in_dates(row, kind, first, last)]
        rows += [row for row in shown if not wanted or row["Status"] in wanted]
    rows = lists.selected(rows, listing, is_strict=books.strict)
    order = arguments.get("sortOrder", "descending").lower()
    if order not in ("ascending", "descending"):
        raise invalid_one("sortOrder", "sortOrder is ascending or descending", "sortOrder er ascending eller descending")
    try:
        rows = voucher_shapes.in_order(
            rows, arguments.get("sort", "VoucherNumber,VoucherDate"), is_descending=order == "descending"
        )
    except KeyError as unknown_word:
        raise invalid_one("sort", f"Unknown word: {unknown_word}", f"Ukendt ord: {unknown_word}") from None
    return lists.page(rows, listing, sum(len(books[kind.register]) for kind in kinds), is_strict=books.strict)


def _in_dates(row: Row, kind: Kind, first: str, last: str) -> bool:
    """Drafts of invoices are not touched by the dates (section 4.4)."""
    return bool((kind is INVOICES and row["Status"] == "Draft") or first <= row["Date"] <= last)


def _credit_of(invoice: Row) -> Row:
    """The body of a credit note that takes all of a booked invoice back."""
    lines = [
        {**line, "Description": None if line["ProductGuid"] else line["Description"]} if line["LineType"] != "Text" else line
        for line in invoice["ProductLines"]
    ]
    kept = ("ContactGuid", "Currency", "Language", "ShowLinesInclVat", "InvoiceTemplateId", "Address", "Comment")
    return {**{name: invoice[name] for name in kept}, "CreditNoteFor": invoice["Guid"], "ProductLines": lines}
