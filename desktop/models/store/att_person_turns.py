"""Whose turn it is to be sent with the one att. person of a customer; of two processes on one store the other one waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.store.tables import Key, OfIntegration


class AttPersonTurnRow(OfIntegration):
    """One turn, of a customer over there; its row is gone when the turn is over."""

    __tablename__ = "att_person_turns"
    customer_id: Mapped[str] = mapped_column(Key, primary_key=True)
    taken_by: Mapped[str]  # see `desktop/senders.py`
    taken_at: Mapped[dt.datetime]


class AttPersonTurns:
    """The turns that are taken now."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, integration_id: int, customer_id: str, taken_by: str, is_over: Callable[[str, dt.datetime], bool]) -> bool:
        """Take the turn; False while somebody has it. `is_over` says of who took it, and when, whether it was left behind."""
        row = self._session.get(AttPersonTurnRow, (integration_id, customer_id), with_for_update=True)
        if row is not None and not is_over(row.taken_by, row.taken_at):
            return False
        now = dt.datetime.now(dt.UTC)
        self._session.merge(
            AttPersonTurnRow(integration_id=integration_id, customer_id=customer_id, taken_by=taken_by, taken_at=now)
        )
        return True

    def give_back(self, integration_id: int, customer_id: str, taken_by: str) -> None:
        """End the turn, unless somebody else has it by now."""
        row = self._session.get(AttPersonTurnRow, (integration_id, customer_id), with_for_update=True)
        if row is not None and row.taken_by == taken_by:
            self._session.delete(row)
