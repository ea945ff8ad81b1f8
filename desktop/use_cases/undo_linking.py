"""Unlink customers, and take back what a batch of linking wrote; product.md chapters 2 and 3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from desktop.connectors.contract import ConnectorSource
from desktop.errors import (
    BindeledError,
    NoConnection,
    OutcomeUnknown,
    PassingTrouble,
    RecordChanged,
    RecordNotFound,
    SettingsError,
)
from desktop.models.handed_in import UndoingCustomers, UndoingPeople
from desktop.models.linking import UNDO_AGAIN, UndoReport, marks_of
from desktop.models.records import Activity, Exchange, ExternalKey, Integration, Link, LinkKind, Outcome, Side
from desktop.models.references import key_name
from desktop.models.store.batches import Batch
from desktop.models.store.work import Store
from desktop.models.undo_order import LaterBatches, Pair, created_pair, linked_pair, undo_order
from desktop.models.undoing import Standing, UndoGroup, UndoItem, UndoPreview, stays_linked, waiting_item
from desktop.progress import Progress
from desktop.texts import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    """How one step ended: whether anything was taken back, why the rest was not, and what is told. `is_passing`: not yet."""

    customer: str = ""
    group: UndoGroup = UndoGroup.BACK
    is_changed: bool = False
    reason: Message | None = None
    told: Message | None = None
    is_passing: bool = False


class LinkingUndo:
    """Takes batches back: links and ignored customers here, what was written to customers and people by those handed in."""

    def __init__(self, store: Store, connectors: ConnectorSource, customers: UndoingCustomers, people: UndoingPeople) -> None:
        self._store = store
        self._connectors = connectors
        self._customers = customers
        self._people = people

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

    def last_batch(self, integration: Integration, activity: Activity | None = None) -> Batch | None:
        """The newest batch that can be undone, or the newest of one activity."""
        with self._store.reading() as work:
            return work.batches.newest(integration.id, activity=activity)

    def batches(self, integration: Integration) -> list[Batch]:
        """Every batch that can be undone, newest first."""
        with self._store.reading() as work:
            return work.batches.open(integration.id)

    def preview(self, integration: Integration, batch_id: int, progress: Progress) -> UndoPreview:
        """What undoing the batch would do, held against what stands in the systems now; nothing is written."""
        batch, later, linked = self._open_batch(integration, batch_id)
        with self._store.reading() as work:
            names = {one.id: one.title for one in work.customers.all(integration.id, Side.FINANCE)}
        standing = self._customers.look(integration, batch.steps, progress)
        stays: dict[Pair | None, UndoItem] = {}
        found: dict[int, list[UndoItem]] = {}
        for index in undo_order(batch.steps):
            step = batch.steps[index]
            items = self._items(integration, step, names, standing)
            if step["what"] == "link" and linked_pair(step) not in linked:
                items = []
            elif (reason := later.why_wait(step)) is not None:
                items = [waiting_item(_name(step, names), reason)]
            elif (kept := stays.get(linked_pair(step))) is not None and linked_pair(step) in linked:
                sentence = stays_linked(kept.customer, kept.sentence)
                items = [UndoItem(group=UndoGroup.IMPOSSIBLE, customer=kept.customer, sentence=sentence)]
            if (created := created_pair(step)) is not None:
                if items[0].group is not UndoGroup.BACK:
                    stays[created] = items[0]
                elif step["what"] == "create_person":
                    standing.without(step)
            found[index] = items
        as_done = tuple(item for index in sorted(found) for item in found[index])
        steps = [batch.steps[index] for index, items in found.items() if any(one.group is UndoGroup.BACK for one in items)]
        return UndoPreview(
            batch_id=batch.id,
            message=batch.message,
            made_at=batch.made_at,
            items=as_done,
            customers=len({self._whom(integration, step) for step in steps if "kind" not in step}),
            people=len({self._whom(integration, step) for step in steps if "kind" in step}),
        )

    def _items(
        self, integration: Integration, step: Mapping[str, Any], names: Mapping[str, str], standing: Standing
    ) -> list[UndoItem]:
        """What taking a step back would do, were no other step in the way."""
        match step["what"]:
            case "link":
                return [_back(step, names, Message("The link is removed."))]
            case "ignore":
                return [_back(step, names, Message("The customer is brought back from Ignored."))]
            case "overwrite" | "create" | "import":
                return self._customers.items(integration, step, standing)
            case _:
                return self._people.items(integration, step)

    def _open_batch(self, integration: Integration, batch_id: int) -> tuple[Batch, LaterBatches, set[Pair]]:
        """The batch, what later ones wrote, and what is linked."""
        with self._store.reading() as work:
            batch = work.batches.get(integration.id, batch_id)
            later = work.batches.later(integration.id, batch_id)
            linked = {(str(kind), *pair) for kind in LinkKind for pair in work.links.pairs(integration.id, kind).items()}
        if batch is None:
            raise RecordNotFound(Message("There is nothing to undo."))
        return batch, LaterBatches((one.id, one.message, one.steps) for one in later), linked

    def undo(self, integration: Integration, batch_id: int, progress: Progress) -> UndoReport:
        """Take a batch back, last step first: links, and values that nobody changed in between.

        What one system refuses is reported, and the rest goes on. A created record that stays keeps its link. When something
        passing stood in the way of a step (a trouble, an answer that was lost, a later batch, an invoice of which nobody knows
        yet), the batch stays open with that step, and can be undone again. So it is when the settings or the network make every
        further step useless, and the error is raised.
        """
        batch, later, linked = self._open_batch(integration, batch_id)
        customers, people = set[str](), set[str]()
        left_alone, not_possible, failed = list[Message](), list[Message](), dict[str, Message]()
        stays: dict[Pair | None, _Ending] = {}
        for place, index in enumerate(undo_order(batch.steps)):
            step = batch.steps[index]
            progress.step(place, len(batch.steps), Message("Taking back"))
            who = self._whom(integration, step)
            pair = linked_pair(step)
            if pair in stays:
                ending = _link_ending(stays[pair], is_linked=pair in linked)
            elif step["what"] == "link" and pair not in linked:
                ending = _Ending()
            else:
                ending = self._take_back(integration, step, later)
            if (created := created_pair(step)) is not None and ending.reason is not None:
                stays[created] = ending
            if ending.is_passing:
                failed.update({who: ending.told} if ending.told else {})
                continue
            (people if "kind" in step else customers).update([who] if ending.is_changed else [])
            (left_alone if ending.group is UndoGroup.CHANGED else not_possible).extend([ending.told] if ending.told else [])
            self._step_undone(batch.step_ids[index])
        report = UndoReport(
            undone=len(customers - set(failed)),
            people=len(people - set(failed)),
            left_alone=tuple(left_alone),
            not_possible=tuple(not_possible),
            failed=tuple(failed.values()),
        )
        with self._store.work() as work:
            if not failed:
                work.batches.undone(batch_id)
            work.log.note(
                integration.id,
                Activity.UNDO,
                Outcome.REFUSED if failed else Outcome.DONE,
                report.sentence,
                what_to_do=UNDO_AGAIN if failed else None,
                technical="\n".join(one.render() for one in (*report.failed, *left_alone, *not_possible)),
            )
            work.commit()
        return report

    def _take_back(self, integration: Integration, step: Mapping[str, Any], later: LaterBatches) -> _Ending:
        """Take one step back, unless it waits for a later batch."""
        name = str(step.get("name", step.get("finance_id")))
        try:
            if (wait := later.why_wait(step)) is not None:
                raise PassingTrouble(wait)
            is_changed, left = self._undo_step(integration, step)
        except (SettingsError, NoConnection):
            raise
        except BindeledError as trouble:
            is_changed_since = isinstance(trouble, RecordChanged) or step["what"] in ("overwrite", "overwrite_person")
            return _Ending(
                customer=name,
                group=UndoGroup.CHANGED if is_changed_since else UndoGroup.IMPOSSIBLE,
                reason=trouble.message,
                told=Message("{customer} is left as it is: {reason}", customer=name, reason=trouble.message),
                is_passing=isinstance(trouble, PassingTrouble | OutcomeUnknown),
            )
        return _Ending(is_changed=is_changed, group=UndoGroup.CHANGED if left else UndoGroup.BACK, told=left)

    def _step_undone(self, step_id: int) -> None:
        with self._store.work() as work:
            work.batches.step_undone(step_id)
            work.commit()

    def _undo_step(self, integration: Integration, step: Mapping[str, Any]) -> tuple[bool, Message | None]:
        """Take one step back; gives whether anything was, and what was left alone. What a system says is raised."""
        match step["what"]:
            case "link":
                return self._undo_link(integration, step), None
            case "ignore":
                self._undo_ignore(integration, step)
                return True, None
            case "overwrite" | "create" | "import":
                return self._customers.undo(integration, step)
            case _:
                return self._people.undo(integration, step)

    def _whom(self, integration: Integration, step: Mapping[str, Any]) -> str:
        """Names who is counted: a person, or a customer by its id in the finance system as long as it is linked."""
        if "kind" in step:
            return f"{step['kind']} {step['psa_id']} {step['name']}"
        if "finance_id" in step:
            return str(step["finance_id"])
        if step.get("side") == Side.FINANCE:
            return str(step["id"])
        psa_id = str(step.get("id", step.get("psa_id")))
        with self._store.reading() as work:
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, psa_id)
        return link.finance_id if link else f"psa {psa_id}"

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
        """Take the external key off the PSA customer; when that fails the log says so, since the link itself is ended.

        A mark that tells another link is not ours to remove.
        """
        mark = ExternalKey(system_name=key_name(integration), external_id=subject[1])
        with self._store.reading() as work:
            marked = work.customers.get(integration.id, Side.PSA, psa_id)
        if marked is not None and (marks := marks_of(marked, key_name(integration))) and subject[1] not in marks:
            return
        exchanges: list[Exchange] = []
        outcome, what_to_do, technical, system = Outcome.DONE, None, "", integration.psa.system
        try:
            psa = self._connectors.psa(integration)
            system = psa.card.label
            with psa.recording() as exchanges:
                psa.remove_external_key(psa_id, mark)
            sentence = Message("The mark of the link was removed from the customer in {system}.", system=system)
        except BindeledError as trouble:
            outcome, technical = Outcome.REFUSED, trouble.technical
            sentence = Message("The link is removed here, but the PSA keeps its mark: {reason}", reason=trouble.message)
            what_to_do = Message("Remove the external key on the customer in the PSA.")
        with self._store.work() as work:
            if outcome is Outcome.DONE and (known := work.customers.get(integration.id, Side.PSA, psa_id)) is not None:
                kept = tuple(one for one in known.external_keys if one != mark)
                work.customers.put(integration.id, Side.PSA, replace(known, external_keys=kept))
            work.log.note(
                integration.id,
                activity,
                outcome,
                sentence,
                what_to_do=what_to_do,
                system=system,
                subject=subject,
                technical=technical,
                exchanges=exchanges,
            )
            work.commit()

    def _undo_ignore(self, integration: Integration, step: Mapping[str, Any]) -> None:
        with self._store.work() as work:
            work.decisions.bring_back(integration.id, step["finance_id"])
            work.commit()


def _link_ending(creation: _Ending, *, is_linked: bool) -> _Ending:
    """How the step of a link ends whose record was created with it, and stays."""
    told = stays_linked(creation.customer, creation.reason) if creation.reason and is_linked else None
    return _Ending(group=UndoGroup.IMPOSSIBLE, told=None if creation.is_passing else told, is_passing=creation.is_passing)


def _back(step: Mapping[str, Any], names: Mapping[str, str], sentence: Message) -> UndoItem:
    return UndoItem(group=UndoGroup.BACK, customer=_name(step, names), sentence=sentence)


def _name(step: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return str(step["name"]) if "name" in step else names.get(step["finance_id"], step["finance_id"])
