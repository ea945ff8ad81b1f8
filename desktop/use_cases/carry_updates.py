"""Carry updates: changes of linked customers, found and carried to the other side as the owner rules say; product.md chapter 2.

A batch is previewed and can be undone. At once, only that goes which takes nothing back on the other side; the rest waits to be
seen. What was carried, or kept as it is by the user, is news again when it changes again.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desktop.connectors.contract import ConnectorSource
from desktop.errors import BindeledError, Cancelled, NoConnection, RecordNotFound, RecordRefused, SettingsError
from desktop.models.field_mapping import FieldTable
from desktop.models.linking import CustomerPreview
from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.models.records import Activity, CarriedValues, Customer, Decision, Integration, LinkKind, Outcome, Reason, Side
from desktop.models.store.work import Store, Work
from desktop.models.updates import (
    ACTIONS,
    FieldUpdate,
    LinkedPair,
    UpdateReport,
    agreed_values,
    carried_after,
    differences,
    field_updates,
    first_decision,
    not_to_write,
    target_of,
    targets,
    unseen_decision,
    update_preview,
    waiting_sentence,
    whole_decision,
    why_not_carried,
    why_not_to,
)
from desktop.progress import Progress, patient, side_by_side
from desktop.texts import Message

_SETTING = "updates"
_Found = list[tuple[LinkedPair, Side, list[FieldUpdate]]]


class CarryWay(StrEnum):
    """How updates are carried."""

    BATCH = "batch"  # when the user has seen them
    AT_ONCE = "at_once"  # as soon as they are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """How many linked customers have changes that wait, as counted last."""

    customers: int = 0
    fields: int = 0


class UpdateCarrying:
    """The updates of linked customers.

    `overwrite` is `overwrite_customers.CustomerOverwriting.overwrite_linked`, `read_changes` is
    `read_changed_customers.ChangedCustomers.read`.
    """

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        rules: Callable[[Integration], OwnerRules],
        overwrite: Callable[[Integration, Decision, int], int],
        read_changes: Callable[[Integration, Side, Progress], None],
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._rules = rules
        self._overwrite = overwrite
        self._read_changes = read_changes

    # what was chosen

    def way(self, integration: Integration) -> CarryWay:
        """Whether updates wait to be seen or go at once."""
        with self._store.reading() as work:
            return CarryWay(work.settings.get(integration.id, _SETTING).get("way", CarryWay.BATCH))

    def choose_way(self, integration: Integration, way: CarryWay) -> None:
        """Choose it."""
        with self._store.work() as work:
            _put(work, integration, way=way.value)
            sentence = {
                CarryWay.BATCH: Message("Changes of linked customers wait until they were seen."),
                CarryWay.AT_ONCE: Message("Changes of linked customers are carried as soon as they are read."),
            }[way]
            work.log.note(integration.id, Activity.SETTINGS, Outcome.DONE, sentence)
            work.commit()

    def why_not(self, integration: Integration) -> Message | None:
        """Why the owner rules let nothing be written, `None` when they do."""
        return why_not_carried(self._rules(integration), self._label(integration, Side.PSA), self._label(integration, Side.FINANCE))

    # finding

    def find(self, integration: Integration, progress: Progress) -> Waiting:
        """Read what changed in both systems since the last reading, and count what waits; carried at once where that was chosen."""
        for side in Side:
            self._read_changes(integration, side, progress)
        return self.after_reading(integration, progress)

    def after_reading(self, integration: Integration, progress: Progress) -> Waiting:
        """Both registers were read: settle what both sides changed alike, carry at once where that was chosen, and count."""
        self._settle(integration)
        if self.way(integration) is CarryWay.AT_ONCE and self.why_not(integration) is None:
            at_once = [
                decision
                for pair, target, updates in self._found(integration)
                if (decision := unseen_decision(self._table(integration, target), pair, target, updates)) is not None
            ]
            if at_once:
                self._write_at_once(integration, at_once, progress)
        return self._count(integration)

    def waiting(self, integration_id: int) -> Waiting:
        """What waited when it was counted last; nothing is worked out."""
        with self._store.reading() as work:
            return Waiting(**work.settings.get(integration_id, _SETTING).get("waiting", {}))

    def sentence(self, integration: Integration) -> Message:
        """What waits, or else what is done with changes."""
        if count := self.waiting(integration.id).customers:
            labels = (self._label(integration, side) for side in Side)
            return waiting_sentence(count, self._rules(integration).mode, *labels)
        return {
            CarryWay.BATCH: Message("No changes wait. Changes of linked customers are shown here before they are carried."),
            CarryWay.AT_ONCE: Message("No changes wait. Changes of linked customers are carried as soon as they are read."),
        }[self.way(integration)]

    def previews(self, integration: Integration, *, everything: bool = False) -> list[CustomerPreview]:
        """What waits, by customer and side that is written to, from the store; nothing is written.

        `everything` gives every difference, also those that nobody changed since.
        """
        return [
            update_preview(
                self._table(integration, target),
                pair,
                updates,
                first_decision(pair, target, updates),
                self._label(integration, target),
            )
            for pair, target, updates in self._found(integration, everything=everything)
        ]

    def of_customer(self, integration: Integration, psa_id: str, to: Side = Side.FINANCE) -> CustomerPreview | None:
        """What carrying everything that differs to one side would write over a linked customer, whoever changed it and when.

        What was changed on that side since says so; `whole_decision` says what is kept unless the user chooses it. `None` when the
        customer is not linked. To be written with `everything`.
        """
        with self._store.reading() as work:
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, psa_id)
        if link is None:
            return None
        pair, mode = (
            self._pair(integration, Decision(finance_id=link.finance_id, psa_id=psa_id, action=ACTIONS[to])),
            self._rules(integration).mode,
        )
        updates = self._updates(integration, pair, to, mode, everything=True)
        decision = whole_decision(pair, to, updates, mode)
        return update_preview(self._table(integration, to), pair, updates, decision, self._label(integration, to))

    def waiting_under(self, integration: Integration, rules: OwnerRules) -> dict[Side, int]:
        """How many linked customers would have changes to be carried to each side under other rules."""
        found = self._found(integration, rules.mode)
        return {side: len({pair.finance.id for pair, target, _updates in found if target is side}) for side in Side}

    def look_again(self, integration: Integration, decision: Decision, *, everything: bool = False) -> CustomerPreview:
        """One preview after the user chose to keep some fields; `RecordNotFound` when the two are not linked any more."""
        pair, target = self._pair(integration, decision), target_of(decision)
        updates = self._updates(integration, pair, target, self._rules(integration).mode, everything=everything)
        return update_preview(self._table(integration, target), pair, updates, decision, self._label(integration, target))

    # writing

    def _write_at_once(self, integration: Integration, decisions: Sequence[Decision], progress: Progress) -> None:
        """A reading has succeeded all the same when this cannot be done: it waits, and the log says why."""
        try:
            self.write(integration, decisions, progress, keeps_rest=False)
        except Cancelled:
            raise
        except BindeledError as trouble:
            with self._store.work() as work:
                work.log.note(integration.id, Activity.UPDATE, Outcome.NOT_SENT, trouble.message, what_to_do=trouble.what_to_do)
                work.commit()

    def write(
        self,
        integration: Integration,
        decisions: Sequence[Decision],
        progress: Progress,
        *,
        keeps_rest: bool = True,
        everything: bool = False,
    ) -> UpdateReport:
        """Write updates as a batch; a refused one never stops the others, and stopping keeps what is done.

        With `keeps_rest` a field that a decision keeps is settled: it was seen. `RecordRefused` when the owner rules forbid it.
        """
        for target in {target_of(one) for one in decisions} or targets(self._rules(integration).mode)[:1]:
            if (
                reason := why_not_to(target, self._rules(integration), *(self._label(integration, side) for side in Side))
            ) is not None:
                raise RecordRefused(reason, what_to_do=Message("Another owner of customers is chosen under Setup."))
        grouped: dict[str, list[Decision]] = defaultdict(list)
        for decision in decisions:
            grouped[decision.finance_id].append(decision)
        with self._store.work() as work:
            said = Message("Changes of {count} customer carried.", "Changes of {count} customers carried.", count=len(grouped))
            batch_id = work.batches.start(integration.id, Activity.UPDATE, said)
            work.commit()
        stop, stopped_by = threading.Event(), list[Reason]()

        def write_one(group: list[Decision]) -> Reason | int:
            try:
                self._one_way_a_field(integration, group, everything=everything)
                return sum(self._carry(integration, one, batch_id, keeps_rest=keeps_rest, everything=everything) for one in group)
            except BindeledError as trouble:
                reason = Reason.of(trouble)
                if isinstance(trouble, SettingsError | NoConnection):
                    stopped_by.append(reason)
                    stop.set()
                return reason

        finance = self._connectors.finance(integration)
        workers, text = finance.card.parallel_writes, Message("Carrying changes")
        with patient(finance.on_wait, finance.card.label, progress) as patiently:
            results, left = side_by_side(
                list(grouped.values()), write_one, workers=workers, progress=patiently, text=text, stop=stop
            )
        self._count(integration)
        refused = {group[0].finance_id: stopped_by[0] for group in left} if stopped_by else {}
        refused |= {group[0].finance_id: result for group, result in results if isinstance(result, Reason)}
        written = {group[0].finance_id: result for group, result in results if isinstance(result, int) and result}
        return UpdateReport(batch_id=batch_id, written=tuple(written), fields=sum(written.values()), refused=refused)

    def _carry(self, integration: Integration, decision: Decision, batch_id: int, *, keeps_rest: bool, everything: bool) -> int:
        """Write one decision, and keep what counts as carried afterwards; gives how many fields were written."""
        pair, target = self._pair(integration, decision), target_of(decision)
        table = self._table(integration, target)
        updates = self._updates(integration, pair, target, self._rules(integration).mode, everything=everything)
        whole = Decision(
            finance_id=decision.finance_id,
            psa_id=decision.psa_id,
            action=decision.action,
            kept_fields=not_to_write(table, updates, decision),
        )
        count = (
            self._overwrite(integration, whole, batch_id) if any(one.field not in decision.kept_fields for one in updates) else 0
        )
        if keeps_rest:
            with self._store.work() as work:
                after = work.customers.get(integration.id, target, pair.of(target).id) or pair.of(target)
                values = carried_after(table, pair, updates, decision, after)
                work.carried.put_fields(integration.id, LinkKind.CUSTOMER, (pair.psa.id, pair.finance.id), values)
                kept = tuple(one.label for one in updates if one.field in decision.kept_fields and not one.is_asked)
                if kept:
                    sentence = Message("Kept as it is in {system}: {fields}.", system=self._label(integration, target), fields=kept)
                    subject = ("customer", pair.finance.id, pair.finance.title)
                    work.log.note(integration.id, Activity.UPDATE, Outcome.DONE, sentence, subject=subject)
                work.commit()
        return count

    def _one_way_a_field(self, integration: Integration, group: Sequence[Decision], *, everything: bool) -> None:
        """`RecordRefused` when one field was chosen in both directions, which would swap the two values."""
        chosen: dict[str, Message] = {}
        for decision in group:
            for change in self.look_again(integration, decision, everything=everything).changes:
                if not change.is_changed:
                    continue
                if change.field in chosen:
                    raise RecordRefused(
                        Message("{field} was chosen in both directions.", field=change.label),
                        what_to_do=Message("Choose the value of one side."),
                    )
                chosen[change.field] = change.label

    # reading

    def _found(self, integration: Integration, mode: OwnerMode | None = None, *, everything: bool = False) -> _Found:
        """Every linked pair with news, by the side that is written to."""
        mode = mode or self._rules(integration).mode
        return [
            (pair, target, updates)
            for pair in self._pairs(integration)
            for target in targets(mode)
            if (updates := self._updates(integration, pair, target, mode, everything=everything))
        ]

    def _updates(
        self, integration: Integration, pair: LinkedPair, target: Side, mode: OwnerMode, *, everything: bool
    ) -> list[FieldUpdate]:
        table = self._table(integration, target)
        return differences(table, pair, target, mode) if everything else field_updates(table, pair, target, mode)

    def _pairs(self, integration: Integration) -> list[LinkedPair]:
        """Every linked pair of customers that both are there."""
        id_ = integration.id
        with self._store.reading() as work:
            links = work.links.all(id_, LinkKind.CUSTOMER)
            known: dict[Side, Mapping[str, Customer]] = {
                side: {one.id: one for one in work.customers.all(id_, side) if not one.is_gone} if links else {} for side in Side
            }
            carried = work.carried.all(id_, LinkKind.CUSTOMER) if links else {}
        psa, finance = known[Side.PSA], known[Side.FINANCE]
        return [
            LinkedPair(
                psa=psa[link.psa_id],
                finance=finance[link.finance_id],
                carried=carried.get((link.psa_id, link.finance_id), CarriedValues()),
            )
            for link in links
            if link.psa_id in psa and link.finance_id in finance
        ]

    def _pair(self, integration: Integration, decision: Decision) -> LinkedPair:
        id_ = integration.id
        with self._store.reading() as work:
            link = work.links.of_finance(id_, LinkKind.CUSTOMER, decision.finance_id)
            psa = work.customers.get(id_, Side.PSA, decision.psa_id)
            finance = work.customers.get(id_, Side.FINANCE, decision.finance_id)
            carried = work.carried.get(id_, LinkKind.CUSTOMER, (decision.psa_id, decision.finance_id))
        if link is None or link.psa_id != decision.psa_id or psa is None or finance is None:
            raise RecordNotFound(Message("The two customers are not linked."), what_to_do=Message("Read again."))
        return LinkedPair(psa=psa, finance=finance, carried=carried)

    def _settle(self, integration: Integration) -> None:
        """What both sides hold alike is no news, whoever changed it."""
        agreed = [
            (pair, values)
            for pair in self._pairs(integration)
            for target in targets(self._rules(integration).mode)[:1]
            if (values := agreed_values(self._table(integration, target), pair, target)) != CarriedValues()
        ]
        if agreed:
            with self._store.work() as work:
                for pair, values in agreed:
                    work.carried.put_fields(integration.id, LinkKind.CUSTOMER, (pair.psa.id, pair.finance.id), values)
                work.commit()

    def _count(self, integration: Integration) -> Waiting:
        found = self._found(integration)
        customers = {pair.finance.id for pair, _target, _updates in found}
        waiting = Waiting(customers=len(customers), fields=sum(len(updates) for _pair, _target, updates in found))
        with self._store.work() as work:
            _put(work, integration, waiting={"customers": waiting.customers, "fields": waiting.fields})
            work.commit()
        return waiting

    def _table(self, integration: Integration, side: Side) -> FieldTable:
        return self._connectors.card(integration, side).table("customers")

    def _label(self, integration: Integration, side: Side) -> str:
        return self._connectors.card(integration, side).label


def _put(work: Work, integration: Integration, **values: object) -> None:
    work.settings.put(integration.id, _SETTING, {**work.settings.get(integration.id, _SETTING), **values})
