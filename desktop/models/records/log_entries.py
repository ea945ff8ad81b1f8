"""The integration log (Log): every read, decision and write, in plain words, never with a secret in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from desktop.models.records.links import Link
from desktop.texts import Message


class Activity(StrEnum):
    """What was being done."""

    CONNECT = "connect"
    RESET = "reset"
    FETCH = "fetch"
    SUGGEST = "suggest"
    LINK = "link"
    UNLINK = "unlink"
    UPDATE = "update"
    IMPORT = "import"
    IGNORE = "ignore"
    UNDO = "undo"
    ITEMS = "items"
    SETTINGS = "settings"
    TRANSFER = "transfer"
    LOOK_UP = "look_up"
    WRITE_BACK = "write_back"
    RECONCILE = "reconcile"
    EXPENSES = "expenses"


class Outcome(StrEnum):
    """How it ended."""

    DONE = "done"
    REFUSED = "refused"
    NOT_SENT = "not_sent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer; secrets are struck out before it gets here."""

    method: str
    address: str
    sent: str
    status: int | None  # None: no answer
    answered: str
    started_at: dt.datetime
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LogEntry:
    """One entry. `subject` names the record as people do (invoice 20418); `subject_id` finds it again."""

    id: int = 0
    at: dt.datetime
    integration_id: int
    activity: Activity
    outcome: Outcome
    message: Message
    what_to_do: Message | None = None
    system: str = ""
    person: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    subject: str = ""
    technical: str = ""
    exchanges: tuple[Exchange, ...] = ()


PSA_CUSTOMER = "psa_customer"
"""Kind of the record that an entry is about: a customer of the PSA without a counterpart; `subject_id` is its id in the PSA."""


def psa_customer_subject(psa_id: str, link: Link | None, name: str) -> tuple[str, str, str]:
    """What an entry about a PSA customer is about: the finance customer it is linked to, by which both are found, else itself."""
    return ("customer", link.finance_id, name) if link is not None else (PSA_CUSTOMER, psa_id, name)


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """An entry as its hash covers it: the columns of the database, whatever was done to them, and the text that is hashed."""

    number: int
    columns: Mapping[str, Any]
    text: str
    hash: str  # as it stands in the database: that of the text, unless somebody changed one of the two


class LogFaultKind(StrEnum):
    """What was done to the log from outside."""

    CHANGED = "changed"
    MISSING = "missing"
    MOVED = "moved"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class LogFault:
    """One place where the log is not as it was written: the numbers of the first and the last entry concerned."""

    kind: LogFaultKind
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class LogProof:
    """What verifying the log gave. `hash` is that of the newest entry: written down elsewhere, it proves the whole log later."""

    entries: int
    hash: str
    faults: tuple[LogFault, ...]

    @property
    def is_whole(self) -> bool:
        """True when every entry stands as it was written."""
        return not self.faults
