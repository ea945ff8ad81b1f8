from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import texts
from desktop.models.field_mapping import Field, FieldTable, Way
from desktop.models.invoice_checks import Surroundings, reasons
from desktop.models.records import (
    ChoiceKind,
    Customer,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    InvoiceStatus,
    Item,
    MoneyRules,
    Reason,
    StandardValues,
)
from desktop.texts import Message

LINE = InvoiceLine(
    position=1,
    item_number="1010",
    text="Consulting",
    quantity=Decimal("7.50"),
    unit_price=Decimal("1200.00"),
    net=Decimal("9000.00"),
)
INVOICE = Invoice(
    id="i1", number="20418", date=dt.date(2026, 7, 14), customer_id="c1", customer_name="Æble ApS", currency="DKK", lines=(LINE,)
)
UNLINKED = Reason(kind="customer_not_linked", sentence=Message("Customer Æble ApS is not linked."))
KNOWN = Surroundings(
    system="e-conomic",
    psa="TimeLog",
    customer=Customer(id="7", number="7", name="Æble"),
    unlinked=None,
    items={
        "1010": Item(number="1010"),
        "1020": Item(number="1020", is_usable=False),
        "1030": Item(number="1030", is_gone=True),
        "1040": Item(number="1040"),
        "1050": Item(number="1050", is_usable=False, why_unusable=Message("It has no unit in {system}.", system="e-conomic")),
    },
    activated=frozenset({"1010", "1020", "1030"}),
    currencies=frozenset({"DKK", "EUR"}),
    tables={
        "invoices": FieldTable("e-conomic", "invoices", (Field("heading", "heading", Message("Heading"), Way.OUT, limit=10),)),
        "invoice_lines": FieldTable(
            "e-conomic",
            "invoice_lines",
            (
                Field("item_number", "item", Message("Item number"), Way.OUT, limit=4),
                Field("text", "text", Message("Description"), Way.OUT, limit=12),
            ),
        ),
    },
    money=MoneyRules(),
)


def found(invoice: Invoice = INVOICE, known: Surroundings = KNOWN) -> list[tuple[str, int | None]]:
    return [(reason.kind, reason.line) for reason in reasons(invoice, known)]


def with_line(**values: Any) -> Invoice:
    return replace(INVOICE, lines=(replace(LINE, **values),))


def test_an_invoice_in_order_can_go() -> None:
    assert reasons(INVOICE, KNOWN) == []
    assert reasons(replace(INVOICE, kind=InvoiceKind.CREDIT_NOTE, status=InvoiceStatus.PAID), KNOWN) == []


def test_an_invoice_whose_customer_comes_with_it_can_go() -> None:
    assert reasons(INVOICE, replace(KNOWN, customer=None, unlinked=None)) == []


def test_a_negative_line_can_go() -> None:
    assert reasons(with_line(quantity=Decimal("-1"), unit_price=Decimal("-0.5")), KNOWN) == []


@pytest.mark.parametrize(
    ("invoice", "known", "kind", "line", "sentence"),
    [
        (replace(INVOICE, status=InvoiceStatus.DRAFT), KNOWN, "not_booked", None, "The invoice is a draft in TimeLog. Only booked"),
        (replace(INVOICE, lines=()), KNOWN, "no_lines", None, "The invoice has no lines with an amount."),
        (
            replace(INVOICE, lines=(InvoiceLine(is_text_only=True, text="Thanks"),)),
            KNOWN,
            "no_lines",
            None,
            "The invoice has no lines with an amount.",
        ),
        (
            INVOICE,
            replace(KNOWN, customer=None, unlinked=UNLINKED),
            "customer_not_linked",
            None,
            "Customer Æble ApS is not linked.",
        ),
        (
            INVOICE,
            replace(KNOWN, customer=Customer(id="7", is_gone=True)),
            "customer_gone",
            None,
            "Customer Æble ApS does not exist in e-conomic any more.",
        ),
        (
            replace(INVOICE, customer_name=""),
            replace(KNOWN, customer=Customer(id="7", is_gone=True)),
            "customer_gone",
            None,
            "Customer c1 does not exist",
        ),
        (
            INVOICE,
            replace(KNOWN, customer=Customer(number="7", name="Æble", is_active=False)),
            "customer_barred",
            None,
            "Customer 7 Æble is barred in e-conomic.",
        ),
        (replace(INVOICE, currency="USD"), KNOWN, "unknown_currency", None, "Currency USD does not exist in e-conomic."),
        (with_line(item_number=""), KNOWN, "no_item", 1, "Line 1 has no item number."),
        (with_line(item_number="999"), KNOWN, "unknown_item", 1, "Item number 999 on line 1 does not exist in e-conomic."),
        (with_line(item_number="1030"), KNOWN, "unknown_item", 1, "Item number 1030 on line 1 does not exist in e-conomic."),
        (with_line(item_number="1020"), KNOWN, "barred_item", 1, "Item number 1020 on line 1 is barred in e-conomic."),
        (
            with_line(item_number="1050"),
            KNOWN,
            "unusable_item",
            1,
            "Item number 1050 on line 1 cannot be used: It has no unit in e-conomic.",
        ),
        (with_line(item_number="1040"), KNOWN, "inactive_item", 1, "Item number 1040 on line 1 is not activated."),
        (with_line(quantity=Decimal("0.00")), KNOWN, "zero_quantity", 1, "Line 1 has quantity 0, which e-conomic refuses."),
        (
            with_line(quantity=Decimal("1.1250")),
            KNOWN,
            "too_many_decimals",
            1,
            "Quantity 1.125 on line 1 has more than 2 decimals, which e-conomic refuses.",
        ),
        (with_line(unit_price=Decimal("0.0000001")), KNOWN, "too_many_decimals", 1, "Price 0.0000001 on line 1 has more than 2"),
        (with_line(discount_percent=Decimal("33.333")), KNOWN, "too_many_decimals", 1, "Discount 33.333 on line 1 has more than 2"),
        (
            replace(INVOICE, heading="x" * 11),
            KNOWN,
            "field_refused",
            None,
            "Heading has 11 characters; e-conomic takes at most 10.",
        ),
        (
            with_line(text="x" * 13, position=1204),
            KNOWN,
            "field_refused",
            1204,
            "Line 1204: Description has 13 characters; e-conomic takes at most 12.",
        ),
    ],
)
def test_an_invoice_is_stopped_for_one_reason(
    invoice: Invoice, known: Surroundings, kind: str, line: int | None, sentence: str
) -> None:
    (reason,) = reasons(invoice, known)

    assert (reason.kind, reason.line) == (kind, line)
    assert reason.sentence.render().startswith(sentence)
    assert kind == "customer_not_linked" or reason.what_to_do is not None


