"""Read the customers of one system that changed since they were read last, and keep them as they are now."""

from __future__ import annotations

import datetime as dt

from desktop.connectors.contract import ConnectorSource
from desktop.models.records import Activity, Customer, Integration, Outcome, Side
from desktop.models.store.work import Store
from desktop.progress import Progress, patient
from desktop.texts import Message

_SETTING = "changed_customers"
_ZONES_DIFFER = dt.timedelta(days=1)  # and clocks: what changed this long before the last reading is read again


class ChangedCustomers:
    """The changes of both customer registers."""

    def __init__(self, store: Store, connectors: ConnectorSource) -> None:
        self._store = store
        self._connectors = connectors

    def read(self, integration: Integration, side: Side, progress: Progress) -> None:
        """Read what changed on one side, or the whole register when it was never read; raises what the connector raises."""
        connector = self._connectors.get(integration, side)
        system, began = connector.card.label, dt.datetime.now(dt.UTC)
        text = Message("Changed customers in {system}", system=system)
        found: list[Customer] = []
        with patient(connector.on_wait, system, progress) as patiently:
            since = self._since(integration, side)
            for page in connector.customers() if since is None else connector.changed_customers(since):
                found.extend(page.records)
                patiently.step(len(found), page.total, text)
        with self._store.work() as work:
            if since is None:
                work.customers.replace_all(integration.id, side, found)
            for customer in found if since is not None else ():
                work.customers.put(integration.id, side, customer)
            times = work.settings.get(integration.id, _SETTING)
            work.settings.put(integration.id, _SETTING, {**times, side.value: began.isoformat()})
            sentence = Message("{count} changed customer read.", "{count} changed customers read.", count=len(found))
            work.log.note(integration.id, Activity.FETCH, Outcome.DONE, sentence, system=system)
            work.commit()

    def _since(self, integration: Integration, side: Side) -> dt.datetime | None:
        """The last reading of changes or of the whole register; `None` when there was none."""
        with self._store.reading() as work:
            fetch = work.settings.fetches(integration.id).get((side, f"{side.value}_customers"))
            changes = work.settings.get(integration.id, _SETTING).get(side.value)
        known = [fetch.fetched_at] if fetch else []
        known += [dt.datetime.fromisoformat(changes)] if changes else []
        return max(known) - _ZONES_DIFFER if fetch else None
