"""The kinds of values in TimeLog's records, and their form in JSON.

A kind is the name of a plain one (`_PLAIN_FROM_JSON` lists them), a `Choice` out of names, a `Struct`, or a `ListOf` one of them.
Inside the stand-in an amount is `Decimal`, a time is a naive `datetime` in UTC (TimeLog does not say which zone its times are in:
timelog.md section 13), a guid is lower-case text, an absent text is None.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, TypeAlias

NO_GUID = "00000000-0000-0000-0000-000000000000"
NO_TIME = dt.datetime(1, 1, 1)  # noqa: DTZ001 - times are kept without a zone, see above
LARGEST_INT = 2**31 - 1

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?")


@dataclass(frozen=True)
class Choice:
    """One of these names; with `many`, several of them separated by a blank."""

    names: tuple[str, ...]
    many: bool = False


@dataclass(frozen=True)
class ListOf:
    """A list; the name and the namespace of its items are those of the item's kind."""

    item: Struct | Choice
    item_name: str = ""
    namespace: str = ""


@dataclass(frozen=True)
class Element:
    """A member as it stands on the wire: the namespace is that of the type that declares it."""

    name: str
    namespace: str
    kind: Kind


@dataclass(frozen=True, eq=False)
class Struct:
    """A type with its members in the order of the contract; the members of `base` come first."""

    name: str
    namespace: str
    members: Mapping[str, Kind]
    base: Struct | None = None

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """All members in wire order."""
        own = tuple(Element(name, self.namespace, kind) for name, kind in self.members.items())
        return (self.base.elements if self.base else ()) + own

    @cached_property
    def positions(self) -> dict[tuple[str, str], int]:
        """Place in the order, by namespace and name."""
        return {(element.namespace, element.name): place for place, element in enumerate(self.elements)}


Kind: TypeAlias = str | Choice | ListOf | Struct


class NotThisKind(ValueError):
    """The value is not of the kind that is asked for."""


_DEFAULTS: dict[str, Any] = {"int": 0, "double": Decimal(0), "bool": False, "guid": NO_GUID, "dateTime": NO_TIME}


def default(kind: Kind) -> Any:
    """What TimeLog holds where nothing was given: zero, no, no text, the first of the names."""
    match kind:
        case str():
            return _DEFAULTS.get(kind)
        case ListOf():
            return []
        case Choice(names=names):
            return names[0]
        case _:
            return None


def parse_guid(text: str) -> str:
    """A guid in 8-4-4-4-12 form without braces, in lower case; `NotThisKind` otherwise."""
    if not _GUID.fullmatch(text):
        raise NotThisKind(f"'{text}' is not a guid")
    return text.lower()


def parse_time(text: str) -> dt.datetime:
    """An xs:dateTime as a naive UTC time; one without a zone counts as UTC; `NotThisKind` otherwise."""
    parts = _TIME.fullmatch(text)
    if not parts:
        raise NotThisKind(f"'{text}' is not a date and time")
    try:
        moment = dt.datetime.fromisoformat(parts[1] + (parts[2] or "")[:7] + (parts[3] or ""))
    except ValueError as error:
        raise NotThisKind(f"'{text}' is not a date and time") from error
    return moment.astimezone(dt.UTC).replace(tzinfo=None) if moment.tzinfo else moment


def from_json(kind: Kind, value: Any) -> Any:
    """The value that JSON gives for this kind; null is the default; `NotThisKind` says what is wrong."""
    if value is None:
        return default(kind)
    match kind:
        case str():
            return _PLAIN_FROM_JSON[kind](value)
        case ListOf(item=item):
            if not isinstance(value, list):
                raise NotThisKind(f"{value!r} is not a list")
            return [from_json(item, one) for one in value]
        case Struct():
            return record_from_json(kind.members, value)
        case Choice(names=names):
            if value not in names:
                raise NotThisKind(f"{value!r} is none of {', '.join(names)}")
            return value


def record_from_json(members: Mapping[str, Kind], values: Any) -> dict[str, Any]:
    """The members that JSON gives, the others at their default; `NotThisKind` for an unknown member or a wrong value."""
    if not isinstance(values, dict):
        raise NotThisKind(f"{values!r} is not an object")
    if unknown := sorted(set(values) - set(members)):
        raise NotThisKind(f"unknown {', '.join(unknown)}")
    record = {}
    for name, kind in members.items():
        try:
            record[name] = from_json(kind, values.get(name))
        except NotThisKind as error:
            raise NotThisKind(f"{name}: {error}") from error
    return record


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NotThisKind(f"{value!r} is not a text")
    return value


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise NotThisKind(f"{value!r} is neither true nor false")
    return value


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST_INT:
        raise NotThisKind(f"{value!r} is not of kind int")
    return value


def _amount(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise NotThisKind(f"{value!r} is not a number") from error
    if isinstance(value, bool) or not amount.is_finite():
        raise NotThisKind(f"{value!r} is not a number")
    return amount


def _moment(value: Any) -> dt.datetime:
    text = _text(value)
    return parse_time(text if "T" in text else f"{text}T00:00:00")


def _bytes(value: Any) -> bytes:
    try:
        return base64.b64decode(_text(value), validate=True)
    except binascii.Error as error:
        raise NotThisKind("not base64") from error


_PLAIN_FROM_JSON: dict[str, Callable[[Any], Any]] = {
    "string": _text,
    "int": _whole,
    "double": _amount,
    "bool": _truth,
    "guid": lambda value: parse_guid(_text(value)),
    "dateTime": _moment,
    "dateTime?": _moment,
    "base64": _bytes,
}


def to_json(kind: Kind, value: Any) -> Any:
    """The value as JSON-able data: amounts stay `Decimal`, times lose their zone as in TimeLog's own answers."""
    match kind, value:
        case _, None:
            return None
        case ListOf(item=item), list():
            return [to_json(item, one) for one in value]
        case Struct(members=members), dict():
            return record_to_json(members, value)
        case _, dt.datetime():
            return value.isoformat(timespec="seconds")
        case _, bytes():
            return base64.b64encode(value).decode()
    return value


def record_to_json(members: Mapping[str, Kind], record: Mapping[str, Any]) -> dict[str, Any]:
    """These members of a record as JSON-able data."""
    return {name: to_json(kind, record.get(name)) for name, kind in members.items()}
