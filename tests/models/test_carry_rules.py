"""What has no field of its own goes along in a text, as chosen; never cut, and told when there is no room."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from desktop import texts
from desktop.connectors.economic.connector import Economic
from desktop.models.carry_rules import carried, choices, with_rule, without_rule
from desktop.models.losses import losses
from desktop.models.records import CarryRule, Invoice, InvoiceLine

TABLES = {table.kind: table for table in Economic.card.tables}
PROJECT = CarryRule(table="invoices", source="project_number", target="message", lead="Projekt: ")
UNIT = CarryRule(table="invoice_lines", source="unit", target="text", lead="Enhed: ")
INVOICE = Invoice(
    id="i1",
    date=dt.date(2026, 7, 14),
    project_number="P-7",
    message="Tak",
    lines=(
        InvoiceLine(position=1, text="Rådgivning", unit="timer"),
        InvoiceLine(position=2, text="Overskrift", unit="timer", is_text_only=True),
        InvoiceLine(position=3, text="Kørsel"),
    ),
)


def test_a_value_is_added_below_the_text_that_stands_there() -> None:
    assert carried(INVOICE, [PROJECT], TABLES).invoice.message == "Tak\nProjekt: P-7"
    assert carried(replace(INVOICE, message=""), [PROJECT], TABLES).invoice.message == "Projekt: P-7"
    heading = replace(PROJECT, target="heading")
    assert carried(replace(INVOICE, heading="Drift"), [heading], TABLES).invoice.heading == "Drift · Projekt: P-7"


def test_a_line_takes_its_own_value_and_lines_of_text_only_stay() -> None:
    sent = carried(INVOICE, [UNIT], TABLES)
    assert [line.text for line in sent.invoice.lines] == ["Rådgivning\nEnhed: timer", "Overskrift", "Kørsel"]
    assert [(one.line, one.text) for one in sent.values] == [(1, "Enhed: timer")]


def test_several_rules_stand_below_each_other_and_an_empty_value_adds_nothing() -> None:
    att = CarryRule(table="invoices", source="attention", target="message", lead="Att.: ")
    name = replace(PROJECT, source="project_name", lead="")
    sent = carried(replace(INVOICE, attention="Mette Holm"), [PROJECT, name, att], TABLES)
    assert sent.invoice.message == "Tak\nProjekt: P-7\nAtt.: Mette Holm"


def test_what_has_no_room_is_left_out_whole_and_stays_a_loss_that_says_so() -> None:
    texts.set_language("en")
    full = replace(INVOICE, message="x" * 990)
    assert carried(full, [PROJECT], TABLES).invoice == full
    (loss,) = (one for one in losses(full, TABLES, [PROJECT]) if one.field == "project_number")
    assert str(loss.note) == (
        "It was to be carried along, but has no room. P.O. no. and message has 1,003 characters; e-conomic takes at most 1,000."
    )


def test_what_is_carried_is_no_loss_any_more() -> None:
    assert {(one.field, one.line) for one in losses(INVOICE, TABLES)} == {("project_number", None), ("unit", 1)}
    assert losses(INVOICE, TABLES, [PROJECT, UNIT]) == []


def test_a_rule_that_this_system_cannot_follow_does_nothing() -> None:
    for rule in (replace(PROJECT, source="ean"), replace(PROJECT, target="zip_code"), replace(PROJECT, source="nonsense")):
        assert carried(INVOICE, [rule], TABLES).invoice == INVOICE


def test_only_what_the_system_has_no_field_for_can_be_carried_and_the_roomiest_text_is_proposed() -> None:
    found = {(one.table, one.source): one for one in choices(TABLES)}
    assert set(found) == {
        *(("invoices", name) for name in ("attention", "customer_reference", "state", "project_number", "project_name")),
        ("invoice_lines", "unit"),
    }
    texts.set_language("en")
    assert found["invoices", "project_number"].rule() == replace(PROJECT, lead="Project no.: ")
    assert [target for target, _label in found["invoices", "state"].targets] == ["message", "heading"]


def test_there_is_one_rule_about_a_value() -> None:
    other = replace(PROJECT, target="heading")
    assert with_rule((PROJECT, UNIT), other) == (UNIT, other)
    assert without_rule((PROJECT, UNIT), "invoices", "project_number") == (UNIT,)
