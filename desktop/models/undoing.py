"""What undoing a batch would do, in three groups: taken back, changed since and so left alone, and not possible; pure.

The steps are those that the use cases keep which link customers and people, create them, or carry changes.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from desktop.errors import BindeledError, PassingTrouble, RecordChanged, RecordNotFound, RecordRefused
from desktop.models.people_updates import CARRIED
from desktop.models.records import Contact, Customer, Employee, LinkKind, Side, Transfer, TransferState
from desktop.texts import Message


class UndoGroup(StrEnum):
    """What becomes of one thing that a batch did."""

    BACK = "back"
    CHANGED = "changed"  # somebody changed it since: left alone
    IMPOSSIBLE = "impossible"


UNDO_GROUPS: Mapping[UndoGroup, Message] = {
    UndoGroup.BACK: Message("Taken back"),
    UndoGroup.CHANGED: Message("Changed since, left alone"),
    UndoGroup.IMPOSSIBLE: Message("Cannot be taken back"),
}
"""What the groups are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoItem:
    """One thing that a batch did to a customer, and what becomes of it; `is_passing`: it can be taken back later."""

    group: UndoGroup
    customer: str
    sentence: Message
    is_passing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoPreview:
    """What undoing a batch would do now, step by step; `message` and `made_at` are those of the batch.

    `customers` and `people` are for how many something would be taken back; a customer may have several steps.
    """

    batch_id: int
    message: Message
    made_at: dt.datetime
    items: tuple[UndoItem, ...]
    customers: int = 0
    people: int = 0

    def counts(self) -> dict[UndoGroup, int]:
        """How many things stand in each group."""
        found = Counter(item.group for item in self.items)
        return {group: found[group] for group in UndoGroup}


@dataclass(frozen=True, slots=True)
class FieldsBack:
    """Our names of the fields of one overwritten customer: `back` still hold what we wrote, `changed` hold something third."""

    back: frozenset[str]
    changed: frozenset[str]


def overwrite_step(side: Side, current: Customer, after: Mapping[str, Any]) -> dict[str, Any]:
    """The step of a customer that is overwritten: the fields with what they hold now, and what they hold `after`."""
    before = {name: getattr(current, name) for name in after}
    return {"what": "overwrite", "side": side, "id": current.id, "name": current.name, "before": before, "after": dict(after)}


def fields_back(step: Mapping[str, Any], current: Customer | Contact | Employee) -> FieldsBack:
    """Hold a step that overwrote fields against the record as it stands now; a field with its old value again is in neither."""
    before, after = step["before"], step["after"]
    now = {name: getattr(current, name) for name in after}
    return FieldsBack(
        back=frozenset(name for name in after if now[name] == after[name] != before[name]),
        changed=frozenset(name for name in after if now[name] not in (after[name], before[name])),
    )


def left_as_it_is(step: Mapping[str, Any], fields: FieldsBack) -> Message | None:
    """What is told of the fields that undo leaves alone, `None` when there are none."""
    if not fields.changed:
        return None
    return Message(
        "{customer}: {count} field was changed since and is left as it is.",
        "{customer}: {count} fields were changed since and are left as they are.",
        customer=step["name"],
        count=len(fields.changed),
    )


@dataclass(slots=True)
class Standing:
    """What the systems hold while undo goes through its steps, last first.

    `customers` by side and id, the reason where one cannot be read; `contacts` the ids of those of created customers.
    """

    customers: dict[tuple[Side, str], Customer | BindeledError] = field(default_factory=dict)
    contacts: dict[str, set[str]] = field(default_factory=dict)

    def without(self, step: Mapping[str, Any]) -> None:
        """A created contact will be gone when the steps before its own are taken back."""
        self.contacts.get(step["customer_id"], set()).discard(step["id"])


@dataclass(frozen=True, slots=True)
class Documents:
    """How many of our documents name a record over there, and of how many nobody knows yet whether they lie there."""

    there: int = 0
    uncertain: int = 0

    @classmethod
    def of(cls, transfers: Iterable[Transfer | None]) -> Documents:
        """Counted from the transfers of invoices."""
        known = [one for one in transfers if one is not None]
        open_states = (TransferState.SENDING, TransferState.UNKNOWN)
        return cls(
            there=sum(bool(one.finance_id) for one in known),
            uncertain=sum(not one.finance_id and one.state in open_states for one in known),
        )


def put_back(step: Mapping[str, Any], current: Customer) -> Customer:
    """The customer with its old values where it still holds what the step wrote."""
    return replace(current, **{name: step["before"][name] for name in fields_back(step, current).back})


