"""Unlink customers, and take back what a batch of linking wrote; product.md chapters 2 and 3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast

from desktop.connectors.contract import ConnectorSource, Psa
from desktop.errors import BindeledError, NoConnection, RecordNotFound, SettingsError
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
        """End links; nothing is deleted on either side. Gives how many were ended.

        A mark that the PSA keeps is told in the log; the link is ended all the same.
        """
        count = 0
        for link in pairs:
            with self._store.work() as work:
                is_removed = work.links.remove(integration.id, LinkKind.CUSTOMER, link.psa_id, link.finance_id)
                customer = work.customers.get(integration.id, Side.FINANCE, link.finance_id)
                subject = ("customer", link.finance_id, customer.title if customer else link.finance_id)
                if is_removed:
                    sentence = Message("The link was removed. Nothing was deleted in either system.")
                    work.log.note(integration.id, Activity.UNLINK, Outcome.DONE, sentence, subject=subject)
                work.commit()
            if is_removed:
                count += 1
                self._remove_mark(integration, link.psa_id, Activity.UNLINK, subject)
        return count

    def last_batch(self, integration: Integration) -> Batch | None:
        """The newest batch that can be undone."""
        with self._store.reading() as work:
            return work.batches.newest(integration.id)

    def undo(self, integration: Integration, batch_id: int, progress: Progress) -> UndoReport:
        """Take a batch back, last step first: links, and values that nobody changed in between.

        What one system refuses is reported, and the rest goes on. When the settings or the network make every further step
        useless the error is raised, and the batch can be undone again: a step that was taken back is then left out.
        """
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
            technical = "\n".join(one.render() for one in (*left_alone, *not_possible))
            work.log.note(integration.id, Activity.UNDO, Outcome.DONE, sentence, technical=technical)
            work.commit()
        return UndoReport(undone=undone, left_alone=tuple(left_alone), not_possible=tuple(not_possible))

    def _undo_link(self, integration: Integration, step: Mapping[str, Any]) -> bool:
        with self._store.work() as work:
            removed = work.links.remove(integration.id, LinkKind.CUSTOMER, step["psa_id"], step["finance_id"])
            customer = work.customers.get(integration.id, Side.FINANCE, step["finance_id"])
            work.commit()
        if removed:
            subject = ("customer", step["finance_id"], customer.title if customer else step["finance_id"])
            self._remove_mark(integration, step["psa_id"], Activity.UNDO, subject)
        return removed

    def _remove_mark(self, integration: Integration, psa_id: str, activity: Activity, subject: tuple[str, str, str]) -> None:
        """Take the external key off the PSA customer; when that fails the log says so, since the link itself is ended."""
        try:
            self._psa(integration).remove_external_key(psa_id, key_name(integration))
        except BindeledError as trouble:
            with self._store.work() as work:
                work.log.note(
                    integration.id,
                    activity,
                    Outcome.REFUSED,
                    Message("The link is removed here, but the PSA keeps its mark: {reason}", reason=trouble.message),
                    what_to_do=Message("Remove the external key on the customer in the PSA."),
                    subject=subject,
                    technical=trouble.technical,
                )
                work.commit()

    def _undo_overwrite(self, integration: Integration, step: Mapping[str, Any]) -> Message | None:
        """Put old values back where the new ones still stand; gives what was left alone, and why."""
        side = Side(step["side"])
        try:
            changed = self._put_back(integration, side, step)
        except (SettingsError, NoConnection):
            raise
        except BindeledError as trouble:
            return Message("{customer} is left as it is: {reason}", customer=step["name"], reason=trouble.message)
        if not changed:
            return None
        return Message(
            "{customer}: {count} field was changed since and is left as it is.",
            "{customer}: {count} fields were changed since and are left as they are.",
            customer=step["name"],
            count=changed,
        )

    def _put_back(self, integration: Integration, side: Side, step: Mapping[str, Any]) -> int:
        """Write the old values; gives how many fields hold neither the old nor the new value, because somebody changed them."""
        before, after = step["before"], step["after"]
        connector = self._connectors.get(integration, side)
        current = connector.customer(step["id"])
        wanted = {name for name in after if getattr(current, name) == after[name] != before[name]}
        if wanted:
            restored = replace(current, **{name: before[name] for name in wanted})
            stored = connector.update_customer(restored, frozenset(wanted))
            with self._store.work() as work:
                work.customers.put(integration.id, side, stored)
                work.commit()
        return sum(getattr(current, name) not in (after[name], before[name]) for name in after)

    def _undo_ignore(self, integration: Integration, step: Mapping[str, Any]) -> bool:
        with self._store.work() as work:
            work.decisions.bring_back(integration.id, step["finance_id"])
            work.commit()
        return True

    def _psa(self, integration: Integration) -> Psa:
        return cast(Psa, self._connectors.get(integration, Side.PSA))
