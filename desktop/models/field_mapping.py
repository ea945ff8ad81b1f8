"""Applies a declared field table: the one place that says which of our fields goes to which field of a system.

A connector's `fields.py` declares a `FieldTable` per kind of record. Sending, reading, the change preview, the checks before
sending and the printed documentation all read the same table (product.md chapter 10).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Protocol, TypeVar

from desktop.errors import RecordRefused
from desktop.texts import Message, in_a_row

EMPTY_THERE = Message("Empty there, so it is kept.")
"""Why a field keeps its value: the other side has none (product.md chapter 3)."""


class Way(StrEnum):
    """In which direction a field is carried."""

    BOTH = "both"
    OUT = "out"  # written to the system, not read back into our records
    IN = "in"  # read from the system, never written
    NEVER = "never"  # known, but neither read nor written; `note` says why


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a field table.

    `ours` is the field's name in our record; `joined` more of our fields that share theirs, with `separator` between them.
    `theirs` is the dotted path in the system's document (empty: the system has no such field).
    `limit` is in characters; `digits_only` means the system takes nothing but 0 to 9; `least` and `most` bound an amount.
    `takes_more` names our text in this field that values without a field of their own may be added to (`carry_rules.py`).
    `is_made_there` marks a field that is never sent because the system makes its own, so that nothing is lost (a sum, our number).
    `is_customers_own` marks a field of an invoice that is never sent because the system prints that of the customer.
    `out` and `into` turn a value into the system's form and back; without them texts go as they are.
    """

    ours: str
    theirs: str
    label: Message
    way: Way = Way.BOTH
    joined: tuple[str, ...] = ()
    separator: str = "\n"
    limit: int | None = None
    required: bool = False
    digits_only: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    only_when_creating: bool = False
    is_made_there: bool = False
    is_customers_own: bool = False
    takes_more: str = ""
    out: Callable[[Any], Any] | None = None
    into: Callable[[Any], Any] | None = None
    note: Message | None = None

    @property
    def is_written(self) -> bool:
        """True when the field goes to the system."""
        return self.way in (Way.BOTH, Way.OUT)

    @property
    def is_read(self) -> bool:
        """True when the field comes from the system."""
        return self.way in (Way.BOTH, Way.IN)


class CreditNoteWay(StrEnum):
    """How a system says that a document is a credit note. Ours is one way: its kind, with amounts that are positive for it."""

    NEGATIVE = "negative"  # a document like an invoice, its quantities and amounts negative
    OWN_KIND = "own_kind"  # a kind of its own, amounts positive
    EITHER_SIGN = "either_sign"  # a kind of its own, whose sign is not told: it is read from the total

    def turned(self, amount: Decimal, *, is_credit_note: bool) -> Decimal:
        """Our amount as the system has it, and its amount as we have it: the same step both ways."""
        return -amount if is_credit_note and self is CreditNoteWay.NEGATIVE else amount


@dataclass(frozen=True, slots=True, eq=False)
class FieldTable:
    """All fields of one kind of record in one system; `kind` is our noun in the plural, for instance `customers`.

    There is one object per table, so tables are told apart by identity.
    """

    system: str
    kind: str
    fields: tuple[Field, ...]
    credit_notes: CreditNoteWay | None = None  # of tables of documents

    def field(self, ours: str) -> Field:
        """The row of one of our fields; `KeyError` when the table has none."""
        for field in self.fields:
            if field.ours == ours or ours in field.joined:
                return field
        raise KeyError(ours)

    @property
    def lacks(self) -> frozenset[str]:
        """Our fields that the system has no place for."""
        return frozenset(one.ours for one in self.fields if not one.theirs)


class _Record(Protocol):
    __dataclass_fields__: ClassVar[Any]


R = TypeVar("R", bound=_Record)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a preview: what stands there, what would stand there, and why it stays if it does."""

    field: str
    label: Message
    old: str
    new: str
    is_changed: bool
    reason: Message | None = None


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """A value that the system would refuse, found before anything is sent."""

    field: str
    label: Message
    value: str
    sentence: Message


def to_system(table: FieldTable, record: _Record, *, creating: bool, only: Iterable[str] | None = None) -> dict[str, Any]:
    """The system's document for our record: nested by the dotted paths, empty values left out.

    `only` names our fields that may be written (an update of some fields); without it every written field is.
    """
    wanted = None if only is None else set(only)
    document: dict[str, Any] = {}
    for field in table.fields:
        if not field.is_written or not field.theirs or (field.only_when_creating and not creating):
            continue
        if wanted is not None and wanted.isdisjoint((field.ours, *field.joined)):
            continue
        value = _value_out(field, record)
        if value not in ("", None):
            _put(document, field.theirs, value)
    return document


def from_system(table: FieldTable, document: Mapping[str, Any], record: R) -> R:
    """`record` with every read field filled from the system's document; a missing or null member is the empty text."""
    values: dict[str, Any] = {}
    for field, path in _read_fields(table, type(record)):
        value = _get(document, path)
        if field.into is not None:
            values[field.ours] = field.into(value)
        elif field.joined:
            parts = [part.strip() for part in str(value or "").replace("\r\n", "\n").split(field.separator)]
            names = (field.ours, *field.joined)
            parts += [""] * (len(names) - len(parts))
            values.update(zip(names, [*parts[: len(names) - 1], " ".join(parts[len(names) - 1 :]).strip()], strict=True))
        else:
            values[field.ours] = "" if value is None else str(value)
    return replace(record, **values)