def written_customer(step: Mapping[str, Any]) -> tuple[Side, str] | None:
    """Side and id of the customer that a step wrote to in its system; `None` when undo has nothing to compare there."""
    match step["what"]:
        case "overwrite":
            return Side(step["side"]), step["id"]
        case "create":
            return Side.FINANCE, step["finance_id"]
        case _:
            return None


_OF_SYSTEM = frozenset(("version", "changed_at", "is_active", "is_gone", "guid", "external_keys"))
"""What a system changes on a customer by itself, or what is only ours to know."""


def creation_step(made: Customer, psa_id: str) -> dict[str, Any]:
    """The step of a customer that was created in the finance system, with its fields as that system stored them."""
    kept = {one.name: getattr(made, one.name) for one in fields(Customer) if one.name not in _OF_SYSTEM}
    return {"what": "create", "psa_id": psa_id, "finance_id": made.id, "name": made.name, "after": kept}


def is_as_created(step: Mapping[str, Any], current: Customer | Contact | Employee) -> bool:
    """Whether nobody has changed a created record since: only then may undo delete it."""
    return all(getattr(current, name, value) == value for name, value in step["after"].items())


def overwrite_items(step: Mapping[str, Any], current: Customer | Contact | Employee | BindeledError, system: str) -> list[UndoItem]:
    """What becomes of overwritten fields, from the customer as it stands there now, or why it cannot be read."""
    if isinstance(current, BindeledError):
        return [_item(UndoGroup.CHANGED, step, current.message)]
    found, items = fields_back(step, current), []
    if found.back:
        sentence = Message(
            "{count} field gets its old value back in {system}.",
            "{count} fields get their old values back in {system}.",
            count=len(found.back),
            system=system,
        )
        items.append(_item(UndoGroup.BACK, step, sentence))
    if found.changed:
        sentence = Message(
            "{count} field was changed in {system} since, and stays as it is.",
            "{count} fields were changed in {system} since, and stay as they are.",
            count=len(found.changed),
            system=system,
        )
        items.append(_item(UndoGroup.CHANGED, step, sentence))
    return items


def creation_item(
    step: Mapping[str, Any],
    current: Customer | BindeledError,
    system: str,
    why_not: Message | None,
    documents: Documents,
    contacts: int,
) -> UndoItem:
    """What becomes of a created customer: `why_not` is why it is not deleted whatever it holds, `contacts` how many are left in it.

    What else points at it the system says only when it is asked to delete.
    """
    if isinstance(current, RecordNotFound):
        return _item(UndoGroup.BACK, step, Message("The customer is gone from {system} already.", system=system))
    if isinstance(current, BindeledError):
        return _item(UndoGroup.CHANGED, step, current.message)
    if why_not is not None:
        return _item(UndoGroup.IMPOSSIBLE, step, why_not)
    if documents.there:
        return _item(UndoGroup.IMPOSSIBLE, step, _stays_for_invoices(system, documents.there))
    if documents.uncertain:
        return waiting_item(step["name"], _stays_until_known(system, documents.uncertain), UndoGroup.IMPOSSIBLE)
    if contacts:
        return _item(UndoGroup.CHANGED, step, _stays_for_contacts(system, contacts))
    if not is_as_created(step, current):
        return _item(UndoGroup.CHANGED, step, Message("The customer was changed in {system} since, and stays.", system=system))
    return _item(UndoGroup.BACK, step, Message("The customer is deleted in {system}.", system=system))


def refuse_to_delete(item: UndoItem) -> None:
    """Raise why a created record is not deleted: `PassingTrouble`, `RecordRefused` or `RecordChanged`; nothing when it may be."""
    if item.is_passing:
        raise PassingTrouble(item.sentence)
    if item.group is UndoGroup.IMPOSSIBLE:
        raise RecordRefused(item.sentence)
    if item.group is UndoGroup.CHANGED:
        raise RecordChanged(item.sentence)


def waiting_item(name: str, reason: Message, group: UndoGroup = UndoGroup.CHANGED) -> UndoItem:
    """A step that cannot be taken back now, and stays in its batch until it can."""
    return UndoItem(group=group, customer=name, sentence=reason, is_passing=True)


def import_item(step: Mapping[str, Any], system: str) -> UndoItem:
    """What becomes of a customer that was imported into the PSA."""
    sentence = Message("The customer stays in {system}, which cannot delete customers. Only the link is removed.", system=system)
    return _item(UndoGroup.IMPOSSIBLE, step, sentence)


