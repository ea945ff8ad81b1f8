"""Employees: read from the REST API, written through the projects service, which needs no project module (section 13.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Required, TypedDict

from desktop.connectors.contract import Page
from desktop.connectors.economic.client import PROJECTS, Client, in_path
from desktop.connectors.economic.fields import EMPLOYEES
from desktop.errors import SettingsError
from desktop.models.field_mapping import check, from_system, to_system
from desktop.models.records import Employee, StandardValues
from desktop.texts import Message


class EmployeeDocument(TypedDict, total=False):
    """What we read of an employee."""

    employeeNumber: Required[int]
    name: str
    email: str
    barred: bool
    employeeGroup: dict[str, Any]


class CreatedDocument(TypedDict):
    """The newer services answer a creation with the new key only (section 1)."""

    number: int


# What an employee is called in the projects service, by our names (section 13.8): name and e-mail as in the REST API.
SERVICE_PATH = f"{PROJECTS}/Employees"


def read_employees(client: Client) -> Iterator[Page[Employee]]:
    """Every employee, barred ones too."""
    return client.pages("employees", EmployeeDocument, lambda document: from_system(EMPLOYEES, document, Employee()))


def create_employee(client: Client, employee: Employee, standard_values: StandardValues, key: str) -> Employee:
    """Create an employee in the chosen employee group, under the number after the highest one in use."""
    standing = replace(employee, group=standard_values.employee_group)
    check(EMPLOYEES, standing, creating=True)
    if not standing.group:
        raise SettingsError(
            Message("The employee group is not chosen."),
            what_to_do=Message("Choose it under Standard values, and try again."),
        )
    numbers = (int(one.number) for page in read_employees(client) for one in page.records)
    document = to_system(EMPLOYEES, standing, creating=True) | {"number": max(numbers, default=0) + 1, "isBarred": False}

    def is_there(created: CreatedDocument) -> bool:
        return any(one.number == str(created["number"]) for page in read_employees(client) for one in page.records)

    created = client.service_post(SERVICE_PATH, document, CreatedDocument, key=key, is_there=is_there)
    return replace(standing, id=str(created["number"]), number=str(created["number"]), is_active=True)


def update_employee(client: Client, employee: Employee, changed: frozenset[str]) -> Employee:
    """Write the named fields; a named field that is empty is cleared. Read, change, write: PUT replaces the whole employee.

    The version that was read goes back with it, so that somebody else's change in between is refused (section 1).
    """
    check(EMPLOYEES, employee, creating=False, only=changed)
    document = client.service_get(f"{SERVICE_PATH}/{in_path(employee.id)}", dict[str, Any])
    for name in changed:
        document.pop(EMPLOYEES.field(name).theirs, None)
    client.service_put(SERVICE_PATH, document | to_system(EMPLOYEES, employee, creating=False, only=changed))
    return from_system(EMPLOYEES, client.get(f"employees/{in_path(employee.id)}", EmployeeDocument), Employee())


def delete_employee(client: Client, employee: Employee) -> None:
    """Delete an employee."""
    client.service_delete(f"{SERVICE_PATH}/{in_path(employee.id)}")
