"""What reconciling keeps: figures at the transfer, accepted differences, and signed-off periods. What ends is kept as history."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Mapping
from typing import cast

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from desktop.models.records import Acceptance, BothSides, SignedPeriod, SignOff
from desktop.models.store.bulk import insert_all
from desktop.models.store.packing import packed, unpacked
from desktop.models.store.reconciliation_tables import AcceptanceRow, FiguresRow, SignOffRow

MOST_NAMED = 500  # ids in one query

_FIGURES = cast(Table, FiguresRow.__table__)


class Reconciliations:
    """The keeping of reconciliation."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # figures at the transfer

    def figures(self, integration_id: int, invoice_ids: Collection[str]) -> dict[str, BothSides]:
        """What both sides said when these invoices were transferred, or when they last agreed, by invoice id."""
        kept = self._kept_figures(integration_id, invoice_ids)
        return {invoice_id: unpacked(kept[invoice_id], BothSides) for invoice_id in invoice_ids if invoice_id in kept}

    def put_figures(self, integration_id: int, figures: Mapping[str, BothSides]) -> None:
        """Keep figures by invoice id, in place of what was kept before; what is the same is not written again."""
        kept = self._kept_figures(integration_id, figures)
        now = {invoice_id: packed(both) for invoice_id, both in figures.items()}
        if changed := [{"its": id_, "figures": text} for id_, text in now.items() if kept.get(id_, text) != text]:
            its = (_FIGURES.c.integration_id == integration_id, _FIGURES.c.invoice_id == bindparam("its"))
            self._session.connection().execute(update(_FIGURES).where(*its).values(figures=bindparam("figures")), changed)
        new = [(id_, text) for id_, text in now.items() if id_ not in kept]
        insert_all(
            self._session,
            _FIGURES,
            [{"integration_id": integration_id, "invoice_id": id_, "figures": text} for id_, text in new],
        )

    def _kept_figures(self, integration_id: int, invoice_ids: Collection[str]) -> dict[str, str]:
        """The figures as packed; for very many ids all of them are read."""
        query = select(_FIGURES.c.invoice_id, _FIGURES.c.figures).where(_FIGURES.c.integration_id == integration_id)
        if len(invoice_ids) <= MOST_NAMED:
            query = query.where(_FIGURES.c.invoice_id.in_(invoice_ids))
        return dict(self._session.execute(query).all())

    # accepted differences

    def acceptances(self, integration_id: int) -> dict[str, Acceptance]:
        """The acceptance of each document that was not taken back, by id of the row; whether it holds says its figures."""
        rows = self._session.scalars(
            select(AcceptanceRow).where(AcceptanceRow.integration_id == integration_id, AcceptanceRow.ended_at.is_(None))
        )
        return {
            row.document: Acceptance(
                document=row.document,
                reason=row.reason,
                person=row.person,
                at=row.accepted_at,
                figures=unpacked(row.figures, BothSides),
            )
            for row in rows
        }

    def accept(self, integration_id: int, acceptance: Acceptance) -> None:
        """Keep an acceptance; an earlier one of the same document ends."""
        self.end_acceptance(integration_id, acceptance.document, acceptance.at)
        row = AcceptanceRow(
            integration_id=integration_id,
            document=acceptance.document,
            reason=acceptance.reason,
            person=acceptance.person,
            accepted_at=acceptance.at,
            figures=packed(acceptance.figures),
            ended_at=None,
        )
        self._session.add(row)
        self._session.flush()

    def end_acceptance(self, integration_id: int, document: str, at: dt.datetime) -> None:
        """The acceptance of a document was taken back or replaced at that time."""
        self._session.execute(
            update(AcceptanceRow)
            .where(
                AcceptanceRow.integration_id == integration_id,
                AcceptanceRow.document == document,
                AcceptanceRow.ended_at.is_(None),
            )
            .values(ended_at=at)
        )

    # signed-off periods

    def sign_offs(self, integration_id: int) -> list[SignOff]:
        """Every sign-off that was not taken back, by month."""
        rows = self._session.scalars(
            select(SignOffRow)
            .where(SignOffRow.integration_id == integration_id, SignOffRow.ended_at.is_(None))
            .order_by(SignOffRow.month)
        )
        return [_sign_off(row) for row in rows]

    def sign_off(self, integration_id: int, period: SignedPeriod, *, person: str, at: dt.datetime, reason: str) -> SignOff:
        """Keep a sign-off; the period must not be signed off already (`IntegrityError`)."""
        content = packed(period)
        row = SignOffRow(
            integration_id=integration_id,
            month=_month(period.month),
            person=person,
            signed_at=at,
            reason=reason,
            content=content,
            hash=_hash(content),
            ended_at=None,
            ended_by="",
            ended_reason="",
        )
        self._session.add(row)
        self._session.flush()
        return _sign_off(row)

    def end_sign_off(self, integration_id: int, month: dt.date, *, person: str, at: dt.datetime, reason: str) -> None:
        """The sign-off of a month was taken back."""
        self._session.execute(
            update(SignOffRow)
            .where(
                SignOffRow.integration_id == integration_id,
                SignOffRow.month == _month(month),
                SignOffRow.ended_at.is_(None),
            )
            .values(ended_at=at, ended_by=person, ended_reason=reason)
        )


def _month(month: dt.date) -> str:
    return f"{month:%Y-%m}"


def _hash(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _sign_off(row: SignOffRow) -> SignOff:
    return SignOff(
        id=row.id,
        person=row.person,
        at=row.signed_at,
        reason=row.reason,
        hash=row.hash,
        is_intact=_hash(row.content) == row.hash,
        period=unpacked(row.content, SignedPeriod),
    )
