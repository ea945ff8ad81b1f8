"""Practice: every use case runs to its end, and neither system holds anything else afterwards."""

from __future__ import annotations

from typing import Any

from desktop.models.records import Action, Decision
from desktop.progress import Silent


def test_nothing_is_written_in_practice(new_office: Any, company: Any) -> None:
    office = new_office("practice", "ready", practice=True)
    before = company.state()
    decisions = [Decision(finance_id=number, action=Action.IMPORT) for number in ("107", "108")]
    assert len(office.linking.write(office.integration, decisions, Silent()).imported) == 2
    office.undo.undo(office.integration, office.undo.last_batch(office.integration).id, Silent())
    report = office.transfers.send(office.integration, ["1", "2", "9", "C1"], Silent())
    assert sorted(report.transferred) == ["1", "2", "9", "C1"]
    office.reconciliation.reconcile(office.integration, Silent())
    office.settling.settle(office.integration, Silent())
    assert company.state() == before
    assert {call["method"] for call in company.finance.calls.listed()["calls"]} == {"GET"}


def test_linking_in_practice_shows_what_would_be_written(new_office: Any, company: Any) -> None:
    office = new_office("practice", "read", practice=True)
    before = company.state()
    report = office.linking.write(office.integration, [Decision(finance_id="101", action=Action.USE_PSA, psa_id="1")], Silent())
    assert report.linked == ("101",)
    assert company.state() == before
