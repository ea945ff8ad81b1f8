"""Invoices of the PSA and their counterparts in the finance system, as last read."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desktop.models.records import FinanceInvoice, Invoice
from desktop.models.store.packing import packed, unpacked
from desktop.models.store.tables import FinanceInvoiceRow, InvoiceRow


class Invoices:
    """Both sides' documents."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, integration_id: int) -> list[Invoice]:
        """Every invoice and credit note of the PSA, by number."""
        found = self._session.scalars(
            select(InvoiceRow.document)
            .where(InvoiceRow.integration_id == integration_id)
            .order_by(func.length(InvoiceRow.number), InvoiceRow.number, InvoiceRow.id)
        )
        return [unpacked(document, Invoice) for document in found]

    def get(self, integration_id: int, invoice_id: str) -> Invoice | None:
        """One invoice, or `None`."""
        row = self._session.get(InvoiceRow, (integration_id, invoice_id))
        return None if row is None else unpacked(row.document, Invoice)

    def put_all(self, integration_id: int, invoices: Iterable[Invoice]) -> int:
        """Keep invoices as just read; others stay. Gives how many there are now."""
        for invoice in invoices:
            self._session.merge(
                InvoiceRow(
                    integration_id=integration_id,
                    id=invoice.id,
                    number=invoice.number,
                    status=invoice.status,
                    document=packed(invoice),
                )
            )
        return (
            self._session.scalar(select(func.count()).select_from(InvoiceRow).where(InvoiceRow.integration_id == integration_id))
            or 0
        )

    def counterparts(self, integration_id: int) -> list[FinanceInvoice]:
        """Every document of the finance system that was read at the last reconciliation."""
        found = self._session.scalars(select(FinanceInvoiceRow.document).where(FinanceInvoiceRow.integration_id == integration_id))
        return [unpacked(document, FinanceInvoice) for document in found]

    def replace_counterparts(self, integration_id: int, invoices: Iterable[FinanceInvoice]) -> int:
        """Keep what reconciliation read now."""
        self._session.execute(delete(FinanceInvoiceRow).where(FinanceInvoiceRow.integration_id == integration_id))
        rows = {
            (one.state, one.id): {
                "integration_id": integration_id,
                "state": str(one.state),
                "id": one.id,
                "reference": one.reference,
                "document": packed(one),
            }
            for one in invoices
        }
        if rows:
            self._session.execute(FinanceInvoiceRow.__table__.insert(), list(rows.values()))  # type: ignore[attr-defined]  # a Table
        return len(rows)
