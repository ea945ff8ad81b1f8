"""Activate item numbers (Varenumre); product.md chapter 5. Only active items can be used on lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from desktop.models.records import Activity, Item, Outcome, TransferState
from desktop.models.store.work import Store
from desktop.texts import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """An item, whether it is activated, and how many lines of the invoices at hand use it (all, and those still to be sent)."""

    item: Item
    is_activated: bool
    used_lines: int
    waiting_lines: int


class ItemActivation:
    """The item numbers of an integration."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def items(self, integration_id: int) -> list[ItemState]:
        """Every item that was fetched, by number."""
        used, waiting = self._use(integration_id)
        with self._store.reading() as work:
            return [
                ItemState(item=item, is_activated=active, used_lines=used[item.number], waiting_lines=waiting[item.number])
                for item, active in work.items.all(integration_id)
            ]

    def numbers_in_use(self, integration_id: int) -> list[str]:
        """Numbers that exist in the finance system and stand on a line of an invoice that is still to be sent."""
        return [one.item.number for one in self.items(integration_id) if one.waiting_lines and not one.item.is_gone]

    def missing(self, integration_id: int) -> dict[str, int]:
        """Numbers on lines still to be sent that cannot be used: not active, barred or not there; with how many lines."""
        _used, waiting = self._use(integration_id)
        with self._store.reading() as work:
            active = work.items.activated(integration_id)
        return {
            number: lines
            for number, lines in sorted(waiting.items())
            if number and not ((item := active.get(number)) and item.is_usable and not item.is_gone)
        }

    def activate(self, integration_id: int, numbers: Collection[str]) -> int:
        """Allow items on lines; gives how many were not active before."""
        return self._switch(integration_id, numbers, is_activated=True)

    def deactivate(self, integration_id: int, numbers: Collection[str]) -> int:
        """Stop items from being used on lines; booked invoices keep theirs. Gives how many were active before."""
        return self._switch(integration_id, numbers, is_activated=False)

    def _switch(self, integration_id: int, numbers: Collection[str], *, is_activated: bool) -> int:
        with self._store.work() as work:
            count = work.items.activate(integration_id, numbers, is_activated)
            if count:
                listed = ", ".join(sorted(numbers)[:20])
                values = {"count": count, "items": listed}
                sentence = (
                    Message("{count} item activated: {items}", "{count} items activated: {items}", **values)
                    if is_activated
                    else Message("{count} item deactivated: {items}", "{count} items deactivated: {items}", **values)
                )
                work.log.note(integration_id, Activity.ITEMS, Outcome.DONE, sentence)
            work.commit()
        return count

    def _use(self, integration_id: int) -> tuple[Counter[str], Counter[str]]:
        used: Counter[str] = Counter()
        waiting: Counter[str] = Counter()
        with self._store.reading() as work:
            transfers = work.transfers.all(integration_id)
            for invoice in work.invoices.all(integration_id):
                transfer = transfers.get(invoice.id)
                is_sent = transfer is not None and transfer.state is TransferState.TRANSFERRED
                for line in invoice.lines:
                    if not line.is_text_only:
                        used[line.item_number] += 1
                        waiting[line.item_number] += not is_sent
        return used, waiting
