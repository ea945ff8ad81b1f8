"""Booked entries, their accounts, years and suppliers: what an import of supplier costs reads, in REST and in the newer service."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    from desktop.sandbox.economic.app import Economic
    from tests.sandbox.economic.conftest import Api

SERVICE = "/bookedEntriesapi/v4.0.0/booked-entries"


def numbers(rows: list[Any]) -> list[int]:
    return [row["entryNumber"] for row in rows]


def test_the_entries_of_a_year_follow_from_its_dates(api: Api) -> None:
    assert numbers(api.found("/accounting-years/2026/entries")) == [34001, 34002]
    assert numbers(api.found("/accounting-years/2025_6_2026/entries")) == [34003]
    assert api.get("/accounting-years/2031/entries").status_code == 404
    assert [year["year"] for year in api.found("/accounting-years")] == ["2025/2026", "2026"]


def test_costs_of_a_month_are_filtered_as_the_reference_says(api: Api) -> None:
    query = "entryType$eq:supplierInvoice$and:date$gte:2026-10-01$and:date$lte:2026-10-31"
    found = api.found("/accounting-years/2026/entries", filter=query)
    assert numbers(found) == [34001, 34002]
    assert "supplier" not in found[0]
    assert found[1]["supplier"]["self"].endswith("/suppliers/801")
    assert found[0]["self"].endswith("/accounting-years/2026/entries/34001")


def test_the_entries_of_one_account(api: Api) -> None:
    assert numbers(api.found("/accounts/2201/accounting-years/2026/entries")) == [34001]
    assert api.get("/accounts/9999/accounting-years/2026/entries").status_code == 404
    refused = api.get("/accounts/2201/accounting-years/2026/entries", params={"filter": "account.accountNumber$eq:2201"})
    assert refused.status_code == 400


def test_accounts_and_suppliers_are_found(api: Api) -> None:
    assert [row["accountNumber"] for row in api.found("/accounts", filter="accountType$eq:profitAndLoss")] == [2201]
    assert [row["name"] for row in api.found("/suppliers", filter="name$like:fjord")] == ["Fjordflyv A/S"]
    assert api.get("/suppliers", params={"sort": "name"}).status_code == 400


def test_the_newer_service_gives_the_same_entries_in_its_own_words(api: Api) -> None:
    answer = api.get(SERVICE).json()
    assert numbers(answer["items"]) == [34001, 34002, 34003]
    assert "cursor" not in answer
    first = answer["items"][0]
    assert (first["accountNumber"], first["type"], first["date"]) == (2201, 3, "2026-10-12T00:00:00")
    assert answer["items"][1]["supplierNumber"] == 801


@pytest.mark.parametrize(
    ("query", "found"),
    [("type$eq:3", [34001, 34002]), ("type$eq:financeVoucher", [34003]), ("accountNumber$in:[2201]", [34001, 34003]),
     ("date$lte:2026-06-30", [34003]), ("supplierNumber$eq:801", [34002]), ("text$like:p26", [34001])],
)  # fmt: skip
def test_the_newer_service_filters(api: Api, query: str, found: list[int]) -> None:
    assert numbers(api.get(SERVICE, params={"filter": query}).json()["items"]) == found
    assert api.get(f"{SERVICE}/count", params={"filter": query}).json() == len(found)


def test_the_newer_service_goes_by_cursor_and_by_page(api: Api, economic: Economic) -> None:
    register = economic.agreement["entries"]
    first = register.listed()[0]
    for number in range(35_000, 35_998):
        register.put({**first, "entryNumber": number})
    page = api.get(SERVICE).json()
    assert (len(page["items"]), page["cursor"]) == (1000, "35996")
    assert numbers(api.get(SERVICE, params={"cursor": page["cursor"]}).json()["items"]) == [35997]
    assert numbers(api.get(f"{SERVICE}/paged", params={"pageSize": 2, "skipPages": 1}).json()) == [34003, 35000]
    descending = api.get(f"{SERVICE}/paged", params={"pageSize": 1, "sort": "-entryNumber"}).json()
    assert numbers(descending) == [35997]
    for params in ({"pageSize": 101}, {"pageSize": 100, "skipPages": 100}, {"sort": "text"}, {"pageSize": "all"}):
        refused = api.get(f"{SERVICE}/paged", params=params)
        assert refused.status_code == 400
        assert refused.headers["Content-Type"] == "application/problem+json"
    for params in ({"filter": "nonsense"}, {"cursor": "next"}):
        assert api.get(SERVICE, params=params).status_code == 400


def test_the_newer_service_fits_the_vendors_description(api: Api) -> None:
    from tests.sandbox.economic.conftest import SHARED

    path = SHARED / "apis" / "specs" / "economic" / "openapi" / "openapi-BookedEntries.json"
    if not path.is_file():
        pytest.skip("the vendor's description (../shared) is not present")
    components = json.loads(path.read_text(encoding="utf-8"))["components"]
    schema = {"$ref": "#/components/schemas/BookedEntry", "components": components}
    for item in api.get(SERVICE).json()["items"]:
        jsonschema.Draft202012Validator(schema).validate(item)
