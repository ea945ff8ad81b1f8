"""Link one pair as decided, and write what the preview showed; product.md chapter 3.

The link is kept before anything is overwritten, and the old values before the new ones are sent, so that undo always knows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from desktop.connectors.contract import Connector, ConnectorSource, Finance, Psa
from desktop.connectors.overwriting import agree, overwrite
from desktop.errors import BindeledError, RecordChanged, RecordNotFound, RecordRefused
from desktop.models import field_mapping
from desktop.models.handed_in import MarkOne
from desktop.models.linking import CustomerPreview, is_broken_off, preview_of
from desktop.models.records import (
    Action,
    Activity,
    Customer,
    DecidedBy,
    Decision,
    Exchange,
    Integration,
    LinkKind,
    Outcome,
    Side,
    StandardValues,
)
from desktop.models.references import record_key
from desktop.models.store.work import Store, Work
from desktop.models.undoing import overwrite_step
from desktop.texts import Message


@dataclass(frozen=True, slots=True)
class _Overwrite:
    """What is to be written over one customer, named as the user knows that system."""

    side: Side
    system: str
    current: Customer
    wanted: Customer
    names: frozenset[str]

    def step(self, after: Customer) -> dict[str, Any]:
        """The step that undo takes back: it touches only fields that hold what they hold in `after`."""
        return overwrite_step(self.side, self.current, {name: getattr(after, name) for name in self.names})


class LinkWriting:
    """Writes one decision at a time; `CustomerLinking` runs many of them."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        mark_one: MarkOne,
    ) -> None:
        """`mark_one` tells the PSA of a link (`mark_links.py`); the link stands even when that fails."""
        self._store = store
        self._connectors = connectors
        self._mark_one = mark_one

    def link_one(
        self, integration: Integration, decision: Decision, batch_id: int, shown: CustomerPreview | None = None
    ) -> Message | None:
        """Link one pair as decided; gives a warning when that was done but something beside it was not.

        The link is kept first: of two people who link the same customer one is refused before anything is overwritten. What was
        `shown` is written only as it was shown (else `RecordChanged`), and while it is what is planned (else `PlanChanged`).
        What was broken off after the link was kept is finished.
        """
        if self._is_broken_off(integration, decision, shown):
            return self._finish(integration, decision, batch_id, shown)
        with self._psa(integration).recording() as psa_side, self._finance(integration).recording() as finance_side:
            try:
                finance, psa = self._link(integration, decision, batch_id, shown, psa_side, finance_side)
            except BindeledError as trouble:
                self._note_refusal(integration, decision.finance_id, trouble, [*psa_side, *finance_side])
                raise
            activity = Activity.IMPORT if decision.action is Action.IMPORT else Activity.LINK
            return self._mark_one(integration, psa, finance, activity)

    def _link(
        self,
        integration: Integration,
        decision: Decision,
        batch_id: int,
        shown: CustomerPreview | None,
        psa_side: Sequence[Exchange],
        finance_side: Sequence[Exchange],
    ) -> tuple[Customer, Customer]:
        finance, psa = self._both(integration, decision)
        preview = self._preview(integration, decision, finance, psa, shown)
        plan = None
        if decision.action is Action.IMPORT:
            psa = self._import(integration, finance, decision if shown is not None else None)
        elif psa is None:
            raise RecordRefused(
                Message("No customer was chosen to link {customer} to.", customer=finance.name),
                what_to_do=Message("Choose a customer, or import it as a new one."),
            )
        elif preview.problems:
            raise RecordRefused(preview.problems[0], what_to_do=Message("Change the value, or link without overwriting."))
        else:
            plan = self._planned_overwrite(integration, preview, finance, psa)
        is_planned = shown is not None and decision.action is not Action.IMPORT
        exchanges = [*psa_side, *finance_side]
        step_id = self._keep_link(integration, decision, finance, psa, plan, batch_id, exchanges, is_planned=is_planned)
        if plan is not None:
            try:
                self._overwrite(integration, plan, step_id)
            except BaseException:
                self._let_go(integration, finance, psa)
                raise
            with self._store.work() as work:
                self._note_link(work, integration, decision, finance, psa, [*psa_side, *finance_side])
                work.commit()
        return finance, psa

    def _preview(
        self, integration: Integration, decision: Decision, finance: Customer, psa: Customer | None, shown: CustomerPreview | None
    ) -> CustomerPreview:
        """What writing would change now; `RecordChanged` when that is not what was `shown`."""
        preview = preview_of(decision, finance, psa, lambda side: self._connector(integration, side).card.table("customers"))
        if shown is not None and preview.what_changes != shown.what_changes:
            raise RecordChanged(
                Message("{customer} was read again since its changes were shown.", customer=finance.name),
                what_to_do=Message("Look at the changes, and write again."),
            )
        return preview

    def _is_broken_off(self, integration: Integration, decision: Decision, shown: CustomerPreview | None) -> bool:
        id_, finance_id = integration.id, decision.finance_id
        with self._store.reading() as work:
            plan = work.decisions.plans_of(id_, [finance_id]).get(finance_id)
            is_left = is_broken_off(plan, work.links.of_finance(id_, LinkKind.CUSTOMER, finance_id))
            if is_left and shown is not None:
                work.decisions.require(id_, decision, shown.finance.name)
            return is_left and plan == decision

    def _finish(self, integration: Integration, decision: Decision, batch_id: int, shown: CustomerPreview | None) -> Message | None:
        """Overwrite what was not overwritten when the two were linked."""
        self.overwrite_linked(integration, decision, batch_id, shown)
        finance, psa = self._linked(integration, decision)
        with self._store.work() as work:
            self._note_link(work, integration, decision, finance, psa, [])
            work.commit()
        return self._mark_one(integration, psa, finance, Activity.LINK)

    def overwrite_linked(
        self, integration: Integration, decision: Decision, batch_id: int, shown: CustomerPreview | None = None
    ) -> int:
        """Carry changes between two customers that are linked: overwrite fields as decided; gives how many.

        `RecordNotFound` when the two are not linked; `RecordChanged` when the other side was changed since it was read, or would
        be changed otherwise than `shown`.
        """
        with self._psa(integration).recording() as psa_side, self._finance(integration).recording() as finance_side:
            try:
                finance, psa = self._linked(integration, decision)
                preview = self._preview(integration, decision, finance, psa, shown)
                if preview.problems:
                    raise RecordRefused(preview.problems[0], what_to_do=Message("Change the value, or keep the field as it is."))
                plan = self._planned_overwrite(integration, preview, finance, psa)
                if plan is None:
                    return 0
                with self._store.work() as work:
                    step_id = work.batches.add_step(batch_id, plan.step(plan.wanted))
                    work.commit()
                self._overwrite(integration, plan, step_id)
            except BindeledError as trouble:
                self._note_refusal(integration, decision.finance_id, trouble, [*psa_side, *finance_side], Activity.UPDATE)
                raise
            with self._store.work() as work:
                sentence = Message(
                    "{count} field was written to {system}.",
                    "{count} fields were written to {system}.",
                    count=preview.changed_fields,
                    system=plan.system,
                )
                work.log.note(
                    integration.id,
                    Activity.UPDATE,
                    Outcome.DONE,
                    sentence,
                    system=plan.system,
                    subject=("customer", finance.id, finance.title),
                    technical="\n".join(f"{one.label}: {one.old} -> {one.new}" for one in preview.changes if one.is_changed),
                    exchanges=[*psa_side, *finance_side],
                )
                work.commit()
            return preview.changed_fields

    def _linked(self, integration: Integration, decision: Decision) -> tuple[Customer, Customer]:
        with self._store.reading() as work:
            finance = work.customers.get(integration.id, Side.FINANCE, decision.finance_id)
            psa = work.customers.get(integration.id, Side.PSA, decision.psa_id)
            link = work.links.of_finance(integration.id, LinkKind.CUSTOMER, decision.finance_id)
        if finance is None or psa is None or link is None or link.psa_id != psa.id:
            raise RecordNotFound(Message("The two customers are not linked."), what_to_do=Message("Read the customer again."))
        return finance, psa

    def _both(self, integration: Integration, decision: Decision) -> tuple[Customer, Customer | None]:
        with self._store.reading() as work:
            finance = work.customers.get(integration.id, Side.FINANCE, decision.finance_id)
            psa = work.customers.get(integration.id, Side.PSA, decision.psa_id) if decision.psa_id else None
            of_finance = work.links.of_finance(integration.id, LinkKind.CUSTOMER, decision.finance_id)
            of_psa = work.links.of_psa(integration.id, LinkKind.CUSTOMER, decision.psa_id)
        if finance is None:
            raise RecordNotFound(Message("Customer {number} was not fetched.", number=decision.finance_id))
        if of_finance is not None or (psa is not None and of_psa is not None):
            raise RecordRefused(
                Message("{customer} is linked already.", customer=(finance if of_finance or psa is None else psa).name),
                what_to_do=Message("Remove the other link first, or choose another customer."),
            )
        return finance, psa

    def _planned_overwrite(
        self, integration: Integration, preview: CustomerPreview, finance: Customer, psa: Customer
    ) -> _Overwrite | None:
        """The fields that the preview showed, held against what stands over there now; None when nothing differs."""
        side = preview.written_side
        if side is None or not preview.changed_fields:
            return None
        connector = self._connector(integration, side)
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
        return _Overwrite(side, connector.card.label, current, wanted, names)

    def _overwrite(self, integration: Integration, plan: _Overwrite, step_id: int) -> None:
        """Write the fields, and note for undo what the system made of them."""
        stored = overwrite(self._connector(integration, plan.side), plan.wanted, plan.names, plan.current)
        with self._store.work() as work:
            work.customers.put(integration.id, plan.side, stored)
            work.carried.written(integration.id, plan.side, stored, plan.names)
            work.batches.correct_step(step_id, plan.step(stored))
            work.commit()

    def _import(self, integration: Integration, finance: Customer, planned: Decision | None) -> Customer:
        """Create the customer in the PSA. What is `planned` is no plan any more from then on, unless that is refused."""
        psa = self._psa(integration)
        table = psa.card.table("customers")
        wanted = replace(field_mapping.as_kept_by(table, finance), id="")
        if problems := field_mapping.problems(table, wanted, creating=True):
            raise RecordRefused(problems[0].sentence, what_to_do=Message("Change it in the finance system, and read again."))
        key = record_key(integration, "import", finance.id, finance.name)  # a number may be given again to another customer
        if planned is not None:
            self._take_plan(integration, planned, finance)
        try:
            made = psa.create_customer(wanted, StandardValues(), key=key)
        except BaseException:
            if planned is not None:
                self._plan_again(integration, planned)
            raise
        with self._store.work() as work:
            work.customers.put(integration.id, Side.PSA, made)
            work.commit()
        return made

    def _take_plan(self, integration: Integration, planned: Decision, finance: Customer) -> None:
        with self._store.work() as work:
            work.decisions.require(integration.id, planned, finance.name)
            work.decisions.drop_plans(integration.id, [planned.finance_id])
            work.commit()

    def _plan_again(self, integration: Integration, planned: Decision) -> None:
        with self._store.work() as work:
            if not work.decisions.plans_of(integration.id, [planned.finance_id]):
                work.decisions.plan(integration.id, [planned])
            work.commit()

    def _keep_link(
        self,
        integration: Integration,
        decision: Decision,
        finance: Customer,
        psa: Customer,
        plan: _Overwrite | None,
        batch_id: int,
        exchanges: Sequence[Exchange],
        *,
        is_planned: bool,
    ) -> int:
        """Keep the link, the steps for undo, and an entry in the log, all in one; gives the id of the last step.

        What is to be overwritten is kept before anything is sent, so that undo knows the old values even when the program is
        killed meanwhile. `RecordRefused` when one of the two has been linked meanwhile, `PlanChanged` when `is_planned` and it is
        not any more.
        """
        is_import = decision.action is Action.IMPORT
        with self._store.work() as work:
            work.links.add(
                integration.id, LinkKind.CUSTOMER, psa.id, finance.id, DecidedBy.IMPORT if is_import else DecidedBy.PERSON
            )
            if is_planned:
                work.decisions.require(integration.id, decision, finance.name)
            if is_import:
                work.batches.add_step(batch_id, {"what": "import", "psa_id": psa.id, "name": psa.name})
            step_id = work.batches.add_step(batch_id, {"what": "link", "psa_id": psa.id, "finance_id": finance.id})
            if plan is None:
                self._note_link(work, integration, decision, finance, psa, exchanges)
            else:
                step_id = work.batches.add_step(batch_id, plan.step(plan.wanted))
                self._note_overwrite(work, integration, finance, plan)
            work.commit()
        return step_id

    def _note_overwrite(self, work: Work, integration: Integration, finance: Customer, plan: _Overwrite) -> None:
        """Tell before it is done, so that the log says how far a linking came that was broken off."""
        work.log.note(
            integration.id,
            Activity.LINK,
            Outcome.DONE,
            Message(
                "The pair is kept. Now {count} field is overwritten in {system}.",
                "The pair is kept. Now {count} fields are overwritten in {system}.",
                count=len(plan.names),
                system=plan.system,
            ),
            what_to_do=Message("If no later entry tells how that ended, it was broken off: write once more, or undo."),
            system=plan.system,
            subject=("customer", finance.id, finance.title),
        )

    def _let_go(self, integration: Integration, finance: Customer, psa: Customer) -> None:
        with self._store.work() as work:
            work.links.remove(integration.id, LinkKind.CUSTOMER, psa.id, finance.id)
            work.commit()

    def _note_link(
        self,
        work: Work,
        integration: Integration,
        decision: Decision,
        finance: Customer,
        psa: Customer,
        exchanges: Sequence[Exchange],
    ) -> None:
        is_import = decision.action is Action.IMPORT
        sentence = (
            Message("Imported as a new customer {number} and linked.", number=psa.number or psa.id)
            if is_import
            else Message("Linked to {customer} {number}.", customer=psa.name, number=psa.number or psa.id)
        )
        work.decisions.drop_plans(integration.id, [finance.id])
        work.decisions.bring_back(integration.id, finance.id)
        work.log.note(
            integration.id,
            Activity.IMPORT if is_import else Activity.LINK,
            Outcome.DONE,
            sentence,
            subject=("customer", finance.id, finance.title),
            exchanges=exchanges,
        )

    def _note_refusal(
        self,
        integration: Integration,
        finance_id: str,
        trouble: BindeledError,
        exchanges: Sequence[Exchange],
        activity: Activity = Activity.LINK,
    ) -> None:
        with self._store.work() as work:
            customer = work.customers.get(integration.id, Side.FINANCE, finance_id)
            work.log.note(
                integration.id,
                activity,
                Outcome.REFUSED,
                trouble.message,
                what_to_do=trouble.what_to_do,
                technical=trouble.technical,
                subject=("customer", finance_id, customer.title if customer else finance_id),
                exchanges=exchanges,
            )
            work.commit()

    def _connector(self, integration: Integration, side: Side) -> Connector:
        return self._connectors.get(integration, side)

    def _psa(self, integration: Integration) -> Psa:
        return cast(Psa, self._connector(integration, Side.PSA))

    def _finance(self, integration: Integration) -> Finance:
        return cast(Finance, self._connector(integration, Side.FINANCE))
