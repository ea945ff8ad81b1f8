"""The customer card: everything about one customer, from the store alone; product.md chapter 2."""

from __future__ import annotations

import math
from collections.abc import Callable

from desktop.connectors.contract import Ability, ConnectorSource
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.comparison import compare_customers
from desktop.models.customer_card import CardContact, Counterpart, CustomerCard, CustomerPlace, OpenCustomer, att_person, why_off
from desktop.models.invoice_rows import row_of
from desktop.models.owner_rules import OwnerRules
from desktop.models.records import PSA_CUSTOMER, Contact, Customer, Integration, LinkKind, LogEntry, Side
from desktop.models.store.work import Store, Work
from desktop.texts import Message

MOST_LOG_ENTRIES = 200


class CustomerCards:
    """Reads cards; what is done on a card goes through the use cases that do it everywhere."""

    def __init__(self, store: Store, connectors: ConnectorSource, rules: Callable[[Integration], OwnerRules]) -> None:
        self._store = store
        self._connectors = connectors
        self._rules = rules

    def card(self, integration: Integration, wanted: OpenCustomer) -> CustomerCard:
        """The card of a customer; `RecordNotFound` when it was never read."""
        with self._store.reading() as work:
            psa, finance = self._both(work, integration.id, wanted)
            if psa is None and finance is None:
                raise RecordNotFound(
                    Message("The customer is not among those that were read."), what_to_do=Message("Read the customers again.")
                )
            here = self._place(work, integration, psa, finance)
            others = [
                self._place(work, one, *self._both(work, one.id, OpenCustomer(psa_id=psa.id)))
                for one in work.integrations.all()
                if psa is not None and one.id != integration.id and self._shares_psa(one, integration)
            ]
            contacts = self._contacts(work, integration.id, psa) if psa else ()
            invoices = work.invoices.of_customer(integration.id, psa.id) if psa else []
            transfers = {one.id: work.transfers.get(integration.id, one.id) for one in invoices}
            log = _log_of(work, integration.id, psa, finance)
            kept = work.settings.kept_att_persons(integration.id)
            tolerance = work.settings.sending_rules(integration.id).tolerance
        card = self._connectors.card(integration, Side.FINANCE)
        has_att_person, lacks = Ability.ATTENTION in card.capabilities.can, card.table("customers").lacks
        psa_system = self._connectors.card(integration, Side.PSA).label
        is_kept = psa.id in kept if has_att_person and psa is not None else None
        return CustomerCard(
            place=here,
            others=tuple(others),
            psa_system=psa_system,
            fields=(
                *compare_customers(here.finance, here.psa, here.system, psa_system, lacks),
                *(att_person(here.finance, is_kept=is_kept) if is_kept is not None else ()),
            ),
            lacks=lacks,
            contacts=contacts,
            invoices=tuple(row_of(one, transfers[one.id], tolerance=tolerance) for one in invoices),
            log=tuple(log),
            is_att_person_kept=is_kept,
            why_no_contacts=self._why_no_contacts(here),
        )

    def named(self, integration: Integration, number: str, side: Side | None = None) -> OpenCustomer:
        """The customer whom people call by that number on one side, or else on either; `RecordNotFound`, `RecordRefused`.

        The two sides of a linked pair are one customer.
        """
        with self._store.reading() as work:
            links = work.links.all(integration.id, LinkKind.CUSTOMER)
            found = {
                one: [
                    customer
                    for customer in work.customers.all(integration.id, one)
                    if number in (customer.number, customer.id) and not customer.is_gone
                ]
                for one in Side
                if side in (None, one)
            }
        by_finance = {link.finance_id: link.psa_id for link in links}
        by_psa = {link.psa_id: link.finance_id for link in links}
        places = {OpenCustomer(one.id, by_psa.get(one.id, "")) for one in _closest(number, found.get(Side.PSA, []))}
        places |= {OpenCustomer(by_finance.get(one.id, ""), one.id) for one in _closest(number, found.get(Side.FINANCE, []))}
        if not places:
            raise RecordNotFound(
                Message("There is no customer {number} among those that were read.", number=number),
                what_to_do=Message("Run fetch, or name another one."),
            )
        if len(places) > 1:
            raise RecordRefused(
                Message("Several customers have the number {number}.", number=number),
                what_to_do=Message("Say which side is meant with --side, or open the card in the window."),
            )
        return places.pop()

    def counterparts(self, integration: Integration, wanted: OpenCustomer) -> list[Counterpart]:
        """Whom the customer can be linked to: the suggestions first, best first, then everybody else who is not linked."""
        with self._store.reading() as work:
            psa, _finance = self._both(work, integration.id, wanted)
            links = work.links.all(integration.id, LinkKind.CUSTOMER)
            if psa is not None:
                linked = {link.finance_id for link in links}
                near = [
                    one.finance_id
                    for one in work.decisions.candidates(integration.id).values()
                    if psa.id in {two.psa_id for two in one.suggestions}
                ]
                suggested = {
                    one.finance_id: two
                    for one in work.decisions.suggestions_of(integration.id, near)
                    for two in one.suggestions
                    if two.psa_id == psa.id
                }
                customers = work.customers.all(integration.id, Side.FINANCE)
            else:
                linked = {link.psa_id for link in links}
                found = work.decisions.suggestions_of(integration.id, [wanted.finance_id])
                suggested = {two.psa_id: two for one in found for two in one.suggestions}
                customers = work.customers.all(integration.id, Side.PSA)
        free = [Counterpart(one, suggested.get(one.id)) for one in customers if one.id not in linked and not one.is_gone]
        return sorted(free, key=lambda one: (-one.suggestion.score if one.suggestion else math.inf, one.customer.name.casefold()))

    def _both(self, work: Work, integration_id: int, wanted: OpenCustomer) -> tuple[Customer | None, Customer | None]:
        """Both sides as far as they are there: the other side of a link is found by it."""
        psa_id, finance_id = wanted.psa_id, wanted.finance_id
        if psa_id:
            link = work.links.of_psa(integration_id, LinkKind.CUSTOMER, psa_id)
            finance_id = link.finance_id if link else ""
        elif finance_id and (link := work.links.of_finance(integration_id, LinkKind.CUSTOMER, finance_id)):
            psa_id = link.psa_id
        return (
            work.customers.get(integration_id, Side.PSA, psa_id) if psa_id else None,
            work.customers.get(integration_id, Side.FINANCE, finance_id) if finance_id else None,
        )

    def _place(self, work: Work, integration: Integration, psa: Customer | None, finance: Customer | None) -> CustomerPlace:
        if psa is not None:
            link = work.links.of_psa(integration.id, LinkKind.CUSTOMER, psa.id)
        else:
            link = work.links.of_finance(integration.id, LinkKind.CUSTOMER, finance.id) if finance else None
        systems = self._connectors.card(integration, Side.PSA).label, self._connectors.card(integration, Side.FINANCE).label
        off = why_off(self._rules(integration), psa, finance, link, systems)
        return CustomerPlace(integration=integration, system=systems[1], psa=psa, finance=finance, link=link, off=off)

    def _contacts(self, work: Work, integration_id: int, psa: Customer) -> tuple[CardContact, ...]:
        found = sorted(work.people.of_customer(integration_id, Side.PSA, psa.id), key=_by_name)
        links = [(one, work.links.of_psa(integration_id, LinkKind.CONTACT, one.id)) for one in found]
        there = {
            link.finance_id: work.people.get(Contact, integration_id, Side.FINANCE, link.finance_id) for _one, link in links if link
        }
        return tuple(
            CardContact(one, link.finance_id, known.name if (known := there[link.finance_id]) else "") if link else CardContact(one)
            for one, link in links
        )

    def _shares_psa(self, one: Integration, other: Integration) -> bool:
        """Whether two integrations read the same customers.

        The companies of one site share them (product.md, *integration*); files are the same where their paths are.
        """
        card = self._connectors.card(other, Side.PSA)
        files = {one.name for one in card.sign_in if one.is_file}
        first, second = (
            (psa.system, psa.base_address.rstrip("/").casefold(), {item for item in psa.settings if item[0] in files})
            for psa in (one.psa, other.psa)
        )
        return first == second

    def _why_no_contacts(self, place: CustomerPlace) -> Message | None:
        capabilities = self._connectors.card(place.integration, Side.FINANCE).capabilities
        if Ability.CONTACTS not in capabilities.can:
            return capabilities.why_not.get(Ability.CONTACTS)
        return None if place.is_linked else Message("Link the customer first: its contacts stand below it.")


def _by_name(contact: Contact) -> str:
    return contact.name.casefold()


def _closest(number: str, found: list[Customer]) -> list[Customer]:
    """Those with that number; else the one with that id, which people see only where there is no number."""
    return [one for one in found if one.number == number] or [one for one in found if not one.number]


def _log_of(work: Work, integration_id: int, psa: Customer | None, finance: Customer | None) -> list[LogEntry]:
    """The entries about a customer, newest first.

    They name it by its id in the finance system, so those of links that were removed are found by the links; by its id in the PSA
    while it was linked to nothing.
    """
    found = work.log.heads(integration_id, subject=("customer", finance.id), limit=MOST_LOG_ENTRIES) if finance else []
    if psa is not None:
        found += work.log.heads(integration_id, subject=(PSA_CUSTOMER, psa.id), limit=MOST_LOG_ENTRIES)
    times = work.links.times_of_psa(integration_id, LinkKind.CUSTOMER, psa.id) if psa else []
    for time in times:
        if finance is None or time.finance_id != finance.id:
            past = work.log.heads(integration_id, subject=("customer", time.finance_id))
            found += [one for one in past if time.holds(one.at)]
    return sorted(found, key=lambda one: one.id, reverse=True)[:MOST_LOG_ENTRIES]
