"""Whether a document over there is the one of an invoice, when it carries its reference; pure.

The reference names the PSA, so a document of the linked customer that carries it is ours, whatever its amount is now, once ours was
sent; before that, one over another amount may be somebody else's. One of another customer may be a copy of ours. Then a person says
whose it is: by linking the customer, by its reference, or by judging it.

Earlier versions wrote the reference without the mark of the PSA: such a document may be that of another PSA that numbers its
invoices alike, and counts only when it says in all what the invoice says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from desktop.errors import AnotherDocument
from desktop.models.records import Customer, FinanceInvoice, Invoice
from desktop.models.records.agreement import agreeing, says_all_of
from desktop.models.references import mark_of
from desktop.texts import Message

_SAY_WHOSE = Message("Say with “Is it this one?” (Ctrl+J) whether it is this invoice; nothing is sent before.")


def own_document(
    found: Iterable[FinanceInvoice],
    invoice: Invoice,
    customer: Customer | None,
    system: str,
    whose: Callable[[str], Customer | None],
) -> FinanceInvoice | None:
    """The invoice's own among documents with its reference, `None` when there are none.

    Of several one that says all that it says counts more, then one over its amount, then a booked one more than a draft.
    `customer` is the linked one over there; `whose` gives any of them by id, for the sentence.

    `AnotherDocument` when others carry the reference, or several of which none says all and nothing tells which one it is: nothing
    may be sent while nobody knows why.
    """

    def unlike(one: FinanceInvoice) -> tuple[bool, bool]:
        return not says_all_of(one, invoice, customer), not _is_same_amount(one, invoice)

    there = sorted(found, key=lambda one: (unlike(one), not one.number))
    if not there:
        return None
    own = [one for one in there if not is_another_document(one, invoice, customer)]
    if len(own) > 1 and not says_all_of(own[0], invoice, customer) and unlike(own[0]) == unlike(own[1]):
        raise AnotherDocument(
            Message(
                "{count} documents in {system} carry our reference {reference}, and none says all that the invoice says.",
                count=str(len(own)),
                system=system,
                reference=own[0].reference,
            ),
            what_to_do=_SAY_WHOSE,
        )
    if own:
        return own[0]
    raise _another_document(there[0], whose(there[0].customer_id), system)


def unsent_document(
    found: Iterable[FinanceInvoice],
    invoice: Invoice,
    customer: Customer | None,
    system: str,
    whose: Callable[[str], Customer | None],
) -> FinanceInvoice | None:
    """The same of an invoice of which nothing of ours is known to be there: somebody may have typed its reference on another one.

    `AnotherDocument` also for one over another amount: a person says whose it is.
    """
    there = own_document(found, invoice, customer, system, whose)
    if there is None or _is_same_amount(there, invoice):
        return there
    values = {"number": there.shown_number, "reference": there.reference, "system": system}
    raise AnotherDocument(
        Message("Document {number} in {system} carries our reference {reference}, but is over another amount.", **values)
        if there.shown_number
        else Message("A draft in {system} carries our reference {reference}, but is over another amount.", **values),
        what_to_do=_SAY_WHOSE,
    )


def earlier_document(
    found: Iterable[FinanceInvoice],
    invoice: Invoice,
    customer: Customer | None,
    system: str,
    whose: Callable[[str], Customer | None],
) -> FinanceInvoice | None:
    """The invoice's own among documents with the reference of an earlier version; those of other PSAs are passed over.

    `AnotherDocument` for one that agrees in part: a person may have changed ours, or it is that of another PSA.
    """
    alike = (one for one in found if any(agreeing(one, invoice, customer)))
    return own_document(alike, invoice, customer, system, whose)


def is_another_document(there: FinanceInvoice, invoice: Invoice, customer: Customer | None) -> bool:
    """Whether a document with our reference is not ours.

    With the mark of the PSA: when the customer is another, for a draft can be copied over there with its reference, and copies have
    the same amount. Without the mark: unless customer, amount and date agree.
    """
    if mark_of(there.reference):
        return customer is None or there.customer_id != customer.id
    return not says_all_of(there, invoice, customer)


def _is_same_amount(there: FinanceInvoice, invoice: Invoice) -> bool:
    _is_same_customer, is_same_amount = agreeing(there, invoice, None)
    return is_same_amount


def _another_document(there: FinanceInvoice, customer: Customer | None, system: str) -> AnotherDocument:
    """The refusal that such a document is the cause of: nothing is sent while it is there."""
    shown = f"{customer.number} {customer.name}".strip() if customer is not None else Message("another customer")
    values = {"number": there.shown_number, "reference": there.reference, "system": system, "customer": shown}
    if mark_of(there.reference):
        return AnotherDocument(
            Message("Document {number} in {system} carries our reference {reference}, but is for {customer}.", **values)
            if there.shown_number
            else Message("A draft in {system} carries our reference {reference}, but is for {customer}.", **values),
            what_to_do=Message(
                "If it is this invoice, link its customer to that one. If it is a copy, say so with “Is it this one?” (Ctrl+J)."
            ),
        )
    return AnotherDocument(
        Message(
            "Document {number} in {system} carries the reference {reference} without a mark of its PSA, and not all of it agrees.",
            **values,
        )
        if there.shown_number
        else Message(
            "A draft in {system} carries the reference {reference} without a mark of its PSA, and not all agrees.", **values
        ),
        what_to_do=Message("Look whether it is this invoice or one of another PSA, and change what differs over there."),
    )
