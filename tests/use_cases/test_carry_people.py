"""Changes of linked contacts and employees are found when they are read, carried seen or at once, and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.errors import RecordRefused
from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.models.people_updates import CREATE
from desktop.models.records import LinkKind
from desktop.models.undoing import UndoGroup
from desktop.models.updates import News
from desktop.progress import Silent
from desktop.use_cases.carry_updates import CarryWay


@pytest.fixture
def linked(office: Any) -> Any:
    """Contact 301 is contact 7 over there, employee 7 is employee 3."""
    office.contacts.link(office.integration, "301", "7")
    office.employees.decide(office.integration, {"7": "3"})
    return office


def contact(office: Any, number: int = 7) -> dict[str, Any]:
    return dict(office.company.finance.agreement["contacts"].get(number))


def employee(office: Any, number: int = 3) -> dict[str, Any]:
    return dict(office.company.finance.agreement["employees"].get(number))


def rename_employee(office: Any, **changes: Any) -> None:
    with office.company.psa.lock:
        office.company.psa.site.put("users", {**office.company.psa.site.tables["users"][7], **changes})


def read(office: Any) -> None:
    office.fetching.fetch_people(office.integration, Silent())


def carry_all(office: Any) -> Any:
    return office.people_updates.write(office.integration, office.people_updates.previews(office.integration), Silent())


def groups(office: Any) -> list[tuple[UndoGroup, str]]:
    batch = office.undo.last_batch(office.integration)
    items = office.undo.preview(office.integration, batch.id, Silent()).items
    return [(one.group, str(one.sentence)) for one in items]


def undo(office: Any) -> Any:
    return office.undo.undo(office.integration, office.undo.last_batch(office.integration).id, Silent())


def test_a_change_waits_to_be_seen_is_carried_as_a_batch_and_taken_back_to_the_byte(linked: Any) -> None:
    linked.company.change_finance("contacts", 7, eInvoiceId="E-1", notes="Ring først")
    before = contact(linked), employee(linked)
    linked.company.change_psa("contacts", 301, Phone="22 33 44 55", Email="")
    rename_employee(linked, LastName="Lund Berg")
    read(linked)
    assert (contact(linked), employee(linked)) == before
    assert linked.people_updates.waiting(linked.integration.id) == 2
    found = linked.people_updates.previews(linked.integration)
    assert [(one.psa.name, one.where, [(two.old, two.new) for two in one.fields]) for one in found] == [
        ("Mette Holm", "101 Fjordbyg A/S", [("", "22 33 44 55")]),
        ("Anna Lund Berg", "", [("Anna Lund", "Anna Lund Berg")]),
    ]

    report = carry_all(linked)

    assert (report.people, report.fields, dict(report.refused)) == (2, 2, {})
    assert contact(linked) == {**before[0], "phone": "22 33 44 55", "sortKey": 1}
    assert employee(linked)["name"] == "Anna Lund Berg"
    assert linked.people_updates.waiting(linked.integration.id) == 0
    assert [group for group, _sentence in groups(linked)] == [UndoGroup.BACK] * 2
    assert str(undo(linked).sentence) == "What was decided for 2 contacts and employees is taken back."
    assert {**contact(linked), "sortKey": 1} == {**before[0], "sortKey": 1}
    assert employee(linked)["name"] == "Anna Lund"
    read(linked)
    assert linked.people_updates.previews(linked.integration) == []


def test_at_once_goes_what_takes_nothing_back_and_the_rest_waits(linked: Any) -> None:
    linked.updates.choose_way(linked.integration, CarryWay.AT_ONCE)
    linked.company.change_finance("contacts", 7, email="deres@example.com")
    linked.company.change_psa("contacts", 301, Phone="22 33 44 55", Email="vores@example.com")

    read(linked)

    assert (contact(linked)["phone"], contact(linked)["email"]) == ("22 33 44 55", "deres@example.com")
    (waits,) = linked.people_updates.previews(linked.integration)
    assert [(one.field, one.news) for one in waits.fields] == [("email", News.BOTH)]
    linked.people_updates.write(linked.integration, [waits.keeping(["email"])], Silent())
    assert contact(linked)["email"] == "deres@example.com"
    assert linked.people_updates.previews(linked.integration) == []


def test_who_changed_over_there_after_the_reading_is_refused_and_where_finance_owns_nothing_goes(linked: Any) -> None:
    linked.company.change_psa("contacts", 301, Phone="22 33 44 55")
    read(linked)
    linked.company.change_finance("contacts", 7, phone="99 99 99 99")

    report = carry_all(linked)

    assert [reason.kind for reason in report.refused.values()] == ["RecordChanged"]
    assert contact(linked)["phone"] == "99 99 99 99"
    linked.customers.choose_rules(linked.integration, OwnerRules(mode=OwnerMode.FINANCE))
    with pytest.raises(RecordRefused, match="owns its data"):
        carry_all(linked)


def test_a_contact_that_is_created_by_hand_is_linked_and_undo_deletes_it(office: Any) -> None:
    before = list(office.company.finance.agreement["contacts"])

    decided = office.contacts.decide(office.integration, {"302": CREATE})

    assert decided.created == 1
    with office.store.reading() as work:
        made = work.links.of_psa(office.integration.id, LinkKind.CONTACT, "302").finance_id
    assert contact(office, int(made))["name"] == "Ole Vind"
    assert groups(office) == [(UndoGroup.BACK, "The person is deleted in e-conomic."), (UndoGroup.BACK, "The link is removed.")]
    assert undo(office).people == 1
    assert list(office.company.finance.agreement["contacts"]) == before
    with pytest.raises(RecordRefused, match="already"):
        office.contacts.decide(office.integration, {"301": CREATE})


def test_a_contact_that_an_invoice_names_stays_and_the_reason_is_told_beforehand(office: Any) -> None:
    office.company.change_psa("contacts", 301, Firstname="Nina", Lastname="Ny")
    office.read()
    office.transfers.send(office.integration, ["1"], Silent())

    assert (UndoGroup.IMPOSSIBLE, "The person stays in e-conomic, where 1 invoice names it.") in groups(office)
    assert "where 1 invoice names it" in str(undo(office).not_possible[0])
    assert [one["name"] for one in office.company.finance.agreement["contacts"]] == ["Mette Holm", "Nina Ny"]


def test_a_link_that_was_ended_is_there_again_and_waits_for_one_that_was_made_later(linked: Any) -> None:
    linked.employees.decide(linked.integration, {"7": ""})
    assert linked.employees.both(linked.integration).links == {}

    assert undo(linked).people == 1

    assert linked.employees.both(linked.integration).links == {"7": "3"}
    linked.contacts.unlink(linked.integration, "301")
    linked.contacts.link(linked.integration, "301", "7")
    newer, first = linked.undo.batches(linked.integration)[:2]
    why = linked.undo.undo(linked.integration, first.id, Silent()).failed[0]
    assert f"Take back batch {newer.id} first" in str(why)
    for batch in (newer, first):
        assert linked.undo.undo(linked.integration, batch.id, Silent()).people == 1


def test_a_contact_who_was_deleted_over_there_waits_no_longer_and_stops_nobody(linked: Any) -> None:
    linked.updates.choose_way(linked.integration, CarryWay.AT_ONCE)
    linked.company.finance.agreement["contacts"].drop(7)
    linked.company.finance.agreement["customers"].drop(101)
    linked.company.change_psa("contacts", 301, Phone="22 33 44 55")
    rename_employee(linked, LastName="Lund Berg")
    read(linked)
    assert employee(linked)["name"] == "Anna Lund Berg"
    assert linked.people_updates.previews(linked.integration) == []
