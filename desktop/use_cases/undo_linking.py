"""Unlink customers, and take back what a batch of linking wrote; product.md chapters 2 and 3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from desktop.connectors.contract import ConnectorSource, Psa
from desktop.errors import RecordNotFound
from desktop.models.linking import UndoReport
from desktop.models.records import Activity, Integration, Link, LinkKind, Outcome, Side
from desktop.models.references import key_name
from desktop.models.store.batches import Batch
from desktop.models.store.work import Store
from desktop.progress import Progress
from desktop.texts import Message


class LinkingUndo:
    """Takes links, and values that were overwritten, back."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def unlink(self, integration: Integration, pairs: Iterable[Link]) -> int:
        """End links; nothing is deleted on either side. Gives how many were ended."""
        count = 0
        for link in pairs:
            with self._store.work() as work:
                if work.links.remove(integration.id, LinkKind.CUSTOMER, link.psa_id, link.finance_id):
                    count += 1
                    customer = work.customers.get(integration.id, Side.FINANCE, link.finance_id)
                    sentence = Message("The link was removed. Nothing was deleted in either system.")
                    subject = ("customer", link.finance_id, customer.title if customer else link.finance_id)
                    work.log.note(integration.id, Activity.UNLINK, Outcome.DONE, sentence, subject=subject)
                work.commit()
            self._psa(integration).remove_external_key(link.psa_id, key_name(integration))
        return count

    def last_batch(self, integration: Integration) -> Batch | None:
        """The newest batch that can be undone."""
        with self._store.reading() as work:
            return work.batches.newest(integration.id)

    def undo(self, integration: Integration, batch_id: int, progress: Progress) -> UndoReport:
        """Take a batch back, last step first: links, and values that nobody changed in between."""
        with self._store.reading() as work:
            batch = work.batches.get(batch_id)
        if batch is None or batch.undone_at is not None:
            raise RecordNotFound(Message("There is nothing to undo."))
        undone, left_alone, not_possible = 0, list[Message](), list[Message]()
        for index, step in enumerate(reversed(batch.steps)):
            progress.step(index, len(batch.steps), Message("Taking back"))
            match step["what"]:
                case "link":
                    undone += self._undo_link(integration, step)
                case "overwrite":
                    left = self._undo_overwrite(integration, step)
                    undone += left is None
                    left_alone += [left] if left else []
                case "ignore":
                    undone += self._undo_ignore(integration, step)
                case "import":
                    not_possible.append(
                        Message(
                            "Customer {customer} stays in {system}, which cannot delete customers. The link is removed.",
                            customer=step["name"],
                            system=self._psa(integration).card.label,
                        )
                    )
        with self._store.work() as work:
            work.batches.undone(batch_id)
            sentence = Message("{count} step taken back.", "{count} steps taken back.", count=undone)
            work.log.note(integration.id, Activity.UNDO, Outcome.DONE, sentence)
            work.commit()
        return UndoReport(undone=undone, left_alone=tuple(left_alone), not_possible=tuple(not_possible))

    def _undo_link(self, integration: Integration, step: Mapping[str, Any]) -> bool:
        with self._store.work() as work:
            removed = work.links.remove(integration.id, LinkKind.CUSTOMER, step["psa_id"], step["finance_id"])
            work.commit()
        if removed:
            self._psa(integration).remove_external_key(step["psa_id"], key_name(integration))
        return removed

    def _undo_overwrite(self, integration: Integration, step: Mapping[str, Any]) -> Message | None:
        """Put old values back where the new ones still stand; gives what was left alone."""
        side = Side(step["side"])
        connector = self._connectors.get(integration, side)
        current = connector.customer(step["id"])
        untouched = {name for name, value in step["after"].items() if getattr(current, name) == value}
        if untouched:
            restored = replace(current, **{name: step["before"][name] for name in untouched})
            stored = connector.update_customer(restored, frozenset(untouched))
            with self._store.work() as work:
                work.customers.put(integration.id, side, stored)
                work.commit()
        if len(untouched) == len(step["after"]):
            return None
        return Message(
            "{customer}: {count} field was changed since and is left as it is.",
            "{customer}: {count} fields were changed since and are left as they are.",
            customer=step["name"],
            count=len(step["after"]) - len(untouched),
        )

    def _undo_ignore(self, integration: Integration, step: Mapping[str, Any]) -> bool:
        with self._store.work() as work:
            work.decisions.bring_back(integration.id, step["finance_id"])
            work.commit()
        return True

    def _psa(self, integration: Integration) -> Psa:
        return cast(Psa, self._connectors.get(integration, Side.PSA))
