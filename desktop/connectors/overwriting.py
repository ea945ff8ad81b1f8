"""Overwrite fields of a customer, contact or employee in one system, and know afterwards whether they stand there."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from desktop.connectors.contract import Connector, Finance
from desktop.errors import BindeledError, OutcomeUnknown, RecordChanged, RecordNotFound
from desktop.models.records import Contact, Customer, Employee, ExternalKey
from desktop.texts import Message


def overwrite(connector: Connector, wanted: Customer, names: frozenset[str], seen: Customer | None = None) -> Customer:
    """Write the named fields and give the customer as it stands over there.

    `RecordChanged` when the system finds another value in a named field than in `seen`; without it any value is overwritten.
    `OutcomeUnknown` when the answer was lost and a look does not find every value there: they may still have been written.
    """
    try:
        return connector.update_customer(wanted, names, seen)
    except OutcomeUnknown as unknown:
        try:
            stored = connector.customer(wanted.id)  # whole values were written, so a look tells whether they are there
        except BindeledError:
            raise unknown from None
        if not agree(stored, wanted, names):
            raise
        return stored


def agree(one: Customer, other: Customer, names: Iterable[str]) -> bool:
    """Whether both hold the same in the named fields."""
    return all(getattr(one, name) == getattr(other, name) for name in names)


def refuse_changed(standing: Customer, seen: Customer | None, wanted: Customer, names: Iterable[str], system: str) -> None:
    """`RecordChanged` when a named field holds neither what was seen in it nor what is to be written."""
    if seen is not None and any(not agree(standing, seen, {name}) and not agree(standing, wanted, {name}) for name in names):
        raise RecordChanged(
            Message("{customer} was changed in {system} since it was read.", customer=standing.name, system=system),
            what_to_do=Message("Read again, look at the changes, and write again."),
        )


def refuse_other_key(standing: Customer, key: ExternalKey, replaces: Collection[str], system: str) -> None:
    """`RecordChanged` when a PSA customer has another external key of that system than this one and those that it `replaces`."""
    known = {one.external_id for one in standing.external_keys if one.system_name == key.system_name}
    if others := known - {key.external_id, *replaces}:
        raise RecordChanged(
            Message(
                "{customer} is marked in {system} as linked to {others} since it was read.",
                customer=standing.name,
                system=system,
                others=sorted(others),
            ),
            what_to_do=Message("Read the customers again: Link customers then tells whom it is linked to."),
        )


def person_there(finance: Finance, person: Contact | Employee) -> Contact | Employee:
    """The contact or employee as it stands over there now; `RecordNotFound`."""
    everybody: Iterable[Contact | Employee]
    if isinstance(person, Contact):
        everybody = finance.contacts(person.customer_id)
    else:
        everybody = (one for page in finance.employees() for one in page.records)
    for one in everybody:
        if one.id == person.id:
            return one
    raise RecordNotFound(Message("{name} is not there any more.", name=person.name), what_to_do=Message("Read again."))


def overwrite_person(finance: Finance, wanted: Contact | Employee, names: frozenset[str]) -> Contact | Employee:
    """Write the named fields of a contact or employee; as `overwrite`."""
    try:
        return finance.update_contact(wanted, names) if isinstance(wanted, Contact) else finance.update_employee(wanted, names)
    except OutcomeUnknown as unknown:
        try:
            stored = person_there(finance, wanted)
        except BindeledError:
            raise unknown from None
        if not all(getattr(stored, name) == getattr(wanted, name) for name in names):
            raise
        return stored
