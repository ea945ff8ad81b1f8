"""Which contact over there is meant, and what changed on a linked one since it was last carried; pure.

Contacts go one way, from the PSA to the finance system (product.md chapter 2). Empty never blanks, and a field that was changed
over there since is left to whoever changed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from desktop.models.field_mapping import FieldTable, as_kept_by
from desktop.models.records import CarriedValues, Contact

CARRIED = ("first_name", "last_name", "email", "phone", "comment")


def same_name(contact: Contact, people: Iterable[Contact]) -> list[Contact]:
    """The active ones with the first and last name of this one, itself left out."""
    name = contact.name.casefold()
    return [one for one in people if one.is_active and one is not contact and one.name.casefold() == name]


def must_be_asked(contact: Contact, ours: Iterable[Contact], there: Iterable[Contact]) -> bool:
    """Whether the name does not tell who is meant: twice over there, or twice here with somebody of that name over there."""
    found = same_name(contact, there)
    doubles = [one for one in ours if one.id != contact.id and one.customer_id == contact.customer_id]
    return len(found) > 1 or bool(found and same_name(contact, doubles))


def changed_contact(
    table: FieldTable, contact: Contact, there: Contact, carried: CarriedValues
) -> tuple[Contact, frozenset[str]] | None:
    """The contact over there with what changed on ours since, and the names of these fields; `None` when there are none."""
    if not carried.psa:
        return None
    known: dict[str, Any] = {name: carried.psa[name] for name in CARRIED if name in carried.psa}
    wanted, before = as_kept_by(table, contact), as_kept_by(table, replace(contact, **known))
    names: set[str] = set()
    for field in table.fields:
        group = (field.ours, *field.joined)
        if field.ours not in CARRIED or not field.is_written:
            continue
        new, now = _text(wanted, group), _text(there, group)
        then = _text_of(carried.finance, group, now)
        if new and new != now and new != _text(before, group) and now == then:
            names.update(group)
    values: dict[str, Any] = {name: getattr(wanted, name) for name in names}
    return (replace(there, **values), frozenset(names)) if names else None


def _text(contact: Contact, names: Iterable[str]) -> str:
    return " ".join(value for name in names if (value := str(getattr(contact, name))))


def _text_of(values: Mapping[str, str], names: Iterable[str], otherwise: str) -> str:
    known = [values[name] for name in names if name in values]
    return " ".join(value for value in known if value) if known else otherwise
