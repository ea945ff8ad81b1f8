"""In which order steps are taken back, and what waits for a later batch."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.models.records import Contact, Customer, Employee, LinkKind, Side
from desktop.models.undo_order import LaterBatches, undo_order
from desktop.models.undoing import creation, creation_step, link_step, overwrite_step, person_step
from desktop.texts import Message

CREATE = creation_step(Customer(id="9", name="Fjordbyg"), "1")
LINK = {"what": "link", "psa_id": "1", "finance_id": "9"}
OTHER_LINK = {"what": "link", "psa_id": "2", "finance_id": "8"}
OVERWRITE = overwrite_step(Side.FINANCE, Customer(id="9", name="Fjordbyg", phone="1"), {"phone": "2"})
PERSON = Contact(id="c", customer_id="9", first_name="Ida")
CONTACT = creation(LinkKind.CONTACT, "1", PERSON)
CONTACT_LINK = link_step(LinkKind.CONTACT, "1", "Ida", "", "c")


def test_the_newest_step_goes_first_and_a_link_after_the_record_it_came_with() -> None:
    steps = [CREATE, LINK, OTHER_LINK, CONTACT, CONTACT_LINK, OVERWRITE]
    assert undo_order(steps) == [5, 3, 4, 2, 0, 1]
    assert undo_order([LINK, OTHER_LINK]) == [1, 0]


def why(step: dict[str, Any], *later: dict[str, Any]) -> str | None:
    reason = LaterBatches([(7, Message("Carried."), later), (6, Message("Linked."), later[:1])]).why_wait(step)
    return None if reason is None else str(reason)


def employee(**values: str) -> dict[str, Any]:
    one = Employee(id="c", number="3", first_name="Ida")
    return person_step("overwrite_person", LinkKind.EMPLOYEE, "1", one, one, values)


@pytest.mark.parametrize(
    ("step", "later", "waits"),
    [
        (OVERWRITE, OVERWRITE, True),
        (OVERWRITE, {**OVERWRITE, "after": {"email": "a@example.com"}}, False),  # another field
        (OVERWRITE, {**OVERWRITE, "side": "psa"}, False),
        (OVERWRITE, CONTACT, False),
        (CREATE, OVERWRITE, True),
        (CREATE, CONTACT, True),
        (CREATE, {**LINK, "psa_id": "2"}, True),
        (CREATE, OTHER_LINK, False),
        (LINK, LINK, True),
        (LINK, OVERWRITE, False),  # what was carried since can be put back without the link
        (CONTACT, {**CONTACT, "id": "d"}, False),  # somebody else at the same customer
        (CONTACT, CONTACT_LINK, True),
        (CONTACT_LINK, link_step(LinkKind.CONTACT, "1", "Ida", "c", "d"), True),
        (CONTACT_LINK, link_step(LinkKind.CONTACT, "2", "Bo", "c", "d"), True),
        (CONTACT_LINK, link_step(LinkKind.EMPLOYEE, "1", "Ida", "", "c"), False),
        (CONTACT, employee(email="a@example.com"), False),  # the same id, but not of a contact
        ({"what": "ignore", "finance_id": "9"}, {"what": "ignore", "finance_id": "9"}, True),
        ({"what": "import", "psa_id": "1"}, {"what": "import", "psa_id": "1"}, False),  # it stays whatever comes
    ],
)
def test_a_step_waits_for_a_later_batch_that_wrote_the_same(step: dict[str, Any], later: dict[str, Any], waits: bool) -> None:
    assert why(step) is None
    assert why(step, later) == ("Take back batch 7 first, which wrote here later: Carried." if waits else None)
