"""Drafts as they are sent, documents as they are read back, to the øre."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
import requests

from desktop.connectors.contract import Draft
from desktop.connectors.economic import client as client_module
from desktop.connectors.economic.connector import Economic
from desktop.connectors.economic.invoices import draft_document
from desktop.errors import RecordNotFound, RecordRefused
from desktop.models.records import FinanceInvoice, FinanceState, Invoice, InvoiceKind, InvoiceLine, StandardValues
from desktop.sandbox.economic.app import Economic as EconomicStandIn
from desktop.sandbox.server import SandboxServer


def with_invoice(draft: Draft, **changes: Any) -> Draft:
    return replace(draft, invoice=replace(draft.invoice, **changes))


def with_line(draft: Draft, **changes: Any) -> Draft:
    text, line = draft.invoice.lines
    return with_invoice(draft, lines=(text, replace(line, **changes)))


@pytest.fixture
def book(server: SandboxServer) -> Callable[[FinanceInvoice], int]:
    """Book a draft over there, as a person in e-conomic does."""

    def booked(invoice: FinanceInvoice) -> int:
        headers = {"X-AppSecretToken": "app-secret-of-tests", "X-AgreementGrantToken": "grant-of-tests"}
        body = {"draftInvoice": {"draftInvoiceNumber": int(invoice.id)}}
        answer = requests.post(f"{server.address}/invoices/booked", json=body, headers=headers, timeout=60)
        answer.raise_for_status()
        return int(answer.json()["bookedInvoiceNumber"])

    return booked


def test_a_draft_is_written_as_the_field_table_says(economic: Economic, draft: Draft, fits: Callable[..., None]) -> None:
    with economic.recording() as exchanges:
        economic.create_draft(draft)
    fits(exchanges, "invoices.drafts.post")
    assert json.loads(exchanges[-1].sent, parse_float=Decimal) == {
        "date": "2026-10-31",
        "dueDate": "2026-11-14",
        "currency": "DKK",
        "customer": {"customerNumber": 101},
        "paymentTerms": {"paymentTermsNumber": 2},
        "layout": {"layoutNumber": 21},
        "recipient": {
            "name": "Fjordbyg A/S, Økonomi",
            "address": "Fjordvej 2\nc/o Regnskab",
            "zip": "8700",
            "city": "Horsens",
            "country": "Danmark",
            "ean": "5790000000005",
            "attention": {"customerContactNumber": 7},
            "vatZone": {"vatZoneNumber": 1},
        },
        "references": {
            "other": "TL-20418",
            "customerContact": {"customerContactNumber": 7},
            "salesPerson": {"employeeNumber": 3},
        },
        "notes": {"heading": "Rådgivning oktober", "textLine1": "PO-77\nTak for samarbejdet"},
        "lines": [
            {"lineNumber": 1, "sortKey": 1, "description": "Fase 1"},
            {
                "lineNumber": 2,
                "sortKey": 2,
                "product": {"productNumber": "TIMER"},
                "description": "Møder",
                "quantity": Decimal("1.50"),
                "unitNetPrice": Decimal("1000.00"),
                "discountPercentage": 5,
            },
        ],
    }


def test_a_draft_is_read_back_with_its_amounts(economic: Economic, draft: Draft) -> None:
    created = economic.create_draft(draft)
    assert created == economic.invoice(created)
    assert (created.number, created.state, created.kind) == ("", FinanceState.DRAFT, InvoiceKind.INVOICE)
    assert (created.reference, created.customer_id, created.currency) == ("TL-20418", "101", "DKK")
    assert (created.date, created.due_date) == (dt.date(2026, 10, 31), dt.date(2026, 11, 14))
    assert (created.net, created.vat, created.gross, created.remainder) == (
        Decimal("1425.00"),
        Decimal("356.25"),
        Decimal("1781.25"),
        None,
    )
    text, line = created.lines
    assert (text.position, text.item_number, text.text, text.net) == (1, "", "Fase 1", 0)
    assert (line.item_number, line.quantity, line.unit_price, line.discount_percent, line.net) == (
        "TIMER",
        Decimal("1.50"),
        Decimal(1000),
        Decimal(5),
        Decimal("1425.00"),
    )


def test_a_credit_note_has_negative_quantities_over_there_and_positive_amounts_here(
    economic: Economic, draft: Draft, book: Callable[[FinanceInvoice], int]
) -> None:
    credit = replace(with_invoice(draft, kind=InvoiceKind.CREDIT_NOTE), reference="TLK-20418")
    assert draft_document(credit)["lines"][1]["quantity"] == Decimal("-1.50")
    created = economic.create_draft(credit)
    assert (created.kind, created.net, created.gross) == (InvoiceKind.CREDIT_NOTE, Decimal("1425.00"), Decimal("1781.25"))
    assert (created.lines[1].quantity, created.lines[1].net) == (Decimal("1.50"), Decimal("1425.00"))
    book(created)
    [booked] = economic.find_invoices("TLK-20418")
    assert (booked.kind, booked.net, booked.remainder) == (InvoiceKind.CREDIT_NOTE, Decimal("1425.00"), Decimal("1781.25"))
    assert booked.signed(booked.net) == Decimal("-1425.00")


def test_a_discount_line_stays_negative_inside_its_document(economic: Economic, draft: Draft) -> None:
    rebate = InvoiceLine(
        position=3,
        item_number="AB/1.5 kg",
        text="Rabat",
        quantity=Decimal(1),
        unit_price=Decimal("-25.50"),
        net=Decimal("-25.50"),
    )
    created = economic.create_draft(with_invoice(draft, lines=(*draft.invoice.lines, rebate)))
    assert created.net == Decimal("1399.50")
    assert created.lines[2].net == Decimal("-25.50")


def test_what_the_invoice_does_not_say_comes_from_the_customer(draft: Draft) -> None:
    bare = with_invoice(draft, customer_name="", address="", address2="", zip_code="", city="", country="", ean="")
    recipient = draft_document(bare)["recipient"]
    assert recipient == {
        "name": "Fjordbyg A/S",
        "address": "Havnegade 1\n2. sal\nPort B",
        "zip": "8000",
        "city": "Aarhus C",
        "country": "Danmark",
        "ean": "5790000000005",
        "attention": {"customerContactNumber": 7},
        "vatZone": {"vatZoneNumber": 1},
    }


@pytest.mark.parametrize(
    ("requisition", "ean"),
    [
        ("EAN5790000000012", "5790000000012"),
        ("ean 5790 0000 00012", "5790000000012"),
        ("EAN unknown", "5790000000099"),
        ("PO-77", "5790000000099"),
    ],
)
def test_an_ean_may_stand_in_the_purchase_order_number(requisition: str, ean: str, draft: Draft) -> None:
    found = draft_document(with_invoice(draft, requisition_number=requisition, ean="5790000000099"))
    assert found["recipient"]["ean"] == ean
    assert found["notes"]["textLine1"].startswith(requisition)


def test_without_contact_and_employee_their_references_are_left_out(draft: Draft) -> None:
    found = draft_document(replace(draft, contact_id="", employee_id=""))
    assert found["references"] == {"other": "TL-20418"}
    assert "attention" not in found["recipient"]


def test_the_layout_comes_from_the_standard_values_when_the_customer_has_none(draft: Draft) -> None:
    without = replace(draft, customer=replace(draft.customer, layout=""))
    assert draft_document(without)["layout"] == {"layoutNumber": 21}
    with pytest.raises(RecordRefused, match="which Layout to use"):
        draft_document(replace(without, standard_values=StandardValues()))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"heading": "x" * 251}, "Heading has 251 characters; e-conomic takes at most 250"),
        ({"message": "x" * 1000}, "P.O. no. and message has 1,006 characters; e-conomic takes at most 1,000"),
        ({"address": "x" * 240}, "Invoice address has"),
        ({"ean": "1234567890123456"}, "EAN no. has 16 characters"),
        ({"customer_name": "x" * 251}, "Invoice address, customer has 251 characters"),
    ],
)
def test_a_text_over_its_limit_is_refused_before_anything_is_sent_and_never_cut(
    changes: dict[str, str], sentence: str, economic: Economic, draft: Draft, calls: Callable[[str], list[str]]
) -> None:
    with pytest.raises(RecordRefused, match=sentence):
        economic.create_draft(with_invoice(draft, **changes))
    assert calls("POST") == []


def test_a_line_over_its_limit_is_refused(economic: Economic, draft: Draft) -> None:
    with pytest.raises(RecordRefused, match="Description has 2,501 characters"):
        economic.create_draft(with_line(draft, text="x" * 2501))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda draft: with_line(draft, item_number="KURSUS"), "Item KURSUS on line 2 does not exist in e-conomic"),
        (lambda draft: with_line(draft, item_number="GAMMEL"), "Item GAMMEL on line 2 is barred in e-conomic"),
        (lambda draft: with_line(draft, unit_price=Decimal("1.234")), "1.234 on line 2 has more decimals than e-conomic takes"),
        (lambda draft: with_line(draft, quantity=Decimal(0)), "Line 2 has quantity 0, which e-conomic refuses"),
        (lambda draft: with_invoice(draft, currency="SEK"), "Currency SEK does not exist in e-conomic"),
        (lambda draft: replace(draft, contact_id="99"), "Contact 99 does not exist in e-conomic"),
        (lambda draft: replace(draft, employee_id="99"), "Employee 99 does not exist in e-conomic"),
        (
            lambda draft: replace(draft, customer=replace(draft.customer, payment_terms="99")),
            "Payment terms 99 does not exist in e-conomic",
        ),
        (lambda draft: replace(draft, customer=replace(draft.customer, id="102")), "Customer 102 is barred in e-conomic"),
        (lambda draft: replace(draft, customer=replace(draft.customer, id="888")), "Customer 888 does not exist in e-conomic"),
    ],
)
def test_what_e_conomic_refuses_is_said_in_plain_words(
    change: Callable[[Draft], Draft], sentence: str, economic: Economic, draft: Draft, stand_in: EconomicStandIn
) -> None:
    with pytest.raises(RecordRefused, match=sentence):
        economic.create_draft(change(draft))
    assert len(stand_in.agreement["drafts"]) == 0


def test_a_document_is_found_by_its_exact_reference_as_draft_booked_and_paid(
    economic: Economic, draft: Draft, book: Callable[[FinanceInvoice], int], server: SandboxServer
) -> None:
    created = economic.create_draft(draft)
    economic.create_draft(replace(draft, reference="tl-20418", key="key-2"))
    assert economic.find_invoices("TL-20418") == (replace(created, lines=()),)
    number = book(created)
    [booked] = economic.find_invoices("TL-20418")
    assert (booked.id, booked.number, booked.state, booked.remainder) == (
        str(number),
        str(number),
        FinanceState.BOOKED,
        Decimal("1781.25"),
    )
    requests.post(f"{server.address}/_sandbox/pay", json={"bookedInvoiceNumber": number}, timeout=60).raise_for_status()
    paid = economic.invoice(booked)
    assert (paid.state, paid.remainder, paid.lines[1].net) == (FinanceState.PAID, 0, Decimal("1425.00"))
    assert economic.invoice(created) == replace(paid, lines=()), "a draft that was booked is found as what it is now"
    with pytest.raises(RecordNotFound):
        economic.invoice(replace(created, id="999"))


@pytest.mark.parametrize(
    ("remainder", "state"), [("100.00", FinanceState.BOOKED), ("0", FinanceState.PAID), ("-12.50", FinanceState.PAID)]
)
@pytest.mark.parametrize("sign", [1, -1])
def test_a_document_is_paid_when_nothing_is_left_or_too_much_was_paid(
    remainder: str,
    state: FinanceState,
    sign: int,
    economic: Economic,
    draft: Draft,
    book: Callable[[FinanceInvoice], int],
    stand_in: EconomicStandIn,
) -> None:
    kind = InvoiceKind.INVOICE if sign > 0 else InvoiceKind.CREDIT_NOTE
    booked = replace(economic.create_draft(with_invoice(draft, kind=kind)), state=FinanceState.BOOKED)
    number = book(booked)
    row = stand_in.agreement["booked"].get(number)
    stand_in.agreement["booked"].put({**row, "remainder": sign * Decimal(remainder)})
    assert economic.invoice(replace(booked, number=str(number))).state is state


def test_a_reference_with_odd_characters_is_found(economic: Economic, draft: Draft) -> None:
    odd = "TL-7 (a), $5 & 50% *[b]"
    economic.create_draft(replace(draft, reference=odd))
    assert [found.reference for found in economic.find_invoices(odd)] == [odd]
    assert economic.find_invoices("TL-7") == ()


def test_documents_since_a_day_are_listed_with_their_state(
    economic: Economic, draft: Draft, book: Callable[[FinanceInvoice], int]
) -> None:
    book(economic.create_draft(draft))
    economic.create_draft(replace(with_invoice(draft, date=dt.date(2026, 11, 2)), reference="TL-2", key="key-2"))
    economic.create_draft(replace(with_invoice(draft, date=dt.date(2026, 9, 1)), reference="TL-3", key="key-3"))

    def found(since: dt.date) -> set[tuple[str, FinanceState]]:
        return {(one.reference, one.state) for page in economic.invoices(since) for one in page.records}

    drafts = {("TL-2", FinanceState.DRAFT), ("TL-3", FinanceState.DRAFT)}  # of any day, since a draft may have been given another
    assert found(dt.date(2026, 10, 1)) == {("TL-20418", FinanceState.BOOKED), *drafts}
    assert found(dt.date(2026, 11, 1)) == drafts


def test_a_draft_is_missed_on_no_page_although_others_come_and_go_meanwhile(
    economic: Economic, draft: Draft, stand_in: EconomicStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "PAGE_SIZE", 2)
    made = [economic.create_draft(replace(draft, key=f"k{place}", reference=f"TL-{place}@aaaaaa")).id for place in range(5)]
    pages = economic.invoices(dt.date(2026, 1, 1))
    seen = [one.id for one in next(pages).records]
    drafts = stand_in.agreement["drafts"]
    row = drafts.get(int(made[0]))
    drafts.drop(int(made[0]))
    drafts.put({**row, "draftInvoiceNumber": 9000})
    seen += [one.id for page in pages for one in page.records]
    assert seen == [*made, "9000"]


def test_a_draft_that_is_booked_between_the_two_lists_is_found_once(
    economic: Economic, draft: Draft, book: Callable[[FinanceInvoice], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = economic.create_draft(draft)
    real, numbers = client_module.Client.get, list[int]()

    def get(client: Any, path: str, *asked: Any) -> Any:
        if path == "invoices/booked" and not numbers:
            numbers.append(book(made))
        return real(client, path, *asked)

    monkeypatch.setattr(client_module.Client, "get", get)
    assert [one.number for one in economic.find_invoices(draft.reference)] == [str(numbers[0])]


def test_a_document_without_a_reference_is_listed_as_such(economic: Economic, draft: Draft, stand_in: EconomicStandIn) -> None:
    created = economic.create_draft(draft)
    row = dict(stand_in.agreement["drafts"].get(int(created.id)) or {})
    stand_in.agreement["drafts"].put({name: value for name, value in row.items() if name != "references"})
    (listed,) = next(page.records for page in economic.invoices(dt.date(2026, 1, 1)))
    assert (listed.id, listed.reference) == (created.id, "")
    assert economic.invoice(created).reference == ""


def test_a_draft_is_deleted_alone(economic: Economic, draft: Draft) -> None:
    first = economic.create_draft(draft)
    economic.create_draft(replace(draft, reference="TL-2", key="key-2"))
    economic.delete_draft(first.id)
    assert economic.find_invoices("TL-20418") == ()
    assert len(economic.find_invoices("TL-2")) == 1
    with pytest.raises(RecordNotFound):
        economic.delete_draft(first.id)
    with pytest.raises(RecordNotFound):
        economic.delete_draft("")


def test_an_invoice_over_nothing_stays_an_invoice(economic: Economic, draft: Draft, invoice: Invoice) -> None:
    created = economic.create_draft(with_line(draft, unit_price=Decimal(0), net=Decimal(0)))
    assert (created.kind, created.net) == (InvoiceKind.INVOICE, Decimal(0))
