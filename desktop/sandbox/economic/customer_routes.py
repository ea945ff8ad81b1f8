"""Customers and their contacts (economic.md sections 13.2 and 13.3).

Strict where the reference is silent: a number that is taken, a number that differs from the address, and a second contact of the
same name on one customer (the newer service refuses that) are refused; a VAT zone must be enabled for customers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import flask

from desktop.sandbox.economic import collections, refusals, shapes
from desktop.sandbox.economic.bodies import CONTACT, CONTACT_REPLACED, CUSTOMER, CUSTOMER_REPLACED
from desktop.sandbox.economic.exchanges import created, deleted, json_object, stamp
from desktop.sandbox.economic.refusals import Refused, leaf, not_found, validation_failed
from desktop.sandbox.economic.state import Agreement, Row
from desktop.sandbox.economic.validation import check

SERVER_VALUES = ("balance", "dueAmount", "eInvoicingDisabledByDefault")


def add_customer_routes(app: flask.Flask, current: Callable[[], Agreement], clock: Callable[[], dt.datetime]) -> None:
    """The routes below /customers."""

    @app.get("/customers")
    def customers() -> flask.Response:
        return collections.collection(current()["customers"].listed(), shapes.customer, collections.CUSTOMERS, "customer")

    @app.post("/customers")
    def create_customer() -> flask.Response:
        return created(_shown(_created_customer(json_object(), current(), clock())))

    @app.get("/customers/<int:number>")
    def customer(number: int) -> flask.Response:
        return flask.jsonify(_shown(_existing(number, current())))

    @app.put("/customers/<int:number>")
    def replace_customer(number: int) -> flask.Response:
        known = current()["customers"].get(number) is not None
        shown = _shown(_replaced_customer(number, json_object(), current(), clock()))
        return flask.jsonify(shown) if known else created(shown)

    @app.delete("/customers/<int:number>")
    def delete_customer(number: int) -> flask.Response:
        _delete_customer(number, current())
        return deleted()

    @app.get("/customers/<int:number>/contacts")
    def contacts(number: int) -> flask.Response:
        return collections.collection(_contacts_of(number, current()), shapes.contact, collections.CONTACTS, "contact")

    @app.post("/customers/<int:number>/contacts")
    def create_contact(number: int) -> flask.Response:
        return created(_shown_contact(_created_contact(number, json_object(), current())))

    @app.get("/customers/<int:number>/contacts/<int:contact_number>")
    def contact(number: int, contact_number: int) -> flask.Response:
        return flask.jsonify(_shown_contact(_existing_contact(number, contact_number, current())))

    @app.put("/customers/<int:number>/contacts/<int:contact_number>")
    def replace_contact(number: int, contact_number: int) -> flask.Response:
        return flask.jsonify(_shown_contact(_replaced_contact(number, contact_number, json_object(), current())))

    @app.delete("/customers/<int:number>/contacts/<int:contact_number>")
    def delete_contact(number: int, contact_number: int) -> flask.Response:
        _delete_contact(number, contact_number, current())
        return deleted()


def _shown(row: Row) -> Row:
    shown = shapes.customer(row)
    return shown | {"metaData": shapes.actions("customer", shown["self"])}


def _shown_contact(row: Row) -> Row:
    shown = shapes.contact(row)
    return shown | {"metaData": shapes.actions("contact", shown["self"])}


def _existing(number: int, agreement: Agreement) -> Row:
    row = agreement["customers"].get(number)
    if row is None:
        raise not_found(refusals.NOT_FOUND)
    return row


def _created_customer(body: Row, agreement: Agreement, now: dt.datetime) -> Row:
    values, errors = check(body, CUSTOMER, agreement)
    number = values.get("customerNumber")
    if number is not None and agreement["customers"].get(number) is not None:
        errors["customerNumber"] = leaf("customerNumber", f"Customer number '{number}' is taken.", refusals.INVALID, number)
    if errors:
        raise validation_failed(errors)
    number = number or agreement["customers"].highest() + 1
    row = {**values, "customerNumber": number, "lastUpdated": stamp(now)}
    agreement["customers"].put(row)
    return row


def _replaced_customer(number: int, body: Row, agreement: Agreement, now: dt.datetime) -> Row:
    values, errors = check(body, CUSTOMER_REPLACED, agreement)
    _check_own_number("customerNumber", number, values, errors)
    for name in ("attention", "customerContact"):
        contact = agreement["contacts"].get(values[name]["customerContactNumber"]) if name in values else None
        if contact is not None and contact["customer"]["customerNumber"] != number:
            errors[name] = leaf(name, "The contact belongs to another customer.", refusals.NOT_FOUND, values[name])
    if not 1 <= number <= 999_999_999:
        errors["customerNumber"] = leaf("customerNumber", "The number must have 1 to 9 digits.", refusals.INVALID, number)
    if errors:
        raise validation_failed(errors)
    before = agreement["customers"].get(number) or {}
    kept = {name: before[name] for name in SERVER_VALUES if name in before}
    row = {**values, **kept, "customerNumber": number, "lastUpdated": stamp(now)}
    agreement["customers"].put(row)
    return row


def _check_own_number(key: str, number: int, values: Row, errors: dict[str, Any]) -> None:
    if values.get(key, number) != number:
        errors[key] = leaf(key, "Differs from the number in the address.", refusals.INVALID, values[key])


def _delete_customer(number: int, agreement: Agreement) -> None:
    """Refused while an invoice points at the customer (status and code were not captured)."""
    _existing(number, agreement)
    for register in ("drafts", "booked"):
        if any(invoice["customer"]["customerNumber"] == number for invoice in agreement[register]):
            raise Refused(400, "The customer has invoices and cannot be deleted.", hint="Bar the customer instead.")
    for contact in _contacts_of(number, agreement):
        agreement["contacts"].drop(contact["customerContactNumber"])
    agreement["customers"].drop(number)


def _contacts_of(number: int, agreement: Agreement) -> list[Row]:
    _existing(number, agreement)
    return [contact for contact in agreement["contacts"] if contact["customer"]["customerNumber"] == number]


def _existing_contact(number: int, contact_number: int, agreement: Agreement) -> Row:
    contact = agreement["contacts"].get(contact_number)
    if contact is None or contact["customer"]["customerNumber"] != number:
        raise not_found(refusals.NOT_FOUND)
    return contact


def _check_contact(number: int, contact_number: int | None, values: Row, errors: dict[str, Any], agreement: Agreement) -> None:
    if "customer" in values:
        _check_own_number("customerNumber", number, values["customer"], errors)
    others = [one for one in _contacts_of(number, agreement) if one["customerContactNumber"] != contact_number]
    if any(one["name"].casefold() == values["name"].casefold() for one in others if "name" in values and "name" in one):
        errors["name"] = leaf("name", "The customer has a contact of this name.", refusals.INVALID, values["name"])
    if errors:
        raise validation_failed(errors)


def _created_contact(number: int, body: Row, agreement: Agreement) -> Row:
    siblings = _contacts_of(number, agreement)
    values, errors = check(body, CONTACT, agreement)
    _check_contact(number, None, values, errors, agreement)
    row = {
        **values,
        "customerContactNumber": agreement.next_number("contact"),
        "customer": {"customerNumber": number},
        "sortKey": max((int(one.get("sortKey", 0)) for one in siblings), default=0) + 1,
    }
    agreement["contacts"].put(row)
    return row


def _replaced_contact(number: int, contact_number: int, body: Row, agreement: Agreement) -> Row:
    before = _existing_contact(number, contact_number, agreement)
    values, errors = check(body, CONTACT_REPLACED, agreement)
    _check_own_number("customerContactNumber", contact_number, values, errors)
    _check_contact(number, contact_number, values, errors, agreement)
    row = {**values, "customer": {"customerNumber": number}, "sortKey": before.get("sortKey", 1)}
    agreement["contacts"].put(row)
    return row


def _delete_contact(number: int, contact_number: int, agreement: Agreement) -> None:
    _existing_contact(number, contact_number, agreement)
    agreement["contacts"].drop(contact_number)
    customer = _existing(number, agreement)
    gone = [name for name in ("attention", "customerContact") if customer.get(name) == {"customerContactNumber": contact_number}]
    if gone:
        agreement["customers"].put({name: value for name, value in customer.items() if name not in gone})
