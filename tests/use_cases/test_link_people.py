"""The contact and the internal reference of an invoice are found by name; a contact that is missing is created once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop.models.records import Invoice, LinkKind, Side
from desktop.progress import Silent


def invoice(office: Any, number: str = "1", **changes: Any) -> Invoice:
    with office.store.reading() as work:
        return replace(work.invoices.get(office.integration.id, number), **changes)


def contact_id(office: Any, one: Invoice, customer: str = "101") -> str:
    with office.store.reading() as work:
        found = work.customers.get(office.integration.id, Side.FINANCE, customer)
    return str(office.people.contact_id(office.integration, one, found))


def contacts(office: Any) -> list[Any]:
    return list(office.company.finance.agreement["contacts"])


def test_a_contact_of_the_same_name_is_found_and_linked(office: Any) -> None:
    assert contact_id(office, invoice(office)) == "7"
    assert len(contacts(office)) == 1
    with office.store.reading() as work:
        assert work.links.of_psa(office.integration.id, LinkKind.CONTACT, "301").finance_id == "7"


def test_a_linked_contact_that_got_another_name_is_still_the_one(office: Any) -> None:
    contact_id(office, invoice(office))
    office.company.change_finance("contacts", 7, name="Mette Holm Berg")
    assert contact_id(office, invoice(office)) == "7"


def test_a_missing_contact_is_created_once(office: Any) -> None:
    one = invoice(office, contact_id="302", customer_reference_id="302")
    made = contact_id(office, one, "102")
    assert contact_id(office, one, "102") == made
    assert [row["name"] for row in contacts(office)] == ["Mette Holm", "Ole Vind"]
    assert "Ole Vind was created on customer 102" in str(office.newest().message)


def test_a_linked_contact_that_was_deleted_is_created_again(office: Any) -> None:
    contact_id(office, invoice(office))
    office.company.finance.agreement["contacts"].drop(7)
    assert contact_id(office, invoice(office)) == "8"
    with office.store.reading() as work:
        assert work.links.of_psa(office.integration.id, LinkKind.CONTACT, "301").finance_id == "8"


def test_two_people_of_one_name_share_the_contact(office: Any) -> None:
    office.company.change_psa("contacts", 302, Firstname="Mette", Lastname="Holm")
    office.fetching.fetch(office.integration, progress=Silent())
    assert contact_id(office, invoice(office)) == "7"
    assert contact_id(office, invoice(office, contact_id="302", customer_reference_id="302")) == "7"
    assert len(contacts(office)) == 1


def test_an_invoice_without_a_contact_or_with_an_unknown_one_has_none(office: Any) -> None:
    assert contact_id(office, invoice(office, contact_id="", customer_reference_id="0")) == ""
    assert contact_id(office, invoice(office, contact_id="999", customer_reference_id="999")) == ""
    assert office.company.finance.calls.listed()["calls"] == []


def test_the_internal_reference_is_found_by_first_and_last_name(office: Any) -> None:
    find = office.people.employee_id
    assert find(office.integration, invoice(office)) == "3"
    assert find(office.integration, invoice(office, internal_reference="", internal_reference_name="anna lund")) == "3"
    assert find(office.integration, invoice(office, internal_reference="XX", internal_reference_name="")) == ""
    assert find(office.integration, invoice(office, internal_reference="", internal_reference_name="")) == ""


def test_of_two_employees_of_one_name_none_is_guessed(office: Any) -> None:
    rows = office.company.finance.agreement["employees"]
    rows.put({**rows.get(3), "employeeNumber": 4})
    office.fetching.fetch(office.integration, progress=Silent())
    assert office.people.employee_id(office.integration, invoice(office)) == ""
