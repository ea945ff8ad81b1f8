"""Collections: which of their fields filter and sort, and the envelope with paging (economic.md sections 4 to 7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import flask

from desktop.sandbox.economic import refusals
from desktop.sandbox.economic.addresses import requested
from desktop.sandbox.economic.filters import (
    FilterRefused,
    Property,
    ServerBug,
    SortRefused,
    parse_filter,
    parse_sort,
)
from desktop.sandbox.economic.refusals import Refused
from desktop.sandbox.economic.state import Row

MAX_PAGE_SIZE = 1000
DEFAULT_PAGE_SIZE = 20

TEXT = Property("text")
NUMBER = Property("number")
DAY = Property("day")


def _texts(*names: str) -> dict[str, Property]:
    return dict.fromkeys(names, TEXT)


CUSTOMERS: dict[str, Property] = {
    **_texts("address", "city", "corporateIdentificationNumber", "country", "currency", "ean", "email", "name"),
    **_texts("publicEntryNumber", "telephoneAndFaxNumber", "mobilePhone", "vatNumber", "website", "zip"),
    "customerNumber": NUMBER,
    "balance": NUMBER,
    "creditLimit": NUMBER,
    "lastUpdated": DAY,
    "barred": Property("flag", sorts=False),
    "customerGroup.customerGroupNumber": Property("number", sorts=False),
    "pNumber": Property("text", sorts=False),  # accepted by the server although the schema does not say so (section 6)
}
CONTACTS: dict[str, Property] = {
    "customerContactNumber": NUMBER,
    **_texts("name", "email", "eInvoiceId", "phone"),
    "comments": Property("text", sorts=False),
    "sortKey": NUMBER,
}
CUSTOMER_GROUPS: dict[str, Property] = {"name": TEXT, "customerGroupNumber": NUMBER}
EMPLOYEES: dict[str, Property] = {
    "employeeNumber": NUMBER,
    "name": TEXT,
    "barred": Property("flag", sorts=False),
    "email": Property("text", filters=False),
    "phone": Property("text", filters=False),
    "employeeGroup.employeeGroupNumber": Property("number", filters=False),
}
PRODUCTS: dict[str, Property] = {
    **_texts("productNumber", "description", "name", "barCode"),
    **dict.fromkeys(("costPrice", "recommendedPrice", "salesPrice"), NUMBER),
    "barred": Property("flag", broken=frozenset({"ne"})),
    "lastUpdated": DAY,
    "unit.unitNumber": Property("number", sorts=False),
    "productGroup.productGroupNumber": Property("number", sorts=False),
}
_INVOICES: dict[str, Property] = {
    "date": DAY,
    "currency": TEXT,
    "exchangeRate": NUMBER,
    "paymentTerms.paymentTermsNumber": NUMBER,
    "customer.customerNumber": NUMBER,
    **_texts(*(f"recipient.{name}" for name in ("name", "address", "zip", "city", "country", "ean", "publicEntryNumber"))),
    **_texts(*(f"delivery.{name}" for name in ("address", "zip", "city", "country", "deliveryTerms"))),
    "delivery.deliveryDate": DAY,
    "deliveryLocation.deliveryLocationNumber": NUMBER,
    **_texts("notes.heading", "notes.textLine1", "notes.textLine2", "references.other"),
    "references.salesPerson.employeeNumber": NUMBER,
    "references.vendorReference.employeeNumber": NUMBER,
}
DRAFTS: dict[str, Property] = {"draftInvoiceNumber": NUMBER, **_INVOICES, "lastUpdated": Property("day", sorts=False)}
BOOKED: dict[str, Property] = {"bookedInvoiceNumber": NUMBER, **_INVOICES, "recipient.vatZone.vatZoneNumber": NUMBER}
ACCOUNTS: dict[str, Property] = {
    "accountNumber": NUMBER,
    "accountType": Property("choice"),
    "balance": NUMBER,
    "barred": Property("flag", sorts=False),
    "blockDirectEntries": Property("flag"),
    "debitCredit": Property("choice"),
    "name": TEXT,
}
ACCOUNTING_YEARS: dict[str, Property] = {"fromDate": DAY, "toDate": DAY, "year": TEXT}
ENTRIES: dict[str, Property] = {
    **dict.fromkeys(("amount", "amountInBaseCurrency", "entryNumber", "voucherNumber", "remainder"), NUMBER),
    **dict.fromkeys(("remainderInBaseCurrency", "quantity1", "quantity2"), NUMBER),
    **dict.fromkeys(("customer.customerNumber", "supplier.supplierNumber"), NUMBER),
    **dict.fromkeys(("project.projectNumber", "supplier.supplierGroup.supplierGroupNumber"), Property("number", sorts=False)),
    **_texts("supplierInvoiceNumber", "currency", "text"),
    "date": DAY,
    "dueDate": DAY,
    "entryType": Property("choice"),
}
SUPPLIERS: dict[str, Property] = {
    **dict.fromkeys(("address", "bankAccount", "city", "corporateIdentificationNumber", "country"), Property("text", sorts=False)),
    **dict.fromkeys(("currency", "defaultInvoiceText", "email", "name", "zip"), Property("text", sorts=False)),
    "barred": Property("flag", sorts=False),
    "supplierNumber": Property("number", sorts=False),
    "supplierGroup.supplierGroupNumber": Property("number", sorts=False),
}
NOTHING: dict[str, Property] = {}


def selected(rows: Sequence[Row], properties: Mapping[str, Property]) -> Sequence[Row]:
    """The rows that the request's filter lets through, in the order of its sort."""
    arguments = flask.request.args
    try:
        if "filter" in arguments:
            matches = parse_filter(arguments["filter"], properties)
            rows = [row for row in rows if matches(row)]
        if "sort" in arguments:
            rows = parse_sort(arguments["sort"], properties)(list(rows))
    except FilterRefused as refused:
        more: dict[str, Any] = {"errors": refused.errors}
        if refused.allowed is not None:
            more["allowedFilteringFields"] = refused.allowed
        hint = "Check the filter against the documentation of filtering."
        raise Refused(400, "Could not parse query string filter.", "", hint, more) from None
    except SortRefused as refused:
        raise Refused(400, f"Could not parse query string sort. {refused}") from None
    except ServerBug:
        raise Refused(500, "Internal server error.", "", "Contact support and quote the log id.") from None
    return rows


