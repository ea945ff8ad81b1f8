"""A small agreement behind real HTTP; every answer is held against the vendor's schema, where those files are present."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import requests

from desktop.sandbox.economic.app import Economic
from desktop.sandbox.server import running

SHARED = Path(os.environ.get("BINDELED_SHARED") or Path(__file__).resolve().parents[4] / "shared")
SCHEMAS = SHARED / "apis" / "specs" / "economic" / "rest-schemas"
NOW = dt.datetime(2026, 11, 2, 9, 30, tzinfo=dt.UTC)

SCHEMA_OF = [
    (r"/self", "self.get"),
    (r"/customers", "customers.get"),
    (r"/customers/\d+", "customers.customerNumber.get"),
    (r"/customers/\d+/contacts", "customers.customerNumber.contacts.get"),
    (r"/customers/\d+/contacts/\d+", "customers.customerNumber.contacts.contactNumber.get"),
    (r"/customers/\d+/invoices/drafts", "customers.customerNumber.invoices.drafts.get"),
    (r"/customers/\d+/invoices/booked", "customers.customerNumber.invoices.booked.get"),
    (r"/customer-groups", "customer-groups.get"),
    (r"/customer-groups/\d+", "customer-groups.customerGroupNumber.get"),
    (r"/vat-zones", "vat-zones.get"),
    (r"/vat-zones/\d+", "vat-zones.vatZoneNumber.get"),
    (r"/payment-terms", "payment-terms.get"),
    (r"/payment-terms/\d+", "payment-terms.paymentTermsNumber.get"),
    (r"/layouts", "layouts.get"),
    (r"/layouts/\d+", "layouts.layoutNumber.get"),
    (r"/employees", "employees.get"),
    (r"/employees/\d+", "employees.employeeNumber.get"),
    (r"/currencies", "currencies.get"),
    (r"/currencies/\w+", "currencies.code.get"),
    (r"/vat-accounts", "vat-accounts.get"),
    (r"/vat-accounts/\w+", "vat-accounts.id.get"),
    (r"/units", "units.get"),
    (r"/units/\d+", "units.unitNumber.get"),
    (r"/product-groups", "product-groups.get"),
    (r"/product-groups/\d+", "product-groups.productGroupNumber.get"),
    (r"/product-groups/\d+/products", "product-groups.productGroupNumber.products.get"),
    (r"/product-groups/\d+/sales-accounts", "product-groups.productGroupNumber.sales-accounts.get"),
    (r"/products", "products.get"),
    (r"/products/[^/]+", "products.productNumber.get"),
    (r"/accounts", "accounts.get"),
    (r"/accounts/\d+", "accounts.accountNumber.get"),
    (r"/accounts/\d+/accounting-years/\w+/entries", "accounts.accountNumber.accounting-years.accountingYear.entries.get"),
    (r"/accounting-years", "accounting-years.get"),
    (r"/accounting-years/\w+", "accounting-years.accountingYear.get"),
    (r"/accounting-years/\w+/entries", "accounting-years.accountingYear.entries.get"),
    (r"/suppliers", "suppliers.get"),
    (r"/suppliers/\d+", "suppliers.supplierNumber.get"),
    (r"/invoices/drafts", "invoices.drafts.get"),
    (r"/invoices/drafts/\d+", "invoices.drafts.draftInvoiceNumber.get"),
    (r"/invoices/booked", "invoices.booked.get"),
    (r"/invoices/booked/\d+", "invoices.booked.bookedInvoiceNumber.get"),
    (r"/invoices/(paid|unpaid|overdue|not-due)", "invoices.{}.get"),
]
"""Which schema an answer of which path must fit; a create answers like a read of the new resource."""


@cache
def schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8-sig"))


def schema_name(answer: requests.Response) -> str | None:
    """The schema of an answer with a resource in it."""
    path = answer.url.partition("?")[0]
    if answer.status_code == 201:
        path = answer.headers.get("Location", path)
    path = "/" + path.split("/", 3)[3]
    if answer.request.method == "DELETE" or path.endswith("/lines") or not answer.ok:
        return None
    for pattern, name in SCHEMA_OF:
        if found := re.fullmatch(pattern, path):
            return name.format(*found.groups())
    return None


def check_against_schema(answer: requests.Response, *_args: Any, **_kwargs: Any) -> None:
    name = schema_name(answer)
    if name is not None and SCHEMAS.is_dir():
        jsonschema.Draft3Validator(schema(name)).validate(answer.json())


class Api(requests.Session):
    """A signed-in caller; paths are given without the host."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.headers.update({"X-AppSecretToken": "secret", "X-AgreementGrantToken": "grant"})
        self.hooks["response"].append(check_against_schema)

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        address = url if str(url).startswith("http") else f"{self.address}{url!s}"
        return super().request(method, address, *args, **{"timeout": 60, **kwargs})

    schemas_are_present = SCHEMAS.is_dir()
    schema_name = staticmethod(schema_name)

    def found(self, path: str, **params: Any) -> list[Any]:
        """The collection at a path."""
        answer = self.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["collection"])


