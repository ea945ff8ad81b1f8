"""What was chosen for an integration, and when each register was last read."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.models.records import CarryRule, SendingRules, Side, StandardValues
from desktop.models.store.tables import FetchRow, SettingRow

_STANDARD_VALUES = "standard_values"
_SENDING = "sending"
_ATT_PERSONS = "att_persons"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """When a register was last read, and its size then."""

    side: Side
    kind: str
    fetched_at: dt.datetime
    count: int


PSA_INVOICES = "psa_invoices"
"""Kind of the register of the PSA's invoices."""


class Settings:
    """The choices of an integration."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, integration_id: int, name: str) -> dict[str, Any]:
        """A choice, empty when it was never made."""
        row = self._session.get(SettingRow, (integration_id, name))
        return {} if row is None else dict(row.value)

    def put(self, integration_id: int, name: str, value: dict[str, Any]) -> None:
        """Keep a choice."""
        self._session.merge(SettingRow(integration_id=integration_id, name=name, value=value))

    def drop(self, integration_id: int, name: str) -> None:
        """Forget a choice."""
        self._session.execute(delete(SettingRow).where(SettingRow.integration_id == integration_id, SettingRow.name == name))

    def standard_values(self, integration_id: int) -> StandardValues:
        """The chosen standard values."""
        return StandardValues(**self.get(integration_id, _STANDARD_VALUES))

    def put_standard_values(self, integration_id: int, values: StandardValues) -> None:
        """Keep the chosen standard values."""
        self.put(integration_id, _STANDARD_VALUES, asdict(values))

    def sending_rules(self, integration_id: int) -> SendingRules:
        """What was chosen about sending."""
        kept = self.get(integration_id, _SENDING)
        if not kept:
            return SendingRules()
        return SendingRules(carry=tuple(CarryRule(**one) for one in kept["carry"]), tolerance=Decimal(kept["tolerance"]))

    def put_sending_rules(self, integration_id: int, rules: SendingRules) -> None:
        """Keep what was chosen about sending."""
        carry = [asdict(one) for one in rules.carry]
        self.put(integration_id, _SENDING, {"carry": carry, "tolerance": str(rules.tolerance)})

    def kept_att_persons(self, integration_id: int) -> frozenset[str]:
        """The PSA customers whose att. person in the finance system no invoice overwrites."""
        return frozenset(self.get(integration_id, _ATT_PERSONS).get("kept_for", ()))

    def put_kept_att_persons(self, integration_id: int, customer_ids: frozenset[str]) -> None:
        """Keep which they are."""
        self.put(integration_id, _ATT_PERSONS, {"kept_for": sorted(customer_ids)})

    def fetches(self, integration_id: int) -> dict[tuple[Side, str], Fetch]:
        """The last reading of each register, by side and kind."""
        rows = self._session.scalars(select(FetchRow).where(FetchRow.integration_id == integration_id))
        return {
            (Side(row.side), row.kind): Fetch(side=Side(row.side), kind=row.kind, fetched_at=row.fetched_at, count=row.count)
            for row in rows
        }

    def fetched(self, integration_id: int, side: Side, kind: str, count: int, at: dt.datetime | None = None) -> None:
        """Note that a register was read, now or `at` a time that the caller knows better."""
        fetched_at = at or dt.datetime.now(dt.UTC)
        self._session.merge(FetchRow(integration_id=integration_id, side=side, kind=kind, fetched_at=fetched_at, count=count))

    def not_fetched(self, integration_id: int, side: Side, kind: str) -> None:
        """A register counts as never read from now on."""
        row = self._session.get(FetchRow, (integration_id, side, kind))
        if row is not None:
            self._session.delete(row)
