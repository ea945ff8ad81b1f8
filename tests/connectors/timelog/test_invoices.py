from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from desktop.connectors.timelog.connector import TimeLog
from desktop.errors import NotPossible, OutcomeUnknown, RecordNotFound, RecordRefused, UnexpectedAnswer
from desktop.models.records import FinanceInvoice, FinanceState, Invoice, InvoiceKind, InvoiceLine, InvoiceStatus

GUID = "795a4082-66a9-4511-80da-005056b220e2"
LIST = "GetInvoicesModifiedInPeriodPaged"
INVOICE = (
    f"<Invoice><ID>1</ID><GUID>{GUID}</GUID><InvoiceDate>2026-03-31T00:00:00</InvoiceDate><Status>Booked</Status>"
    "<NetAmount>1</NetAmount><VATIncluded>0</VATIncluded><AmountDue>1</AmountDue></Invoice>"
)


def read(timelog: TimeLog, since: dt.datetime | None = None) -> list[Invoice]:
    return [invoice for page in timelog.invoices(since) for invoice in page.records]


def held(site: Any, table: str, number: int) -> dict[str, Any]:
    return next(one for one in site.state()[table] if one["ID"] == number)


def test_an_invoice_comes_whole(timelog: TimeLog) -> None:
    assert read(timelog)[0] == Invoice(
        id="20071",
        guid=GUID,
        kind=InvoiceKind.INVOICE,
        number="2026-0071",
        status=InvoiceStatus.BOOKED,
        date=dt.date(2026, 3, 31),
        due_date=dt.date(2026, 4, 14),
        customer_id="41",
        customer_name="Havnens Rederi & Søn A/S",
        attention="Mette Holm",
        address="Kajen 4",
        zip_code="2100",
        city="København Ø",
        country="DK",
        ean="5790000000005",
        currency="DKK",
        exchange_rate=Decimal(100),
        heading="Ny webshop, marts",
        message="Tak",
        requisition_number="PO-7781",
        customer_reference="Mette Holm",
        customer_reference_id="3353",
        contact_id="3353",
        internal_reference="ALU",
        internal_reference_name="Anna Lund",
        project_id="310",
        project_number="P26.0031",
        project_name="Ny webshop",
        net=Decimal("1234.10"),
        vat=Decimal("308.53"),
        gross=Decimal("1542.60"),
        rounding=Decimal("-0.03"),
        lines=(
            InvoiceLine(
                id="90001",
                position=1,
                item_number="1010",
                text="Timer",
                quantity=Decimal("0.1"),
                unit_price=Decimal("13712.2222222"),
                discount_percent=Decimal(10),
                net=Decimal("1234.10"),
                vat_percent=Decimal(25),
            ),
            InvoiceLine(id="90002", position=2, text="I alt efter aftale", is_text_only=True),
        ),
    )


def test_drafts_come_with_their_status_and_reminders_not_at_all(timelog: TimeLog) -> None:
    assert [(one.id, one.status) for one in read(timelog) if one.kind is InvoiceKind.INVOICE] == [
        ("20071", InvoiceStatus.BOOKED),
        ("20072", InvoiceStatus.DRAFT),
    ]


def test_a_credit_note_with_negative_amounts_is_turned_whole(timelog: TimeLog) -> None:
    note = read(timelog)[-1]
    assert (note.kind, note.number, note.credited_invoice_id, note.credited_invoice_number) == (
        InvoiceKind.CREDIT_NOTE,
        "K-501",
        "20071",
        "2026-0071",
    )
    assert (note.net, note.vat, note.rounding, note.gross) == (Decimal(400), Decimal(100), Decimal("0.5"), Decimal("500.5"))
    assert note.exchange_rate == Decimal("745.9")
    assert sum(line.net for line in note.lines) == note.net
    assert [(line.quantity, line.unit_price, line.net) for line in note.lines] == [
        (10, 50, 500),
        (1, 25, 25),
        (1, -125, -125),
        (2, 10, 0),
    ]


def test_a_credit_note_with_positive_amounts_stays(timelog: TimeLog, site: Any, site_data: dict[str, Any]) -> None:
    note = {"ID": 5, "CreditNoteNO": "K-5", "CreditNoteDate": "2026-04-02", "Status": "Booked", "NetAmount": 400, "AmountDue": 500}
    line = {"ID": 1, "ProductNo": "1010", "Quantity": 1, "Rate": 400, "Amount": 400}
    site.load({**site_data, "credit_notes": [{**note, "InvoiceLines": [line]}]})
    found = read(timelog)[-1]
    assert (found.net, found.gross, found.lines[0].net) == (400, 500, 400)


def test_an_invoice_and_a_credit_note_of_one_number_have_different_ids(timelog: TimeLog) -> None:
    assert {one.id for one in read(timelog)} == {"20071", "20072", "C20071"}


