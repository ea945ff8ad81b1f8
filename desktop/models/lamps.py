"""The lamps: what state a thing is in, told by colour, shape and word (looks are in views/shared/lamp.py)."""

from __future__ import annotations

from enum import StrEnum

from desktop.models.records import Connection, Integration, Transfer, TransferState
from desktop.texts import Message


class Lamp(StrEnum):
    """The states of a lamp."""

    DONE = "done"  # transferred, established, ready
    REFUSED = "refused"  # refused by the system, stopped by our own check, or a step that stops invoices
    SENDING = "sending"  # being sent; lies too long
    UNKNOWN = "unknown"  # the outcome is not known
    DIFFERS = "differs"  # transferred, but its amount over there is another one
    WAITING = "waiting"  # waiting, not active, to do
    NOT_NEEDED = "not_needed"


WORDS: dict[Lamp, Message] = {
    Lamp.DONE: Message("Transferred"),
    Lamp.REFUSED: Message("Refused"),
    Lamp.SENDING: Message("Sending"),
    Lamp.UNKNOWN: Message("Uncertain"),
    Lamp.DIFFERS: Message("Differs"),
    Lamp.WAITING: Message("Waiting"),
    Lamp.NOT_NEEDED: Message("Not needed"),
}
"""The word of each lamp for a document that is transferred; other pages bring their own (Ready, Not active, To do, ...)."""


def lamp_of(transfer: Transfer | None, *, differs: bool = False) -> Lamp:
    """The lamp of an invoice: worked out from its transfer, never stored.

    `differs`: the finance system answered another amount than the PSA has, by more than the tolerance.
    """
    if transfer is not None and transfer.state is TransferState.TRANSFERRED and differs:
        return Lamp.DIFFERS
    if transfer is None:
        return Lamp.WAITING
    return {
        TransferState.SENDING: Lamp.SENDING,
        TransferState.TRANSFERRED: Lamp.DONE,
        TransferState.FAILED: Lamp.REFUSED,
        TransferState.UNKNOWN: Lamp.UNKNOWN,
    }[transfer.state]


def connection_lamp(connection: Connection) -> Lamp:
    """Green when established, red when it was and is not any more, grey when nothing was entered."""
    if connection.is_established:
        return Lamp.DONE
    return Lamp.REFUSED if connection.key else Lamp.WAITING


def integration_connection_lamp(integration: Integration) -> Lamp:
    """The lamp *Connection* of an integration: green when both sides are, red when one of them is."""
    lamps = {connection_lamp(integration.psa), connection_lamp(integration.finance)}
    return Lamp.REFUSED if Lamp.REFUSED in lamps else Lamp.DONE if lamps == {Lamp.DONE} else Lamp.WAITING
