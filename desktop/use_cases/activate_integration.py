"""Activate an integration (Aktivér integration), with the evidence beside each tick; product.md chapter 6."""

from __future__ import annotations

from desktop.errors import RecordNotFound, SettingsError
from desktop.models.activation import ActivationState, CustomerEvidence, ItemEvidence, standard_value_evidence
from desktop.models.item_choice import with_items
from desktop.models.item_use import is_ready, item_use
from desktop.models.linking import Tab, still_free, tab_of
from desktop.models.records import Activity, ChoiceKind, LinkKind, Outcome, Side
from desktop.models.store.work import Store, Work
from desktop.texts import Message, in_a_row


class IntegrationActivation:
    """Switches integrations on and off."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def state(self, integration_id: int) -> ActivationState:
        """What the store knows about the three ticks; `RecordNotFound`."""
        with self._store.reading() as work:
            integration = work.integrations.get(integration_id)
            if integration is None:
                raise RecordNotFound(Message("There is no integration number {number}.", number=str(integration_id)))
            choices = {kind: work.items.choices(integration_id, kind) for kind in ChoiceKind}
            return ActivationState(
                is_active=integration.is_active,
                shares_invoices=integration.psa.company is not None and integration.psa.company.shares_invoices,
                customers=_customers(work, integration_id),
                standard_values=standard_value_evidence(
                    work.settings.standard_values(integration_id),
                    choices,
                    is_read=any(choices.values()) or _are_choices_read(work, integration_id),
                ),
                items=_items(work, integration_id),
            )

    def activate(self, integration_id: int, reason: str = "") -> None:
        """Switch on. While something is missing a reason is asked for, which stands in the log; `SettingsError` without one."""
        missing = self.state(integration_id).missing
        if missing and not reason.strip():
            raise SettingsError(in_a_row(missing), what_to_do=Message("Finish that first, or say why it is activated anyway."))
        sentence = Message("The integration was activated.")
        if missing:
            anyway = Message("The integration was activated all the same, because: {reason}", reason=reason.strip())
            sentence = in_a_row((anyway, *missing))
        self._switch(integration_id, True, sentence)

    def deactivate(self, integration_id: int) -> None:
        """Switch off; connections, links and choices stay."""
        self._switch(integration_id, False, Message("The integration was deactivated."))

    def _switch(self, integration_id: int, is_active: bool, sentence: Message) -> None:
        with self._store.work() as work:
            work.integrations.activate(integration_id, is_active)
            work.log.note(integration_id, Activity.SETTINGS, Outcome.DONE, sentence)
            work.commit()


def _customers(work: Work, integration_id: int) -> CustomerEvidence:
    read = {side for side, kind in work.settings.fetches(integration_id) if kind.endswith("_customers")}
    links = {link.finance_id: link for link in work.links.all(integration_id, LinkKind.CUSTOMER)}
    ignored = work.decisions.ignored(integration_id)
    suggestions = still_free(work.decisions.candidates(integration_id), links)
    tabs = dict.fromkeys(Tab, 0)
    for finance_id in work.customers.ids(integration_id, Side.FINANCE):
        tabs[tab_of(finance_id, links, ignored, suggestions)] += 1
    psa = work.customers.count(integration_id, Side.PSA)
    return CustomerEvidence(is_read=read == set(Side), psa=psa, tabs=tabs)


def _are_choices_read(work: Work, integration_id: int) -> bool:
    """Whether the lists were read, which may hold nothing where a system needs no choice."""
    return any(kind.endswith("_choices") for _side, kind in work.settings.fetches(integration_id))


def _items(work: Work, integration_id: int) -> ItemEvidence:
    items = [(item, is_activated) for item, is_activated in work.items.all(integration_id) if not item.is_gone]
    activated = {item.number: item for item, is_activated in items if is_activated}
    known = work.default_items.known(integration_id)
    invoices = (with_items(one, known) for one in work.invoices.all(integration_id))
    use = item_use(invoices, work.transfers.all(integration_id), activated)
    return ItemEvidence(
        is_read=bool(items),
        items=len(items),
        active=sum(is_ready(item) for item in activated.values()),
        waiting_invoices=use.waiting_invoices,
        stopped_invoices=use.stopped_invoices,
        unusable_numbers=len(use.unusable),
        stopped_lines=use.stopped_lines,
        lines_without_item=use.unusable.get("", 0),
        principles=len(known.rules.principles),
    )
