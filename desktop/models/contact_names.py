"""Which contact over there is meant, as far as its name tells; pure (product.md chapter 2: linked by first and last name)."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.models.records import Contact


def same_name(contact: Contact, people: Iterable[Contact]) -> list[Contact]:
    """The active ones with the first and last name of this one, itself left out."""
    name = contact.name.casefold()
    return [one for one in people if one.is_active and one is not contact and one.name.casefold() == name]


def must_be_asked(contact: Contact, ours: Iterable[Contact], there: Iterable[Contact]) -> bool:
    """Whether the name does not tell who is meant: twice over there, or twice here with somebody of that name over there."""
    found = same_name(contact, there)
    doubles = [one for one in ours if one.id != contact.id and one.customer_id == contact.customer_id]
    return len(found) > 1 or bool(found and same_name(contact, doubles))
