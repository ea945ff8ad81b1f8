"""Products, which are the item numbers (dinero.md section 10). They carry no time stamp and take no guid of the caller's."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal

import flask

from desktop.sandbox.dinero import lists, money, refusals
from desktop.sandbox.dinero.bodies import PRODUCT
from desktop.sandbox.dinero.exchanges import done, json_object, refuse_deleted
from desktop.sandbox.dinero.fields import check
from desktop.sandbox.dinero.refusals import Refused, Wrong, invalid
from desktop.sandbox.dinero.state import Books, Row, moment


def add_product_routes(app: flask.Flask, current: Callable[[], Books], clock: Callable[[], dt.datetime]) -> None:
    """The routes below /products."""

    @app.get("/v1/<organization>/products")
    def products(organization: str) -> flask.Response:
        books = current()
        rows = sorted(books["products"].values(), key=lambda row: (moment(row["UpdatedAt"]), row["ProductGuid"]))
        found = lists.selected((_shown(row, books) for row in rows), lists.PRODUCTS, is_strict=books.strict)
        return lists.page(found, lists.PRODUCTS, len(rows), is_strict=books.strict)

    @app.post("/v1/<organization>/products")
    def create_product(organization: str) -> flask.Response:
        values, guid, at = _checked(json_object(), current()), str(uuid.uuid4()), current().stamp(clock())
        current()["products"][guid] = {**values, "ProductGuid": guid, "CreatedAt": at, "UpdatedAt": at, "DeletedAt": None}
        return flask.jsonify({"ProductGuid": guid})

    @app.get("/v1/<organization>/products/<uuid:guid>")
    def product(organization: str, guid: uuid.UUID) -> flask.Response:
        return flask.jsonify(_shown(_existing(guid, current()), current()))

    @app.put("/v1/<organization>/products/<uuid:guid>")
    def replace_product(organization: str, guid: uuid.UUID) -> flask.Response:
        row = _existing(guid, current())
        refuse_deleted(row, current())
        row.update(_checked(json_object(), current()), UpdatedAt=current().stamp(clock()))
        return done()

    @app.delete("/v1/<organization>/products/<uuid:guid>")
    def delete_product(organization: str, guid: uuid.UUID) -> flask.Response:
        row = _existing(guid, current())
        row["DeletedAt"] = row["UpdatedAt"] = current().stamp(clock())
        return done()


def _existing(guid: uuid.UUID, books: Books) -> Row:
    """The product; which status an unknown one gets is silent in the reference."""
    row = books["products"].get(str(guid))
    if row is None:
        raise Refused(404, refusals.NOT_FOUND, "Product not found")
    return row


def _checked(body: Row, books: Books) -> Row:
    values, wrong = check(body, PRODUCT, is_strict=books.strict)
    if "AccountNumber" not in wrong and values["AccountNumber"] not in books["accounts"]:
        wrong["AccountNumber"] = Wrong("The account does not exist", "Kontoen findes ikke")
    if wrong:
        raise invalid(wrong)
    return values


def _shown(row: Row, books: Books) -> Row:
    price = money.with_vat(Decimal(row["BaseAmountValue"]), books.vat_rate(row["AccountNumber"], "DK"))
    total = money.rounded(Decimal(row["BaseAmountValue"]) * Decimal(row["Quantity"]))
    incl = money.rounded(price.incl * Decimal(row["Quantity"]))
    return {**row, "BaseAmountValueInclVat": price.incl, "TotalAmount": total, "TotalAmountInclVat": incl}
