"""What changed on a linked contact or employee since it was last carried, and what carrying it would write; pure.

People go one way, from the PSA to the finance system (product.md chapter 2). Three states are compared: ours, theirs, and what both
held when something was last carried. Empty never blanks. A field that was changed only over there is left to whoever changed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from desktop.models.field_mapping import FieldTable, as_kept_by, problems
from desktop.models.records import CarriedValues, Contact, Employee, LinkKind, Reason, texts_of
from desktop.models.updates import FieldUpdate, News
from desktop.texts import Message, in_a_row

Person = Contact | Employee
CARRIED = {
    LinkKind.CONTACT: frozenset(("first_name", "last_name", "email", "phone", "comment")),
    LinkKind.EMPLOYEE: frozenset(("first_name", "last_name", "email")),
}
"""Our names of what goes from the PSA to the finance system."""
TABLE_OF = {LinkKind.CONTACT: "contacts", LinkKind.EMPLOYEE: "employees"}
"""Which field table of a system a person is written by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonUpdate:
    """A linked person with what would be carried; `kept` are our names of the fields that the user keeps as they are.

    `where` is the customer of a contact as people call it, empty for an employee.
    """

    kind: LinkKind
    psa: Person
    finance: Person
    where: str
    fields: tuple[FieldUpdate, ...]
    problems: tuple[Message, ...] = ()
    kept: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """Names the person among all that are linked."""
        return f"{self.kind} {self.finance.id}"

    @property
    def going(self) -> tuple[FieldUpdate, ...]:
        """The fields that are written."""
        return tuple(one for one in self.fields if one.field not in self.kept)

    def keeping(self, names: Iterable[str]) -> PersonUpdate:
        """The same with these fields kept as they are."""
        return replace(self, kept=frozenset(names))

    def unseen(self) -> PersonUpdate | None:
        """What may go without anybody looking: what takes back nothing over there; `None` when there is nothing of the kind."""
        found = self.keeping(one.field for one in self.fields if one.news is not News.HERE)
        return found if found.going and not self.problems else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedPeople:
    """People of both sides; `links` gives the id over there of each linked one of the PSA, by its id."""

    psa: tuple[Person, ...] = ()
    finance: tuple[Person, ...] = ()
    links: Mapping[str, str]
    customer: str = ""  # of contacts
    why_none_created: Message | None = None


CREATE = "+"
"""In place of an id over there: create the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleDecided:
    """How many links were decided, and the batch that takes them back."""

    batch_id: int
    count: int
    created: int = 0

    @property
    def sentence(self) -> Message:
        """What came of it."""
        if self.created:
            return Message(
                "{count} contact or employee decided, {created} created.",
                "{count} contacts and employees decided, {created} created.",
                count=self.count,
                created=self.created,
            )
        return Message("{count} contact or employee decided.", "{count} contacts and employees decided.", count=self.count)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleReport:
    """What a batch of contacts or employees did, and why the refused ones were refused, by name."""

    batch_id: int
    people: int = 0
    fields: int = 0
    refused: Mapping[str, Reason]

    @property
    def sentence(self) -> Message:
        """What came of it."""
        done = [
            Message("{count} contact or employee changed.", "{count} contacts and employees changed.", count=self.people),
            Message("{count} field written.", "{count} fields written.", count=self.fields),
        ]
        return in_a_row((*done, Message("{count} refused.", count=len(self.refused))) if self.refused else done)


def is_as_carried(kind: LinkKind, ours: Person, carried: CarriedValues) -> bool:
    """Whether ours has not changed since it was last carried, so that nobody over there need be asked."""
    now = texts_of(ours)
    return all(now[name] == carried.psa.get(name, now[name]) for name in CARRIED[kind])


def person_updates(table: FieldTable, kind: LinkKind, ours: Person, there: Person, carried: CarriedValues) -> list[FieldUpdate]:
    """What would be written over there, field by field; what was changed there as well says so (`News.BOTH`)."""
    if not carried.psa:
        return []
    known: dict[str, Any] = {name: carried.psa[name] for name in CARRIED[kind] if name in carried.psa}
    wanted, before = as_kept_by(table, ours), as_kept_by(table, replace(ours, **known))
    found = []
    for names, field in _carried_fields(table, kind):
        new, now = _text(wanted, names), _text(there, names)
        if not new or new == now or new == _text(before, names):
            continue
        news = News.HERE if now == _text_of(carried.finance, names, now) else News.BOTH
        found.append(FieldUpdate(field=field.ours, label=field.label, old=now, new=new, news=news))
    return found


def refused_values(table: FieldTable, kind: LinkKind, ours: Person, updates: Sequence[FieldUpdate]) -> tuple[Message, ...]:
    """What the system would refuse of these fields."""
    going = {one.field for one in updates}
    return tuple(one.sentence for one in problems(table, ours, creating=False) if one.field in going)


def as_wanted(table: FieldTable, kind: LinkKind, ours: Person, there: Person, fields: Iterable[str]) -> tuple[Any, frozenset[str]]:
    """The person over there with these fields of ours, as its system would keep them; and the names of all that is written."""
    kept = as_kept_by(table, ours)
    names = frozenset(name for group, field in _carried_fields(table, kind) if field.ours in set(fields) for name in group)
    values: dict[str, Any] = {name: getattr(kept, name) for name in names}
    return replace(there, **values), names


def settled(kind: LinkKind, table: FieldTable, ours: Person, there: Person, fields: Iterable[str]) -> CarriedValues:
    """What counts as carried of the fields that were decided about, as both sides stand now."""
    names = {name for group, field in _carried_fields(table, kind) if field.ours in set(fields) for name in group}
    psa, finance = texts_of(ours), texts_of(there)
    return CarriedValues(psa={name: psa[name] for name in names}, finance={name: finance[name] for name in names})


def agreed(kind: LinkKind, table: FieldTable, ours: Person, there: Person) -> frozenset[str]:
    """The fields in which both sides hold the same now: nothing of them is news, whoever changed them."""
    wanted = as_kept_by(table, ours)
    return frozenset(field.ours for names, field in _carried_fields(table, kind) if _text(wanted, names) == _text(there, names))


def _carried_fields(table: FieldTable, kind: LinkKind) -> list[tuple[tuple[str, ...], Any]]:
    return [((one.ours, *one.joined), one) for one in table.fields if one.ours in CARRIED[kind] and one.is_written and one.theirs]


def _text(person: Person, names: Iterable[str]) -> str:
    return " ".join(value for name in names if (value := str(getattr(person, name))))


def _text_of(values: Mapping[str, str], names: Iterable[str], otherwise: str) -> str:
    known = [values[name] for name in names if name in values]
    return " ".join(value for value in known if value) if known else otherwise
