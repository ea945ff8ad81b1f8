"""Reconciling reads the lines of documents that differ: some at once, the others when they are asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from desktop.errors import Cancelled, SystemDown
from desktop.models.differences import Difference
from desktop.models.records import Side
from desktop.progress import Silent
from desktop.use_cases import reconcile_invoices


@pytest.fixture
def fees(office: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Invoices 1-3 got a line more over there and were booked; one reconciliation reads the lines of two documents."""
    monkeypatch.setattr(reconcile_invoices, "LINES_AT_ONCE", 2)
    office.transfers.send(office.integration, ["1", "2", "3"], Silent())
    for number in "123":
        draft = int(office.transfer(number).finance_id)
        document = office.company.finance.agreement["drafts"].get(draft)
        lines = [
            *document["lines"],
            {**document["lines"][0], "lineNumber": 2, "description": "Gebyr", "totalNetAmount": Decimal(50)},
        ]
        office.company.change_finance("drafts", draft, netAmount=document["netAmount"] + 50, lines=lines)
        office.company.book(draft, 900 + int(number), 1)
    return office


def without_lines(rows: Any) -> list[str]:
    return [row.id for row in rows if row.needs_lines]


def test_the_next_reconciliation_goes_on_where_the_last_one_stopped(fees: Any) -> None:
    first = fees.reconciliation.reconcile(fees.integration, Silent())
    assert without_lines(first) == ["3"]
    asked = len(fees.company.finance.calls.listed()["calls"])
    second = fees.reconciliation.reconcile(fees.integration, Silent())
    assert without_lines(second) == []
    paths = [call["path"] for call in fees.company.finance.calls.listed()["calls"][asked:]]
    assert [path for path in paths if "/booked/9" in path] == ["/invoices/booked/903"]  # those of 1 and 2 are known
    assert all(Difference.EXTRA_LINE in row.differences for row in second if row.id in "123")


def test_the_lines_that_are_left_can_be_read_alone(fees: Any) -> None:
    fees.reconciliation.reconcile(fees.integration, Silent())
    rows = fees.reconciliation.read_lines(fees.integration, Silent())
    assert without_lines(rows) == []
    assert rows == fees.reconciliation.rows(fees.integration)  # and they are kept


def test_what_was_read_is_kept_when_reading_lines_is_cancelled_or_fails(fees: Any, stops_at: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(reconcile_invoices, "LINES_AT_ONCE", 0)
    assert without_lines(fees.reconciliation.reconcile(fees.integration, Silent())) == ["1", "2", "3"]
    with pytest.raises(Cancelled):
        fees.reconciliation.read_lines(fees.integration, stops_at(3))
    assert without_lines(fees.reconciliation.rows(fees.integration)) == ["2", "3"]
    fees.plan(Side.FINANCE, {"kind": "error_before", "path": "^/invoices/booked/903"})
    with pytest.raises(SystemDown):
        fees.reconciliation.read_lines(fees.integration, Silent())
    assert without_lines(fees.reconciliation.rows(fees.integration)) == ["3"]
