"""What a run of transfers made ready for its invoices is a batch like any other: shown first in three groups, and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.models.people_updates import CREATE
from desktop.models.records import Action, Contact, Decision, LinkKind, Side
from desktop.models.undoing import UndoGroup
from desktop.progress import Silent

REFUSED = {"kind": "error_before", "method": "POST", "path": "drafts", "status": 400}


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
    ready.plan(Side.FINANCE, REFUSED)
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
    why = "The customer stays in e-conomic, which has 1 invoice to it."
    stays = [why, f"Aalborg Regnskab stays linked: {why}"]
    assert sorted(sentence for group, sentence in found if group is UndoGroup.IMPOSSIBLE) == sorted(stays)
    assert [sentence for group, sentence in found if group is UndoGroup.BACK] == ["The link is removed."] * 3
    assert links(ready, LinkKind.CONTACT) == {("301", "7")}
    assert [str(one) for one in undo(ready).not_possible] == [f"Aalborg Regnskab is left as it is: {why}", stays[1]]
    assert "8" in dict(links(ready, LinkKind.CUSTOMER))
    assert ready.company.psa_row("customers", 8)["ExternalKeys"]
    assert (links(ready, LinkKind.CONTACT), links(ready, LinkKind.EMPLOYEE)) == (set(), set())
    assert len(ready.company.finance.state()["customers"]) == 10


def test_a_created_customer_that_somebody_changed_since_stays(ready: Any) -> None:
    ready.plan(Side.FINANCE, REFUSED)
    ready.transfers.send(ready.integration, ["9"], Silent())
    ready.plan(Side.FINANCE)
    ((_psa, number),) = (one for one in links(ready, LinkKind.CUSTOMER) if one[0] == "8")
    ready.company.change_finance("customers", int(number), email="by-hand@example.com")
    assert (UndoGroup.CHANGED, "The customer was changed in e-conomic since, and stays.") in told(ready)
    assert "was changed in e-conomic since" in str(undo(ready).left_alone[0])
    assert ("8", number) in links(ready, LinkKind.CUSTOMER)


def test_a_customer_of_an_attempt_that_was_not_answered_is_taken_back_with_the_run_that_found_it(ready: Any) -> None:
    before = ready.company.finance.state()
    ready.plan(Side.FINANCE, {"kind": "cut_after", "method": "POST", "path": "customers"})
    ready.transfers.send(ready.integration, ["9"], Silent())
    ready.plan(Side.FINANCE, REFUSED)
    ready.transfers.send(ready.integration, ["9"], Silent())
    ready.plan(Side.FINANCE)
    assert (UndoGroup.BACK, "The customer is deleted in e-conomic.") in told(ready)
    undo(ready)
    assert ready.company.finance.state() == before


def test_a_created_customer_stays_until_it_is_known_whether_its_invoice_is_there(ready: Any) -> None:
    ready.plan(Side.FINANCE, {"kind": "cut_after", "method": "POST", "path": "drafts"})
    assert ready.transfers.send(ready.integration, ["9"], Silent()).unknown == ("9",)
    ready.plan(Side.FINANCE)
    told_first = [group for group, _sentence in told(ready)]
    report = undo(ready)
    assert told_first == [UndoGroup.IMPOSSIBLE] * 2
    assert "not known yet whether 1 invoice is in e-conomic" in str(report.failed[0])
    assert (report.undone, report.left_alone, report.not_possible) == (0, (), ())
    assert "8" in dict(links(ready, LinkKind.CUSTOMER))
    assert ready.undo.last_batch(ready.integration) is not None

    ready.settling.settle(ready.integration, Silent())

    assert "has 1 invoice to it" in str(undo(ready).not_possible[0])
    assert ready.undo.last_batch(ready.integration) is None


def made_by_hand(office: Any) -> tuple[str, int]:
    """Customer 8, created over there: its number and the batch."""
    made, batch = office.customers.create_by_hand(office.integration, "8")
    return made.id, batch


def undo_batch(office: Any, batch: int) -> Any:
    return office.undo.undo(office.integration, batch, Silent())


def told_of(office: Any, batch: int) -> set[tuple[UndoGroup, str]]:
    return {(one.group, str(one.sentence)) for one in office.undo.preview(office.integration, batch, Silent()).items}


def link_later(office: Any, psa_id: str, finance_id: str) -> int:
    """Somebody ends the link of the created customer and links it; gives the batch of that."""
    with office.store.reading() as work:
        link = work.links.of_finance(office.integration.id, LinkKind.CUSTOMER, finance_id)
    office.undo.unlink(office.integration, [link])
    decision = Decision(finance_id=finance_id, action=Action.LINK_ONLY, psa_id=psa_id)
    return int(office.linking.write(office.integration, [decision], Silent()).batch_id)


@pytest.mark.parametrize("psa_id", ["8", "9"])
def test_a_created_customer_that_a_later_batch_linked_waits_for_that_one(office: Any, psa_id: str) -> None:
    before = office.company.finance.state()
    number, batch = made_by_hand(office)
    later = link_later(office, psa_id, number)
    first = f"Take back batch {later} first, which wrote here later: 1 customer decided."
    assert told_of(office, batch) == {(UndoGroup.CHANGED, first)}

    assert first in str(undo_batch(office, batch).failed[0])

    assert (psa_id, number) in links(office, LinkKind.CUSTOMER)
    assert undo_batch(office, later).undone == 1
    assert (undo_batch(office, batch).undone, office.undo.batches(office.integration)) == (1, [])
    assert office.company.finance.state() == before


def test_a_created_customer_that_is_linked_to_another_one_stays(office: Any) -> None:
    number, batch = made_by_hand(office)
    later = link_later(office, "9", number)
    with office.store.work() as work:
        work.batches.undone(later)
        work.commit()
    assert told_of(office, batch) == {(UndoGroup.IMPOSSIBLE, "It is linked to AB-10 Bogstav og Tal, and stays.")}
    assert "linked to AB-10" in str(undo_batch(office, batch).not_possible[0])
    assert number in [str(one["customerNumber"]) for one in office.company.finance.state()["customers"]]


def test_a_created_customer_that_somebody_gave_a_contact_stays_with_it(office: Any) -> None:
    number, batch = made_by_hand(office)
    contact = {"customerContactNumber": 99, "name": "Ved Hand", "customer": {"customerNumber": int(number)}}
    with office.company.finance.lock:
        office.company.finance.agreement["contacts"].put(contact)
    why = "The customer has got 1 contact in e-conomic since, and stays."
    linked = f"Aalborg Regnskab stays linked: {why}"
    assert told_of(office, batch) == {(UndoGroup.CHANGED, why), (UndoGroup.IMPOSSIBLE, linked)}

    report = undo_batch(office, batch)

    assert [str(one) for one in report.left_alone] == [f"Aalborg Regnskab is left as it is: {why}"]
    assert [str(one) for one in report.not_possible] == [linked]
    assert 99 in [one["customerContactNumber"] for one in office.company.finance.state()["contacts"]]
    assert ("8", number) in links(office, LinkKind.CUSTOMER)


def test_a_customer_and_the_contact_that_a_later_batch_gave_it_are_taken_back_in_any_order(office: Any) -> None:
    with office.store.work() as work:
        work.people.put(office.integration.id, Side.PSA, Contact(id="309", customer_id="8", first_name="Ida", last_name="Bro"))
        work.commit()
    before = office.company.finance.state()
    _number, batch = made_by_hand(office)
    later = office.contacts.decide(office.integration, {"309": CREATE}).batch_id

    assert len(undo_batch(office, batch).failed) == 1
    assert undo_batch(office, later).people == 1
    assert undo_batch(office, batch).undone == 1

    assert office.company.finance.state() == before
    assert office.undo.batches(office.integration) == []


def test_the_old_value_is_not_lost_when_the_older_batch_is_undone_first(office: Any) -> None:
    before = office.company.finance.state()["customers"][0]["email"]
    batches = []
    for email in ("a@example.com", "b@example.com"):
        office.company.change_psa("customers", 1, Email=email)
        office.read()
        decisions = [one.decision for one in office.updates.previews(office.integration)]
        batches.append(office.updates.write(office.integration, decisions, Silent()).batch_id)
    older, newer = batches
    assert [group for group, _sentence in told_of(office, older)] == [UndoGroup.CHANGED]

    assert f"Take back batch {newer} first" in str(undo_batch(office, older).failed[0])
    for batch in (newer, older):
        assert undo_batch(office, batch).undone == 1

    assert office.company.finance.state()["customers"][0]["email"] == before
