"""What is told about one invoice: what happened, whether something lies in the finance system, and what to do now; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from desktop.models.invoice_rows import DELETED_THERE, PROVEN_ABSENT, TransferRow, differs_sentence
from desktop.models.lamps import Lamp
from desktop.models.records import FinanceState, InvoiceKind, Reason, Transfer, TransferState
from desktop.models.transfer_steps import told
from desktop.texts import Message, in_a_row


class Fix(StrEnum):
    """What can be done about an invoice, as a button."""

    LINK_CUSTOMERS = "link_customers"
    CREATE_CUSTOMERS = "create_customers"
    CHOOSE_ITEM = "choose_item"
    ITEM_NUMBERS = "item_numbers"
    ACTIVATE_ITEMS = "activate_items"
    SETUP = "setup"
    CHECK = "check"
    LOOK_UP = "look_up"
    TRANSFER_AGAIN = "transfer_again"


_PLACES = {
    "customer_not_linked": Fix.LINK_CUSTOMERS,
    "customer_gone": Fix.LINK_CUSTOMERS,
    "customer_barred": Fix.LINK_CUSTOMERS,
    "customer_number": Fix.LINK_CUSTOMERS,
    "customer_number_taken": Fix.LINK_CUSTOMERS,
    "customer_not_read": Fix.LINK_CUSTOMERS,
    "no_item": Fix.CHOOSE_ITEM,
    "item_conflict": Fix.CHOOSE_ITEM,
    "split_outdated": Fix.CHOOSE_ITEM,
    "unknown_item": Fix.ITEM_NUMBERS,
    "barred_item": Fix.ITEM_NUMBERS,
    "inactive_item": Fix.ACTIVATE_ITEMS,
    "SignInRefused": Fix.SETUP,
    "AccessDenied": Fix.SETUP,
    "standard_value_missing": Fix.SETUP,
    "WrongCompany": Fix.SETUP,
    "KeyringUnusable": Fix.SETUP,
    "SettingsError": Fix.SETUP,
}

_CAUSES: Mapping[str, Callable[[int], Message]] = {
    "not_booked": lambda n: Message("{count} draft that is not booked", "{count} drafts that are not booked", count=n),
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
    "customer_barred": lambda n: Message(
        "{count} document for a barred customer", "{count} documents for barred customers", count=n
    ),
    "employee_not_sure": lambda n: Message(
        "{count} document whose internal reference is there twice",
        "{count} documents whose internal reference is there twice",
        count=n,
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


class _Stage(Enum):
    """How far an invoice has come, in the words of the panel's heading."""

    WAITING = auto()
    DRAFT = auto()
    WOULD_STOP = auto()
    STOPPED = auto()
    REFUSED = auto()
    NOT_THERE = auto()
    SENDING = auto()
    UNCERTAIN = auto()
    DELETED = auto()
    TRANSFERRED = auto()


@dataclass(frozen=True, slots=True)
class Systems:
    """What the two systems are called, as people write them."""

    psa: str
    finance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What the panel beside the list says about one invoice. `happened` always says whether something lies over there."""

    lamp: Lamp
    heading: Message
    when: Message | None
    happened: Message
    what_to_do: Message | None
    fixes: tuple[Fix, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One cause that stops several invoices: `fix` is where it is put right, if here at all; `also` is another way."""

    kind: str
    title: Message
    invoice_ids: tuple[str, ...]
    example: Message
    fix: Fix | None
    also: Fix | None = None


def story(row: TransferRow, systems: Systems) -> Story:
    """The story of one row."""
    sentences = [*(reason.sentence for reason in row.reasons), whereabouts(row, systems)]
    if (differs := differs_sentence(row, systems.psa, systems.finance)) is not None:
        sentences.append(differs)
    if row.transfer is not None and (step := told(row.transfer, systems.psa, systems.finance)) is not None:
        sentences.append(step)
    return Story(
        lamp=row.lamp_there,
        heading=_heading(row, systems),
        when=_when(row, systems),
        happened=in_a_row(sentences),
        what_to_do=_what_to_do(row, systems),
        fixes=_fixes(row),
    )


