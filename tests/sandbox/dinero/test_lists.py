"""Lists: fields in the spelling of the request, filters, changes, deleted ones, pages, order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.dinero.conftest import Api, Clock

Row = dict[str, Any]

NORDLYS = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a01"


def names(rows: list[Row]) -> list[str]:
    return [row["Name"] for row in rows]


def test_a_list_shows_its_default_fields_in_their_spelling(api: Api) -> None:
    assert api.found("/contacts")[0] == {"name": "Fjordbyg A/S", "contactGuid": "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a02"}
    assert list(api.found("/products")[0]) == ["Name", "ProductGuid"]


def test_asked_fields_are_spelled_as_they_were_asked_for(api: Api) -> None:
    assert list(api.found("/contacts", fields="NAME,countrykey,VatNumber")[0]) == ["NAME", "countrykey", "VatNumber"]


@pytest.mark.parametrize("fields", ["Name,Nonsense", "Name,,Email", "UseCvr"])
def test_an_unknown_field_is_refused(api: Api, fields: str) -> None:
    answer = api.get("/contacts", params={"fields": fields})
    assert (answer.status_code, list(answer.json()["validationErrors"])) == (400, ["fields"])


def test_pages_begin_at_0_and_tell_their_counts(api: Api) -> None:
    first = api.get("/contacts", params={"page": 0, "pageSize": 2, "fields": "Name"}).json()
    second = api.get("/contacts", params={"page": 1, "pageSize": 2, "fields": "Name"}).json()
    assert names(first["Collection"] + second["Collection"]) == ["Fjordbyg A/S", "Nordlys ApS", "Storgatan AB"]
    assert second["Pagination"] == {
        "Page": 1,
        "PageSize": 2,
        "MaxPageSizeAllowed": 1000,
        "Result": 1,
        "ResultWithoutFilter": 3,
    }


@pytest.mark.parametrize("params", [{"pageSize": 0}, {"pageSize": 1001}, {"page": -1}])
def test_pages_outside_their_limits_are_refused(api: Api, params: Row) -> None:
    answer = api.get("/contacts", params=params)
    assert (answer.status_code, answer.json()["code"]) == (400, 43)
    assert api.get("/contacts", params={"page": "first"}).json()["code"] == 42


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("VatNumber eq '12345674'", ["Nordlys ApS"]),
        ("Name contains 'NORD'", ["Nordlys ApS"]),
        ("Name contains 's';IsPerson eq 'false'", ["Fjordbyg A/S", "Nordlys ApS", "Storgatan AB"]),
        ("ExternalReference eq 'tl:1';Name eq 'nobody'", []),
        ("Email contains ';'", []),
    ],
)
def test_a_query_filter_finds_without_regard_to_case(api: Api, query: str, found: list[str]) -> None:
    assert names(api.found("/contacts", fields="Name", queryFilter=query)) == found


@pytest.mark.parametrize(
    "query",
    ["nordlys", "Name = 'x'", "Name eq x", "City eq 'Aarhus C'", "Name eq 'a';", "Name eq 'a' ;Name eq 'b'", "Name eq 'a''b'",
     "Name  eq 'a'", "Name EQ 'a'"],
)  # fmt: skip
def test_a_query_filter_that_cannot_be_read_is_refused(api: Api, query: str) -> None:
    answer = api.get("/contacts", params={"queryFilter": query})
    assert (answer.status_code, list(answer.json()["validationErrors"])) == (400, ["queryFilter"])


def test_deleted_ones_are_left_out_unless_they_are_asked_for(api: Api) -> None:
    assert "Lukket ApS" not in names(api.found("/contacts", fields="Name"))
    assert names(api.found("/contacts", fields="Name", deletedOnly="true")) == ["Lukket ApS"]
    assert len(api.found("/v2/4711/contacts")) == 4  # version 2 gives both when nothing is said
    assert len(api.found("/v2/4711/contacts", deletedOnly="false")) == 3


def test_changes_since_a_time_hold_that_time_too(api: Api) -> None:
    assert names(api.found("/contacts", fields="Name", changesSince="2026-10-20T10:00:00Z")) == ["Fjordbyg A/S"]
    assert api.found("/contacts", changesSince="2026-10-20T10:00:01Z") == []
    deleted = api.found("/contacts", fields="Name", changesSince="2026-06-01T10:00:00Z", deletedOnly="true")
    assert names(deleted) == ["Lukket ApS"]


@pytest.mark.parametrize("since", ["2026-10-20", "2026-10-20T10:00:00", "2026-10-20T10:00:00.000Z", "2026-10-20T10:00:00+00:00"])
def test_changes_since_takes_one_form_only(api: Api, since: str) -> None:
    assert api.get("/contacts", params={"changesSince": since}).status_code == 400


def test_products_come_in_the_order_of_their_changes_and_are_searched(api: Api, clock: Clock) -> None:
    body = {
        "Name": "Rapport",
        "ProductNumber": "R-1",
        "BaseAmountValue": 100,
        "Quantity": 1,
        "AccountNumber": 1000,
        "Unit": "parts",
    }
    assert api.post("/products", json=body).ok
    assert names(api.found("/products", fields="Name")) == ["Timer", "Rapport"]
    assert names(api.found("/products", fields="Name", freeTextSearch="r-1")) == ["Rapport"]
    assert names(api.found("/products", fields="Name", queryFilter="ProductNumber eq 'hours'")) == ["Timer"]
    assert names(api.found("/products", fields="Name", deletedOnly="true")) == ["Udgået"]


def test_a_product_is_changed_and_deleted(api: Api, clock: Clock) -> None:
    guid = api.found("/products", fields="ProductGuid")[0]["ProductGuid"]
    body = {"Name": "Timer", "BaseAmountValue": 1000, "Quantity": 2, "AccountNumber": 1000, "Unit": "hours", "Comment": "Aftalt"}
    assert api.put(f"/products/{guid}", json=body).ok
    read = api.get(f"/products/{guid}").json()
    assert (read["BaseAmountValueInclVat"], read["TotalAmount"], read["TotalAmountInclVat"]) == (1250, 2000, 2500)
    assert api.delete(f"/products/{guid}").ok
    assert api.put(f"/products/{guid}", json=body).json()["code"] == 65
    assert api.get(f"/products/{guid[:-1]}f").status_code == 404
    for name, value in (("Unit", "timer"), ("AccountNumber", 999), ("Comment", "x" * 129), ("Quantity", None)):
        assert list(api.post("/products", json={**body, name: value}).json()["validationErrors"]) == [name]


def test_the_friendlier_reading_of_lists(api: Api) -> None:
    api.post("/_sandbox/switches", json={"strict": False})
    assert api.found("/contacts", fields="Name,Nonsense", queryFilter="Name EQ 'nordlys aps' ; IsPerson  eq 'false'") == [
        {"Name": "Nordlys ApS"}
    ]
    nobody = api.get("/contacts", params={"queryFilter": "Name eq 'd''Or'"}).json()
    assert nobody["Collection"] == []
    assert nobody["Pagination"]["ResultWithoutFilter"] == 4
