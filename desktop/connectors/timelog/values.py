"""How TimeLog writes amounts, dates, ids and yes/no, as texts; each function raises `ValueError` with the member's name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation
from typing import Any

from desktop.models.records import InvoiceStatus

FINEST = Decimal("1E-7")  # TimeLog's amounts are doubles: what stands further behind is noise

# Numbers: timelog.md section 10. Booked and Draft were seen in English; the other words are INFERRED.
STATUSES = {
    "0": InvoiceStatus.DRAFT,
    "1": InvoiceStatus.BOOKED,
    "2": InvoiceStatus.OVERDUE,
    "3": InvoiceStatus.PAID,
    "draft": InvoiceStatus.DRAFT,
    "kladde": InvoiceStatus.DRAFT,
    "booked": InvoiceStatus.BOOKED,
    "bogført": InvoiceStatus.BOOKED,
    "overdue": InvoiceStatus.OVERDUE,
    "forfalden": InvoiceStatus.OVERDUE,
    "paid": InvoiceStatus.PAID,
    "payed": InvoiceStatus.PAID,
    "checked": InvoiceStatus.PAID,
    "betalt": InvoiceStatus.PAID,
}


def text(member: str, value: Any) -> str:
    """The text itself; empty, nil and absent are the empty text."""
    return str(value or "")


def amount(member: str, value: Any) -> Decimal:
    """An amount that must be there, without the noise of binary fractions."""
    try:
        found = Decimal(value)
        if not found.is_finite():
            raise InvalidOperation
        if found.as_tuple().exponent < FINEST.as_tuple().exponent:  # type: ignore[operator]  # finite, so the exponent is a number
            found = found.quantize(FINEST)
    except (InvalidOperation, TypeError, ValueError) as error:
        raise ValueError(f"{member} is {value!r}, which is no amount") from error
    return Decimal(f"{found.normalize():f}")


def optional_amount(member: str, value: Any) -> Decimal:
    """An amount that counts as 0 when it is absent."""
    return amount(member, value) if value else Decimal(0)


def rate(member: str, value: Any) -> Decimal | None:
    """An exchange rate; 0 and absent are none."""
    return optional_amount(member, value) or None


def day(member: str, value: Any) -> dt.date:
    """The day of a date and time.

    Written without a zone, as TimeLog's examples are, or with an offset, it is the day that stands there. In UTC (`Z`) midnight
    of a Danish site stands as 22 or 23 hours of the day before, so the nearest midnight counts (INFERRED: no zone is documented).
    """
    try:
        moment = dt.datetime.fromisoformat(value)
        return (moment + dt.timedelta(hours=12)).date() if value.endswith("Z") else moment.date()
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ValueError(f"{member} is {value!r}, which is no date") from error


def optional_day(member: str, value: Any) -> dt.date | None:
    """A day, or none: absent, or the year 1 that stands for none."""
    found = day(member, value) if value else None
    return found if found and found.year > 1 else None


def identifier(member: str, value: Any) -> str:
    """An id; 0 and absent are none."""
    return "" if value in (None, "", "0") else str(value)


def required_identifier(member: str, value: Any) -> str:
    """An id that must be there."""
    if not identifier(member, value):
        raise ValueError(f"{member} is missing")
    return str(value)


def flag(member: str, value: Any) -> bool:
    """Yes or no; absent is no."""
    if value not in (None, "", "true", "false", "1", "0"):
        raise ValueError(f"{member} is {value!r}, which is neither true nor false")
    return value in ("true", "1")


def invoice_status(member: str, value: Any) -> InvoiceStatus:
    """Where an invoice stands, from the number or the word."""
    try:
        return STATUSES[str(value).strip().casefold()]
    except KeyError as error:
        raise ValueError(f"{member} is {value!r}, which is no known status of an invoice") from error
