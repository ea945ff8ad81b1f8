"""Customers of both sides, as last read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from desktop.models.records import Customer, ExternalKey, Side
from desktop.models.store.tables import CustomerRow

_NAMES = tuple(one.name for one in fields(Customer))
_COLUMNS = tuple(CustomerRow.__table__.c[name] for name in _NAMES)


class Customers:
    """The customers of each side of each integration."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self, integration_id: int, side: Side) -> list[Customer]:
        """Every customer of one side, also those that are gone, by number."""
        rows = self._session.execute(
            select(*_COLUMNS)
            .where(CustomerRow.integration_id == integration_id, CustomerRow.side == side)
            .order_by(func.length(CustomerRow.number), CustomerRow.number, CustomerRow.id)
        )
        return [_record(row) for row in rows]

    def get(self, integration_id: int, side: Side, customer_id: str) -> Customer | None:
        """One customer, or `None`."""
        row = self._session.execute(
            select(*_COLUMNS).where(
                CustomerRow.integration_id == integration_id, CustomerRow.side == side, CustomerRow.id == customer_id
            )
        ).one_or_none()
        return None if row is None else _record(row)

    def count(self, integration_id: int, side: Side) -> int:
        """How many customers of one side are there (not gone)."""
        return (
            self._session.scalar(
                select(func.count())
                .select_from(CustomerRow)
                .where(CustomerRow.integration_id == integration_id, CustomerRow.side == side, CustomerRow.is_gone.is_(False))
            )
            or 0
        )

    def put(self, integration_id: int, side: Side, customer: Customer) -> None:
        """Keep one customer as it is now."""
        self._session.merge(CustomerRow(integration_id=integration_id, side=side, **_columns(customer)))

    def replace_all(self, integration_id: int, side: Side, customers: Iterable[Customer]) -> int:
        """Keep a whole register as just read; customers that are not in it any more are marked gone. Gives the register's size."""
        known = {
            row.id: row
            for row in self._session.execute(
                select(*_COLUMNS).where(CustomerRow.integration_id == integration_id, CustomerRow.side == side)
            )
        }
        new: dict[str, dict[str, Any]] = {}
        for customer in customers:
            new[customer.id] = {"integration_id": integration_id, "side": str(side), **_columns(customer)}
        gone = [
            {"integration_id": integration_id, "side": str(side), **row._mapping, "is_gone": True}
            for id_, row in known.items()
            if id_ not in new
        ]
        self._session.execute(delete(CustomerRow).where(CustomerRow.integration_id == integration_id, CustomerRow.side == side))
        if rows := [*new.values(), *gone]:
            self._session.execute(CustomerRow.__table__.insert(), rows)  # type: ignore[attr-defined]  # a Table, not a FromClause
        return len(new)

    def mark_gone(self, integration_id: int, side: Side, customer_id: str) -> None:
        """Mark a customer that is not there any more."""
        self._session.execute(
            update(CustomerRow)
            .where(CustomerRow.integration_id == integration_id, CustomerRow.side == side, CustomerRow.id == customer_id)
            .values(is_gone=True)
        )


def _columns(customer: Customer) -> dict[str, Any]:
    values = {name: getattr(customer, name) for name in _NAMES}
    values["external_keys"] = [asdict(key) for key in customer.external_keys]
    return values


def _record(row: Any) -> Customer:
    values = dict(row._mapping)
    values["external_keys"] = tuple(ExternalKey(**key) for key in values["external_keys"])
    return Customer(**values)
