"""What a TimeLog site is set up with, over REST: its companies, the defaults for a new customer, the registered outside systems."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TypedDict

from desktop.connectors.timelog.client import TimeLogClient
from desktop.errors import WrongCompany
from desktop.models.records import Company
from desktop.texts import Message

IS_CUSTOMER = 1  # a bit of CustomerStatusType (timelog.md section 10)


class LegalEntityRow(TypedDict):
    """A legal entity (timelog.md section 5.9)."""

    LegalEntityID: int
    ID: str
    Name: str
    IsActive: bool
    CurrencyISO: str | None
    CountryISO: str | None
    IsSystemLegalEntity: bool


class StatusRow(TypedDict):
    """A customer status (timelog.md section 5.3)."""

    Name: str
    IsDefault: bool
    IsActive: bool
    CustomerStatusType: int


class PaymentTermRow(TypedDict):
    """A payment term (timelog.md section 5.8)."""

    ID: int
    IsDefaultTerm: bool
    IsActive: bool


class CountryRow(TypedDict):
    """A country (timelog.md section 5.9)."""

    Country: str
    ISO: str | None


class UserSettingRow(TypedDict):
    """The settings of the site (timelog.md section 5.18)."""

    SystemCurrencyABB: str


class ExternalSystemRow(TypedDict):
    """A system that may hold external keys (timelog.md section 5.16)."""

    Name: str


class Site:
    """What new customers need is read once for each connector and then remembered: it changes with the set-up of the site only."""

    def __init__(self, client: TimeLogClient, company_id: str) -> None:
        self._client = client
        self._company_id = company_id
        self._lock = threading.Lock()
        self._known_systems: set[str] = set()

    def companies(self, *, tells_whose: bool) -> tuple[Company, ...]:
        """The active legal entities, by their GUID since their numbers are the same on many sites; `tells_whose` as below."""
        rows = self._legal_entities()
        shares = len(rows) > 1 and not tells_whose
        return tuple(_company(row, shares_invoices=shares) for row in rows if row["IsActive"])

    def company(self, *, tells_whose: bool) -> Company:
        """The chosen legal entity, else the one that the site itself names; `WrongCompany` when the chosen one is not there.

        `tells_whose`: the Reporting API is signed in to, so that invoices of several legal entities are told apart.
        """
        rows = self._legal_entities()
        own = self._own([row for row in rows if row["IsActive"]])
        return _company(own, shares_invoices=len(rows) > 1 and not tells_whose)

    def entity_number(self) -> str:
        """The `LegalEntityID` of the company; empty when the site has no other legal entity. `WrongCompany` as above."""
        rows = self._legal_entities()
        return str(self._own(rows)["LegalEntityID"]) if len(rows) > 1 else ""

    def _own(self, rows: list[LegalEntityRow]) -> LegalEntityRow:
        for row in rows:
            if row["ID"] == self._company_id or (not self._company_id and row["IsSystemLegalEntity"]):
                return row
        raise WrongCompany(
            Message("The chosen legal entity is not among those of this TimeLog site."),
            what_to_do=Message("Check the address of the site, or choose the legal entity again in the setup."),
            technical=f"legal entity {self._company_id or '-'} is none of {', '.join(row['ID'] for row in rows)}",
        )

    def register_external_system(self, name: str) -> None:
        """Make sure that TimeLog knows the system, so that it takes external keys of it (timelog.md section 5.16)."""
        with self._lock:
            if name in self._known_systems:
                return
            self._known_systems = self._external_systems()
            if name not in self._known_systems:
                self._client.create("external-systems", {"Name": name, "Description": "Bindeled"})
                self._known_systems.add(name)

    @cached_property
    def default_status(self) -> str:
        """Name of the status for a new customer: the default one, if customers have it; empty when there is none at all."""
        rows = self._client.every("customerstatus", StatusRow)
        usable = [row for row in rows if row["IsActive"] and row["CustomerStatusType"] & IS_CUSTOMER]
        return next((row["Name"] for row in sorted(usable, key=lambda row: not row["IsDefault"])), "")

    @cached_property
    def default_payment_terms(self) -> int | None:
        """Id of the payment terms for a new customer; none when the site has no default."""
        rows = self._client.every("payment-term", PaymentTermRow)
        return next((row["ID"] for row in rows if row["IsDefaultTerm"] and row["IsActive"]), None)

    @cached_property
    def currency(self) -> str:
        """The site's own currency."""
        return self._client.one("user-setting", UserSettingRow)["SystemCurrencyABB"]

    @cached_property
    def home_country(self) -> str:
        """ISO code of the site's own country; empty when it tells none."""
        return next((row["CountryISO"] or "" for row in self._legal_entities() if row["IsSystemLegalEntity"]), "")

    @cached_property
    def country_names(self) -> dict[str, str]:
        """Each ISO code with the name that TimeLog takes for it."""
        return {row["ISO"]: row["Country"] for row in self._client.every("country/get-all", CountryRow) if row["ISO"]}

    def _legal_entities(self) -> list[LegalEntityRow]:
        return self._client.every("legal-entity", LegalEntityRow)

    def _external_systems(self) -> set[str]:
        return {row["Name"] for row in self._client.every("external-systems", ExternalSystemRow)}


def _company(row: LegalEntityRow, *, shares_invoices: bool) -> Company:
    return Company(id=row["ID"], name=row["Name"], currency=row["CurrencyISO"] or "", shares_invoices=shares_invoices)
