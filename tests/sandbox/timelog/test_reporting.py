"""The stand-in's Reporting API, held against TimeLog's own schema of line details and its pages (timelog.md section 8)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from desktop.sandbox.timelog.app import TimeLog

SIGN_IN = {"siteCode": "a1b2", "apiID": "acme", "apiPassword": "rapport-1"}
DETAILS = {
    "invoiceLineDetailID": "0",
    "customerID": "0",
    "projectID": "0",
    "invoiceID": "0",
    "startDate": "2026-03-01",
    "endDate": "2026-03-31",
}
V5 = "{http://www.timelog.com/XML/Schema/tlp/v5_0}"


@pytest.fixture(scope="module")
def caller() -> Any:
    site = TimeLog()
    site.load(
        {
            "account": "acme",
            "reporting": {"site_code": "a1b2", "api_id": "acme", "api_password": "rapport-1"},
            "customers": [{"ID": 41, "Name": "Havnens Rederi A/S"}],
            "projects": [{"ProjectID": 310, "No": "P26.0310", "Name": "Ny webshop", "CustomerID": 41}],
            "project_expenses": [
                {
                    "ProjectExpenseID": 7,
                    "ProjectID": 310,
                    "PurchaseDate": "2026-03-14",
                    "AmountExpenseCurrency": 400,
                    "ExpenseTypeID": 246,
                }
            ],
            "invoices": [{"ID": 20071, "CustomerID": 41, "InvoiceDate": "2026-03-31"}],
            "tasks": [{"ID": 640, "Name": "Udvikling", "ProjectID": 310, "TaskTypeID": 3, "Status": 1}],
            "work_units": [{"ID": 1, "ProjectID": 310, "Date": "2026-03-21", "HourlyRateId": 64}],
            "invoice_line_details": [
                {
                    "ID": 11,
                    "InvoiceLineID": 90001,
                    "InvoiceID": 20071,
                    "RegistrationDate": "2026-03-21",
                    "Text": "Udvikling",
                    "Quantity": "0.7",
                    "Amount": "756",
                    "RegistrationType": 2,
                    "TaskID": 640,
                    "RegistrationID": 1,
                    "UnitType": 1,
                    "ProjectID": 310,
                    "ContractID": 11163,
                    "ContractModelType": 1,
                }
            ],
        }
    )
    return site.app.test_client()


def ask(caller: Any, method: str, **given: str) -> Any:
    return caller.post(f"/acme/service.asmx/{method}", data={**SIGN_IN, **given})


def test_line_details_are_as_the_schema_says(caller: Any, shared: Path) -> None:
    folder = shared / "apis" / "specs" / "timelog" / "reporting"
    answer = ask(caller, "GetInvoiceLineDetailsRaw", **DETAILS)
    root = etree.fromstring(answer.data)
    assert root.tag == etree.parse(str(folder / "GetInvoiceLineDetailsRaw.xml")).getroot().tag  # the example has v5_0
    as_in_schema = etree.fromstring(answer.data.replace(b"tlp/v5_0", b"tlp/v4_4"))
    etree.XMLSchema(etree.parse(str(folder / "GetInvoiceLineDetailsRaw.xsd"))).assertValid(as_in_schema)
    assert root[0].get("ID") == "11"
    assert root[0].findtext(f"{V5}Amount") == "756.0000"


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, 1),
        ({"customerID": "41"}, 1),
        ({"customerID": "42"}, 0),
        ({"projectID": "311"}, 0),
        ({"startDate": "2026-03-31"}, 1),  # the invoice's date counts, not that of the registration
        ({"endDate": "2026-03-30"}, 0),
    ],
)
def test_every_parameter_narrows_the_list_and_an_empty_one_says_so(caller: Any, changed: dict[str, str], found: int) -> None:
    root = etree.fromstring(ask(caller, "GetInvoiceLineDetailsRaw", **DETAILS | changed).data)
    assert (len(root), root.get("resultEmpty")) == (found, None if found else "true")


def test_tasks_and_work_units_tell_the_type_and_the_rate(caller: Any) -> None:
    tasks = etree.fromstring(ask(caller, "GetTasksRaw", taskID="0", projectID="310", status="-1", taskTypeID="3").data)
    assert tasks.findtext(".//{*}TaskTypeID") == "3"
    assert tasks.findtext(".//{*}IsFixedPrice") == "0"
    ids = dict.fromkeys(("workUnitID", "employeeID", "allocationID", "taskID", "projectID", "departmentID"), "0")
    units = etree.fromstring(ask(caller, "GetWorkUnitsRaw", **ids, startDate="2026-03-21", endDate="2026-03-21").data)
    assert units.findtext(".//{*}HourlyRateId") == "64"


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({**DETAILS, "apiPassword": "forkert"}, 401),
        ({**DETAILS, "invoiceID": "x"}, 500),
        ({**DETAILS, "startDate": "01-03-2026"}, 500),
        ({name: value for name, value in DETAILS.items() if name != "endDate"}, 500),
    ],
)
def test_a_wrong_sign_in_or_parameter_is_refused_in_tlp_errors(caller: Any, given: dict[str, str], status: int) -> None:
    answer = ask(caller, "GetInvoiceLineDetailsRaw", **given)
    assert answer.status_code == status
    assert etree.fromstring(answer.data).tag.endswith("Errors")


def test_reports_are_only_posted(caller: Any) -> None:
    assert caller.get("/acme/service.asmx/GetTasksRaw").status_code == 405
    assert caller.post("/acme/service.asmx/GetInvoicesRaw", data=SIGN_IN).status_code == 404
    assert b"true" in ask(caller, "ValidateCredentials").data
    assert b"false" in ask(caller, "ValidateCredentials", apiID="other").data


def test_expenses_are_listed_over_all_projects_by_the_day_of_their_purchase(caller: Any) -> None:
    names = ("customer", "project", "supplierCustomer", "employee", "employeeDepartment", "expenseType", "paymentMethod")
    asked = {
        **dict.fromkeys((f"{name}ID" for name in names), "0"),
        "startDate": "2026-03-14T00:00:00",
        "endDate": "2026-03-31T00:00:00",
    }
    [row] = etree.fromstring(ask(caller, "GetExpensesRaw", **asked).data)
    told = {etree.QName(one).localname: one.text for one in row}
    assert (row.get("ID"), told["ProjectID"], told["ProjectNo"], told["Amount"]) == ("7", "310", "P26.0310", "400.0000")
    for nothing in ({"startDate": "2026-03-15T00:00:00"}, {"projectID": "311"}, {"customerID": "42"}, {"expenseTypeID": "1"}):
        assert not len(etree.fromstring(ask(caller, "GetExpensesRaw", **{**asked, **nothing}).data))
    assert ask(caller, "GetExpensesRaw", **{**asked, "startDate": "2026-03-14"}).status_code == 500
