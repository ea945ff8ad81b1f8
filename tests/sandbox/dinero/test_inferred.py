"""What dinero.md marks INFERRED sits behind the one switch `strict`: here both readings of what no other test turns over."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from tests.sandbox.dinero.conftest import LUKKET, NEW_GUID, NORDLYS, STORGATAN

if TYPE_CHECKING:
    from desktop.sandbox.dinero.app import Dinero
    from tests.sandbox.dinero.conftest import Api, Clock

Row = dict[str, Any]
BOTH = pytest.mark.parametrize("strict", [True, False])


@pytest.fixture
def reading(dinero: Dinero, strict: bool) -> bool:
    dinero.books.strict = strict
    return strict


@BOTH
def test_a_refused_call_counts_against_the_limit_in_the_strict_reading(
    dinero: Dinero, api: Api, clock: Clock, reading: bool
) -> None:
    dinero.books.rate_limit |= {"calls": 1}
    assert api.get("/vatTypes").ok
    clock.move(40)
    assert api.get("/vatTypes").status_code == 429
    clock.move(20)  # the call that was done is a minute old, the refused one is not
    assert api.get("/vatTypes").ok is not reading


@BOTH
def test_vat_abroad_follows_the_region_in_the_strict_reading_and_the_account_alone_in_the_other(
    api: Api, invoice: Row, reading: bool
) -> None:
    counted = api.post("/invoices/fetch", json={**invoice, "ContactGuid": STORGATAN}).json()
    assert (counted["TotalVat"] == 0) is reading


@BOTH
def test_vat_is_rounded_once_for_each_rate_in_the_strict_reading_and_on_each_line_in_the_other(
    api: Api, invoice: Row, reading: bool
) -> None:
    line = {**invoice["ProductLines"][1], "Quantity": 1, "BaseAmountValue": 0.10, "Discount": 0}
    counted = api.post("/invoices/fetch", json={**invoice, "ProductLines": [line, line]}).json()
    assert counted["TotalVat"] == (0.05 if reading else 0.06)


@BOTH
def test_a_line_names_its_type_in_the_strict_reading_and_else_is_a_products(api: Api, invoice: Row, reading: bool) -> None:
    line = {name: value for name, value in invoice["ProductLines"][1].items() if name != "LineType"}
    answer = api.post("/invoices/fetch", json={**invoice, "ProductLines": [line]})
    if reading:
        assert list(answer.json()["validationErrors"]) == ["ProductLines[0].LineType"]
    else:
        assert answer.json()["ProductLines"][0]["LineType"] == "Product"


@BOTH
def test_codes_that_are_only_inferred_come_in_the_friendlier_reading_alone(api: Api, invoice: Row, reading: bool) -> None:
    stamp = api.post("/invoices", json=invoice).json()["TimeStamp"]
    assert api.post(f"/invoices/{NEW_GUID}/book", json={"Timestamp": stamp}).ok
    code = 0 if reading else 42
    for answer in (api.get("/contacts", params={"queryFilter": "nordlys"}), api.delete(f"/invoices/{NEW_GUID}")):
        assert (answer.status_code, answer.json()["code"]) == (400, code)


@BOTH
def test_a_change_of_a_deleted_record_has_no_status_of_its_own_in_the_strict_reading(
    api: Api, new_contact: Row, reading: bool
) -> None:
    answer = api.put(f"/v2/4711/contacts/{LUKKET}", json=new_contact)
    assert (answer.status_code, answer.json()["code"]) == (400 if reading else 410, 65)


@BOTH
def test_times_name_their_zone_in_the_friendlier_reading_alone(api: Api, new_contact: Row, reading: bool) -> None:
    guid = api.post("/contacts", json=new_contact).json()["ContactGuid"]
    assert api.get(f"/contacts/{guid}").json()["UpdatedAt"].endswith("Z") is not reading


@BOTH
def test_a_token_lists_the_company_of_its_key_alone_in_the_strict_reading(api: Api, reading: bool) -> None:
    assert len(api.get("/v1.1/organizations").json()) == (1 if reading else 2)


@BOTH
def test_the_token_host_explains_itself_in_the_friendlier_reading_alone(api: Api, reading: bool) -> None:
    answer = api.sign_in(username="wrong", password="wrong")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert ("error_description" in answer.json()) is not reading


@BOTH
@pytest.mark.parametrize(("paid", "strictly", "friendlier"), [("7000", "Overdue", "Booked"), ("9000", "OverPaid", "Paid")])
def test_overdue_and_overpaid_are_words_of_the_strict_reading(
    dinero: Dinero, api: Api, invoice: Row, reading: bool, paid: str, strictly: str, friendlier: str
) -> None:
    body = {**invoice, "ContactGuid": NORDLYS, "Date": "2026-09-01"}
    stamp = api.post("/invoices", json=body).json()["TimeStamp"]
    assert api.post(f"/invoices/{NEW_GUID}/book", json={"Timestamp": stamp}).ok
    dinero.books["payments"]["p"] = {"Guid": "p", "VoucherGuid": NEW_GUID, "Settles": Decimal(paid)}
    assert api.found("/invoices", fields="Status") == [{"Status": strictly if reading else friendlier}]
