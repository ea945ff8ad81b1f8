"""Everything the stand-in holds, and the format in which it is loaded.

`load` takes one JSON object; every part may be left out. Records stand in the vendor's own words as a single GET answers them
(dinero.md sections 8 to 14).

    strict          true (default): where the reference only infers, the stricter reading counts; false: the friendlier one.
                    This is the one switch for all that dinero.md marks INFERRED; code asks `Books.strict` and nothing else
    ruleOfUsedGuid  where a contact with a used guid names its rule (section 5): as "key" (default), as "value" of the property,
                    or only in the error message "list"
    rateLimit       {"calls": 60, "seconds": 60}: calls of one client on the organization; 60 a minute is what personal
                    integrations get, public ones get 100 (section 3)
    tokenSeconds    3600: how long a token is good for
    clients         [["client id", "client secret"], ...]
    apiKeys         [{"key", "organizationId"}]
    organizations   as /v1.1/organizations lists them. The first one keeps the books below; others can only lack Pro
    settings        as /sales/settings answers: the defaults of new invoices and contacts
    currencies      {"EUR": 746.03}: the currencies it knows, price of 100 units in DKK; DKK itself need not be there
    countries       {Key, DanishName, EnglishName}; a list of its own when left out
    contacts  products  invoices  creditNotes  payments (each with VoucherGuid)  purchaseVouchers  templates
    accounts        EntryAccountReadModel  depositAccounts  vatTypes  accountingYears
    entries         EntryReadModel, each with AddedAt (UTC), which `entries/changes` goes by and no answer shows
    cvrRegister     {"12345674": {"Name", "Street", "ZipCode", "City"}}: what UseCvr overwrites a contact with
    lastNumber      booked vouchers are numbered behind it; invoices and credit notes share one series (silent in the reference)
    lastVersion     TimeStamps are given behind it

Only keys are checked at loading: real registers hold odd things, and so may these.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from desktop.sandbox.dinero.countries import COUNTRIES
from desktop.sandbox.server import LoadRefused

Row = dict[str, Any]

RATE_LIMIT = {"calls": 60, "seconds": 60}
KEYS = {
    "contacts": "ContactGuid",
    "products": "ProductGuid",
    "invoices": "Guid",
    "creditNotes": "Guid",
    "payments": "Guid",
    "purchaseVouchers": "Guid",
    "templates": "Id",
    "accounts": "AccountNumber",
    "depositAccounts": "AccountNumber",
    "vatTypes": "VatCode",
    "accountingYears": "Name",
    "entries": "EntryGuid",
    "countries": "Key",
}
"""The registers and the property that identifies a row in each."""

_SETTINGS = {
    "LinesInclVat": False,
    "FikCode": None,
    "UseFikCode": False,
    "DefaultAccountNumber": 1000,
    "InvoiceTemplateId": None,
    "AddVoucherAsPdfAttachment": True,
    "ReminderFee": Decimal("0.0"),
    "ReminderInterestRate": Decimal("0.0"),
    "TrustPilotEmail": None,
    "PaymentConditionNumberOfDays": 8,
    "PaymentConditionType": "Netto",
}
_OTHERS = {
    "strict",
    "ruleOfUsedGuid",
    "rateLimit",
    "tokenSeconds",
    "clients",
    "apiKeys",
    "organizations",
    "settings",
    "currencies",
    "cvrRegister",
}
_NUMBERS = {"lastNumber", "lastVersion"}


class Books:
    """The books of one organization, and who is let in to them."""

    def __init__(self, data: Row | None = None) -> None:
        """Take the data in the format above; `LoadRefused` says what does not fit."""
        data = _exact(data or {})
        if unknown := sorted(set(data) - set(KEYS) - _OTHERS - _NUMBERS):
            raise LoadRefused(f"unknown: {', '.join(unknown)}; known are {', '.join(sorted({*KEYS, *_OTHERS, *_NUMBERS}))}")
        self.strict = bool(data.get("strict", True))
        self.rule_of_used_guid = str(data.get("ruleOfUsedGuid", "key"))
        self.rate_limit: dict[str, int] = {**RATE_LIMIT, **data.get("rateLimit", {})}
        self.token_seconds = int(data.get("tokenSeconds", 3600))
        self.clients = {tuple(pair) for pair in _list(data, "clients")}
        if any(len(pair) != 2 for pair in self.clients):
            raise LoadRefused("clients: each is a pair of client id and client secret")
        self.api_keys = _list(data, "apiKeys")
        self.organizations = _list(data, "organizations")
        if any(one["Subscription"]["HasPro"] for one in self.organizations[1:]):
            raise LoadRefused("organizations: only the first one has books; the others must be without Pro")
        self.settings: Row = {**_SETTINGS, **data.get("settings", {})}
        self.currencies = {"DKK": Decimal(100), **{code: Decimal(rate) for code, rate in data.get("currencies", {}).items()}}
        self.cvr_register: dict[str, Row] = data.get("cvrRegister", {})
        self._registers = {name: _register(name, data) for name in KEYS}
        self._last_number = max(int(data.get("lastNumber", 0)), _highest(self["invoices"], self["creditNotes"]))
        self._last_version = int(data.get("lastVersion", 0x20A5EA8))
        for row in [*self["invoices"].values(), *self["creditNotes"].values()]:
            row.setdefault("TimeStamp", self.next_version())

    def __getitem__(self, register: str) -> dict[Any, Row]:
        return self._registers[register]

    def stamp(self, now: dt.datetime) -> str:
        """A time as the wire has it: without a zone, as recorded answers carry it; that it is UTC is INFERRED (section 1), so only
        the friendlier reading says so."""
        return now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + ("" if self.strict else "Z")

    def next_version(self) -> str:
        """A new time stamp: opaque, sixteen hexadecimal digits (section 7)."""
        self._last_version += 1
        return f"{self._last_version:016X}"

    @property
    def next_number(self) -> int:
        """The number that the next booked voucher gets."""
        return self._last_number + 1

    def number_taken(self, number: int) -> None:
        """A voucher was booked with this number."""
        self._last_number = max(self._last_number, number)

    def has_number(self, number: int) -> bool:
        """Whether a booked voucher has this number."""
        vouchers = [*self["invoices"].values(), *self["creditNotes"].values()]
        return any(row["Status"] == "Booked" and row["Number"] == number for row in vouchers)

    def vat_rate(self, account: int, region: str) -> Decimal:
        """0.25 for 25 %. The account decides; strictly the region as well, and nothing is charged outside Denmark (section 17)."""
        code = self["accounts"].get(account, {}).get("VatCode")
        is_charged = region == "DK" or not self.strict
        return Decimal(self["vatTypes"].get(code, {}).get("VatRate", 0)) if is_charged else Decimal(0)

    def to_json(self) -> Row:
        """Everything, in the format that is loaded."""
        return {
            "strict": self.strict,
            "ruleOfUsedGuid": self.rule_of_used_guid,
            "rateLimit": self.rate_limit,
            "tokenSeconds": self.token_seconds,
            "clients": sorted(list(pair) for pair in self.clients),
            "apiKeys": self.api_keys,
            "organizations": self.organizations,
            "settings": self.settings,
            "currencies": self.currencies,
            "cvrRegister": self.cvr_register,
            **{name: list(register.values()) for name, register in self._registers.items()},
            "lastNumber": self._last_number,
            "lastVersion": self._last_version,
        }


def moment(text: str) -> dt.datetime:
    """The time that a stamp names."""
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def _list(data: Row, name: str) -> list[Any]:
    if not isinstance(data.get(name, []), list):
        raise LoadRefused(f"not a list: {name}")
    return list(data.get(name, []))


def _register(name: str, data: Row) -> dict[Any, Row]:
    rows = _list(data, name) if name != "countries" or "countries" in data else [dict(row) for row in COUNTRIES]
    key = KEYS[name]
    wanted = int if key == "AccountNumber" else str
    for row in rows:
        if not isinstance(row, dict) or type(row.get(key)) is not wanted:
            raise LoadRefused(f"{name}: {key} is missing or no {wanted.__name__} in {row!r}")
    found = {row[key]: row for row in rows}
    if len(found) != len(rows):
        raise LoadRefused(f"{name}: two rows have the same {key}")
    return found


def _highest(*registers: dict[Any, Row]) -> int:
    booked: Iterable[Row] = (row for register in registers for row in register.values() if row.get("Status") == "Booked")
    return max((int(row["Number"]) for row in booked), default=0)


def _exact(value: Any) -> Any:
    """The value with every float, which only a caller in this process can give, as the decimal it shows."""
    if isinstance(value, dict):
        return {name: _exact(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(one) for one in value]
    return Decimal(str(value)) if isinstance(value, float) else value
