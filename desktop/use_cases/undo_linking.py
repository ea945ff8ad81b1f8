"""Unlink customers, and take back what a batch of linking wrote; product.md chapters 2 and 3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from desktop.connectors.contract import Ability, ConnectorSource, Finance, Psa
from desktop.connectors.overwriting import overwrite
from desktop.errors import BindeledError, NoConnection, OutcomeUnknown, PassingTrouble, RecordNotFound, RecordRefused, SettingsError
from desktop.models.handed_in import UndoingPeople
from desktop.models.linking import UNDO_AGAIN, UndoReport
from desktop.models.records import Activity, Customer, Exchange, Integration, Link, LinkKind, Outcome, Side
from desktop.models.references import key_name
from desktop.models.store.batches import Batch
from desktop.models.store.work import Store
from desktop.models.undoing import (
    UndoGroup,
    UndoItem,
    UndoPreview,
    creation_item,
    fields_back,
    is_as_created,
    overwrite_items,
    stays_for_invoices,
    written_customer,
)
from desktop.progress import Progress
from desktop.texts import Message

_ONE_BY_ONE = 50  # up to so many customers are read one by one, more in a reading of the whole register


class LinkingUndo:
    """Takes links, and values that were overwritten, back."""

    def __init__(self, store: Store, connectors: ConnectorSource, people: UndoingPeople) -> None:
        self._store = store
        self._connectors = connectors
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

    def last_batch(self, integration: Integration) -> Batch | None:
        """The newest batch that can be undone."""
        with self._store.reading() as work:
            return work.batches.newest(integration.id)

    def batches(self, integration: Integration) -> list[Batch]:
        """Every batch that can be undone, newest first."""
        with self._store.reading() as work:
            return work.batches.open(integration.id)

    def preview(self, integration: Integration, batch_id: int, progress: Progress) -> UndoPreview:
        """What undoing the batch would do, held against what stands in the systems now; nothing is written."""
        batch = self._open_batch(batch_id)
        items: list[UndoItem] = []
        with self._store.reading() as work:
            finance = {one.id: one for one in work.customers.all(integration.id, Side.FINANCE)}
            links = work.links.all(integration.id, LinkKind.CUSTOMER)
        linked = {(one.psa_id, one.finance_id) for one in links}
        standing = self._as_they_stand(integration, batch, progress)
        for step in batch.steps:
            match step["what"]:
                case "link":
                    customer = finance.get(step["finance_id"])
                    if (step["psa_id"], step["finance_id"]) in linked:
                        sentence = Message("The link is removed.")
                        items.append(_item(UndoGroup.BACK, customer.title if customer else step["finance_id"], sentence))
                case "overwrite":
                    system = self._connectors.card(integration, Side(step["side"])).label
                    items += overwrite_items(step, standing[step["side"], step["id"]], system)
                case "ignore":
                    customer = finance.get(step["finance_id"])
                    sentence = Message("The customer is brought back from Ignored.")
                    items.append(_item(UndoGroup.BACK, customer.title if customer else step["finance_id"], sentence))
                case "import":
                    items.append(_item(UndoGroup.IMPOSSIBLE, step["name"], self._stays(integration)))
                case "create":
                    items.append(self._creation(integration, step, standing[Side.FINANCE, step["finance_id"]]))
                case _:
                    items += self._people.items(integration, step)
        return UndoPreview(batch_id=batch.id, message=batch.message, made_at=batch.made_at, items=tuple(items))

    def _open_batch(self, batch_id: int) -> Batch:
        with self._store.reading() as work:
            batch = work.batches.get(batch_id)
        if batch is None or batch.undone_at is not None:
            raise RecordNotFound(Message("There is nothing to undo."))
        return batch

    def _as_they_stand(
        self, integration: Integration, batch: Batch, progress: Progress
    ) -> dict[tuple[str, str], Customer | BindeledError]:
        """The customers that were written, as the systems hold them now, by side and id; the reason where one cannot be read."""
        found: dict[tuple[str, str], Customer | BindeledError] = {}
        touched = dict.fromkeys(place for step in batch.steps if (place := written_customer(step)) is not None)
        for side in Side:
            ids = [id_ for on_side, id_ in touched if on_side is side]
            if not ids:
                continue
            connector, text = self._connectors.get(integration, side), Message("Reading what stands there now")
            if len(ids) <= _ONE_BY_ONE:
                for index, id_ in enumerate(ids):
                    progress.step(index, len(ids), text)
                    try:
                        found[side, id_] = connector.customer(id_)
                    except (SettingsError, NoConnection):
                        raise
                    except BindeledError as trouble:
                        found[side, id_] = trouble
            else:
                gone = RecordNotFound(Message("The customer is not there any more."))
                found |= dict.fromkeys(((side, id_) for id_ in ids), gone)
                for page in connector.customers():
                    progress.step(len(found), None, text)
                    found |= {(side, one.id): one for one in page.records if (side, one.id) in found}
        return found

    def _creation(self, integration: Integration, step: Mapping[str, Any], current: Customer | BindeledError) -> UndoItem:
        finance = self._connectors.card(integration, Side.FINANCE)
        why_not = finance.capabilities.why_not.get(Ability.DELETE_CUSTOMERS)
        return creation_item(step, current, finance.label, why_not, self._invoices_there(integration, step["psa_id"]))

    def _invoices_there(self, integration: Integration, psa_id: str) -> int:
        """How many invoices of a PSA customer lie over there, as far as the store knows."""
        with self._store.reading() as work:
            found = work.invoices.of_customer(integration.id, psa_id)
            transfers = [work.transfers.get(integration.id, one.id) for one in found]
        return sum(one is not None and bool(one.finance_id) for one in transfers)

    def _stays(self, integration: Integration) -> Message:
        system = self._connectors.card(integration, Side.PSA).label
        return Message("The customer stays in {system}, which cannot delete customers. Only the link is removed.", system=system)

    def undo(self, integration: Integration, batch_id: int, progress: Progress) -> UndoReport:
        """Take a batch back, last step first: links, and values that nobody changed in between.

        What one system refuses is reported, and the rest goes on. When a passing trouble, or an answer that was lost, stood in the
        way of some values, the batch stays open and can be undone again: a step that was taken back is then left out. So it is when
        the settings or the network make every further step useless, and the error is raised.
        """
        batch = self._open_batch(batch_id)
        finance_ids = {step["psa_id"]: step["finance_id"] for step in batch.steps if step["what"] == "link"}
        undone, people, left_alone, not_possible, failed = (
            set[str](),
            set[str](),
            list[Message](),
            list[Message](),
            dict[str, Message](),
        )
        for index, step in enumerate(reversed(batch.steps)):
            progress.step(index, len(batch.steps), Message("Taking back"))
            match step["what"]:
                case "link":
                    if self._undo_link(integration, step):
                        undone.add(step["finance_id"])
                case "overwrite":
                    finance_id = step["id"] if step["side"] == Side.FINANCE else finance_ids.get(step["id"], step["id"])
                    try:
                        is_changed, left = self._put_back(integration, finance_id, step)
                    except (SettingsError, NoConnection):
                        raise
                    except (PassingTrouble, OutcomeUnknown) as trouble:
                        failed[finance_id] = _left_as_it_is(step, trouble)
                    except BindeledError as trouble:
                        left_alone.append(_left_as_it_is(step, trouble))
                    else:
                        undone |= {finance_id} if is_changed else set()
                        left_alone += [left] if left else []
                case "create":
                    try:
                        if (left := self._delete(integration, step)) is not None:
                            left_alone.append(left)
                    except (SettingsError, NoConnection):
                        raise
                    except (PassingTrouble, OutcomeUnknown) as trouble:
                        failed[step["finance_id"]] = _left_as_it_is(step, trouble)
                    except BindeledError as trouble:
                        not_possible.append(_left_as_it_is(step, trouble))
                    else:
                        undone.add(step["finance_id"])
                case "ignore":
                    self._undo_ignore(integration, step)
                    undone.add(step["finance_id"])
                case "import":
                    not_possible.append(
                        Message(
                            "Customer {customer} stays in {system}, which cannot delete customers. The link is removed.",
                            customer=step["name"],
                            system=self._psa(integration).card.label,
                        )
                    )
                case _:
                    who = f"{step['kind']} {step['psa_id']} {step['name']}"
                    try:
                        is_changed, left = self._people.undo(integration, step)
                    except (SettingsError, NoConnection):
                        raise
                    except (PassingTrouble, OutcomeUnknown) as trouble:
                        failed[who] = _left_as_it_is(step, trouble)
                    except BindeledError as trouble:
                        not_possible.append(_left_as_it_is(step, trouble))
                    else:
                        people |= {who} if is_changed else set()
                        left_alone += [left] if left else []
        report = UndoReport(
            undone=len(undone - set(failed)),
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
        exchanges: list[Exchange] = []
        outcome, what_to_do, technical, system = Outcome.DONE, None, "", integration.psa.system
        try:
            psa = self._psa(integration)
            system = psa.card.label
            with psa.recording() as exchanges:
                psa.remove_external_key(psa_id, key_name(integration))
            sentence = Message("The mark of the link was removed from the customer in {system}.", system=system)
        except BindeledError as trouble:
            outcome, technical = Outcome.REFUSED, trouble.technical
            sentence = Message("The link is removed here, but the PSA keeps its mark: {reason}", reason=trouble.message)
            what_to_do = Message("Remove the external key on the customer in the PSA.")
        with self._store.work() as work:
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

    def _delete(self, integration: Integration, step: Mapping[str, Any]) -> Message | None:
        """Delete a customer that we created; gives why it was left alone, if it was. What the system says is raised."""
        finance = cast(Finance, self._connectors.get(integration, Side.FINANCE))
        system, id_ = finance.card.label, step["finance_id"]
        finance.card.capabilities.require(Ability.DELETE_CUSTOMERS)
        subject = ("customer", id_, step["name"])
        sentence = Message("The customer was deleted in {system}.", system=system)
        if invoices := self._invoices_there(integration, step["psa_id"]):
            raise RecordRefused(stays_for_invoices(system, invoices))
        with finance.recording() as exchanges:
            try:
                if not is_as_created(step, finance.customer(id_)):
                    return Message("{customer} was changed in {system} since, and stays.", customer=step["name"], system=system)
                finance.delete_customer(id_)
            except RecordNotFound:
                sentence = Message("The customer was gone from {system} already.", system=system)
            except BindeledError as trouble:
                self._note_refusal(integration, trouble, system, subject, exchanges)
                raise
        with self._store.work() as work:
            work.customers.mark_gone(integration.id, Side.FINANCE, id_)
            work.log.note(
                integration.id, Activity.UNDO, Outcome.DONE, sentence, system=system, subject=subject, exchanges=exchanges
            )
            work.commit()
        return None

    def _put_back(self, integration: Integration, finance_id: str, step: Mapping[str, Any]) -> tuple[bool, Message | None]:
        """Write the old values where the new ones still stand; gives whether there were any, and what was left alone."""
        side = Side(step["side"])
        current = self._connectors.get(integration, side).customer(step["id"])
        fields = fields_back(step, current)
        if fields.back:
            restored = replace(current, **{name: step["before"][name] for name in fields.back})
            self._restore(integration, side, restored, fields.back, current, ("customer", finance_id, step["name"]))
        left = Message(
            "{customer}: {count} field was changed since and is left as it is.",
            "{customer}: {count} fields were changed since and are left as they are.",
            customer=step["name"],
            count=len(fields.changed),
        )
        return bool(fields.back), left if fields.changed else None

    def _restore(
        self,
        integration: Integration,
        side: Side,
        restored: Customer,
        names: frozenset[str],
        seen: Customer,
        subject: tuple[str, str, str],
    ) -> None:
        connector = self._connectors.get(integration, side)
        system = connector.card.label
        with connector.recording() as exchanges:
            try:
                stored = overwrite(connector, restored, names, seen)
            except BindeledError as trouble:
                self._note_refusal(integration, trouble, system, subject, exchanges)
                raise
        sentence = Message(
            "{count} field got its old value back in {system}.",
            "{count} fields got their old values back in {system}.",
            count=len(names),
            system=system,
        )
        with self._store.work() as work:
            work.customers.put(integration.id, side, stored)
            work.carried.written(integration.id, side, stored, names)
            work.log.note(
                integration.id, Activity.UNDO, Outcome.DONE, sentence, system=system, subject=subject, exchanges=exchanges
            )
            work.commit()

    def _note_refusal(
        self,
        integration: Integration,
        trouble: BindeledError,
        system: str,
        subject: tuple[str, str, str],
        exchanges: Sequence[Exchange],
    ) -> None:
        outcome = Outcome.UNKNOWN if isinstance(trouble, OutcomeUnknown) else Outcome.REFUSED
        with self._store.work() as work:
            work.log.note(
                integration.id,
                Activity.UNDO,
                outcome,
                trouble.message,
                what_to_do=trouble.what_to_do,
                system=system,
                subject=subject,
                technical=trouble.technical,
                exchanges=exchanges,
            )
            work.commit()

    def _undo_ignore(self, integration: Integration, step: Mapping[str, Any]) -> None:
        with self._store.work() as work:
            work.decisions.bring_back(integration.id, step["finance_id"])
            work.commit()

    def _psa(self, integration: Integration) -> Psa:
        return cast(Psa, self._connectors.get(integration, Side.PSA))


def _item(group: UndoGroup, customer: str, sentence: Message) -> UndoItem:
    return UndoItem(group=group, customer=customer, sentence=sentence)


def _left_as_it_is(step: Mapping[str, Any], trouble: BindeledError) -> Message:
    return Message("{customer} is left as it is: {reason}", customer=step["name"], reason=trouble.message)
