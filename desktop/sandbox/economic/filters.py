"""The filter and sort language of the REST API (economic.md sections 6 and 7), pure: text in, predicate or order out.

    filter    := term (("$and:" | "$or:") term)*
    term      := property operator value | "(" filter ")"
    operator  := $eq: $ne: $gt: $gte: $lt: $lte: $like: | ($in: | $nin:) "[" value ("," value)* "]"

Where the reference is silent the stricter reading is taken: `$and:` and `$or:` are not mixed without parentheses, and a row without
a value matches no comparison but `$eq:$null:`, `$ne:$null:` and lists that name `$null:`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

Row = dict[str, Any]
Predicate = Callable[[Row], bool]

LIST_LIMIT = 200
_OPERATOR = re.compile(r"\$(eq|ne|gte|gt|lte|lt|like|in|nin):")
_PROPERTY = re.compile(r"[A-Za-z0-9_.]+")
_JOIN = re.compile(r"\$(and|or):")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?")
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: bool(a == b),
    "ne": lambda a, b: bool(a != b),
    "gt": lambda a, b: bool(a > b),
    "gte": lambda a, b: bool(a >= b),
    "lt": lambda a, b: bool(a < b),
    "lte": lambda a, b: bool(a <= b),
}


@dataclass(frozen=True)
class Property:
    """One property of a collection: `kind` is text, number, flag, day or choice; some only filter or only sort."""

    kind: str
    filters: bool = True
    sorts: bool = True
    broken: frozenset[str] = frozenset()
    """Operators that make the vendor's server fail (section 6, "Server bugs")."""


class FilterRefused(Exception):
    """A filter the vendor answers with 400: `errors` are its texts, `allowed` the fields that may be filtered, if it names them."""

    def __init__(self, *errors: str, allowed: list[str] | None = None) -> None:
        super().__init__("; ".join(errors))
        self.errors = list(errors)
        self.allowed = allowed


class SortRefused(Exception):
    """A sort the vendor answers with 400."""


class ServerBug(Exception):
    """A filter on which the vendor's own server fails with 500."""


@dataclass(frozen=True)
class _Piece:
    """A character of a value, and whether `$` stood before it."""

    character: str
    escaped: bool


def value_at(row: Row, path: str) -> Any:
    """The value at a dotted path, None where there is none."""
    found: Any = row
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def parse_filter(text: str, properties: Mapping[str, Property]) -> Predicate:
    """The predicate a filter means; `FilterRefused` or `ServerBug` when the vendor would not answer it."""
    return _Parser(text, properties).parse()


def parse_sort(text: str, properties: Mapping[str, Property]) -> Callable[[list[Row]], list[Row]]:
    """The reordering a sort parameter means; `SortRefused` when a field may not be sorted."""
    steps: list[tuple[str, bool, bool]] = []
    for part in text.split(","):
        name = part.strip().lstrip("-~")
        marks = part.strip()[: -len(name) or None]
        found = properties.get(name)
        if marks not in ("", "-", "~", "-~", "~-") or found is None or not found.sorts:
            raise SortRefused(f"Sorting is not allowed on property '{name}'.")
        steps.append((name, "-" in marks, "~" in marks))

    def reordered(rows: list[Row]) -> list[Row]:
        for name, descending, as_text in reversed(steps):
            rows = sorted(rows, key=partial(_sort_key, name=name, as_text=as_text), reverse=descending)
        return rows

    return reordered


def _sort_key(row: Row, name: str, as_text: bool) -> tuple[bool, Any]:
    value = value_at(row, name)
    if value is None:
        return (False, 0)
    return (True, str(value).casefold() if as_text or isinstance(value, str) else value)


