"""The field tables hold every row of the mapping that is documented for TimeLog and Dinero, each in its direction."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from desktop.connectors.dinero.customers import FIELDS, WRITABLE
from desktop.connectors.dinero.fields import CONTACTS, CUSTOMERS, INVOICE_LINES, INVOICES, ITEMS, TABLES
from desktop.models.carry_rules import choices
from desktop.models.field_mapping import FieldTable, Way, from_system, overwritten, problems, to_system
from desktop.models.losses import LossKind, losses
from desktop.models.records import Contact, Customer, Invoice, InvoiceLine

BOTH, OUT, IN, NEVER = Way.BOTH, Way.OUT, Way.IN, Way.NEVER

# Row by row: our field, theirs ("" where Dinero has none), and the direction.
MAPPING: dict[FieldTable, list[tuple[str, str, Way]]] = {
    CUSTOMERS: [
        ("name", "Name", BOTH),
        ("number", "", NEVER),
        ("owner", "", NEVER),
        ("phone", "Phone", BOTH),
        ("fax", "", NEVER),
        ("email", "Email", BOTH),
        ("website", "Webpage", BOTH),
        ("address", "Street", BOTH),
        ("address2", "", NEVER),
        ("address3", "", NEVER),
        ("zip_code", "ZipCode", BOTH),
        ("city", "City", BOTH),
        ("state", "", NEVER),
        ("country", "CountryKey", BOTH),
        ("vat_number", "VatNumber", BOTH),
        ("giro_number", "", NEVER),
        ("organisation_number", "", NEVER),
        ("currency", "", NEVER),
        ("ean", "EanNumber", BOTH),
        ("attention", "AttPerson", BOTH),
        ("external_key", "ContactGuid", NEVER),
    ],
    CONTACTS: [
        ("first_name", "AttPerson", OUT),
        ("last_name", "AttPerson", OUT),
        ("phone", "", NEVER),
        ("email", "Email", NEVER),
        ("comment", "", NEVER),
        ("customer_id", "ContactGuid", NEVER),
    ],
    ITEMS: [("number", "ProductNumber", IN), ("name", "Name", IN), ("description", "", NEVER)],
    INVOICES: [
        ("number", "Number", NEVER),
        ("customer_id", "ContactGuid", OUT),
        ("contact_id", "ContactName", NEVER),
        ("customer_name", "Address", OUT),
        ("attention", "", NEVER),
        ("date", "Date", OUT),
        ("department", "", NEVER),
        ("project_name", "", NEVER),
        ("project_number", "", NEVER),
        ("requisition_number", "", NEVER),
        ("customer_reference", "", NEVER),
        ("internal_reference", "", NEVER),
        ("ean", "", NEVER),
        ("address", "", NEVER),
        ("address2", "", NEVER),
        ("address3", "", NEVER),
        ("city", "", NEVER),
        ("zip_code", "", NEVER),
        ("country", "", NEVER),
        ("heading", "Description", OUT),
        ("message", "Comment", OUT),
        ("payment_terms", "PaymentConditionType", NEVER),
        ("due_date", "PaymentDate", NEVER),
        ("currency", "Currency", OUT),
        ("discount_percent", "", NEVER),
        ("vat_percent", "", NEVER),
    ],
    INVOICE_LINES: [
        ("item_number", "ProductGuid", OUT),
        ("text", "Comments", OUT),
        ("quantity", "Quantity", OUT),
        ("unit", "Unit", NEVER),
        ("unit_price", "BaseAmountValue", OUT),
        ("discount_percent", "Discount", OUT),
        ("vat", "", NEVER),
        ("gross", "TotalAmountInclVat", NEVER),
    ],
}


@pytest.mark.parametrize("table", MAPPING, ids=lambda table: table.kind)
def test_every_row_of_the_mapping_is_declared(table: FieldTable) -> None:
    declared = [(ours, table.field(ours).theirs, table.field(ours).way) for ours, _theirs, _way in MAPPING[table]]
    assert declared == MAPPING[table]


def test_the_list_in_the_documentation_has_the_same_rows() -> None:
    text = (Path(__file__).resolve().parents[3] / "docs" / "systems" / "dinero.md").read_text("utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.count("|") == 6]
    told = [(cells[0].replace(" ", "_"), cells[3].strip("`")) for cells in rows if cells[4] not in ("carried", "---")]
    assert told == [(table.kind, ours) for table, mapping in MAPPING.items() for ours, _theirs, _way in mapping]


def test_what_is_never_sent_says_why() -> None:
    silent = [(table.kind, one.ours) for table in TABLES for one in table.fields if one.way is NEVER and one.note is None]
    assert silent == []


def test_every_written_field_is_one_that_dinero_takes_and_every_read_one_is_asked_for() -> None:
    assert {one.theirs for one in CUSTOMERS.fields if one.is_written} <= set(WRITABLE)
    assert {one.theirs for one in CUSTOMERS.fields if one.is_read} == set(FIELDS)


def test_of_three_address_lines_one_is_carried() -> None:
    customer = Customer(name="Ny", address="Vej 1", address2="2. sal", address3="Port B", country="DK")
    assert to_system(CUSTOMERS, customer, creating=True) == {"Name": "Ny", "Street": "Vej 1", "CountryKey": "DK"}
    changes, after = overwritten(CUSTOMERS, Customer(name="Ny", country="DK"), customer)
    reasons = {change.field: change.reason for change in changes}
    assert str(reasons["address2"]) == str(reasons["address3"]) == "Dinero has one address line."
    assert (after.address, after.address2) == ("Vej 1", "")


def test_a_country_goes_by_its_two_letters_or_not_at_all() -> None:
    assert problems(CUSTOMERS, Customer(name="Ny", country="SE"), creating=True) == []
    for country in ("", "Eventyrland"):
        [problem] = problems(CUSTOMERS, Customer(name="Ny", country=country), creating=True)
        assert problem.field == "country"
    assert from_system(CUSTOMERS, {"CountryKey": "DE"}, Customer()).country == "DE"


def test_empty_fields_of_the_psa_never_blank_out_dineros() -> None:
    there = Customer(name="Nordlys ApS", phone="70 10 20 30", attention="Lise Holm", country="DK")
    _changes, after = overwritten(CUSTOMERS, there, Customer(name="Nordlys A/S", country="DK"))
    assert (after.name, after.phone, after.attention) == ("Nordlys A/S", "70 10 20 30", "Lise Holm")


def test_first_and_last_name_become_the_att_person() -> None:
    assert to_system(CONTACTS, Contact(first_name="Ida", last_name="Holm"), creating=True) == {"AttPerson": "Ida Holm"}


def test_the_loss_meter_counts_what_dinero_has_no_place_for_and_nothing_else() -> None:
    line = InvoiceLine(
        item_number="1010", text="Møde", quantity=Decimal(1), unit="timer", net=Decimal(100), vat_percent=Decimal(25)
    )
    invoice = Invoice(
        id="1",
        number="20418",
        date=dt.date(2026, 10, 31),
        due_date=dt.date(2026, 11, 14),
        customer_name="Nordlys ApS",
        contact_id="301",
        address="Havnegade 12",
        zip_code="8000",
        currency="DKK",
        heading="Faktura",
        message="Tak",
        requisition_number="PO-1",
        project_name="Havnefront",
        net=Decimal(100),
        lines=(line,),
    )
    found = losses(invoice, {table.kind: table for table in TABLES})
    assert {one.field for one in found} == {"due_date", "address", "zip_code", "requisition_number", "project_name", "unit"}
    assert {one.kind for one in found} == {LossKind.NOT_CARRIED}


def test_what_is_not_carried_can_go_along_in_the_comment_or_in_the_text_of_its_line() -> None:
    found = {(one.table, one.source): one.targets[0][0] for one in choices({table.kind: table for table in TABLES})}
    assert found["invoices", "requisition_number"] == "message"
    assert found["invoice_lines", "unit"] == "text"
