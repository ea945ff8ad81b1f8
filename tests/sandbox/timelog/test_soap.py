"""What the SOAP services refuse because it is not the contract."""

from __future__ import annotations

from typing import Any

import pytest

CRM = "http://api.timelog.com/services/crm/1_4"
ACTION = f"{CRM}/ICRMService/GetCustomerByID"


def test_parameters_out_of_order_are_refused_with_a_fault(caller: Any) -> None:
    body = f'<GetCustomerByID xmlns="{CRM}"><loadCustomFields>true</loadCustomFields><id>41</id>{caller.token()}</GetCustomerByID>'
    answer = caller.send("CRM/V1_4", ACTION, body)
    assert answer.status_code == 500
    assert "out of order" in answer.text
    assert "<faultcode>s:Client</faultcode>" in answer.text


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<Id>41</Id>", "is not a member of GetCustomerByID"),
        ('<id xmlns="http://api.timelog.com">41</id>', "is not a member of GetCustomerByID"),
        ("<id>41</id><id>41</id>", "twice"),
        ("<id>forty-one</id>", "not a whole number"),
        ("<id>99999999999</id>", "not a whole number"),
        ("<id>9999999999</id>", "not of kind int"),
        ("<id/>", "not a whole number"),
        ('<id xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>', "may not be nil"),
        ("<loadCustomFields>yes</loadCustomFields>", "neither true nor false"),
        ("text", "must not hold text"),
    ],
)
def test_an_element_that_the_contract_does_not_have_is_named_in_the_fault(caller: Any, inside: str, reason: str) -> None:
    answer = caller.send("CRM/V1_4", ACTION, f'<GetCustomerByID xmlns="{CRM}">{inside}</GetCustomerByID>')
    assert answer.status_code == 500
    assert reason in answer.text


def test_the_soap_action_must_name_an_operation_and_go_with_the_body(caller: Any) -> None:
    body = f'<GetCustomerByID xmlns="{CRM}"/>'
    assert "none of CRMService" in caller.send("CRM/V1_4", "GetCustomerByID", body).text
    assert "none of CRMService" in caller.send("CRM/V1_4", "", body).text
    assert "does not go with" in caller.send("CRM/V1_4", ACTION.replace("ByID", "ByGUID"), body).text


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"<a/>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b'<E xmlns="http://www.w3.org/2003/05/soap-envelope"/>'],
)
def test_what_is_no_soap_envelope_gets_a_fault(caller: Any, content: bytes) -> None:
    path = "/acme/WebServices/CRM/V1_4/CRMServiceSecure.svc"
    answer = caller.client.post(path, data=content, headers={"SOAPAction": ACTION, "Content-Type": "text/xml"})
    assert answer.status_code == 500
    assert b"s:Fault" in answer.data


def test_a_header_that_must_be_understood_is_refused(caller: Any) -> None:
    envelope = (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><h s:mustUnderstand="1"/></s:Header>'
        f'<s:Body><GetCustomerByID xmlns="{CRM}"/></s:Body></s:Envelope>'
    )
    path = "/acme/WebServices/CRM/V1_4/CRMServiceSecure.svc"
    answer = caller.client.post(path, data=envelope, headers={"SOAPAction": ACTION, "Content-Type": "text/xml"})
    assert "is not understood" in answer.text


def test_another_media_type_is_415_and_another_address_is_404(caller: Any) -> None:
    path = "/acme/WebServices/CRM/V1_4/CRMServiceSecure.svc"
    assert caller.client.post(path, json={}).status_code == 415
    for other in ("/other" + path[5:], path.replace("V1_4", "V1_3"), path.replace("Secure", "")):
        assert caller.client.post(other, data="", content_type="text/xml").status_code == 404


def test_absent_values_come_back_as_nil_and_numbers_without_float_noise(caller: Any) -> None:
    answer = caller.soap("Invoicing/V1_1", "GetInvoiceByID", "<id>20071</id>")
    assert answer.text("NetAmount") == "1234.1"
    assert answer.text("Rounding") == "-0.03"
    assert answer.text("Quantity") == "0.1"
    nil = "{http://www.w3.org/2001/XMLSchema-instance}nil"
    assert answer.result.find(".//{*}RequisitionNo").get(nil) == "true"
    assert answer.result.find(".//{*}ExternalKeys").get(nil) == "true"
