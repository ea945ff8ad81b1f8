"""Switching items on and off, and taking the last switch back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from desktop.models.lamps import Lamp
from desktop.texts import Message
from desktop.use_cases.activate_items import ItemActivation, ItemRegister, ItemState
from desktop.views.background import Background, Job
from desktop.views.messages import Messages, NoticeLink


@dataclass(frozen=True, slots=True)
class _Switch:
    """What was done, so that it can be taken back."""

    integration_id: int
    numbers: tuple[str, ...]
    activate: bool


class ItemSwitch:
    """`on_done` gets the integration, the numbers that were switched, and everything as the store has it afterwards."""

    def __init__(
        self,
        items: ItemActivation,
        background: Background,
        messages: Messages,
        owner: QObject,
        on_done: Callable[[int, tuple[str, ...], ItemRegister], object],
    ) -> None:
        self._items, self._background, self._messages = items, background, messages
        self._owner, self._on_done = owner, on_done
        self._last: _Switch | None = None

    def switch(self, integration_id: int, rows: list[ItemState], *, activate: bool) -> None:
        """Activate those that can be, or deactivate those that are active; the others are left alone."""
        numbers = tuple(row.item.number for row in rows if (row.can_be_activated if activate else row.is_activated))
        if numbers:
            self._run(_Switch(integration_id, numbers, activate), is_undo=False)
        elif activate and rows:
            self._messages.say(Message("Nothing to activate: they are active, barred or gone."))

    def undo(self) -> None:
        """Take the last switch back."""
        if self._last is not None:
            last, self._last = self._last, None
            self._run(_Switch(last.integration_id, last.numbers, not last.activate), is_undo=True)

    def _run(self, wanted: _Switch, *, is_undo: bool) -> None:
        def work(_job: Job[ItemRegister]) -> ItemRegister:
            change = self._items.activate if wanted.activate else self._items.deactivate
            change(wanted.integration_id, wanted.numbers)
            return self._items.register(wanted.integration_id)

        def done(register: ItemRegister) -> None:
            self._last = None if is_undo else wanted
            links = () if is_undo else (NoticeLink(Message("Undo"), self.undo),)
            self._messages.say(_said(len(wanted.numbers), activate=wanted.activate), lamp=Lamp.DONE, links=links)
            self._on_done(wanted.integration_id, wanted.numbers, register)

        self._background.run(work, on_done=done, owner=self._owner)


def _said(count: int, *, activate: bool) -> Message:
    if activate:
        return Message("{count} item activated.", "{count} items activated.", count=count)
    return Message("{count} item deactivated.", "{count} items deactivated.", count=count)
