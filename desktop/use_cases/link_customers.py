"""Link customers (Sammenkæd kunder); product.md chapter 3.

Suggestions are worked out from the registers in the store. What the user decides is a plan until `write`; the preview shows every
field that would change. What a batch wrote is kept step by step, so that `undo_linking.py` can take it back.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Protocol

from desktop.connectors.contract import Ability, ConnectorSource
from desktop.errors import (
    BindeledError,
    NoConnection,
    PlanChanged,
    RecordRefused,
    SettingsError,
)
from desktop.models.handed_in import LinkOne, Marks
from desktop.models.linking import (
    CustomerPair,
    CustomerPreview,
    LinkingRegister,
    LinkReport,
    MarkReport,
    Tab,
    is_broken_off,
    marked_otherwise,
    marked_pairs,
    preview_of,
    still_free,
    tab_of,
)
from desktop.models.matching.weights import Table
from desktop.models.records import (
    Action,
    Activity,
    ChoiceKind,
    Decision,
    Integration,
    LinkKind,
    Outcome,
    Reason,
    Side,
)
from desktop.models.references import key_name
from desktop.models.store.work import Store, Work
from desktop.own_process import in_own_process
from desktop.progress import Progress, Silent, patient, side_by_side
from desktop.texts import Message

MANY = 10_000  # customers of both sides: a second of work, which is what starting a process takes
NOBODY = Silent()
_TROUBLES = "look_up_troubles"  # name of the setting

Plans = Mapping[str, Decision | None]
"""What is planned for each finance customer; `None`: nothing."""


class Learning(Protocol):
    """Adjusts the weights to the user's own decisions (`learn_weights.py`)."""

    def learn(self, integration: Integration) -> Table:
        """The table of weights for the next look-up, and what changed in it is told in the log."""

    def notice(self, integration: Integration, sentences: Sequence[Message]) -> None:
        """Keep what the look-up noticed about the two registers."""


