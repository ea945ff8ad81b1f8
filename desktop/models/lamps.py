"""The lamps: what state a thing is in, told by colour, shape and word (looks are in views/shared/lamp.py)."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import TYPE_CHECKING

from desktop.texts import Message

if TYPE_CHECKING:  # the window's frame draws lamps before any record is loaded
    from desktop.models.records import Connection, Integration, Transfer


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
    if transfer is None:
        return Lamp.WAITING
    from desktop.models.records import TransferState

    if transfer.state is TransferState.TRANSFERRED and differs:
        return Lamp.DIFFERS
    return {
        TransferState.SENDING: Lamp.SENDING,
        TransferState.TRANSFERRED: Lamp.DONE,
        TransferState.FAILED: Lamp.REFUSED,
        TransferState.UNKNOWN: Lamp.UNKNOWN,
    }[transfer.state]


PROVEN_FOR = dt.timedelta(days=1)
"""How long a proof of a connection is believed; what is older is grey until it is proven again."""


def is_unproven(connection: Connection, now: dt.datetime) -> bool:
    """Whether an established connection was tested too long ago to be believed."""
    return connection.is_established and (connection.tested_at is None or now - connection.tested_at > PROVEN_FOR)


def connection_lamp(connection: Connection, now: dt.datetime | None = None) -> Lamp:
    """Green when established, red when it was and is not any more, grey when nothing was entered, or not tested lately."""
    if connection.is_established:
        return Lamp.WAITING if now is not None and is_unproven(connection, now) else Lamp.DONE
    return Lamp.REFUSED if connection.key else Lamp.WAITING


def integration_connection_lamp(integration: Integration, now: dt.datetime | None = None) -> Lamp:
    """The lamp *Connection* of an integration: green when both sides are, red when one of them is."""
    lamps = {connection_lamp(integration.psa, now), connection_lamp(integration.finance, now)}
    return Lamp.REFUSED if Lamp.REFUSED in lamps else Lamp.DONE if lamps == {Lamp.DONE} else Lamp.WAITING


def unproven_since(integration: Integration, now: dt.datetime) -> dt.datetime | None:
    """When a connected integration was tested the last time, if that is too long ago, else `None`."""
    sides = (integration.psa, integration.finance)
    times = [one.tested_at for one in sides if is_unproven(one, now) and one.tested_at is not None]
    return min(times) if times and all(one.is_established for one in sides) else None
