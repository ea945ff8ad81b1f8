"""What a person said about suggested pairs that were drawn as a random sample."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.models.records import Answer, JudgedPair
from desktop.models.store.tables import JudgedPairRow

_AT_ONCE = 500  # rows in one statement


class JudgedPairs:
    """The answers of an integration, one per finance customer."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, integration_id: int) -> list[JudgedPair]:
        """Every answer."""
        rows = self._session.scalars(select(JudgedPairRow).where(JudgedPairRow.integration_id == integration_id))
        return [
            JudgedPair(
                finance_id=row.finance_id,
                psa_id=row.psa_id,
                answer=Answer(row.answer),
                pattern=row.pattern,
                score=row.score,
                judged_at=row.judged_at,
            )
            for row in rows
        ]

    def put(self, integration_id: int, judged: Iterable[JudgedPair]) -> None:
        """Keep answers; one replaces an earlier one about the same finance customer."""
        rows = [
            {
                "integration_id": integration_id,
                "finance_id": one.finance_id,
                "psa_id": one.psa_id,
                "answer": str(one.answer),
                "pattern": one.pattern,
                "score": one.score,
                "judged_at": one.judged_at,
            }
            for one in judged
        ]
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            self._session.execute(
                delete(JudgedPairRow).where(
                    JudgedPairRow.integration_id == integration_id,
                    JudgedPairRow.finance_id.in_([one["finance_id"] for one in some]),
                )
            )
            self._session.execute(JudgedPairRow.__table__.insert(), some)  # type: ignore[attr-defined]  # a Table
