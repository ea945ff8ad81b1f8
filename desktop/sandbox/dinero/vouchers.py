"""What happens to invoices and credit notes: drafts with their totals, booking, deleting (dinero.md sections 12 and 13).

Behind the switch: a deleted voucher is still read, so that whoever looks for a guid must look at DeletedAt, and the refusal to
change a booked one has no code (else 42).
"""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from desktop.sandbox.dinero import money, refusals
from desktop.sandbox.dinero.bodies import BOOKING, OPTIONAL_TIMESTAMP, TIMESTAMP
from desktop.sandbox.dinero.exchanges import refuse_deleted
from desktop.sandbox.dinero.fields import check
from desktop.sandbox.dinero.refusals import Refused, Wrong, invalid, invalid_one, missing
from desktop.sandbox.dinero.state import Books, Row
from desktop.sandbox.dinero.voucher_checks import check_contact, checked
from desktop.sandbox.dinero.voucher_kinds import CREDIT_NOTES, INVOICES, NUMBERS_OF_LINE, Kind, priced, region

_LABELS = {"SubTotal": "Subtotal", "Vat": "Moms", "Total": "Total"}


def existing(guid: uuid.UUID | str, kind: Kind, books: Books) -> Row:
    """The voucher with this guid, a deleted one as well; HTTP 400 with code 63 when there is none."""
    row = books[kind.register].get(str(guid))
    if row is None or (row.get("DeletedAt") is not None and not books.strict):
        raise Refused(400, refusals.NO_SUCH_RECORD, f"{kind.name} not found")
    return row


def created(body: Row, kind: Kind, books: Books, now: dt.datetime) -> Row:
    """The new draft; 409 when its guid is used, by a deleted one as well."""
    values = checked(body, kind, books)
    guid = values["Guid"] or str(uuid.uuid4())
    if any(guid in books[one.register] for one in (INVOICES, CREDIT_NOTES)):
        raise Refused(409, refusals.DUPLICATE_GUID, f"Duplicated entity: {guid}")
    row = completed({**values, "Guid": guid}, kind, books, now)
    at = books.stamp(now)
    row |= {"Status": "Draft", "CreatedAt": at, "UpdatedAt": at, "DeletedAt": None, "TimeStamp": books.next_version()}
    books[kind.register][guid] = row
    return row


def replaced(row: Row, body: Row, kind: Kind, books: Books, now: dt.datetime) -> None:
    """Put this body in the place of a draft; the time stamp in it must be the newest."""
    refuse_deleted(row, books)
    _refuse_booked(row, books)
    _check_timestamp(row, check(body, TIMESTAMP, is_strict=books.strict))
    values = checked(body, kind, books)
    if books.strict and values["Guid"] not in (None, row["Guid"]):
        raise invalid_one("Guid", "Guid differs from the address", "Guid passer ikke til adressen")
    row.update(completed({**values, "Guid": row["Guid"]}, kind, books, now))
    _touch(row, books, now)


def deleted(row: Row, body: Row, books: Books, now: dt.datetime) -> None:
    """Delete a draft; the time stamp is optional."""
    refuse_deleted(row, books)
    _refuse_booked(row, books)
    _check_timestamp(row, check(body, OPTIONAL_TIMESTAMP, is_strict=books.strict))
    _touch(row, books, now)
    row["DeletedAt"] = row["UpdatedAt"]


def booked(row: Row, body: Row, books: Books, now: dt.datetime) -> None:
    """Give a draft its number and lock it."""
    refuse_deleted(row, books)
    _refuse_booked(row, books)
    values, wrong = check(body, BOOKING, is_strict=books.strict)
    _check_timestamp(row, (values, wrong))
    contact = books["contacts"].get(row["ContactGuid"])
    if contact is None:
        raise invalid({"ContactGuid": missing("ContactGuid")})
    if books.strict:
        check_contact(row, wrong := {}, books)
        if wrong:
            raise invalid(wrong)
    number = values["Number"] or books.next_number
    if books.has_number(number):
        raise invalid_one("Number", f"Number {number} is taken", f"Nummer {number} er brugt")
    books.number_taken(number)
    row |= {"Status": "Booked", "Number": number}
    contact["IsDebitor"] = True
    _touch(row, books, now)


def check_newest(row: Row, timestamp: str | None) -> None:
    """HTTP 400 with code 58 when a time stamp is given and not the newest (section 7)."""
    if timestamp is not None and timestamp != row["TimeStamp"]:
        raise Refused(400, refusals.OLD_TIMESTAMP, "Timestamp is outdated")


