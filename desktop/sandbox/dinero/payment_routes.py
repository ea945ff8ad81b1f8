"""Payments of booked invoices and credit notes (dinero.md sections 12 and 13), so that a status can become Paid.

Behind the switch: on invoices in another currency what is left cannot be booked as a fee.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from decimal import Decimal

import flask

from desktop.sandbox.dinero import money, voucher_shapes, vouchers
from desktop.sandbox.dinero.bodies import PAYMENT
from desktop.sandbox.dinero.exchanges import json_object
from desktop.sandbox.dinero.fields import check
from desktop.sandbox.dinero.refusals import Wrong, invalid, invalid_one, missing
from desktop.sandbox.dinero.state import Books, Row
from desktop.sandbox.dinero.voucher_kinds import CREDIT_NOTES, INVOICES, Kind

_OWN = ("VoucherGuid", "Settles")  # ours: which voucher, and how much of it in its own currency


def add_payment_routes(app: flask.Flask, current: Callable[[], Books], clock: Callable[[], dt.datetime]) -> None:
    """POST and GET of the payments of an invoice, and of a credit note (section 13)."""
    _add_routes(app, INVOICES, "invoices", "v2", current, clock)
    _add_routes(app, CREDIT_NOTES, "sales/creditnotes", "v1", current, clock)


def _add_routes(
    app: flask.Flask, kind: Kind, path: str, reading: str, current: Callable[[], Books], clock: Callable[[], dt.datetime]
) -> None:
    def pay(organization: str, guid: uuid.UUID) -> flask.Response:
        books = current()
        voucher = vouchers.existing(guid, kind, books)
        payment = _payment(json_object(), voucher, books, clock())
        books["payments"][payment["Guid"]] = payment
        voucher |= {"UpdatedAt": books.stamp(clock()), "TimeStamp": books.next_version()}
        return flask.jsonify({"Guid": payment["Guid"], "TimeStamp": voucher["TimeStamp"], "RelatedVoucherGuid": None})

    def payments(organization: str, guid: uuid.UUID) -> flask.Response:
        books = current()
        voucher = vouchers.existing(guid, kind, books)
        rest = voucher_shapes.remaining(voucher, books)
        own = [one for one in books["payments"].values() if one["VoucherGuid"] == voucher["Guid"]]
        return flask.jsonify(
            {
                "Payments": [{name: value for name, value in one.items() if name not in _OWN} for one in own],
                "RemainingAmount": rest,
                "PaidAmount": voucher["TotalInclVat"] - rest,
                "InvoiceTotalIncludingReminderExpenses": voucher["TotalInclVat"],
                "RemainderAsFeeAvailable": voucher["Currency"] == "DKK",
            }
        )

    for address, verb, view in (
        (f"/v1/<organization>/{path}/<uuid:guid>/payments", "POST", pay),
        (f"/{reading}/<organization>/{path}/<uuid:guid>/payments", "GET", payments),
    ):
        app.add_url_rule(address, f"{kind.register} {view.__name__}", view, methods=[verb])


def _payment(body: Row, voucher: Row, books: Books, now: dt.datetime) -> Row:
    values, wrong = check(body, PAYMENT, is_strict=books.strict)
    if "Timestamp" not in wrong:
        vouchers.check_newest(voucher, values["Timestamp"])
    if voucher["Status"] != "Booked":
        raise invalid_one("Status", "The invoice is not booked", "Fakturaen er ikke bogført")
    if "DepositAccountNumber" not in wrong and values["DepositAccountNumber"] not in books["depositAccounts"]:
        wrong["DepositAccountNumber"] = Wrong("There is no such deposit account", "Likvidkontoen findes ikke")
    if values["Amount"] == 0:
        wrong["Amount"] = Wrong("Amount must not be 0", "Beløbet må ikke være 0")
    is_foreign = voucher["Currency"] != "DKK"
    if is_foreign and values["AmountInForeignCurrency"] is None:
        wrong["AmountInForeignCurrency"] = missing("AmountInForeignCurrency")
    if is_foreign and values["RemainderIsFee"] and books.strict:
        wrong["RemainderIsFee"] = Wrong("No fee in a foreign currency", "Intet gebyr i fremmed valuta")
    if wrong:
        raise invalid(wrong)
    settles = Decimal(values["AmountInForeignCurrency"] if is_foreign else values["Amount"])
    return {
        "Guid": str(uuid.uuid4()),
        "DepositAccountNumber": values["DepositAccountNumber"],
        "Currency": voucher["Currency"],
        "ExchangeRate": books.currencies.get(voucher["Currency"], Decimal(100)),
        "PaymentClass": "Payment",
        "RelatedVoucherId": None,
        "ExternalReference": values["ExternalReference"],
        "PaymentDate": values["PaymentDate"] or now.date().isoformat(),
        "Description": values["Description"],
        "Amount": money.rounded(Decimal(values["Amount"])),
        "VoucherGuid": voucher["Guid"],
        "Settles": voucher_shapes.remaining(voucher, books) if values["RemainderIsFee"] else money.rounded(settles),
    }
