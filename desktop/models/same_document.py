"""Whether a document over there is the one of an invoice, when it carries its reference; pure.

The reference names the PSA, so a document that carries it is ours. Earlier versions wrote it without the mark of the PSA: such a
document may be that of another PSA that numbers its invoices alike, and counts only when it says in all what the invoice says.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from desktop.errors import AnotherDocument
from desktop.models.records import Customer, FinanceInvoice, Invoice
from desktop.models.references import mark_of
from desktop.texts import Message

CENT = Decimal("0.01")
"""What a system's own rounding may do to the amount of a line."""


def own_document(
    found: Iterable[FinanceInvoice], invoice: Invoice, customer: Customer | None, system: str
) -> FinanceInvoice | None:
    """The invoice's own among documents with its reference, `None` when there are none; a booked one counts more than a draft.

    `AnotherDocument` when others carry the reference: nothing may be sent while nobody knows why.
    """
    there = sorted(found, key=lambda one: not one.number)
    if not there:
        return None
    own = [one for one in there if not is_another_document(one, invoice, customer)]
    if own:
        return own[0]
    raise _another_document(there[0], system)


def earlier_document(
    found: Iterable[FinanceInvoice], invoice: Invoice, customer: Customer | None, system: str
) -> FinanceInvoice | None:
    """The invoice's own among documents with the reference of an earlier version; those of other PSAs are passed over.

    `AnotherDocument` for one that agrees in part: a person may have changed ours, or it is that of another PSA.
    """
    return own_document((one for one in found if any(_agreeing(one, invoice, customer))), invoice, customer, system)


def is_another_document(there: FinanceInvoice, invoice: Invoice, customer: Customer | None) -> bool:
    """Whether a document with our reference is not ours.

    With the mark of the PSA: when neither the customer nor the amount is that of the invoice, for a draft can be copied over there
    with its reference, and a person may have changed one of the two. Without the mark: unless customer, amount and date agree.
    """
    same_customer, same_amount = _agreeing(there, invoice, customer)
    if mark_of(there.reference):
        return not (same_customer or same_amount)
    return not (same_customer and same_amount and there.date == invoice.date)


def _another_document(there: FinanceInvoice, system: str) -> AnotherDocument:
    """The refusal that such a document is the cause of: nothing is sent while it is there."""
    values = {"number": there.number or there.id, "reference": there.reference, "system": system}
    if mark_of(there.reference):
        return AnotherDocument(
            Message(
                "Document {number} in {system} carries our reference {reference}, but is for another customer and amount.", **values
            ),
            what_to_do=Message("Look whether it is a copy of ours, and change the reference of the copy over there."),
        )
    return AnotherDocument(
        Message(
            "Document {number} in {system} carries the reference {reference} without a mark of its PSA, and not all of it agrees.",
            **values,
        ),
        what_to_do=Message("Look whether it is this invoice or one of another PSA, and change what differs over there."),
    )


def _agreeing(there: FinanceInvoice, invoice: Invoice, customer: Customer | None) -> tuple[bool, bool]:
    """Whether the customer is the same, and whether the amount is, but for the rounding of lines."""
    difference = there.signed(there.net) - invoice.signed(invoice.net)
    same_amount = there.currency == invoice.currency and abs(difference) <= CENT * max(1, len(invoice.lines))
    return customer is not None and there.customer_id == customer.id, same_amount
