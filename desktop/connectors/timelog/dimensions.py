"""What may decide the item of a line, over REST: rates, types, categories, projects, and the expenses behind lines.

REST tells only which line an expense stands on; the rest of what is behind lines comes from the Reporting API (`line_details`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NotRequired, TypedDict

from desktop.connectors.contract import Page
from desktop.connectors.timelog.client import TimeLogClient
from desktop.models.records import DataType, Dimension, DimensionValue, ProjectKinds, Registration, ValueKey


class _Kept(TypedDict):
    """What the rows of all five lists have (timelog.md section 5.6 says where item numbers occur)."""

    IsActive: bool
    ProductNo: NotRequired[str | None]


class HourlyRateRow(_Kept):
    """A rate (timelog.md section 5.10); those of a customer's own price list name the customer."""

    HourlyRateID: int
    HourlyRateName: str | None


class TaskTypeRow(_Kept):
    """timelog.md section 5.11."""

    TaskTypeID: int
    Name: str | None


class ProjectTypeRow(_Kept):
    """timelog.md section 5.11."""

    ProjectTypeID: int
    Name: str | None


class ProjectCategoryRow(_Kept):
    """timelog.md section 5.11."""

    ProjectCategoryID: int
    Name: str | None


class ExpenseTypeRow(_Kept):
    """timelog.md section 5.13."""

    ExpenseTypeID: int
    ExpenseTypeName: str | None


class ProjectRow(TypedDict):
    """A project (timelog.md section 5.11), as far as it is needed here."""

    ProjectID: int
    ProjectTypeID: NotRequired[int | None]
    ProjectCategoryID: NotRequired[int | None]


class ExpenseRow(TypedDict):
    """A project expense (timelog.md section 5.14), as far as it is needed here."""

    ExpenseTypeID: int
    InvoiceLineID: NotRequired[int | None]
    InvoicedAmountProjectCurrency: NotRequired[Decimal | None]
    ProductNo: NotRequired[str | None]


def dimension_values(client: TimeLogClient) -> tuple[DimensionValue, ...]:
    """Every value of every dimension that TimeLog tells, active or not."""
    rates, tasks = client.every("hourly-rate", HourlyRateRow), client.every("TaskType", TaskTypeRow)
    types, categories = client.every("ProjectType", ProjectTypeRow), client.every("ProjectCategory", ProjectCategoryRow)
    expenses = client.every("expense-type/-1", ExpenseTypeRow)
    return (
        *(_value(Dimension.HOURLY_RATE, row["HourlyRateID"], row["HourlyRateName"], row) for row in rates),
        *(_value(Dimension.TASK_TYPE, row["TaskTypeID"], row["Name"], row) for row in tasks),
        *(_value(Dimension.PROJECT_TYPE, row["ProjectTypeID"], row["Name"], row) for row in types),
        *(_value(Dimension.PROJECT_CATEGORY, row["ProjectCategoryID"], row["Name"], row) for row in categories),
        *(_value(Dimension.EXPENSE_TYPE, row["ExpenseTypeID"], row["ExpenseTypeName"], row) for row in expenses),
    )


def project_kinds(client: TimeLogClient) -> Iterator[Page[ProjectKinds]]:
    """Type and category of every project, active or not."""
    for is_active in ("true", "false"):
        for page in client.pages(f"project/get-all?isActive={is_active}", ProjectRow):
            yield Page(tuple(_kinds(row) for row in page.records))


def expenses_on_lines(client: TimeLogClient, project_ids: Iterable[str]) -> tuple[Registration, ...]:
    """The expenses of these projects that stand on a line; there is no list over all projects."""
    rows = (row for id_ in project_ids for row in client.every(f"project-expense?projectID={id_}", ExpenseRow))
    return tuple(_expense(row, line) for row in rows if (line := row.get("InvoiceLineID")))


def _value(dimension: Dimension, number: int, name: str | None, row: _Kept) -> DimensionValue:
    key = ValueKey(dimension, str(number))
    return DimensionValue(key=key, name=name or "", is_active=row["IsActive"], item_number=(row.get("ProductNo") or "").strip())


def _kinds(row: ProjectRow) -> ProjectKinds:
    type_id, category_id = row.get("ProjectTypeID"), row.get("ProjectCategoryID")
    return ProjectKinds(
        id=str(row["ProjectID"]), type_id=str(type_id) if type_id else "", category_id=str(category_id) if category_id else ""
    )


def _expense(row: ExpenseRow, line: int) -> Registration:
    return Registration(
        line_id=str(line),
        data_type=DataType.EXPENSE,
        values=(ValueKey(Dimension.EXPENSE_TYPE, str(row["ExpenseTypeID"])),),
        item_number=(row.get("ProductNo") or "").strip(),
        net=row.get("InvoicedAmountProjectCurrency") or Decimal(0),
    )
