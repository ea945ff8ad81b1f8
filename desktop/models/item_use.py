"""How invoices use item numbers, and which lines would stop their invoice; product.md chapter 5; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.models.records import Invoice, InvoiceStatus, Item, Transfer, TransferState
from desktop.texts import Message

_LISTED = 6  # numbers that fit into a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemUse:
    """Lines by item number, on all invoices at hand (`used`) and on those still to be sent (`waiting`).

    `unusable` holds the numbers on waiting lines that cannot be used, with how many lines; the number of a line without one is
    empty. Each of those lines stops its invoice: `stopped_invoices` of `waiting_invoices`.
    """

    used: Mapping[str, int]
    waiting: Mapping[str, int]
    unusable: Mapping[str, int]
    waiting_invoices: int
    stopped_invoices: int

    @property
    def stopped_lines(self) -> int:
        """How many lines stop their invoice."""
        return sum(self.unusable.values())


def item_use(invoices: Iterable[Invoice], transfers: Mapping[str, Transfer], activated: Mapping[str, Item]) -> ItemUse:
    """Count the lines; `transfers` by invoice id, `activated` the activated items by number. Text lines need no item."""
    used: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    unusable: Counter[str] = Counter()
    waiting_invoices = stopped_invoices = 0
    for invoice in invoices:
        numbers = [line.item_number for line in invoice.lines if not line.is_text_only]
        used.update(number for number in numbers if number)
        if not is_to_be_sent(invoice, transfers.get(invoice.id)):
            continue
        waiting.update(number for number in numbers if number)
        stopping = [number for number in numbers if not is_ready(activated.get(number))]
        unusable.update(stopping)
        waiting_invoices += 1
        stopped_invoices += bool(stopping)
    return ItemUse(
        used=used,
        waiting=waiting,
        unusable=dict(sorted(unusable.items())),
        waiting_invoices=waiting_invoices,
        stopped_invoices=stopped_invoices,
    )


def is_ready(activated: Item | None) -> bool:
    """Whether an item can stand on a line: activated here, there in the finance system, and not barred."""
    return activated is not None and activated.is_usable and not activated.is_gone


def why_not_usable(item: Item, finance: str) -> Message | None:
    """Why the finance system, by its name, lets no line have this item; `None` when it does."""
    if item.is_gone:
        return Message("No longer in {finance}", finance=finance)
    if item.is_usable:
        return None
    return item.why_unusable or Message("Barred in {finance}", finance=finance)


def is_to_be_sent(invoice: Invoice, transfer: Transfer | None) -> bool:
    """Whether it may still go: drafts of the PSA cannot, and what is over there does not go again."""
    if invoice.status is InvoiceStatus.DRAFT:
        return False
    return transfer is None or transfer.state is not TransferState.TRANSFERRED


def stopping(use: ItemUse) -> Message | None:
    """Which numbers stop how many invoices that are still to be sent, in one sentence; `None` when nothing does."""
    if not use.unusable:
        return None
    numbers = [
        Message("{number} ({count} line)", "{number} ({count} lines)", number=number, count=count)
        if number
        else Message("without a number ({count} line)", "without a number ({count} lines)", count=count)
        for number, count in sorted(use.unusable.items(), key=lambda one: (-one[1], one[0]))
    ]
    if len(numbers) > _LISTED:
        rest = len(numbers) - _LISTED
        numbers[_LISTED:] = [Message("{count} more", "{count} more", count=rest)]
    return Message(
        "{count} invoice to be sent would be refused because of its item numbers: {numbers}.",
        "{count} invoices to be sent would be refused because of their item numbers: {numbers}.",
        count=use.stopped_invoices,
        numbers=tuple(numbers),
    )
