"""What a TimeLog site is set up with, over REST: its companies, the defaults for a new customer, the registered outside systems."""

from __future__ import annotations

import threading
from functools import cached_property
from typing import TypedDict

from desktop.connectors.timelog.client import TimeLogClient
from desktop.errors import WrongCompany
from desktop.models.records import Company
from desktop.texts import Message


class LegalEntityRow(TypedDict):
    """A legal entity (timelog.md section 5.9)."""

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
    """Lists are read once for each connector and then remembered; they change when somebody changes the set-up of the site."""

    def __init__(self, client: TimeLogClient, company_id: str) -> None:
        self._client = client
        self._company_id = company_id
        self._lock = threading.Lock()

    def companies(self) -> tuple[Company, ...]:
        """The active legal entities, by their GUID since their numbers are the same on many sites."""
        return tuple(
            Company(id=row["ID"], name=row["Name"], currency=row["CurrencyISO"] or "")
            for row in self._legal_entities
            if row["IsActive"]
        )

    def company(self) -> Company:
        """The chosen legal entity, else the one that the site itself names; `WrongCompany` when the chosen one is not there."""
        companies = {company.id: company for company in self.companies()}
        chosen = self._company_id or next((row["ID"] for row in self._legal_entities if row["IsSystemLegalEntity"]), "")
        if chosen not in companies:
            raise WrongCompany(
                Message("The chosen legal entity is not among those of this TimeLog site."),
                what_to_do=Message("Check the address of the site, or choose the legal entity again in the setup."),
                technical=f"legal entity {chosen or '-'} is none of {', '.join(companies)}",
            )
        return companies[chosen]

    def register_external_system(self, name: str) -> None:
        """Make sure that TimeLog knows the system, so that it takes external keys of it (timelog.md section 5.16)."""
        with self._lock:
            if name not in self._external_systems:
                self._client.create("external-systems", {"Name": name, "Description": "Bindeled"})
                self._external_systems.add(name)

    @cached_property
    def default_status(self) -> str:
        """Name of the status for a new customer; empty when the site has no default."""
        return next(
            (row["Name"] for row in self._client.every("customerstatus", StatusRow) if row["IsDefault"] and row["IsActive"]), ""
        )

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
        return next((row["CountryISO"] or "" for row in self._legal_entities if row["IsSystemLegalEntity"]), "")

    @cached_property
    def country_names(self) -> dict[str, str]:
        """Each ISO code with the name that TimeLog takes for it."""
        return {row["ISO"]: row["Country"] for row in self._client.every("country/get-all", CountryRow) if row["ISO"]}

    @cached_property
    def _legal_entities(self) -> list[LegalEntityRow]:
        return self._client.every("legal-entity", LegalEntityRow)

    @cached_property
    def _external_systems(self) -> set[str]:
        return {row["Name"] for row in self._client.every("external-systems", ExternalSystemRow)}
