"""Products and units (economic.md sections 13.9 and 13.11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import flask

from desktop.sandbox.economic import collections, refusals, shapes
from desktop.sandbox.economic.addresses import decoded
from desktop.sandbox.economic.bodies import PRODUCT, UNIT
from desktop.sandbox.economic.exchanges import created, deleted, json_object, stamp
from desktop.sandbox.economic.refusals import Refused, leaf, not_found, validation_failed
from desktop.sandbox.economic.state import Agreement, Register, Row
from desktop.sandbox.economic.validation import Field, check

_REPLACED = PRODUCT | {"productNumber": Field("text", least=1, most=25)}


def add_product_routes(app: flask.Flask, current: Callable[[], Agreement], clock: Callable[[], dt.datetime]) -> None:
    """The routes below /products and /units."""
    _add_product_routes(app, current, clock)
    _add_unit_routes(app, current)


def _add_product_routes(app: flask.Flask, current: Callable[[], Agreement], clock: Callable[[], dt.datetime]) -> None:
    def shape(row: Row) -> Row:
        return shapes.product(row, current())

    def shown(row: Row) -> Row:
        found = shape(row)
        return found | {"metaData": shapes.actions("product", found["self"])}

    @app.get("/products")
    def products() -> flask.Response:
        return collections.collection(current()["products"].listed(), shape, collections.PRODUCTS, "product")

    @app.get("/product-groups/<int:number>/products")
    def products_of_group(number: int) -> flask.Response:
        rows = [row for row in current()["products"] if row["productGroup"]["productGroupNumber"] == number]
        return collections.collection(rows, shape, collections.PRODUCTS)

    @app.post("/products")
    def create_product() -> flask.Response:
        values, errors = check(json_object(), PRODUCT, current())
        number = values.get("productNumber")
        if current()["products"].get(number) is not None:
            errors["productNumber"] = leaf("productNumber", f"Product number '{number}' is taken.", refusals.INVALID, number)
        if errors:
            raise validation_failed(errors)
        row = {**values, "lastUpdated": stamp(clock())}
        current()["products"].put(row)
        return created(shown(row))

    @app.get("/products/<number>")
    def product(number: str) -> flask.Response:
        return flask.jsonify(shown(_existing(current()["products"], decoded(number))))

    @app.put("/products/<number>")
    def replace_product(number: str) -> flask.Response:
        key = decoded(number)
        _existing(current()["products"], key)
        values, errors = check(json_object(), _REPLACED, current())
        if values.get("productNumber", key) != key:
            errors["productNumber"] = leaf("productNumber", "Differs from the address.", refusals.INVALID, values["productNumber"])
        if errors:
            raise validation_failed(errors)
        row = {**values, "productNumber": key, "lastUpdated": stamp(clock())}
        current()["products"].put(row)
        return flask.jsonify(shown(row))

    @app.delete("/products/<number>")
    def delete_product(number: str) -> flask.Response:
        key = decoded(number)
        _existing(current()["products"], key)
        for register in ("drafts", "booked"):
            lines = (line for invoice in current()[register] for line in invoice["lines"])
            if any(line.get("product", {}).get("productNumber") == key for line in lines):
                raise Refused(400, "The product is in use and cannot be deleted.", hint="Bar the product instead.")
        current()["products"].drop(key)
        return deleted()


def _add_unit_routes(app: flask.Flask, current: Callable[[], Agreement]) -> None:
    shape = shapes.plain("/units", "unitNumber", products="products")

    def shown(row: Row) -> Row:
        found = shape(row)
        return found | {"metaData": shapes.actions("unit", found["self"])}

    def stored(number: int) -> Row:
        values, errors = check(json_object(), UNIT, current())
        if errors:
            raise validation_failed(errors)
        row = {**values, "unitNumber": number}
        current()["units"].put(row)
        return row

    @app.get("/units")
    def units() -> flask.Response:
        return collections.collection(current()["units"].listed(), shape, collections.NOTHING, "unit")

    @app.post("/units")
    def create_unit() -> flask.Response:
        return created(shown(stored(current()["units"].highest() + 1)))

    @app.get("/units/<int:number>")
    def unit(number: int) -> flask.Response:
        return flask.jsonify(shown(_existing(current()["units"], number)))

    @app.put("/units/<int:number>")
    def replace_unit(number: int) -> flask.Response:
        _existing(current()["units"], number)
        return flask.jsonify(shown(stored(number)))

    @app.delete("/units/<int:number>")
    def delete_unit(number: int) -> flask.Response:
        _existing(current()["units"], number)
        if any(product.get("unit", {}).get("unitNumber") == number for product in current()["products"]):
            raise Refused(400, "The unit is in use and cannot be deleted.")
        current()["units"].drop(number)
        return deleted()


def _existing(register: Register, key: int | str) -> Row:
    row = register.get(key)
    if row is None:
        raise not_found(refusals.NOT_FOUND)
    return row
