"""Checks a request body against declared fields: types, lengths, choices, required ones (dinero.md sections 9, 10 and 12).

Names count in exact case, and unknown ones are dropped silently, as section 14.2 tells. What is left out is null afterwards,
because an update replaces the whole record. Lengths are not published but for the few in the tables, so other texts have none.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from desktop.sandbox.dinero.refusals import Wrong, missing
from desktop.sandbox.dinero.state import Row

INT32 = 2_147_483_647


@dataclass(frozen=True)
class Field:
    """One property of a body. `least` and `most` bound the length of a text and the value of a number."""

    kind: str
    required: bool = False
    least: int | None = None
    most: int | None = None
    choices: tuple[str, ...] = ()
    is_flag_of_old_clients: bool = False
    """May be missing when the switch `strict` is off, and is false then (section 9, INFERRED there)."""
    fields: Mapping[str, Field] = field(default_factory=dict)


def names(listed: str) -> tuple[str, ...]:
    """The words of a text, for tables of them."""
    return tuple(listed.split())


def text(most: int | None = None, *, required: bool = False) -> Field:
    """A string; a required one is not empty."""
    return Field("text", required, 1 if required else 0, most)


def choice(*choices: str, required: bool = False) -> Field:
    """One of these words, in this case."""
    return Field("choice", required, choices=choices)


def integer(*, required: bool = False, least: int = -INT32 - 1) -> Field:
    """A whole number."""
    return Field("integer", required, least, INT32)


def number(least: int | None = None, most: int | None = None, *, required: bool = False) -> Field:
    """A number."""
    return Field("number", required, least, most)


def flag(*, required: bool = False) -> Field:
    """true or false; a required one may be left out by old clients."""
    return Field("flag", required, is_flag_of_old_clients=required)


def guid() -> Field:
    """A guid, kept in lower case."""
    return Field("guid")


def day() -> Field:
    """`YYYY-MM-DD` and nothing behind it."""
    return Field("day")


def lines(fields: Mapping[str, Field]) -> Field:
    """A list of objects with these properties."""
    return Field("lines", True, fields=fields)


def check(body: Row, fields: Mapping[str, Field], *, is_strict: bool, place: str = "") -> tuple[Row, dict[str, Wrong]]:
    """The values of all fields, and what is wrong by name; `place` stands in front of the names."""
    values: Row = {}
    wrong: dict[str, Wrong] = {}
    for name, its in fields.items():
        value = body.get(name)
        values[name] = value
        if value is None:
            if its.is_flag_of_old_clients and not is_strict:
                values[name] = False
            elif its.required:
                wrong[place + name] = missing(name)
        elif its.kind == "lines" and isinstance(value, list):
            values[name] = _check_lines(place + name, value, its.fields, wrong, is_strict=is_strict)
        elif problem := _problem(name, value, its):
            wrong[place + name] = problem
        elif its.kind == "guid":
            values[name] = value.lower()
    return values, wrong


def _check_lines(
    place: str, value: list[Any], fields: Mapping[str, Field], wrong: dict[str, Wrong], *, is_strict: bool
) -> list[Row]:
    kept = []
    for index, item in enumerate(value):
        if not isinstance(item, dict):
            wrong[f"{place}[{index}]"] = _not_a("object", place)
            continue
        values, more = check(item, fields, is_strict=is_strict, place=f"{place}[{index}].")
        kept.append(values)
        wrong |= more
    return kept


def _problem(name: str, value: Any, its: Field) -> Wrong | None:
    match its.kind:
        case "text" if isinstance(value, str):
            return _outside(name, len(value), its, " characters", " tegn")
        case "choice" if isinstance(value, str):
            known = ", ".join(its.choices)
            return None if value in its.choices else Wrong(f"{name} must be one of {known}", f"{name} skal være en af {known}")
        case "integer" if isinstance(value, int) and not isinstance(value, bool):
            return _outside(name, value, its)
        case "number" if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return _outside(name, value, its)
        case "flag" if isinstance(value, bool):
            return None
        case "guid" if isinstance(value, str) and is_guid(value):
            return None
        case "day" if isinstance(value, str) and is_day(value):
            return None
    return _not_a(its.kind, name)


def _outside(name: str, size: int | Decimal, its: Field, unit: str = "", enhed: str = "") -> Wrong | None:
    if its.least is not None and size < its.least:
        return Wrong(f"{name} must be at least {its.least}{unit}", f"{name} skal være mindst {its.least}{enhed}")
    if its.most is not None and size > its.most:
        return Wrong(f"{name} must be at most {its.most}{unit}", f"{name} må højst være {its.most}{enhed}")
    return None


def _not_a(kind: str, name: str) -> Wrong:
    return Wrong(f"{name} is not a valid {kind}", f"{name} har en ugyldig værdi")


def is_guid(value: str) -> bool:
    """Whether it is a guid with its four dashes."""
    try:
        return len(value) == 36 and str(uuid.UUID(value)) == value.lower()
    except ValueError:
        return False


def is_day(value: str) -> bool:
    """Whether it is a day of the form YYYY-MM-DD."""
    try:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value)) and bool(dt.date.fromisoformat(value))
    except ValueError:
        return False
