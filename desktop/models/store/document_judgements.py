"""What people said about documents over there that may be an invoice of ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import ColumnElement, ForeignKey, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.records import DocumentJudgement, Ruling
from desktop.models.store.invoices import MOST_NAMED
from desktop.models.store.tables import Key, Row


class DocumentJudgementRow(Row):
    """One decision per integration, invoice and document."""

    __tablename__ = "document_judgements"
    integration_id: Mapped[int] = mapped_column(ForeignKey("integrations.id"), primary_key=True)
    invoice_id: Mapped[str] = mapped_column(Key, primary_key=True)
    document_id: Mapped[str] = mapped_column(Key, primary_key=True)
    is_draft: Mapped[bool] = mapped_column(primary_key=True)
    ruling: Mapped[str]
    reason: Mapped[str]
    person: Mapped[str]
    judged_at: Mapped[dt.datetime]


class DocumentJudgements:
    """The decisions of an integration that count now."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, integration_id: int) -> dict[str, tuple[DocumentJudgement, ...]]:
        """Every decision by invoice id; few invoices have one."""
        found: dict[str, tuple[DocumentJudgement, ...]] = {}
        for row in self._session.scalars(select(DocumentJudgementRow).where(_of(integration_id))):
            found[row.invoice_id] = (*found.get(row.invoice_id, ()), _record(row))
        return found

    def of(self, integration_id: int, invoice_id: str) -> tuple[DocumentJudgement, ...]:
        """The decisions about one invoice."""
        query = select(DocumentJudgementRow).where(_of(integration_id), DocumentJudgementRow.invoice_id == invoice_id)
        return tuple(_record(row) for row in self._session.scalars(query))

    def set_aside(self, integration_id: int, invoice_ids: Collection[str]) -> dict[str, DocumentJudgement]:
        """What was said of those of these invoices that are there under a number alone, by invoice id."""
        query = select(DocumentJudgementRow).where(_of(integration_id), DocumentJudgementRow.ruling == str(Ruling.AS_NUMBERED))
        if len(invoice_ids) <= MOST_NAMED:
            query = query.where(DocumentJudgementRow.invoice_id.in_(invoice_ids))
        return {row.invoice_id: _record(row) for row in self._session.scalars(query) if row.invoice_id in invoice_ids}

    def put(self, integration_id: int, judgement: DocumentJudgement) -> None:
        """Keep a decision in place of an earlier one about the document; of what is the invoice there is one at most."""
        its = DocumentJudgementRow.invoice_id == judgement.invoice_id
        same = (DocumentJudgementRow.document_id == judgement.document_id) & (DocumentJudgementRow.is_draft == judgement.is_draft)
        replaced = or_(same, DocumentJudgementRow.ruling.in_([str(Ruling.IS), str(Ruling.AS_NUMBERED)]))
        self._session.execute(delete(DocumentJudgementRow).where(_of(integration_id), its, replaced))
        self._session.add(
            DocumentJudgementRow(
                integration_id=integration_id,
                invoice_id=judgement.invoice_id,
                document_id=judgement.document_id,
                is_draft=judgement.is_draft,
                ruling=str(judgement.ruling),
                reason=judgement.reason,
                person=judgement.person,
                judged_at=judgement.at,
            )
        )
        self._session.flush()


def _of(integration_id: int) -> ColumnElement[bool]:
    return DocumentJudgementRow.integration_id == integration_id


def _record(row: DocumentJudgementRow) -> DocumentJudgement:
    return DocumentJudgement(
        invoice_id=row.invoice_id,
        document_id=row.document_id,
        is_draft=row.is_draft,
        ruling=Ruling(row.ruling),
        reason=row.reason,
        person=row.person,
        at=row.judged_at,
    )
