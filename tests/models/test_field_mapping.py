from __future__ import annotations

import datetime as dt
import types
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import RecordRefused
from desktop.models.field_mapping import (
    Field,
    FieldTable,
    Way,
    as_kept_by,
    check,
    from_system,
    overwritten,
    problems,
    to_system,
)
from desktop.models.records import Customer, InvoiceLine
from desktop.texts import Message

NEVER_NOTE = Message("No such field there.")
TABLE = FieldTable(
    "Elsewhere",
    "customers",
    (
        Field("id", "no", Message("Id"), Way.IN),
        Field("number", "no", Message("Number"), limit=4, digits_only=True, only_when_creating=True, out=int, into=str),
        Field("name", "name", Message("Name"), limit=10, required=True),
        Field("address", "place.street", Message("Address"), joined=("address2", "address3")),
        Field("city", "place.city", Message("City")),
        Field("owner", "salesPerson", Message("Owner"), Way.OUT, limit=3),
        Field("status", "", Message("Status"), Way.NEVER, note=NEVER_NOTE),
        Field("layout", "", Message("Layout"), Way.NEVER),
        Field("fax", "fax", Message("Fax"), Way.NEVER),
        Field("is_active", "barred", Message("In use"), Way.IN, into=lambda barred: not barred),
    ),
)
LINES = FieldTable(
    "Elsewhere",
    "lines",
    (
        Field("quantity", "quantity", Message("Quantity")),
        Field("text", "text", Message("Text")),
        Field("is_text_only", "heading", Message("Heading"), into=bool),
    ),
)
FULL = Customer(id="7", number="7", name="Æble ApS", address="Vej 1", address2="2. tv.", city="Aarhus", owner="AB", status="Kunde")
# A text as it comes out of a joined field: no line breaks, nothing at its ends.
part = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zl", "Zp", "Zs"]), max_size=12)


def test_a_record_becomes_the_systems_document() -> None:
    assert to_system(TABLE, FULL, creating=True) == {
        "no": 7,
        "name": "Æble ApS",
        "place": {"street": "Vej 1\n2. tv.", "city": "Aarhus"},
        "salesPerson": "AB",
    }


def test_a_field_for_creating_only_is_left_out_of_an_update() -> None:
    assert "no" not in to_system(TABLE, FULL, creating=False)


def test_an_update_holds_only_the_named_fields() -> None:
    assert to_system(TABLE, FULL, creating=False, only=["city"]) == {"place": {"city": "Aarhus"}}
    assert to_system(TABLE, FULL, creating=False, only=["address2"]) == {"place": {"street": "Vej 1\n2. tv."}}
    assert to_system(TABLE, FULL, creating=False, only=[]) == {}


def test_empty_values_are_left_out_but_zero_and_false_are_values() -> None:
    line = InvoiceLine(quantity=Decimal(0), text="")

    assert to_system(LINES, line, creating=True) == {"quantity": Decimal(0), "heading": False}


def test_a_document_becomes_a_record() -> None:
    document = {"no": 12, "name": "Bo", "place": {"street": " Vej 1 \r\n2. tv.\nsal\nbagest", "city": None}, "barred": True, "x": 1}

    assert from_system(TABLE, document, Customer(owner="kept")) == Customer(
        id="12", number="12", name="Bo", address="Vej 1", address2="2. tv.", address3="sal bagest", is_active=False, owner="kept"
    )


@pytest.mark.parametrize("document", [{}, {"place": None}, {"place": "no object"}, {"name": None, "place": {"street": None}}])
def test_missing_members_are_empty_texts(document: dict[str, Any]) -> None:
    found = from_system(TABLE, document, Customer(name="old", city="old", address="old", address3="old"))

    assert (found.name, found.city, found.address, found.address3) == ("", "", "", "")


def test_a_document_may_be_any_mapping() -> None:
    assert (
        from_system(TABLE, types.MappingProxyType({"place": types.MappingProxyType({"city": "Ribe"})}), Customer()).city == "Ribe"
    )


def test_a_read_field_without_a_place_over_there_keeps_ours() -> None:
    table = FieldTable("Elsewhere", "customers", (Field("name", "", Message("Name")), Field("fax", "fax", Message("Fax"))))

    assert from_system(table, {"": "x", "fax": "1"}, FULL) == FULL


@given(
    st.builds(Customer, id=part, name=part, city=part, number=st.integers(1, 9999).map(str)),
    st.lists(part.filter(bool), max_size=3),
)
def test_what_was_written_is_read_back(customer: Customer, address: list[str]) -> None:
    lines = [*address, "", "", ""]
    written = replace(customer, address=lines[0], address2=lines[1], address3=lines[2])

    assert as_kept_by(TABLE, written) == replace(written, id=written.number)
    assert as_kept_by(TABLE, as_kept_by(TABLE, written)) == as_kept_by(TABLE, written)


def test_an_empty_first_line_moves_the_others_up() -> None:
    kept = as_kept_by(TABLE, Customer(address2="2. tv.", address3="bagest"))

    assert (kept.address, kept.address2, kept.address3) == ("2. tv.", "bagest", "")


