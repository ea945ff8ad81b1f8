"""Registers that are only read, and the booked postings that expenses are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from desktop.sandbox.dinero.app import Dinero
    from tests.sandbox.dinero.conftest import Api

Row = dict[str, Any]

VOUCHER = "9b7b3a52-2b8e-4d9d-8a6b-0000000000aa"
YEAR = {"fromDate": "2026-01-01", "toDate": "2026-12-31"}


def test_organizations_in_both_versions(api: Api) -> None:
    assert api.get("/v1/organizations", params={"fields": "Id,IsPayingPro,VatNumber"}).json() == [
        {"Id": 4711, "IsPayingPro": True, "VatNumber": "12345674"}
    ]
    assert [one["Name"] for one in api.get("/v1.1/organizations").json()] == ["Nordhavn Rådgivning ApS"]


def test_accounts_by_use(api: Api) -> None:
    def numbers(path: str, **params: str) -> list[int]:
        return [row["AccountNumber"] for row in api.get(path, params=params).json()]

    assert numbers("/accounts/entry") == [1000, 1010, 2000, 7220, 61000]
    assert numbers("/accounts/entry", categoryFilter="Turnover") == [1000, 1010]
    assert numbers("/accounts/purchase") == [2000, 7220]
    assert numbers("/accounts/deposit") == [55000]
    assert api.get("/accounts/purchase").json()[0]["VatCode"] == "I25"


def test_settings_vat_types_years_countries_and_layouts(api: Api) -> None:
    assert api.get("/sales/settings").json()["PaymentConditionNumberOfDays"] == 8
    assert api.get("/vatTypes").json()[0] == {"VatCode": "U25", "Name": "Dansk salgsmoms", "VatRate": 0.25}
    assert [year["Name"] for year in api.get("/accountingyears").json()] == ["2025", "2026"]
    assert {"Key": "SE", "DanishName": "Sverige", "EnglishName": "Sweden"} in api.get("/v1/countries").json()
    assert api.get("/invoices/templates").json() == []


def test_entries_of_a_year(api: Api) -> None:
    rows = api.get("/entries", params=YEAR).json()
    assert [row["Amount"] for row in rows] == [400.0, 812.5, -1000.0]
    assert "AddedAt" not in rows[0]
    without = api.get("/entries", params={**YEAR, "includePrimo": "false"}).json()
    assert [row["Type"] for row in without] == ["Normal", "Normal"]


@pytest.mark.parametrize(
    "params",
    [{"fromDate": "2025-12-01", "toDate": "2026-01-31"}, {"fromDate": "2026-02-01", "toDate": "2026-01-31"}, {},
     {"fromDate": "2026-01-01"}, {"fromDate": "first", "toDate": "2026-01-31"}, {"fromDate": "2027-01-01", "toDate": "2027-01-31"}],
)  # fmt: skip
def test_a_window_that_crosses_years_or_lacks_an_end_is_refused(api: Api, params: Row) -> None:
    assert api.get("/entries", params=params).status_code == 400


def test_changes_go_by_when_an_entry_was_added(api: Api, dinero: Dinero) -> None:
    late = next(iter(dinero.books["entries"].values()))
    late["AddedAt"] = "2026-11-01T08:00:00.000"  # dated 5 October, booked in November
    window = {"changesFrom": "2026-10-25T00:00:00Z", "changesTo": "2026-11-02T00:00:00"}
    assert [row["Date"] for row in api.get("/entries/changes", params=window).json()] == ["2026-10-05", "2026-10-28"]


@pytest.mark.parametrize(
    "window", [{"changesFrom": "2026-09-01", "changesTo": "2026-10-03"}, {"changesFrom": "2026-10-02", "changesTo": "2026-10-01"}]
)
def test_changes_over_more_than_31_days_are_refused(api: Api, window: Row) -> None:
    answer = api.get("/entries/changes", params=window)
    assert (answer.status_code, answer.json()["code"]) == (400, 43)
    assert api.get("/entries/changes", params={"changesFrom": "2026-09-01", "changesTo": "2026-10-02"}).ok
    assert api.get("/entries/changes").status_code == 400


def test_the_voucher_behind_an_entry_is_read_by_its_guid(api: Api, dinero: Dinero) -> None:
    unknown = api.get(f"/vouchers/purchase/{VOUCHER}")
    assert (unknown.status_code, unknown.json()["code"]) == (400, 63)
    dinero.books["purchaseVouchers"][VOUCHER] = {"Guid": VOUCHER, "PurchaseType": "credit", "Lines": [], "CurrencyKey": "DKK"}
    assert api.get(f"/vouchers/purchase/{VOUCHER}").json()["CurrencyKey"] == "DKK"


def test_the_friendlier_reading_of_windows(api: Api) -> None:
    api.post("/_sandbox/switches", json={"strict": False})
    assert len(api.get("/entries").json()) == 3
    assert len(api.get("/entries/changes").json()) == 2
