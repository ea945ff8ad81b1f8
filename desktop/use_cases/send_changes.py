"""Send changes of linked customers to the other side, previewed and as a batch that can be undone; product.md chapter 2."""

from __future__ import annotations

from collections.abc import Callable

from desktop.connectors.contract import ConnectorSource
from desktop.errors import RecordRefused
from desktop.models.linking import CustomerPreview, preview_of
from desktop.models.owner_rules import CardAction, OwnerRules, off_on_card
from desktop.models.records import Action, Activity, Decision, Integration, LinkKind, Side
from desktop.models.store.work import Store
from desktop.texts import Message

ACTION_TO = {Side.FINANCE: Action.USE_PSA, Side.PSA: Action.USE_FINANCE}
"""Whose data are used, by the side that is written to."""
_CARD_ACTION = {Action.USE_PSA: CardAction.SEND_TO_FINANCE, Action.USE_FINANCE: CardAction.SEND_TO_PSA}


class ChangeSending:
    """Carries what differs between two linked customers; `overwrite` is `write_links.LinkWriting.overwrite_linked`."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        rules: Callable[[Integration], OwnerRules],
        overwrite: Callable[[Integration, Decision, int], int],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._rules = rules
        self._overwrite = overwrite

    def preview(self, integration: Integration, psa_id: str, to: Side = Side.FINANCE) -> CustomerPreview | None:
        """What sending would write over the linked customer, field by field; `None` when the customer is not linked."""
        with self._store.reading() as work:
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, psa_id)
        return (
            self.look_again(integration, Decision(finance_id=link.finance_id, psa_id=psa_id, action=ACTION_TO[to]))
            if link
            else None
        )

    def look_again(self, integration: Integration, decision: Decision) -> CustomerPreview | None:
        """The same after the user chose to keep some of the fields."""
        with self._store.reading() as work:
            finance = work.customers.get(integration.id, Side.FINANCE, decision.finance_id)
            psa = work.customers.get(integration.id, Side.PSA, decision.psa_id)
        if finance is None or psa is None:
            return None
        return preview_of(decision, finance, psa, lambda side: self._connectors.card(integration, side).table("customers"))

    def send(self, integration: Integration, decision: Decision) -> tuple[int, int]:
        """Write the fields of the preview that the user did not keep; gives how many, and the id of the batch for undo.

        `RecordRefused` when the owner rules forbid it; the other errors as those of `LinkWriting.overwrite_linked`.
        """
        psa, finance = (self._connectors.card(integration, side).label for side in (Side.PSA, Side.FINANCE))
        if (forbidden := off_on_card(self._rules(integration), _CARD_ACTION[decision.action], psa, finance)) is not None:
            raise RecordRefused(forbidden, what_to_do=Message("Another owner of customers is chosen under Setup."))
        with self._store.work() as work:
            to = finance if decision.action is Action.USE_PSA else psa
            batch_id = work.batches.start(integration.id, Activity.UPDATE, Message("Changes sent to {system}.", system=to))
            work.commit()
        return self._overwrite(integration, decision, batch_id), batch_id
