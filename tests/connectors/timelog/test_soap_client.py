from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from lxml import etree

from desktop.connectors.timelog.connector import TimeLog
from desktop.connectors.timelog.soap_answers import document
from desktop.errors import (
    AccessDenied,
    NoConnection,
    OutcomeUnknown,
    RecordRefused,
    SettingsError,
    SystemDown,
    TimedOut,
    UnexpectedAnswer,
)
from desktop.models.records import Customer, StandardValues

CUSTOMERS = "GetCustomersModifiedSincePaged"
CUSTOMER = "<Customer><ID>{0}</ID><GUID>5b1e7c2e-6a0c-4f0e-9d6f-1f4f2a6f0a41</GUID><Name>Kunde {0}</Name></Customer>"


def soap_page(records: str) -> str:
    """An answer of `CUSTOMERS` that says that it is the only page."""
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><R><Result>'
        f"<Return>{records}</Return><ResponseState>Success</ResponseState><TotalPageCount>1</TotalPageCount>"
        "</Result></R></s:Body></s:Envelope>"
    )


def token_calls(site: Any) -> int:
    return sum("Security" in call["path"] for call in site.calls.listed()["calls"])


def create(timelog: TimeLog) -> Customer:
    return timelog.create_customer(Customer(name="Ny ApS", country="DK"), StandardValues(), key="ny")


def test_one_token_serves_many_calls(timelog: TimeLog, site: Any) -> None:
    for _ in range(3):
        timelog.customer("41")
    assert token_calls(site) == 1


@pytest.mark.parametrize(
    ("ahead", "tokens"), [(dt.timedelta(hours=11, minutes=58), 1), (dt.timedelta(hours=11, minutes=59, seconds=30), 2)]
)
def test_a_token_with_less_than_a_minute_left_is_renewed(
    timelog: TimeLog, site: Any, site_data: dict[str, Any], ahead: dt.timedelta, tokens: int
) -> None:
    site.load({**site_data, "soap_token_seconds": round((dt.timedelta(hours=12) - ahead).total_seconds())})
    timelog.customer("41")
    timelog.customer("41")
    assert token_calls(site) == tokens


def test_a_token_that_ended_early_is_renewed_and_the_call_made_again(timelog: TimeLog, site: Any, clock: Any) -> None:
    timelog.customer("41")
    clock.ahead = dt.timedelta(hours=13)
    site.load({**site.state(), "personal_access_tokens": [{"token": "pat-anna-0001", "user_id": 7}]})
    site.site.soap_token_seconds = 13 * 3600
    assert create(timelog).name == "Ny ApS"
    assert len([one for one in site.state()["customers"] if one["Name"] == "Ny ApS"]) == 1


def test_a_token_refused_once_is_renewed(timelog: TimeLog, site: Any) -> None:
    timelog.customer("41")
    site.faults.replace([{"kind": "expired_token", "path": "CRM", "calls": [1]}])
    assert timelog.customer("41").id == "41"


def test_a_refusal_without_the_word_is_settled_by_trying_the_token(odd: TimeLog, scripted: Any) -> None:
    scripted.says(CUSTOMERS, state="Error", message="No access")
    with pytest.raises(AccessDenied, match="No access"):
        list(odd.customers())
    assert scripted.asked == ["GetToken", CUSTOMERS, "GetUser"]
    scripted.says("GetUser", state="Error", message="Expired")
    with pytest.raises(AccessDenied):
        list(odd.customers())
    assert scripted.asked[3:] == [CUSTOMERS, "GetUser", "GetToken", CUSTOMERS]


def test_a_refused_write_carries_code_and_words(odd: TimeLog, scripted: Any) -> None:
    scripted.says("GetCustomerByGUID")
    for path, content in {
        "country/get-all": "[]",
        "get-all": "[]",
        "customerstatus": "[]",
        "payment-term": "[]",
        "legal-entity": "[]",
        "user-setting": '{"Properties": {"SystemCurrencyABB": "DKK"}}',
    }.items():
        scripted.answers[path] = (200, content)
    scripted.says("InsertCustomer", state="Invalid", message="The number is taken", code=30171)
    with pytest.raises(RecordRefused, match="The number is taken") as refused:
        create(odd)
    assert refused.value.code == "30171"


@pytest.mark.parametrize(
    "content", ["no xml", "<a/>", "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>"]
)
def test_an_answer_that_is_no_soap_is_unexpected(odd: TimeLog, scripted: Any, content: str) -> None:
    scripted.answers[CUSTOMERS] = (200, content)
    with pytest.raises(UnexpectedAnswer):
        list(odd.customers())