def as_kept_by(table: FieldTable, record: R) -> R:
    """The record as it would be read back after the system had stored it: what is comparable with the system's own records."""
    empty = type(record)(**{name: getattr(record, name) for name in ("id",) if hasattr(record, name)})
    return from_system(table, to_system(table, record, creating=True), empty)


def overwritten(table: FieldTable, target: R, source: R) -> tuple[list[FieldChange], R]:
    """What writing `source` over `target` does in the target's system, field by field, and the target afterwards.

    Empty source fields overwrite nothing (product.md chapter 3); fields only for creating and fields never written stay and say so.
    """
    kept = as_kept_by(table, source)
    changes: list[FieldChange] = []
    new_values: dict[str, Any] = {}
    for field in table.fields:
        if field.way is Way.IN or not hasattr(target, field.ours):
            continue
        names = (field.ours, *field.joined)
        written = kept if field.is_read else source  # a field that is only written is not read back
        old, new = _shown(target, names), _shown(written, names)
        reason: Message | None = None
        if not field.is_written or not field.theirs:
            old, new = old or _shown(source, names), ""
            reason = field.note or Message("Never sent.")
        elif field.only_when_creating:
            new, reason = "", Message("Only set when a customer is created.")
        elif not new:
            reason = EMPTY_THERE if old else None
        changed = reason is None and bool(new) and new != old
        if old or new:
            changes.append(FieldChange(field.ours, field.label, old, new, changed, reason))
        if changed:
            new_values.update({name: getattr(written, name) for name in names})
    return changes, replace(target, **new_values)


def problems(table: FieldTable, record: _Record, *, creating: bool) -> list[FieldProblem]:
    """Every value that the system would refuse: missing, too long, too small or large, or with other characters than it takes."""
    found: list[FieldProblem] = []
    for field in table.fields:
        if not field.is_written or not field.theirs or (field.only_when_creating and not creating):
            continue
        value = _value_out(field, record)
        text = "" if value is None else str(value)
        values = {"label": field.label, "value": text, "system": table.system}
        if field.required and not text:
            sentence = Message("{label} is empty, and {system} requires it.", **values)
        elif field.limit is not None and len(text) > field.limit:
            sentence = Message(
                "{label} has {length} characters; {system} takes at most {limit}.", length=len(text), limit=field.limit, **values
            )
        elif field.digits_only and text and not (text.isascii() and text.isdigit()):
            sentence = Message("{label} {value} has other characters than digits; {system} takes digits only.", **values)
        elif field.least is not None and isinstance(value, Decimal) and value < field.least:
            sentence = Message("{label} is {value}; {system} takes {least} at the least.", least=str(field.least), **values)
        elif field.most is not None and isinstance(value, Decimal) and value > field.most:
            sentence = Message("{label} is {value}; {system} takes {most} at the most.", most=str(field.most), **values)
        else:
            continue
        found.append(FieldProblem(field.ours, field.label, text, sentence))
    return found


def check(table: FieldTable, record: _Record, *, creating: bool, only: Iterable[str] | None = None) -> None:
    """Raise `RecordRefused` with every sentence of `problems`, so that nothing is sent that would be refused or cut.

    `only` names our fields that are written; without it all of them are.
    """
    found = problems(table, record, creating=creating)
    if only is not None:
        wanted = set(only)
        found = [one for one in found if not wanted.isdisjoint((one.field, *table.field(one.field).joined))]
    if not found:
        return
    message = in_a_row(problem.sentence for problem in found)
    raise RecordRefused(message, what_to_do=Message("Change it in the system that it comes from, read again, and try again."))


def _value_out(field: Field, record: _Record) -> Any:
    value = getattr(record, field.ours)
    if field.joined:
        value = field.separator.join(text for name in (field.ours, *field.joined) if (text := getattr(record, name)))
    return field.out(value) if field.out is not None and value not in ("", None) else value


def _shown(record: _Record, names: tuple[str, ...]) -> str:
    return "\n".join(str(value) for name in names if (value := getattr(record, name)) not in ("", None))


@cache
def _read_fields(table: FieldTable, kind: type[_Record]) -> tuple[tuple[Field, tuple[str, ...]], ...]:
    """The rows that are read into records of a kind, with their paths in parts: found once, since registers have many records."""
    known = {one.name for one in fields(kind)}
    read = (field for field in table.fields if field.is_read and field.theirs and field.ours in known)
    return tuple((field, tuple(field.theirs.split("."))) for field in read)


def _get(document: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = document
    for part in path:
        # A dict is looked for first: asking whether something is a Mapping takes longer than all the rest.
        if not isinstance(value, dict) and not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _put(document: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for part in parents:
        document = document.setdefault(part, {})
    document[last] = value
