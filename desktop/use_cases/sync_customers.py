"""Sync customers: who owns them, and an unlinked customer made ready for its first invoice; product.md chapter 2."""

from __future__ import annotations

import threading
from dataclasses import asdict, replace
from typing import cast

from desktop.connectors.contract import Ability, ConnectorSource, Finance, Psa, SystemCard
from desktop.errors import BindeledError, RecordNotFound
from desktop.models import field_mapping
from desktop.models.field_mapping import as_kept_by
from desktop.models.matching.identifiers import vat_number
from desktop.models.owner_rules import Creation, CustomerStep, OwnerMode, OwnerRules, Step, before_invoice
from desktop.models.records import Activity, Customer, DecidedBy, ExternalKey, Integration, LinkKind, Outcome, Reason, Side
from desktop.models.references import key_name, own_key
from desktop.models.store.work import Store
from desktop.texts import Message

_SETTING = "customer_owner"
_NEEDED = {
    OwnerMode.PSA: (Side.FINANCE, Ability.CREATE_CUSTOMERS),
    OwnerMode.FINANCE: (Side.PSA, Ability.CREATE_CUSTOMERS),
    OwnerMode.BOTH: (Side.FINANCE, Ability.TWO_WAY_CUSTOMERS),
}


def modes(psa: SystemCard, finance: SystemCard) -> dict[OwnerMode, Message | None]:
    """Each mode with the reason why it is not possible between these two systems, `None` when it is; product.md chapter 2."""
    return {
        mode: (psa if side is Side.PSA else finance).capabilities.why_not.get(ability) for mode, (side, ability) in _NEEDED.items()
    }


