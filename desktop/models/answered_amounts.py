"""What the finance system made of an invoice that was sent, held against the PSA; pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from desktop.models.money_rules import AmountDifference
from desktop.models.records import Amounts, FinanceInvoice, Invoice, Transfer, TransferState
from desktop.texts import Message


class AmountKind(StrEnum):
    """Which of the totals of a document, or all of them, since they are in another currency."""

    CURRENCY = "currency"
    NET = "net"
    VAT = "vat"
    GROSS = "gross"


@dataclass(frozen=True, slots=True)
class AnsweredDifference:
    """A total that the finance system answered otherwise than the PSA has it, by more than the tolerance.

    Of a document in another currency `amounts` are without VAT, each in its own currency; `currency` is the one over there.
    """

    kind: AmountKind
    amounts: AmountDifference
    currency: str = ""


def answered_difference(invoice: Invoice, transfer: Transfer | None, tolerance: Decimal) -> AnsweredDifference | None:
    """The currency, or the first of net, VAT and gross beyond the `tolerance`; what the system did not tell is no difference."""
    if transfer is None or transfer.state is not TransferState.TRANSFERRED or transfer.answered is None:
        return None
    return difference_of_amounts(invoice, transfer.answered, tolerance)


def difference_of_amounts(invoice: Invoice, answered: Amounts, tolerance: Decimal) -> AnsweredDifference | None:
    """The same for amounts that have just been answered."""
    if answered.currency and answered.currency != invoice.currency:
        return AnsweredDifference(AmountKind.CURRENCY, AmountDifference(invoice.net, answered.net), answered.currency)
    for kind in (AmountKind.NET, AmountKind.VAT, AmountKind.GROSS):
        theirs = getattr(answered, kind)
        if theirs is not None and abs(theirs - (ours := getattr(invoice, kind))) > tolerance:
            return AnsweredDifference(kind, AmountDifference(ours, theirs))
    return None


def answered_remark(invoice: Invoice, there: FinanceInvoice, tolerance: Decimal, systems: tuple[str, str]) -> Message | None:
    """What the log says when a document has just been answered with another amount; `systems` are PSA and finance system."""
    found = difference_of_amounts(invoice, Amounts.of(there), tolerance)
    return answered_sentence(found, invoice.currency, *systems) if found else None


def answered_sentence(found: AnsweredDifference, currency: str, psa: str, system: str) -> Message:
    """Both numbers, for people."""
    values = {"ours": found.amounts.ours, "theirs": found.amounts.theirs, "currency": currency, "psa": psa, "system": system}
    match found.kind:
        case AmountKind.CURRENCY:
            return Message(
                "The amount without VAT is {ours} {currency} in {psa} and {theirs} {other} in {system}.",
                **values,
                other=found.currency,
            )
        case AmountKind.NET:
            return Message("The amount without VAT is {ours} {currency} in {psa} and {theirs} {currency} in {system}.", **values)
        case AmountKind.VAT:
            return Message("VAT is {ours} {currency} in {psa} and {theirs} {currency} in {system}.", **values)
        case AmountKind.GROSS:
            return Message("The amount with VAT is {ours} {currency} in {psa} and {theirs} {currency} in {system}.", **values)