class _Parser:
    def __init__(self, text: str, properties: Mapping[str, Property]) -> None:
        self.text = text
        self.at = 0
        self.properties = properties

    def parse(self) -> Predicate:
        found = self._filter()
        if self.at != len(self.text):
            raise FilterRefused(f"Unexpected '{self.text[self.at]}' at position {self.at}.")
        return found

    def _filter(self) -> Predicate:
        terms = [self._term()]
        joins = set()
        while join := _JOIN.match(self.text, self.at):
            joins.add(join[1])
            self.at = join.end()
            terms.append(self._term())
        if len(joins) > 1:
            raise FilterRefused("$and: and $or: can only be mixed with parentheses.")
        if joins == {"or"}:
            return lambda row: any(term(row) for term in terms)
        return lambda row: all(term(row) for term in terms)

    def _term(self) -> Predicate:
        if self.text[self.at : self.at + 1] == "(":
            self.at += 1
            inside = self._filter()
            if self.text[self.at : self.at + 1] != ")":
                raise FilterRefused("A parenthesis is not closed.")
            self.at += 1
            return inside
        name = _PROPERTY.match(self.text, self.at)
        if not name:
            raise FilterRefused(f"A property is expected at position {self.at}.")
        self.at = name.end()
        operator = _OPERATOR.match(self.text, self.at)
        if not operator:
            raise FilterRefused(f"An operator is expected after '{name[0]}'.")
        self.at = operator.end()
        return self._predicate(name[0], operator[1])

    def _predicate(self, name: str, operator: str) -> Predicate:
        found = self.properties.get(name)
        if found is None or not found.filters:
            allowed = [one for one, its in self.properties.items() if its.filters]
            raise FilterRefused(f"Filtering is not allowed on property '{name}'.", allowed=allowed)
        if operator in found.broken:
            raise ServerBug(f"{name}${operator}:")
        if found.kind in ("flag", "choice") and operator not in ("eq", "ne"):
            raise FilterRefused(f"Operator '{operator}' is not allowed on property '{name}'.")
        if operator in ("in", "nin"):
            return self._list_predicate(name, operator, found)
        pieces = self._value()
        if pieces is None:
            if operator not in ("eq", "ne"):
                raise FilterRefused(f"Operator '{operator}' does not take $null:.")
            return lambda row: (value_at(row, name) is None) is (operator == "eq")
        if operator == "like":
            return _like(name, found, pieces)
        wanted = _typed("".join(_spelled(piece) for piece in pieces), name, found)
        compare = _COMPARISONS[operator]

        def matches(row: Row) -> bool:
            value = _comparable(value_at(row, name), found)
            return value is not None and compare(value, wanted)

        return matches

    def _list_predicate(self, name: str, operator: str, found: Property) -> Predicate:
        if self.text[self.at : self.at + 1] != "[":
            raise FilterRefused(f"Operator '{operator}' takes a list in brackets.")
        self.at += 1
        values: list[Any] = []
        while True:
            pieces = self._value(ends=",])")
            text = "".join(piece.character for piece in pieces or ())
            values.append(None if pieces is None else _typed(text, name, found))
            end = self.text[self.at : self.at + 1]
            self.at += 1
            if end == "]":
                break
            if end != ",":
                raise FilterRefused("A list is not closed.")
        if len(values) > LIST_LIMIT:
            raise FilterRefused(f"A list holds at most {LIST_LIMIT} values.")
        if found.kind == "text":  # accepted but never matches (section 6)
            return lambda _row: operator == "nin"
        return lambda row: (_comparable(value_at(row, name), found) in values) is (operator == "in")

    def _value(self, ends: str = ")") -> list[_Piece] | None:
        """The value from here to its end, None for `$null:`."""
        if self.text.startswith("$null:", self.at):
            self.at += len("$null:")
            return None
        pieces = []
        while self.at < len(self.text):
            character = self.text[self.at]
            if character in ends or _JOIN.match(self.text, self.at):
                break
            if character == "$":
                escaped = self.text[self.at + 1 : self.at + 2]
                if not escaped or escaped not in "$()*,[]":
                    raise FilterRefused(f"'$' at position {self.at} is not escaped.")
                pieces.append(_Piece(escaped, True))
                self.at += 2
            else:
                pieces.append(_Piece(character, False))
                self.at += 1
        return pieces


def _spelled(piece: _Piece) -> str:
    """Outside of lists an escaped bracket keeps its `$`, so that it matches nothing, as seen on the wire (section 6)."""
    return f"${piece.character}" if piece.escaped and piece.character in "[]" else piece.character


def _typed(text: str, name: str, found: Property) -> Any:
    refused = FilterRefused(f"The value '{text}' does not fit property '{name}'.")
    match found.kind:
        case "number":
            try:
                number = Decimal(text)
            except InvalidOperation:
                raise refused from None
            if not number.is_finite():
                raise refused
            return number
        case "flag":
            if text.lower() not in ("true", "false"):
                raise refused
            return text.lower() == "true"
        case "day":
            if not _DAY.fullmatch(text):
                raise refused
            return text
        case _:
            return text.casefold()


def _comparable(value: Any, found: Property) -> Any:
    if found.kind == "flag":
        return bool(value)  # a flag that is absent is false (section 3)
    return value.casefold() if isinstance(value, str) and found.kind in ("text", "choice") else value


def _like(name: str, found: Property, pieces: list[_Piece]) -> Predicate:
    if found.kind != "text":
        raise FilterRefused(f"Operator 'like' is not allowed on property '{name}'.")
    pattern, at = "", 0
    while at < len(pieces):
        part, at = _like_part(pieces, at)
        pattern += part
    if not any(piece.character == "*" and not piece.escaped for piece in pieces):
        pattern = f".*{pattern}.*"
    like = re.compile(pattern, re.IGNORECASE | re.DOTALL)

    def matches(row: Row) -> bool:
        value = value_at(row, name)
        return value is not None and bool(like.fullmatch(value))

    return matches


def _like_part(pieces: list[_Piece], at: int) -> tuple[str, int]:
    """The regular expression of the part at this place and where the next one begins; a bracket pair is a class of characters."""
    piece = pieces[at]
    if piece.escaped or piece.character not in "*[":
        return re.escape(_spelled(piece)), at + 1
    if piece.character == "*":
        return ".*", at + 1
    end = next((place for place in range(at + 2, len(pieces)) if pieces[place] == _Piece("]", False)), None)
    if end is None:
        return "(?!)", at + 1  # an open bracket that is never closed matches nothing
    inside = "".join(re.escape(one.character) for one in pieces[at + 1 : end])
    return f"[{inside}]", end + 1