def _check_timestamp(row: Row, found: tuple[Row, dict[str, Wrong]]) -> None:
    values, wrong = found
    if wrong:
        raise invalid(wrong)
    check_newest(row, values["Timestamp"])


def _refuse_booked(row: Row, books: Books) -> None:
    if row["Status"] == "Booked":
        wrong = {"Status": Wrong("The voucher is booked", "Bilaget er bogført")}
        raise Refused(400, refusals.inferred(refusals.VALIDATION, is_strict=books.strict), "Validation Error", wrong)


def _touch(row: Row, books: Books, now: dt.datetime) -> None:
    row |= {"UpdatedAt": books.stamp(now), "TimeStamp": books.next_version()}


def completed(values: Row, kind: Kind, books: Books, now: dt.datetime) -> Row:
    """The values with what the server adds: defaults, the contact's name, address and terms, line amounts and totals."""
    contact = books["contacts"].get(values["ContactGuid"], {})
    language = values["Language"] or "da-DK"
    row = {
        **values,
        "ContactName": contact.get("Name"),
        "Date": values["Date"] or now.date().isoformat(),
        "Description": values["Description"] or kind.headings[language],
        "Address": values["Address"] or _address(contact),
        "Currency": values["Currency"] or "DKK",
        "Language": language,
        "ShowLinesInclVat": bool(values["ShowLinesInclVat"]),
        "MailOutStatus": "NotSent",
        "ProductLines": [_completed_line(line, values, books) for line in values["ProductLines"]],
    }
    sums = money.totals(priced(row, books), is_incl=row["ShowLinesInclVat"], is_strict=books.strict)
    row |= {
        "TotalExclVat": sums.excl,
        "TotalVatableAmount": sums.vatable,
        "TotalInclVat": sums.incl,
        "TotalNonVatableAmount": sums.non_vatable,
        "TotalVat": sums.vat,
        "TotalLines": [
            {"Type": name, "TotalAmount": amount, "Position": place, "Label": _LABELS[name]}
            for place, (name, amount) in enumerate({"SubTotal": sums.excl, "Vat": sums.vat, "Total": sums.incl}.items(), 1)
        ],
    }
    return row | (_terms(row, contact, books) if kind is INVOICES else {})


def _completed_line(line: Row, values: Row, books: Books) -> Row:
    is_incl = bool(values["ShowLinesInclVat"])
    rate = books.vat_rate(line["AccountNumber"], region(values, books))
    product = books["products"].get(line["ProductGuid"], {})
    price, quantity, discount = (Decimal(line[name]) for name in NUMBERS_OF_LINE)  # in the order of the names
    total = money.line_total(money.Line(quantity, price, discount, rate), is_incl=is_incl)
    return {
        **line,
        "LineType": line["LineType"] or "Product",
        "Description": line["Description"] or product.get("Name"),
        "Comments": line["Comments"] or product.get("Comment"),
        "AccountName": books["accounts"][line["AccountNumber"]].get("Name"),
        "BaseAmountValueInclVat": money.with_vat(price, rate, is_incl=is_incl).incl,
        "TotalAmount": total.excl,
        "TotalAmountInclVat": total.incl,
    }


def _address(contact: Row) -> str | None:
    town = " ".join(part for part in (contact.get("ZipCode"), contact.get("City")) if part)
    return "\n".join(part for part in (contact.get("Street"), town) if part) or None


def _terms(row: Row, contact: Row, books: Books) -> dict[str, Any]:
    """Payment terms and date: the invoice's own, else the contact's, else the settings' (how days count is silent)."""
    kind, days = row["PaymentConditionType"], row["PaymentConditionNumberOfDays"]
    for source in (contact, books.settings):
        if kind is None:
            kind, days = source.get("PaymentConditionType"), source.get("PaymentConditionNumberOfDays") if days is None else days
    if days is None and kind in ("Netto", "CurrentMonthOut"):
        days = books.settings["PaymentConditionNumberOfDays"] if kind == "Netto" else 0
    day = dt.date.fromisoformat(row["Date"])
    if kind == "CurrentMonthOut":
        day = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    due = day + dt.timedelta(days=days or 0)
    return {"PaymentConditionType": kind, "PaymentConditionNumberOfDays": days or 0, "PaymentDate": due.isoformat()}
