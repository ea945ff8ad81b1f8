"""What an invoice loses on its way is told by the declared field tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from desktop.connectors.economic.connector import Economic
from desktop.models.field_mapping import Field, FieldTable, Way
from desktop.models.losses import Loss, LossCount, LossKind, grouped, losses
from desktop.models.records import Invoice, InvoiceLine
from desktop.texts import Message

NO_PROJECTS = Message("Needs the project module.")
OWN_UNIT = Message("The item's own unit counts.")
TABLES = {
    "invoices": FieldTable(
        "e-conomic",
        "invoices",
        (
            Field("heading", "heading", Message("Heading"), Way.OUT),
            Field("address", "address", Message("Address"), Way.OUT, joined=("address2", "address3")),
            Field("project_number", "", Message("Project no."), Way.NEVER, note=NO_PROJECTS),
            Field("exchange_rate", "", Message("Exchange rate"), Way.NEVER),
            Field("layout", "", Message("Layout"), Way.NEVER),
            Field("net", "net", Message("Amount"), Way.NEVER, is_made_there=True),
            Field("external_number", "number", Message("Number"), Way.IN),
        ),
    ),
    "invoice_lines": FieldTable("e-conomic", "invoice_lines", (Field("unit", "", Message("Unit"), Way.NEVER, note=OWN_UNIT),)),
}
INVOICE = Invoice(id="i1", date=dt.date(2026, 7, 14), heading="Drift", address="Havnegade 1", net=Decimal(100), external_number="7")


def test_what_is_carried_or_made_over_there_is_no_loss() -> None:
    assert losses(replace(INVOICE, lines=(InvoiceLine(),)), TABLES) == []


def test_a_value_that_is_never_sent_is_a_loss_with_its_reason() -> None:
    invoice = replace(INVOICE, project_number="P-7", exchange_rate=Decimal("745.6"))
    assert losses(invoice, TABLES) == [
        Loss(LossKind.NOT_CARRIED, "project_number", Message("Project no."), "P-7", NO_PROJECTS),
        Loss(LossKind.NOT_CARRIED, "exchange_rate", Message("Exchange rate"), Decimal("745.6"), None),
    ]


def test_the_rate_of_ones_own_currency_is_no_loss() -> None:
    assert losses(replace(INVOICE, exchange_rate=Decimal("100.00")), TABLES) == []


def test_the_second_address_line_is_told_as_joined() -> None:
    (loss,) = losses(replace(INVOICE, address3="2. tv"), TABLES)
    assert (loss.kind, loss.field, loss.value) == (LossKind.JOINED, "address", "Havnegade 1 / 2. tv")
    assert loss.note is not None
    assert "one field" in str(loss.note)


def test_a_loss_of_a_line_names_the_line_and_text_lines_lose_nothing() -> None:
    lines = (
        InvoiceLine(position=1, unit="timer"),
        InvoiceLine(position=2, unit="timer", is_text_only=True),
        InvoiceLine(position=3),
        InvoiceLine(position=4, unit="km"),
    )
    found = losses(replace(INVOICE, lines=lines), TABLES)
    assert [(one.field, one.value, one.line) for one in found] == [("unit", "timer", 1), ("unit", "km", 4)]


def test_losses_of_many_invoices_are_counted_the_most_frequent_first() -> None:
    timer = InvoiceLine(unit="timer")
    plain = replace(INVOICE, lines=(timer, timer))
    invoices = [plain, replace(plain, project_number="P-7"), replace(INVOICE, project_number="P-8"), plain]
    assert grouped(losses(one, TABLES) for one in invoices) == [
        LossCount(LossKind.NOT_CARRIED, "unit", Message("Unit"), OWN_UNIT, invoices=3, values=6),
        LossCount(LossKind.NOT_CARRIED, "project_number", Message("Project no."), NO_PROJECTS, invoices=2, values=2),
    ]


def test_e_conomic_loses_units_projects_and_references_but_neither_numbers_nor_amounts() -> None:
    invoice = replace(
        INVOICE,
        number="20418",
        vat=Decimal(25),
        gross=Decimal(125),
        state="Jylland",
        project_name="Drift",
        customer_reference="Mette",
        requisition_number="4711",
        message="Tak",
        lines=(InvoiceLine(unit="timer", vat_percent=Decimal(25), net=Decimal(100)),),
    )
    found = losses(invoice, {table.kind: table for table in Economic.card.tables})
    assert {one.field for one in found if one.kind is LossKind.NOT_CARRIED} == {
        "state",
        "project_name",
        "customer_reference",
        "unit",
    }
    assert [one.value for one in found if one.kind is LossKind.JOINED] == ["4711 / Tak"]
    assert all(one.note for one in found)
