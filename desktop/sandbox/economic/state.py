"""Everything the stand-in holds, and the format in which it is loaded.

`load` takes one JSON object; every part may be left out. Collections hold the vendor's own objects as GET answers them
(economic.md section 13); links (`self`, `contacts`, `pdf`, ...) and `metaData` are computed and need not be there.

    tokens          [["secret", "grant"], ...]   pairs that are let in; `demo`/`demo` may always read
    self            what GET /self answers; settings.baseCurrency is DKK when it is not said
    customers  vatZones  paymentTerms  layouts  units  currencies  products  vatAccounts  employees
    customerGroups  employeeGroups ({"employeeGroupNumber", "name"})  accounts  accountingYears  suppliers
    entries         booked entries as section 15.1 shows them; the year of each follows from its date
    contacts        each with customer.customerNumber; their numbers are unique across the agreement
    productGroups   each with salesAccounts, what GET /product-groups/{n}/sales-accounts lists:
                    [{"vatZone": {"vatZoneNumber"}, "salesAccount": {"accountNumber", "vatAccount": {"vatCode"}}}]
    drafts, booked  complete invoices with lines and amounts, as GET on one of them answers
    exchangeRates   {"EUR": 746.03}: price of 100 units in base currency, the "daily rate" of a draft that names none
    rateLimit       {"tokens": 10000, "seconds": 60, "cost": 3}
    lastNumbers     {"draft", "booked", "contact"}: numbers up to these are never given again

Only the keys and what the stand-in itself needs are checked at loading: real registers hold odd things, and so may these.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from desktop.sandbox.server import LoadRefused

Row = dict[str, Any]

BASE_CURRENCY = "DKK"
DAILY_RATES = {"DKK": "100", "EUR": "746.03", "SEK": "66.12", "NOK": "63.80", "USD": "688.45", "GBP": "871.20"}
RATE_LIMIT = {"tokens": 10_000, "seconds": 60, "cost": 3}

KEYS: dict[str, str] = {
    "customers": "customerNumber",
    "contacts": "customerContactNumber",
    "customerGroups": "customerGroupNumber",
    "vatZones": "vatZoneNumber",
    "paymentTerms": "paymentTermsNumber",
    "layouts": "layoutNumber",
    "employees": "employeeNumber",
    "employeeGroups": "employeeGroupNumber",
    "units": "unitNumber",
    "currencies": "code",
    "products": "productNumber",
    "productGroups": "productGroupNumber",
    "vatAccounts": "vatCode",
    "drafts": "draftInvoiceNumber",
    "booked": "bookedInvoiceNumber",
    "accounts": "accountNumber",
    "accountingYears": "year",
    "suppliers": "supplierNumber",
    "entries": "entryNumber",
}
"""The collections and the property that identifies a row in each."""

_TEXT_KEYS = {"currencies", "products", "vatAccounts", "accountingYears"}
_NEEDED = {
    "contacts": ("customer",),
    "drafts": ("customer", "date", "grossAmount", "lines"),
    "booked": ("customer", "date", "dueDate", "grossAmount", "remainder", "lines"),
    "accountingYears": ("fromDate", "toDate"),
    "entries": ("account", "date", "amount", "amountInBaseCurrency", "entryType"),
}


class Register:
    """One collection: rows by key, listed in the order of their keys (the vendor's default order, section 7)."""

    def __init__(self, name: str, rows: list[Row]) -> None:
        self.name = name
        self.key = KEYS[name]
        self._rows: dict[Any, Row] = {}
        self._listed: list[Row] | None = None
        for row in rows:
            self._check(row)
            self._rows[row[self.key]] = row
        if len(self._rows) != len(rows):
            raise LoadRefused(f"{name}: two rows have the same {self.key}")

    def _check(self, row: Row) -> None:
        wanted = str if self.name in _TEXT_KEYS else int
        if not isinstance(row, dict) or type(row.get(self.key)) is not wanted:
            raise LoadRefused(f"{self.name}: {self.key} is missing or no {wanted.__name__} in {row!r}")
        if lacking := [name for name in _NEEDED.get(self.name, ()) if name not in row]:
            raise LoadRefused(f"{self.name}: {row[self.key]} lacks {', '.join(lacking)}")

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.listed())

    def get(self, key: Any) -> Row | None:
        """The row with this key."""
        return self._rows.get(key)

    def put(self, row: Row) -> None:
        """Add the row, or replace the one with its key."""
        self._rows[row[self.key]] = row
        self._listed = None

    def drop(self, key: Any) -> None:
        """Forget the row with this key."""
        del self._rows[key]
        self._listed = None

    def listed(self) -> list[Row]:
        """All rows in the order of their keys; not to be changed by the caller."""
        if self._listed is None:
            self._listed = [self._rows[key] for key in sorted(self._rows)]
        return self._listed

    def highest(self) -> int:
        """The highest number in use, 0 when there is none."""
        return int(max(self._rows, default=0))


