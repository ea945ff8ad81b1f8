"""Customers, contacts and employees: what is taken, what is refused with which code, what is replaced and deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.economic.conftest import Api


def test_a_customer_gets_the_next_number_and_comes_back_whole(api: Api, customer: dict[str, Any]) -> None:
    answer = api.post("/customers", json={**customer, "balance": 99, "unknown": True, "ean": "5790000000005"})
    body = answer.json()
    assert (answer.status_code, body["customerNumber"], answer.headers["Location"]) == (201, 4, f"{api.address}/customers/4")
    assert (body["balance"], body["lastUpdated"], body["ean"]) == (0, "2026-11-02T09:30:00Z", "5790000000005")
    assert "unknown" not in body
    assert body["metaData"]["delete"]["httpMethod"] == "delete"
    assert api.get(answer.headers["Location"]).json() == body


def test_a_chosen_number_is_taken_as_it_is_once(api: Api, customer: dict[str, Any]) -> None:
    assert api.post("/customers", json={**customer, "customerNumber": 5000}).json()["customerNumber"] == 5000
    answer = api.post("/customers", json={**customer, "customerNumber": 5000})
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "E04300")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("name", "", "E04010"),
        ("name", "x" * 256, "E04010"),
        ("name", None, "E04010"),
        ("name", 7, "E04010"),
        ("customerNumber", "42", "E04010"),
        ("customerNumber", 0, "E04010"),
        ("customerNumber", 1_000_000_000, "E04010"),
        ("customerNumber", 1.5, "E04010"),
        ("customerNumber", True, "E04010"),
        ("barred", "false", "E04010"),
        ("currency", "XXX", "E06000"),
        ("currency", "dkk", "E06000"),
        ("zip", "x" * 31, "E04010"),
        ("pNumber", "123", "E04010"),
        ("ean", "579", "E04010"),
        ("creditLimit", "100", "E04010"),
        ("customerGroup", {"customerGroupNumber": 99}, "E07140"),
        ("customerGroup", {}, "E04500"),
        ("customerGroup", 1, "E04010"),
        ("paymentTerms", {"paymentTermsNumber": 99}, "E07080"),
        ("vatZone", {"vatZoneNumber": 99}, "E06000"),
        ("vatZone", {"vatZoneNumber": 5}, "E04010"),
        ("vatZone", {"vatZoneNumber": 1, "self": "https://restapi.e-conomic.com/vat-zones/2"}, "E04500"),
        ("layout", {"layoutNumber": 22}, "E06000"),
        ("salesPerson", {"employeeNumber": 99}, "E06000"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_its_code(
    api: Api, customer: dict[str, Any], name: str, value: Any, code: str
) -> None:
    answer = api.post("/customers", json={**customer, name: value})
    body = answer.json()
    (leaf,) = body["errors"][name]["errors"]
    assert (answer.status_code, body["errorCode"], body["errorCount"]) == (400, "E04300", 1)
    assert (leaf["propertyName"], leaf["errorCode"]) == (name, code)
    assert len(api.found("/customers")) == 3


def test_everything_missing_is_named_at_once(api: Api) -> None:
    body = api.post("/customers", json={}).json()
    assert set(body["errors"]) == {"name", "currency", "customerGroup", "paymentTerms", "vatZone"}
    assert (body["errorCount"], body["message"]) == (5, "Validation failed. 5 errors found.")
    assert {found["errors"][0]["errorCode"] for found in body["errors"].values()} == {"E04042"}


def test_a_wrong_type_inside_a_reference_is_named_inside_it(api: Api, customer: dict[str, Any]) -> None:
    body = api.post("/customers", json={**customer, "vatZone": {"vatZoneNumber": "1"}}).json()
    assert body["errors"]["vatZone"]["vatZoneNumber"]["errors"][0]["errorCode"] == "E04010"
    assert body["errorCount"] == 1


def test_a_reference_may_be_the_link_alone(api: Api, customer: dict[str, Any]) -> None:
    body = {**customer, "vatZone": {"self": "https://restapi.e-conomic.com/vat-zones/2"}}
    assert api.post("/customers", json=body).json()["vatZone"]["vatZoneNumber"] == 2


def test_put_replaces_everything_that_is_left_out(api: Api, customer: dict[str, Any]) -> None:
    before = api.put("/customers/3", json={**customer, "barred": True, "city": "Aarhus C"}).json()
    after = api.put("/customers/3", json=customer)
    assert (before["barred"], before["city"]) == (True, "Aarhus C")
    assert after.status_code == 200
    assert not {"barred", "city"} & set(after.json())


def test_what_get_answers_can_be_put_back(api: Api) -> None:
    before = api.get("/customers/1").json()
    after = api.put("/customers/1", json=before).json()
    assert after == {**before, "lastUpdated": "2026-11-02T09:30:00Z"}


def test_put_to_an_unused_number_creates(api: Api, customer: dict[str, Any]) -> None:
    assert api.put("/customers/77", json=customer).status_code == 201
    assert api.put("/customers/78", json={**customer, "customerNumber": 79}).status_code == 400


def test_put_takes_contacts_of_the_same_customer_only(api: Api, customer: dict[str, Any]) -> None:
    own = api.put("/customers/1", json={**customer, "attention": {"customerContactNumber": 7}})
    assert own.json()["attention"]["self"] == f"{api.address}/customers/1/contacts/7"
    foreign = api.put("/customers/1", json={**customer, "attention": {"customerContactNumber": 8}})
    assert foreign.json()["errors"]["attention"]["errors"][0]["errorCode"] == "E06000"


def test_a_customer_with_invoices_cannot_be_deleted_and_another_can_once(api: Api, draft: dict[str, Any]) -> None:
    api.post("/invoices/drafts", json=draft)
    assert api.delete("/customers/1").status_code == 400
    deleted = api.delete("/customers/2")
    assert (deleted.status_code, deleted.content) == (204, b"")
    again = api.delete("/customers/2")
    assert (again.status_code, again.json()["errorCode"]) == (404, "E06000")


def test_contacts_are_created_replaced_and_deleted_under_their_customer(api: Api) -> None:
    answer = api.post(
        "/customers/1/contacts", json={"name": "Lis Bang", "email": "lis@nordlys.example", "emailNotifications": ["invoices"]}
    )
    contact = answer.json()
    number = contact["customerContactNumber"]
    assert (answer.status_code, number, contact["sortKey"], contact["customer"]["customerNumber"]) == (201, 9, 2, 1)
    replaced = api.put(contact["self"], json={"customerContactNumber": number, "name": "Lis Bang"}).json()
    assert "email" not in replaced
    assert [one["name"] for one in api.found("/customers/1/contacts", sort="name")] == ["Ida Holm", "Lis Bang"]
    assert api.get(f"/customers/2/contacts/{number}").status_code == 404
    assert [api.delete(contact["self"]).status_code for _ in range(2)] == [204, 404]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({}, "name"),
        ({"name": "Lis", "phone": "1" * 51}, "phone"),
        ({"name": "Lis", "emailNotifications": ["Invoices"]}, "emailNotifications"),
        ({"name": "ida holm"}, "name"),
        ({"name": "Lis", "customer": {"customerNumber": 2}}, "customerNumber"),
    ],
)
def test_a_contact_that_does_not_fit_is_refused(api: Api, body: dict[str, Any], name: str) -> None:
    answer = api.post("/customers/1/contacts", json=body)
    assert answer.status_code == 400
    assert set(answer.json()["errors"]) == {name}


def test_a_contact_that_is_deleted_leaves_its_customer(api: Api, customer: dict[str, Any]) -> None:
    api.put("/customers/1", json={**customer, "attention": {"customerContactNumber": 7}})
    assert api.delete("/customers/1/contacts/7").status_code == 204
    assert "attention" not in api.get("/customers/1").json()


def test_an_employee_made_in_the_projects_service_stands_in_the_rest_register(api: Api) -> None:
    body = {"number": 12, "groupNumber": 1, "name": "Ole Bro", "isBarred": False, "email": None}
    answer = api.post("/projectsapi/v1.1.0/Employees", json=body)
    assert (answer.status_code, answer.json()) == (201, {"number": 12})
    assert api.get("/employees/12").json()["employeeGroup"]["employeeGroupNumber"] == 1
    found = api.get("/projectsapi/v1.1.0/Employees", params={"filter": "name$eq:ole bro"}).json()
    assert [(one["number"], one["isBarred"], bool(one["objectVersion"])) for one in found["items"]] == [(12, False, True)]
    assert "cursor" not in found


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"number": 3}, "EmployeeCannotBeCreatedUpdatedNumberAlreadyExists"),
        ({"groupNumber": 9}, "EmployeeCannotBeCreatedUpdatedGroupNotFound"),
        ({"name": ""}, "EmployeeCannotBeCreatedUpdatedNameNullOrEmpty"),
        ({"name": None}, "EmployeeCannotBeCreatedUpdatedNameNullOrEmpty"),
        ({"phone": "1" * 21}, "InvalidRequest"),
        ({"isBarred": None}, "InvalidRequest"),
    ],
)
def test_the_projects_service_refuses_with_its_own_codes(api: Api, change: dict[str, Any], code: str) -> None:
    body = {"number": 12, "groupNumber": 1, "name": "Ole Bro", "isBarred": False, **change}
    answer = api.post("/projectsapi/v1.1.0/Employees", json=body)
    assert (answer.status_code, answer.json()["errorCode"]) == (400, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_employee_groups_are_read_by_cursor(api: Api, economic: Any) -> None:
    data = economic.state()
    data["employeeGroups"] = [{"employeeGroupNumber": number, "name": f"G{number}"} for number in range(1, 1203)]
    economic.load(data)
    first = api.get("/projectsapi/v1.1.0/EmployeeGroups").json()
    second = api.get("/projectsapi/v1.1.0/EmployeeGroups", params={"cursor": first["cursor"]}).json()
    assert (len(first["items"]), len(second["items"]), "cursor" in second) == (1000, 202, False)
    assert api.post("/projectsapi/v1.1.0/EmployeeGroups", json={"number": 1, "name": "x"}).status_code == 400
    assert api.post("/projectsapi/v1.1.0/EmployeeGroups", json={"number": 2000, "name": "x"}).json() == {"number": 2000}