def test_an_answer_without_a_state_is_unexpected(odd: TimeLog, scripted: Any) -> None:
    scripted.says(CUSTOMERS, state="NotSet")
    with pytest.raises(UnexpectedAnswer) as caught:
        list(odd.customers())
    assert "ResponseState is NotSet" in caught.value.technical


@pytest.mark.parametrize(("status", "error"), [(404, SettingsError), (403, UnexpectedAnswer), (500, SystemDown)])
def test_statuses_of_reads(odd: TimeLog, scripted: Any, status: int, error: type) -> None:
    scripted.answers[CUSTOMERS] = (status, "")
    with pytest.raises(error):
        list(odd.customers())


@pytest.mark.parametrize("token", ["", "<SecurityToken><Expires>soon</Expires></SecurityToken>"])
def test_a_sign_in_that_gives_no_token_is_unexpected(odd: TimeLog, scripted: Any, token: str) -> None:
    scripted.says("GetToken", token)
    with pytest.raises(UnexpectedAnswer):
        list(odd.customers())


@pytest.mark.parametrize("kind", ["error_after", "cut_after", "truncated"])
def test_a_write_whose_answer_is_lost_is_found_again_and_not_made_twice(timelog: TimeLog, site: Any, kind: str) -> None:
    timelog.customer("41")
    site.faults.replace([{"kind": kind, "path": "CRM", "calls": [2]}])
    assert create(timelog).name == "Ny ApS"
    assert create(timelog).name == "Ny ApS"
    assert [one["Name"] for one in site.state()["customers"]].count("Ny ApS") == 1


@pytest.mark.parametrize("kind", ["error_before", "cut_before"])
def test_a_write_that_may_have_been_done_is_unknown(timelog: TimeLog, site: Any, kind: str) -> None:
    timelog.customer("41")
    site.faults.replace([{"kind": kind, "path": "CRM", "calls": [2]}])
    with pytest.raises(OutcomeUnknown):
        create(timelog)
    assert create(timelog).name == "Ny ApS"


def test_reads_are_tried_again_when_the_connection_breaks(timelog: TimeLog, site: Any) -> None:
    timelog.customer("41")
    site.faults.replace([{"kind": "cut_during", "path": "CRM", "calls": [1]}])
    assert timelog.customer("41").id == "41"


def test_a_read_without_any_answer_is_passing_trouble(timelog: TimeLog, site: Any) -> None:
    timelog.customer("41")
    site.faults.replace([{"kind": "cut_before", "path": "CRM"}])
    with pytest.raises((NoConnection, TimedOut)):
        timelog.customer("41")


def test_a_page_that_comes_again_stops_the_reading(odd: TimeLog, scripted: Any) -> None:
    scripted.says(CUSTOMERS, CUSTOMER.format(1))
    with pytest.raises(UnexpectedAnswer) as caught:
        list(odd.customers())
    assert "page 2" in caught.value.technical


def test_no_ws_addressing_header_is_sent(timelog: TimeLog) -> None:
    with timelog.recording() as exchanges:
        timelog.customer("41")
    for exchange in exchanges:
        assert etree.fromstring(exchange.sent.encode()).find("{http://schemas.xmlsoap.org/soap/envelope/}Header") is None


def test_a_character_that_xml_cannot_hold_is_refused_before_sending(timelog: TimeLog, site: Any) -> None:
    with pytest.raises(RecordRefused, match="character"):
        timelog.create_customer(Customer(name="Ny\x00 ApS", country="DK"), StandardValues(), key="ny")


def test_an_element_is_read_by_local_name_with_nil_lists_and_nested_members() -> None:
    element = etree.fromstring(
        '<c xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><Name>A</Name><EAN i:nil="true"/><Fax/>'
        "<Address><City>Å</City></Address><ExternalKeys/><InvoiceLines><L><ID>1</ID></L><L><ID>2</ID></L></InvoiceLines></c>"
    )
    assert document(element) == {
        "Name": "A",
        "EAN": None,
        "Fax": "",
        "Address": {"City": "Å"},
        "ExternalKeys": [],
        "InvoiceLines": [{"ID": "1"}, {"ID": "2"}],
    }


def test_characters_that_xml_does_not_have_do_not_spoil_a_page(odd: TimeLog, scripted: Any) -> None:
    scripted.answers[CUSTOMERS] = (200, soap_page(CUSTOMER.format(1).replace("Kunde", "Kunde&#xB;&#31;&#x1f;og&#10;S&#248;n")))
    (page,) = odd.customers()
    assert page.records[0].name.split() == ["Kunde", "og", "Søn", "1"]
