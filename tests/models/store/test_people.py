from __future__ import annotations

from desktop.models.records import Contact, Employee, Side
from desktop.models.store.work import Store

ANNA = Contact(
    id="1",
    guid="g",
    customer_id="7",
    first_name="Anna",
    last_name="Åström",
    email="a@b.invalid",
    phone="1",
    comment="æ",
    is_active=False,
)
BO = Employee(
    id="1", number="9", initials="BO", first_name="Bo", last_name="Holm", email="bo@b.invalid", group="2", is_active=False
)


def test_contacts_and_employees_come_back_with_every_field(store: Store, here: int) -> None:
    with store.work() as work:
        assert work.people.replace_all(Contact, here, Side.PSA, [ANNA]) == 1
        assert work.people.replace_all(Employee, here, Side.PSA, [BO]) == 1
        work.commit()

    with store.reading() as work:
        assert work.people.all(Contact, here, Side.PSA) == [ANNA]
        assert work.people.all(Employee, here, Side.PSA) == [BO]
        assert work.people.get(Contact, here, Side.PSA, "1") == ANNA
        assert work.people.get(Employee, here, Side.PSA, "2") is None
        assert work.people.all(Contact, here, Side.FINANCE) == []


def test_a_register_replaces_the_one_before(store: Store, here: int, elsewhere: int) -> None:
    with store.work() as work:
        work.people.replace_all(Contact, elsewhere, Side.PSA, [ANNA])
        work.people.replace_all(Contact, here, Side.PSA, [ANNA, Contact(id="2")])
        assert work.people.replace_all(Contact, here, Side.PSA, [Contact(id="3"), Contact(id="3", first_name="Bo")]) == 1
        assert work.people.all(Contact, here, Side.PSA) == [Contact(id="3", first_name="Bo")]
        assert work.people.replace_all(Contact, here, Side.PSA, []) == 0
        assert work.people.all(Contact, here, Side.PSA) == []
        assert work.people.all(Contact, elsewhere, Side.PSA) == [ANNA]


def test_one_person_is_kept_and_replaced(store: Store, here: int) -> None:
    with store.work() as work:
        work.people.put(here, Side.FINANCE, ANNA)
        work.people.put(here, Side.FINANCE, Contact(id="1", first_name="Anne"))
        work.people.put(here, Side.FINANCE, BO)
        assert work.people.all(Contact, here, Side.FINANCE) == [Contact(id="1", first_name="Anne")]
        assert work.people.all(Employee, here, Side.FINANCE) == [BO]
