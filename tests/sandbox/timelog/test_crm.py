"""Customers and contacts over SOAP: reads, paging, writes and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

CRM = "CRM/V1_4"
GUID = "5b1e7c2e-6a0c-4f0e-9d6f-1f4f2a6f0a41"
NEW_GUID = "0d9c0f5e-1111-4222-8333-944445555666"
ALL = (
    "<date>1999-01-01T00:00:00</date><includeCustomers>true</includeCustomers><includeSuppliers>true</includeSuppliers>"
    "<includeLeads>true</includeLeads><loadCustomFields>false</loadCustomFields><loadExternalKeys>{keys}</loadExternalKeys>"
    "<page>{page}</page><pageSize>{size}</pageSize>"
)
ADDRESS = "<Address><a:Country>Denmark</a:Country></Address>"


def customers(caller: Any, page: int = 1, size: int = 500, keys: str = "true") -> Any:
    return caller.soap(CRM, "GetCustomersModifiedSincePaged", ALL.format(page=page, size=size, keys=keys))


def key(system: str, external_id: str) -> str:
    return (
        f"<a:ExternalSystemContext><a:SystemName>{system}</a:SystemName><a:ExternalID>{external_id}</a:ExternalID>"
        "</a:ExternalSystemContext>"
    )


def loaded_keys(*keys: str) -> str:
    return f"<a:IsExternalKeysLoaded>true</a:IsExternalKeysLoaded><a:ExternalKeys>{''.join(keys)}</a:ExternalKeys>"


def insert(
    caller: Any, before: str = "", guid: str = NEW_GUID, rest: str = "<Status>Kunde</Status><Currency>DKK</Currency>"
) -> Any:
    members = f"{before}<GUID>{guid}</GUID><Name>Kajens Kaffe</Name>{ADDRESS}{rest}"
    return caller.soap(CRM, "InsertCustomer", f"<customer>{members}</customer><source>0</source>")


def update(caller: Any, stamp: str | None, before: str = "", rest: str = "<Status>Kunde</Status><Currency>DKK</Currency>") -> Any:
    stamped = f"<TimeStamp>{stamp}</TimeStamp>" if stamp else ""
    members = f"{before}<ID>41</ID><GUID>{GUID}</GUID><Name>Nyt navn</Name>{stamped}{ADDRESS}{rest}"
    return caller.soap(CRM, "UpdateCustomer", f"<customer>{members}</customer><source>0</source>")


def by_id(caller: Any, number: int = 41, keys: str = "true") -> Any:
    asked = f"<id>{number}</id><loadCustomFields>false</loadCustomFields><loadExternalKeys>{keys}</loadExternalKeys>"
    return caller.soap(CRM, "GetCustomerByID", asked)


def test_a_customer_is_found_by_id_guid_and_external_key_and_an_unknown_one_is_an_empty_answer(caller: Any) -> None:
    load = "<loadCustomFields>false</loadCustomFields><loadExternalKeys>false</loadExternalKeys>"
    by_guid = caller.soap(CRM, "GetCustomerByGUID", f"<guid>{GUID.upper()}</guid>{load}")
    by_key = "<externalKey>{}</externalKey><systemName>Bindeled</systemName>" + load
    assert by_id(caller).text("Name") == "Havnens Rederi & Søn A/S"
    assert by_guid.text("No") == "1041"
    assert caller.soap(CRM, "GetCustomerByExternalKey", by_key.format("10041")).text("No") == "1041"
    for nothing in (by_id(caller, 99), caller.soap(CRM, "GetCustomerByExternalKey", by_key.format("10042"))):
        assert (nothing.state, nothing.records) == ("Success", [])


def test_external_keys_come_only_when_they_are_asked_for(caller: Any) -> None:
    assert by_id(caller, keys="true").texts("ExternalID") == ["10041"]
    without = by_id(caller, keys="false")
    assert (without.texts("ExternalID"), without.text("IsExternalKeysLoaded")) == ([], "false")


def test_pages_end_with_an_empty_one_and_say_how_many_there_are(caller: Any) -> None:
    pages = [customers(caller, page, 1) for page in (1, 2, 3)]
    assert [page.texts("No") for page in pages] == [["1041"], ["1042"], []]
    assert {page.text("TotalPageCount") for page in pages} == {"2"}
    assert pages[0].text("IsReturnPaged") == "true"


@pytest.mark.parametrize(("page", "size"), [(0, 500), (1, 501), (1, 0)])
def test_a_page_beyond_the_limits_is_refused(caller: Any, page: int, size: int) -> None:
    assert customers(caller, page, size).state == "Invalid"


def test_only_the_kinds_and_the_changes_asked_for_come(caller: Any) -> None:
    asked = ALL.format(page=1, size=10, keys="false")
    no_leads = asked.replace("<includeLeads>true", "<includeLeads>false")
    late = asked.replace("1999-01-01", "2026-02-01")
    assert caller.soap(CRM, "GetCustomersModifiedSincePaged", no_leads).texts("No") == ["1041"]
    assert caller.soap(CRM, "GetCustomersModifiedSincePaged", late).texts("No") == ["1042"]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("<customerNumber>1041</customerNumber>", ["1041"]),
        ("<customerNumber>104</customerNumber><VATNumber>12345674</VATNumber>", ["1041"]),
        ("<organisationNumber>5566778899</organisationNumber>", ["1042"]),
        ("<customerName>nordlys aps</customerName>", ["1042"]),
        ("", []),
    ],
)
def test_customers_for_linking_are_found_by_the_first_field_that_fits(caller: Any, fields: str, found: list[str]) -> None:
    assert caller.soap(CRM, "GetCustomersByFieldsForLinking", f"{fields}<page>1</page><pageSize>50</pageSize>").texts("No") == found


def test_statuses_say_in_which_lists_they_are_shown(caller: Any) -> None:
    answer = caller.soap(CRM, "GetCustomerStatuses")
    assert answer.texts("Type") == ["IsShownInCustomers IsShownInSupport", "IsShownInLeads"]


def test_a_new_customer_keeps_the_callers_guid_gets_the_next_number_and_is_found_by_its_key(caller: Any) -> None:
    created = insert(caller, loaded_keys(key("Bindeled", "20001")))
    assert (created.state, created.text("ID"), created.text("No"), created.text("GUID")) == ("Success", "43", "1043", NEW_GUID)
    asked = "<externalKey>20001</externalKey><systemName>Bindeled</systemName>"
    assert caller.soap(CRM, "GetCustomerByExternalKey", asked).text("ID") == "43"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"guid": "00000000-0000-0000-0000-000000000000"}, "needs a GUID"),
        ({"guid": GUID}, "exists already"),
        ({"rest": "<Status>Kunde</Status>"}, "needs a Currency"),
        ({"rest": "<Currency>DKK</Currency>"}, "needs a Status"),
        ({"rest": "<Status>Kunde</Status><Currency>ATS</Currency>"}, "'ATS' is not an active one of currencies"),
        ({"rest": "<Status>Ukendt</Status><Currency>DKK</Currency>"}, "customer statuses"),
        ({"rest": "<KAM>XXX</KAM><Status>Kunde</Status><Currency>DKK</Currency>"}, "users"),
        ({"rest": "<Status>Kunde</Status><Currency>DKK</Currency><PaymentTermId>9</PaymentTermId>"}, "payment terms"),
        ({"before": loaded_keys(key("Fremmed", "1"))}, "does not exist"),
        ({"before": loaded_keys(key("Bindeled", "10041"))}, "belongs to another record"),
        ({"before": loaded_keys(key("Bindeled", "1"), key("Bindeled", "2"))}, "two external keys"),
    ],
)
def test_a_new_customer_is_refused_with_the_reason_and_nothing_is_stored(
    caller: Any, stand_in: Any, changes: dict[str, str], message: str
) -> None:
    before = stand_in.state()
    refused = insert(caller, **changes)
    assert (refused.state, refused.records) == ("Invalid", [])
    assert message in refused.message
    assert stand_in.state() == before


def test_an_update_replaces_the_customer_and_blanks_what_is_left_out(caller: Any) -> None:
    stamp = by_id(caller).text("TimeStamp")
    assert update(caller, stamp).state == "Success"
    changed = by_id(caller)
    assert (changed.text("Name"), changed.text("Phone"), changed.text("No"), changed.text("VAT")) == ("Nyt navn", None, None, "0")
    assert changed.texts("ExternalID") == ["10041"]


def test_an_update_with_an_old_or_no_row_version_is_refused(caller: Any) -> None:
    stamp = by_id(caller).text("TimeStamp")
    assert update(caller, None).state == "Invalid"
    assert update(caller, stamp).state == "Success"
    refused = update(caller, stamp)
    assert (refused.state, "changed by somebody else" in refused.message) == ("Invalid", True)
    assert update(caller, by_id(caller).text("TimeStamp")).state == "Success"


@pytest.mark.parametrize(("names", "status"), [("IsShownInCustomers IsShownInLeads", 200), ("IsShownSomewhere", 500)])
def test_details_are_read_by_their_type_and_change_nothing(caller: Any, names: str, status: int) -> None:
    details = f"<Details><Status><ID>2</ID><Name>Kundeemne</Name><Type>{names}</Type></Status></Details>"
    namespaces = 'xmlns="http://api.timelog.com/services/crm/1_4" xmlns:a="http://api.timelog.com"'
    stamp = by_id(caller).text("TimeStamp")
    card = f"<GUID>{GUID}</GUID><Name>Nyt navn</Name><TimeStamp>{stamp}</TimeStamp>{ADDRESS}"
    card += f"<Status>Kunde</Status><Currency>DKK</Currency>{details}"
    body = f"<UpdateCustomer {namespaces}><customer>{card}</customer>{caller.token()}</UpdateCustomer>"
    action = "http://api.timelog.com/services/crm/1_4/ICRMService/UpdateCustomer"
    assert caller.send(CRM, action, body).status_code == status
    assert by_id(caller).text("Status") == "Kunde"


def test_an_owner_who_has_left_may_stay_on_the_card_but_not_be_chosen(
    caller: Any, stand_in: Any, site_data: dict[str, Any]
) -> None:
    rest = "<KAM>{}</KAM><Status>Kunde</Status><Currency>DKK</Currency>"
    site_data["customers"][0]["KAM"] = "BGO"
    stand_in.load(site_data)
    assert update(caller, by_id(caller).text("TimeStamp"), rest=rest.format("BGO")).state == "Success"
    assert update(caller, by_id(caller).text("TimeStamp"), rest=rest.format("ALU")).state == "Success"
    assert update(caller, by_id(caller).text("TimeStamp"), rest=rest.format("BGO")).state == "Invalid"


def test_a_list_of_keys_replaces_all_keys_of_the_customer(caller: Any) -> None:
    answer = update(caller, by_id(caller).text("TimeStamp"), loaded_keys(key("TimeLog", "7")))
    assert answer.texts("ExternalID") == ["7"]
    asked = "<externalKey>10041</externalKey><systemName>Bindeled</systemName>"
    assert caller.soap(CRM, "GetCustomerByExternalKey", asked).records == []
    answer = update(caller, by_id(caller).text("TimeStamp"), "<a:IsExternalKeysLoaded>true</a:IsExternalKeysLoaded>")
    assert (answer.state, by_id(caller).texts("ExternalID")) == ("Success", [])


def test_a_written_customer_counts_as_modified_now(caller: Any, clock: Any) -> None:
    clock.now += dt.timedelta(days=1)
    update(caller, by_id(caller).text("TimeStamp"))
    late = ALL.format(page=1, size=10, keys="false").replace("1999-01-01", "2026-03-15")
    assert caller.soap(CRM, "GetCustomersModifiedSincePaged", late).texts("Name") == ["Nyt navn"]


def test_contacts_are_listed_by_customer_created_and_replaced(caller: Any) -> None:
    page = "<page>1</page><pageSize>100</pageSize>"
    listed = caller.soap(CRM, "GetContactsByCustomerPaged", f"<customerId>{GUID}</customerId>{page}")
    assert listed.texts("Lastname") == ["Holm"]
    names = "<Firstname>Ole</Firstname><Lastname>Bro</Lastname>"
    new = f"<contact><GUID>{NEW_GUID}</GUID>{names}<CustomerGUID>{GUID}</CustomerGUID></contact>"
    assert caller.soap(CRM, "InsertContact", new).text("ContactID") == "3354"
    assert caller.soap(CRM, "InsertContact", new).state == "Invalid"
    assert caller.soap(CRM, "UpdateContact", new.replace("Ole", "Olga")).state == "Success"
    assert caller.soap(CRM, "GetContactByGUID", f"<guid>{NEW_GUID}</guid>").text("Firstname") == "Olga"
    everyone = caller.soap(CRM, "GetContactsModifiedSincePaged", ALL.format(page=1, size=100, keys="false"))
    assert everyone.texts("Lastname") == ["Holm", "Bro"]


@pytest.mark.parametrize(
    "spoilt", ["<Firstname>Ole</Firstname>", "<Lastname>Bro</Lastname>", f"<CustomerGUID>{GUID}</CustomerGUID>"]
)
def test_a_contact_needs_both_names_and_a_customer(caller: Any, spoilt: str) -> None:
    new = f"<GUID>{NEW_GUID}</GUID><Firstname>Ole</Firstname><Lastname>Bro</Lastname><CustomerGUID>{GUID}</CustomerGUID>"
    assert caller.soap(CRM, "InsertContact", f"<contact>{new.replace(spoilt, '')}</contact>").state == "Invalid"


def test_ten_thousand_customers_are_read_page_by_page(caller: Any, stand_in: Any, site_data: dict[str, Any]) -> None:
    template = site_data["customers"][0]
    site_data["customers"] = [
        {**template, "ID": number, "GUID": None, "No": str(number), "ExternalKeys": []} for number in range(1, 10_001)
    ]
    stand_in.load(site_data)
    found = {number for page in range(1, 21) for number in customers(caller, page).texts("No")}
    assert len(found) == 10_000
