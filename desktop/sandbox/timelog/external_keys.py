"""External keys: which record of TimeLog is which one in another system (timelog.md sections 5.16 and 7.3).

Stricter readings where the reference is silent: the system must be registered (REST `/external-systems`), a record has at most one
key of a system, a key belongs to one record of its kind, and a list sent with `IsExternalKeysLoaded` replaces all keys.
"""

from __future__ import annotations

from typing import Any

from desktop.sandbox.timelog.soap import Refused
from desktop.sandbox.timelog.state import TABLES, Record, Site


def replaced_keys(site: Site, table: str, given: dict[str, Any], record: Record) -> list[Record]:
    """The keys of the record after a write: those of the list when it says that it is loaded, else the ones it had."""
    if not given.get("IsExternalKeysLoaded"):
        return list(record["ExternalKeys"])
    keys: list[Record] = []
    for key in given.get("ExternalKeys") or ():
        checked = checked_key(site, table, key, record)
        if any(one["SystemName"] == checked["SystemName"] for one in keys):
            raise Refused(f"There are two external keys of the system '{checked['SystemName']}'.")
        keys.append(checked)
    return keys


def checked_key(site: Site, table: str, key: dict[str, Any] | None, record: Record) -> Record:
    """The key, when its system is registered and no other record of the kind holds it; `Refused` otherwise."""
    system, external_id = (key or {}).get("SystemName"), (key or {}).get("ExternalID")
    if not system or not external_id:
        raise Refused("An external key needs SystemName and ExternalID.")
    if not site.first("external_systems", "Name", system):
        raise Refused(f"The external system '{system}' does not exist.")
    holder = site.by_key(table, system, external_id)
    if holder and holder[TABLES[table].key] != record[TABLES[table].key]:
        raise Refused(f"The external key '{external_id}' of '{system}' belongs to another record.")
    return {"SystemName": system, "ExternalID": external_id}


def with_keys(record: Record, *, load: bool) -> Record:
    """The record as an answer shows it, with its keys or with their list absent."""
    return {**record, "IsExternalKeysLoaded": load, "ExternalKeys": record["ExternalKeys"] if load else None}
