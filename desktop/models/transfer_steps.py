"""What is told about the steps of one transfer: customer, contact, employee, invoice, write-back; pure."""

from __future__ import annotations

from desktop.models.records import Outcome, Transfer, TransferState, TransferStep
from desktop.texts import Message


def left_step(transfer: Transfer) -> TransferStep | None:
    """The step that a further attempt begins with; `None` when none is left, or none was begun."""
    return next((step for step in TransferStep if transfer.steps.get(step, Outcome.DONE) is not Outcome.DONE), None)


def told(transfer: Transfer, psa: str, system: str) -> Message | None:
    """How far a transfer came, where that is more than its lamp says."""
    is_there = transfer.state is TransferState.TRANSFERRED
    match left_step(transfer):
        case TransferStep.WRITE_BACK if is_there:
            return Message("Its number has not reached {psa} yet: transfer it again, or reconcile, to write it.", psa=psa)
        case TransferStep.CUSTOMER if not is_there:
            return Message("It stopped at the customer in {system}.", system=system)
        case TransferStep.CONTACT if not is_there:
            return Message("It stopped at the contact in {system}. The customer is done.", system=system)
        case TransferStep.EMPLOYEE if not is_there:
            return Message("It stopped at the internal reference in {system}. Customer and contact are done.", system=system)
        case _:
            return None
