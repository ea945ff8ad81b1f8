"""Preview invoices before they are sent: what the finance system will not carry, and where its amounts will differ."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache

from desktop.connectors.contract import ConnectorSource, SystemCard
from desktop.errors import RecordRefused
from desktop.models.carry_rules import CarriedValue, carried
from desktop.models.losses import Loss, losses
from desktop.models.money_rules import PredictedDifference, RateOf, difference, predict, rates_of, sentence, unknown_vat_sentence
from desktop.models.records import Integration, Invoice, LinkKind, SendingRules, Side
from desktop.models.store.work import Store, Work
from desktop.texts import Message


@dataclass(frozen=True, slots=True)
class InvoicePreview:
    """What is known of an invoice over there. No difference: the amounts will agree, or the checks refuse the invoice anyway.

    `unknown_vat` says why VAT is not among the amounts; `carried` is what goes along in another text, as the integration chose.
    """

    losses: tuple[Loss, ...]
    difference: PredictedDifference | None
    difference_sentence: Message | None
    unknown_vat: Message | None = None
    carried: tuple[CarriedValue, ...] = ()
    is_tolerated: bool = False  # the difference is within the integration's tolerance


class InvoicePreviews:
    """The previews of an integration's invoices."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def previews(self, integration: Integration, invoice_ids: Collection[str]) -> dict[str, InvoicePreview]:
        """The preview of each invoice that was read, by id; nothing is sent, nothing is kept."""
        finance, psa = (self._connectors.card(integration, side) for side in (Side.FINANCE, Side.PSA))
        wanted = set(invoice_ids)
        with self._store.reading() as work:
            invoices = [one for one in work.invoices.all(integration.id) if one.id in wanted]
            rates = _rates(work, integration, finance) if invoices else None
            rules = work.settings.sending_rules(integration.id)
        return {one.id: _preview(one, finance, psa, rules, rates and rates(one)) for one in invoices}


def _rates(work: Work, integration: Integration, finance: SystemCard) -> Callable[[Invoice], RateOf | None]:
    """The VAT rates of an invoice: its linked customer's VAT zone counts, else that of the standard values, as in the draft."""
    items = {item.number: item for item, _active in work.items.all(integration.id)}
    rates = work.items.vat_rates(integration.id)
    zones = {one.id: one.vat_zone for one in work.customers.all(integration.id, Side.FINANCE)}
    links = {link.psa_id: link.finance_id for link in work.links.all(integration.id, LinkKind.CUSTOMER)}
    standard = work.settings.standard_values(integration.id).vat_zone

    @cache
    def in_zone(zone: str) -> RateOf | None:
        return rates_of(finance.money, zone, items, rates)

    return lambda invoice: in_zone(zones.get(links.get(invoice.customer_id, ""), "") or standard)


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