class CustomerLinking:
    """The linking of one store's integrations."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        link_one: LinkOne,
        learning: Learning,
        marks: Marks,
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._link_one = link_one  # `write_links.LinkWriting.link_one`
        self._learning = learning
        self._marks = marks
        self._being_written: set[tuple[int, str]] = set()  # integration and finance customer

    def suggest(self, integration: Integration, progress: Progress, *, apart: bool = False) -> dict[Tab, int]:
        """Work out the suggestions for every finance customer that is neither linked nor gone; gives the counts per tab.

        With `apart` very many customers are looked up in a process of their own, so that a window in this one goes on as always.
        `RecordRefused` while the customers of a side were never read: nobody would be found, and that would look like an answer.
        """
        self._refuse_unread(integration)
        if apart and self._size(integration) >= MANY:
            return in_own_process(look_up, self._store, self._learning, integration, progress=progress)
        return look_up(self._store, self._learning, integration, progress)

    def _refuse_unread(self, integration: Integration) -> None:
        with self._store.reading() as work:
            fetches = work.settings.fetches(integration.id)
        for side in Side:
            if (side, f"{side}_customers") not in fetches:
                raise RecordRefused(
                    Message("The customers of {system} were never read.", system=self._connectors.card(integration, side).label),
                    what_to_do=Message("Read the customers of both systems first, then look up."),
                )

    def _size(self, integration: Integration) -> int:
        with self._store.reading() as work:
            return sum(work.customers.count(integration.id, side) for side in Side)

    def note_troubles(self, integration: Integration, troubles: Iterable[Message]) -> None:
        """Keep why the last look-up failed, until the next one; the register tells it."""
        with self._store.work() as work:
            work.settings.put(integration.id, _TROUBLES, {"sentences": [one.to_json() for one in troubles]})
            work.commit()

    def register(self, integration: Integration) -> LinkingRegister:
        """Everything the page shows, from the store alone."""
        id_ = integration.id
        with self._store.reading() as work:
            finance = work.customers.all(id_, Side.FINANCE)
            psa = {one.id: one for one in work.customers.all(id_, Side.PSA)}
            found = {one.finance_id: one for one in work.decisions.suggestions(id_)}
            plans = work.decisions.plans(id_)
            ignored = work.decisions.ignored(id_)
            links = {link.finance_id: link for link in work.links.all(id_, LinkKind.CUSTOMER)}
            groups = {one.id: one.name for one in work.items.choices(id_, ChoiceKind.CUSTOMER_GROUP)}
            troubles = work.settings.get(id_, _TROUBLES).get("sentences", ())
        suggestions = still_free(found, links)
        otherwise = marked_otherwise(psa, links.values(), key_name(integration))
        titles = {one.id: one.title for one in finance} if otherwise else {}
        pairs = [
            CustomerPair(
                finance=one,
                tab=tab_of(one.id, links, ignored, suggestions),
                suggestions=suggestions.get(one.id),
                decision=plans.get(one.id),
                link=links.get(one.id),
            )
            for one in finance
            if not one.is_gone or one.id in links
        ]
        return LinkingRegister(
            pairs=pairs,
            psa=psa,
            linked_psa_ids=frozenset(link.psa_id for link in links.values()),
            groups=groups,
            troubles=tuple(Message.from_json(one) for one in troubles),
            marked=marked_pairs(psa.values(), links, key_name(integration)),
            unmarked=frozenset(one.finance_id for one in self._marks.missing(integration, psa, links.values())),
            marked_otherwise={one: titles.get(other, other) for one, other in otherwise.items()},
        )

    def mark_missing(self, integration: Integration, progress: Progress) -> MarkReport:
        """Write the marks of links that the PSA lacks: a lost connection prevented them, or somebody removed them there."""
        return self._marks.mark_missing(integration, progress)

    def plan(self, integration: Integration, decisions: Iterable[Decision]) -> None:
        """Keep decisions as a plan; nothing is written anywhere else."""
        with self._store.work() as work:
            work.decisions.plan(integration.id, decisions)
            work.commit()

    def replan(self, integration: Integration, before: Plans, after: Plans) -> frozenset[str]:
        """Plan `after` where `before` is still what is planned (`None`: nothing).

        Gives the customers about whom a colleague decided otherwise meanwhile: what is planned for them stays. Those who were
        linked meanwhile are among them: a plan for them would come too late. A linking that was broken off can still be finished
        otherwise, or left as it is.
        """
        with self._store.work() as work:
            now = work.decisions.plans_of(integration.id, after.keys())
            linked = {
                one
                for one in work.links.linked(integration.id, LinkKind.CUSTOMER, after)
                if not self._can_be_finished(work, integration, one, now.get(one), after[one])
            }
            others = frozenset(
                one
                for one, wanted in after.items()
                if one in linked or (now.get(one) != before.get(one) and (wanted is None or now.get(one) != wanted))
            )
            free = {one: decision for one, decision in after.items() if one not in others}
            work.decisions.drop_plans(integration.id, [one for one, decision in free.items() if decision is None])
            work.decisions.plan(integration.id, [decision for decision in free.values() if decision is not None])
            work.commit()
        return others

    def _can_be_finished(
        self, work: Work, integration: Integration, finance_id: str, now: Decision | None, wanted: Decision | None
    ) -> bool:
        """Whether `wanted` is about a linking that was broken off; one that goes on right now looks the same in the store."""
        link = work.links.of_finance(integration.id, LinkKind.CUSTOMER, finance_id)
        is_left = is_broken_off(now, link) and (integration.id, finance_id) not in self._being_written
        return is_left and (wanted is None or is_broken_off(wanted, link))

    def still_planned(self, integration: Integration, decisions: Sequence[Decision]) -> list[Decision]:
        """Those that are planned as they are; about the others a colleague decided otherwise meanwhile, or wrote them."""
        with self._store.reading() as work:
            now = work.decisions.plans_of(integration.id, [one.finance_id for one in decisions])
        return [one for one in decisions if now.get(one.finance_id) == one]

    def withdraw(self, integration: Integration, finance_ids: Iterable[str]) -> None:
        """Forget plans."""
        with self._store.work() as work:
            work.decisions.drop_plans(integration.id, finance_ids)
            work.commit()

    def preview(
        self, integration: Integration, decisions: Sequence[Decision], progress: Progress = NOBODY
    ) -> list[CustomerPreview]:
        """What writing these decisions would do, field by field; nothing is written."""
        with self._store.reading() as work:
            finance = {one.id: one for one in work.customers.all(integration.id, Side.FINANCE)}
            psa = {one.id: one for one in work.customers.all(integration.id, Side.PSA)}
        table_of = cache(lambda side: self._connectors.card(integration, side).table("customers"))
        previews = []
        for place, decision in enumerate(decisions):
            progress.step(place, len(decisions), Message("Working out what would change"))
            if decision.finance_id in finance:
                previews.append(preview_of(decision, finance[decision.finance_id], psa.get(decision.psa_id), table_of))
        return previews

    def bring_back(self, integration: Integration, finance_ids: Iterable[str]) -> None:
        """Take customers out of *Ignored* again."""
        ids = list(finance_ids)
        with self._store.work() as work:
            for finance_id in ids:
                work.decisions.bring_back(integration.id, finance_id)
            sentence = Message("{count} customer was brought back.", "{count} customers were brought back.", count=len(ids))
            work.log.note(integration.id, Activity.IGNORE, Outcome.DONE, sentence)
            work.commit()

    def write(
        self, integration: Integration, decisions: Sequence[Decision], progress: Progress, *, puts_back: bool = False
    ) -> LinkReport:
        """Write decisions, whatever is planned; a refused one never stops the others. Stopping keeps what is done.

        What `puts_back` a link that was ended is no batch for undo: it belongs to the batch that linked the two before.

        When the settings or the network make every further try useless, the rest is refused for that reason. Raises `NotPossible`
        when a side is read from files.
        """
        return self._write(integration, decisions, {}, progress, puts_back=puts_back)

    def write_plans(self, integration: Integration, shown: Sequence[CustomerPreview], progress: Progress) -> LinkReport:
        """Write plans exactly as their previews showed them; what is planned otherwise by then is not written, and stays a plan.

        What would change other fields than those shown is refused. Else as `write`.
        """
        by_id = {one.decision.finance_id: one for one in shown}
        return self._write(integration, [one.decision for one in shown], by_id, progress)

    def _write(
        self,
        integration: Integration,
        decisions: Sequence[Decision],
        shown: Mapping[str, CustomerPreview],
        progress: Progress,
        *,
        puts_back: bool = False,
    ) -> LinkReport:
        if any(decision.action not in (Action.LATER, Action.IGNORE) for decision in decisions):
            for side in Side:  # files take nothing: what is planned waits for the system itself
                self._connectors.card(integration, side).capabilities.require(Ability.UPDATE_CUSTOMERS)
        with self._store.work() as work:
            sentence = Message("{count} customer decided.", "{count} customers decided.", count=len(decisions))
            batch_id = work.batches.start(integration.id, Activity.LINK, sentence)
            work.commit()

        stop = threading.Event()
        stopped_by: list[Reason] = []

        def write_one(decision: Decision) -> Reason | Message | None:
            this = (integration.id, decision.finance_id)
            self._being_written.add(this)
            try:
                if decision.action is Action.IGNORE:
                    self._ignore(integration, decision, batch_id, is_plan=decision.finance_id in shown)
                    return None
                return self._link_one(integration, decision, batch_id, shown.get(decision.finance_id))
            except BindeledError as trouble:
                reason = Reason.of(trouble)
                if isinstance(trouble, SettingsError | NoConnection):
                    stopped_by.append(reason)
                    stop.set()
                return reason
            finally:
                self._being_written.discard(this)

        wanted = [decision for decision in decisions if decision.action is not Action.LATER]
        workers = self._connectors.card(integration, Side.FINANCE).parallel_writes
        text = Message("Linking customers")
        finance = self._connectors.finance(integration)
        with patient(finance.on_wait, finance.card.label, progress) as patiently:
            results, left = side_by_side(wanted, write_one, workers=workers, progress=patiently, text=text, stop=stop)
        if puts_back:
            with self._store.work() as work:
                work.batches.undone(batch_id)
                work.commit()
        done: dict[Action, list[str]] = {action: [] for action in Action}
        refused = {decision.finance_id: stopped_by[0] for decision in left} if stopped_by else {}
        changed: dict[str, Message] = {}
        warnings: list[Message] = []
        for decision, result in results:
            if isinstance(result, Reason) and result.kind == PlanChanged.__name__:
                changed[decision.finance_id] = result.sentence
            elif isinstance(result, Reason):
                refused[decision.finance_id] = result
            else:
                done[decision.action].append(decision.finance_id)
                warnings += [result] if result else []
        return LinkReport(
            batch_id=batch_id,
            linked=tuple(done[Action.USE_PSA] + done[Action.USE_FINANCE] + done[Action.LINK_ONLY]),
            imported=tuple(done[Action.IMPORT]),
            ignored=tuple(done[Action.IGNORE]),
            refused=refused,
            changed=changed,
            warnings=tuple(warnings),
        )

    def _ignore(self, integration: Integration, decision: Decision, batch_id: int, *, is_plan: bool) -> None:
        with self._store.work() as work:
            customer = work.customers.get(integration.id, Side.FINANCE, decision.finance_id)
            if is_plan:
                work.decisions.require(integration.id, decision, customer.name if customer else decision.finance_id)
            work.decisions.ignore(integration.id, decision.finance_id)
            work.decisions.drop_plans(integration.id, [decision.finance_id])
            work.batches.add_step(batch_id, {"what": "ignore", "finance_id": decision.finance_id})
            subject = ("customer", decision.finance_id, customer.title if customer else decision.finance_id)
            work.log.note(integration.id, Activity.IGNORE, Outcome.DONE, Message("The customer was ignored."), subject=subject)
            work.commit()


def look_up(store: Store, learning: Learning, integration: Integration, progress: Progress) -> dict[Tab, int]:
    """See `CustomerLinking.suggest`; what is found is kept all at once, so this may break off anywhere."""
    from desktop.models.matching.suggesting import suggest  # brings NumPy: a fifth of a second that no start should wait for

    id_ = integration.id
    with store.reading() as work:
        links = work.links.all(id_, LinkKind.CUSTOMER)
        finance = [one for one in work.customers.all(id_, Side.FINANCE) if not one.is_gone]
        psa = [one for one in work.customers.all(id_, Side.PSA) if not one.is_gone]
    linked_finance = {link.finance_id for link in links}
    linked_psa = {link.psa_id for link in links}
    text = Message("Looking for customers that belong together")
    noticed: list[Message] = []
    found = suggest(
        [one for one in finance if one.id not in linked_finance],
        [one for one in psa if one.id not in linked_psa],
        progress=lambda done, total: progress.step(done, total, text),
        table=learning.learn(integration),
        on_noticed=noticed.extend,
    )
    learning.notice(integration, noticed)
    with store.work() as work:
        work.decisions.replace_suggestions(id_, found, linked_finance)
        work.settings.put(id_, _TROUBLES, {})
        sentence = Message("{count} customer was looked up.", "{count} customers were looked up.", count=len(found))
        work.log.note(id_, Activity.SUGGEST, Outcome.DONE, sentence)
        work.commit()
        ignored = work.decisions.ignored(id_)
    by_finance = {link.finance_id: link for link in links}
    by_id = {one.finance_id: one for one in found}
    counts = dict.fromkeys(Tab, 0)
    for finance_id in {one.id for one in finance} | by_finance.keys():
        counts[tab_of(finance_id, by_finance, ignored, by_id)] += 1
    return counts
