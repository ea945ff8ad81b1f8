"""The number that the PSA has for an invoice which was never sent from here: somebody transferred it otherwise; pure.

An integration that was there before wrote it, or another computer whose reference somebody cleared over there since. Nothing is
sent before a person says whether the document is there (product.md chapter 7, *never twice*).
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.models.document_judgements import Judged
from desktop.models.records import FinanceInvoice, Integration, Invoice, InvoiceStatus, Reason, Transfer, TransferState
from desktop.models.records.agreement import agreeing
from desktop.models.references import draft_key
from desktop.texts import Message

NUMBERED = "numbered_already"
"""The kind of the reason that stops such an invoice."""


def is_unexplained(integration: Integration, invoice: Invoice, transfer: Transfer | None, judged: Judged) -> bool:
    """Whether nobody knows whose the number is: none of our documents had it, and nobody said what it is.

    An invoice whose document was proven gone has a key of a later generation: its number is the one that we wrote. A key of
    another kind, from an earlier version or from before the company of the PSA was known, proves nothing.
    """
    if not invoice.external_number or judged.denies(invoice.external_number):
        return False
    if transfer is None or not transfer.attempts:
        return True
    if transfer.state is TransferState.TRANSFERRED:
        return False
    return transfer.key not in (draft_key(integration, transfer.reference, later) for later in range(1, transfer.attempts + 1))


def can_be_judged(invoice: Invoice, transfer: Transfer | None) -> bool:
    """Whether a person may say what the number is: it is booked, and neither transferred, under way nor uncertain."""
    is_open = transfer is None or transfer.state is TransferState.FAILED
    return bool(invoice.external_number) and is_open and invoice.status is not InvoiceStatus.DRAFT


def numbered_already(invoice: Invoice, psa: str, system: str) -> Reason:
    """Why such an invoice is not sent."""
    values = {"number": invoice.external_number, "psa": psa, "system": system}
    return Reason(
        kind=NUMBERED,
        sentence=Message("{psa} says that this is {number} in {system}, and it was not sent from here.", **values),
        what_to_do=Message("Say whether it is there. It is sent only if you say that it is not.", **values),
    )


def not_the_same(found: FinanceInvoice, system: str) -> Reason:
    """Why the document of that number was not taken for the invoice, although somebody said that it is there."""
    return Reason(
        kind="another_document",
        sentence=Message(
            "Document {number} in {system} is for another customer, over another amount, or that of another invoice.",
            number=found.shown_number or found.id,
            system=system,
        ),
        what_to_do=Message("Look at both with “Is it this one?” (Ctrl+J), and decide there."),
    )


def document_of(documents: Iterable[FinanceInvoice], invoice: Invoice, customer_id: str) -> FinanceInvoice | None:
    """The one that says what the invoice says, of those with its number; `customer_id` is empty when the customer is not linked."""
    same = [
        one
        for one in documents
        if one.kind is invoice.kind and agreeing(one, invoice, None)[1] and customer_id in ("", one.customer_id)
    ]
    return min(same, key=lambda one: one.number != invoice.external_number, default=None)
