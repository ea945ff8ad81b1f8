"""What the activities and outcomes of the integration log are called, and the lamp of each outcome."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.models.lamps import Lamp
from desktop.models.records import Activity, Outcome
from desktop.texts import Message

ACTIVITIES: Mapping[Activity, Message] = {
    Activity.CONNECT: Message("Connect"),
    Activity.RESET: Message("Reset"),
    Activity.FETCH: Message("Read"),
    Activity.SUGGEST: Message("Look for customers"),
    Activity.LINK: Message("Link"),
    Activity.UNLINK: Message("Unlink"),
    Activity.UPDATE: Message("Update"),
    Activity.IMPORT: Message("Import"),
    Activity.IGNORE: Message("Ignore"),
    Activity.UNDO: Message("Undo"),
    Activity.ITEMS: Message("Item numbers"),
    Activity.SETTINGS: Message("Settings"),
    Activity.TRANSFER: Message("Transfer"),
    Activity.LOOK_UP: Message("Look up"),
    Activity.WRITE_BACK: Message("Write back"),
    Activity.RECONCILE: Message("Reconcile"),
}

OUTCOMES: Mapping[Outcome, Message] = {
    Outcome.DONE: Message("Done"),
    Outcome.REFUSED: Message("Refused"),
    Outcome.NOT_SENT: Message("Not sent"),
    Outcome.UNKNOWN: Message("Uncertain"),
}

OUTCOME_LAMPS: Mapping[Outcome, Lamp] = {
    Outcome.DONE: Lamp.DONE,
    Outcome.REFUSED: Lamp.REFUSED,
    Outcome.NOT_SENT: Lamp.REFUSED,
    Outcome.UNKNOWN: Lamp.UNKNOWN,
}
