"""Everything that the search of the window finds in one integration (Ctrl+K), read from the store."""

from __future__ import annotations

from collections.abc import Callable

from desktop.connectors.contract import ConnectorSource
from desktop.models.findable import Findable, findable_customers, findable_invoice, findable_item
from desktop.models.records import Integration, LinkKind, Side
from desktop.models.store.work import Store
from desktop.texts import shown


class RecordSearch:
    """Reads what can be found; the window keeps it and searches in it."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def stamp(self, integration_id: int) -> int:
        """Another number as soon as anything was read or written: the newest log entry's, since all of that is logged."""
        with self._store.reading() as work:
            return next((one.id for one in work.log.heads(integration_id, limit=1)), 0)

    def findables(self, integration: Integration, check: Callable[[], object]) -> list[Findable]:
        """Customers of both sides, then invoices, newest first, then items; `check` raises `Cancelled` when it shall stop."""
        id_ = integration.id
        systems = self._connectors.card(integration, Side.PSA).label, self._connectors.card(integration, Side.FINANCE).label
        with self._store.reading() as work:
            psa = work.customers.all(id_, Side.PSA)
            check()
            finance = {one.id: one for one in work.customers.all(id_, Side.FINANCE)}
            check()
            links = {link.psa_id: link.finance_id for link in work.links.all(id_, LinkKind.CUSTOMER)}
            invoices = work.invoices.all(id_)
            items = work.items.all(id_)
        check()
        found = list(findable_customers(psa, finance, links, systems))
        check()
        invoices.sort(key=lambda one: one.date, reverse=True)
        found += [findable_invoice(one, shown(one.date)) for one in invoices]
        return [*found, *(findable_item(one) for one, _is_activated in items if not one.is_gone)]
