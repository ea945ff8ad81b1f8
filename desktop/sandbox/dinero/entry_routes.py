"""Booked postings and the purchase vouchers behind them, all read only (dinero.md section 14).

Behind the switch: both ends of a window must be given (otherwise the newest accounting year, or the last 31 days).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable

import flask

from desktop.sandbox.dinero import refusals
from desktop.sandbox.dinero.lists import yes_or_no
from desktop.sandbox.dinero.refusals import Refused, Wrong, invalid_one, missing
from desktop.sandbox.dinero.state import Books, Row, moment

LONGEST_WINDOW = dt.timedelta(days=31)


def add_entry_routes(app: flask.Flask, current: Callable[[], Books], clock: Callable[[], dt.datetime]) -> None:
    """The routes of entries and of one purchase voucher."""

    @app.get("/v1/<organization>/entries")
    def entries(organization: str) -> flask.Response:
        books = current()
        newest = max(books["accountingYears"].values(), key=lambda year: year["ToDate"], default={})
        first = _moment("fromDate", books, newest.get("FromDate")).date().isoformat()
        last = _moment("toDate", books, newest.get("ToDate")).date().isoformat()
        years = books["accountingYears"].values()
        if not any(year["FromDate"] <= first <= last <= year["ToDate"] for year in years):
            raise invalid_one("toDate", "The dates must lie in one accounting year", "Datoerne skal ligge i ét regnskabsår")
        return _listed(row for row in books["entries"].values() if first <= row["Date"] <= last)

    @app.get("/v1/<organization>/entries/changes")
    def changed_entries(organization: str) -> flask.Response:
        books, now = current(), clock()
        last = _moment("changesTo", books, now.isoformat())
        first = _moment("changesFrom", books, (last - LONGEST_WINDOW).isoformat())
        if not first <= last <= first + LONGEST_WINDOW:
            wrong = Wrong("The window must be at most 31 days", "Perioden må højst være 31 dage")
            raise Refused(400, refusals.LIMIT_EXCEEDED, "Limit exceeded", {"changesTo": wrong})
        return _listed(row for row in books["entries"].values() if first <= moment(row["AddedAt"]) <= last)

    @app.get("/v1/<organization>/vouchers/purchase/<uuid:guid>")
    def purchase_voucher(organization: str, guid: uuid.UUID) -> flask.Response:
        row = current()["purchaseVouchers"].get(str(guid))
        if row is None:
            raise Refused(400, refusals.NO_SUCH_RECORD, "Purchase voucher not found")
        return flask.jsonify(row)


def _listed(rows: Iterable[Row]) -> flask.Response:
    with_primo = yes_or_no("includePrimo", otherwise=True)
    shown = [row for row in rows if with_primo or row["Type"] != "Primo"]
    return flask.jsonify([{name: value for name, value in row.items() if name != "AddedAt"} for row in shown])


def _moment(name: str, books: Books, otherwise: str | None) -> dt.datetime:
    """A day or a time of the query."""
    value = flask.request.args.get(name) or (None if books.strict else otherwise)
    if value is None:
        raise refusals.invalid({name: missing(name)})
    try:
        return moment(value)
    except ValueError:
        raise invalid_one(name, f"{name} is not a date", f"{name} er ikke en dato") from None
