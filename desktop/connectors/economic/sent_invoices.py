"""What became of a draft of ours that people may have changed, booked or deleted (economic.md section 14.3)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from desktop.connectors.economic.client import Client, in_filter, in_path
from desktop.connectors.economic.invoice_documents import (
    BOOKED,
    DRAFTS,
    BookedDocument,
    DraftDocument,
    from_booked,
    from_draft,
    read_booked,
    read_documents,
    read_drafts,
)
from desktop.errors import RecordChanged, RecordNotFound
from desktop.models.records import FinanceInvoice, FinanceState
from desktop.models.records.agreement import DATES_MOVED
from desktop.models.records.rounding import is_rounding
from desktop.models.references import kind_of, mark_of, may_have_been
from desktop.texts import Message

IsOfAnother = Callable[[FinanceInvoice], bool]


def read_invoice(client: Client, invoice: FinanceInvoice, is_of_another: IsOfAnother = lambda _there: False) -> FinanceInvoice:
    """One document with its lines; a draft that was booked meanwhile is found as what it is now, without lines.

    `RecordNotFound`; `RecordChanged` when a draft is gone, and a document that is not of another invoice may be it.
    """
    if invoice.state in (FinanceState.BOOKED, FinanceState.PAID):
        return from_booked(client.get(f"{BOOKED}/{in_path(invoice.number or invoice.id)}", BookedDocument))
    try:
        return from_draft(client.get(f"{DRAFTS}/{in_path(invoice.id)}", DraftDocument))
    except RecordNotFound:
        if (booked := _booked_from(client, invoice, is_of_another)) is None:
            raise
        return booked


def read_sent(client: Client, sought: FinanceInvoice, is_of_another: IsOfAnother) -> FinanceInvoice:
    """What a draft of ours is now; the number of one whose answer was lost is not known, so its absence needs all that is alike.

    `RecordNotFound`; `RecordChanged` when a document that is not of another invoice may be it.
    """
    if not sought.id:
        _refuse_alike(client, sought, is_of_another)
    try:
        return read_invoice(client, sought, is_of_another)
    except RecordNotFound:
        if sought.id:
            _refuse_made_anew(client, sought, is_of_another)
        raise


def _booked_from(client: Client, draft: FinanceInvoice, is_of_another: IsOfAnother) -> FinanceInvoice | None:
    """What a draft that is gone was booked as, whatever its reference says now: by the draft's number, which most documents tell.

    Sales orders have such numbers too, so without our reference customer and amount must agree as well: else it may be it, as may
    one that does not tell the number and has the same amount, and customer or day, and not our reference: `RecordChanged`.
    """
    own = alike = None
    found = [one for page in read_booked(client, _lately_or_of(draft)) for one in page.records]
    lately = {one.number for one in _booked_lately(found, draft)}
    for booked in found:
        has_number = booked.draft_number == draft.id
        if has_number and booked.reference == draft.reference:
            return booked
        if has_number and _is_same_customer(booked, draft) and _is_same_amount(booked, draft):
            own = booked
        elif booked.number in lately and (has_number or _is_silent_and_may_be(booked, draft)) and not is_of_another(booked):
            alike = booked
    if own is not None or alike is None:
        return own
    values = {"draft": draft.id, "number": alike.number, "found": alike.reference}
    if alike.draft_number:
        raise RecordChanged(
            Message("Draft {draft} is gone, and invoice {number} tells its number, but has another customer or amount.", **values),
            what_to_do=_SAY_WHOSE,
        )
    if not _is_same_customer(alike, draft):
        raise _doubt(alike, draft, is_same_customer=False)
    if kind_of(alike.reference) is not None:
        raise RecordChanged(
            Message("Draft {draft} is gone, but invoice {number} has the same customer and amount, and carries {found}.", **values),
            what_to_do=_SAY_WHOSE,
        )
    raise RecordChanged(
        Message("Draft {draft} is gone, but invoice {number} has the same customer and amount and no reference of ours.", **values),
        what_to_do=_SAY_WHETHER,
    )


def _is_silent_and_may_be(booked: FinanceInvoice, draft: FinanceInvoice) -> bool:
    return not booked.draft_number and (_may_be(booked, draft) or _may_be_moved(booked, draft))


def _refuse_alike(client: Client, invoice: FinanceInvoice, is_of_another: IsOfAnother) -> None:
    """`RecordChanged` when a document may be this one under another reference and date: what was sent was never answered."""
    found = [one for page in read_documents(client, _of_customer_or_day(invoice)) for one in page.records]
    drafts = [one for one in found if one.state is FinanceState.DRAFT]
    booked = [one for one in found if one.state is not FinanceState.DRAFT]
    _refuse_first((*drafts, *_booked_lately(booked, invoice)), invoice, is_of_another)


def _refuse_first(found: Iterable[FinanceInvoice], sought: FinanceInvoice, is_of_another: IsOfAnother) -> None:
    """`RecordChanged` for the first that may be it: of its customer over its amount, or moved to another one on its day."""
    for one in found:
        is_alike = _may_be(one, sought)
        if (is_alike or _may_be_moved(one, sought)) and not is_of_another(one):
            raise _doubt(one, sought, is_same_customer=is_alike)


def _refuse_made_anew(client: Client, deleted: FinanceInvoice, is_of_another: IsOfAnother) -> None:
    """`RecordChanged` when a draft may be ours that was deleted, made anew by hand, for the same customer or on the same day."""
    for page in read_drafts(client, _of_customer_or_day(deleted)):
        _refuse_first(page.records, deleted, is_of_another)


_SAY_WHETHER = Message("Say with “Is it this one?” (Ctrl+J) whether it is this document under another reference.")
_SAY_WHOSE = Message(
    "Say with “Is it this one?” (Ctrl+J) whether it is this document. Its reference is to stay: it may be that of another invoice."
)


def _doubt(found: FinanceInvoice, invoice: FinanceInvoice, *, is_same_customer: bool) -> RecordChanged:
    """A document may be this one; where it carries the reference of another invoice, that one would be lost without it."""
    values = {"number": found.shown_number, "reference": invoice.reference, "found": found.reference}
    if kind_of(found.reference) is not None:
        return RecordChanged(
            Message("Document {number} has the same customer and amount as {reference}, but carries {found}.", **values)
            if is_same_customer
            else Message(
                "Document {number} has the same date and amount as {reference}, but another customer, and carries {found}.",
                **values,
            ),
            what_to_do=_SAY_WHOSE,
        )
    return RecordChanged(
        Message("Document {number} has the same customer and amount as {reference}, and no reference of ours.", **values)
        if is_same_customer
        else Message(
            "Document {number} has the same date and amount as {reference}, but another customer, and no reference of ours.",
            **values,
        ),
        what_to_do=_SAY_WHETHER,
    )


def _may_be(found: FinanceInvoice, sought: FinanceInvoice) -> bool:
    """Whether a document may be the one that is sought, its reference changed by somebody."""
    may_be_renamed = may_have_been(found.reference, sought.reference)
    return may_be_renamed and _is_same_customer(found, sought) and _is_same_amount(found, sought)


def _is_same_customer(found: FinanceInvoice, sought: FinanceInvoice) -> bool:
    return sought.customer_id in ("", found.customer_id)  # empty: not linked any more


def _may_be_moved(found: FinanceInvoice, sought: FinanceInvoice) -> bool:
    """Whether somebody may have changed both reference and customer; many have the same amount, so the day must be the same.

    Documents of 0 say too little to be doubted.
    """
    is_unmarked = not mark_of(found.reference)
    return is_unmarked and bool(found.net) and found.date == sought.date and _is_same_amount(found, sought)


def _is_same_amount(found: FinanceInvoice, sought: FinanceInvoice) -> bool:
    """But for the rounding of lines. Without our reference nobody knows the kind, so amounts count as they do in a sum."""
    difference = found.signed(found.net) - sought.signed(sought.net)
    return found.currency == sought.currency and is_rounding(difference, len(sought.lines))


def _booked_lately(found: Collection[FinanceInvoice], sought: FinanceInvoice) -> list[FinanceInvoice]:
    """The booked documents without those of long before, which cannot be it.

    A date may be moved, but numbers are given in the order in which documents are booked: an old date with a number that is not
    below those of the weeks around the invoice was moved. Where nothing was booked in those weeks, the newest one may have been.
    """
    first = min((int(one.number) for one in found if not _is_old(one, sought)), default=None)
    if first is None:
        first = max((int(one.number) for one in found), default=0)
    return [one for one in found if not _is_old(one, sought) or int(one.number) >= first]


def _is_old(found: FinanceInvoice, sought: FinanceInvoice) -> bool:
    return found.date is not None and sought.date is not None and found.date < sought.date - DATES_MOVED


def _of_customer(invoice: FinanceInvoice) -> str:
    """The filter for all documents of its customer in its currency (no list can be asked for an amount: section 14.4)."""
    if not invoice.customer_id:  # not linked any more
        return ""
    return f"customer.customerNumber$eq:{in_filter(invoice.customer_id)}$and:currency$eq:{in_filter(invoice.currency)}"


def _of_customer_or_day(invoice: FinanceInvoice) -> str:
    """The filter for all documents of its customer, and for those of others on its day."""
    if invoice.date is None or not invoice.customer_id:
        return _since(invoice)
    return f"({_of_customer(invoice)})$or:date$eq:{invoice.date.isoformat()}"


def _lately_or_of(invoice: FinanceInvoice) -> str:
    """The filter for all documents from the weeks before it on, and for those of its customer with any date."""
    if invoice.date is None or not invoice.customer_id:
        return _since(invoice)
    return f"({_of_customer(invoice)})$or:{_since(invoice)}"


def _since(invoice: FinanceInvoice) -> str:
    return f"date$gte:{(invoice.date - DATES_MOVED).isoformat()}" if invoice.date is not None else ""
