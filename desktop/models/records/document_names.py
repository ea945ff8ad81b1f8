"""Which document over there a transfer names, whatever reference it carries by now; pure.

People change references, so what we were told when it was made, its own number or id, is the stricter proof of the two.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from desktop.models.records.invoices import FinanceInvoice, FinanceState
from desktop.models.records.transfers import Transfer, TransferState

Name = tuple[str, str]
"""What tells a document of one finance company apart: as a draft and as a booked document it may be numbered apart."""

_DRAFT, _BOOKED = "draft", "booked"


class Naming(Protocol):
    """What a transfer keeps of its document, also without the rest of it."""

    @property
    def finance_id(self) -> str:
        """What the system called it when it was made."""

    @property
    def finance_number(self) -> str:
        """The number that it was booked under."""

    @property
    def draft_number(self) -> str:
        """The number that it had as a draft."""


def name_of(transfer: Naming) -> Name | None:
    """The document that a transfer names; `None` while it names none."""
    if not transfer.finance_id:
        return None
    is_numbered = transfer.finance_id in (transfer.finance_number, transfer.draft_number)  # else the id stays when it is booked
    return (_BOOKED, transfer.finance_number) if transfer.finance_number and is_numbered else (_DRAFT, transfer.finance_id)


def names_of(document: FinanceInvoice) -> tuple[Name, ...]:
    """Every name by which a transfer may know a document."""
    if document.state is FinanceState.DRAFT:
        return ((_DRAFT, document.id),)
    before = document.draft_number if document.id == document.number else document.id
    return ((_BOOKED, document.number), (_DRAFT, before)) if before else ((_BOOKED, document.number),)


def each_once(documents: Iterable[FinanceInvoice]) -> list[FinanceInvoice]:
    """Each document once, as it was read last, in the order of its first reading.

    A list may tell one twice while people work: on two pages, or as a draft and as what that was booked as. The booked one then
    tells the draft's number and carries its reference; the number alone could be that of a sales order.
    """
    last = {names_of(one)[0]: one for one in documents}
    booked_since = {(name, one.reference) for one in last.values() if one.reference for name in names_of(one)[1:]}
    return [one for name, one in last.items() if (name, one.reference) not in booked_since]


def names(transfer: Transfer, document: FinanceInvoice) -> bool:
    """Whether a document is known to be that of a transfer.

    A booked one need not tell which draft it was: then the reference of a transfer that knows its draft alone tells it.
    """
    if name_of(transfer) in names_of(document):
        return True
    is_silent = document.state is not FinanceState.DRAFT and document.id == document.number and not document.draft_number
    is_only_drafted = transfer.state is TransferState.TRANSFERRED and not transfer.finance_number
    return is_silent and is_only_drafted and transfer.reference == document.reference
