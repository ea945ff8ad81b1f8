from __future__ import annotations

from desktop.connectors.timelog.connector import TimeLog
from desktop.models.records import Employee


def test_employees_come_with_those_who_left(timelog: TimeLog) -> None:
    (page,) = timelog.employees()
    assert page.total == 2
    assert page.records[0] == Employee(id="7", initials="ALU", first_name="Anna", last_name="Lund", email="alu@acme.example")
    assert not page.records[1].is_active
