"""What the Reporting API tells of the lines of invoices: data types, hourly rates and task types, and how it says no."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from desktop.connectors.timelog.connector import TimeLog
from desktop.errors import SignInRefused, SystemDown, UnexpectedAnswer
from desktop.models.records import DataType, Dimension, Registration, ValueKey

from .conftest import Connect, Scripted

SETTINGS = {"reporting_site_code": "a1b2", "reporting_api_id": "acme", "user_name": "anna"}
SECRETS = {"personal_access_token": "pat-anna-0001", "password": "hemmelig", "reporting_password": "rapport-1"}
WORK = {"InvoiceLineID": 90001, "InvoiceID": 20071, "ProjectID": 310, "RegistrationType": 2, "RegistrationDate": "2026-03-21"}
UNIT = {"ProjectID": 310, "Date": "2026-03-21T00:00:00", "HourlyRateId": 64}


@pytest.fixture
def site_data(site_data: dict[str, Any]) -> dict[str, Any]:
    return {
        **site_data,
        "reporting": {"site_code": "a1b2", "api_id": "acme", "api_password": "rapport-1"},
        "expense_types": [{"ExpenseTypeID": 246, "ExpenseTypeName": "Underleverandør"}],
        "projects": [{"ProjectID": 310, "Name": "Ny webshop"}],
        "tasks": [
            {"ID": 640, "Name": "Udvikling", "ProjectID": 310, "TaskTypeID": 3},
            {"ID": 641, "Name": "Fast", "ProjectID": 310, "IsFixedPrice": True},
        ],
        "work_units": [
            {"ID": 1, "TaskID": 640, **UNIT},
            {"ID": 2, "TaskID": 999, **UNIT},  # another piece of work than the registration with this id
        ],
        "invoice_line_details": [
            {"ID": 11, **WORK, "TaskID": 640, "RegistrationID": 1, "Amount": "756.5", "ContractModelType": 1},
            {"ID": 12, **WORK, "TaskID": 640, "RegistrationID": 2, "Amount": "216", "ContractModelType": 1},
            {"ID": 13, **WORK, "TaskID": 641, "RegistrationID": 3, "Amount": "100", "ContractModelType": 1},
            {"ID": 14, **WORK, "RegistrationType": 8, "Amount": "-0.50"},
        ],
    }


def signed_in(connect: Connect, password: str = "rapport-1") -> TimeLog:
    return connect(settings=SETTINGS, reporting_password=password)


def test_time_comes_with_its_rate_and_the_type_of_its_task_and_what_was_rounded_goes_with_it(connect: Connect) -> None:
    timelog = signed_in(connect)
    rate, task = ValueKey(Dimension.HOURLY_RATE, "64"), ValueKey(Dimension.TASK_TYPE, "3")
    assert timelog.registrations(["310"]) == (
        Registration(
            line_id="90001", data_type=DataType.TIME_AND_MATERIAL, values=(rate, task), project_id="310", net=Decimal("756")
        ),
        Registration(line_id="90001", data_type=DataType.TIME_AND_MATERIAL, values=(task,), project_id="310", net=Decimal("216")),
        Registration(line_id="90001", data_type=DataType.FIXED_PRICE, project_id="310", net=Decimal("100")),
    )


EVERY = set(DataType)
KINDS = [
    ({"RegistrationType": 16}, {DataType.MILEAGE}),
    ({"RegistrationType": 4}, {DataType.PER_DIEM, DataType.ACCOMMODATION}),
    ({"RegistrationType": 3}, {DataType.EXPENSE}),
    ({"RegistrationType": 6, "ContractModelType": 2}, {DataType.FIXED_PRICE}),
    ({"RegistrationType": 6, "ContractModelType": 5}, {DataType.TIME_AND_MATERIAL}),
    ({"RegistrationType": 2, "ContractModelType": 7}, {DataType.TIME_AND_MATERIAL, DataType.FIXED_PRICE}),
    ({"RegistrationType": 2}, EVERY),
    ({"RegistrationType": 0}, EVERY),
    ({"RegistrationType": 17}, EVERY),
]


def test_the_kind_of_registration_and_the_contract_tell_the_data_type(
    connect: Connect, site_data: dict[str, Any], site: Any
) -> None:
    details = [{"ID": place, **WORK, **told} for place, (told, _) in enumerate(KINDS, start=1)]
    site.load({**site_data, "invoice_line_details": details})
    found = signed_in(connect).registrations(["310"])
    assert [set(one.data_types) for one in found] == [expected for _, expected in KINDS]


def test_an_expense_is_told_by_rest_with_its_type_and_not_twice(connect: Connect, site_data: dict[str, Any], site: Any) -> None:
    expense = {
        "ProjectExpenseID": 1,
        "ProjectID": 310,
        "ExpenseTypeID": 246,
        "InvoiceLineID": 90001,
        "InvoicedAmountProjectCurrency": "12.50",
    }
    site.load(
        {
            **site_data,
            "project_expenses": [expense],
            "invoice_line_details": [{"ID": 11, **WORK, "RegistrationType": 3, "Amount": "12.50"}],
        }
    )
    timelog = signed_in(connect)
    (one,) = timelog.registrations(["310"])
    assert one.values == (ValueKey(Dimension.EXPENSE_TYPE, "246"),)


def test_without_its_sign_in_the_reporting_api_is_not_asked(timelog: TimeLog) -> None:
    timelog.sign_in()
    assert timelog.registrations(["310"]) == ()


def test_connecting_tries_the_reporting_api_for_real(connect: Connect) -> None:
    good, bad = signed_in(connect), signed_in(connect, password="forkert")
    good.sign_in()
    with pytest.raises(SignInRefused, match="Reporting API"):
        bad.sign_in()
    with pytest.raises(SignInRefused):
        bad.registrations(["310"])


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ((500, "<Errors><Error>Cannot convert a parameter.</Error></Errors>"), SystemDown),
        ((200, "not XML"), UnexpectedAnswer),
        (
            (
                200,
                "<InvoiceLineDetails><InvoiceLineDetail ID='1'><InvoiceLineID>9</InvoiceLineID><Amount>x</Amount>"
                "</InvoiceLineDetail></InvoiceLineDetails>",
            ),
            UnexpectedAnswer,
        ),
    ],
)
def test_an_answer_that_is_none_is_an_error_and_not_an_empty_list(
    odd: TimeLog, scripted: Scripted, answer: tuple[int, str], error: type[Exception]
) -> None:
    scripted.answers["project-expense"] = (200, "[]")
    scripted.answers["GetInvoiceLineDetailsRaw"] = answer
    scripted.answers["GetTasksRaw"] = (200, "<Tasks/>")
    reporting = TimeLog(type(odd.access)(odd.access.base_address, SETTINGS, SECRETS))
    with pytest.raises(error):
        reporting.registrations(["310"])
    reporting.close()