def entry(number: int, account: int, date: str, amount: str, **more: Any) -> dict[str, Any]:
    """A booked entry as it is loaded."""
    return {
        "entryNumber": number,
        "account": {"accountNumber": account},
        "amount": Decimal(amount),
        "amountInBaseCurrency": Decimal(amount),
        "currency": "DKK",
        "date": date,
        "entryType": "supplierInvoice",
        "text": "Fjordflyv A/S",
        "voucherNumber": 50001,
        "supplierInvoiceNumber": "F-9931",
        **more,
    }


def agreement() -> dict[str, Any]:
    """The data: few records, one of each kind that matters."""
    sales = [
        {"vatZone": {"vatZoneNumber": 1}, "salesAccount": {"accountNumber": 1010, "vatAccount": {"vatCode": "U25"}}},
        {"vatZone": {"vatZoneNumber": 2}, "salesAccount": {"accountNumber": 1020}},
    ]
    references = {
        "customerGroup": {"customerGroupNumber": 1},
        "paymentTerms": {"paymentTermsNumber": 2},
        "vatZone": {"vatZoneNumber": 1},
    }
    terms = [(1, "net", 8), (2, "net", 14), (3, "invoiceMonth", 10), (4, "dueDate", None), (5, "invoiceWeekStartingMonday", 3)]
    return {
        "tokens": [["secret", "grant"], ["other-secret", "other-grant"]],
        "self": {"agreementNumber": 4711, "settings": {"baseCurrency": "DKK"}, "company": {"name": "Nordhavn Rådgivning ApS"}},
        "customers": [
            {
                "customerNumber": 1,
                "name": "Nordlys ApS",
                "currency": "DKK",
                "corporateIdentificationNumber": "12345674",
                **references,
            },
            {"customerNumber": 2, "name": "Sol & Måne A/S", "currency": "EUR", "email": "f@sol.example", **references},
            {"customerNumber": 3, "name": "Lukket ApS", "currency": "DKK", "barred": True, **references},
        ],
        "contacts": [
            {"customerContactNumber": 7, "name": "Ida Holm", "customer": {"customerNumber": 1}, "sortKey": 1},
            {"customerContactNumber": 8, "name": "Bo Lund", "customer": {"customerNumber": 2}, "sortKey": 1},
        ],
        "customerGroups": [{"customerGroupNumber": 1, "name": "Indenlandske"}],
        "vatZones": [
            {"vatZoneNumber": 1, "name": "Domestic", "enabledForCustomer": True, "enabledForSupplier": True},
            {"vatZoneNumber": 2, "name": "EU", "enabledForCustomer": True, "enabledForSupplier": True},
            {"vatZoneNumber": 5, "name": "Purchases", "enabledForCustomer": False, "enabledForSupplier": True},
        ],
        "paymentTerms": [
            {"paymentTermsNumber": n, "name": f"Terms {n}", "paymentTermsType": kind}
            | ({"daysOfCredit": days} if days is not None else {})
            for n, kind, days in terms
        ],
        "layouts": [{"layoutNumber": 21, "name": "Standard"}, {"layoutNumber": 22, "name": "Old", "deleted": True}],
        "employees": [
            {"employeeNumber": 3, "name": "Eva Krog", "employeeGroup": {"employeeGroupNumber": 1}},
            {"employeeNumber": 4, "name": "Per Friis", "employeeGroup": {"employeeGroupNumber": 1}, "barred": True},
        ],
        "employeeGroups": [{"employeeGroupNumber": 1, "name": "Konsulenter"}],
        "units": [{"unitNumber": 2, "name": "timer"}],
        "currencies": [
            {"code": "DKK", "name": "Danske kroner", "isoNumber": "208"},
            {"code": "EUR", "name": "Euro", "isoNumber": "978"},
        ],
        "products": [
            {"productNumber": "HOURS", "name": "Timer", "productGroup": {"productGroupNumber": 1}, "unit": {"unitNumber": 2}},
            {
                "productNumber": "AB/1.5 kg",
                "name": "Vare",
                "productGroup": {"productGroupNumber": 1},
                "costPrice": Decimal("40.00"),
            },
            {"productNumber": "OLD-7", "name": "Udgået", "productGroup": {"productGroupNumber": 1}, "barred": True},
        ],
        "productGroups": [{"productGroupNumber": 1, "name": "Ydelser m/moms", "salesAccounts": sales}],
        "vatAccounts": [{"vatCode": "U25", "name": "Salgsmoms", "ratePercentage": Decimal("25")}],
        "exchangeRates": {"EUR": Decimal("746.03")},
        "accounts": [
            {"accountNumber": 2201, "accountType": "profitAndLoss", "name": "Udlæg, fly", "blockDirectEntries": False,
             "debitCredit": "debit", "balance": Decimal("0.00"), "vatAccount": {"vatCode": "U25"}},
            {"accountNumber": 2299, "accountType": "totalFrom", "name": "I alt", "debitCredit": "debit"},
            {"accountNumber": 6810, "accountType": "status", "name": "Kreditorer", "debitCredit": "credit"},
        ],
        "accountingYears": [
            {"year": "2025/2026", "fromDate": "2025-07-01", "toDate": "2026-06-30", "closed": True},
            {"year": "2026", "fromDate": "2026-07-01", "toDate": "2026-12-31", "closed": False},
        ],
        "suppliers": [
            {"supplierNumber": 801, "name": "Fjordflyv A/S", "currency": "DKK", "supplierGroup": {"supplierGroupNumber": 1},
             "paymentTerms": {"paymentTermsNumber": 2}, "vatZone": {"vatZoneNumber": 1}, "layout": {"layoutNumber": 21}},
        ],
        "entries": [
            entry(34001, 2201, "2026-10-12", "4200.00", text="Flybillet, P26.0001"),
            entry(34002, 6810, "2026-10-12", "-4200.00", supplier={"supplierNumber": 801}, dueDate="2026-10-26",
                  remainder=Decimal("-4200.00"), remainderInBaseCurrency=Decimal("-4200.00")),
            entry(34003, 2201, "2026-02-02", "99.50", entryType="financeVoucher", voucherNumber=50002),
        ],
    }  # fmt: skip


