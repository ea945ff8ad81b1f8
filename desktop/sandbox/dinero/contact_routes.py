"""Contacts: customers and suppliers (dinero.md section 9). They carry no time stamp: the last write wins.

Behind the switch: flags must be sent, what is null for persons must be null, an EAN has 13 digits, a preferred currency must be
known, an unknown guid answers the host's page instead of code 40, and only a deleted contact can be deleted again or restored.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable

import flask

from desktop.sandbox.dinero import lists, refusals
from desktop.sandbox.dinero.bodies import CONTACT, CONTACT_REPLACED
from desktop.sandbox.dinero.countries import region_of
from desktop.sandbox.dinero.exchanges import done, json_object, refuse_deleted
from desktop.sandbox.dinero.fields import Field, check
from desktop.sandbox.dinero.refusals import Refused, Wrong, invalid, missing, unknown_address
from desktop.sandbox.dinero.state import Books, Row

_NULL_FOR_PERSONS = ("AttPerson", "VatNumber", "EanNumber", "SENumber", "PNumber")
_NUMBER_OF_OPTION = {"VAT": "VatNumber", "GLN": "EanNumber", "SE": "SENumber", "P": "PNumber"}


def add_contact_routes(app: flask.Flask, current: Callable[[], Books], clock: Callable[[], dt.datetime]) -> None:
    """The routes below /contacts."""

    @app.get("/<any(v1, v2):version>/<organization>/contacts")
    def contacts(version: str, organization: str) -> flask.Response:
        books = current()
        rows = lists.selected(
            books["contacts"].values(), lists.CONTACTS, is_strict=books.strict, shows_all_by_default=version == "v2"
        )
        rows.sort(key=lambda row: (row["Name"].casefold(), row["ContactGuid"]))  # the vendor names no order
        return lists.page(rows, lists.CONTACTS, len(books["contacts"]), is_strict=books.strict)

    @app.post("/v1/<organization>/contacts")
    def create_contact(organization: str) -> flask.Response:
        return flask.jsonify({"ContactGuid": _created(json_object(), current(), clock())["ContactGuid"]})

    @app.get("/v1/<organization>/contacts/<uuid:guid>")
    def contact(organization: str, guid: uuid.UUID) -> flask.Response:
        return flask.jsonify(_existing(guid, current()))

    @app.put("/<any(v1, v2):version>/<organization>/contacts/<uuid:guid>")
    def replace_contact(version: str, organization: str, guid: uuid.UUID) -> flask.Response:
        row = _existing(guid, current())
        refuse_deleted(row, current())
        row.update(_checked(json_object(), CONTACT_REPLACED, current()), UpdatedAt=current().stamp(clock()))
        return done()

    @app.delete("/v1/<organization>/contacts/<uuid:guid>")
    def delete_contact(organization: str, guid: uuid.UUID) -> flask.Response:
        row = _existing(guid, current())
        if current().strict:
            refuse_deleted(row, current())
        row["DeletedAt"] = row["UpdatedAt"] = current().stamp(clock())
        return done()

    @app.post("/v1/<organization>/contacts/<uuid:guid>/restore")
    def restore_contact(organization: str, guid: uuid.UUID) -> flask.Response:
        row = _existing(guid, current())
        if row["DeletedAt"] is None and current().strict:
            raise invalid({"ContactGuid": Wrong("The contact is not deleted", "Kontakten er ikke slettet")})
        row.update(DeletedAt=None, UpdatedAt=current().stamp(clock()))
        return done()


def _existing(guid: uuid.UUID, books: Books) -> Row:
    row = books["contacts"].get(str(guid))
    if row is None:
        raise unknown_address() if books.strict else Refused(404, refusals.NOT_FOUND, "Contact not found")
    return row


def _created(body: Row, books: Books, now: dt.datetime) -> Row:
    values = _checked(body, CONTACT, books)
    guid = values["ContactGuid"] or str(uuid.uuid4())
    if guid in books["contacts"]:
        wrong, rule = Wrong("guidMustBeUnique", "Guid skal være unik"), books.rule_of_used_guid
        name = "ContactGuid" if rule == "value" else "guidMustBeUnique"
        raise Refused(400, refusals.VALIDATION, "Validation Error", {name: wrong}, is_listed_only=rule == "list")
    at = books.stamp(now)
    row = {
        **values,
        "ContactGuid": guid,
        "CreatedAt": at,
        "UpdatedAt": at,
        "DeletedAt": None,
        "IsDebitor": False,
        "IsCreditor": False,
        "CompanyStatus": "unknown",
    }
    books["contacts"][guid] = row
    return row


def _checked(body: Row, fields: dict[str, Field], books: Books) -> Row:
    """The values to store, defaults and CVR register included; refused when the API would not take them."""
    values, wrong = check(body, fields, is_strict=books.strict)
    _check_parties(values, wrong, books)
    if values["PaymentConditionType"] == "NettoCash" and values["PaymentConditionNumberOfDays"] is not None:
        wrong["PaymentConditionNumberOfDays"] = Wrong("No days with NettoCash", "Ingen dage ved kontant")
    if wrong:
        raise invalid(wrong)
    if values["PaymentConditionType"] is None:
        names = ("PaymentConditionType", "PaymentConditionNumberOfDays")
        values |= {name: books.settings[name] if values[name] is None else values[name] for name in names}
    values["VatRegionKey"] = region_of(values["CountryKey"])
    if values["UseCvr"]:
        values |= books.cvr_register.get(values["VatNumber"] or "", {})
    return values


def _check_parties(values: Row, wrong: dict[str, Wrong], books: Books) -> None:
    country, option, currency = (values[name] for name in ("CountryKey", "InvoiceMailOutOptionKey", "PreferredInvoiceCurrencyKey"))
    if "CountryKey" not in wrong and country not in books["countries"]:
        wrong["CountryKey"] = Wrong(f"Unknown country: {country}", f"Ukendt land: {country}")
    if option in _NUMBER_OF_OPTION and not values[_NUMBER_OF_OPTION[option]]:
        wrong[_NUMBER_OF_OPTION[option]] = missing(_NUMBER_OF_OPTION[option])
    if not books.strict:
        return
    if values["IsPerson"] is True:
        filled = [name for name in _NULL_FOR_PERSONS if values[name] is not None]
        wrong |= {name: Wrong(f"{name} is null for persons", f"{name} udfyldes ikke for personer") for name in filled}
    if values["EanNumber"] and not re.fullmatch(r"\d{13}", str(values["EanNumber"])):
        wrong["EanNumber"] = Wrong("EanNumber has 13 digits", "EAN-nummer har 13 cifre")
    if currency is not None and currency not in books.currencies:
        wrong["PreferredInvoiceCurrencyKey"] = Wrong(f"Unknown currency: {currency}", f"Ukendt valuta: {currency}")
