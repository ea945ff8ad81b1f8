"""Checks a request body against declared fields: types, lengths, decimals, choices, references (economic.md sections 3, 8 and 13).

Unknown and read-only properties are ignored, null is refused, exact case is required. For leaves whose code was never captured the
weakly known E04010 stands for "invalid" and E04042 for "missing". Where number and `self` of a reference disagree the stricter
reading is taken: refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from desktop.sandbox.economic import refusals
from desktop.sandbox.economic.addresses import decoded, link
from desktop.sandbox.economic.refusals import leaf
from desktop.sandbox.economic.state import KEYS, Agreement, Row

GREATEST = Decimal(999_999_999_999)
_NOT_FOUND_CODES = {"paymentTerms": "E07080", "customerGroups": "E07140"}
_PATHS = {
    "customerGroups": "/customer-groups",
    "vatZones": "/vat-zones",
    "paymentTerms": "/payment-terms",
    "productGroups": "/product-groups",
    "vatAccounts": "/vat-accounts",
}
_BARRED_CODES = {"products": refusals.PRODUCT_BARRED, "customers": refusals.CUSTOMER_BARRED}
_JSON_NAMES = {type(None): "Null", bool: "Boolean", int: "Integer", Decimal: "Number", str: "String", list: "Array", dict: "Object"}


@dataclass(frozen=True)
class Field:
    """One property of a body. `least` and `most` bound the length of a text and the value of a number."""

    kind: str
    required: bool = False
    least: int = 0
    most: int | None = None
    decimals: int | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)
    register: str = ""
    key: str = ""
    usable: bool = False
    """For references: the record must not be barred."""


def text(most: int, least: int = 0, *, required: bool = False, pattern: str = "") -> Field:
    """A string of so many characters."""
    return Field("text", required, least, most, pattern=pattern)


def number(decimals: int | None = None, least: int | None = None) -> Field:
    """A number with at most so many decimals."""
    return Field("number", least=-int(GREATEST) if least is None else least, most=int(GREATEST), decimals=decimals)


def integer(least: int = 1, most: int = 999_999_999, *, required: bool = False) -> Field:
    """A whole number within bounds."""
    return Field("integer", required, least, most)


def flag() -> Field:
    """true or false."""
    return Field("flag")


def day(*, required: bool = False) -> Field:
    """`YYYY-MM-DD` and nothing behind it (one capture shows a time being accepted; the schema does not)."""
    return Field("day", required)


def choice(*choices: str) -> Field:
    """One of these words, in this case."""
    return Field("choice", choices=choices)


def currency() -> Field:
    """A code that stands in /currencies."""
    return Field("currency", required=True)


def reference(register: str, *, required: bool = False, usable: bool = False, key: str = "") -> Field:
    """An object with the number or the `self` of a record; `register` is empty for what this agreement has none of."""
    return Field("reference", required, register=register, key=key or KEYS[register], usable=usable)


def group(fields: Mapping[str, Field], *, required: bool = False) -> Field:
    """An object with these properties."""
    return Field("group", required, fields=fields)


def array(fields: Mapping[str, Field]) -> Field:
    """A list of objects with these properties."""
    return Field("array", fields=fields)


def words(*choices: str) -> Field:
    """A list of words out of these."""
    return Field("words", choices=choices)


def check(body: Any, fields: Mapping[str, Field], agreement: Agreement) -> tuple[Row, dict[str, Any]]:
    """The values the API would keep, and the `errors` document, empty when there is nothing to refuse."""
    values: Row = {}
    errors: dict[str, Any] = {}
    for name, its in fields.items():
        if name not in body:
            if its.required:
                errors[name] = leaf(name, f"The property '{name}' is required.", refusals.MISSING)
            continue
        kept, wrong = _check_one(name, body[name], its, agreement)
        if wrong:
            errors[name] = wrong
        else:
            values[name] = kept
    return values, errors


def _check_one(name: str, value: Any, its: Field, agreement: Agreement) -> tuple[Any, Any]:
    match its.kind:
        case "group" if isinstance(value, dict):
            return check(value, its.fields, agreement)
        case "array" if isinstance(value, list):
            return _check_items(name, value, its, agreement)
        case "reference" if isinstance(value, dict):
            return _check_reference(name, value, its, agreement)
        case "number" if _is(value, int, Decimal):
            return Decimal(value), _check_number(name, value, its)
    wrong = _why_wrong(value, its, agreement)
    if wrong is None:
        return value, None
    code, message = wrong
    return value, leaf(name, message, code, value)


def _why_wrong(value: Any, its: Field, agreement: Agreement) -> tuple[str, str] | None:
    """Code and message when a single value does not fit, None when it does."""
    expected = {
        "text": "String",
        "integer": "Integer",
        "flag": "Boolean",
        "day": "String",
        "choice": "String",
        "currency": "String",
    }
    wrong_type = refusals.INVALID, f"Expected {expected.get(its.kind, its.kind.title())} but got {_JSON_NAMES[type(value)]}."
    match its.kind:
        case "text" if isinstance(value, str):
            if not its.least <= len(value) <= (its.most or 0):
                return refusals.INVALID, f"The length must be between {its.least} and {its.most} characters, but is {len(value)}."
            if its.pattern and not re.fullmatch(its.pattern, value):
                return refusals.INVALID, f"'{value}' does not have the form {its.pattern}."
        case "integer" if _is(value, int):
            if not its.least <= value <= (its.most or 0):
                return refusals.INVALID, f"The value must be between {its.least} and {its.most}, but is {value}."
        case "flag" if isinstance(value, bool):
            return None
        case "day" if isinstance(value, str):
            if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) or not _is_day(value):
                return refusals.INVALID, f"'{value}' is not a date of the form YYYY-MM-DD."
        case "choice" if isinstance(value, str):
            if value not in its.choices:
                return refusals.INVALID, f"'{value}' is not one of {', '.join(its.choices)}."
        case "words" if isinstance(value, list):
            if any(word not in its.choices for word in value):
                return refusals.INVALID, f"Only {', '.join(its.choices)} are possible."
        case "currency" if isinstance(value, str):
            if agreement["currencies"].get(value) is None:
                return refusals.NOT_FOUND, f"Currency '{value}' not found."
        case _:
            return wrong_type
    return None


def _check_number(name: str, value: int | Decimal, its: Field) -> Any:
    if its.decimals is not None and _decimals(value) > its.decimals:
        message = f"At most {its.decimals} decimals are allowed."
        return leaf(name, message, refusals.TOO_MANY_DECIMALS, value)
    if not its.least <= value <= (its.most or 0):
        return leaf(name, f"The value must be between {its.least} and {its.most}.", refusals.INVALID, value)
    return None


def _decimals(value: int | Decimal) -> int:
    """How many decimals the value has, zeros at its end not counted."""
    _sign, digits, exponent = Decimal(value).as_tuple()
    kept = "".join(str(digit) for digit in digits).rstrip("0")
    return max(0, len(kept) - len(digits) - int(exponent)) if kept else 0


def _check_items(name: str, value: list[Any], its: Field, agreement: Agreement) -> tuple[Any, Any]:
    kept, items = [], []
    for index, item in enumerate(value):
        if not isinstance(item, dict):
            return value, leaf(name, f"Expected Object but got {_JSON_NAMES[type(item)]}.", refusals.INVALID)
        values, errors = check(item, its.fields, agreement)
        kept.append(values)
        if errors:
            items.append({"arrayIndex": index, **errors})
    return kept, {"items": items} if items else None


def _check_reference(name: str, value: Row, its: Field, agreement: Agreement) -> tuple[Any, Any]:
    title = name[:1].upper() + name[1:]
    wanted = int if its.register not in ("products", "currencies", "vatAccounts") else str
    found = value.get(its.key)
    address = value.get("self")
    if found is None and address is None:
        return None, leaf(name, f"{title} needs {its.key} or self.", refusals.REFERENCE_EMPTY)
    if address is not None:
        last = decoded(str(address).split("?")[0].rstrip("/").rpartition("/")[2])
        named = int(last) if wanted is int and last.isdecimal() else last
        if found is not None and found != named:
            return None, leaf(name, f"{its.key} and self name different records.", refusals.REFERENCE_EMPTY, found)
        found = named
    elif not _is(found, wanted):
        message = f"Expected {_JSON_NAMES[wanted]} but got {_JSON_NAMES[type(found)]}."
        return None, {its.key: leaf(its.key, message, refusals.INVALID, found)}
    row = agreement[its.register].get(found) if its.register else None
    if row is None or row.get("deleted"):
        path = _PATHS.get(its.register, f"/{its.register}") if its.register else ""
        hint = f"Find a list of {name}s at {link(path)} ." if path else ""
        code = _NOT_FOUND_CODES.get(its.register, refusals.NOT_FOUND)
        return None, leaf(name, f"{title} '{found}' not found.", code, found, hint)
    if its.usable and (row.get("barred") or row.get("enabledForCustomer") is False):
        code = _BARRED_CODES.get(its.register, refusals.INVALID)
        return None, leaf(name, f"{title} '{found}' is barred.", code, found)
    return {its.key: found}, None


def _is(value: Any, *kinds: type) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def _is_day(value: str) -> bool:
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True