def test_a_person_known_by_name_only_gets_initials_from_the_employees(timelog: TimeLog) -> None:
    note = read(timelog)[-1]
    assert (note.internal_reference, note.internal_reference_name) == ("BGO", "Bo Gorm")


@pytest.mark.parametrize(("reference", "named"), [("alu", ("ALU", "Anna Lund")), ("Ukendt", ("Ukendt", ""))])
def test_a_reference_as_text_is_looked_up(
    timelog: TimeLog, site: Any, site_data: dict[str, Any], reference: str, named: tuple[str, str]
) -> None:
    invoice = {"ID": 1, "InvoiceDate": "2026-03-31", "Status": "Booked", "InternalReference": reference}
    site.load({**site_data, "invoices": [invoice], "credit_notes": []})
    (found,) = read(timelog)
    assert (found.internal_reference, found.internal_reference_name) == named
    assert found.due_date is None


def test_only_what_changed_since_is_read_with_a_day_to_spare(timelog: TimeLog, site: Any, site_data: dict[str, Any]) -> None:
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    base = {"InvoiceDate": "2026-03-31", "Status": "Booked"}
    ages = {1: 40, 2: 20, 3: 2}
    invoices = [
        {**base, "ID": number, "ModifiedAt": (now - dt.timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S")}
        for number, hours in ages.items()
    ]
    site.load({**site_data, "invoices": invoices, "credit_notes": []})
    assert [one.id for one in read(timelog, now - dt.timedelta(hours=1))] == ["2", "3"]
    assert [one.id for one in read(timelog)] == ["1", "2", "3"]


def test_more_than_a_page_is_read_to_the_end(timelog: TimeLog, site: Any, site_data: dict[str, Any]) -> None:
    invoices = [{"ID": number, "InvoiceDate": "2026-03-31", "Status": "Booked"} for number in range(1, 252)]
    site.load({**site_data, "invoices": invoices, "credit_notes": []})
    assert [len(page.records) for page in timelog.invoices()] == [100, 100, 51]


@pytest.mark.parametrize(
    ("there", "instead", "words"),
    [
        ("<NetAmount>1</NetAmount>", "", "NetAmount"),
        ("<NetAmount>1</NetAmount>", "<NetAmount>one</NetAmount>", "NetAmount"),
        ("2026-03-31T00:00:00", "31.03.2026", "InvoiceDate"),
        ("<ID>1</ID>", "", "ID is missing"),
        (f"<GUID>{GUID}</GUID>", "", "GUID is missing"),
        ("Booked", "Lost", "Lost"),
    ],
)
def test_an_invoice_that_is_not_as_the_reference_says_is_an_unexpected_answer(
    odd: TimeLog, scripted: Any, there: str, instead: str, words: str
) -> None:
    scripted.says(LIST, INVOICE.replace(there, instead))
    with pytest.raises(UnexpectedAnswer) as caught:
        read(odd)
    assert words in caught.value.technical


@pytest.mark.parametrize(
    ("details", "status"), [("<ID>3</ID>", InvoiceStatus.PAID), ("<ID>2</ID>", InvoiceStatus.OVERDUE), ("", InvoiceStatus.BOOKED)]
)
def test_the_number_of_a_status_counts_before_its_word(odd: TimeLog, scripted: Any, details: str, status: InvoiceStatus) -> None:
    scripted.says(LIST, INVOICE.replace("</Invoice>", f"<Details><Status>{details}</Status></Details></Invoice>"))
    assert next(odd.invoices()).records[0].status is status


def draft(number: str) -> FinanceInvoice:
    return FinanceInvoice(id=number, draft_number=number)


def booked(number: str, state: FinanceState = FinanceState.BOOKED) -> FinanceInvoice:
    return FinanceInvoice(id=number, number=number, state=state)


def test_a_draft_without_a_number_gets_the_key_only_until_it_is_booked(timelog: TimeLog, site: Any) -> None:
    invoice = read(timelog)[0]
    timelog.write_back(invoice, FinanceInvoice(id="0c1a1f0e-7f0a"), "Bindeled")
    kept = held(site, "invoices", 20071)
    assert (kept["InvoiceNoExternal"], kept["ExternalInvoiceStatus"]) == (None, None)
    assert kept["ExternalKeys"] == [{"SystemName": "Bindeled", "ExternalID": "draft 0c1a1f0e-7f0a"}]
    timelog.write_back(
        invoice, FinanceInvoice(id="0c1a1f0e-7f0a", number="7", state=FinanceState.BOOKED), "Bindeled", is_repeat=True
    )
    kept = held(site, "invoices", 20071)
    assert (kept["InvoiceNoExternal"], kept["ExternalInvoiceStatus"]) == ("7", "Booked")
    assert kept["ExternalKeys"] == [{"SystemName": "Bindeled", "ExternalID": "7"}]


def test_a_number_and_state_are_written_back_and_a_key_beside_them(timelog: TimeLog, site: Any) -> None:
    invoice = read(timelog)[0]
    for _ in range(2):
        timelog.write_back(invoice, draft("30012"), "Bindeled")
    kept = held(site, "invoices", 20071)
    assert (kept["InvoiceNoExternal"], kept["ExternalInvoiceStatus"]) == ("30012", "Draft")
    assert kept["ExternalKeys"] == [{"SystemName": "Bindeled", "ExternalID": "draft 30012"}]
    timelog.write_back(invoice, booked("10345"), "Bindeled")
    timelog.write_back(invoice, booked("10345", FinanceState.PAID), "Bindeled")
    kept = held(site, "invoices", 20071)
    assert (kept["InvoiceNoExternal"], kept["ExternalInvoiceStatus"]) == ("10345", "Booked")
    assert kept["ExternalKeys"] == [{"SystemName": "Bindeled", "ExternalID": "10345"}]
    assert read(timelog)[0].external_number == "10345"


def test_a_credit_note_gets_the_key_only(timelog: TimeLog, site: Any) -> None:
    note = read(timelog)[-1]
    for _ in range(2):
        timelog.write_back(note, draft("30013"), "Bindeled")
    assert held(site, "credit_notes", 20071)["ExternalKeys"] == [{"SystemName": "Bindeled", "ExternalID": "draft 30013"}]


def test_the_setting_tries_the_number_on_a_credit_note_too(connect: Any) -> None:
    timelog = connect(settings={"credit_notes_take_numbers": "yes"})
    with pytest.raises(RecordRefused, match="none of invoices"):
        timelog.write_back(read(timelog)[-1], draft("30013"), "Bindeled")


def test_a_state_that_timelog_has_no_word_for_is_not_written(timelog: TimeLog, site: Any) -> None:
    with pytest.raises(NotPossible, match="deleted"):
        timelog.write_back(read(timelog)[0], FinanceInvoice(id="30012", state=FinanceState.DELETED), "Bindeled")
    assert held(site, "invoices", 20071)["InvoiceNoExternal"] is None


def test_writing_back_without_an_answer_is_unknown_and_may_be_repeated(timelog: TimeLog, site: Any) -> None:
    invoice = read(timelog)[0]
    site.faults.replace([{"kind": "cut_after", "path": "Invoicing", "calls": [1]}])
    with pytest.raises(OutcomeUnknown):
        timelog.write_back(invoice, draft("30012"), "Bindeled")
    timelog.write_back(invoice, draft("30012"), "Bindeled")
    assert held(site, "invoices", 20071)["InvoiceNoExternal"] == "30012"


def test_an_invoice_is_marked_as_paid_once(timelog: TimeLog, site: Any) -> None:
    invoice = read(timelog)[0]
    timelog.mark_paid(invoice)
    timelog.mark_paid(invoice)
    assert held(site, "invoices", 20071)["Status"] == "Checked"
    assert read(timelog)[0].status is InvoiceStatus.PAID


def test_a_draft_cannot_be_marked_as_paid(timelog: TimeLog) -> None:
    with pytest.raises(RecordRefused, match="Draft"):
        timelog.mark_paid(read(timelog)[1])


def test_a_credit_note_cannot_be_marked_as_paid(timelog: TimeLog) -> None:
    with pytest.raises(NotPossible, match="credit notes"):
        timelog.mark_paid(read(timelog)[-1])


def test_an_invoice_that_is_gone_is_not_found(timelog: TimeLog, site: Any, site_data: dict[str, Any]) -> None:
    invoice = read(timelog)[0]
    site.load({**site_data, "invoices": []})
    with pytest.raises(RecordNotFound):
        timelog.mark_paid(invoice)


def test_an_invoice_that_cannot_be_read_is_not_marked(odd: TimeLog, scripted: Any) -> None:
    scripted.says("GetInvoiceByGUID", INVOICE.replace("Booked", "Lost"))
    with pytest.raises(UnexpectedAnswer) as caught:
        odd.mark_paid(Invoice(id="1", guid=GUID, date=dt.date(2026, 3, 31)))
    assert "Lost" in caught.value.technical


def test_every_request_about_invoices_is_as_the_contract_says(connect: Any, contract: Any) -> None:
    timelog = connect()
    with timelog.recording() as exchanges:
        invoices = read(timelog, dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
        for invoice in (invoices[0], invoices[-1]):
            timelog.write_back(invoice, draft("30012"), "Bindeled")
        timelog.mark_paid(invoices[0])
    checked = {exchange.address for exchange in exchanges if "/WebServices/" in exchange.address}
    assert len(checked) == 2
    for exchange in exchanges:
        if "/WebServices/" in exchange.address:
            contract.check(exchange.address.split("/WebServices/")[1].split("/")[0], exchange.sent)
