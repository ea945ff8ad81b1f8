"""An integration and its two connections."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Which of the two systems of an integration."""

    PSA = "psa"
    FINANCE = "finance"


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A company (agreement, legal entity) as its system names it."""

    id: str
    name: str
    currency: str = ""
    is_test: bool = False
    shares_invoices: bool = False  # of a PSA: invoices of its other companies are shown too, since it does not tell whose they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How one side is reached. Secrets are not here: they lie in the keyring under `key`."""

    side: Side
    system: str  # name in `connectors/registry.py`
    base_address: str = ""  # empty: the vendor's own
    settings: tuple[tuple[str, str], ...] = ()  # what the connector asked for and is no secret
    company: Company | None = None
    key: str = ""  # name under which the keyring holds the secrets
    is_established: bool = False
    tested_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """One PSA joined to one company of one finance system."""

    id: int
    name: str
    psa: Connection
    finance: Connection
    is_active: bool = False

    def connection(self, side: Side) -> Connection:
        """The connection of one side."""
        return self.psa if side is Side.PSA else self.finance
