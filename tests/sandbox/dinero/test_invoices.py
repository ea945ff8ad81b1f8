"""Invoices: drafts with our own guid, totals, time stamps, booking, status and payments."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.sandbox.dinero.conftest import Api, Clock

Row = dict[str, Any]

GUID = "0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d1001"
OTHER = "0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d1002"
HOURS = "4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2001"
OLD_ITEM = "4a0e2f6b-6d0f-4f6e-9a31-9d6a5f0b2002"
FJORDBYG = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a02"
LUKKET = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a03"
STORGATAN = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a04"
UPDATE = f"/v1.2/4711/invoices/{GUID}"


def drafted(api: Api, body: Row) -> Row:
    answer = api.post("/invoices", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def booked(api: Api, body: Row) -> Row:
    made = drafted(api, body)
    answer = api.post(f"/invoices/{made['Guid']}/book", json={"Timestamp": made["TimeStamp"]})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def wrong_of(answer: Any) -> list[str]:
    assert answer.status_code == 400, answer.text
    return list(answer.json()["validationErrors"])


def with_line(body: Row, **more: Any) -> Row:
    """The body with its line of hours changed; None takes a property away."""
    line = {
        name: value for name, value in {**body["ProductLines"][1], **more}.items() if value is not None or name == "Description"
    }
    return {**body, "ProductLines": [body["ProductLines"][0], line]}


def test_a_draft_keeps_our_guid_and_gets_totals_and_terms(api: Api, invoice: Row) -> None:
    assert drafted(api, invoice)["Guid"] == GUID
    read = api.exact(f"/invoices/{GUID}")
    amounts = [read[name] for name in ("TotalExclVat", "TotalVat", "TotalInclVat")]
    assert amounts == [Decimal("6412.50"), Decimal("1603.13"), Decimal("8015.63")]
    assert [line["TotalAmount"] for line in read["TotalLines"]] == amounts
    assert (read["Status"], read["PaymentStatus"], read["Number"]) == ("Draft", "Draft", 118)
    assert (read["PaymentConditionNumberOfDays"], read["PaymentDate"]) == (14, "2026-11-14")
    assert (read["ContactName"], read["Address"]) == ("Nordlys ApS", "Havnegade 12\n8000 Aarhus C")
    line = read["ProductLines"][1]
    assert (line["Description"], line["AccountName"], line["BaseAmountValueInclVat"]) == (
        "Timer",
        "Salg med moms",
        Decimal("1187.50"),
    )


def test_a_draft_with_nothing_but_a_line_gets_the_defaults(api: Api, invoice: Row) -> None:
    guid = drafted(api, {"ProductLines": invoice["ProductLines"]})["Guid"]
    read = api.get(f"/invoices/{guid}").json()
    assert (read["Date"], read["Currency"], read["Language"], read["Description"]) == ("2026-11-02", "DKK", "da-DK", "Faktura")
    assert (read["PaymentConditionType"], read["PaymentDate"], read["ContactName"]) == ("Netto", "2026-11-10", None)


@pytest.mark.parametrize(
    ("more", "date"),
    [
        ({"PaymentConditionType": "Netto", "PaymentConditionNumberOfDays": 30}, "2026-11-30"),
        ({"PaymentConditionType": "NettoCash"}, "2026-10-31"),
        ({"PaymentConditionType": "CurrentMonthOut", "PaymentConditionNumberOfDays": 5, "Date": "2026-02-03"}, "2026-03-05"),
        ({"ContactGuid": FJORDBYG}, "2026-11-10"),
    ],
)
def test_the_payment_date_follows_the_terms(api: Api, invoice: Row, more: Row, date: str) -> None:
    drafted(api, {**invoice, **more})
    assert api.get(f"/invoices/{GUID}").json()["PaymentDate"] == date


def test_nothing_is_charged_for_vat_outside_denmark(api: Api, invoice: Row) -> None:
    drafted(api, {**invoice, "ContactGuid": STORGATAN, "Currency": "EUR"})
    read = api.exact(f"/invoices/{GUID}")
    assert (read["TotalVat"], read["TotalNonVatableAmount"]) == (0, Decimal("6412.50"))
    listed = api.found("/invoices", fields="TotalInclVatInDkk,Currency")
    assert listed == [{"TotalInclVatInDkk": 47839.17, "Currency": "EUR"}]


def test_booking_gives_the_next_number_and_locks_the_invoice(api: Api, invoice: Row) -> None:
    done = booked(api, invoice)
    assert (done["Status"], done["Number"], done["PaymentStatus"]) == ("Booked", 118, "Booked")
    stamp = {"Timestamp": done["TimeStamp"]}
    for answer in (
        api.put(UPDATE, json={**invoice, **stamp}),
        api.delete(f"/invoices/{GUID}", json=stamp),
        api.post(f"/invoices/{GUID}/book", json=stamp),
    ):
        assert wrong_of(answer) == ["Status"]
    assert booked(api, {**invoice, "Guid": OTHER})["Number"] == 119


def test_a_chosen_number_is_taken_once(api: Api, invoice: Row) -> None:
    first = drafted(api, invoice)
    assert api.post(f"/invoices/{GUID}/book", json={"Timestamp": first["TimeStamp"], "Number": 500}).json()["Number"] == 500
    second = drafted(api, {**invoice, "Guid": OTHER})
    body = {"Timestamp": second["TimeStamp"], "Number": 500}
    assert wrong_of(api.post(f"/invoices/{OTHER}/book", json=body)) == ["Number"]
    assert api.post(f"/invoices/{OTHER}/book", json={"Timestamp": second["TimeStamp"]}).json()["Number"] == 501


def test_booking_needs_a_contact_that_is_still_there(api: Api, invoice: Row) -> None:
    stamp = drafted(api, {**invoice, "ContactGuid": None})["TimeStamp"]
    assert wrong_of(api.post(f"/invoices/{GUID}/book", json={"Timestamp": stamp})) == ["ContactGuid"]
    stamp = api.put(UPDATE, json={**invoice, "ContactGuid": FJORDBYG, "Timestamp": stamp}).json()["TimeStamp"]
    assert api.delete(f"/contacts/{FJORDBYG}").ok
    assert wrong_of(api.post(f"/invoices/{GUID}/book", json={"Timestamp": stamp})) == ["ContactGuid"]


def test_an_old_timestamp_is_refused_with_its_code(api: Api, invoice: Row) -> None:
    old = drafted(api, invoice)["TimeStamp"]
    newer = api.put(UPDATE, json={**invoice, "Comment": "Rettet", "Timestamp": old}).json()["TimeStamp"]
    assert newer != old
    for answer in (
        api.put(UPDATE, json={**invoice, "Timestamp": old}),
        api.post(f"/invoices/{GUID}/book", json={"Timestamp": old}),
        api.delete(f"/invoices/{GUID}", json={"Timestamp": old}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (400, 58)
    assert api.get(f"/invoices/{GUID}").json()["Comment"] == "Rettet"
    assert wrong_of(api.put(UPDATE, json=invoice)) == ["Timestamp"]
    assert wrong_of(api.put(UPDATE, json={**invoice, "Guid": OTHER, "Timestamp": newer})) == ["Guid"]


def test_the_same_guid_twice_is_a_conflict_even_after_deleting(api: Api, invoice: Row) -> None:
    drafted(api, invoice)
    again = api.post("/invoices", json=invoice)
    assert (again.status_code, again.json()["code"]) == (409, 72)
    assert api.delete(f"/invoices/{GUID}").ok
    assert api.post("/invoices", json=invoice).status_code == 409
    assert api.post("/sales/creditnotes", json={**invoice, "CreditNoteFor": None}).status_code == 409


def test_a_deleted_draft_is_still_read_but_not_changed(api: Api, invoice: Row) -> None:
    stamp = drafted(api, invoice)["TimeStamp"]
    assert api.delete(f"/invoices/{GUID}", json={"Timestamp": stamp}).ok
    read = api.get(f"/invoices/{GUID}").json()
    assert read["DeletedAt"] == "2026-11-02T09:30:00.000"
    refused = api.put(UPDATE, json={**invoice, "Timestamp": read["TimeStamp"]})
    assert (refused.status_code, refused.json()["code"]) == (400, 65)
    assert api.found("/invoices") == []
    assert len(api.found("/invoices", deletedOnly="true", changesSince="2026-11-02T09:30:00Z")) == 1


def test_an_unknown_invoice_is_400_with_code_63(api: Api, invoice: Row) -> None:
    for answer in (api.get(f"/invoices/{GUID}"), api.put(UPDATE, json=invoice), api.delete(f"/invoices/{GUID}")):
        assert (answer.status_code, answer.json()["code"]) == (400, 63)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ContactGuid", "0c1a1f0e-7f0a-4b7f-8a55-3f3f9a7d9999"),
        ("ContactGuid", LUKKET),
        ("ContactGuid", "4711"),
        ("Date", "31-10-2026"),
        ("Date", "2026-10-31T00:00:00"),
        ("Currency", "GBP"),
        ("Language", "da"),
        ("ExternalReference", "x" * 129),
        ("InvoiceTemplateId", OTHER),
        ("PaymentConditionType", "Net"),
        ("ReminderFee", 101),
        ("ProductLines", None),
        ("Description", 7),
    ],
)
def test_a_header_that_does_not_fit_is_refused_by_name(api: Api, invoice: Row, name: str, value: Any) -> None:
    assert wrong_of(api.post("/invoices", json={**invoice, name: value})) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Quantity", None),
        ("BaseAmountValue", None),
        ("Discount", None),
        ("AccountNumber", None),
        ("Unit", None),
        ("Unit", "timer"),
        ("Discount", 100.5),
        ("Discount", -1),
        ("AccountNumber", 999),
        ("AccountNumber", 1000.5),
        ("ProductGuid", OLD_ITEM),
        ("ProductGuid", OTHER),
        ("Description", "Min egen tekst"),
        ("LineType", "Heading"),
        ("Quantity", "7.5"),
    ],
)
def test_a_line_that_does_not_fit_is_refused_by_its_place(api: Api, invoice: Row, name: str, value: Any) -> None:
    assert wrong_of(api.post("/invoices", json=with_line(invoice, **{name: value}))) == [f"ProductLines[1].{name}"]


def test_a_line_without_a_product_needs_a_description(api: Api, invoice: Row) -> None:
    body = with_line(invoice, ProductGuid=None)
    assert wrong_of(api.post("/invoices", json=body)) == ["ProductLines[1].Description"]
    drafted(api, with_line(invoice, ProductGuid=None, Description="Diverse assistance"))
    assert api.get(f"/invoices/{GUID}").json()["ProductLines"][1]["ProductGuid"] is None


def test_a_text_line_is_a_text_without_amount(api: Api, invoice: Row) -> None:
    text = {**invoice["ProductLines"][0], "Quantity": 1, "BaseAmountValue": 5, "Description": ""}
    names = ["Description", "BaseAmountValue", "Quantity"]
    found = wrong_of(api.post("/invoices", json={**invoice, "ProductLines": [text]}))
    assert sorted(found) == sorted(f"ProductLines[0].{name}" for name in names)


def test_an_invoice_needs_a_line(api: Api, invoice: Row) -> None:
    answer = api.post("/invoices", json={**invoice, "ProductLines": []})
    assert (answer.status_code, answer.json()["code"]) == (400, 45)


def test_fetch_counts_without_saving(api: Api, invoice: Row) -> None:
    counted = api.post("/invoices/fetch", json=invoice).json()
    assert (counted["TotalInclVat"], counted["Number"]) == (8015.63, 118)
    assert api.get(f"/invoices/{GUID}").status_code == 400
    assert wrong_of(api.post("/invoices/fetch", json={**invoice, "Currency": "GBP"})) == ["Currency"]


def test_lists_of_invoices_filter_and_sort(api: Api, invoice: Row, clock: Clock) -> None:
    booked(api, {**invoice, "Date": "2026-09-01"})  # overdue since the 15th
    booked(api, {**invoice, "Guid": OTHER, "ExternalReference": "TL-INV:2", "ContactGuid": FJORDBYG})
    drafted(api, {**invoice, "Guid": None, "ExternalReference": None, "Date": "2026-08-01"})
    rows = api.found("/invoices", fields="Number,Status")
    assert [(row["Number"], row["Status"]) for row in rows] == [(2**63 - 1, "Draft"), (119, "Booked"), (118, "Overdue")]
    ascending = api.found("/invoices", fields="Status,ContactName", sort="Contact,VoucherNumber", sortOrder="ascending")
    assert [row["ContactName"] for row in ascending] == ["Fjordbyg A/S", "Nordlys ApS", "Nordlys ApS"]
    by_status = api.found("/invoices", fields="Status", sort="Status", sortOrder="descending")
    assert [row["Status"] for row in by_status] == ["Draft", "Overdue", "Booked"]
    assert len(api.found("/invoices", statusFilter="Overdue,Draft")) == 2
    assert len(api.found("/invoices", queryFilter="ExternalReference eq 'tl-inv:2'")) == 1
    assert len(api.found("/invoices", startDate="2026-10-01", endDate="2026-10-31")) == 2  # the draft is not touched by dates
    assert len(api.found("/invoices", freeTextSearch="fjord")) == 1
    for params in ({"startDate": "2026-10-01"}, {"statusFilter": "Open"}, {"sort": "Date"}, {"sortOrder": "up"}):
        assert api.get("/invoices", params=params).status_code == 400


def test_payments_turn_the_status(api: Api, invoice: Row) -> None:
    stamp = booked(api, invoice)["TimeStamp"]
    payment = {"DepositAccountNumber": 55000, "Description": "Betaling", "RemainderIsFee": False}
    for amount, status, rest in ((8000, "Booked", 15.63), (15.63, "Paid", 0), (1, "OverPaid", -1)):
        answer = api.post(f"/invoices/{GUID}/payments", json={**payment, "Amount": amount, "Timestamp": stamp})
        assert answer.status_code == 200, answer.text
        stamp = answer.json()["TimeStamp"]
        assert api.found("/invoices", fields="Status") == [{"Status": status}]
        assert api.get(f"/v2/4711/invoices/{GUID}/payments").json()["RemainingAmount"] == rest
    old = api.post(f"/invoices/{GUID}/payments", json={**payment, "Amount": 1, "Timestamp": "0"})
    assert old.json()["code"] == 58
    nothing = {**payment, "Amount": 0, "Timestamp": stamp, "DepositAccountNumber": 1}
    assert sorted(wrong_of(api.post(f"/invoices/{GUID}/payments", json=nothing))) == ["Amount", "DepositAccountNumber"]


def test_a_payment_in_euro_names_both_amounts_and_only_booked_invoices_are_paid(api: Api, invoice: Row) -> None:
    body = {**invoice, "ContactGuid": STORGATAN, "Currency": "EUR"}
    stamp = drafted(api, body)["TimeStamp"]
    payment = {"DepositAccountNumber": 55000, "Description": "Betaling", "RemainderIsFee": False, "Amount": 47839.17}
    assert wrong_of(api.post(f"/invoices/{GUID}/payments", json={**payment, "Timestamp": stamp})) == ["Status"]
    stamp = api.post(f"/invoices/{GUID}/book", json={"Timestamp": stamp}).json()["TimeStamp"]
    refused = api.post(f"/invoices/{GUID}/payments", json={**payment, "Timestamp": stamp})
    assert wrong_of(refused) == ["AmountInForeignCurrency"]
    paid = {**payment, "Timestamp": stamp, "AmountInForeignCurrency": 6412.5}
    assert api.post(f"/invoices/{GUID}/payments", json=paid).ok
    assert api.get(f"/invoices/{GUID}").json()["PaymentStatus"] == "Paid"


def test_the_friendlier_reading_of_invoices(api: Api, invoice: Row) -> None:
    api.post("/_sandbox/switches", json={"strict": False})
    heading = {"LineType": "Text", "Description": "Oktober"}
    line = {**invoice["ProductLines"][1], "Description": "Min egen tekst"}
    drafted(api, {**invoice, "ContactGuid": LUKKET, "ProductLines": [heading, line]})
    assert [one["Description"] for one in api.get(f"/invoices/{GUID}").json()["ProductLines"]] == ["Oktober", "Min egen tekst"]
    assert api.delete(f"/invoices/{GUID}").ok
    assert api.get(f"/invoices/{GUID}").json()["code"] == 63
