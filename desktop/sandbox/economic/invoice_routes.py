"""Draft and booked invoices and their lists (economic.md section 14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import flask

from desktop.sandbox.economic import collections, invoices, refusals, shapes
from desktop.sandbox.economic.addresses import link
from desktop.sandbox.economic.exchanges import created, json_object
from desktop.sandbox.economic.refusals import not_found
from desktop.sandbox.economic.state import Agreement, Row


def add_invoice_routes(app: flask.Flask, current: Callable[[], Agreement], clock: Callable[[], dt.datetime]) -> None:
    """The routes below /invoices, and a customer's own invoices."""
    _add_draft_routes(app, current, clock)
    _add_booked_routes(app, current, clock)

    @app.get("/customers/<int:number>/invoices/<any(drafts, booked):kind>")
    def invoices_of_customer(number: int, kind: str) -> flask.Response:
        if current()["customers"].get(number) is None:
            raise not_found(refusals.NOT_FOUND)
        rows = [row for row in current()[kind] if row["customer"]["customerNumber"] == number]
        return _listed(rows, kind, current())


def _listed(rows: list[Row], kind: str, agreement: Agreement, noun: str = "") -> flask.Response:
    shape = shapes.draft if kind == "drafts" else shapes.booked
    properties = collections.DRAFTS if kind == "drafts" else collections.BOOKED

    def shown(row: Row) -> Row:
        return shape(shapes.without_lines(row), agreement)

    return collections.collection(rows, shown, properties, noun)


def _add_draft_routes(app: flask.Flask, current: Callable[[], Agreement], clock: Callable[[], dt.datetime]) -> None:
    def existing(number: int) -> Row:
        row = current()["drafts"].get(number)
        if row is None:
            raise not_found(refusals.NOT_FOUND)
        return row

    def shown(row: Row) -> Row:
        found = shapes.draft(row, current())
        return found | {"metaData": shapes.actions("draft invoice", found["self"])}

    @app.get("/invoices/drafts")
    def drafts() -> flask.Response:
        return _listed(current()["drafts"].listed(), "drafts", current(), "draft invoice")

    @app.post("/invoices/drafts")
    def create_draft() -> flask.Response:
        agreement = current()
        row = invoices.draft_from(json_object(), agreement, 0, clock())
        row["draftInvoiceNumber"] = agreement.next_number("draft")
        agreement["drafts"].put(row)
        return created(shown(row))

    @app.delete("/invoices/drafts")
    def delete_drafts() -> flask.Response:
        """Without a filter this deletes every draft, as the vendor's does."""
        rows = list(collections.selected(current()["drafts"].listed(), collections.DRAFTS))
        for row in rows:
            current()["drafts"].drop(row["draftInvoiceNumber"])
        return _deleted(rows, f"Deleted {len(rows)} invoices.")

    @app.get("/invoices/drafts/<int:number>")
    def draft(number: int) -> flask.Response:
        return flask.jsonify(shown(existing(number)))

    @app.put("/invoices/drafts/<int:number>")
    def replace_draft(number: int) -> flask.Response:
        """The schema asks for the recipient alone; what else POST needs is asked for as well, as the whole document is replaced."""
        existing(number)
        row = invoices.draft_from(json_object(), current(), number, clock())
        current()["drafts"].put(row)
        return flask.jsonify(shown(row))

    @app.delete("/invoices/drafts/<int:number>")
    def delete_draft(number: int) -> flask.Response:
        row = existing(number)
        current()["drafts"].drop(number)
        return _deleted([row], "Deleted invoice.")

    @app.post("/invoices/drafts/<int:number>/lines")
    def add_lines(number: int) -> flask.Response:
        row, lines = invoices.with_more_lines(existing(number), json_object(), current(), clock())
        current()["drafts"].put(row)
        own = link("/invoices/drafts", number)
        return created({"lines": shapes.linked(lines), "self": f"{own}/lines"})


def _deleted(rows: list[Row], message: str) -> flask.Response:
    numbers = [row["draftInvoiceNumber"] for row in rows]
    items = [{"draftInvoiceNumber": number, "self": link("/invoices/drafts", number)} for number in numbers]
    return flask.jsonify({"message": message, "deletedCount": len(rows), "deletedItems": items})


def _add_booked_routes(app: flask.Flask, current: Callable[[], Agreement], clock: Callable[[], dt.datetime]) -> None:
    lists: dict[str, Callable[[Row, str], bool]] = {
        "booked": lambda _row, _today: True,
        "paid": lambda row, _today: row["remainder"] == 0,
        "unpaid": lambda row, _today: row["remainder"] != 0,
        "overdue": lambda row, today: row["remainder"] != 0 and row["dueDate"] < today,
        "not-due": lambda row, today: row["remainder"] != 0 and row["dueDate"] >= today,
    }

    @app.get("/invoices/<any(booked, paid, unpaid, overdue, 'not-due'):state>")
    def booked_list(state: str) -> flask.Response:
        today = clock().date().isoformat()
        rows = [row for row in current()["booked"] if lists[state](row, today)]
        return _listed(rows, "booked", current(), "booked invoice" if state == "booked" else "")

    @app.get("/invoices/booked/<int:number>")
    def booked(number: int) -> flask.Response:
        row = current()["booked"].get(number)
        if row is None:
            raise not_found(refusals.NOT_FOUND)
        return flask.jsonify(shapes.booked(row, current()))

    @app.post("/invoices/booked")
    def book() -> flask.Response:
        return created(shapes.booked(invoices.book(json_object(), current()), current()))

    @app.put("/invoices/booked/<int:number>")
    def book_with_number(number: int) -> flask.Response:
        return created(shapes.booked(invoices.book(json_object(), current(), number), current()))
