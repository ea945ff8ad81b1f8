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
    assert caller.post("/acme/service.asmx/GetContractsRaw", data=SIGN_IN).status_code == 404
    assert b"true" in ask(caller, "ValidateCredentials").data
    assert b"false" in ask(caller, "ValidateCredentials", apiID="other").data


@pytest.fixture
def invoices() -> Any:
    """Asks for invoices of a site with one of each kind and legal entity."""
    address = {"Address1": "Kajen 4", "ZipCode": "2100", "City": "København Ø", "Country": "Denmark"}
    amounts = {"NetAmount": 100, "AmountDue": 125, "Currency": "DKK"}
    project = {"ProjectHeader": {"ID": 310, "No": "P26.0310"}}
    shared = {"CustomerID": 41, "InvoicingAddress": address, "Details": project, **amounts}
    first = {"ID": 1, "InvoiceNo": "F1", "InvoiceDate": "2026-03-31", "DueDate": "2026-04-14", "Status": "Checked"}
    site = TimeLog()
    site.load(
        {
            "account": "acme",
            "reporting": {"site_code": "a1b2", "api_id": "acme", "api_password": "rapport-1"},
            "reports_credit_notes": True,
            "customers": [{"ID": 41, "Name": "Havnens Rederi A/S", "PaymentTermId": 3}],
            "payment_terms": [{"ID": 3, "Name": "Netto 14 dage"}],
            "countries": [{"CountryID": 45, "Country": "Denmark", "ISO": "DK"}],
            "invoices": [
                {**shared, **first, "LegalEntityID": 2},
                {**shared, "ID": 2, "InvoiceDate": "2026-04-01", "DueDate": "2026-04-15", "Status": "Draft"},
            ],
            "credit_notes": [{**shared, "ID": 3, "CreditNoteNO": "K1", "CreditNoteDate": "2026-04-01", "CreditedInvoiceID": 1}],
        }
    )
    caller = site.app.test_client()
    whole = {"invoiceID": "0", "customerID": "0", "status": "-1", "startDate": "2026-03-01", "endDate": "2026-04-30"}

    def asked(**given: str) -> Any:
        return ask(caller, "GetInvoicesRaw", **{**whole, **given})

    return asked


def test_invoices_are_as_the_schema_says_and_tell_the_legal_entity_where_there_is_one(invoices: Any, shared: Path) -> None:
    root = etree.fromstring(invoices(status="1").data)
    etree.XMLSchema(etree.parse(str(shared / "apis/specs/timelog/reporting/GetInvoicesRaw.xsd"))).assertValid(_without_guids(root))
    every = etree.fromstring(invoices().data)
    assert [one.findtext("{*}LegalEntityID") for one in every] == ["2", None, None]
    assert [one.findtext("{*}Type") for one in every] == ["1", "1", "2"]


def _without_guids(root: Any) -> Any:
    """The vendor's example has a GUID on each invoice, its schema has none (timelog.md section 8.3)."""
    for one in root:
        del one.attrib["GUID"]
    return root


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        ({"status": "0"}, ["2"]),
        ({"status": "1"}, ["1"]),  # paid ones too
        ({"invoiceID": "1"}, ["1"]),
        ({"customerID": "42"}, []),
        ({"endDate": "2026-03-31"}, ["1"]),
    ],
)
def test_invoices_are_narrowed_by_status_id_customer_and_invoice_date(invoices: Any, given: dict[str, str], ids: list[str]) -> None:
    found = [one.get("ID") for one in etree.fromstring(invoices(**given).data) if one.findtext("{*}Type") == "1"]
    assert found == ids


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
