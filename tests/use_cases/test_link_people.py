"""The contact and the internal reference of an invoice are found by name; a contact that is missing is created once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.errors import EmployeeNotSure, OutcomeUnknown, RecordNotFound, RecordRefused
from desktop.models.owner_rules import OwnerMode, OwnerRules
from desktop.models.people_updates import CREATE
from desktop.models.records import DecidedBy, Employee, Invoice, LinkKind, Side, StandardValues
from desktop.progress import Silent


def invoice(office: Any, number: str = "1", **changes: Any) -> Invoice:
    with office.store.reading() as work:
        return replace(work.invoices.get(office.integration.id, number), **changes)


def contact_id(office: Any, one: Invoice, customer: str = "101") -> str:
    with office.store.reading() as work:
        found = work.customers.get(office.integration.id, Side.FINANCE, customer)
    return str(office.people.of_run(office.integration).contact_id(one, found))


def employee_id(office: Any, **changes: Any) -> str:
    return str(office.people.of_run(office.integration).employee_id(invoice(office, **changes)))


def employees(office: Any) -> list[str]:
    return [row["name"] for row in office.company.finance.agreement["employees"]]


def employee_made_after_a_lost_answer(office: Any) -> str:
    office.plan(Side.FINANCE, {"kind": "cut_after", "method": "POST", "path": "Employees"})
    with pytest.raises(OutcomeUnknown):
        employee_id(office, internal_reference="", internal_reference_name="Bo Krog")
    office.plan(Side.FINANCE)
    return employee_id(office, internal_reference="", internal_reference_name="Bo Krog")


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
    assert employee_id(office) == "3"
    assert employee_id(office, internal_reference="", internal_reference_name="anna lund") == "3"
    assert employee_id(office, internal_reference="XX", internal_reference_name="") == ""
    assert employee_id(office, internal_reference="", internal_reference_name="") == ""
    with office.store.reading() as work:
        (link,) = work.links.all(office.integration.id, LinkKind.EMPLOYEE)
    assert (link.psa_id, link.finance_id, link.decided_by) == ("7", "3", DecidedBy.RULE)


def test_an_internal_reference_who_is_missing_is_created_once_in_the_chosen_group(office: Any) -> None:
    made = employee_id(office, internal_reference="", internal_reference_name="Bo Krog")
    assert employee_id(office, internal_reference="", internal_reference_name="bo krog") == made == "4"
    assert employees(office) == ["Anna Lund", "Bo Krog"]
    assert office.company.finance.agreement["employees"].get(4)["employeeGroup"]["employeeGroupNumber"] == 1
    assert "Bo Krog was created as 4" in str(office.newest().message)


def test_an_employee_whose_creation_was_not_answered_is_found_and_not_made_twice(office: Any) -> None:
    assert employee_made_after_a_lost_answer(office) == "4"
    assert employees(office) == ["Anna Lund", "Bo Krog"]


def test_nobody_is_created_where_the_finance_system_owns_its_data_or_no_group_is_chosen(office: Any) -> None:
    office.standard_values.choose(office.integration.id, StandardValues())
    assert employee_id(office, internal_reference="", internal_reference_name="Bo Krog") == ""
    office.standard_values.choose(office.integration.id, office.standard_values.proposed(office.integration.id))
    office.customers.choose_rules(office.integration, OwnerRules(mode=OwnerMode.FINANCE))
    assert employee_id(office, internal_reference="", internal_reference_name="Bo Krog") == ""
    assert contact_id(office, invoice(office, contact_id="302", customer_reference_id="302"), "102") == ""
    assert employees(office) == ["Anna Lund"]
    assert len(contacts(office)) == 1


def test_of_two_employees_of_one_name_none_is_guessed_and_a_person_can_say_who_is_who(office: Any) -> None:
    rows = office.company.finance.agreement["employees"]
    rows.put({**rows.get(3), "employeeNumber": 4})
    office.fetching.fetch(office.integration, progress=Silent())
    with pytest.raises(EmployeeNotSure, match="More than one employee is called Anna Lund"):
        employee_id(office)
    (reason,) = office.transfers.check(office.integration, ["1"])["1"]
    assert reason.kind == "EmployeeNotSure"
    with pytest.raises(RecordNotFound):
        office.employees.named_there(office.integration, "99")
    anna = office.employees.named(office.integration, "alu")
    office.employees.decide(office.integration, {anna: "3"})
    office.employees.decide(office.integration, {anna: office.employees.named_there(office.integration, "4")})
    assert office.transfers.check(office.integration, ["1"])["1"] == []
    assert employee_id(office) == "4"


def test_a_second_employee_of_one_name_who_was_made_since_the_reading_is_asked_about(office: Any) -> None:
    rows = office.company.finance.agreement["employees"]
    rows.put({**rows.get(3), "employeeNumber": 4})
    assert office.transfers.send(office.integration, ["1"], Silent()).refused == ("1",)
    assert office.transfer("1").reason.kind == "EmployeeNotSure"
    assert office.company.drafts() == []
    with office.store.reading() as work:
        assert work.links.all(office.integration.id, LinkKind.EMPLOYEE) == []
    anna = office.employees.named(office.integration, "alu")
    office.employees.decide(office.integration, {anna: office.employees.named_there(office.integration, "4")})
    assert office.transfers.send(office.integration, ["1"], Silent()).transferred == ("1",)


def test_of_two_who_are_there_when_a_creation_was_not_answered_none_is_guessed(office: Any) -> None:
    office.plan(Side.FINANCE, {"kind": "cut_after", "method": "POST", "path": "Employees"})
    people, one = (
        office.people.of_run(office.integration),
        invoice(office, internal_reference="", internal_reference_name="Bo Krog"),
    )
    with pytest.raises(OutcomeUnknown):
        people.employee_id(one)
    office.plan(Side.FINANCE)
    rows = office.company.finance.agreement["employees"]
    rows.put({**rows.get(4), "employeeNumber": 5})
    with pytest.raises(EmployeeNotSure):
        people.employee_id(one)
    assert employees(office) == ["Anna Lund", "Bo Krog", "Bo Krog"]


def test_nobody_is_created_by_hand_beside_one_of_the_same_name_without_a_group_or_where_finance_owns_its_data(office: Any) -> None:
    anna = office.employees.named(office.integration, "alu")
    with pytest.raises(RecordRefused, match="Anna Lund is among the employees in e-conomic already"):
        office.employees.decide(office.integration, {anna: CREATE})
    office.customers.choose_rules(office.integration, OwnerRules(mode=OwnerMode.FINANCE))
    with pytest.raises(RecordRefused, match="e-conomic owns its data"):
        office.employees.decide(office.integration, {anna: CREATE})
    office.customers.choose_rules(office.integration, OwnerRules())
    office.standard_values.choose(office.integration.id, StandardValues())
    with pytest.raises(RecordRefused, match="No employee group is chosen"):
        office.employees.decide(office.integration, {anna: CREATE})
    assert employees(office) == ["Anna Lund"]


def test_an_employee_whose_creation_was_taken_back_is_not_named_by_the_next_invoice(office: Any) -> None:
    assert employee_id(office, internal_reference="", internal_reference_name="Bo Krog") == "4"
    batch = office.undo.last_batch(office.integration)
    office.undo.undo(office.integration, batch.id, Silent())
    with office.store.reading() as work:
        assert work.people.get(Employee, office.integration.id, Side.FINANCE, "4") is None
