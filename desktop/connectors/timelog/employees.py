"""Employees, over REST."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NotRequired, TypedDict

from desktop.connectors.contract import Page
from desktop.connectors.timelog.client import TimeLogClient
from desktop.connectors.timelog.fields import EMPLOYEES
from desktop.models.field_mapping import from_system
from desktop.models.records import Employee


class UserRow(TypedDict):
    """An employee (timelog.md section 5.4); sites that are not up to date give no e-mail."""

    UserID: int
    Initials: str | None
    FirstName: str | None
    LastName: str | None
    IsActive: bool
    Email: NotRequired[str | None]


def employees(client: TimeLogClient) -> Iterator[Page[Employee]]:
    """Every employee, active or not."""
    for page in client.pages("user", UserRow):
        yield Page(tuple(from_system(EMPLOYEES, row, Employee()) for row in page.records), page.total)
