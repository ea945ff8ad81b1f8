"""Every answer fits the vendor's own description of it; the session holds each one against it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from desktop.sandbox import demo_company

if TYPE_CHECKING:
    from tests.sandbox.dinero.conftest import Api

INVOICE = "0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d1001"
CONTACT = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a01"
PRODUCT = "4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2001"
ALL_OF_A_SALE = (
    "Number,Guid,ExternalReference,ContactName,ContactGuid,Date,PaymentDate,Description,Currency,Status,MailOutStatus,"
    "TotalExclVatInDkk,TotalInclVatInDkk,TotalExclVat,TotalInclVat,CreatedAt,UpdatedAt,DeletedAt"
)
PATHS = [
    "/v1/organizations", "/v1.1/organizations", "/v1/countries", "/contacts", "/v2/4711/contacts", f"/contacts/{CONTACT}",
    "/products", f"/products/{PRODUCT}", "/invoices", f"/invoices?fields={ALL_OF_A_SALE}", f"/invoices/{INVOICE}",
    "/sales/creditnotes",
    f"/sales/creditnotes?fields={ALL_OF_A_SALE}", "/sales", f"/v2/4711/invoices/{INVOICE}/payments", "/accounts/entry",
    "/accounts/purchase", "/accounts/deposit", "/vatTypes", "/accountingyears", "/sales/settings",
    "/entries?fromDate=2026-01-01&toDate=2026-12-31", "/entries/changes?changesFrom=2026-10-01&changesTo=2026-10-31",
    "/contacts?fields=Name,CountryKey,PaymentConditionNumberOfDays,IsPerson,DeletedAt,VatRegionKey", "/invoices/templates",
]  # fmt: skip


def test_every_answer_fits(api: Api, invoice: dict[str, Any]) -> None:
    if not api.spec_is_present:
        pytest.skip("the vendor's description (../shared) is not present")
    stamp = api.post("/invoices", json=invoice).json()["TimeStamp"]
    assert api.post(f"/invoices/{INVOICE}/book", json={"Timestamp": stamp}).ok
    assert api.post(f"/invoices/{INVOICE}/generate-creditnote").ok
    assert api.post("/invoices/fetch", json=invoice).ok
    for path in PATHS:
        answer = api.get(path)
        assert answer.status_code == 200, path
        assert api.described(answer) is not None, path


def test_a_loaded_demo_fits_too(api: Api, dinero: Any) -> None:
    if not api.spec_is_present:
        pytest.skip("the vendor's description (../shared) is not present")
    dinero.load(json.loads((demo_company.FOLDER / "dinero.json").read_text(encoding="utf-8")) | {"rateLimit": {"calls": 1000}})
    key = demo_company.DINERO_API_KEY
    api.sign_in(client=f"{demo_company.DINERO_CLIENT}:{demo_company.DINERO_SECRET}", username=key, password=key)
    books, root = dinero.books, f"/v1/{demo_company.DINERO_ORGANIZATION}"
    single = [f"contacts/{next(iter(books['contacts']))}", f"products/{next(iter(books['products']))}"]
    single.append(f"vouchers/purchase/{next(iter(books['purchaseVouchers']))}")
    for path in (*single, "entries?fromDate=2026-01-01&toDate=2026-12-31", "accounts/entry", "contacts?pageSize=1000"):
        answer = api.get(f"{root}/{path}")
        assert answer.status_code == 200
        assert api.described(answer) is not None
