"""Find customers that stand twice in one system, before anything is linked, and list them in a file for who mends them there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.models.duplicates import Cluster
from desktop.models.records import Customer, Integration, Side
from desktop.models.store.work import Store
from desktop.models.table_export import Column, export_table
from desktop.progress import Progress
from desktop.texts import Message, _


class DuplicateSearch:
    """Doubles inside one side of one store's integrations. Nothing is changed anywhere."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, integration: Integration, side: Side, progress: Progress) -> list[Cluster]:
        """The clusters of one side, by name."""
        from desktop.models.matching.duplicates import clusters  # brings NumPy: only when something is looked for

        with self._store.reading() as work:
            customers = work.customers.all(integration.id, side)
        text = Message("Looking for customers that stand twice")
        return clusters(customers, lambda: progress.step(0, None, text))

    def export(self, file: Path, clusters: Sequence[Cluster]) -> int:
        """Write a row for each record, those of one cluster under one number; gives the number of rows.

        Raises `RecordRefused` when the file cannot be written.
        """
        rows: list[tuple[int, Cluster, Customer]] = [
            (number, cluster, one) for number, cluster in enumerate(clusters, start=1) for one in cluster.customers
        ]
        columns: list[Column[tuple[int, Cluster, Customer]]] = [
            Column(title=_("Group"), value=lambda row: row[0]),
            Column(title=_("Customer no."), value=lambda row: row[2].number),
            Column(title=_("Name"), value=lambda row: row[2].name),
            Column(title=_("CVR number"), value=lambda row: row[2].vat_number),
            Column(title=_("EAN"), value=lambda row: row[2].ean),
            Column(title=_("Phone"), value=lambda row: row[2].phone),
            Column(title=_("E-mail"), value=lambda row: row[2].email),
            Column(title=_("Address"), value=lambda row: row[2].address),
            Column(title=_("Postcode"), value=lambda row: row[2].zip_code),
            Column(title=_("Town"), value=lambda row: row[2].city),
            Column(title=_("Why"), value=lambda row: str(row[1].reason)),
        ]
        return export_table(file, columns, rows)
