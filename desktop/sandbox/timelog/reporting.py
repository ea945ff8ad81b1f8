"""The stand-in of TimeLog's Reporting API: form POST to `service.asmx/<Method>`, bare XML back (timelog.md section 8.1).

Strict where the reference is silent: every parameter must be there, and no other. Dates limit the invoice date of line details,
the registration date of work units and the purchase date of expenses, all inclusive; those of expenses are times. Expenses of
employees are not played.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import repeat
from typing import Any

import flask
from lxml import etree
from werkzeug.wrappers import Response

from desktop.sandbox.timelog.kinds import NO_TIME
from desktop.sandbox.timelog.reporting_invoices import invoices_reported
from desktop.sandbox.timelog.reporting_types import ATTRIBUTES, INVOICE, MAY_BE_ZERO, METHODS, V4_4, Method
from desktop.sandbox.timelog.state import Record, Site

CREDENTIALS = ("siteCode", "apiID", "apiPassword")
_XML = "text/xml; charset=utf-8"
_DENIED = "Access denied. Please check site code, API ID, API password and SSL settings."


def reporting_routes(site: Site) -> flask.Blueprint:
    """The routes below `/<account>/service.asmx`; other verbs than POST are closed."""
    routes = flask.Blueprint("timelog_reporting", __name__)

    @routes.post("/<account>/service.asmx/<name>")
    def reporting(account: str, name: str) -> Response:
        if account != site.account or name not in (*METHODS, "ValidateCredentials"):
            flask.abort(404)
        if flask.request.mimetype != "application/x-www-form-urlencoded":
            return reporting_error(f"Request format is invalid: {flask.request.mimetype}.", 500)
        given = flask.request.form.to_dict()
        signed_in = tuple(given.pop(one, "") for one in CREDENTIALS) == site.reporting_credentials
        if name == "ValidateCredentials":
            return _answer(etree.Element("boolean"), "true" if signed_in else "false")
        if not signed_in:
            return reporting_error(_DENIED, 401)
        return _listed(site, METHODS[name], given)

    return routes


def reporting_error(text: str, status: int) -> Response:
    """How the Reporting API says no: an HTTP status, and `tlp:Errors` in the body."""
    root = etree.Element(f"{{{V4_4}}}Errors", nsmap={"tlp": V4_4})
    etree.SubElement(root, f"{{{V4_4}}}Error").text = text
    return _answer(root, status=status)


def _answer(root: Any, text: str | None = None, status: int = 200) -> Response:
    root.text = text or root.text
    return Response(etree.tostring(root, encoding="utf-8", xml_declaration=True), status, content_type=_XML)


def _listed(site: Site, method: Method, given: dict[str, str]) -> Response:
    dates = ("startDate", "endDate") if method.has_dates else ()
    if set(given) != {*method.numbers, *dates}:
        return reporting_error(f"Missing or unknown parameter: {', '.join(sorted(set(given) ^ {*method.numbers, *dates}))}.", 500)
    try:
        wanted = {name: int(given[name]) for name in method.numbers}
        period = [dt.datetime.strptime(given[name], method.form_of_dates) for name in dates]  # noqa: DTZ007 - times have no zone here
    except ValueError as error:
        return reporting_error(f"Cannot convert a parameter: {error}.", 500)
    root = etree.Element(f"{{{method.namespace}}}{method.root}", nsmap={"tlp": method.namespace})
    for row in _rows(site, method):
        if all(_fits(site, row, name, number) for name, number in wanted.items()) and _is_in(period, _date_of(site, row)):
            root.append(_element(method, row))
    if not len(root):
        root.set("resultEmpty", "true")
    return _answer(root)


def _rows(site: Site, method: Method) -> Iterable[Record]:
    if method.members is INVOICE:
        return invoices_reported(site)
    return map(_RESHAPED.get(method.table, lambda _site, row: row), repeat(site), site.tables[method.table].values())


def _expense(site: Site, row: Record) -> Record:
    """A project expense under the names of the report (section 8.6)."""
    project = site.tables["projects"].get(row["ProjectID"], {})
    return {
        **row,
        "ID": row["ProjectExpenseID"],
        "CustomerID": project.get("CustomerID", 0),
        "ProjectName": project.get("Name"),
        "ProjectNo": project.get("No"),
        "ContractID": row["ProjectSubContractID"],
        "Date": row["PurchaseDate"],
        "Amount": row["AmountExpenseCurrency"],
        "VAT": row["VatExpenseCurrency"],
        "CurrencyABB": row["ExpenseCurrencyISO"],
        "Billable": row["IsBillable"],
        "InvoiceLineId": row["InvoiceLineID"],
        "SupplierInvoiceNo": row["InvoiceNo"],
        "SupplierCustomerID": row["CustomerID"],
        "EmployeeDepartmentID": 0,
    }


_RESHAPED: dict[str, Callable[[Site, Record], Record]] = {"project_expenses": _expense}


def _fits(site: Site, row: Record, name: str, number: int) -> bool:
    """Whether a record is among those asked for; 0 is all, of `status` -1."""
    own = f"{name[0].upper()}{name[1:]}"
    match name:
        case "status" if "InvoiceNumber" in row:  # 1 stands for overdue and paid ones too
            return number in (-1, row["Status"]) or (number == 1 and row["Status"] in (2, 3))
        case "status":
            return number == -1 or row["Status"] == number
        case "invoiceLineDetailID" | "workUnitID":
            return number in (0, row["ID"])
        case "invoiceID" if "InvoiceNumber" in row:
            return number in (0, row["ID"])
        case "taskID" if "WBS" in row:
            return number in (0, row["ID"])
        case "customerID" if "InvoiceID" in row:
            invoice = site.tables["invoices"].get(row["InvoiceID"])
            return number == 0 or (invoice is not None and invoice["CustomerID"] == number)
    return number in (0, row[own])


def _date_of(site: Site, row: Record) -> dt.datetime:
    if "InvoiceID" in row:
        invoice = site.tables["invoices"].get(row["InvoiceID"])
        return invoice["InvoiceDate"] if invoice else NO_TIME
    date: dt.datetime = row["InvoiceDate"] if "InvoiceNumber" in row else row.get("Date", NO_TIME)
    return date


def _is_in(period: list[dt.datetime], date: dt.datetime) -> bool:
    return not period or period[0].date() <= date.date() <= period[1].date()


def _element(method: Method, row: Record) -> Any:
    element = etree.Element(f"{{{method.namespace}}}{method.child}")
    for name, kind in method.members.items():
        if row[name] is None:
            continue
        written = _WRITTEN[str(kind)](row[name])
        if name in ATTRIBUTES:
            element.set(name, written)
        elif kind != "int" or row[name] or name in MAY_BE_ZERO:
            etree.SubElement(element, f"{{{method.namespace}}}{name}").text = written
    return element


def _amount(value: Decimal) -> str:
    return f"{value:.4f}"


_WRITTEN: dict[str, Callable[[Any], str]] = {
    "int": str,
    "string": lambda value: value or "",
    "double": _amount,
    "bool": lambda value: "1" if value else "0",
    "dateTime": lambda value: value.isoformat(timespec="seconds"),
    "guid": str.upper,
}