def test_a_bad_line_hides_no_other_one() -> None:
    invoice = replace(
        INVOICE,
        currency="USD",
        lines=(
            replace(LINE, item_number=""),
            replace(LINE, position=2, item_number="999", quantity=Decimal(0)),
            replace(LINE, position=3, is_text_only=True, item_number="too long", text="Text"),
            replace(LINE, position=4),
        ),
    )

    assert found(invoice) == [("unknown_currency", None), ("no_item", 1), ("unknown_item", 2), ("zero_quantity", 2)]


def test_a_text_line_is_not_asked_for_numbers_but_for_its_length() -> None:
    text = InvoiceLine(position=2, is_text_only=True, text="x" * 13, quantity=Decimal("0.0001"))

    assert found(replace(INVOICE, lines=(LINE, text))) == [("field_refused", 2)]


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9))
def test_a_number_is_stopped_when_rounding_would_change_it(number: Decimal) -> None:
    exact = number == number.quantize(Decimal("0.01"))

    assert ("too_many_decimals" in [kind for kind, _line in found(with_line(unit_price=number))]) == (not exact)


def test_no_decimal_is_too_far_out_to_be_seen() -> None:
    number = Decimal("1." + "0" * 40 + "1")

    assert found(with_line(unit_price=number)) == [("too_many_decimals", 1)]


def test_reasons_can_be_read_in_danish_as_well() -> None:
    texts.set_language("da")

    assert all(reason.sentence.render() for reason in reasons(replace(INVOICE, currency="USD", lines=()), KNOWN))


def test_what_the_draft_needs_must_come_from_the_customer_or_the_standard_values() -> None:
    needing = replace(KNOWN, draft_needs=(ChoiceKind.LAYOUT,))

    assert found(known=needing) == [("standard_value_missing", None)]
    assert found(known=replace(needing, customer=None)) == [("standard_value_missing", None)]
    assert found(known=replace(needing, customer=None, unlinked=UNLINKED)) == [("customer_not_linked", None)]
    assert found(known=replace(needing, standard_values=StandardValues(layout="19"))) == []
    assert found(known=replace(needing, customer=Customer(id="7", number="7", name="Æble", layout="19"))) == []


def test_a_customer_that_is_created_with_the_invoice_needs_its_group_in_the_standard_values() -> None:
    creating = replace(KNOWN, customer=None, customer_needs=(ChoiceKind.CUSTOMER_GROUP,))

    assert found(known=creating) == [("standard_value_missing", None)]
    assert found(known=replace(creating, standard_values=StandardValues(customer_group="1"))) == []
    assert found(known=replace(creating, customer=KNOWN.customer)) == []


def test_a_standard_value_that_does_not_exist_there_any_more_stops_what_needs_it() -> None:
    needing = replace(
        KNOWN,
        draft_needs=(ChoiceKind.LAYOUT,),
        standard_values=StandardValues(layout="19"),
        choices={ChoiceKind.LAYOUT: frozenset({"19", "21"})},
    )
    assert reasons(INVOICE, needing) == []
    gone = replace(needing, choices={ChoiceKind.LAYOUT: frozenset({"21"})})
    [reason] = reasons(INVOICE, gone)
    assert reason.sentence.render() == "The standard value of Layout does not exist in e-conomic any more."
    assert reasons(INVOICE, replace(gone, customer=replace(Customer(id="7", number="7", name="Æble"), layout="21"))) == []
    assert reasons(INVOICE, replace(needing, choices={})) == []  # the lists were never read
