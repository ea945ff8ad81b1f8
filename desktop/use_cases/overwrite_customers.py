"""Overwrite fields of a customer with those of its counterpart, as a preview showed them; product.md chapter 3.

What stands over there is read right before. The old values are kept before the new ones are sent, so that undo always knows them.
"""

from __future__ import annotations

from dataclasses import replace

from desktop.connectors.contract import ConnectorSource
from desktop.connectors.overwriting import agree, overwrite
from desktop.errors import BindeledError, RecordChanged, RecordNotFound, RecordRefused
from desktop.models import field_mapping
from desktop.models.linking import CustomerPreview, preview_of
from desktop.models.overwriting import Overwrite
from desktop.models.records import Activity, Customer, Decision, Integration, LinkKind, Side
from desktop.models.store import link_outcomes
from desktop.models.store.work import Store
from desktop.texts import Message


class CustomerOverwriting:
    """The overwriting of customers, for whom a link is made right now and for whom it was made long ago."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def preview(
        self, integration: Integration, decision: Decision, finance: Customer, psa: Customer | None, shown: CustomerPreview | None
    ) -> CustomerPreview:
        """What writing would change now; `RecordChanged` when that is not what was `shown`."""
        preview = preview_of(decision, finance, psa, lambda side: self._connectors.get(integration, side).card.table("customers"))
        if shown is not None and preview.what_changes != shown.what_changes:
            raise RecordChanged(
                Message("{customer} was read again since its changes were shown.", customer=finance.name),
                what_to_do=Message("Look at the changes, and write again."),
            )
        return preview

    def overwrite_linked(
        self, integration: Integration, decision: Decision, batch_id: int, shown: CustomerPreview | None = None
    ) -> int:
        """Carry changes between two customers that are linked: overwrite fields as decided; gives how many.

        `RecordNotFound` when the two are not linked; `RecordChanged` when the other side was changed since it was read, or would
        be changed otherwise than `shown`.
        """
        psa_system, finance_system = (self._connectors.get(integration, side) for side in (Side.PSA, Side.FINANCE))
        with psa_system.recording() as psa_side, finance_system.recording() as finance_side:
            try:
                finance, psa = self.pair(integration, decision)
                preview = self.preview(integration, decision, finance, psa, shown)
                if preview.problems:
                    raise RecordRefused(preview.problems[0], what_to_do=Message("Change the value, or keep the field as it is."))
                plan = self.planned(integration, preview, finance, psa)
                if plan is None:
                    return 0
                with self._store.work() as work:
                    step_id = work.batches.add_step(batch_id, plan.step(plan.wanted))
                    work.commit()
                self.write(integration, plan, step_id)
            except BindeledError as trouble:
                exchanges = [*psa_side, *finance_side]
                link_outcomes.refused(self._store, integration, decision.finance_id, trouble, exchanges, Activity.UPDATE)
                raise
            with self._store.work() as work:
                changes = [f"{one.label}: {one.old} -> {one.new}" for one in preview.changes if one.is_changed]
                link_outcomes.overwritten(work, integration, finance, plan.system, changes, [*psa_side, *finance_side])
                work.commit()
            return preview.changed_fields

    def pair(self, integration: Integration, decision: Decision) -> tuple[Customer, Customer]:
        """The two that are linked, as they were read; `RecordNotFound` when they are not linked."""
        with self._store.reading() as work:
            finance = work.customers.get(integration.id, Side.FINANCE, decision.finance_id)
            psa = work.customers.get(integration.id, Side.PSA, decision.psa_id)
            link = work.links.of_finance(integration.id, LinkKind.CUSTOMER, decision.finance_id)
        if finance is None or psa is None or link is None or link.psa_id != psa.id:
            raise RecordNotFound(Message("The two customers are not linked."), what_to_do=Message("Read the customer again."))
        return finance, psa

    def planned(self, integration: Integration, preview: CustomerPreview, finance: Customer, psa: Customer) -> Overwrite | None:
        """The fields that the preview showed, held against what stands over there now; None when nothing differs."""
        side = preview.written_side
        if side is None or not preview.changed_fields:
            return None
        connector = self._connectors.get(integration, side)
        table = connector.card.table("customers")
        target, source = (finance, psa) if side is Side.FINANCE else (psa, finance)
        changed = [table.field(change.field) for change in preview.changes if change.is_changed]
        names = frozenset(name for field in changed for name in (field.ours, *field.joined))
        current = connector.customer(target.id)
        if not agree(current, target, names):
            raise RecordChanged(
                Message("{customer} was changed in {system} since it was read.", customer=target.name, system=connector.card.label),
                what_to_do=Message("Read again, look at the changes, and write again."),
            )
        _changes, written = field_mapping.overwritten(table, current, source)
        wanted = replace(current, **{name: getattr(written, name) for name in names})
        return Overwrite(side, connector.card.label, current, wanted, names)

    def write(self, integration: Integration, plan: Overwrite, step_id: int) -> None:
        """Write the fields, and note for undo what the system made of them."""
        stored = overwrite(self._connectors.get(integration, plan.side), plan.wanted, plan.names, plan.current)
        with self._store.work() as work:
            work.customers.put(integration.id, plan.side, stored)
            work.carried.written(integration.id, plan.side, stored, plan.names)
            work.batches.correct_step(step_id, plan.step(stored))
            work.commit()
