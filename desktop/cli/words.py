"""What the words of the program are called in tables for people; JSON keeps the words themselves."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.models.linking import Tab
from desktop.models.records import Activity, FinanceState, Outcome, Side
from desktop.texts import Message

TABS: Mapping[Tab, Message] = {
    Tab.ONE: Message("One suggestion"),
    Tab.SEVERAL: Message("Several suggestions"),
    Tab.NONE: Message("No suggestion"),
    Tab.IGNORED: Message("Ignored"),
    Tab.LINKED: Message("Linked"),
    Tab.NOT_LOOKED_UP: Message("Not looked up"),
}

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

STATES: Mapping[FinanceState, Message] = {
    FinanceState.DRAFT: Message("Draft"),
    FinanceState.BOOKED: Message("Booked"),
    FinanceState.PAID: Message("Paid"),
    FinanceState.DELETED: Message("Deleted"),
}

SIDES: Mapping[Side, Message] = {
    Side.PSA: Message("TimeLog side"),
    Side.FINANCE: Message("Finance side"),
}

SETTINGS: Mapping[str, Message] = {
    "customer_group": Message("Customer group"),
    "vat_zone": Message("VAT zone"),
    "payment_terms": Message("Payment terms"),
    "layout": Message("Layout"),
    "employee_group": Message("Employee group"),
    "mode": Message("Customer owner"),
    "creation": Message("New customers are created"),
    "may_link": Message("Bindeled may link customers by itself"),
}
