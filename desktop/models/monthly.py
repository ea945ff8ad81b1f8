"""What was transferred month by month, for the charts of the Overview; pure."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from desktop.models.invoice_rows import TransferRow

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Month:
    """Documents dated in the month that begins on `first`, and the net sum of those in the year's currency, signed."""

    first: dt.date
    documents: int
    net: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The last twelve months, oldest first. `net` of each is in `currency`; `elsewhere` documents are in other currencies."""

    months: tuple[Month, ...]
    currency: str
    elsewhere: int


def transferred_year(rows: Sequence[TransferRow], currency: str, today: dt.date) -> Year:
    """The twelve months that end with today's, by the date of the document.

    When the newest document is older than that they end with its month. Without `currency` the most frequent one counts.
    """
    done = [row for row in rows if row.is_transferred]
    frequent = Counter(row.invoice.currency for row in done).most_common(1)
    counted = currency or (frequent[0][0] if frequent else "")
    newest = max((row.invoice.date for row in done), default=today)
    last = _first(today) if newest >= _months_before(_first(today), MONTHS - 1) else _first(newest)
    firsts = [_months_before(last, back) for back in range(MONTHS - 1, -1, -1)]
    documents: Counter[dt.date] = Counter()
    net = dict.fromkeys(firsts, Decimal(0))
    elsewhere = 0
    for row in done:
        month = _first(row.invoice.date)
        if month in net:
            documents[month] += 1
            if row.invoice.currency == counted:
                net[month] += row.net
            else:
                elsewhere += 1
    return Year(months=tuple(Month(first, documents[first], net[first]) for first in firsts), currency=counted, elsewhere=elsewhere)


def _first(day: dt.date) -> dt.date:
    return day.replace(day=1)


def _months_before(first: dt.date, months: int) -> dt.date:
    number = first.year * 12 + first.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)
