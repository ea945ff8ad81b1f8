"""Link one pair as decided, and write what the preview showed; product.md chapter 3.

The link is kept before anything is overwritten, and so are the old values, so that undo always knows them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from desktop.connectors.contract import ConnectorSource
from desktop.errors import BindeledError, RecordNotFound, RecordRefused
from desktop.models import field_mapping
from desktop.models.handed_in import MarkOne, Overwriting
from desktop.models.linking import CustomerPreview, is_broken_off
from desktop.models.overwriting import Overwrite
from desktop.models.records import (
    Action,
    Activity,
    Customer,
    DecidedBy,
    Decision,
    Exchange,
    Integration,
    LinkKind,
    Side,
    StandardValues,
)
from desktop.models.references import record_key
from desktop.models.store import link_outcomes
from desktop.models.store.work import Store
from desktop.texts import Message


class LinkWriting:
    """Writes one decision at a time; `CustomerLinking` runs many of them."""

    def __init__(
        self,
        store: Store,
        connectors: ConnectorSource,
        mark_one: MarkOne,
        overwriting: Overwriting,
    ) -> None:
        """`mark_one` tells the PSA of a link (`mark_links.py`); the link stands even when that fails.

        `overwriting` plans and writes the fields (`overwrite_customers.py`).
        """
        self._store = store
        self._connectors = connectors
        self._mark_one = mark_one
        self._overwriting = overwriting

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
        with (
            self._connectors.psa(integration).recording() as psa_side,
            self._connectors.finance(integration).recording() as finance_side,
        ):
            try:
                finance, psa = self._link(integration, decision, batch_id, shown, psa_side, finance_side)
            except BindeledError as trouble:
                exchanges = [*psa_side, *finance_side]
                link_outcomes.refused(self._store, integration, decision.finance_id, trouble, exchanges, Activity.LINK)
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
        preview = self._overwriting.preview(integration, decision, finance, psa, shown)
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
            plan = self._overwriting.planned(integration, preview, finance, psa)
        is_planned = shown is not None and decision.action is not Action.IMPORT
        exchanges = [*psa_side, *finance_side]
        step_id = self._keep_link(integration, decision, finance, psa, plan, batch_id, exchanges, is_planned=is_planned)
        if plan is not None:
            try:
                self._overwriting.write(integration, plan, step_id)
            except BaseException:
                self._let_go(integration, finance, psa)
                raise
            with self._store.work() as work:
                link_outcomes.linked(work, integration, decision, finance, psa, [*psa_side, *finance_side])
                work.commit()
        return finance, psa

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
        self._overwriting.overwrite_linked(integration, decision, batch_id, shown)
        finance, psa = self._overwriting.pair(integration, decision)
        with self._store.work() as work:
            link_outcomes.linked(work, integration, decision, finance, psa, [])
            work.commit()
        return self._mark_one(integration, psa, finance, Activity.LINK)

    def _both(self, integration: Integration, decision: Decision) -> tuple[Customer, Customer | None]:
        with self._store.reading() as work:
            finance = work.customers.get(integration.id, Side.FINANCE, decision.finance_id)
            psa = work.customers.get(integration.id, Side.PSA, decision.psa_id) if decision.psa_id else None
            of_finance = work.links.of_finance(integration.id, LinkKind.CUSTOMER, decision.finance_id)
            of_psa = work.links.of_psa(integration.id, LinkKind.CUSTOMER, decision.psa_id)
        if finance is None:
            raise RecordNotFound(Message("Customer {number} was not read from the finance system.", number=decision.finance_id))
        if of_finance is not None or (psa is not None and of_psa is not None):
            raise RecordRefused(
                Message("{customer} is linked already.", customer=(finance if of_finance or psa is None else psa).name),
                what_to_do=Message("Remove the other link first, or choose another customer."),
            )
        return finance, psa

    def _import(self, integration: Integration, finance: Customer, planned: Decision | None) -> Customer:
        """Create the customer in the PSA. What is `planned` is no plan any more from then on, unless that is refused."""
        psa = self._connectors.psa(integration)
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
        plan: Overwrite | None,
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
                link_outcomes.linked(work, integration, decision, finance, psa, exchanges)
            else:
                step_id = work.batches.add_step(batch_id, plan.step(plan.wanted))
                link_outcomes.overwriting(work, integration, finance, plan.system, len(plan.names))
            work.commit()
        return step_id

    def _let_go(self, integration: Integration, finance: Customer, psa: Customer) -> None:
        with self._store.work() as work:
            work.links.remove(integration.id, LinkKind.CUSTOMER, psa.id, finance.id)
            work.commit()
