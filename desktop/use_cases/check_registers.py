"""Look the registers of customers through before linking, and list what is to be mended in each system; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.connectors.contract import ConnectorSource
from desktop.models.duplicates import Cluster
from desktop.models.records import Integration, LinkKind, Side
from desktop.models.register_check import FIELD_TITLES, RegisterFault, register_faults
from desktop.models.store.work import Store
from desktop.models.table_export import Column, export_table
from desktop.progress import Progress
from desktop.texts import Message, _


class RegisterCheck:
    """What is wrong in the customers of both sides, as they were read last."""

    def __init__(
        self, store: Store, connectors: ConnectorSource, doubles: Callable[[Integration, Side, Progress], list[Cluster]]
    ) -> None:
        """`doubles` finds customers that stand twice in one side (`find_duplicates.DuplicateSearch.find`)."""
        self._store = store
        self._connectors = connectors
        self._doubles = doubles

    def size(self, integration_id: int) -> int:
        """How many customers there are to look through."""
        with self._store.reading() as work:
            return sum(work.customers.count(integration_id, side) for side in Side)

    def check(self, integration: Integration, progress: Progress) -> list[RegisterFault]:
        """Everything there is to mend, first in the finance system, then in the PSA; worst first."""
        with self._store.reading() as work:
            customers = {side: work.customers.all(integration.id, side) for side in Side}
            linked = {link.psa_id for link in work.links.all(integration.id, LinkKind.CUSTOMER)}
        faults: list[RegisterFault] = []
        for side in (Side.FINANCE, Side.PSA):
            card = self._connectors.card(integration, side)
            progress.step(0, None, Message("Looking through the customers of {system}", system=card.label))
            doubles = self._doubles(integration, side, progress)
            table = self._connectors.card(integration, Side.FINANCE).table("customers") if side is Side.PSA else None
            faults += register_faults(side, customers[side], clusters=doubles, numbers_go_to=table, have_number_there=linked)
        return faults

    def export(self, file: Path, integration: Integration, faults: Sequence[RegisterFault]) -> int:
        """Write a row for each thing to mend, .xlsx or .csv, and give their number; `RecordRefused` when it cannot be written."""
        labels = {side: self._connectors.card(integration, side).label for side in Side}
        columns: list[Column[RegisterFault]] = [
            Column(title=_("System"), value=lambda one: labels[one.side]),
            Column(title=_("Customer no."), value=lambda one: one.customer.number),
            Column(title=_("Name"), value=lambda one: one.customer.name),
            Column(title=_("Field"), value=lambda one: str(FIELD_TITLES[one.fault])),
            Column(title=_("Value"), value=lambda one: one.value),
            Column(title=_("What is wrong"), value=lambda one: str(one.sentence)),
            Column(title=_("Country"), value=lambda one: one.customer.country),
            Column(title=_("Id in the system"), value=lambda one: one.customer.id),
        ]
        return export_table(file, columns, faults)
