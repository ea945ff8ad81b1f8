"""The declared tables: nothing of the documented mapping is missing, and what is never sent says why."""

from __future__ import annotations

import pytest

from desktop.connectors.economic.fields import CONTACTS, CUSTOMERS, EMPLOYEES, INVOICE_LINES, INVOICES, ITEMS, TABLES
from desktop.models.field_mapping import FieldTable, Way, as_kept_by, from_system, overwritten, problems, to_system
from desktop.models.records import Contact, Customer


def names(table: FieldTable) -> set[str]:
    return {name for field in table.fields for name in (field.ours, *field.joined)}


@pytest.mark.parametrize(
    ("table", "documented"),
    [
        (
            CUSTOMERS,
            "name number owner phone fax email website address address2 address3 zip_code city state country vat_number "
            "giro_number organisation_number currency ean external_key",
        ),
        (CONTACTS, "first_name last_name phone email comment address address2 address3 zip_code city state customer_id"),
        (EMPLOYEES, "first_name last_name group number"),
        (ITEMS, "number name"),
        (
            INVOICES,
            "number customer_id contact_id customer_name attention date department project_name project_number "
            "requisition_number customer_reference internal_reference ean address address2 address3 city zip_code country "
            "heading message payment_terms due_date currency discount_percent vat_percent reference",
        ),
        (INVOICE_LINES, "item_number text quantity unit unit_price discount_percent"),
    ],
)
def test_every_row_of_the_documented_mapping_is_there(table: FieldTable, documented: str) -> None:
    assert set(documented.split()) <= names(table)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_what_is_never_sent_says_why(table: FieldTable) -> None:
    assert all(field.note for field in table.fields if field.way is Way.NEVER)


def test_writing_and_reading_a_customer_gives_it_back() -> None:
    customer = Customer(
        name="Fjordbyg A/S",
        vat_number="12345674",
        address="Vej 1",
        address2="2. sal",
        address3="Port",
        country="SE",
        currency="SEK",
    )
    assert as_kept_by(CUSTOMERS, customer) == customer


def test_address_lines_of_windows_are_read_as_lines() -> None:
    found = from_system(CUSTOMERS, {"address": "Vej 1\r\n2. sal"}, Customer())
    assert (found.address, found.address2) == ("Vej 1", "2. sal")


def test_the_preview_names_what_stays_and_why() -> None:
    changes, after = overwritten(
        CUSTOMERS, Customer(name="Gammel", city="Vejle", number="5"), Customer(name="Ny", owner="EK", number="7")
    )
    by_field = {change.field: change for change in changes}
    assert by_field["name"].is_changed
    assert str(by_field["owner"].reason) == "Owners are looked after in the PSA."
    assert not by_field["number"].is_changed
    assert (after.name, after.city, after.number) == ("Ny", "Vejle", "5")


def test_names_of_people_are_joined_with_a_space() -> None:
    assert to_system(CONTACTS, Contact(first_name="Ida", last_name="Holm"), creating=True) == {"name": "Ida Holm"}
    assert from_system(CONTACTS, {"name": "Ida"}, Contact()).last_name == ""


def test_a_number_with_letters_is_a_problem_and_not_an_error() -> None:
    [problem] = problems(CUSTOMERS, Customer(name="Ny", number="K-7", currency="DKK"), creating=True)
    assert (problem.field, problem.value) == ("number", "K-7")
