"""TimeLog's customer card as an XML element: read into our record, and changed in place member by member."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lxml import etree

from desktop.connectors.timelog.fields import CUSTOMERS
from desktop.connectors.timelog.soap_answers import NIL, Reply, document, local_name
from desktop.connectors.timelog.soap_client import described_type
from desktop.connectors.timelog.values import required_identifier
from desktop.models.field_mapping import from_system
from desktop.models.records import Customer, ExternalKey

API = "{http://api.timelog.com}"


def customer_of(reply: Reply, card: Any) -> Customer:
    """Our record of a card; `UnexpectedAnswer` when the card lacks what every card has."""
    members = document(card)
    try:
        names = {name: required_identifier(name, members.get(name)) for name in ("ID", "GUID", "Name")}
    except ValueError as error:
        place = f"Customer {members.get('ID') or ''}".rstrip()
        raise reply.answer.unexpected(f"{place}: {error}", place=place) from error
    return replace(
        from_system(CUSTOMERS, members, Customer(id=names["ID"], guid=names["GUID"])),
        version=members.get("TimeStamp") or "",
        external_keys=tuple(
            ExternalKey(system_name=key.get("SystemName") or "", external_id=key.get("ExternalID") or "")
            for key in members.get("ExternalKeys") or ()
        ),
    )


def put(card: Any, path: str, value: Any) -> None:
    """Set a member of the card, for instance `Address.City`; one that is not there yet is put where TimeLog expects it."""
    member, kind = card, described_type("CRM", "Customer")
    for name in path.split("."):
        member, kind = _member(member, kind, name)
    member.text = str(value)


def remove_details(card: Any) -> None:
    """Take away the part that says status, currency and owners once more as objects: it would still hold the old ones."""
    for details in [one for one in card if local_name(one) == "Details"]:
        card.remove(details)


def external_keys(reply: Reply, card: Any) -> Any:
    """The card's list of external keys, ready to be changed.

    `UnexpectedAnswer` when TimeLog did not load it: sent back, it would take the keys of other systems away.
    """
    if document(card).get("IsExternalKeysLoaded") != "true":
        raise reply.answer.unexpected("the external keys of the customer were not loaded", place="IsExternalKeysLoaded")
    return _member(card, described_type("CRM", "Customer"), "ExternalKeys")[0]


def keys_of(keys: Any, system_name: str) -> dict[str, Any]:
    """The keys of one system out of the list, by the id that they hold; nobody but a person or another program makes two."""
    return {key.findtext(f"{API}ExternalID") or "": key for key in keys if key.findtext(f"{API}SystemName") == system_name}


def add_key(keys: Any, key: ExternalKey) -> None:
    """Add a key to the list."""
    added = etree.SubElement(keys, f"{API}ExternalSystemContext")
    etree.SubElement(added, f"{API}SystemName").text = key.system_name
    etree.SubElement(added, f"{API}ExternalID").text = key.external_id


def _member(parent: Any, kind: Any, name: str) -> tuple[Any, Any]:
    """The member with that name and its type, made when it is not there."""
    tags = [element.qname.text for _, element in kind.elements]
    place = next(number for number, tag in enumerate(tags) if tag.endswith(f"}}{name}"))
    found = parent.find(tags[place])
    if found is None:
        found = etree.Element(tags[place])
        before = sum(1 for child in parent if child.tag in tags[:place])
        parent.insert(before, found)
    found.attrib.pop(NIL, None)
    return found, kind.elements[place][1].type