class Agreement:
    """One accounting agreement: its registers, settings and number series."""

    def __init__(self, data: Row | None = None) -> None:
        """Take the data in the format above; `LoadRefused` says what does not fit."""
        data = _without_links(data or {})
        known = {*KEYS, "tokens", "self", "exchangeRates", "rateLimit", "lastNumbers"}
        if unknown := sorted(set(data) - known):
            raise LoadRefused(f"unknown: {', '.join(unknown)}; known are {', '.join(sorted(known))}")
        if no_lists := [name for name in [*KEYS, "tokens"] if not isinstance(data.get(name, []), list)]:
            raise LoadRefused(f"not a list: {', '.join(no_lists)}")
        self.tokens = [tuple(pair) for pair in data.get("tokens", [])]
        if any(len(pair) != 2 for pair in self.tokens):
            raise LoadRefused("tokens: each is a pair of secret and grant")
        self.own: Row = data.get("self", {})
        self.registers = {name: Register(name, data.get(name, [])) for name in KEYS}
        self.exchange_rates = {code: Decimal(rate) for code, rate in {**DAILY_RATES, **data.get("exchangeRates", {})}.items()}
        self.rate_limit = {**RATE_LIMIT, **data.get("rateLimit", {})}
        last = data.get("lastNumbers", {})
        self._last: dict[str, int] = {
            "draft": max(last.get("draft", 0), self["drafts"].highest()),
            "booked": max(last.get("booked", 0), self["booked"].highest()),
            "contact": max(last.get("contact", 0), self["contacts"].highest()),
        }

    def __getitem__(self, register: str) -> Register:
        return self.registers[register]

    @property
    def base_currency(self) -> str:
        """The agreement's own currency."""
        return str(self.own.get("settings", {}).get("baseCurrency", BASE_CURRENCY))

    def next_number(self, series: str) -> int:
        """The next number of the series `draft`, `booked` or `contact`."""
        self._last[series] += 1
        return self._last[series]

    def number_taken(self, series: str, number: int) -> None:
        """Somebody chose this number of the series; the next one given is higher."""
        self._last[series] = max(self._last[series], number)

    def to_json(self) -> Row:
        """Everything, in the format that is loaded."""
        collections = {name: list(register) for name, register in self.registers.items()}
        return {
            "tokens": [list(pair) for pair in self.tokens],
            "self": self.own,
            **collections,
            "exchangeRates": self.exchange_rates,
            "rateLimit": self.rate_limit,
            "lastNumbers": self._last,
        }


def _without_links(value: Any) -> Any:
    """The value without computed links; a float, which only a caller in this process can give, becomes the decimal it shows."""
    if isinstance(value, dict):
        computed = {"metaData"} if not isinstance(value.get("self"), str) else {"metaData", "self"}
        return {name: _without_links(one) for name, one in value.items() if name not in computed}
    if isinstance(value, list | tuple):
        return [_without_links(one) for one in value]
    return Decimal(str(value)) if isinstance(value, float) else value
