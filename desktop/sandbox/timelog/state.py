"""What the stand-in of TimeLog holds, and the format in which it is loaded and shown.

One JSON object; every member but "account" may be left out:

    account                  log-in name of the site, the first part of every path
    personal_access_tokens   [{"token", "user_id", "expires" (a time; left out: in a year)}]: what REST accepts
    soap_token_seconds       life of a SOAP token, default 43200 = 12 hours (timelog.md section 2.3)
    users                    REST User + "EmployeeID", "UserName", "Password", "Roles", "EmployeeNo", "Title", "DepartmentID",
                             "LanguageID", "Telephone", "Mobile", "ExternalIdentifier", "HiredDate", "TerminationDate"
    customers                SOAP Customer without Contacts and Details + "ExternalKeys" [{"SystemName", "ExternalID"}],
                             "ModifiedAt" (left out: the time of loading) + what SOAP Customer lacks (`SETTINGS`)
    contacts                 SOAP Contact without Details + "CustomerID" (or CustomerGUID), "ExternalKeys", "ModifiedAt" and
                             what only the REST contact has ("Department", "Initials", "PrivatePhone", "Salutation")
    invoices, credit_notes   SOAP Invoice / CreditNote with InvoiceLines, Details if wanted + "ExternalKeys", "ModifiedAt",
                             "LegalEntityID", "ExternalInvoiceStatus" (what UpdateExternalData wrote)
    reporting                {"site_code", "api_id", "api_password"}: the Reporting API's own credentials; left out: never set
    tasks, work_units, invoice_line_details
                             records of the Reporting API (`reporting_types`)
    takes_negative_expenses  false (default): an expense below zero is refused; true: taken. That either happens is INFERRED: the
                             reference is silent, so the stricter reading counts (section 5.14)
    takes_empty_numbers      false (default): `UpdateExternalData` without a number is refused; true: it empties the number. That
                             either happens is INFERRED too (section 7.4 names the member, and no sample leaves it out)
    reports_credit_notes     false (default): `GetInvoicesRaw` lists invoices only; true: credit notes too, as type 2. INFERRED: the
                             reference names the type, and its example shows none (section 8.3)
    project_expenses, contracts, integration_conflicts, user_setting, and the registers named in `TABLES`:
                             REST read models (`rest_models`); projects + "IsActive", "CurrencyISO", "LegalEntityID", "ExternalKeys"

A guid that is left out is made from the account and the id; "IsActive" left out is true; other members left out are empty or zero.
Amounts are numbers or texts. An unknown member is refused, so that a misspelt one is found. `Site.shown` gives the same format.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from desktop.sandbox.server import LoadRefused
from desktop.sandbox.timelog import crm_types, invoicing_types, reporting_types, rest_models
from desktop.sandbox.timelog.kinds import (
    NO_GUID,
    NO_TIME,
    Kind,
    ListOf,
    NotThisKind,
    Struct,
    record_from_json,
    record_to_json,
)
from desktop.sandbox.timelog.soap_types import KEY_MEMBERS, ROLE_TYPES

Record = dict[str, Any]

KEYS = ListOf(Struct("ExternalSystemContext", "", KEY_MEMBERS))
SETTINGS: dict[str, Kind] = {
    "InvoiceContactID": "int",
    "CustomerReferenceID": "int",
    "InternalReferenceID": "int",
    "InvoiceAddressToUse": "int",
    "UseEanNo": "bool",
    "InvoiceGroupingRuleTemplateID": "int",
    "InvoiceTemplateID": "int",
    "LanguageID": "int",
    "DefaultMileageDistance": "int",
    "ExpenseIsBillable": "bool",
    "MileageIsBillable": "bool",
    "DefaultDistIsMaxBillable": "bool",
}
_KEPT: dict[str, Kind] = {"ExternalKeys": KEYS, "ModifiedAt": "dateTime"}


def _without(struct: Struct, *names: str) -> dict[str, Kind]:
    return {name: kind for name, kind in struct.members.items() if name not in names}


@dataclass(frozen=True)
class Table:
    """A kind of record: the member that holds its id, the one that holds its guid (if any), and all members."""

    key: str
    guid: str
    members: Mapping[str, Kind]


TABLES = {
    "users": Table(
        "UserID",
        "ID",
        {
            **rest_models.USER,
            "EmployeeID": "int",
            **dict.fromkeys(("UserName", "Password", "EmployeeNo", "Title", "Telephone", "Mobile", "ExternalIdentifier"), "string"),
            "DepartmentID": "int",
            "LanguageID": "int",
            "HiredDate": "dateTime",
            "TerminationDate": "dateTime",
            "Roles": ListOf(ROLE_TYPES),
        },
    ),
    "customers": Table("ID", "GUID", {**_without(crm_types.CUSTOMER, "Contacts", "Details"), **SETTINGS, **_KEPT}),
    "contacts": Table(
        "ContactID",
        "GUID",
        {
            **_without(crm_types.CONTACT, "Details"),
            "CustomerID": "int",
            **dict.fromkeys(("Department", "Initials", "PrivatePhone", "Salutation"), "string"),
            **_KEPT,
        },
    ),
    "invoices": Table(
        "ID",
        "GUID",
        {**invoicing_types.INVOICE.members, "LegalEntityID": "int", "ExternalInvoiceStatus": "string", **_KEPT},
    ),
    "credit_notes": Table("ID", "GUID", {**invoicing_types.CREDIT_NOTE.members, "LegalEntityID": "int", **_KEPT}),
    "products": Table("ProductNumberID", "ProductNumberGuid", rest_models.PRODUCT),
    "payment_terms": Table("ID", "PaymentTermGuid", rest_models.PAYMENT_TERM),
    "currencies": Table("CurrencyID", "", rest_models.CURRENCY),
    "countries": Table("CountryID", "", rest_models.COUNTRY),
    "customer_statuses": Table("CustomerStatusID", "ID", rest_models.CUSTOMER_STATUS),
    "legal_entities": Table("LegalEntityID", "ID", rest_models.LEGAL_ENTITY),
    "departments": Table("DepartmentID", "ID", rest_models.DEPARTMENT),
    "projects": Table(
        "ProjectID",
        "ID",
        {**rest_models.PROJECT, "IsActive": "bool", "CurrencyISO": "string", "LegalEntityID": "int", "ExternalKeys": KEYS},
    ),
    "project_types": Table("ProjectTypeID", "ID", rest_models.PROJECT_TYPE),
    "project_categories": Table("ProjectCategoryID", "ID", rest_models.PROJECT_CATEGORY),
    "task_types": Table("TaskTypeID", "ID", rest_models.TASK_TYPE),
    "contracts": Table("ContractID", "ContractGuid", rest_models.CONTRACT),
    "hourly_rates": Table("HourlyRateID", "ID", rest_models.HOURLY_RATE),
    "expense_types": Table("ExpenseTypeID", "", rest_models.EXPENSE_TYPE),
    "payment_methods": Table("PaymentMethodID", "", rest_models.PAYMENT_METHOD),
    "project_expenses": Table("ProjectExpenseID", "DisbursementGuid", rest_models.PROJECT_EXPENSE),
    "external_systems": Table("ID", "", rest_models.EXTERNAL_SYSTEM),
    "industries": Table("IndustryID", "IndustryGuid", rest_models.INDUSTRY),
    "unit_types": Table("UnitTypeID", "", rest_models.UNIT_TYPE),
    "integration_conflicts": Table("ConflictID", "ID", rest_models.CONFLICT),
    "tasks": Table("ID", "GUID", reporting_types.TASK),
    "work_units": Table("ID", "", reporting_types.WORK_UNIT),
    "invoice_line_details": Table("ID", "", reporting_types.LINE_DETAIL),
}
_TOKEN: dict[str, Kind] = {"token": "string", "user_id": "int", "expires": "dateTime?"}
_REPORTING: dict[str, Kind] = {"site_code": "string", "api_id": "string", "api_password": "string"}
_OTHERS = {"account", "personal_access_tokens", "soap_token_seconds", "user_setting", "reporting"}
_SWITCHES = {"takes_negative_expenses", "takes_empty_numbers", "reports_credit_notes"}


class Site:
    """The data of one TimeLog site, with the indexes that make look-ups and paging fast.

    Not locked, because the server runs one call at a time.
    """

    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self.load({"account": "acme"})

    def now(self) -> dt.datetime:
        """The stand-in's time, UTC, in whole seconds, without a zone as all times here."""
        return self._clock().astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)

    def load(self, data: dict[str, Any]) -> None:
        """Replace all data; `LoadRefused` says what is wrong, and then everything is as before."""
        account = data.get("account")
        if not isinstance(account, str) or not account or "/" in account:
            raise LoadRefused("account: the log-in name of the site is missing")
        if unknown := sorted(set(data) - set(TABLES) - _OTHERS - _SWITCHES):
            raise LoadRefused(f"unknown {', '.join(unknown)}; known are {', '.join(sorted([*TABLES, *_OTHERS, *_SWITCHES]))}")
        tables = {name: _loaded(account, name, data.get(name, [])) for name in TABLES}
        tokens = [_record(_TOKEN, one, "personal_access_tokens") for one in data.get("personal_access_tokens", [])]
        setting = _record(rest_models.USER_SETTING, data.get("user_setting", {}), "user_setting")
        reporting = _record(_REPORTING, data.get("reporting", {}), "reporting")
        seconds = data.get("soap_token_seconds", 43_200)
        if not isinstance(seconds, int):
            raise LoadRefused("soap_token_seconds: not a whole number")
        self.account, self.tables, self.tokens, self.user_setting = account, tables, tokens, setting
        self.soap_token_seconds, self._reporting = seconds, reporting
        self.takes_negative_expenses = bool(data.get("takes_negative_expenses", False))
        self.reports_credit_notes = bool(data.get("reports_credit_notes", False))
        self.takes_empty_numbers = bool(data.get("takes_empty_numbers", False))
        self._index()

    @property
    def reporting_credentials(self) -> tuple[str, str, str] | None:
        """Site code, id and password of the Reporting API; `None` while nobody has set them."""
        code, api_id, password = self._reporting.values()
        return (code, api_id, password) if code and api_id and password else None

    def _index(self) -> None:
        self.row_version = 0
        self.guids: dict[str, dict[str, int]] = {name: {} for name in TABLES}
        self.keys: dict[str, dict[tuple[str, str], int]] = {name: {} for name in TABLES}
        self._selections: dict[Any, list[Record]] = {}
        loaded = self.now()
        for token in self.tokens:
            token["expires"] = token["expires"] or loaded + dt.timedelta(days=365)
        for name, records in self.tables.items():
            for record in records.values():
                if name == "contacts":
                    self._join_to_customer(record)
                if record.get("ModifiedAt") == NO_TIME:
                    record["ModifiedAt"] = loaded
                self._enter(name, record)

    def _join_to_customer(self, contact: Record) -> None:
        owner = self.tables["customers"].get(contact["CustomerID"]) or self.by_guid("customers", contact["CustomerGUID"])
        contact["CustomerID"] = owner["ID"] if owner else 0
        contact["CustomerGUID"] = owner["GUID"] if owner else NO_GUID

    def _enter(self, name: str, record: Record) -> None:
        table = TABLES[name]
        if table.guid:
            self.guids[name][record[table.guid]] = record[table.key]
        for key in record.get("ExternalKeys", ()):
            self.keys[name][key["SystemName"], key["ExternalID"]] = record[table.key]
        if name == "customers":
            self.row_version += 1
            record["TimeStamp"] = self.row_version.to_bytes(8, "big")

    def put(self, name: str, record: Record) -> Record:
        """Insert a record, or replace the one with its id by a changed copy; gives it a new time of change and row version."""
        table = TABLES[name]
        if table.guid and record.get(table.guid, NO_GUID) == NO_GUID:
            record[table.guid] = _made_guid(self.account, name, record[table.key])
        for key in self.tables[name].get(record[table.key], {}).get("ExternalKeys", ()):
            self.keys[name].pop((key["SystemName"], key["ExternalID"]), None)
        if "ModifiedAt" in table.members:
            record["ModifiedAt"] = self.now()
        self.tables[name][record[table.key]] = record
        self._enter(name, record)
        self._selections.clear()
        return record

    def remove(self, name: str, number: int) -> None:
        """Remove a record that has no guid and no keys."""
        del self.tables[name][number]
        self._selections.clear()

    def next_id(self, name: str) -> int:
        """The id of the next new record."""
        return max(self.tables[name], default=0) + 1

    def by_guid(self, name: str, guid: str | None) -> Record | None:
        """The record with that guid."""
        number = self.guids[name].get(guid or "")
        return None if number is None else self.tables[name][number]

    def by_key(self, name: str, system: str | None, external_id: str | None) -> Record | None:
        """The record that holds this external key; keys are compared as text."""
        number = self.keys[name].get((system or "", external_id or ""))
        return None if number is None else self.tables[name][number]

    def first(self, name: str, member: str, value: Any) -> Record | None:
        """The first record whose member has this value."""
        return next((one for one in self.tables[name].values() if one[member] == value), None)

    def selection(self, key: Any, choose: Callable[[], list[Record]]) -> list[Record]:
        """What `choose` gives, remembered under `key` until something is written, so that pages do not search everything again."""
        if key not in self._selections:
            self._selections[key] = choose()
        return self._selections[key]

    def shown(self) -> dict[str, Any]:
        """Everything, in the format that `load` takes."""
        tables = {
            name: [record_to_json(table.members, one) for one in self.tables[name].values()] for name, table in TABLES.items()
        }
        return {
            "account": self.account,
            "soap_token_seconds": self.soap_token_seconds,
            "takes_negative_expenses": self.takes_negative_expenses,
            "reports_credit_notes": self.reports_credit_notes,
            "takes_empty_numbers": self.takes_empty_numbers,
            "personal_access_tokens": [record_to_json(_TOKEN, one) for one in self.tokens],
            "user_setting": record_to_json(rest_models.USER_SETTING, self.user_setting),
            "reporting": record_to_json(_REPORTING, self._reporting),
            **tables,
        }


def _loaded(account: str, name: str, given: Any) -> dict[int, Record]:
    if not isinstance(given, list):
        raise LoadRefused(f"{name}: not a list")
    table = TABLES[name]
    records: dict[int, Record] = {}
    for place, values in enumerate(given):
        if isinstance(values, dict) and "IsActive" in table.members:
            values = {"IsActive": True, **values}
        record = _record(table.members, values, f"{name}[{place}]")
        number = record[table.key]
        if number <= 0 or number in records:
            raise LoadRefused(f"{name}[{place}]: {table.key} {number} is missing or taken")
        if table.guid and record[table.guid] == NO_GUID:
            record[table.guid] = _made_guid(account, name, number)
        records[number] = record
    return records


def _record(members: Mapping[str, Kind], values: Any, where: str) -> Record:
    try:
        return record_from_json(members, values)
    except NotThisKind as error:
        raise LoadRefused(f"{where}: {error}") from error


def _made_guid(account: str, name: str, number: int) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"timelog:{account}:{name}:{number}"))