class CustomerSync:
    """The customers of an integration that are carried from one side to the other."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors
        self._one_at_a_time = threading.Lock()  # two invoices of one run must not create the same customer twice

    def rules(self, integration: Integration) -> OwnerRules:
        """Who owns customers in this integration."""
        with self._store.reading() as work:
            kept = work.settings.get(integration.id, _SETTING)
        if not kept:
            return OwnerRules()
        return OwnerRules(mode=OwnerMode(kept["mode"]), creation=Creation(kept["creation"]), may_link=kept["may_link"])

    def are_rules_chosen(self, integration: Integration) -> bool:
        """Whether somebody chose who owns customers; until then `rules` gives the most careful ones."""
        with self._store.reading() as work:
            return bool(work.settings.get(integration.id, _SETTING))

    def choose_rules(self, integration: Integration, rules: OwnerRules) -> None:
        """Keep who owns customers."""
        with self._store.work() as work:
            work.settings.put(integration.id, _SETTING, asdict(rules))
            work.log.note(integration.id, Activity.SETTINGS, Outcome.DONE, Message("The owner of customers was chosen."))
            work.commit()

    def step_before_invoice(self, integration: Integration, psa_id: str) -> CustomerStep:
        """What would be done about an unlinked customer before its invoice goes; nothing is done here."""
        finance = self._finance(integration)
        with self._store.reading() as work:
            customer = work.customers.get(integration.id, Side.PSA, psa_id)
            there = [one for one in work.customers.all(integration.id, Side.FINANCE) if not one.is_gone]
            linked = {link.finance_id for link in work.links.all(integration.id, LinkKind.CUSTOMER)}
        if customer is None:
            sentence = Message("Customer {number} was not read from the PSA.", number=psa_id)
            return CustomerStep(
                step=Step.STOP,
                reason=Reason(kind="customer_not_read", sentence=sentence, what_to_do=Message("Read again, and transfer again.")),
            )
        same = [one for one in there if one.id not in linked and _is_same_number(customer, one)]
        step = before_invoice(self.rules(integration), customer, same, finance.card.label)
        if step.step is Step.CREATE and (found := self._problems(finance, customer, there)):
            return CustomerStep(step=Step.STOP, reason=found)
        return step

    def make_ready(self, integration: Integration, psa_id: str) -> Customer:
        """Link or create the finance customer of an unlinked PSA customer; raises the reason when the rules say stop."""
        with self._one_at_a_time:
            with self._store.reading() as work:
                link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, psa_id)
                linked = work.customers.get(integration.id, Side.FINANCE, link.finance_id) if link else None
                customer = work.customers.get(integration.id, Side.PSA, psa_id)
            if linked is not None:
                return linked
            step = self.step_before_invoice(integration, psa_id)
            if step.reason is not None or customer is None:
                reason = step.reason
                raise RecordNotFound(
                    reason.sentence if reason else Message("Customer {number} was not read from the PSA.", number=psa_id),
                    what_to_do=reason.what_to_do if reason else None,
                )
            found = step.customer or self._create(integration, customer)
            self._link(integration, customer, found, is_new=step.customer is None)
            return found

    def _create(self, integration: Integration, customer: Customer) -> Customer:
        finance = self._finance(integration)
        with self._store.reading() as work:
            standard_values = work.settings.standard_values(integration.id)
        wanted = replace(as_kept_by(finance.card.table("customers"), customer), id="")
        company = integration.finance.company
        key = own_key("customer", integration.finance.system, company.id if company else "", customer.id, customer.number)
        return finance.create_customer(wanted, standard_values, key=key)

    def _link(self, integration: Integration, customer: Customer, there: Customer, *, is_new: bool) -> None:
        system = self._finance(integration).card.label
        sentence = (
            Message("Created in {system} as {customer} and linked.", system=system, customer=there.title)
            if is_new
            else Message("Linked by CVR number to {customer} in {system}.", system=system, customer=there.title)
        )
        subject = ("customer", there.id, there.title)
        with self._store.work() as work:
            work.customers.put(integration.id, Side.FINANCE, there)
            work.links.add(integration.id, LinkKind.CUSTOMER, customer.id, there.id, DecidedBy.RULE)
            work.log.note(integration.id, Activity.LINK, Outcome.DONE, sentence, system=system, subject=subject)
            work.commit()
        try:
            psa = cast(Psa, self._connectors.get(integration, Side.PSA))
            psa.set_external_key(customer.id, ExternalKey(system_name=key_name(integration), external_id=there.id))
        except BindeledError as trouble:
            with self._store.work() as work:
                work.log.note(integration.id, Activity.LINK, Outcome.REFUSED, trouble.message, subject=subject)
                work.commit()

    def _problems(self, finance: Finance, customer: Customer, there: list[Customer]) -> Reason | None:
        """Why this customer cannot be created over there, before anything is sent."""
        found = field_mapping.problems(finance.card.table("customers"), customer, creating=True)
        for problem in found:
            if problem.field not in ("group", "vat_zone", "payment_terms", "layout"):  # those come from the standard values
                return Reason(
                    kind=f"customer_{problem.field}",
                    sentence=problem.sentence,
                    what_to_do=Message("Change it on the customer in the PSA, read again, and transfer again."),
                )
        if customer.number and customer.number in {one.number for one in there}:
            return Reason(
                kind="customer_number_taken",
                sentence=Message(
                    "Another customer in {system} has number {number}.", system=finance.card.label, number=customer.number
                ),
                what_to_do=Message("Link the two under Link customers, or give the customer another number in the PSA."),
            )
        return None

    def _finance(self, integration: Integration) -> Finance:
        return cast(Finance, self._connectors.get(integration, Side.FINANCE))


def _is_same_number(one: Customer, other: Customer) -> bool:
    """The same valid CVR or VAT number, and not of two countries; an unreadable one matches nothing."""
    ours, theirs = vat_number(one.vat_number), vat_number(other.vat_number)
    is_one_country = not one.country or not other.country or one.country == other.country
    return is_one_country and ours.is_valid and theirs.is_valid and ours.digits == theirs.digits