def test_a_preview_tells_every_field_old_and_new() -> None:
    changes, after = overwritten(TABLE, Customer(id="1", number="1", name="Old", address="Vej 9", owner=""), FULL)

    found = {change.field: (change.old, change.new, change.is_changed) for change in changes}
    assert found == {
        "number": ("1", "", False),
        "name": ("Old", "Æble ApS", True),
        "address": ("Vej 9", "Vej 1\n2. tv.", True),
        "city": ("", "Aarhus", True),
        "owner": ("", "AB", True),
        "status": ("Kunde", "", False),
    }
    assert after == replace(FULL, id="1", number="1", status="")


def test_a_preview_says_why_a_field_stays() -> None:
    target = replace(FULL, layout="3", city="Aarhus", owner="")
    changes, _after = overwritten(TABLE, target, Customer(number="8", name="Æble ApS"))

    reasons = {change.field: change.reason.render() if change.reason else "" for change in changes}
    assert reasons == {
        "number": "Only set when a customer is created.",
        "name": "",
        "address": "Empty there, so it is kept.",
        "city": "Empty there, so it is kept.",
        "status": "No such field there.",
        "layout": "Never sent.",
    }


def test_empty_fields_overwrite_nothing() -> None:
    changes, after = overwritten(TABLE, FULL, Customer())

    assert after == FULL
    assert not any(change.is_changed for change in changes)


@given(
    st.builds(Customer, name=part, city=part, address=part, owner=part),
    st.builds(Customer, name=part, city=part, address=part, owner=part),
)
def test_overwriting_twice_changes_nothing_more(target: Customer, source: Customer) -> None:
    changes, after = overwritten(TABLE, target, source)

    again, same = overwritten(TABLE, after, source)
    assert same == after
    assert not any(change.is_changed for change in again)
    assert (after != target) == any(change.is_changed for change in changes)


@pytest.mark.parametrize(
    ("customer", "sentence"),
    [
        (Customer(name=""), "Name is empty, and Elsewhere requires it."),
        (Customer(name="x" * 11), "Name has 11 characters; Elsewhere takes at most 10."),
        (Customer(name="x", owner="ABCD"), "Owner has 4 characters; Elsewhere takes at most 3."),
    ],
)
def test_a_value_that_would_be_refused_is_named_before_it_is_sent(customer: Customer, sentence: str) -> None:
    assert [problem.sentence.render() for problem in problems(TABLE, customer, creating=False)] == [sentence]


@pytest.mark.parametrize("number", ["A-7", "1 2", "１２", "-7", "²"])
def test_a_number_with_other_signs_than_digits_is_named(number: str) -> None:
    table = FieldTable("Elsewhere", "customers", (Field("number", "no", Message("Number"), digits_only=True),))

    (problem,) = problems(table, Customer(number=number), creating=True)
    assert problem.sentence.render() == f"Number {number} has other characters than digits; Elsewhere takes digits only."
    assert (problem.field, problem.value) == ("number", number)


def test_a_record_without_problems_passes() -> None:
    assert problems(TABLE, FULL, creating=True) == []
    check(TABLE, FULL, creating=True)


def test_a_record_with_one_problem_is_refused_with_its_sentence() -> None:
    with pytest.raises(RecordRefused) as refused:
        check(TABLE, Customer(), creating=False)

    assert str(refused.value).startswith("Name is empty, and Elsewhere requires it. Change it in the system")


def test_a_record_with_several_problems_is_refused_with_all_of_them() -> None:
    with pytest.raises(RecordRefused) as refused:
        check(TABLE, Customer(name="x" * 11, owner="ABCD"), creating=False)

    assert refused.value.message.render() == (
        "Name has 11 characters; Elsewhere takes at most 10. Owner has 4 characters; Elsewhere takes at most 3."
    )


@pytest.mark.parametrize(("percent", "sentence"), [
    ("-0.01", "Discount % is -0.01; Elsewhere takes 0 at the least."),
    ("100.01", "Discount % is 100.01; Elsewhere takes 100 at the most."),
    ("0", ""),
    ("100", ""),
])  # fmt: skip
def test_an_amount_is_held_between_its_bounds(percent: str, sentence: str) -> None:
    discount = Field("discount_percent", "d", Message("Discount %"), least=Decimal(0), most=Decimal(100))
    line = InvoiceLine(position=1, discount_percent=Decimal(percent))
    found = problems(FieldTable("Elsewhere", "invoice_lines", (discount,)), line, creating=True)
    assert [one.sentence.render() for one in found] == ([sentence] if sentence else [])


def test_the_limit_counts_what_is_sent() -> None:
    table = FieldTable("Elsewhere", "x", (Field("date", "d", Message("Date"), limit=7, required=True, out=dt.date.isoformat),))
    record = types.SimpleNamespace(date=dt.date(2026, 7, 14))

    assert [one.value for one in problems(table, record, creating=True)] == ["2026-07-14"]  # type: ignore[arg-type]  # any object
    record.date = None
    assert [one.value for one in problems(table, record, creating=True)] == [""]  # type: ignore[arg-type]  # any object


def test_a_field_is_found_by_each_of_its_names() -> None:
    assert TABLE.field("address3").theirs == "place.street"
    assert TABLE.field("name").theirs == "name"
    with pytest.raises(KeyError, match="nothing"):
        TABLE.field("nothing")
