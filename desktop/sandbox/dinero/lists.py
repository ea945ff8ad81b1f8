"""Lists: which fields they show, filter, changes, paging (dinero.md section 4).

Behind the switch: unknown fields are refused (else left out), a filter keeps to the letter of the grammar and has no quote in its
values (else it is doubled there), no code comes with these two refusals (else 42), and `ResultWithoutFilter` counts what matches
the filter (else all).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import flask

from desktop.sandbox.dinero import refusals
from desktop.sandbox.dinero.fields import is_day, names
from desktop.sandbox.dinero.refusals import Refused, Wrong, invalid_one
from desktop.sandbox.dinero.state import Row, moment

MAX_PAGE_SIZE = 1000
DEFAULT_PAGE_SIZE = 100
_CONDITION = re.compile(r"(\w+) (eq|contains) '([^']*)'")
_FRIENDLY_CONDITION = re.compile(r"\s*(\w+)\s+(eq|contains)\s+'((?:[^']|'')*)'\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Listing:
    """What a list may be asked for: its default of `fields`, the possible ones, those that filter and those searched as text."""

    default: str
    possible: tuple[str, ...]
    filterable: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()


_SALES = names(
    "Number Guid ExternalReference ContactName ContactGuid Date PaymentDate Description Currency Status MailOutStatus "
    "LatestMailOutType TotalExclVatInDkk TotalInclVatInDkk TotalExclVat TotalInclVat CreatedAt UpdatedAt DeletedAt"
)
_SALES_FILTERS = ("ExternalReference", "ContactGuid", "Description")
_SALES_SEARCH = ("Number", "ContactName", "Description", "TotalInclVat")

ORGANIZATIONS = Listing(
    "id,name,isPro",
    names("Name Id Type IsPro IsPayingPro IsVatFree Email Phone Street City ZipCode AttPerson IsTaxFreeUnion VatNumber"),
)
CONTACTS = Listing(
    "name,contactGuid",
    names(
        "Name ContactGuid ExternalReference IsPerson Street ZipCode City CountryKey Phone Email Webpage AttPerson VatNumber "
        "EanNumber PaymentConditionType PaymentConditionNumberOfDays IsMember MemberNumber CompanyStatus VatRegionKey "
        "CreatedAt UpdatedAt DeletedAt PreferredInvoiceLanguageKey PreferredInvoiceCurrencyKey"
    ),
    ("ExternalReference", "Name", "Email", "VatNumber", "EanNumber", "IsPerson", "Phone"),
)
PRODUCTS = Listing(
    "Name,ProductGuid",
    names(
        "ProductGuid Name ProductNumber Quantity Unit AccountNumber BaseAmountValue BaseAmountValueInclVat TotalAmount "
        "TotalAmountInclVat ExternalReference CreatedAt UpdatedAt DeletedAt"
    ),
    ("Name", "ProductNumber", "ExternalReference"),
    ("Name", "ProductNumber"),
)
INVOICES = Listing("Guid,ContactName,Date,Description", _SALES, _SALES_FILTERS, _SALES_SEARCH)
CREDIT_NOTES = Listing(
    "Guid,ContactName,Date,Description,Type",
    (*(name for name in _SALES if name != "LatestMailOutType"), "Type"),
    _SALES_FILTERS,
    _SALES_SEARCH,
)
SALES = Listing("Guid,ContactName,Date,Description,Type", (*_SALES, "Type"), _SALES_FILTERS, _SALES_SEARCH)
ENTRY_ACCOUNTS = Listing("AccountNumber,Name,IsHidden", ("Name", "AccountNumber", "VatCode", "Category", "IsHidden"))
PURCHASE_ACCOUNTS = Listing(
    "AccountNumber,Name,VatCode,Category,CategoryName,IsHidden",
    ("Name", "AccountNumber", "VatCode", "Category", "CategoryName", "IsHidden"),
)
DEPOSIT_ACCOUNTS = Listing("AccountNumber,Name", ("Name", "AccountNumber", "IsDefault", "IsHidden"))


def shown_by(listing: Listing, *, is_strict: bool) -> Callable[[Row], Row]:
    """How a row of this list looks: the asked fields, each spelled as it was asked for (section 4.2)."""
    spelling = {name.lower(): name for name in listing.possible}
    asked = [name.strip() for name in (flask.request.args.get("fields") or listing.default).split(",")]
    unknown = [name for name in asked if name.lower() not in spelling]
    if unknown and is_strict:
        named = ", ".join(unknown)
        wrong = {"fields": Wrong(f"Unknown field: {named}", f"Ukendt felt: {named}")}
        raise Refused(400, refusals.inferred(refusals.VALIDATION, is_strict=is_strict), "Validation Error", wrong)
    wanted = {name: spelling[name.lower()] for name in asked if name.lower() in spelling}
    return lambda row: {name: row.get(own) for name, own in wanted.items()}


def page(rows: list[Row], listing: Listing, without_filter: int, *, is_strict: bool) -> flask.Response:
    """One page of these rows with its `Pagination`; `without_filter` is how many there are without any filter."""
    show = shown_by(listing, is_strict=is_strict)
    number = _whole_number("page", 0)
    size = _whole_number("pageSize", DEFAULT_PAGE_SIZE)
    if number < 0 or not 1 <= size <= MAX_PAGE_SIZE:
        bounds = f"page from 0, pageSize from 1 to {MAX_PAGE_SIZE}"
        raise Refused(400, refusals.LIMIT_EXCEEDED, "Limit exceeded", {"pageSize": Wrong(bounds, bounds)})
    found = rows[number * size : (number + 1) * size]
    counts = {
        "MaxPageSizeAllowed": MAX_PAGE_SIZE,
        "PageSize": size,
        "Result": len(found),
        "ResultWithoutFilter": len(rows) if is_strict else without_filter,
        "Page": number,
    }
    return flask.jsonify({"Collection": [show(row) for row in found], "Pagination": counts})


def selected(rows: Iterable[Row], listing: Listing, *, is_strict: bool, shows_all_by_default: bool = False) -> list[Row]:
    """The rows that `queryFilter`, `freeTextSearch`, `changesSince` and `deletedOnly` let through.

    `shows_all_by_default`: without `deletedOnly` the deleted ones are in as well (v2 of contacts, section 4.4).
    """
    arguments = flask.request.args
    found = list(rows)
    deleted_only = yes_or_no("deletedOnly", otherwise=None if shows_all_by_default else False)
    if deleted_only is not None:
        found = [row for row in found if (row.get("DeletedAt") is not None) == deleted_only]
    if since := arguments.get("changesSince"):
        at = _since(since)
        found = [row for row in found if _changed_at(row) >= at]
    if query := arguments.get("queryFilter"):
        conditions = _conditions(query, listing.filterable, is_strict=is_strict)
        found = [row for row in found if all(matches(row) for matches in conditions)]
    if words := arguments.get("freeTextSearch", "").casefold():
        found = [row for row in found if any(words in str(row.get(name) or "").casefold() for name in listing.searched)]
    return found


def day_argument(name: str) -> str | None:
    """A day of the query, or None."""
    value = flask.request.args.get(name) or None
    if value is not None and not is_day(value):
        raise invalid_one(name, f"{name} is not a date of the form YYYY-MM-DD", f"{name} er ikke en dato")
    return value


def yes_or_no(name: str, *, otherwise: bool | None) -> bool | None:
    """A flag of the query."""
    value = flask.request.args.get(name, "").lower()
    if value not in ("", "true", "false"):
        raise invalid_one(name, f"{name} is true or false", f"{name} er true eller false")
    return otherwise if not value else value == "true"


def _whole_number(name: str, otherwise: int) -> int:
    value = flask.request.args.get(name)
    if value is None:
        return otherwise
    try:
        return int(value)
    except ValueError:
        raise invalid_one(name, f"{name} is not a whole number", f"{name} er ikke et helt tal") from None


def _since(text: str) -> dt.datetime:
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text):
        raise invalid_one("changesSince", "changesSince has the form YYYY-MM-DDTHH:mm:ssZ", "changesSince er ikke et tidspunkt")
    return moment(text)


def _changed_at(row: Row) -> dt.datetime:
    stamps = [row[name] for name in ("CreatedAt", "UpdatedAt", "DeletedAt") if row.get(name)]
    return max((moment(stamp) for stamp in stamps), default=dt.datetime.min.replace(tzinfo=dt.UTC))


def _conditions(query: str, filterable: tuple[str, ...], *, is_strict: bool) -> list[Callable[[Row], bool]]:
    """The conditions of a `queryFilter`."""
    pattern = _CONDITION if is_strict else _FRIENDLY_CONDITION
    found: list[Callable[[Row], bool]] = []
    place = 0
    while True:
        match = pattern.match(query, place)
        if match is None or match[1] not in filterable or query[match.end() : match.end() + 1] not in ("", ";"):
            wrong = {"queryFilter": Wrong(f"queryFilter cannot be read: {query}", f"queryFilter kan ikke læses: {query}")}
            raise Refused(400, refusals.inferred(refusals.VALIDATION, is_strict=is_strict), "Validation Error", wrong)
        found.append(_condition(match[1], match[2].lower(), match[3] if is_strict else match[3].replace("''", "'")))
        place = match.end() + 1
        if match.end() == len(query):
            return found


def _condition(name: str, operator: str, value: str) -> Callable[[Row], bool]:
    wanted = value.casefold()

    def matches(row: Row) -> bool:
        held = _as_text(row.get(name)).casefold()
        return held == wanted if operator == "eq" else wanted in held

    return matches


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
