"""Suggestions, plans that are not written yet, and customers that are ignored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.errors import PlanChanged
from desktop.models.records import Action, Bucket, CustomerSuggestions, Decision
from desktop.models.store.log_entries import person
from desktop.models.store.packing import packed_suggestions, unpacked_candidates, unpacked_suggestions
from desktop.models.store.tables import DecisionRow, IgnoredRow, SuggestionRow
from desktop.texts import Message

_AT_ONCE = 500  # ids in one statement


class Decisions:
    """What matching found and what the user decided."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def suggestions(self, integration_id: int) -> list[CustomerSuggestions]:
        """What matching found at its last run; a customer without an entry was not looked up."""
        rows = self._session.execute(
            select(SuggestionRow.finance_id, SuggestionRow.bucket, SuggestionRow.document).where(
                SuggestionRow.integration_id == integration_id
            )
        )
        return [CustomerSuggestions(row.finance_id, Bucket(row.bucket), unpacked_suggestions(row.document)) for row in rows]

    def candidates(self, integration_id: int) -> dict[str, CustomerSuggestions]:
        """The same by finance id, without the evidence: enough to count by, and much quicker to read."""
        rows = self._session.execute(
            select(SuggestionRow.finance_id, SuggestionRow.bucket, SuggestionRow.document).where(
                SuggestionRow.integration_id == integration_id
            )
        )
        return {
            row.finance_id: CustomerSuggestions(row.finance_id, Bucket(row.bucket), unpacked_candidates(row.document))
            for row in rows
        }

    def suggestions_of(self, integration_id: int, finance_ids: Collection[str]) -> list[CustomerSuggestions]:
        """What matching found for these customers when they were last looked up."""
        wanted = sorted(finance_ids)
        found = []
        for start in range(0, len(wanted), _AT_ONCE):
            rows = self._session.execute(
                select(SuggestionRow.finance_id, SuggestionRow.bucket, SuggestionRow.document).where(
                    SuggestionRow.integration_id == integration_id,
                    SuggestionRow.finance_id.in_(wanted[start : start + _AT_ONCE]),
                )
            )
            found += [CustomerSuggestions(row.finance_id, Bucket(row.bucket), unpacked_suggestions(row.document)) for row in rows]
        return found

    def replace_suggestions(self, integration_id: int, found: Iterable[CustomerSuggestions], kept: Collection[str] = ()) -> None:
        """Keep the outcome of a run of matching; what was found earlier for the `kept` finance customers stays."""
        rows = [  # made before the first statement, which takes the write lock
            {
                "integration_id": integration_id,
                "finance_id": one.finance_id,
                "bucket": str(one.bucket),
                "document": packed_suggestions(one.suggestions),
            }
            for one in found
        ]
        old = set(self._session.scalars(select(SuggestionRow.finance_id).where(SuggestionRow.integration_id == integration_id)))
        gone = sorted(old.difference(kept))
        for start in range(0, len(gone), _AT_ONCE):
            self._session.execute(
                delete(SuggestionRow).where(
                    SuggestionRow.integration_id == integration_id, SuggestionRow.finance_id.in_(gone[start : start + _AT_ONCE])
                )
            )
        if rows:
            self._session.execute(SuggestionRow.__table__.insert(), rows)  # type: ignore[attr-defined]  # a Table

    def plans(self, integration_id: int) -> dict[str, Decision]:
        """Every plan by finance id."""
        rows = self._session.scalars(select(DecisionRow).where(DecisionRow.integration_id == integration_id))
        us = person()
        return {row.finance_id: _decision(row, us) for row in rows}

    def plans_of(self, integration_id: int, finance_ids: Collection[str]) -> dict[str, Decision]:
        """The plans of these customers, by finance id."""
        wanted, us = sorted(finance_ids), person()
        found: dict[str, Decision] = {}
        for start in range(0, len(wanted), _AT_ONCE):
            some = DecisionRow.finance_id.in_(wanted[start : start + _AT_ONCE])
            rows = self._session.scalars(select(DecisionRow).where(DecisionRow.integration_id == integration_id, some))
            found |= {row.finance_id: _decision(row, us) for row in rows}
        return found

    def plan(self, integration_id: int, decisions: Iterable[Decision]) -> None:
        """Keep plans; each replaces an earlier one for the same customer."""
        planned_by = person()
        planned = {one.finance_id: one for one in decisions}
        self.drop_plans(integration_id, planned)
        every = list(planned.values())
        for start in range(0, len(every), _AT_ONCE):  # to make and free the rows of 100,000 in one go would stop all threads
            rows = [
                {
                    "integration_id": integration_id,
                    "finance_id": one.finance_id,
                    "action": str(one.action),
                    "psa_id": one.psa_id,
                    "kept_fields": sorted(one.kept_fields),
                    "person": planned_by,
                }
                for one in every[start : start + _AT_ONCE]
            ]
            self._session.execute(DecisionRow.__table__.insert(), rows)  # type: ignore[attr-defined]  # a Table

    def require(self, integration_id: int, decision: Decision, customer: str) -> None:
        """Go on only while this is what is planned; `PlanChanged` says who decided otherwise about `customer`, in words."""
        row = self._session.get(DecisionRow, (integration_id, decision.finance_id))
        if row is None:
            raise PlanChanged(Message("The choice for {customer} was withdrawn meanwhile: it was not written.", customer=customer))
        now = _decision(row, person())
        if now == decision:
            return
        if not now.colleague:
            raise PlanChanged(Message("Something else was chosen for {customer} meanwhile: it was not written.", customer=customer))
        raise PlanChanged(
            Message("{customer} was changed by {person} meanwhile: it was not written.", customer=customer, person=now.colleague)
        )

    def drop_plans(self, integration_id: int, finance_ids: Iterable[str]) -> None:
        """Forget plans, because they are written or withdrawn."""
        dropped = list(finance_ids)
        for start in range(0, len(dropped), _AT_ONCE):
            self._session.execute(
                delete(DecisionRow).where(
                    DecisionRow.integration_id == integration_id, DecisionRow.finance_id.in_(dropped[start : start + _AT_ONCE])
                )
            )

    def ignored(self, integration_id: int) -> set[str]:
        """Ids of the finance customers that are ignored."""
        return set(self._session.scalars(select(IgnoredRow.finance_id).where(IgnoredRow.integration_id == integration_id)))

    def ignore(self, integration_id: int, finance_id: str) -> None:
        """Set a finance customer aside."""
        self._session.merge(IgnoredRow(integration_id=integration_id, finance_id=finance_id, ignored_at=dt.datetime.now(dt.UTC)))

    def bring_back(self, integration_id: int, finance_id: str) -> None:
        """Undo `ignore`."""
        self._session.execute(
            delete(IgnoredRow).where(IgnoredRow.integration_id == integration_id, IgnoredRow.finance_id == finance_id)
        )


def _decision(row: DecisionRow, us: str) -> Decision:
    return Decision(
        finance_id=row.finance_id,
        action=Action(row.action),
        psa_id=row.psa_id,
        kept_fields=frozenset(row.kept_fields),
        colleague="" if row.person == us else row.person,
    )
