"""Integrations and their connections."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.records import Company, Connection, Integration, Side
from desktop.models.references import key_name
from desktop.models.store.tables import ConnectionRow, IntegrationRow


class Integrations:
    """Every integration in the store."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[Integration]:
        """Every integration, oldest first."""
        rows = self._session.scalars(select(IntegrationRow).order_by(IntegrationRow.id))
        return [self._record(row) for row in rows]

    def get(self, integration_id: int) -> Integration | None:
        """One integration, or `None`."""
        row = self._session.get(IntegrationRow, integration_id)
        return None if row is None else self._record(row)

    def of_finance_company(self, integration: Integration) -> list[int]:
        """The ids of all integrations with the same finance company, this one among them."""
        return [one.id for one in self.all() if key_name(one) == key_name(integration)]

    def add(self, name: str, psa: Connection, finance: Connection) -> Integration:
        """Make an integration with its two connections."""
        row = IntegrationRow(name=name, is_active=False, created_at=dt.datetime.now(dt.UTC))
        self._session.add(row)
        self._session.flush()
        self.put_connection(row.id, psa)
        self.put_connection(row.id, finance)
        return self._record(row)

    def rename(self, integration_id: int, name: str) -> None:
        """Give an integration another name."""
        self._session.get_one(IntegrationRow, integration_id).name = name

    def activate(self, integration_id: int, is_active: bool) -> None:
        """Switch an integration on or off."""
        self._session.get_one(IntegrationRow, integration_id).is_active = is_active

    def put_connection(self, integration_id: int, connection: Connection) -> None:
        """Keep a connection as it is now."""
        self._session.merge(
            ConnectionRow(
                integration_id=integration_id,
                side=connection.side,
                system=connection.system,
                base_address=connection.base_address,
                settings=dict(connection.settings),
                company=asdict(connection.company) if connection.company else None,
                key=connection.key,
                is_established=connection.is_established,
                tested_at=connection.tested_at,
            )
        )
        self._session.flush()

    def prove(self, integration_id: int, side: Side) -> None:
        """What was read or sent just now proves a connection as a test does."""
        row = self._session.get_one(ConnectionRow, (integration_id, side))
        row.is_established, row.tested_at = True, dt.datetime.now(dt.UTC)
        self._session.flush()

    def _record(self, row: IntegrationRow) -> Integration:
        return Integration(
            id=row.id,
            name=row.name,
            is_active=row.is_active,
            psa=self._connection(row.id, Side.PSA),
            finance=self._connection(row.id, Side.FINANCE),
        )

    def _connection(self, integration_id: int, side: Side) -> Connection:
        row = self._session.get_one(ConnectionRow, (integration_id, side))
        return Connection(
            side=side,
            system=row.system,
            base_address=row.base_address,
            settings=tuple(row.settings.items()),
            company=Company(**row.company) if row.company else None,
            key=row.key,
            is_established=row.is_established,
            tested_at=row.tested_at,
        )
