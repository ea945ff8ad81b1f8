"""Change who owns customers: what it would change is shown first; product.md chapter 2."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from desktop.connectors.contract import ConnectorSource
from desktop.errors import SettingsError
from desktop.models.invoice_rows import row_of
from desktop.models.owner_change import Standing, consequences
from desktop.models.owner_rules import CustomerStep, OwnerRules, Step
from desktop.models.records import Integration, LinkKind, Side
from desktop.models.store.work import Store
from desktop.models.updates import why_not_carried
from desktop.texts import Message


class CustomerOwner(Protocol):
    """The rules that run (`sync_customers.CustomerSync`)."""

    def rules(self, integration: Integration) -> OwnerRules:
        """The rules chosen, or the most careful ones."""

    def steps(self, integration: Integration, rules: OwnerRules | None = None) -> Callable[[str], CustomerStep]:
        """What these rules make of an unlinked PSA customer."""


class OwnerChange:
    """What another choice of owner would change; `waiting` counts the updates that wait by side written to, under some rules."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        owner: CustomerOwner,
        waiting: Callable[[Integration, OwnerRules], dict[Side, int]],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._owner = owner
        self._waiting = waiting

    def consequences(self, integration: Integration, rules: OwnerRules) -> list[Message]:
        """What choosing these rules would change for what waits now, from the store; nothing is chosen."""
        labels = {side: self._connectors.card(integration, side).label for side in Side}
        before, after = (self._standing(integration, one, labels) for one in (self._owner.rules(integration), rules))
        return consequences(before, after, labels)

    def _standing(self, integration: Integration, rules: OwnerRules, labels: dict[Side, str]) -> Standing:
        carries = why_not_carried(rules, labels[Side.PSA], labels[Side.FINANCE]) is None
        return Standing(
            rules=rules,
            steps=self._steps(integration, rules),
            updates=self._waiting(integration, rules) if carries else {},
        )

    def _steps(self, integration: Integration, rules: OwnerRules) -> dict[str, Step]:
        """The step of each customer that is not linked and has invoices that can go; none before both sides are connected."""
        with self._store.reading() as work:
            linked = {link.psa_id for link in work.links.all(integration.id, LinkKind.CUSTOMER)}
            transfers = work.transfers.all(integration.id)
            rows = [row_of(one, transfers.get(one.id), None) for one in work.invoices.all(integration.id)]
        waiting = {row.invoice.customer_id for row in rows if row.can_send} - linked
        if not waiting:
            return {}
        try:
            step = self._owner.steps(integration, rules)
        except SettingsError:
            return {}
        return {psa_id: step(psa_id).step for psa_id in waiting}
