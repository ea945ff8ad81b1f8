"""What may decide the item of a line: the values that TimeLog tells, the kinds of projects, and the expenses behind lines."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from desktop.connectors.timelog.connector import TimeLog
from desktop.models.records import DataType, Dimension, ProjectKinds, Registration, ValueKey


@pytest.fixture
def site_data(site_data: dict[str, Any]) -> dict[str, Any]:
    return {
        **site_data,
        "hourly_rates": [{"HourlyRateID": 64, "HourlyRateName": "Seniorkonsulent", "ProductNo": "1010"}],
        "task_types": [{"TaskTypeID": 3, "Name": "Programmering", "ProductNo": "1011"}],
        "project_types": [
            {"ProjectTypeID": 10, "Name": "Ekstern udvikling"},
            {"ProjectTypeID": 11, "Name": "Intern", "IsActive": False},
        ],
        "project_categories": [{"ProjectCategoryID": 2, "Name": "Projekt"}],
        "expense_types": [{"ExpenseTypeID": 246, "ExpenseTypeName": "Underleverandør", "ProductNo": "2000"}],
        "projects": [
            {"ProjectID": 310, "Name": "Ny webshop", "ProjectTypeID": 10, "ProjectCategoryID": 2},
            {"ProjectID": 311, "Name": "Gammel", "IsActive": False},
        ],
        "project_expenses": [
            {
                "ProjectExpenseID": 1,
                "ProjectID": 310,
                "ExpenseTypeID": 246,
                "InvoiceLineID": 90001,
                "InvoicedAmountProjectCurrency": "12.50",
            },
            {"ProjectExpenseID": 2, "ProjectID": 310, "ExpenseTypeID": 246},
        ],
    }


def test_every_dimension_that_timelog_tells_comes_with_its_own_item_numbers(timelog: TimeLog) -> None:
    told = {value.key: (value.name, value.item_number, value.is_active) for value in timelog.dimension_values()}
    assert told == {
        ValueKey(Dimension.HOURLY_RATE, "64"): ("Seniorkonsulent", "1010", True),
        ValueKey(Dimension.TASK_TYPE, "3"): ("Programmering", "1011", True),
        ValueKey(Dimension.PROJECT_TYPE, "10"): ("Ekstern udvikling", "", True),
        ValueKey(Dimension.PROJECT_TYPE, "11"): ("Intern", "", False),
        ValueKey(Dimension.PROJECT_CATEGORY, "2"): ("Projekt", "", True),
        ValueKey(Dimension.EXPENSE_TYPE, "246"): ("Underleverandør", "2000", True),
    }


def test_projects_come_with_type_and_category_the_inactive_ones_too(timelog: TimeLog) -> None:
    found = [one for page in timelog.project_kinds() for one in page.records]
    assert found == [ProjectKinds(id="310", type_id="10", category_id="2"), ProjectKinds(id="311")]


def test_only_expenses_that_stand_on_a_line_are_told(timelog: TimeLog) -> None:
    assert timelog.registrations(["310", "311"]) == (
        Registration(
            line_id="90001",
            data_type=DataType.EXPENSE,
            values=(ValueKey(Dimension.EXPENSE_TYPE, "246"),),
            net=Decimal("12.5"),
        ),
    )


def test_an_invoice_and_its_lines_know_their_project(timelog: TimeLog) -> None:
    invoice = next(one for page in timelog.invoices() for one in page.records if one.id == "20071")
    assert invoice.project_id == "310"
    assert [line.project_id for line in invoice.lines] == ["", ""]