def whereabouts(row: TransferRow, systems: Systems) -> Message:
    """Whether something lies in the finance system."""
    transfer, system = row.transfer, systems.finance
    if transfer is None:
        return Message("Nothing of it has been sent to {system}.", system=system)
    number = transfer.finance_number or transfer.finance_id
    match transfer.state:
        case TransferState.TRANSFERRED:
            match row.there:
                case FinanceState.DELETED:
                    return Message("It lay in {system} as {number}, and was deleted there.", system=system, number=number)
                case FinanceState.BOOKED:
                    return Message("It is booked in {system} as {number}.", system=system, number=number)
                case FinanceState.PAID:
                    return Message("It is booked in {system} as {number}, and paid.", system=system, number=number)
                case FinanceState.DRAFT:
                    return Message("It lies in {system} as draft {number}.", system=system, number=number)
                case _:
                    return Message("It lies in {system} as {number}.", system=system, number=number)
        case TransferState.UNKNOWN:
            return Message("It is not known whether a draft lies in {system}.", system=system)
        case TransferState.SENDING:
            return Message("It is being sent: a draft may lie in {system} already.", system=system)
        case _ if _is_unsent(transfer):
            return Message("Nothing was sent. There is no draft in {system}.", system=system)
        case _:
            return Message("There is no draft in {system}.", system=system)


def _heading(row: TransferRow, systems: Systems) -> Message:
    return _credit_note_heading(row, systems) if row.invoice.kind is InvoiceKind.CREDIT_NOTE else _invoice_heading(row, systems)


def _invoice_heading(row: TransferRow, systems: Systems) -> Message:
    number = row.invoice.number
    match _stage(row):
        case _Stage.TRANSFERRED:
            return Message("Invoice {number} is transferred", number=number)
        case _Stage.DELETED:
            return Message("Invoice {number} was deleted in {system}", number=number, system=systems.finance)
        case _Stage.UNCERTAIN:
            return Message("Invoice {number} is uncertain", number=number)
        case _Stage.SENDING:
            return Message("Invoice {number} is being sent", number=number)
        case _Stage.DRAFT:
            return Message("The invoice is a draft in {psa}", psa=systems.psa)
        case _Stage.WOULD_STOP:
            return Message("Invoice {number} would be stopped", number=number)
        case _Stage.STOPPED:
            return Message("Invoice {number} was stopped", number=number)
        case _Stage.NOT_THERE:
            return Message("Invoice {number} can be sent again", number=number)
        case _Stage.REFUSED:
            return Message("Invoice {number} was refused", number=number)
        case _Stage.WAITING:
            return Message("Invoice {number} is waiting", number=number)


def _credit_note_heading(row: TransferRow, systems: Systems) -> Message:
    number = row.invoice.number
    match _stage(row):
        case _Stage.TRANSFERRED:
            return Message("Credit note {number} is transferred", number=number)
        case _Stage.DELETED:
            return Message("Credit note {number} was deleted in {system}", number=number, system=systems.finance)
        case _Stage.UNCERTAIN:
            return Message("Credit note {number} is uncertain", number=number)
        case _Stage.SENDING:
            return Message("Credit note {number} is being sent", number=number)
        case _Stage.DRAFT:
            return Message("The credit note is a draft in {psa}", psa=systems.psa)
        case _Stage.WOULD_STOP:
            return Message("Credit note {number} would be stopped", number=number)
        case _Stage.STOPPED:
            return Message("Credit note {number} was stopped", number=number)
        case _Stage.NOT_THERE:
            return Message("Credit note {number} can be sent again", number=number)
        case _Stage.REFUSED:
            return Message("Credit note {number} was refused", number=number)
        case _Stage.WAITING:
            return Message("Credit note {number} is waiting", number=number)


def _stage(row: TransferRow) -> _Stage:
    if row.is_transferred and row.there is FinanceState.DELETED:
        return _Stage.DELETED
    match row.lamp:
        case Lamp.DONE | Lamp.DIFFERS:
            return _Stage.TRANSFERRED
        case Lamp.UNKNOWN:
            return _Stage.UNCERTAIN
        case Lamp.SENDING:
            return _Stage.SENDING
        case Lamp.NOT_NEEDED:
            return _Stage.DRAFT
        case Lamp.WAITING:
            return _Stage.WAITING
    if row.found:
        return _Stage.WOULD_STOP
    if row.transfer is not None and _is_unsent(row.transfer):
        return _Stage.STOPPED
    is_gone = any(reason.kind in (DELETED_THERE, PROVEN_ABSENT) for reason in row.reasons)
    return _Stage.NOT_THERE if is_gone else _Stage.REFUSED


