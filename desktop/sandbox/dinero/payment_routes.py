"""Payments of booked invoices (dinero.md section 12), so that a status can become Paid.

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
from desktop.sandbox.dinero.voucher_kinds import INVOICES

_OWN = ("VoucherGuid", "Settles")  # ours: which voucher, and how much of it in its own currency


def add_payment_routes(app: flask.Flask, current: Callable[[], Books], clock: Callable[[], dt.datetime]) -> None:
    """POST and GET of an invoice's payments."""

    @app.post("/v1/<organization>/invoices/<uuid:guid>/payments")
    def pay(organization: str, guid: uuid.UUID) -> flask.Response:
        books = current()
        invoice = vouchers.existing(guid, INVOICES, books)
        payment = _payment(json_object(), invoice, books, clock())
        books["payments"][payment["Guid"]] = payment
        invoice |= {"UpdatedAt": books.stamp(clock()), "TimeStamp": books.next_version()}
        return flask.jsonify({"Guid": payment["Guid"], "TimeStamp": invoice["TimeStamp"], "RelatedVoucherGuid": None})

    @app.get("/v2/<organization>/invoices/<uuid:guid>/payments")
    def payments(organization: str, guid: uuid.UUID) -> flask.Response:
        books = current()
        invoice = vouchers.existing(guid, INVOICES, books)
        rest = voucher_shapes.remaining(invoice, books)
        own = [one for one in books["payments"].values() if one["VoucherGuid"] == invoice["Guid"]]
        return flask.jsonify(
            {
                "Payments": [{name: value for name, value in one.items() if name not in _OWN} for one in own],
                "RemainingAmount": rest,
                "PaidAmount": invoice["TotalInclVat"] - rest,
                "InvoiceTotalIncludingReminderExpenses": invoice["TotalInclVat"],
                "RemainderAsFeeAvailable": invoice["Currency"] == "DKK",
            }
        )


def _payment(body: Row, invoice: Row, books: Books, now: dt.datetime) -> Row:
    values, wrong = check(body, PAYMENT, is_strict=books.strict)
    if "Timestamp" not in wrong:
        vouchers.check_newest(invoice, values["Timestamp"])
    if invoice["Status"] != "Booked":
        raise invalid_one("Status", "The invoice is not booked", "Fakturaen er ikke bogført")
    if "DepositAccountNumber" not in wrong and values["DepositAccountNumber"] not in books["depositAccounts"]:
        wrong["DepositAccountNumber"] = Wrong("There is no such deposit account", "Likvidkontoen findes ikke")
    if values["Amount"] == 0:
        wrong["Amount"] = Wrong("Amount must not be 0", "Beløbet må ikke være 0")
    is_foreign = invoice["Currency"] != "DKK"
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
        "Currency": invoice["Currency"],
        "ExchangeRate": books.currencies.get(invoice["Currency"], Decimal(100)),
        "PaymentClass": "Payment",
        "RelatedVoucherId": None,
        "ExternalReference": values["ExternalReference"],
        "PaymentDate": values["PaymentDate"] or now.date().isoformat(),
        "Description": values["Description"],
        "Amount": money.rounded(Decimal(values["Amount"])),
        "VoucherGuid": invoice["Guid"],
        "Settles": voucher_shapes.remaining(invoice, books) if values["RemainderIsFee"] else money.rounded(settles),
    }
