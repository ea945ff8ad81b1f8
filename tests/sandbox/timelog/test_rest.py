"""REST v1: envelope, paging, errors, and what the routes do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

LISTS = [
    "/customer",
    "/customerstatus",
    "/industry/get-all",
    "/user",
    "/department",
    "/product",
    "/hourly-rate",
    "/hourly-rate/default",
    "/payment-term",
    "/payment-method",
    "/payment-method/all",
    "/expense-type",
    "/expense-type/-1",
    "/unit-type",
    "/currency/active",
    "/country/get-all",
    "/legal-entity",
    "/project/get-all",
    "/contract?projectID=310",
    "/external-systems",
]
CUSTOMER = {"Name": "Kajens Kaffe", "CurrencyID": 35, "CustomerStatusID": 1, "CountryID": 45}
EXPENSE = {
    "ProjectID": 310,
    "PurchaseDate": "2026-03-14T00:00:00",
    "PaymentMethodID": 161,
    "ExpenseTypeID": 246,
    "AmountIncludingVatExpenseCurrency": 12500.10,
    "VatAmountExpenseCurrency": 2500.02,
    "IsBillable": False,
    "ExpenseNo": "30457",
    "ExpenseCurrencyISO": "DKK",
    "ExternalID": "economic:2026:30457:1",
    "ProjectSubContractID": 11163,
    "ProjectExpenseExchangeRate": 100.0,
}


def entities(answer: Any) -> list[dict[str, Any]]:
    return [one["Properties"] for one in answer.json["Entities"]]


@pytest.mark.parametrize("path", LISTS)
def test_every_list_comes_in_its_envelope_with_totals_as_texts(caller: Any, path: str) -> None:
    answer = caller.rest(path)
    assert answer.status_code == 200
    totals = answer.json["Properties"]
    assert totals == {"TotalRecord": str(len(entities(answer))), "TotalPage": "1" if entities(answer) else "0", "PageNumber": "1"}
    assert answer.json["Links"][0]["Href"] == "http://localhost/acme/api/v1" + path.split("?")[0]


def test_a_list_has_ten_rows_unless_a_page_size_is_given_in_either_spelling(
    caller: Any, stand_in: Any, site_data: dict[str, Any]
) -> None:
    site_data["unit_types"] = [{"UnitTypeID": number, "Name": f"Unit {number}"} for number in range(1, 24)]
    stand_in.load(site_data)
    assert len(entities(caller.rest("/unit-type"))) == 10
    assert len(entities(caller.rest("/unit-type?page=2&pageSize=5&$top=3"))) == 10
    assert [one["UnitTypeID"] for one in entities(caller.rest("/unit-type?$page=3&%24pagesize=11"))] == [23]
    assert entities(caller.rest("/unit-type?$page=4&$pagesize=11")) == []
    assert caller.rest("/unit-type?$pagesize=11").json["Properties"]["TotalPage"] == "3"


@pytest.mark.parametrize("query", ["$page=0", "$pagesize=0", "$pagesize=x", "$pagesize=1001", "$page=-1"])
def test_a_page_that_cannot_be_is_refused(caller: Any, query: str) -> None:
    answer = caller.rest(f"/unit-type?{query}")
    assert (answer.status_code, answer.json["Code"]) == (400, 200)


def test_contacts_come_all_at_once_with_a_total_of_zero(caller: Any, stand_in: Any, site_data: dict[str, Any]) -> None:
    contact = site_data["contacts"][0]
    site_data["contacts"] = [{**contact, "ContactID": number} for number in range(1, 31)]
    stand_in.load(site_data)
    answer = caller.rest("/contact?$pagesize=5")
    assert (len(entities(answer)), answer.json["Properties"]["TotalRecord"]) == (30, "0")
    assert entities(answer)[0]["ShownName"] == "Mette Holm"


def test_a_customer_is_thin_and_by_number_is_a_plain_list(caller: Any) -> None:
    thin = {
        "CustomerID": 41,
        "ID": "5b1e7c2e-6a0c-4f0e-9d6f-1f4f2a6f0a41",
        "Name": "Havnens Rederi & Søn A/S",
        "No": "1041",
        "DefaultMileageDistance": 0,
        "CustomerStatusID": 1,
        "VATNo": "12345674",
        "OrganizationNo": "",
    }
    assert caller.rest("/customer/41").json["Properties"] == thin
    assert caller.rest("/customer/by-number/1041").json == [thin]
    assert caller.rest("/customer/by-number/9").json == []


@pytest.mark.parametrize(
    "path",
    [
        "/customer/99",
        "/user/99",
        "/project/99",
        "/project-expense/99",
        "/external-systems/99",
        "/project/99/external-keys",
        "/integration-conflicts/99",
        "/legal-entity/99",
    ],
)
def test_an_unknown_id_is_500_with_code_100(caller: Any, path: str) -> None:
    answer = caller.rest(path)
    assert (answer.status_code, answer.json["Code"]) == (500, 100)
    assert answer.json["Url"].endswith(path)


@pytest.mark.parametrize("path", ["/invoice", "/invoice/1", "/credit-note", "/nothing", "/VRaw/Customer"])
def test_an_unknown_route_is_404_and_so_is_every_route_of_invoices(caller: Any, path: str) -> None:
    assert caller.rest(path).status_code == 404


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/customer/41"), ("POST", "/customer"), ("PUT", "/contact"), ("OPTIONS", "/user")]
)
def test_a_verb_that_a_route_does_not_have_is_405(caller: Any, method: str, path: str) -> None:
    answer = caller.rest(path, method)
    assert (answer.status_code, answer.json["Error"]["Code"]) == (405, "UnsupportedApiVersion")


def test_another_account_or_version_is_404(caller: Any) -> None:
    headers = {"Authorization": "Bearer pat-anna"}
    assert caller.client.get("/other/api/v1/user", headers=headers).status_code == 404
    assert caller.client.get("/acme/api/v2/user", headers=headers).status_code == 404


@pytest.mark.parametrize(("status", "rows"), [("all", 3), ("-1", 3), ("active", 2), ("1", 2), ("inactive", 1), ("0", 1)])
def test_lists_by_status_take_the_number_and_the_word(caller: Any, status: str, rows: int) -> None:
    assert len(entities(caller.rest(f"/currency/{status}"))) == rows
    assert caller.rest("/currency/both").status_code == 400


def test_amounts_are_exact_numbers(caller: Any) -> None:
    rate = caller.rest("/hourly-rate")
    assert '"Amount": 1250.50' in rate.text or '"Amount":1250.50' in rate.text


def test_missing_fields_of_a_new_customer_are_listed_with_an_echo_and_nothing_is_stored(caller: Any, stand_in: Any) -> None:
    before = stand_in.state()
    for path in ("/customer/create", "/customer/validate-new-customer"):
        answer = caller.rest(path, "POST", {"Name": " ", "CurrencyID": 0, "CountryID": "45", "Colour": "red"})
        assert (answer.status_code, answer.json["Code"], answer.json["Message"]) == (400, 200, "Invalid model state")
        assert answer.json["Details"] == [
            "'Colour' is not known.",
            "'Country ID': '45' is not of kind int.",
            "'Name' must not be empty.",
            "'Currency ID' must be greater than '0'.",
            "'Customer Status ID' must be greater than '0'.",
        ]
        assert answer.json["Parameters"].startswith('customer: {"Name": " "')
    assert stand_in.state() == before


def test_an_unknown_currency_is_a_business_rule(caller: Any) -> None:
    answer = caller.rest("/customer/create", "POST", {**CUSTOMER, "CurrencyID": 99})
    assert (answer.status_code, answer.json["Code"]) == (500, 102)
    assert answer.json["Details"] == [{"Message": "Currency with id 99 not found", "ErrorCode": 0}]
    nobody = caller.rest("/customer/create", "POST", {**CUSTOMER, "PrimaryKAMID": 99})
    assert nobody.json["Details"][0]["ErrorCode"] == 37040


def test_a_valid_customer_passes_validation_unwritten_and_then_is_created_with_the_next_number(caller: Any) -> None:
    valid = caller.rest("/customer/validate-new-customer", "POST", CUSTOMER)
    assert (valid.status_code, valid.json) == (200, None)
    assert caller.rest("/customer/by-number/1043").json == []
    created = caller.rest("/customer/create", "POST", {**CUSTOMER, "PaymentTermID": 3, "VatPercentage": 25, "Address": "Kajen 1"})
    assert "CustomerID" not in created.json["Properties"]
    assert caller.rest("/customer/by-number/1043").json[0]["Name"] == "Kajens Kaffe"
    card = caller.soap("CRM/V1_4", "GetCustomerByID", "<id>43</id>")
    shown = [card.text(name) for name in ("Address1", "Country", "Currency", "Status", "PaymentTermId", "VAT")]
    assert shown == ["Kajen 1", "Denmark", "DKK", "Kunde", "3", "25"]


def test_a_put_blanks_what_is_left_out_but_not_what_it_cannot_name(caller: Any) -> None:
    answer = caller.rest("/customer/update", "PUT", {"CustomerID": 41, **CUSTOMER})
    assert answer.json["Properties"]["No"] == ""
    card = caller.soap("CRM/V1_4", "GetCustomerByID", "<id>41</id>")
    assert [card.text(name) for name in ("Phone", "KAM", "VATNo", "PaymentTermId")] == [None, None, None, "3"]
    assert caller.rest("/customer/update", "PUT", {"CustomerID": 99, **CUSTOMER}).status_code == 500
    assert caller.rest("/customer/update", "PUT", CUSTOMER).json["Details"] == ["'Customer ID' must be greater than '0'."]


def test_a_contact_is_validated_and_created(caller: Any) -> None:
    contact = {"FirstName": "Ole", "LastName": "Bro", "CustomerID": 41, "JobTitle": "Chef", "CountryID": 45}
    assert caller.rest("/contact/validate-new-contact", "POST", contact).json is None
    assert caller.rest("/contact/create", "POST", {"FirstName": "Ole"}).status_code == 400
    assert caller.rest("/contact/create", "POST", {**contact, "CustomerID": 99}).json["Code"] == 102
    assert caller.rest("/contact/create", "POST", contact).json is not None
    assert entities(caller.rest("/contact"))[-1]["JobTitle"] == "Chef"


@pytest.mark.parametrize(
    ("content", "media_type", "status"),
    [("{", "application/json", 400), ("[]", "application/json", 400), ("{}", "text/plain", 415)],
)
def test_a_body_that_is_no_json_object_is_refused(caller: Any, content: str, media_type: str, status: int) -> None:
    headers = {"Authorization": "Bearer pat-anna"}
    answer = caller.client.post("/acme/api/v1/customer/create", data=content, content_type=media_type, headers=headers)
    assert answer.status_code == status


def test_projects_are_filtered_and_their_customer_comes_when_it_is_expanded(caller: Any) -> None:
    assert "Customer" not in entities(caller.rest("/project/get-all?customerID=41"))[0]
    assert caller.rest("/project/310?$expand=customer").json["Properties"]["Customer"]["No"] == "1041"
    assert entities(caller.rest("/project/get-all?customerID=42")) == []
    assert entities(caller.rest("/project/get-all?isActive=false")) == []
    assert caller.rest("/project/get-all?isActive=perhaps").status_code == 400


def test_an_external_key_of_a_project_is_put_replaced_and_deleted(caller: Any) -> None:
    path = "/project/310/external-keys"
    for key in ("20310", "20311"):
        assert caller.rest(path, "PUT", {"ExternalID": key, "ExternalSystemID": 12}).status_code == 200
    stored = entities(caller.rest(path))
    assert [(one["ExternalID"], one["DomainType"], one["DomainID"]) for one in stored] == [("20311", 51, 310)]
    assert caller.rest("/external-systems/12", "DELETE").json["Code"] == 102
    assert caller.rest(path, "DELETE").status_code == 400
    assert caller.rest(f"{path}?externalSystemID=12", "DELETE").status_code == 200
    assert entities(caller.rest(path)) == []


def test_external_systems_are_made_renamed_and_deleted_but_not_those_of_timelog(caller: Any) -> None:
    assert caller.rest("/external-systems", "POST", {"Name": "Bindeled"}).json["Code"] == 102
    assert caller.rest("/external-systems", "POST", {"Name": "Andet", "Description": "Prøve"}).status_code == 200
    assert caller.rest("/external-systems/13", "PUT", {"Name": "Tredje"}).status_code == 200
    assert caller.rest("/external-systems/13").json["Properties"] == {
        "ID": 13,
        "Name": "Tredje",
        "Description": "",
        "IsSystemExternalSystem": False,
    }
    assert caller.rest("/external-systems/13", "DELETE").status_code == 200
    assert caller.rest("/external-systems/13").status_code == 500
    assert caller.rest("/external-systems/1", "DELETE").json["Code"] == 102


def test_a_conflict_is_reported_and_listed_by_status(caller: Any) -> None:
    conflict = {"ErrorCode": 30171, "ErrorMessage": "Project number missing", "ExternalSystemID": 12}
    assert caller.rest("/integration-conflicts", "POST", conflict).status_code == 200
    shown = entities(caller.rest("/integration-conflicts?conflictStatusType=1"))
    assert [(one["OriginalErrorCode"], one["ConflictDateTime"]) for one in shown] == [(30171, "2026-03-14T08:15:00")]
    assert entities(caller.rest("/integration-conflicts?conflictStatusType=3")) == []


def test_a_project_expense_is_validated_created_and_read_back(caller: Any) -> None:
    assert caller.rest("/project-expense/validate-project-expense", "POST", EXPENSE).json is None
    assert entities(caller.rest("/project-expense?projectID=310")) == []
    assert caller.rest("/project-expense", "POST", EXPENSE).json is not None
    stored = entities(caller.rest("/project-expense?projectID=310"))[0]
    assert stored["ExternalID"] == "economic:2026:30457:1"
    assert stored["ExpenseCostProjectCurrency"] == Decimal("10000.08")
    assert caller.rest("/project-expense").status_code == 400


@pytest.mark.parametrize(
    "change",
    [
        {"ProjectID": 99},
        {"PaymentMethodID": 162},
        {"PaymentMethodID": 163},
        {"ExpenseTypeID": 99},
        {"ProjectSubContractID": 99},
        {"ExpenseCurrencyISO": "XXX"},
        {"SupplierID": 99},
    ],
)
def test_a_project_expense_that_breaks_a_rule_is_refused(caller: Any, change: dict[str, Any]) -> None:
    answer = caller.rest("/project-expense", "POST", {**EXPENSE, **change})
    assert (answer.status_code, answer.json["Code"]) == (500, 102)


def test_every_required_field_of_a_project_expense_is_asked_for(caller: Any) -> None:
    details = caller.rest("/project-expense", "POST", {}).json["Details"]
    assert len(details) == 11
    assert "'Is Billable' must not be empty." in details


def test_the_site_settings_and_the_default_legal_entity_are_single_objects(caller: Any) -> None:
    assert caller.rest("/user-setting").json["Properties"]["SystemCurrencyABB"] == "DKK"
    assert caller.rest("/legal-entity/system").json["Properties"]["LegalEntityID"] == 1
    assert caller.rest("/legal-entity/1").json["Actions"] == []
