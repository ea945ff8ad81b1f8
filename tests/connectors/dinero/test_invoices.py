"""Drafts of invoices and credit notes, found again by reference, read back with Dinero's amounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from desktop.connectors.dinero.connector import Dinero
from desktop.connectors.dinero.expenses import EntryDocument
from desktop.connectors.dinero.invoices import ListedDocument, SingleDocument
from desktop.connectors.dinero.items import ProductDocument
from desktop.errors import DraftDeleted, KeyUsedUp, OutcomeUnknown, RecordChanged, RecordNotFound, RecordRefused
from desktop.models.records import FinanceInvoice, FinanceState, InvoiceKind, InvoiceLine, VatRate
from desktop.sandbox.dinero.app import Dinero as DineroStandIn

NORDLYS = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a01"
HOURS = "4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2001"


def line(**changes: Any) -> InvoiceLine:
    values = {"item_number": "TIMER", "text": "Analyse", "quantity": Decimal(1), "unit_price": Decimal(100), **changes}
    return InvoiceLine(**values)


def booked(stand_in: DineroStandIn, guid: str, number: int = 118) -> None:
    stand_in.books["invoices"][guid].update(Status="Booked", Number=number)


def test_a_draft_is_sent_as_the_field_tables_say(dinero: Dinero, draft: Any, check_sent: Any) -> None:
    with dinero.recording() as exchanges:
        created = dinero.create_draft(draft())
    sent = check_sent(exchanges, "POST", "/invoices", "InvoiceCreateModel")
    assert sent == {
        "Guid": created.id,
        "ContactGuid": NORDLYS,
        "Date": "2026-10-31",
        "Currency": "DKK",
        "Description": "Faktura 20418",
        "Comment": "Projekt Havnefront",
        "ExternalReference": "TL-20418",
        "ShowLinesInclVat": False,
        "ProductLines": [
            {
                "LineType": "Text",
                "Description": "Oktober",
                "AccountNumber": 1000,
                "BaseAmountValue": 0,
                "Quantity": 0,
                "Discount": 0,
            },
            {
                "LineType": "Product",
                "ProductGuid": HOURS,
                "Comments": "Analyse",
                "AccountNumber": 1000,
                "Unit": "hours",
                "Quantity": Decimal("7.5"),
                "BaseAmountValue": 950,
                "Discount": 10,
            },
        ],
    }
    assert created.number == ""
    assert (created.state, created.kind, created.reference) == (FinanceState.DRAFT, InvoiceKind.INVOICE, "TL-20418")
    assert (created.net, created.vat, created.gross) == (Decimal("6412.50"), Decimal("1603.13"), Decimal("8015.63"))
    assert (created.customer_id, created.currency, created.date) == (NORDLYS, "DKK", dt.date(2026, 10, 31))
    assert [(one.item_number, one.text, one.net) for one in created.lines] == [
        ("", "Oktober", Decimal(0)),
        ("TIMER", "Analyse", Decimal("6412.50")),
    ]
    assert dinero.invoice(created) == created


def test_another_name_than_the_customers_is_written_above_its_address(dinero: Dinero, draft: Any, check_sent: Any) -> None:
    with dinero.recording() as exchanges:
        dinero.create_draft(draft(customer_name="Nordlys Holding A/S"))
    assert check_sent(exchanges, "POST", "/invoices")["Address"] == "Nordlys Holding A/S\nHavnegade 12\n8000 Aarhus C"


def test_a_credit_note_is_a_document_of_its_own_kind_with_positive_amounts(dinero: Dinero, draft: Any, check_sent: Any) -> None:
    wanted = draft(reference="TLK-900", kind=InvoiceKind.CREDIT_NOTE, lines=(line(),))
    with dinero.recording() as exchanges:
        created = dinero.create_draft(wanted)
    sent = check_sent(exchanges, "POST", "/sales/creditnotes", "SalesCreditNoteCreateModel")
    assert sent["ProductLines"][0]["Quantity"] == 1
    assert (created.kind, created.net, created.gross) == (InvoiceKind.CREDIT_NOTE, Decimal(100), Decimal(125))
    [found] = dinero.find_invoices("TLK-900")
    assert (found.id, found.kind, found.net) == (created.id, InvoiceKind.CREDIT_NOTE, created.net)
    assert dinero.invoice(found) == created
    dinero.delete_draft(created.id)
    assert dinero.find_invoices("TLK-900") == ()


def test_a_credit_note_is_tied_to_the_booked_invoice_that_it_credits(
    dinero: Dinero, draft: Any, stand_in: DineroStandIn, check_sent: Any
) -> None:
    invoice = dinero.create_draft(draft())
    booked(stand_in, invoice.id)
    wanted = draft(key="key-2", reference="TLK-900", kind=InvoiceKind.CREDIT_NOTE, lines=(line(),))
    with dinero.recording() as exchanges:
        dinero.create_draft(replace(wanted, credited_id=invoice.id))
    assert check_sent(exchanges, "POST", "/sales/creditnotes", "SalesCreditNoteCreateModel")["CreditNoteFor"] == invoice.id


def test_the_same_key_never_makes_a_second_draft(dinero: Dinero, draft: Any, stand_in: DineroStandIn) -> None:
    created = dinero.create_draft(draft())
    assert dinero.create_draft(draft()) == created
    assert len(stand_in.books["invoices"]) == 1


@pytest.mark.parametrize(
    "changes", [{"ExternalReference": "PO 4711"}, {"TotalExclVat": 17}, {"ContactGuid": "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a02"}]
)
def test_what_stands_under_our_guid_is_ours_whatever_somebody_changed_in_it(
    dinero: Dinero, draft: Any, stand_in: DineroStandIn, changes: dict[str, Any]
) -> None:
    created = dinero.create_draft(draft())
    stand_in.books["invoices"][created.id].update(changes)
    assert dinero.create_draft(draft(net=created.net)).id == created.id


def test_a_draft_that_somebody_turned_into_another_document_is_not_taken_for_ours(
    dinero: Dinero, draft: Any, stand_in: DineroStandIn
) -> None:
    created = dinero.create_draft(draft())
    stand_in.books["invoices"][created.id].update(TotalExclVat=17, ContactGuid="6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a02")
    with pytest.raises(KeyUsedUp, match="A document with other contents stands in Dinero"):
        dinero.create_draft(draft(net=created.net))
    with pytest.raises(KeyUsedUp, match="A document with other contents stands in Dinero"):
        dinero.sent_invoice(replace(created, id=""), draft().key, lambda _: False)


def test_a_draft_whose_answer_was_lost_is_found_by_its_key_whatever_reference_and_date_it_has(
    dinero: Dinero, draft: Any, stand_in: DineroStandIn
) -> None:
    created = dinero.create_draft(draft())
    stand_in.books["invoices"][created.id].update(ExternalReference="PO 4711", Date="2025-01-01")
    found = dinero.sent_invoice(replace(created, id=""), draft().key, lambda _: False)
    assert (found.id, found.reference) == (created.id, "PO 4711")


@pytest.mark.parametrize("path", ["/invoices/", "/products"])
def test_when_our_guid_is_taken_and_nobody_answers_then_the_outcome_is_unknown(
    dinero: Dinero, draft: Any, plan: Callable[..., None], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    dinero.create_draft(draft())
    dinero._client._session._backoff = 0.0
    if path == "/products":  # its lines name items, which are read again after a while
        found = dinero._products.product("TIMER")
        monkeypatch.setattr(dinero._products, "product", lambda _number: found)
        dinero._products._register = None
    plan({"kind": "error_before", "status": 503, "method": "GET", "path": path})
    with pytest.raises(OutcomeUnknown):
        dinero.create_draft(draft())


def test_texts_alone_are_refused_before_anything_is_sent(dinero: Dinero, draft: Any) -> None:
    with dinero.recording() as exchanges, pytest.raises(RecordRefused, match="no line with an item"):
        dinero.create_draft(draft(lines=(InvoiceLine(position=1, text="Oktober", is_text_only=True),)))
    assert not [one for one in exchanges if one.method == "POST" and "/invoices" in one.address]


@pytest.mark.parametrize("kind", ["cut_after", "truncated", "error_after"])
def test_a_lost_answer_is_settled_by_our_own_guid(dinero: Dinero, draft: Any, plan: Callable[..., None], kind: str) -> None:
    dinero.sign_in()
    plan({"kind": kind, "method": "POST", "path": "/invoices$", "calls": [1]})
    created = dinero.create_draft(draft())
    assert [one.id for one in dinero.find_invoices("TL-20418")] == [created.id]


def test_a_draft_that_never_arrived_has_an_unknown_outcome(dinero: Dinero, draft: Any, plan: Callable[..., None]) -> None:
    dinero.sign_in()
    plan({"kind": "cut_before", "method": "POST", "path": "/invoices$", "calls": [1]})
    with pytest.raises(OutcomeUnknown):
        dinero.create_draft(draft())
    assert dinero.find_invoices("TL-20418") == ()


def test_a_draft_that_is_there_but_cannot_be_read_has_an_unknown_outcome(
    dinero: Dinero, draft: Any, plan: Callable[..., None]
) -> None:
    dinero._client._session._backoff = 0.0
    dinero.sign_in()
    plan({"kind": "error_before", "status": 503, "method": "GET", "path": "/invoices/"})
    with pytest.raises(OutcomeUnknown):
        dinero.create_draft(draft())


def test_a_draft_that_was_deleted_keeps_its_guid_so_the_next_attempt_needs_another_key(dinero: Dinero, draft: Any) -> None:
    created = dinero.create_draft(draft())
    dinero.delete_draft(created.id)
    with pytest.raises(DraftDeleted):
        dinero.create_draft(draft())
    with pytest.raises(DraftDeleted):
        dinero.sent_invoice(replace(created, id=""), draft().key, lambda _: False)
    with pytest.raises(RecordNotFound):
        dinero.sent_invoice(created, draft().key, lambda _: False)
    assert dinero.create_draft(draft(key="key-2")).reference == "TL-20418"


def test_documents_are_found_by_the_exact_reference_only(dinero: Dinero, draft: Any) -> None:
    created = dinero.create_draft(draft(reference="TL-a'b"))
    dinero.create_draft(draft(key="key-2", reference="TL-A'B"))
    assert [one.id for one in dinero.find_invoices("TL-a'b")] == [created.id]


def test_every_draft_and_what_was_booked_from_a_day_on_is_listed(dinero: Dinero, draft: Any, stand_in: DineroStandIn) -> None:
    old = dinero.create_draft(draft(key="1", reference="TL-1", date=dt.date(2026, 8, 1)))
    new = dinero.create_draft(draft(key="2", reference="TL-2"))
    paid = dinero.create_draft(draft(key="3", reference="TL-3"))
    without = dinero.create_draft(draft(key="4", reference="TL-4"))
    stand_in.books["invoices"][without.id]["ExternalReference"] = None
    earlier = dinero.create_draft(draft(key="5", reference="TL-5", date=dt.date(2026, 8, 1)))
    booked(stand_in, earlier.id)
    booked(stand_in, paid.id)
    found = {one.id: one for page in dinero.invoices(dt.date(2026, 9, 1)) for one in page.records}
    assert set(found) == {new.id, paid.id, old.id, without.id}
    assert (found[paid.id].number, found[paid.id].state) == ("118", FinanceState.BOOKED)


@pytest.mark.parametrize(
    ("share", "state"),
    [("0.5", FinanceState.BOOKED), ("1", FinanceState.PAID), ("1.01", FinanceState.PAID), (None, FinanceState.BOOKED)],
)
def test_a_document_is_paid_as_long_as_nothing_is_left_to_pay(
    dinero: Dinero, draft: Any, stand_in: DineroStandIn, share: str | None, state: FinanceState
) -> None:
    made = dinero.create_draft(draft())
    booked(stand_in, made.id)
    assert made.gross is not None
    payments = stand_in.books["payments"]
    payments["p1"] = {"VoucherGuid": made.id, "Settles": made.gross * Decimal(share or "1")}
    if share is None:  # taken back
        del payments["p1"]
    (listed,) = [one for page in dinero.invoices(dt.date(2026, 1, 1)) for one in page.records]
    assert (listed.state, dinero.invoice(listed).state) == (state, state)


def test_a_deleted_document_is_not_found(dinero: Dinero, draft: Any) -> None:
    created = dinero.create_draft(draft())
    dinero.delete_draft(created.id)
    for gone in (created, FinanceInvoice(id="17"), FinanceInvoice(id="0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d1001")):
        with pytest.raises(RecordNotFound):
            dinero.invoice(gone)
    with pytest.raises(RecordNotFound):
        dinero.delete_draft("0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d1001")


def test_a_booked_document_is_not_deleted(dinero: Dinero, draft: Any, stand_in: DineroStandIn) -> None:
    created = dinero.create_draft(draft())
    booked(stand_in, created.id)
    with pytest.raises(RecordRefused, match="118 is booked"):
        dinero.delete_draft(created.id)


def test_a_draft_that_is_changed_at_the_same_moment_is_not_deleted(
    dinero: Dinero, draft: Any, stand_in: DineroStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    created = dinero.create_draft(draft())
    change = dinero._client.change

    def after_somebody_else(*arguments: Any) -> None:
        stand_in.books["invoices"][created.id]["TimeStamp"] = stand_in.books.next_version()
        change(*arguments)

    monkeypatch.setattr(dinero._client, "change", after_somebody_else)
    with pytest.raises(RecordChanged, match="same moment"):
        dinero.delete_draft(created.id)
    assert dinero.invoice(created).id == created.id


@pytest.mark.parametrize("number", ["UKENDT", "GAMMEL", "DOBBELT", ""])
def test_a_line_whose_item_is_not_there_or_there_twice_is_not_sent(
    dinero: Dinero, draft: Any, number: str, calls: Callable[[str], list[str]]
) -> None:
    with pytest.raises(RecordRefused, match="on line 1 does not stand in Dinero exactly once"):
        dinero.create_draft(draft(lines=(line(item_number=number),)))
    assert "/v1/4711/invoices" not in calls("POST")


def test_a_currency_that_dinero_does_not_know_is_refused_by_name(dinero: Dinero, draft: Any) -> None:
    with pytest.raises(RecordRefused, match="refuses the currency"):
        dinero.create_draft(draft(currency="GBP"))
    assert dinero.create_draft(draft(currency="EUR")).currency == "EUR"


def test_a_refused_line_is_named_by_its_number(dinero: Dinero, draft: Any, stand_in: DineroStandIn) -> None:
    stand_in.books["products"][HOURS]["Unit"] = "stk"
    with pytest.raises(RecordRefused, match="line 1"):
        dinero.create_draft(draft(lines=(line(),)))


def test_a_discount_that_dinero_refuses_is_not_sent(dinero: Dinero, draft: Any, calls: Callable[[str], list[str]]) -> None:
    with pytest.raises(RecordRefused, match="Discount % is 101; Dinero takes 100 at the most"):
        dinero.create_draft(draft(lines=(line(discount_percent=Decimal(101)),)))
    assert "/v1/4711/invoices" not in calls("POST")


def test_account_and_unit_come_from_the_item(dinero: Dinero, draft: Any, check_sent: Any) -> None:
    with dinero.recording() as exchanges:
        created = dinero.create_draft(draft(lines=(line(item_number="UDEN", unit="dage"),)))
    [sent] = check_sent(exchanges, "POST", "/invoices")["ProductLines"]
    assert (sent["AccountNumber"], sent["Unit"]) == (1010, "km")
    assert created.vat == 0


def test_items_are_the_products_with_a_number_and_one_that_is_there_twice_is_not_usable(dinero: Dinero) -> None:
    [page] = dinero.items()
    found = {one.number: one for one in page.records}
    assert set(found) == {"TIMER", "UDEN", "DOBBELT"}
    assert (found["TIMER"].name, found["TIMER"].unit, found["TIMER"].price) == ("Konsulenttimer", "hours", Decimal("950.50"))
    assert (found["TIMER"].group, found["TIMER"].is_usable) == ("1000", True)
    assert (found["DOBBELT"].name, found["DOBBELT"].is_usable) == ("En / To", False)
    assert str(found["DOBBELT"].why_unusable) == "2 items in Dinero have this number."


@pytest.mark.parametrize(
    ("lacks", "reason"),
    [("Unit", "It has no unit in Dinero."), ("AccountNumber", "It has no account in Dinero.")],
)
def test_a_product_without_unit_or_account_is_not_usable_says_so_and_keeps_no_other_from_being_read(
    dinero: Dinero, draft: Any, stand_in: DineroStandIn, lacks: str, reason: str
) -> None:
    stand_in.books["products"]["x"] = stand_in.books["products"][HOURS] | {"ProductNumber": "X", lacks: None}
    [page] = dinero.items()
    usable = {one.number: (one.is_usable, one.why_unusable and str(one.why_unusable)) for one in page.records}
    assert (usable["TIMER"], usable["X"]) == ((True, None), (False, reason))
    with pytest.raises(RecordRefused, match="with account and unit"):
        dinero.create_draft(draft(lines=(line(item_number="X"),)))


@pytest.mark.parametrize(
    ("kind", "document"),
    [
        (ProductDocument, {"ProductGuid": "x", "AccountNumber": None, "Unit": None, "BaseAmountValue": None}),
        (SingleDocument, {"Guid": "x", "Number": 1, "Status": None, "TotalExclVat": 0, "TotalInclVat": 0,
                          "ProductLines": [{"Quantity": None, "BaseAmountValue": None, "Discount": None, "TotalAmount": None}]}),
        (ListedDocument, {"Guid": "x", "Number": 1, "Status": None, "Type": None, "TotalExclVat": 0, "TotalInclVat": 0}),
        (EntryDocument, {"EntryGuid": "x", "AccountNumber": 2000, "Type": None, "Amount": None}),
    ],
)  # fmt: skip
def test_what_dinero_does_not_promise_may_be_missing(kind: Any, document: dict[str, Any]) -> None:
    assert msgspec.convert(document, kind)


def test_items_are_read_once_for_a_run_and_again_for_a_new_one(
    dinero: Dinero, draft: Any, stand_in: DineroStandIn, calls: Callable[[str], list[str]]
) -> None:
    for key in ("1", "2"):
        dinero.create_draft(draft(key=key, reference=key))
    assert sum("/products" in path for path in calls("GET")) == 1
    stand_in.books["products"]["new"] = stand_in.books["products"][HOURS] | {"ProductNumber": "NY"}
    assert dinero.create_draft(draft(key="3", reference="3", lines=(line(item_number="NY"),))).lines[0].net == 100


def test_vat_rates_are_those_of_the_accounts_and_none_abroad(dinero: Dinero) -> None:
    assert set(dinero.vat_rates()) == {
        VatRate(zone="DK", item_group="1000", percent=Decimal(25)),
        VatRate(zone="DK", item_group="1010", percent=Decimal(0)),
        VatRate(zone="EU", percent=Decimal(0)),
        VatRate(zone="World", percent=Decimal(0)),
    }


def test_there_is_nothing_to_choose(dinero: Dinero) -> None:
    assert dinero.choices() == ()


def test_whether_a_currency_is_taken_is_asked_without_making_anything(dinero: Dinero, stand_in: DineroStandIn) -> None:
    with dinero.recording() as exchanges:
        assert [dinero.takes_currency(one) for one in ("DKK", "EUR", "XXX")] == [True, True, False]
    asked = [one.address for one in exchanges if one.method == "POST" and "/invoices" in one.address]
    assert len(asked) == 2
    assert all(one.endswith("/invoices/fetch") for one in asked)
    assert not stand_in.books["invoices"]
