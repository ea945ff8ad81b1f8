"""Opens the dialog for the item of a line, from the panel of a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from desktop.models.invoice_rows import TransferRow
from desktop.models.item_choice import line_key
from desktop.models.lamps import Lamp
from desktop.models.records import Integration, ItemShare, ValueKey
from desktop.texts import Message
from desktop.use_cases.choose_default_items import DefaultItems, OpenLine
from desktop.views.invoices.line_item_dialog import LineItemDialog
from desktop.views.messages import Messages


class LineItems:
    """Chooses items for the lines of documents that are still to be sent; `on_done` is called when one was chosen."""

    def __init__(self, default_items: DefaultItems, messages: Messages, parent: QWidget, on_done: Callable[[], object]) -> None:
        self._default_items, self._messages, self._parent, self._on_done = default_items, messages, parent, on_done

    def choose(self, integration: Integration, row: TransferRow, psa: str, position: int | None = None) -> None:
        """Ask about the line at this position, or about the first that a reason names; what is over there stays as it is."""
        if not row.can_send:
            return
        lines = self._default_items.lines(integration.id, row.id)
        named = {reason.line for reason in row.reasons}
        wanted = [one for one in lines if one.line.position == position or (position is None and one.line.position in named)]
        if wanted:
            self._ask(integration, row, psa, wanted)

    def _ask(self, integration: Integration, row: TransferRow, psa: str, wanted: Sequence[OpenLine]) -> None:
        one = wanted[0]

        def keep(shares: tuple[ItemShare, ...], rule: ValueKey | None) -> None:
            self._default_items.resolve(integration.id, row.id, line_key(one.line), shares)
            if rule is not None:
                self._default_items.keep_as_rule(integration.id, rule, shares[0].item_number)
            place = str(one.line.position)
            said = Message("The item of line {line} is chosen.", line=place) if shares else Message("The choice is taken back.")
            self._messages.say(said, lamp=Lamp.DONE)

        items = self._default_items.usable_items(integration.id)
        dialog = LineItemDialog(one, items, row.invoice.currency, psa, keep, parent=self._parent.window())
        if dialog.exec():
            self._on_done()
