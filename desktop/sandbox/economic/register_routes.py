"""Registers that are only read: groups, VAT zones, terms, layouts, employees, currencies, accounts, VAT accounts, suppliers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import flask

from desktop.sandbox.economic import collections, shapes
from desktop.sandbox.economic.addresses import decoded
from desktop.sandbox.economic.filters import Property
from desktop.sandbox.economic.refusals import not_found
from desktop.sandbox.economic.state import KEYS, Agreement, Row


@dataclass(frozen=True)
class _Reading:
    path: str
    register: str
    shape: Callable[[Row], Row]
    properties: Mapping[str, Property]
    number: str = "int"


def _reading(path: str, register: str, properties: Mapping[str, Property], number: str = "int", **links: str) -> _Reading:
    return _Reading(path, register, shapes.plain(path, KEYS[register], **links), properties, number)


_READINGS = (
    _reading("/customer-groups", "customerGroups", collections.CUSTOMER_GROUPS, customers="customers"),
    _reading("/vat-zones", "vatZones", collections.NOTHING),
    _reading("/payment-terms", "paymentTerms", collections.NOTHING),
    _reading("/layouts", "layouts", collections.NOTHING),
    _reading("/employees", "employees", collections.EMPLOYEES, customers="customers"),
    _reading("/currencies", "currencies", collections.NOTHING, "string"),
    _reading("/vat-accounts", "vatAccounts", collections.NOTHING, "string"),
    _reading("/accounts", "accounts", collections.ACCOUNTS, accountingYears="accounting-years"),
    _reading("/suppliers", "suppliers", collections.SUPPLIERS, contacts="contacts"),
    _reading("/product-groups", "productGroups", collections.NOTHING, salesAccounts="sales-accounts", products="products"),
)


def add_register_routes(app: flask.Flask, agreement: Callable[[], Agreement]) -> None:
    """GET on each of them, as a list and one by one."""
    for reading in _READINGS:
        _add_reading(app, agreement, reading)

    @app.get("/product-groups/<int:number>/sales-accounts")
    def sales_accounts(number: int) -> flask.Response:
        group = agreement()["productGroups"].get(number)
        if group is None:
            raise not_found()
        return collections.collection(group.get("salesAccounts", []), shapes.linked, collections.NOTHING)


def _add_reading(app: flask.Flask, agreement: Callable[[], Agreement], reading: _Reading) -> None:
    def listed() -> flask.Response:
        return collections.collection(agreement()[reading.register].listed(), reading.shape, reading.properties)

    def one(number: int | str) -> flask.Response:
        row = agreement()[reading.register].get(decoded(number) if isinstance(number, str) else number)
        if row is None:
            raise not_found()
        return flask.jsonify(reading.shape(row))

    app.add_url_rule(reading.path, f"{reading.register} listed", listed)
    app.add_url_rule(f"{reading.path}/<{reading.number}:number>", f"{reading.register} one", one)
