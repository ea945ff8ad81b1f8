"""What a run of transfers made ready for its invoices is a batch like any other: shown first in three groups, and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.models.records import LinkKind, Side
from desktop.models.undoing import UndoGroup
from desktop.progress import Silent


def told(office: Any) -> list[tuple[UndoGroup, str]]:
    batch = office.undo.last_batch(office.integration)
    return [(one.group, str(one.sentence)) for one in office.undo.preview(office.integration, batch.id, Silent()).items]


def undo(office: Any) -> Any:
    return office.undo.undo(office.integration, office.undo.last_batch(office.integration).id, Silent())


def links(office: Any, kind: LinkKind) -> set[tuple[str, str]]:
    with office.store.reading() as work:
        return {(one.psa_id, one.finance_id) for one in work.links.all(office.integration.id, kind)}


@pytest.fixture
def ready(office: Any) -> Any:
    """Customer 2 is not linked, but has the CVR number of 102; a run before this one made the PSA know the integration."""
    with office.store.work() as work:
        work.links.remove(office.integration.id, LinkKind.CUSTOMER, "2", "102")
        work.commit()
    return office


def test_a_run_whose_documents_were_refused_leaves_no_trace_after_undo(ready: Any) -> None:
    before = ready.company.finance.state()
    ready.plan(Side.FINANCE, {"kind": "error_before", "method": "POST", "path": "drafts"})
    report = ready.transfers.send(ready.integration, ["2", "9"], Silent())
    ready.plan(Side.FINANCE)
    assert not report.transferred
    made = next(one for one in links(ready, LinkKind.CUSTOMER) if one[0] == "8")
    assert ("2", "102") in links(ready, LinkKind.CUSTOMER)
    assert (UndoGroup.BACK, "The customer is deleted in e-conomic.") in told(ready)
    assert [group for group, _sentence in told(ready)] == [UndoGroup.BACK] * 3

    report = undo(ready)

    assert (report.undone, report.left_alone, report.not_possible) == (2, (), ())
    assert ready.company.finance.state() == before
    assert not links(ready, LinkKind.CUSTOMER) & {made, ("2", "102")}
    assert all(not ready.company.psa_row("customers", number)["ExternalKeys"] for number in (2, 8))
    assert ready.undo.last_batch(ready.integration) is None


def test_a_created_customer_that_has_its_invoice_stays_and_the_reason_is_told_beforehand(ready: Any) -> None:
    ready.transfers.send(ready.integration, ["1", "2", "9"], Silent())

    found = told(ready)

    assert str(ready.undo.last_batch(ready.integration).message) == "Customers, contacts and employees made ready for invoices."
    assert [sentence for group, sentence in found if group is UndoGroup.IMPOSSIBLE] == [
        "The customer stays in e-conomic, which has 1 invoice to it."
    ]
    assert [sentence for group, sentence in found if group is UndoGroup.BACK] == ["The link is removed."] * 4
    assert links(ready, LinkKind.CONTACT) == {("301", "7")}
    assert "has 1 invoice to it" in str(undo(ready).not_possible[0])
    assert (links(ready, LinkKind.CONTACT), links(ready, LinkKind.EMPLOYEE)) == (set(), set())
    assert len(ready.company.finance.state()["customers"]) == 10


def test_a_created_customer_that_somebody_changed_since_stays(ready: Any) -> None:
    ready.plan(Side.FINANCE, {"kind": "error_before", "method": "POST", "path": "drafts"})
    ready.transfers.send(ready.integration, ["9"], Silent())
    ready.plan(Side.FINANCE)
    ((_psa, number),) = (one for one in links(ready, LinkKind.CUSTOMER) if one[0] == "8")
    ready.company.change_finance("customers", int(number), email="by-hand@example.com")
    assert (UndoGroup.CHANGED, "The customer was changed in e-conomic since, and stays.") in told(ready)
    assert "was changed in e-conomic since" in str(undo(ready).left_alone[0])


def test_a_customer_of_an_attempt_that_was_not_answered_is_taken_back_with_the_run_that_found_it(ready: Any) -> None:
    before = ready.company.finance.state()
    ready.plan(Side.FINANCE, {"kind": "cut_after", "method": "POST", "path": "customers"})
    ready.transfers.send(ready.integration, ["9"], Silent())
    ready.plan(Side.FINANCE, {"kind": "error_before", "method": "POST", "path": "drafts"})
    ready.transfers.send(ready.integration, ["9"], Silent())
    ready.plan(Side.FINANCE)
    assert (UndoGroup.BACK, "The customer is deleted in e-conomic.") in told(ready)
    undo(ready)
    assert ready.company.finance.state() == before