def stays_linked(name: str, reason: Message) -> Message:
    """Why a link is not removed: the record that was created with it stays."""
    return Message("{customer} stays linked: {reason}", customer=name, reason=reason)


def _stays_for_invoices(system: str, invoices: int) -> Message:
    return Message(
        "The customer stays in {system}, which has {count} invoice to it.",
        "The customer stays in {system}, which has {count} invoices to it.",
        count=invoices,
        system=system,
    )


def _stays_for_contacts(system: str, contacts: int) -> Message:
    return Message(
        "The customer has got {count} contact in {system} since, and stays.",
        "The customer has got {count} contacts in {system} since, and stays.",
        count=contacts,
        system=system,
    )


def _stays_until_known(system: str, invoices: int) -> Message:
    return Message(
        "It is not known yet whether {count} invoice is in {system}; until then this cannot be deleted.",
        "It is not known yet whether {count} invoices are in {system}; until then this cannot be deleted.",
        count=invoices,
        system=system,
    )


def _item(group: UndoGroup, step: Mapping[str, Any], sentence: Message) -> UndoItem:
    return UndoItem(group=group, customer=step["name"], sentence=sentence)


def person_step(
    what: str, kind: LinkKind, psa_id: str, before: Contact | Employee, after: Contact | Employee, names: Iterable[str]
) -> dict[str, Any]:
    """The step of a contact or employee that was overwritten or created over there (`overwrite_person`, `create_person`)."""
    return {
        "what": what,
        "kind": str(kind),
        "psa_id": psa_id,
        "id": after.id,
        "customer_id": after.customer_id if isinstance(after, Contact) else "",
        "name": after.name,
        "before": {name: getattr(before, name) for name in names},
        "after": {name: getattr(after, name) for name in names},
    }


def creation(kind: LinkKind, psa_id: str, made: Contact | Employee) -> dict[str, Any]:
    """The step of a contact or employee that was created over there, with what went there."""
    return person_step("create_person", kind, psa_id, made, made, CARRIED[kind])


def link_step(kind: LinkKind, psa_id: str, name: str, before: str, after: str) -> dict[str, Any]:
    """The step of a contact or employee whose link was made, changed or ended: ids over there, empty where there is no link."""
    return {"what": "link_person", "kind": str(kind), "psa_id": psa_id, "name": name, "before": before, "after": after}


def person_of(step: Mapping[str, Any]) -> Contact | Employee:
    """Whom a step wrote to over there, to be looked up."""
    if step["kind"] == LinkKind.CONTACT:
        return Contact(id=step["id"], customer_id=step["customer_id"], first_name=step["name"])
    return Employee(id=step["id"], number=step["id"], first_name=step["name"])


def person_creation_item(
    step: Mapping[str, Any], current: Contact | Employee | BindeledError, system: str, why_not: Message | None, documents: Documents
) -> UndoItem:
    """What becomes of a created contact or employee; as `creation_item`."""
    if isinstance(current, RecordNotFound):
        return _item(UndoGroup.BACK, step, Message("The person is gone from {system} already.", system=system))
    if isinstance(current, BindeledError):
        return _item(UndoGroup.CHANGED, step, current.message)
    if why_not is not None:
        return _item(UndoGroup.IMPOSSIBLE, step, why_not)
    if documents.there:
        return _item(UndoGroup.IMPOSSIBLE, step, _person_stays(system, documents.there))
    if documents.uncertain:
        return waiting_item(step["name"], _stays_until_known(system, documents.uncertain), UndoGroup.IMPOSSIBLE)
    if not is_as_created(step, current):
        return _item(UndoGroup.CHANGED, step, Message("The person was changed in {system} since, and stays.", system=system))
    return _item(UndoGroup.BACK, step, Message("The person is deleted in {system}.", system=system))


def _person_stays(system: str, invoices: int) -> Message:
    return Message(
        "The person stays in {system}, where {count} invoice names it.",
        "The person stays in {system}, where {count} invoices name it.",
        count=invoices,
        system=system,
    )


def person_link_item(step: Mapping[str, Any], is_as_left: bool) -> UndoItem:
    """What becomes of a link of a contact or employee that was made, changed or ended; `is_as_left`: nobody changed it since."""
    if not is_as_left:
        return _item(UndoGroup.CHANGED, step, Message("The link was changed since, and stays as it is."))
    if step["before"]:
        return _item(UndoGroup.BACK, step, Message("The link to {number} is there again.", number=step["before"]))
    return _item(UndoGroup.BACK, step, Message("The link is removed."))
