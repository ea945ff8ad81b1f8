"""What stops invoices, grouped by cause, and where each cause is put right; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.models.psa_numbers import NUMBERED
from desktop.models.records import Reason
from desktop.models.records.document_judgements import SET_ASIDE
from desktop.texts import Message


class Fix(StrEnum):
    """What can be done about an invoice, as a button."""

    LINK_CUSTOMERS = "link_customers"
    CREATE_CUSTOMERS = "create_customers"
    CHOOSE_ITEM = "choose_item"
    CHOOSE_CONTACT = "choose_contact"
    CHOOSE_EMPLOYEE = "choose_employee"
    ITEM_NUMBERS = "item_numbers"
    REPLACE_ITEMS = "replace_items"
    ACTIVATE_ITEMS = "activate_items"
    SETUP = "setup"
    CHECK = "check"
    LOOK_UP = "look_up"
    TRANSFER_AGAIN = "transfer_again"
    JUDGE = "judge"
    JUDGE_NUMBERS = "judge_numbers"


PLACES = {
    "customer_not_linked": Fix.LINK_CUSTOMERS,
    "customer_gone": Fix.LINK_CUSTOMERS,
    "customer_barred": Fix.LINK_CUSTOMERS,
    "customer_number": Fix.LINK_CUSTOMERS,
    "customer_number_taken": Fix.LINK_CUSTOMERS,
    "customer_not_read": Fix.LINK_CUSTOMERS,
    "customer_is_there": Fix.LINK_CUSTOMERS,
    "customer_is_linked": Fix.LINK_CUSTOMERS,
    "customer_ignored": Fix.LINK_CUSTOMERS,
    "customer_deleted": Fix.LINK_CUSTOMERS,
    "customer_is_another": Fix.LINK_CUSTOMERS,
    "CustomerNotSure": Fix.LINK_CUSTOMERS,
    "ContactNotSure": Fix.CHOOSE_CONTACT,
    "EmployeeNotSure": Fix.CHOOSE_EMPLOYEE,
    "no_item": Fix.CHOOSE_ITEM,
    "item_conflict": Fix.CHOOSE_ITEM,
    "split_outdated": Fix.CHOOSE_ITEM,
    "unknown_item": Fix.ITEM_NUMBERS,
    "barred_item": Fix.ITEM_NUMBERS,
    "unusable_item": Fix.ITEM_NUMBERS,
    "inactive_item": Fix.ACTIVATE_ITEMS,
    "SignInRefused": Fix.SETUP,
    "AccessDenied": Fix.SETUP,
    "standard_value_missing": Fix.SETUP,
    "WrongCompany": Fix.SETUP,
    "KeyringUnusable": Fix.SETUP,
    "SettingsError": Fix.SETUP,
    "another_document": Fix.JUDGE,
    "AnotherDocument": Fix.JUDGE,
    NUMBERED: Fix.JUDGE_NUMBERS,
    SET_ASIDE: Fix.JUDGE_NUMBERS,
}
"""Where a cause is put right, by the kind of its reason."""

ALSO = {
    "customer_not_linked": Fix.CREATE_CUSTOMERS,
    "customer_deleted": Fix.CREATE_CUSTOMERS,
    "unknown_item": Fix.REPLACE_ITEMS,
    "barred_item": Fix.REPLACE_ITEMS,
    "unusable_item": Fix.REPLACE_ITEMS,
}
"""Another way, offered beside the first."""

DOUBTS = ("another_document", "AnotherDocument", "RecordChanged", "judged_another")
"""Why an invoice is uncertain although it was looked up: a document over there may be it, which a person can tell."""

_CAUSES: Mapping[str, Callable[[int], Message]] = {
    "not_booked": lambda n: Message("{count} draft that is not booked", "{count} drafts that are not booked", count=n),
    "sent_elsewhere": lambda n: Message(
        "{count} document that another integration has", "{count} documents that another integration has", count=n
    ),
    NUMBERED: lambda n: Message(
        "{count} document that has a number over there already", "{count} documents that have numbers over there already", count=n
    ),
    SET_ASIDE: lambda n: Message("{count} document that is set aside", "{count} documents that are set aside", count=n),
    "no_lines": lambda n: Message("{count} document without lines", "{count} documents without lines", count=n),
    "customer_not_linked": lambda n: Message(
        "{count} document for a customer who is not linked", "{count} documents for customers who are not linked", count=n
    ),
    "customer_number": lambda n: Message(
        "{count} document for a customer number that does not fit",
        "{count} documents for customer numbers that do not fit",
        count=n,
    ),
    "customer_number_taken": lambda n: Message(
        "{count} document for a customer number that is taken", "{count} documents for customer numbers that are taken", count=n
    ),
    "customer_not_read": lambda n: Message(
        "{count} document for a customer who was not read", "{count} documents for customers who were not read", count=n
    ),
    "customer_gone": lambda n: Message(
        "{count} document for a customer who is gone", "{count} documents for customers who are gone", count=n
    ),
    "customer_deleted": lambda n: Message(
        "{count} document for a customer who was deleted", "{count} documents for customers who were deleted", count=n
    ),
    "customer_barred": lambda n: Message(
        "{count} document for a barred customer", "{count} documents for barred customers", count=n
    ),
    "CustomerNotSure": lambda n: Message(
        "{count} document for a customer of whom it is not sure who it is over there",
        "{count} documents for customers of whom it is not sure who they are over there",
        count=n,
    ),
    "EmployeeNotSure": lambda n: Message(
        "{count} document whose internal reference is there twice",
        "{count} documents whose internal reference is there twice",
        count=n,
    ),
    "ContactNotSure": lambda n: Message(
        "{count} document whose contact is there twice", "{count} documents whose contacts are there twice", count=n
    ),
    "standard_value_missing": lambda n: Message(
        "{count} document that lacks a standard value", "{count} documents that lack a standard value", count=n
    ),
    "unknown_currency": lambda n: Message(
        "{count} document in an unknown currency", "{count} documents in unknown currencies", count=n
    ),
    "no_item": lambda n: Message(
        "{count} document with a line without item number", "{count} documents with lines without item number", count=n
    ),
    "item_conflict": lambda n: Message(
        "{count} document with several items on one line", "{count} documents with several items on one line", count=n
    ),
    "split_outdated": lambda n: Message(
        "{count} document with a line to be split again", "{count} documents with lines to be split again", count=n
    ),
    "unknown_item": lambda n: Message(
        "{count} document with an unknown item number", "{count} documents with unknown item numbers", count=n
    ),
    "barred_item": lambda n: Message(
        "{count} document with a barred item number", "{count} documents with barred item numbers", count=n
    ),
    "unusable_item": lambda n: Message(
        "{count} document with an item number that cannot be used",
        "{count} documents with item numbers that cannot be used",
        count=n,
    ),
    "inactive_item": lambda n: Message(
        "{count} document with an inactive item number", "{count} documents with inactive item numbers", count=n
    ),
    "zero_quantity": lambda n: Message(
        "{count} document with quantity 0 on a line", "{count} documents with quantity 0 on a line", count=n
    ),
    "too_many_decimals": lambda n: Message(
        "{count} document with too many decimals", "{count} documents with too many decimals", count=n
    ),
    "field_refused": lambda n: Message(
        "{count} document with a text that does not fit", "{count} documents with texts that do not fit", count=n
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One cause that stops several invoices: `fix` is where it is put right, if here at all; `also` is another way."""

    kind: str
    title: Message
    invoice_ids: tuple[str, ...]
    example: Message
    fix: Fix | None
    also: Fix | None = None


