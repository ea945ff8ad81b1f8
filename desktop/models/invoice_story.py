"""What is told about one invoice: what happened, whether something lies in the finance system, and what to do now; pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from desktop.models.differences import DELETED_THERE
from desktop.models.invoice_causes import ALSO, DOUBTS, PLACES, Fix
from desktop.models.invoice_rows import PROVEN_ABSENT, TransferRow, differs_sentence
from desktop.models.lamps import Lamp
from desktop.models.psa_numbers import NUMBERED
from desktop.models.records import FinanceState, InvoiceKind, Transfer, TransferState
from desktop.models.transfer_steps import told
from desktop.texts import Message, in_a_row


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
    SET_ASIDE = auto()
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
    if row.is_set_aside or any(reason.kind == NUMBERED for reason in row.reasons):  # the reason says that it may be there
        return Message("Bindeled has sent nothing of it.")
    if transfer is None:
        return Message("Nothing of it has been sent to {system}.", system=system)
    number = transfer.shown_number
    match transfer.state:
        case TransferState.TRANSFERRED if row.is_doubted:
            return Message("It is not known whether a draft lies in {system}.", system=system)
        case TransferState.TRANSFERRED if not number:
            return _whereabouts_without_number(row.there, system)
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
        case _ if transfer.reason is not None and transfer.reason.kind in DOUBTS:
            return Message("It is not known whether a draft lies in {system}.", system=system)
        case _ if _is_unsent(transfer):
            return Message("Nothing was sent. There is no draft in {system}.", system=system)
        case _:
            return Message("There is no draft in {system}.", system=system)


def _whereabouts_without_number(there: FinanceState | None, system: str) -> Message:
    """Of a draft where the system numbers nothing before it is booked, or until its number is read."""
    match there:
        case FinanceState.DELETED:
            return Message("It lay in {system} as a draft, and was deleted there.", system=system)
        case FinanceState.BOOKED:
            return Message("It is booked in {system}.", system=system)
        case FinanceState.PAID:
            return Message("It is booked in {system}, and paid.", system=system)
        case _:
            return Message("It lies in {system} as a draft.", system=system)


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
        case _Stage.SET_ASIDE:
            return Message("Invoice {number} is set aside", number=number)
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
        case _Stage.SET_ASIDE:
            return Message("Credit note {number} is set aside", number=number)
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
    if row.is_doubted:
        return _Stage.UNCERTAIN
    match row.lamp:
        case Lamp.DONE | Lamp.DIFFERS:
            return _Stage.TRANSFERRED
        case Lamp.UNKNOWN:
            return _Stage.UNCERTAIN
        case Lamp.SENDING:
            return _Stage.SENDING
        case Lamp.NOT_NEEDED if row.is_set_aside:
            return _Stage.SET_ASIDE
        case Lamp.NOT_NEEDED:
            return _Stage.WOULD_STOP if row.elsewhere is not None else _Stage.DRAFT
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
        is_doubted = any(reason.kind in DOUBTS for reason in row.reasons)
        return (Fix.LOOK_UP, Fix.JUDGE) if is_doubted else (Fix.LOOK_UP,)
    if row.is_doubted:
        return (Fix.JUDGE,)
    if row.is_transferred:
        return (Fix.TRANSFER_AGAIN,) if row.there is FinanceState.DELETED else ()
    if not row.can_send and not row.is_set_aside:
        return ()
    places = dict.fromkeys(where.get(reason.kind) for reason in row.reasons for where in (PLACES, ALSO))
    return (*(fix for fix in places if fix is not None), *((Fix.CHECK,) if row.can_send else ()))