class Clock:
    """A time that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def economic(clock: Clock) -> Economic:
    stand_in = Economic(clock)
    stand_in.load(agreement())
    return stand_in


@pytest.fixture
def api(economic: Economic) -> Iterator[Api]:
    with running(economic) as server, Api(server.address) as session:
        yield session


@pytest.fixture
def draft() -> dict[str, Any]:
    """The body of a good draft."""
    return {
        "date": "2026-10-31",
        "currency": "DKK",
        "customer": {"customerNumber": 1},
        "paymentTerms": {"paymentTermsNumber": 2},
        "layout": {"layoutNumber": 21},
        "recipient": {"name": "Nordlys ApS", "vatZone": {"vatZoneNumber": 1}, "attention": {"customerContactNumber": 7}},
        "references": {
            "other": "PERIOD-2026-10-C1",
            "customerContact": {"customerContactNumber": 7},
            "salesPerson": {"employeeNumber": 3},
        },
        "notes": {"heading": "Drift oktober 2026"},
        "lines": [
            {
                "description": "Timer, support",
                "product": {"productNumber": "HOURS"},
                "unit": {"unitNumber": 2},
                "quantity": 12.5,
                "unitNetPrice": 950.00,
                "discountPercentage": 10.00,
            },
            {"description": "Licenser", "product": {"productNumber": "AB/1.5 kg"}, "quantity": 20, "unitNetPrice": 75},
        ],
    }


@pytest.fixture
def customer() -> dict[str, Any]:
    """The body of a good customer."""
    return {
        "name": "Fjordbyg ApS",
        "currency": "DKK",
        "customerGroup": {"customerGroupNumber": 1},
        "paymentTerms": {"paymentTermsNumber": 1},
        "vatZone": {"vatZoneNumber": 1},
    }
