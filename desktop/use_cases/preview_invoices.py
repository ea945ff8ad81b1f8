"""Preview invoices before they are sent: what the finance system will not carry, and where its amounts will differ."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import cache

from desktop.connectors.contract import Ability, ConnectorSource, SystemCard
from desktop.errors import RecordRefused, SettingsError
from desktop.models.att_person import att_person_change, contact_id_of
from desktop.models.carry_rules import carried, choices
from desktop.models.customer_creation import as_created
from desktop.models.field_mapping import FieldChange
from desktop.models.handed_in import CustomerReadiness
from desktop.models.invoice_preview import InvoicePreview, MeterLine, meter
from desktop.models.item_choice import with_items
from desktop.models.losses import beside_customer, losses, with_credited
from desktop.models.money_rules import RateOf, difference, predict, rates_of, sentence, unknown_vat_sentence
from desktop.models.owner_rules import Step
from desktop.models.records import Contact, Customer, Integration, Invoice, LinkKind, SendingRules, Side
from desktop.models.store.work import Store
from desktop.texts import Message


class InvoicePreviews:
    """The previews of an integration's invoices."""

    def __init__(self, store: Store, connectors: ConnectorSource, customers: CustomerReadiness) -> None:
        self._store = store
        self._connectors = connectors
        self._customers = customers

    def previews(self, integration: Integration, invoice_ids: Collection[str]) -> dict[str, InvoicePreview]:
        """The preview of each invoice that was read, by id; nothing is sent, nothing is kept."""
        finance, psa = (self._connectors.card(integration, side) for side in (Side.FINANCE, Side.PSA))
        wanted = set(invoice_ids)
        with self._store.reading() as work:
            known = work.default_items.known(integration.id)
            invoices = [with_items(one, known) for one in work.invoices.all(integration.id) if one.id in wanted]
            rules = work.settings.sending_rules(integration.id)
            booked = {id_ for id_, one in work.transfers.all(integration.id).items() if one.finance_number}
        if not invoices:
            return {}
        with self._store.reading() as work:
            ours = {one.id: one for one in work.customers.all(integration.id, Side.PSA)}
            standard_zone = work.settings.standard_values(integration.id).vat_zone
        over_there, rates = self._over_there(integration), self._rates(integration, finance)
        att_person, table = self._att_persons(integration, finance), finance.table("invoices")
        prints_from_customer = any(one.is_customers_own for one in table.fields)
        made = {}
        for one in invoices:
            customer, is_known = over_there(one.customer_id)
            zone = ((customer.vat_zone if customer is not None else "") or standard_zone) if is_known else ""
            preview = _preview(one, finance, psa, rules, rates(zone))
            if not is_known and preview.unknown_vat is not None:
                preview = replace(preview, unknown_vat=Message("VAT is not predicted before the customer is linked."))
            change = att_person(one, customer)
            lost = with_credited(preview.losses, one, table, is_booked=one.credited_invoice_id in booked)
            if customer is None and one.customer_id in ours:
                customer = as_created(finance.table("customers"), ours[one.customer_id])
            if prints_from_customer and customer is not None:
                attention = change.new if change is not None and change.is_changed else customer.attention
                lost = beside_customer(lost, one, table, replace(customer, attention=attention))
            made[one.id] = replace(preview, losses=lost, att_person=change)
        return made

    def _over_there(self, integration: Integration) -> Callable[[str], tuple[Customer | None, bool]]:
        """By PSA id: the finance customer that is linked or would be, and whether it is known what becomes of the customer there.

        Nobody, and that is known: it is created with the invoice.
        """
        with self._store.reading() as work:
            customers = {one.id: one for one in work.customers.all(integration.id, Side.FINANCE)}
            links = {link.psa_id: link.finance_id for link in work.links.all(integration.id, LinkKind.CUSTOMER)}
        try:
            step = self._customers.steps(integration)
        except SettingsError:  # nobody has connected that side yet
            step = None

        @cache
        def found(psa_id: str) -> tuple[Customer | None, bool]:
            linked = customers.get(links.get(psa_id, ""))
            if linked is not None:
                return linked, True
            planned = step(psa_id) if step is not None else None
            return (None, False) if planned is None or planned.step is Step.STOP else (planned.customer, True)

        return found

    def _att_persons(
        self, integration: Integration, finance: SystemCard
    ) -> Callable[[Invoice, Customer | None], FieldChange | None]:
        """What an invoice does to the att. person of its finance customer; none: it is created with the invoice."""
        if Ability.ATTENTION not in finance.capabilities.can:
            return lambda _invoice, _customer: None
        with self._store.reading() as work:
            contacts = {one.id: one for one in work.people.all(Contact, integration.id, Side.PSA)}
            kept = work.settings.kept_att_persons(integration.id)
        return lambda invoice, customer: att_person_change(
            customer, contacts.get(contact_id_of(invoice)), is_kept=invoice.customer_id in kept
        )

    def meter(self, integration: Integration, preview: InvoicePreview) -> list[MeterLine]:
        """The loss meter of one preview: what does not arrive, what goes along, and what of it a carry rule could change."""
        tables = {table.kind: table for table in self._connectors.card(integration, Side.FINANCE).tables}
        return meter(preview, choices(tables), tables)

    def _rates(self, integration: Integration, finance: SystemCard) -> Callable[[str], RateOf | None]:
        """The VAT rates of a zone."""
        with self._store.reading() as work:
            items = {item.number: item for item, _active in work.items.all(integration.id)}
            rates = work.items.vat_rates(integration.id)
        return cache(lambda zone: rates_of(finance.money, zone, items, rates))


def _preview(invoice: Invoice, finance: SystemCard, psa: SystemCard, rules: SendingRules, rate_of: RateOf | None) -> InvoicePreview:
    tables = {table.kind: table for table in finance.tables}
    lost, sent = tuple(losses(invoice, tables, rules.carry)), carried(invoice, rules.carry, tables)
    try:
        prediction = predict(invoice, finance.money, rate_of)
    except RecordRefused:
        return InvoicePreview(lost, None, None, carried=sent.values)
    found = difference(invoice, prediction)
    return InvoicePreview(
        lost,
        found,
        sentence(found, invoice.currency, psa.label, finance.label) if found else None,
        unknown_vat_sentence(prediction, finance.label),
        sent.values,
        is_tolerated=found is not None and found.size <= rules.tolerance,
    )
