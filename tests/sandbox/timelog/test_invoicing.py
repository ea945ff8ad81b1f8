"""Invoices and credit notes over SOAP, item numbers, invoice settings, employees."""

from __future__ import annotations

import base64
from typing import Any

import pytest

INVOICING = "Invoicing/V1_1"
GUID = "795a4082-66a9-4511-80da-005056b220e2"
PERIOD = "<startDate>{}</startDate><endDate>{}</endDate><page>1</page><pageSize>500</pageSize>"


def mapping(external_id: str = "draft-77", system: str = "Bindeled") -> str:
    context = f"<a:SystemName>{system}</a:SystemName><a:ExternalID>{external_id}</a:ExternalID>"
    return f"<externalSystemContext>{context}</externalSystemContext><source>0</source>"


def external_data(state: str) -> str:
    number = "<externalInvoiceNumber>10345</externalInvoiceNumber>"
    return f"<guid>{GUID}</guid>{number}<externalInvoiceStatus>{state}</externalInvoiceStatus>"


def test_invoices_of_a_period_come_with_drafts_and_lines(caller: Any) -> None:
    april = PERIOD.format("2026-03-01T00:00:00", "2026-04-30T00:00:00")
    answer = caller.soap(INVOICING, "GetInvoicesModifiedInPeriodPaged", april)
    assert [one.findtext("{*}Status") for one in answer.records] == ["Booked", "Draft"]
    assert answer.texts("ProductNo") == ["1010"]
    notes = caller.soap(INVOICING, "GetCreditNotesModifiedInPeriodPaged", april)
    assert notes.texts("CreditNoteNO") == ["K-501"]


def test_the_end_of_a_period_is_a_moment_and_not_a_day(caller: Any) -> None:
    asked = PERIOD.format("2026-03-01T00:00:00", "2026-04-01T00:00:00")
    assert caller.soap(INVOICING, "GetInvoicesModifiedInPeriodPaged", asked).texts("InvoiceNo") == ["2026-0071"]
    backwards = PERIOD.format("2026-04-01T00:00:00", "2026-03-01T00:00:00")
    assert caller.soap(INVOICING, "GetInvoicesModifiedInPeriodPaged", backwards).state == "Invalid"


def test_one_invoice_and_one_credit_note_are_found_by_id_and_guid(caller: Any, stand_in: Any) -> None:
    assert caller.soap(INVOICING, "GetInvoiceByGUID", f"<guid>{GUID}</guid>").text("InvoiceNo") == "2026-0071"
    assert caller.soap(INVOICING, "GetCreditNoteByID", "<id>501</id>").text("CreditNoteNO") == "K-501"
    guid = stand_in.state()["credit_notes"][0]["GUID"]
    assert caller.soap(INVOICING, "GetCreditNoteByGUID", f"<guid>{guid}</guid>").text("CreditNoteNO") == "K-501"
    assert caller.soap(INVOICING, "GetInvoiceByID", "<id>1</id>").records == []


def test_number_and_state_of_the_finance_system_are_written_back(caller: Any, stand_in: Any) -> None:
    answer = caller.soap(INVOICING, "UpdateExternalData", external_data("<n:Name>Draft</n:Name>"))
    assert (answer.state, answer.text("InvoiceNoExternal"), answer.text("Status")) == ("Success", "10345", "Booked")
    assert stand_in.state()["invoices"][0]["ExternalInvoiceStatus"] == "Draft"


def test_an_empty_number_is_refused_unless_the_switch_takes_it(caller: Any, stand_in: Any) -> None:
    empty = external_data("<n:Name>Draft</n:Name>").replace("10345", "")
    assert caller.soap(INVOICING, "UpdateExternalData", empty).state == "Invalid"
    stand_in.site.takes_empty_numbers = True
    assert caller.soap(INVOICING, "UpdateExternalData", empty).state == "Success"


@pytest.mark.parametrize("state", ["", "<n:Name>Bogført</n:Name>", "<n:ID>0</n:ID>", "<n:ID>3</n:ID><n:Name>Booked</n:Name>"])
def test_a_state_without_a_known_name_is_refused(caller: Any, state: str) -> None:
    assert caller.soap(INVOICING, "UpdateExternalData", external_data(state)).state == "Invalid"


def test_only_a_booked_invoice_can_be_marked_as_checked_and_only_once(caller: Any, stand_in: Any) -> None:
    draft = stand_in.state()["invoices"][1]["GUID"]
    assert caller.soap(INVOICING, "MarkInvoiceAsChecked", f"<guid>{draft}</guid>").state == "Invalid"
    checked = caller.soap(INVOICING, "MarkInvoiceAsChecked", f"<guid>{GUID}</guid>")
    assert (checked.state, checked.text("Status")) == ("Success", "Checked")
    assert caller.soap(INVOICING, "MarkInvoiceAsChecked", f"<guid>{GUID}</guid>").state == "Invalid"


