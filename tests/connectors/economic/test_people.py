"""Contacts of customers and our own employees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop.connectors.economic.connector import Economic
from desktop.errors import RecordNotFound, RecordRefused, SettingsError
from desktop.models.records import Contact, Employee, StandardValues
from desktop.sandbox.economic.app import Economic as EconomicStandIn

NEW_CONTACT = Contact(
    customer_id="101", first_name="Bo", last_name="Krogh Lund", email="bo@fjordbyg.example", phone="22 33 44 55", comment="Ny"
)
NEW_EMPLOYEE = Employee(initials="MJ", first_name="Mia", last_name="Juhl", email="mia@nordhavn.example")


def test_contacts_are_read_with_first_and_last_name(economic: Economic) -> None:
    assert economic.contacts("101") == (
        Contact(
            id="7",
            customer_id="101",
            first_name="Ida",
            last_name="Marie Holm",
            email="ida@fjordbyg.example",
            phone="20 30 40 50",
            comment="Ring først",
        ),
    )
    assert economic.contacts("103") == ()


def test_contacts_of_an_unknown_customer_are_not_found(economic: Economic) -> None:
    with pytest.raises(RecordNotFound):
        economic.contacts("999")


def test_a_contact_is_created_on_its_customer(economic: Economic, fits: Callable[..., None]) -> None:
    with economic.recording() as exchanges:
        created = economic.create_contact(NEW_CONTACT, key="k")
    fits(exchanges, "customers.customerNumber.contacts.post")
    assert created == replace(NEW_CONTACT, id=created.id)
    assert created in economic.contacts("101")


def test_a_contact_without_a_name_is_refused_before_anything_is_sent(economic: Economic) -> None:
    with pytest.raises(RecordRefused, match="Name is empty"):
        economic.create_contact(Contact(customer_id="101"), key="k")


def test_employees_are_read_barred_ones_too(economic: Economic) -> None:
    [page] = economic.employees()
    assert page.records == (
        Employee(id="3", number="3", first_name="Eva", last_name="Krog", email="eva@nordhavn.example", group="1"),
        Employee(id="9", number="9", first_name="Per", group="1", is_active=False),
    )


def test_an_employee_is_created_in_the_chosen_group_under_the_next_number(
    economic: Economic, standard_values: StandardValues
) -> None:
    created = economic.create_employee(NEW_EMPLOYEE, standard_values, key="k")
    assert (created.id, created.group) == ("10", "1")
    assert replace(created, initials="") in [one for page in economic.employees() for one in page.records]


def test_the_first_employee_of_an_agreement_gets_number_one(
    economic: Economic, standard_values: StandardValues, stand_in: EconomicStandIn
) -> None:
    stand_in.agreement["employees"].drop(3)
    stand_in.agreement["employees"].drop(9)
    assert economic.create_employee(NEW_EMPLOYEE, standard_values, key="k").number == "1"


def test_an_employee_that_cannot_be_created_says_why(economic: Economic, standard_values: StandardValues) -> None:
    with pytest.raises(RecordRefused, match="Name is empty"):
        economic.create_employee(Employee(), standard_values, key="k")
    with pytest.raises(SettingsError, match="employee group is not chosen"):
        economic.create_employee(NEW_EMPLOYEE, StandardValues(), key="k")
    with pytest.raises(RecordRefused):
        economic.create_employee(NEW_EMPLOYEE, replace(standard_values, employee_group="77"), key="k")


def test_a_change_of_a_contact_keeps_what_is_not_ours_and_clears_what_is_empty(economic: Economic) -> None:
    [contact] = economic.contacts("101")
    changed = economic.update_contact(replace(contact, phone="11 22 33 44", comment=""), frozenset({"phone", "comment"}))
    assert changed == replace(contact, phone="11 22 33 44", comment="")
    economic.delete_contact(changed)
    assert economic.contacts("101") == ()
    with pytest.raises(RecordNotFound):
        economic.delete_contact(changed)


def test_a_change_of_an_employee_keeps_group_and_phone(economic: Economic, stand_in: EconomicStandIn) -> None:
    register = stand_in.agreement["employees"]
    register.put({**register.get(3), "phone": "20 30 40 50"})
    eva = next(one for page in economic.employees() for one in page.records if one.id == "3")

    changed = economic.update_employee(replace(eva, last_name="Krog Holm", email=""), frozenset({"last_name", "email"}))

    assert changed == replace(eva, last_name="Krog Holm", email="")
    assert register.get(3)["phone"] == "20 30 40 50"
    economic.delete_employee(changed)
    with pytest.raises(RecordNotFound):
        economic.delete_employee(changed)
