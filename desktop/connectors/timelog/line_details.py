"""What stands behind the lines of invoices, from the Reporting API: the registrations, their tasks and their hourly rates.

`GetInvoiceLineDetailsRaw` (timelog.md section 8.4) names line, project, task and contract of each registration. The type of a task
stands in `GetTasksRaw`, the hourly rate of a piece of work in `GetWorkUnitsRaw` (TimeLog's own pages of the two methods).
INFERRED: that the registration of a piece of work is the work unit with its id (so task and day must agree too), and that
`HourlyRateId` is the id under which REST lists the rate.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from desktop.connectors.timelog import values
from desktop.connectors.timelog.reporting import Reporting, Row
from desktop.models.records import DataType, Dimension, Registration, ValueKey

EARLIEST = "2000-01-01"
AHEAD = dt.timedelta(days=366)  # invoices may be dated ahead
WORK, ROUNDING = "2", {"8", "9"}  # rounding and currency difference (timelog.md section 10)

_TIME, _FIXED = (DataType.TIME_AND_MATERIAL,), (DataType.FIXED_PRICE,)
_TRAVEL = (DataType.PER_DIEM, DataType.ACCOMMODATION)  # "travel expense": TimeLog does not tell which of them
_EVERY = tuple(DataType)

# Registration type -> what it can be (timelog.md section 10); of work and of payments the contract tells. Types that are not
# here tell nothing: raw invoiceable, pending, invoicing fees. Remaining revenue belongs to contracts at a fixed price (INFERRED).
OF_REGISTRATION: dict[str, tuple[DataType, ...]] = {
    "3": (DataType.EXPENSE,),
    "4": _TRAVEL,
    "10": _FIXED,
    "11": (DataType.EXPENSE,),
    "12": _TRAVEL,
    "13": _FIXED,
    "16": (DataType.MILEAGE,),
}
# Contract model -> the data type of its work and payments. In TimeLog's own example of tasks, those of prepaid services are
# invoiced by time and those of task driven revenue at a fixed price; continuous contracts are not told, so both must agree.
OF_CONTRACT: dict[str, tuple[DataType, ...]] = {
    "1": _TIME,
    "2": _FIXED,
    "3": _TIME,
    "4": _TIME,
    "5": _TIME,
    "6": _FIXED,
    "7": _TIME + _FIXED,
    "8": _TIME + _FIXED,
    "20": _TIME + _FIXED,
}


def line_details(reporting: Reporting, project_ids: Iterable[str]) -> list[Registration]:
    """Everything behind the lines of these projects; amounts are in the invoice's currency."""
    today = dt.datetime.now(dt.UTC).date()
    found: list[Registration] = []
    for project_id in project_ids:
        rows = reporting.rows(
            "GetInvoiceLineDetailsRaw",
            invoiceLineDetailID="0",
            customerID="0",
            projectID=project_id,
            invoiceID="0",
            startDate=EARLIEST,
            endDate=(today + AHEAD).isoformat(),
        )
        if not rows.records:
            continue
        tasks = reporting.rows("GetTasksRaw", taskID="0", projectID=project_id, status="-1", taskTypeID="0").records
        rates = _rates(reporting, project_id, rows.records)
        try:
            found += _of_project(rows.records, {one["ID"]: one for one in tasks}, rates)
        except ValueError as error:
            raise rows.answer.unexpected(str(error), place="InvoiceLineDetail") from error
    return found


def _rates(reporting: Reporting, project_id: str, rows: list[Row]) -> dict[tuple[str, str, str], str]:
    """The hourly rate of each piece of work: by its id, its task and its day."""
    days = sorted(
        one["RegistrationDate"][:10] for one in rows if one.get("RegistrationType") == WORK and one.get("RegistrationDate")
    )
    if not days:
        return {}
    units = reporting.rows(
        "GetWorkUnitsRaw",
        workUnitID="0",
        employeeID="0",
        allocationID="0",
        taskID="0",
        projectID=project_id,
        departmentID="0",
        startDate=days[0],
        endDate=days[-1],
    ).records
    return {(one["ID"], one.get("TaskID", ""), one.get("Date", "")[:10]): one.get("HourlyRateId", "") for one in units}


def _of_project(rows: list[Row], tasks: dict[str, Row], rates: dict[tuple[str, str, str], str]) -> list[Registration]:
    found: list[Registration] = []
    roundings: dict[str, Decimal] = {}
    for row in rows:
        line_id = values.identifier("InvoiceLineID", row.get("InvoiceLineID"))
        amount = values.optional_amount("Amount", row.get("Amount"))
        if not line_id:
            continue
        if row.get("RegistrationType") in ROUNDING:
            roundings[line_id] = roundings.get(line_id, Decimal(0)) + amount
        else:
            found.append(_registration(row, line_id, amount, tasks.get(row.get("TaskID", "")), rates))
    return [_with_rounding(one, roundings) for one in found]


def _registration(
    row: Row, line_id: str, amount: Decimal, task: Row | None, rates: dict[tuple[str, str, str], str]
) -> Registration:
    kinds = _data_types(row, task)
    rate = rates.get((row.get("RegistrationID", ""), row.get("TaskID", ""), row.get("RegistrationDate", "")[:10]), "")
    told = (
        ValueKey(Dimension.HOURLY_RATE, rate if row.get("RegistrationType") == WORK else ""),
        ValueKey(Dimension.TASK_TYPE, task.get("TaskTypeID", "") if task is not None else ""),
    )
    return Registration(
        line_id=line_id,
        data_type=kinds[0],
        or_else=kinds[1:],
        values=tuple(one for one in told if one.id not in ("", "0")),
        project_id=values.identifier("ProjectID", row.get("ProjectID")),
        net=amount,
    )


def _data_types(row: Row, task: Row | None) -> tuple[DataType, ...]:
    """What a registration can be; several, where the item must be the same for all of them."""
    kind = row.get("RegistrationType", "")
    if kind not in (WORK, "6"):
        return OF_REGISTRATION.get(kind, _EVERY)
    if task is not None and task.get("IsFixedPrice"):
        return _FIXED if values.flag("IsFixedPrice", task["IsFixedPrice"]) else _TIME
    return OF_CONTRACT.get(row.get("ContractModelType", ""), _EVERY)


def _with_rounding(one: Registration, roundings: dict[str, Decimal]) -> Registration:
    """What was rounded on a line goes with the first thing behind it."""
    return replace(one, net=one.net + roundings.pop(one.line_id)) if one.line_id in roundings else one