def test_a_mapped_invoice_is_found_by_its_key_and_a_new_mapping_takes_its_place(caller: Any) -> None:
    asked = "<externalKey>{}</externalKey><systemName>Bindeled</systemName>"
    first = caller.soap(INVOICING, "CreateInvoiceExternalMapping", f"<invoiceGuid>{GUID}</invoiceGuid>{mapping()}")
    assert (first.state, first.texts("ExternalID")) == ("Success", ["draft-77"])
    assert caller.soap(INVOICING, "GetInvoiceByExternalKey", asked.format("draft-77")).text("ID") == "20071"
    caller.soap(INVOICING, "CreateInvoiceExternalMapping", f"<invoiceGuid>{GUID}</invoiceGuid>{mapping('draft-78')}")
    assert caller.soap(INVOICING, "GetInvoiceByExternalKey", asked.format("draft-77")).records == []
    assert caller.soap(INVOICING, "GetInvoiceByExternalKey", asked.format("draft-78")).text("ID") == "20071"


def test_a_mapping_is_refused_for_an_unknown_system_a_taken_key_or_an_unknown_invoice(caller: Any, stand_in: Any) -> None:
    other = stand_in.state()["invoices"][1]["GUID"]
    create = "CreateInvoiceExternalMapping"
    caller.soap(INVOICING, create, f"<invoiceGuid>{GUID}</invoiceGuid>{mapping()}")
    for asked in (
        f"<invoiceGuid>{GUID}</invoiceGuid>{mapping(system='Fremmed')}",
        f"<invoiceGuid>{other}</invoiceGuid>{mapping()}",
        f"<invoiceGuid>{GUID[:-1]}0</invoiceGuid>{mapping()}",
        f"<invoiceGuid>{GUID}</invoiceGuid>",
    ):
        assert caller.soap(INVOICING, create, asked).state == "Invalid"


def test_a_credit_note_is_mapped_too(caller: Any, stand_in: Any) -> None:
    guid = stand_in.state()["credit_notes"][0]["GUID"]
    asked = f"<creditNoteGuid>{guid}</creditNoteGuid>{mapping('draft-9')}"
    assert caller.soap(INVOICING, "CreateCreditNoteExternalMapping", asked).texts("ExternalID") == ["draft-9"]


def test_the_specification_is_a_pdf(caller: Any) -> None:
    answer = caller.soap(INVOICING, "GetInvoiceSpecificationPDF", "<invoiceID>20071</invoiceID>")
    file = base64.b64decode(answer.text("specification"))
    assert file.startswith(b"%PDF-1.4")
    assert file.endswith(b"%%EOF\n")
    assert b"2026-0071" in file
    assert caller.soap(INVOICING, "GetInvoiceSpecificationPDF", "<invoiceID>1</invoiceID>").records == []


@pytest.mark.parametrize(("entity", "active", "numbers"), [(1, "true", ["1010"]), (1, "false", ["1099"]), (2, "true", [])])
def test_item_numbers_are_those_of_one_legal_entity(caller: Any, entity: int, active: str, numbers: list[str]) -> None:
    asked = f"<legalEntityId>{entity}</legalEntityId><isActive>{active}</isActive>"
    assert caller.soap("Financial/V1_4", "GetProductNumbers", asked).texts("ProductNumber") == numbers


def test_invoice_settings_are_those_of_the_customer_and_are_replaced_whole(caller: Any) -> None:
    settings = caller.soap("Financial/V1_4", "GetCustomerInvoiceSettings", "<customerId>41</customerId>")
    assert (settings.text("PaymentTermId"), settings.text("VatPercentage"), settings.text("DiscountPercentage")) == (
        "3",
        "25",
        "2.5",
    )
    types = 'xmlns="http://schemas.datacontract.org/2004/07/TimeLog.TLP.API.Proxy.Financial.V1_4"'
    asked = f"<invoiceSettings><CustomerID {types}>41</CustomerID><EanNo {types}>5790000000012</EanNo></invoiceSettings>"
    changed = caller.soap("Financial/V1_4", "UpdateCustomerInvoiceSettings", asked)
    assert (changed.state, changed.text("EanNo"), changed.text("PaymentTermId")) == ("Success", "5790000000012", "0")
    customer = caller.soap("CRM/V1_4", "GetCustomerByID", "<id>41</id>")
    assert (customer.text("EAN"), customer.text("Name")) == ("5790000000012", "Havnens Rederi & Søn A/S")
    assert caller.soap("Financial/V1_4", "UpdateCustomerInvoiceSettings").state == "Invalid"


def test_legal_entities_and_employees_are_listed(caller: Any) -> None:
    assert caller.soap("Financial/V1_4", "GetLegalEntities").text("IsSystem") == "true"
    employees = caller.soap("Organisation/V1_9", "GetEmployeesPaged", "<page>1</page><pageSize>100</pageSize>")
    assert employees.texts("EmployeeID") == ["17", "18"]
    assert employees.texts("Fullname")[0] == "Anna Lund"
    assert employees.texts("DepartmentNo")[0] == "120"
    too_many = caller.soap("Organisation/V1_9", "GetEmployeesPaged", "<page>1</page><pageSize>101</pageSize>")
    assert too_many.state == "Invalid"
