"""OrganisationService 1.9: the employees (timelog.md section 7.8)."""

from __future__ import annotations

from typing import Any

from desktop.sandbox.timelog import soap_types as types
from desktop.sandbox.timelog.kinds import NO_TIME, Struct
from desktop.sandbox.timelog.soap import Answer, Service, page
from desktop.sandbox.timelog.soap_types import EXTENDED, V1_9
from desktop.sandbox.timelog.state import Record, Site

ORGANISATION = Service(
    "OrganisationService",
    path="Organisation/V1_9",
    namespace=types.V1_9,
    action_base="http://www.timelog.com/api/tlp/v1_9/OrganisationService/",
)
LARGEST_PAGE = 100

EMPLOYEE = Struct(
    "Employee",
    V1_9,
    {
        "ID": "guid",
        "EmployeeID": "int",
        "UserName": "string",
        "Initials": "string",
        "FirstName": "string",
        "LastName": "string",
        "Fullname": "string",
        "EmployeeNo": "string",
        "Title": "string",
        "DepartmentGuid": "guid",
        "DepartmentName": "string",
        "DepartmentNo": "string",
        "InterfaceLanguage": "int",
        "Telephone": "string",
        "Mobile": "string",
        "PrivateAddress": "string",
        "PrivateZip": "string",
        "PrivateCity": "string",
        "PrivateTelephone": "string",
        "ExternalIdentifier": "string",
        "HiredDate": "dateTime",
        "TerminationDate": "dateTime",
        "IsHired": "bool",
        "IsLocked": "bool",
        "CostPriceGuid": "guid",
        "CostPrice": "double",
        "HourlyRateGuid": "guid",
        "HourlyRate": "double",
        "SalaryGroupID": "int",
    },
    EXTENDED,
)


@ORGANISATION.operation("GetEmployeesPaged", "", EMPLOYEE, page="int", pageSize="int")
def get_employees(site: Site, asked: dict[str, Any]) -> Answer:
    """All employees, active and not, by user id."""
    users, pages = page(list(site.tables["users"].values()), asked, LARGEST_PAGE)
    return Answer([_employee(site, one) for one in users], pages)


def _employee(site: Site, user: Record) -> Record:
    department = site.tables["departments"].get(user["DepartmentID"], {})
    return {
        **user,
        "Fullname": f"{user['FirstName'] or ''} {user['LastName'] or ''}".strip(),
        "DepartmentGuid": department.get("ID"),
        "DepartmentName": department.get("Name"),
        "DepartmentNo": department.get("No"),
        "InterfaceLanguage": user["LanguageID"],
        "IsHired": user["IsActive"] and user["TerminationDate"] == NO_TIME,
        "IsLocked": not user["IsActive"],
    }