def collection(
    rows: Sequence[Row], show: Callable[[Row], Row], properties: Mapping[str, Property], noun: str = ""
) -> flask.Response:
    """The answer to a list request; `noun` names what a POST to the same address creates, if it takes one."""
    page_size = _whole_number("pagesize", DEFAULT_PAGE_SIZE)
    skipped = _whole_number("skippages", 0)
    if not 1 <= page_size <= MAX_PAGE_SIZE:
        raise Refused(400, f"The page size must be between 1 and {MAX_PAGE_SIZE}.", refusals.PAGE_SIZE)
    if skipped < 0:
        raise Refused(400, "The number of skipped pages must not be negative.", refusals.PAGE_SIZE)
    found = selected(rows, properties)
    first = skipped * page_size
    body: Row = {
        "collection": [show(row) for row in found[first : first + page_size]],
        "pagination": {
            "skipPages": skipped,
            "pageSize": page_size,
            "maxPageSizeAllowed": MAX_PAGE_SIZE,
            "results": len(found),
            "resultsWithoutFilter": len(rows),
            **_page_links(len(found), page_size, skipped),
        },
        "metaData": {},
        "self": requested(),
    }
    if noun:
        body["metaData"]["create"] = {
            "description": f"Create a new {noun}",
            "href": requested().partition("?")[0],
            "httpMethod": "post",
        }
    return flask.jsonify(body)


def _whole_number(name: str, otherwise: int) -> int:
    value = flask.request.args.get(name)
    if value is None:
        return otherwise
    try:
        return int(value)
    except ValueError:
        raise Refused(400, f"'{value}' is not a whole number.", refusals.PAGE_SIZE) from None


def _page_links(results: int, page_size: int, skipped: int) -> dict[str, str]:
    """The links to other pages; none when there are no results."""
    if not results:
        return {}
    kept = [(name, value) for name, value in flask.request.args.items() if name in ("filter", "sort", "demo")]
    rest = "".join(f"&{name}={quote(value, safe='$:,-~.')}" for name, value in kept)
    last = (results - 1) // page_size
    own = requested().partition("?")[0]

    def page(number: int) -> str:
        return f"{own}?skippages={number}&pagesize={page_size}{rest}"

    links = {"firstPage": page(0)}
    if 0 < skipped <= last + 1:
        links["previousPage"] = page(skipped - 1)
    if skipped < last:
        links["nextPage"] = page(skipped + 1)
    return links | {"lastPage": page(last)}
