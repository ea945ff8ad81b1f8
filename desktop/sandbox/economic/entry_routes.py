"""Accounting years and the booked entries inside them, read only (economic.md section 15.1)."""

from __future__ import annotations

from collections.abc import Callable

import flask

from desktop.sandbox.economic import collections, refusals, shapes
from desktop.sandbox.economic.addresses import decoded, link
from desktop.sandbox.economic.refusals import not_found
from desktop.sandbox.economic.state import Agreement, Row

YEARS = "/accounting-years"


def add_entry_routes(app: flask.Flask, current: Callable[[], Agreement]) -> None:
    """The years, the entries of a year, and those of a year on one account."""

    def entries_of(year: Row) -> list[Row]:
        return [row for row in current()["entries"] if year["fromDate"] <= row["date"] <= year["toDate"]]

    def existing(key: str) -> Row:
        year = current()["accountingYears"].get(decoded(key))
        if year is None:
            raise not_found(refusals.NOT_FOUND)
        return year

    @app.get(YEARS)
    def years() -> flask.Response:
        return collections.collection(current()["accountingYears"].listed(), _year, collections.ACCOUNTING_YEARS)

    @app.get(f"{YEARS}/<key>")
    def one_year(key: str) -> flask.Response:
        return flask.jsonify(_year(existing(key)))

    @app.get(f"{YEARS}/<key>/entries")
    def entries(key: str) -> flask.Response:
        year = existing(key)
        return collections.collection(entries_of(year), lambda row: _entry(row, year), collections.ENTRIES)

    @app.get(f"/accounts/<int:number>{YEARS}/<key>/entries")
    def entries_on_account(number: int, key: str) -> flask.Response:
        year = existing(key)
        if current()["accounts"].get(number) is None:
            raise not_found(refusals.NOT_FOUND)
        rows = [row for row in entries_of(year) if row["account"]["accountNumber"] == number]
        return collections.collection(rows, lambda row: _entry(row, year), collections.ENTRIES)


def _year(row: Row) -> Row:
    key = row["year"]
    parts = {name: link(YEARS, key, name) for name in ("periods", "entries", "totals", "vouchers")}
    return {**row, **parts, "self": link(YEARS, key)}


def _entry(row: Row, year: Row) -> Row:
    return {**shapes.linked(row), "self": link(YEARS, year["year"], "entries", row["entryNumber"])}
