"""Contacts and employees: three states are compared field by field, and only what the PSA changed goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.connectors.economic.fields import CONTACTS, EMPLOYEES
from desktop.models.people_updates import PersonUpdate, agreed, as_wanted, is_as_carried, person_updates, settled
from desktop.models.records import CarriedValues, Contact, Employee, LinkKind, texts_of
from desktop.models.updates import News

OURS = Contact(id="301", customer_id="1", first_name="Mette", last_name="Holm", email="mette@example.com", phone="1")
THERE = replace(OURS, id="7", customer_id="101")
CARRIED = CarriedValues(psa=texts_of(OURS), finance=texts_of(THERE))


@pytest.mark.parametrize(
    ("ours", "there", "found"),
    [
        ({}, {}, {}),
        ({"phone": "2"}, {}, {"phone": News.HERE}),
        ({"phone": "2"}, {"phone": "3"}, {"phone": News.BOTH}),
        ({"phone": "2"}, {"phone": "2"}, {}),
        ({}, {"phone": "3"}, {}),
        ({"phone": ""}, {}, {}),
        ({"last_name": "Berg"}, {}, {"first_name": News.HERE}),
        ({"customer_id": "9", "guid": "x"}, {}, {}),
    ],
)
def test_each_field_is_judged_by_who_changed_it_since(ours: Any, there: Any, found: dict[str, News]) -> None:
    updates = person_updates(CONTACTS, LinkKind.CONTACT, replace(OURS, **ours), replace(THERE, **there), CARRIED)

    assert {one.field: one.news for one in updates} == found


def test_a_link_nothing_is_known_about_has_no_news() -> None:
    changed = replace(OURS, phone="2")

    assert person_updates(CONTACTS, LinkKind.CONTACT, changed, THERE, CarriedValues()) == []
    assert not is_as_carried(LinkKind.CONTACT, changed, CARRIED)
    assert is_as_carried(LinkKind.CONTACT, replace(OURS, guid="x"), CARRIED)


def test_what_is_written_names_all_parts_of_a_field_and_leaves_the_rest() -> None:
    ours = replace(OURS, last_name="Berg", phone="2")

    wanted, names = as_wanted(CONTACTS, LinkKind.CONTACT, ours, THERE, ["first_name"])

    assert (wanted, names) == (replace(THERE, last_name="Berg"), {"first_name", "last_name"})
    assert settled(LinkKind.CONTACT, CONTACTS, ours, wanted, ["first_name"]).finance == {"first_name": "Mette", "last_name": "Berg"}
    assert "phone" not in agreed(LinkKind.CONTACT, CONTACTS, ours, wanted)


def test_unseen_goes_only_what_takes_nothing_back() -> None:
    ours, there = replace(OURS, phone="2", email="ny@example.com"), replace(THERE, phone="3")
    updates = tuple(person_updates(CONTACTS, LinkKind.CONTACT, ours, there, CARRIED))
    found = PersonUpdate(kind=LinkKind.CONTACT, psa=ours, finance=there, where="", fields=updates).unseen()

    assert found is not None
    assert [one.field for one in found.going] == ["email"]


def test_of_an_employee_name_and_e_mail_go() -> None:
    ours = Employee(id="7", initials="ALU", first_name="Anna", last_name="Lund", email="alu@example.com")
    there = Employee(id="3", number="3", first_name="Anna", last_name="Lund", email="alu@example.com", group="1")
    carried = CarriedValues(psa=texts_of(ours), finance=texts_of(there))
    changed = replace(ours, last_name="Lund Berg", initials="ALB", email="")

    updates = person_updates(EMPLOYEES, LinkKind.EMPLOYEE, changed, there, carried)

    assert [(one.field, one.old, one.new) for one in updates] == [("first_name", "Anna Lund", "Anna Lund Berg")]