def _is_unsent(transfer: Transfer) -> bool:
    """Whether the last attempt ended before the invoice itself was sent: the finance system never refused it."""
    return not transfer.attempts or (transfer.reason is not None and transfer.reason.is_unsent)


def _when(row: TransferRow, systems: Systems) -> Message | None:
    transfer = row.transfer
    if transfer is None or row.found:
        return None
    if transfer.state is TransferState.SENDING:
        return Message("Begun {time}", time=transfer.started_at)
    if transfer.ended_at is None:
        return None
    if transfer.state is TransferState.UNKNOWN:
        return Message("{system} had not answered {time}", system=systems.finance, time=transfer.ended_at)
    if _is_unsent(transfer):
        return Message("Checked {time}, before anything was sent", time=transfer.ended_at)
    return Message("{system} answered {time}", system=systems.finance, time=transfer.ended_at)


def _what_to_do(row: TransferRow, systems: Systems) -> Message | None:
    advice = list(dict.fromkeys(reason.what_to_do for reason in row.reasons if reason.what_to_do is not None))
    if row.is_unknown:
        return Message(
            "It is looked up in {system} before anything is sent again: now, or at the next transfer.", system=systems.finance
        )
    if advice:
        return in_a_row(advice)
    if row.lamp is Lamp.NOT_NEEDED:
        return Message("Only booked invoices are transferred. Book it in {psa}, and fetch again.", psa=systems.psa)
    if row.is_transferred and row.there is FinanceState.DELETED:
        return Message("It can be sent again. First it is looked up once more in {system}.", system=systems.finance)
    if row.differs is not None:
        return Message("Correct it in {system}, or accept the difference under Reconcile.", system=systems.finance)
    if row.can_send:
        return Message("Transfer it, or check it first. A check sends nothing.")
    return None


def _fixes(row: TransferRow) -> tuple[Fix, ...]:
    if row.is_unknown:
        return (Fix.LOOK_UP,)
    if row.is_transferred:
        return (Fix.TRANSFER_AGAIN,) if row.there is FinanceState.DELETED else ()
    if not row.can_send:
        return ()
    places = dict.fromkeys(_PLACES[reason.kind] for reason in row.reasons if reason.kind in _PLACES)
    return (*places, Fix.CHECK)


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
            fix=_PLACES.get(kind),
            also=Fix.CREATE_CUSTOMERS if kind == "customer_not_linked" else None,
        )
        for kind, stopped in by_kind.items()
    ]
    return sorted(made, key=lambda cause: (-len(cause.invoice_ids), cause.kind))


_SHORT: Mapping[str, Callable[[int], Message]] = {
    "items": lambda n: Message("{count} item number", "{count} item numbers", count=n),
    "currency": lambda n: Message("{count} currency", "{count} currencies", count=n),
    "unlinked": lambda n: Message("{count} unlinked", "{count} unlinked", count=n),
    "customer": lambda n: Message("{count} customer", "{count} customers", count=n),
    "setup": lambda n: Message("{count} standard value", "{count} standard values", count=n),
    "lines": lambda n: Message("{count} line", "{count} lines", count=n),
    "texts": lambda n: Message("{count} text", "{count} texts", count=n),
    "other": lambda n: Message("{count} other", "{count} other", count=n),
}
_SHORT_OF = {
    **dict.fromkeys(("no_item", "item_conflict", "split_outdated", "unknown_item", "barred_item", "inactive_item"), "items"),
    "unknown_currency": "currency",
    "customer_not_linked": "unlinked",
    "standard_value_missing": "setup",
    **dict.fromkeys(("no_lines", "zero_quantity", "too_many_decimals"), "lines"),
    "field_refused": "texts",
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
    return Message("{count} document", "{count} documents", count=count)
