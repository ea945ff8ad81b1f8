"""Activate item numbers (Varenumre); product.md chapter 5. Only active items can be used on lines."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from desktop.models.item_choice import with_items
from desktop.models.item_use import ItemUse, is_ready, item_use
from desktop.models.records import Activity, Item, Outcome
from desktop.models.store.work import Store
from desktop.texts import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """An item, whether it is activated, and how many lines of the invoices at hand use it (all, and those still to be sent)."""

    item: Item
    is_activated: bool
    used_lines: int
    waiting_lines: int

    @property
    def is_ready(self) -> bool:
        """Whether it can stand on a line: activated here, there in the finance system, and not barred."""
        return self.is_activated and is_ready(self.item)

    @property
    def can_be_activated(self) -> bool:
        """Whether activating it would change anything: it is not active, and could stand on a line."""
        return not self.is_activated and is_ready(self.item)

    @property
    def stops_invoices(self) -> bool:
        """Whether lines still to be sent use it although it cannot stand on a line."""
        return self.waiting_lines > 0 and not self.is_ready


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRegister:
    """Every item by number, and what the invoices at hand ask of them."""

    items: list[ItemState]
    use: ItemUse


class ItemActivation:
    """The item numbers of an integration."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def register(self, integration_id: int) -> ItemRegister:
        """Every item that was fetched, by number, with the lines that use it."""
        with self._store.reading() as work:
            found = work.items.all(integration_id)
            activated = {item.number: item for item, is_activated in found if is_activated}
            known = work.default_items.known(integration_id)
            invoices = [with_items(one, known) for one in work.invoices.all(integration_id)]
            use = item_use(invoices, work.transfers.all(integration_id), activated)
        states = [
            ItemState(
                item=item,
                is_activated=is_activated,
                used_lines=use.used.get(item.number, 0),
                waiting_lines=use.waiting.get(item.number, 0),
            )
            for item, is_activated in found
        ]
        return ItemRegister(items=states, use=use)

    def items(self, integration_id: int) -> list[ItemState]:
        """Every item that was fetched, by number."""
        return self.register(integration_id).items

    def numbers_in_use(self, integration_id: int) -> list[str]:
        """Numbers that exist in the finance system and stand on a line of an invoice that is still to be sent."""
        return [one.item.number for one in self.items(integration_id) if one.waiting_lines and not one.item.is_gone]

    def missing(self, integration_id: int) -> dict[str, int]:
        """Numbers on lines still to be sent that cannot be used: not active, barred or not there; with how many lines."""
        return {number: lines for number, lines in self.register(integration_id).use.unusable.items() if number}

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
