"""Links: lasting pairs, unique in both directions among the live ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from desktop.errors import RecordRefused
from desktop.models.records import DecidedBy, Link, LinkKind
from desktop.models.store.carried import Carried
from desktop.models.store.tables import LinkRow
from desktop.texts import Message

_AT_ONCE = 500  # ids in one statement


@dataclass(frozen=True, slots=True)
class LinkTime:
    """From when a finance record belonged to a PSA record, until the next link that it got; `None`: it got no other yet."""

    finance_id: str
    since: dt.datetime
    until: dt.datetime | None

    def holds(self, at: dt.datetime) -> bool:
        """Whether what was told of the finance record at that time is about the PSA record too."""
        return self.since <= at and (self.until is None or at < self.until)


class Links:
    """The links of an integration."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, integration_id: int, kind: LinkKind) -> list[Link]:
        """Every live link of one kind."""
        return [_record(row) for row in self._session.scalars(_live(integration_id, kind))]

    def pairs(self, integration_id: int, kind: LinkKind) -> dict[str, str]:
        """The same as ids alone: of the finance record by that of the PSA record."""
        live = _live(integration_id, kind).with_only_columns(LinkRow.psa_id, LinkRow.finance_id)
        return dict(self._session.execute(live).all())

    def of_psa(self, integration_id: int, kind: LinkKind, psa_id: str) -> Link | None:
        """The live link of a PSA record."""
        row = self._session.scalars(_live(integration_id, kind).where(LinkRow.psa_id == psa_id)).one_or_none()
        return None if row is None else _record(row)

    def of_finance(self, integration_id: int, kind: LinkKind, finance_id: str) -> Link | None:
        """The live link of a finance record."""
        row = self._session.scalars(_live(integration_id, kind).where(LinkRow.finance_id == finance_id)).one_or_none()
        return None if row is None else _record(row)

    def linked(self, integration_id: int, kind: LinkKind, finance_ids: Collection[str]) -> set[str]:
        """Which of these finance records have a live link."""
        wanted, ids = sorted(finance_ids), _live(integration_id, kind).with_only_columns(LinkRow.finance_id)
        parts = (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
        return {one for part in parts for one in self._session.scalars(ids.where(LinkRow.finance_id.in_(part)))}

    def times_of_psa(self, integration_id: int, kind: LinkKind, psa_id: str) -> list[LinkTime]:
        """Every time that a PSA record was linked, the removed links among them."""
        ever = select(LinkRow).where(LinkRow.integration_id == integration_id, LinkRow.kind == kind)
        finance_ids = select(LinkRow.finance_id).where(
            LinkRow.integration_id == integration_id, LinkRow.kind == kind, LinkRow.psa_id == psa_id
        )
        rows = self._session.scalars(ever.where(LinkRow.finance_id.in_(finance_ids)).order_by(LinkRow.id)).all()
        return [
            LinkTime(
                row.finance_id,
                row.decided_at,
                next((one.decided_at for one in rows[place + 1 :] if one.finance_id == row.finance_id), None),
            )
            for place, row in enumerate(rows)
            if row.psa_id == psa_id
        ]

    def add(self, integration_id: int, kind: LinkKind, psa_id: str, finance_id: str, decided_by: DecidedBy) -> None:
        """Link two records, as they stand here now; `RecordRefused` when one of them is linked already."""
        row = LinkRow(
            integration_id=integration_id,
            kind=kind,
            psa_id=psa_id,
            finance_id=finance_id,
            decided_by=decided_by,
            decided_at=dt.datetime.now(dt.UTC),
            removed_at=None,
        )
        try:
            with self._session.begin_nested():
                self._session.add(row)
        except IntegrityError as trouble:
            raise RecordRefused(
                Message("One of the two is linked already, perhaps by a colleague a moment ago."),
                what_to_do=Message("Read the list again and choose another one, or remove the other link first."),
                technical=str(trouble.orig),
            ) from trouble
        Carried(self._session).begin(integration_id, kind, (psa_id, finance_id))

    def remove(self, integration_id: int, kind: LinkKind, psa_id: str, finance_id: str) -> bool:
        """End a link; False when there is none."""
        row = self._session.scalars(
            _live(integration_id, kind).where(LinkRow.psa_id == psa_id, LinkRow.finance_id == finance_id)
        ).one_or_none()
        if row is not None:
            row.removed_at = dt.datetime.now(dt.UTC)
            self._session.flush()
        return row is not None


def _live(integration_id: int, kind: LinkKind) -> Select[LinkRow]:
    return select(LinkRow).where(LinkRow.integration_id == integration_id, LinkRow.kind == kind, LinkRow.removed_at.is_(None))


def _record(row: LinkRow) -> Link:
    return Link(
        kind=LinkKind(row.kind),
        psa_id=row.psa_id,
        finance_id=row.finance_id,
        decided_by=DecidedBy(row.decided_by),
        decided_at=row.decided_at,
    )
