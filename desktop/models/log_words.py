"""What the activities and outcomes of the integration log are called, and the lamp of each outcome."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.models.lamps import Lamp
from desktop.models.records import Activity, LogFault, LogFaultKind, LogProof, Outcome
from desktop.texts import Message

ACTIVITIES: Mapping[Activity, Message] = {
    Activity.CONNECT: Message("Connecting"),
    Activity.RESET: Message("Resetting"),
    Activity.FETCH: Message("Reading"),
    Activity.SUGGEST: Message("Looking for customers"),
    Activity.LINK: Message("Linking"),
    Activity.UNLINK: Message("Unlinking"),
    Activity.UPDATE: Message("Updating"),
    Activity.IMPORT: Message("Importing"),
    Activity.IGNORE: Message("Ignoring"),
    Activity.UNDO: Message("Undoing"),
    Activity.ITEMS: Message("Item numbers"),
    Activity.SETTINGS: Message("Settings"),
    Activity.TRANSFER: Message("Transferring"),
    Activity.LOOK_UP: Message("Looking up"),
    Activity.WRITE_BACK: Message("Writing back"),
    Activity.RECONCILE: Message("Reconciling"),
    Activity.EXPENSES: Message("Expenses"),
}

OUTCOMES: Mapping[Outcome, Message] = {
    Outcome.DONE: Message("Done"),
    Outcome.REFUSED: Message("Refused"),
    Outcome.NOT_SENT: Message("Stopped"),
    Outcome.UNKNOWN: Message("Uncertain"),
}

OUTCOME_LAMPS: Mapping[Outcome, Lamp] = {
    Outcome.DONE: Lamp.DONE,
    Outcome.REFUSED: Lamp.REFUSED,
    Outcome.NOT_SENT: Lamp.REFUSED,
    Outcome.UNKNOWN: Lamp.UNKNOWN,
}


def proof_sentence(proof: LogProof) -> Message:
    """What verifying the log gave, as a sentence: the hash of the newest entry, or the first fault."""
    if proof.faults:
        first = fault_sentence(proof.faults[0])
        more = len(proof.faults) - 1
        return (
            Message("{fault} There is {count} more fault.", "{fault} There are {count} more faults.", fault=first, count=more)
            if more
            else first
        )
    if not proof.entries:
        return Message("The log is empty.")
    return Message(
        "The one log entry stands as it was written. Its hash: {hash}",
        "All {count} log entries stand as they were written. Hash of the newest: {hash}",
        count=proof.entries,
        hash=proof.hash,
    )


def fault_sentence(fault: LogFault) -> Message:
    """What was done to the log, as a sentence."""
    number = str(fault.first)
    match fault.kind:
        case LogFaultKind.CHANGED:
            return Message("Log entry {number} was changed after it was written.", number=number)
        case LogFaultKind.MOVED:
            return Message("Log entry {number} does not stand where it was written.", number=number)
        case LogFaultKind.ADDED:
            return Message("Log entry {number} was not written by Bindeled.", number=number)
        case LogFaultKind.MISSING if fault.first == fault.last:
            return Message("Log entry {number} is missing.", number=number)
        case LogFaultKind.MISSING:
            return Message("Log entries {first} to {last} are missing.", first=number, last=str(fault.last))
