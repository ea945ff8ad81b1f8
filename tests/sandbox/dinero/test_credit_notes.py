"""Credit notes: as invoices, with positive amounts and an invoice behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.dinero.conftest import Api

Row = dict[str, Any]

INVOICE = "0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d1001"
GUID = "0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d3001"
PATH = "/sales/creditnotes"


@pytest.fixture
def credited(api: Api, invoice: Row) -> Row:
    """A booked invoice."""
    stamp = api.post("/invoices", json=invoice).json()["TimeStamp"]
    return dict(api.post(f"/invoices/{INVOICE}/book", json={"Timestamp": stamp}).json())


@pytest.fixture
def credit_note(credited: Row, invoice: Row) -> Row:
    """The body of a good credit note."""
    return {**invoice, "Guid": GUID, "CreditNoteFor": INVOICE, "Description": None, "ExternalReference": "TL-CN:1"}


def test_a_credit_note_goes_the_way_of_an_invoice_and_shares_its_numbers(api: Api, credit_note: Row) -> None:
    made = api.post(PATH, json=credit_note).json()
    read = api.get(f"{PATH}/{GUID}").json()
    assert (read["CreditNoteFor"], read["Description"], read["TotalInclVat"]) == (INVOICE, "Kreditnota", 8015.63)
    changed = api.put(f"/v1.2/4711/sales/creditnotes/{GUID}", json={**credit_note, "Timestamp": made["TimeStamp"]})
    done = api.post(f"{PATH}/{GUID}/book", json={"Timestamp": changed.json()["TimeStamp"]}).json()
    assert (done["Number"], done["Status"], done["PaymentStatus"]) == (119, "Booked", "Booked")


def test_invoices_and_credit_notes_stand_in_one_list_too(api: Api, credit_note: Row) -> None:
    api.post(PATH, json=credit_note)
    rows = api.found("/sales", fields="Guid,Type,PaymentDate")
    assert [(row["Type"], row["PaymentDate"]) for row in rows] == [("CreditNote", None), ("Invoice", "2026-11-14")]
    assert [row["Guid"] for row in api.found(PATH, queryFilter="ExternalReference eq 'TL-CN:1'")] == [GUID]
    assert api.get(PATH, params={"fields": "LatestMailOutType"}).status_code == 400


def test_a_negative_credit_note_and_one_for_a_draft_are_refused(api: Api, credit_note: Row, invoice: Row) -> None:
    lines = [{**line, "Quantity": -line["Quantity"]} for line in credit_note["ProductLines"]]
    negative = api.post(PATH, json={**credit_note, "ProductLines": lines})
    assert list(negative.json()["validationErrors"]) == ["ProductLines"]
    draft = api.post("/invoices", json={**invoice, "Guid": None}).json()["Guid"]
    for_a_draft = api.post(PATH, json={**credit_note, "CreditNoteFor": draft})
    assert list(for_a_draft.json()["validationErrors"]) == ["CreditNoteFor"]
    api.post("/_sandbox/switches", json={"strict": False})
    assert api.post(PATH, json={**credit_note, "CreditNoteFor": draft, "ProductLines": lines}).ok


def test_a_booked_invoice_makes_its_own_credit_note(api: Api, credited: Row, invoice: Row) -> None:
    old = api.post(f"/invoices/{INVOICE}/generate-creditnote", json={"Timestamp": "0"})
    assert old.json()["code"] == 58
    made = api.post(f"/invoices/{INVOICE}/generate-creditnote").json()
    read = api.get(f"{PATH}/{made['Guid']}").json()
    assert (read["TotalInclVat"], read["CreditNoteFor"]) == (credited["TotalInclVat"], INVOICE)
    draft = api.post("/invoices", json={**invoice, "Guid": None}).json()["Guid"]
    assert api.post(f"/invoices/{draft}/generate-creditnote").status_code == 400


def test_a_credit_note_is_paid_out_and_never_overdue(api: Api, credit_note: Row) -> None:
    stamp = api.post(PATH, json=credit_note).json()["TimeStamp"]
    stamp = api.post(f"{PATH}/{GUID}/book", json={"Timestamp": stamp}).json()["TimeStamp"]
    payment = {"DepositAccountNumber": 55000, "Description": "Udbetaling", "RemainderIsFee": False}
    for amount, status, rest in ((8000, "Booked", 15.63), (15.63, "Paid", 0)):
        stamp = api.post(f"{PATH}/{GUID}/payments", json={**payment, "Amount": amount, "Timestamp": stamp}).json()["TimeStamp"]
        assert api.found(PATH, fields="Status") == [{"Status": status}]
        assert api.get(f"{PATH}/{GUID}/payments").json()["RemainingAmount"] == rest


def test_fetch_counts_and_an_unknown_one_is_code_63(api: Api, credit_note: Row) -> None:
    assert api.post(f"{PATH}/fetch", json=credit_note).json()["TotalInclVat"] == 8015.63
    assert api.get(f"{PATH}/{GUID}").json()["code"] == 63