def causes(found: Mapping[str, Iterable[Reason]]) -> list[Cause]:
    """What stops these invoices, grouped by cause, the one that stops most first. An invoice may stand under several."""
    by_kind: dict[str, dict[str, Reason]] = {}
    for invoice_id, reasons in found.items():
        for reason in reasons:
            by_kind.setdefault(reason.kind, {}).setdefault(invoice_id, reason)
    made = [
        Cause(
            kind=kind,
            title=_CAUSES.get(kind, _other_cause)(len(stopped)),
            invoice_ids=tuple(stopped),
            example=next(iter(stopped.values())).sentence,
            fix=PLACES.get(kind),
            also=ALSO.get(kind),
        )
        for kind, stopped in by_kind.items()
    ]
    return sorted(made, key=lambda cause: (-len(cause.invoice_ids), cause.kind))


_SHORT: Mapping[str, Callable[[int], Message]] = {
    "items": lambda n: Message("{count} item number", "{count} item numbers", count=n),
    "currency": lambda n: Message("{count} currency", "{count} currencies", count=n),
    "unlinked": lambda n: Message("{count} unlinked", "{count} unlinked", count=n),
    "customer": lambda n: Message("{count} customer", "{count} customers", count=n),
    "people": lambda n: Message("{count} contact or employee", "{count} contacts and employees", count=n),
    "setup": lambda n: Message("{count} standard value", "{count} standard values", count=n),
    "lines": lambda n: Message("{count} line", "{count} lines", count=n),
    "texts": lambda n: Message("{count} text", "{count} texts", count=n),
    "numbered": lambda n: Message("{count} with a number already", "{count} with numbers already", count=n),
    "other": lambda n: Message("{count} other", "{count} other", count=n),
}
_SHORT_OF = {
    **dict.fromkeys(
        ("no_item", "item_conflict", "split_outdated", "unknown_item", "barred_item", "unusable_item", "inactive_item"), "items"
    ),
    "unknown_currency": "currency",
    "customer_not_linked": "unlinked",
    "CustomerNotSure": "customer",
    **dict.fromkeys(("ContactNotSure", "EmployeeNotSure"), "people"),
    "standard_value_missing": "setup",
    **dict.fromkeys(("no_lines", "zero_quantity", "too_many_decimals"), "lines"),
    "field_refused": "texts",
    **dict.fromkeys((NUMBERED, SET_ASIDE), "numbered"),
}


def _short_of(kind: str) -> str:
    return _SHORT_OF.get(kind) or ("customer" if kind.startswith("customer") else "other")


def in_short(causes: Sequence[Cause]) -> tuple[Message, ...]:
    """The causes as people say them in passing, the most frequent first: *4 item numbers*, *3 currencies*, *2 unlinked*."""
    found: dict[str, set[str]] = {}
    for cause in causes:
        found.setdefault(_short_of(cause.kind), set()).update(cause.invoice_ids)
    return tuple(_SHORT[key](len(ids)) for key, ids in sorted(found.items(), key=lambda one: -len(one[1])))


def causes_sentence(causes: Sequence[Cause], stopped: int, total: int) -> Message:
    """What a check found in one sentence: *9 of 214 documents would be stopped: 4 item numbers, 3 currencies, 2 unlinked.*"""
    if not stopped:
        return Message("The document can go.", "All {count} documents can go.", count=total)
    return Message(
        "{stopped} of {count} document would be stopped: {causes}.",
        "{stopped} of {count} documents would be stopped: {causes}.",
        count=total,
        stopped=stopped,
        causes=in_short(causes),
    )


def _other_cause(count: int) -> Message:
    return Message("{count} document for another reason", "{count} documents for other reasons", count=count)
