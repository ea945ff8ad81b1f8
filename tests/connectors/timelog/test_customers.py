from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from desktop.connectors.timelog.connector import TimeLog
from desktop.errors import OutcomeUnknown, RecordChanged, RecordNotFound, RecordRefused, UnexpectedAnswer
from desktop.models.records import Customer, ExternalKey, StandardValues

FINANCE = Customer(
    id="10041",
    number="2001",
    name="Sømandens Værft A/S",
    vat_number="87654320",
    ean="5790000000012",
    phone="33 00 00 02",
    email="bogholderi@vaerft.example",
    website="vaerft.example",
    address="Kajen 5",
    address2="Bygning 2",
    zip_code="2100",
    city="København Ø",
    country="DK",
    currency="EUR",
    group="1",
    payment_terms="9",
)


def held(site: Any, customer_id: int) -> dict[str, Any]:
    return next(one for one in site.state()["customers"] if one["ID"] == customer_id)


def create(timelog: TimeLog, customer: Customer = FINANCE, key: str = "economic 10041") -> Customer:
    return timelog.create_customer(customer, StandardValues(customer_group="1"), key=key)


def test_customers_and_leads_come_with_their_full_card_and_keys(timelog: TimeLog) -> None:
    (page,) = timelog.customers()
    assert [one.id for one in page.records] == ["41", "42"]
    havnen = page.records[0]
    assert replace(havnen, version="") == Customer(
        id="41",
        guid="5b1e7c2e-6a0c-4f0e-9d6f-1f4f2a6f0a41",
        number="1041",
        name="Havnens Rederi & Søn A/S",
        vat_number="12345674",
        ean="5790000000005",
        phone="+45 33 00 00 00",
        email="bogholderi@havnensrederi.example",
        website="havnensrederi.example",
        address="Kajen 4",
        zip_code="2100",
        city="København Ø",
        country="DK",
        currency="DKK",
        payment_terms="3",
        owner="ALU",
        status="Kunde",
        external_keys=(ExternalKey(system_name="Anden", external_id="A-7"),),
    )
    assert havnen.version
    assert timelog.customer("41") == havnen


def test_more_than_a_page_is_read_to_the_end(timelog: TimeLog, site: Any, site_data: dict[str, Any]) -> None:
    many = [{"ID": number, "Name": f"Kunde {number}", "Status": "Kunde"} for number in range(1, 1002)]
    site.load({**site_data, "customers": many, "contacts": []})
    assert [len(page.records) for page in timelog.customers()] == [500, 500, 1]


def test_no_customers_are_no_pages(timelog: TimeLog, site: Any, site_data: dict[str, Any]) -> None:
    site.load({**site_data, "customers": [], "contacts": []})
    assert list(timelog.customers()) == []


@pytest.mark.parametrize("customer_id", ["999", "practice-1", ""])
def test_a_customer_that_is_not_there_is_not_found(timelog: TimeLog, customer_id: str) -> None:
    with pytest.raises(RecordNotFound):
        timelog.customer(customer_id)


def test_a_new_customer_gets_the_sites_defaults_and_the_finance_data(timelog: TimeLog, site: Any) -> None:
    made = create(timelog)
    assert replace(made, id="", guid="", version="") == replace(FINANCE, id="", group="", payment_terms="3", status="Kunde")
    card = held(site, int(made.id))
    assert (card["CalculateVAT"], card["VAT"], card["Address"]["Country"]) == (True, 25, "Denmark")


def test_a_new_customer_without_country_and_currency_gets_the_sites_own(timelog: TimeLog) -> None:
    made = create(timelog, Customer(name="Uden land"))
    assert (made.country, made.currency, made.number) == ("DK", "DKK", "1044")


def test_a_new_foreign_customer_gets_no_vat_and_the_name_that_timelog_has_for_its_country(timelog: TimeLog, site: Any) -> None:
    made = create(timelog, replace(FINANCE, country="CZ"))
    assert made.country == "CZ"
    card = held(site, int(made.id))
    assert (card["CalculateVAT"], card["Address"]["Country"]) == (False, "Czech Republic")


def test_the_same_key_never_makes_a_second_customer(timelog: TimeLog, connect: Any, site: Any) -> None:
    assert create(connect()) == create(timelog)
    assert create(timelog, key="economic 10042").id != create(timelog).id
    assert [one["Name"] for one in site.state()["customers"]].count(FINANCE.name) == 2


def test_a_customer_without_a_name_is_refused_before_anything_is_sent(timelog: TimeLog, site: Any) -> None:
    with pytest.raises(RecordRefused, match="Name is empty"):
        create(timelog, Customer(number="1"))
    assert site.calls.count == 0


def test_a_currency_that_timelog_does_not_have_is_refused_in_its_own_words(timelog: TimeLog) -> None:
    with pytest.raises(RecordRefused, match="'ATS' is not an active one"):
        create(timelog, replace(FINANCE, currency="ATS"))


@pytest.mark.parametrize(("flags", "status"), [((1, 8), "Kunde"), ((8, 1), "Emne"), ((1, 1), "Emne")])
def test_a_new_customer_gets_a_status_that_customers_have(
    timelog: TimeLog, site: Any, site_data: dict[str, Any], flags: tuple[int, int], status: str
) -> None:
    statuses = [
        {"CustomerStatusID": 1, "Name": "Kunde", "CustomerStatusType": flags[0]},
        {"CustomerStatusID": 2, "Name": "Emne", "CustomerStatusType": flags[1], "IsDefault": True},
    ]
    site.load({**site_data, "customer_statuses": statuses})
    assert create(timelog).status == status


def test_a_site_without_payment_terms_is_asked_for_none(timelog: TimeLog, site: Any, site_data: dict[str, Any]) -> None:
    site.load({**site_data, "payment_terms": [], "customers": [], "contacts": []})
    assert create(timelog).payment_terms == ""


def test_only_the_named_fields_are_written(timelog: TimeLog, site: Any) -> None:
    before = held(site, 41)
    changed = replace(
        timelog.customer("41"), name="Rederiet A/S", phone="", city="Aarhus", currency="EUR", email="not@named.example"
    )
    after = timelog.update_customer(changed, frozenset({"name", "phone", "city", "currency"}))
    assert (after.name, after.phone, after.city, after.currency) == ("Rederiet A/S", "", "Aarhus", "EUR")
    assert after.email == "bogholderi@havnensrederi.example"
    now = held(site, 41)
    assert now["Address"] == {**before["Address"], "City": "Aarhus"}
    for member in before.keys() - {"Name", "Phone", "Currency", "Address", "ModifiedAt", "TimeStamp"}:
        assert now[member] == before[member], member


def test_a_member_that_the_card_did_not_have_is_put_in_its_place(timelog: TimeLog) -> None:
    changed = Customer(id="42", address="Havnegade 1", city="Malmö", country="SE")
    after = timelog.update_customer(changed, frozenset({"address", "city", "country"}))
    assert (after.address, after.city, after.country, after.name) == ("Havnegade 1", "Malmö", "SE", "Nordlys ApS")


def test_updating_a_customer_that_is_gone_is_not_found(timelog: TimeLog) -> None:
    with pytest.raises(RecordNotFound):
        timelog.update_customer(Customer(id="999", name="X"), frozenset({"name"}))


def test_a_refused_update_says_why(timelog: TimeLog) -> None:
    with pytest.raises(RecordRefused, match="'XXX' is not an active one"):
        timelog.update_customer(replace(timelog.customer("41"), currency="XXX"), frozenset({"currency"}))


def test_a_card_that_somebody_else_changed_meanwhile_is_not_overwritten(odd: TimeLog, scripted: Any) -> None:
    card = "<Customer xmlns='http://api.timelog.com/services/crm/1_4'><ID>41</ID><GUID>g</GUID><Name>A</Name><TimeStamp>{}</TimeStamp></Customer>"
    scripted.says("GetCustomerByID", card.format("AAAB"))
    scripted.says("UpdateCustomer", state="Invalid", message="Changed")
    with pytest.raises(RecordRefused):
        odd.update_customer(Customer(id="41", name="B"), frozenset({"name"}))
    stamps = iter(("AAAB", "AAAC"))
    scripted.says("GetUser", "<User/>")
    answers = scripted.answers
    read = odd._client.soap.read

    def moved_on(service: str, operation: str, **parameters: Any) -> Any:
        if operation == "GetCustomerByID":
            scripted.says(operation, card.format(next(stamps)))
        return read(service, operation, **parameters)

    odd._client.soap.read = moved_on  # type: ignore[method-assign]  # the card changes between two readings
    with pytest.raises(RecordChanged):
        odd.update_customer(Customer(id="41", name="B"), frozenset({"name"}))
    assert answers["UpdateCustomer"]


def test_an_external_key_is_set_and_changed_beside_those_of_others(timelog: TimeLog, site: Any) -> None:
    timelog.set_external_key("41", ExternalKey(system_name="Bindeled economic 1", external_id="10041"))
    with pytest.raises(RecordChanged, match="is marked in TimeLog as linked to 10041 since it was read"):
        timelog.set_external_key("41", ExternalKey(system_name="Bindeled economic 1", external_id="10042"), replaces=["10040"])
    timelog.set_external_key("41", ExternalKey(system_name="Bindeled economic 1", external_id="10042"), replaces=["10041"])
    keys = [("Anden", "A-7"), ("Bindeled economic 1", "10042")]
    assert [(key.system_name, key.external_id) for key in timelog.customer("41").external_keys] == keys
    before = site.calls.count
    timelog.set_external_key("41", ExternalKey(system_name="Bindeled economic 1", external_id="10042"))
    assert site.calls.count == before + 1
    assert [one["Name"] for one in site.state()["external_systems"]].count("Bindeled economic 1") == 1


def test_an_external_key_is_removed_beside_those_of_others(timelog: TimeLog) -> None:
    timelog.set_external_key("41", ExternalKey(system_name="Bindeled", external_id="1"))
    timelog.remove_external_key("41", ExternalKey(system_name="Bindeled", external_id="2"))  # somebody else's
    assert len(timelog.customer("41").external_keys) == 2
    timelog.remove_external_key("41", ExternalKey(system_name="Bindeled", external_id="1"))
    timelog.remove_external_key("41", ExternalKey(system_name="Bindeled", external_id="1"))
    assert [key.system_name for key in timelog.customer("41").external_keys] == ["Anden"]


def card_with_key(loaded: str) -> str:
    keys = "<a:ExternalSystemContext><a:SystemName>B</a:SystemName><a:ExternalID>1</a:ExternalID></a:ExternalSystemContext>"
    return (
        "<Customer xmlns='http://api.timelog.com/services/crm/1_4' xmlns:a='http://api.timelog.com'>"
        f"<a:IsExternalKeysLoaded>{loaded}</a:IsExternalKeysLoaded><a:ExternalKeys>{keys}</a:ExternalKeys>"
        "<ID>41</ID><GUID>g</GUID><Name>A</Name></Customer>"
    )


def test_a_key_that_timelog_keeps_all_the_same_is_told(odd: TimeLog, scripted: Any) -> None:
    scripted.says("GetCustomerByID", card_with_key("true"))
    scripted.says("UpdateCustomer", card_with_key("true"))
    with pytest.raises(RecordRefused, match="kept the external key of B"):
        odd.remove_external_key("41", ExternalKey(system_name="B", external_id="1"))


def test_keys_that_were_not_loaded_are_never_written_over(odd: TimeLog, scripted: Any) -> None:
    scripted.says("GetCustomerByID", card_with_key("false"))
    with pytest.raises(UnexpectedAnswer) as caught:
        odd.remove_external_key("41", ExternalKey(system_name="B", external_id="1"))
    assert "not loaded" in caught.value.technical
    assert "UpdateCustomer" not in scripted.asked


def test_a_write_that_answers_with_nothing_is_unknown(odd: TimeLog, scripted: Any) -> None:
    scripted.says("GetCustomerByID", card_with_key("true"))
    scripted.says("UpdateCustomer")
    with pytest.raises(OutcomeUnknown):
        odd.update_customer(Customer(id="41", name="B"), frozenset({"name"}))


def test_old_currency_objects_do_not_go_back_with_a_new_currency(odd: TimeLog, scripted: Any) -> None:
    card = card_with_key("true").replace(
        "</Name>", "</Name><Currency>DKK</Currency><Details><Currency><ID>35</ID></Currency></Details>"
    )
    scripted.says("GetCustomerByID", card)
    scripted.says("UpdateCustomer", card)
    with odd.recording() as exchanges:
        odd.update_customer(Customer(id="41", currency="EUR"), frozenset({"currency"}))
        odd.update_customer(Customer(id="41", name="B"), frozenset({"name"}))
    with_currency, with_name = (one.sent for one in exchanges if "UpdateCustomer" in one.sent)
    assert "Details" not in with_currency
    assert "Details" in with_name


def test_a_card_without_an_id_is_an_unexpected_answer(odd: TimeLog, scripted: Any) -> None:
    scripted.says("GetCustomersModifiedSincePaged", "<Customer><Name>A</Name></Customer>")
    with pytest.raises(UnexpectedAnswer) as caught:
        list(odd.customers())
    assert "ID is missing" in caught.value.technical


def test_every_request_about_customers_is_as_the_contract_says(timelog: TimeLog, contract: Any) -> None:
    with timelog.recording() as exchanges:
        timelog.sign_in()
        list(timelog.customers())
        list(timelog.contacts())
        made = create(timelog)
        timelog.update_customer(replace(made, name="Nyt navn", address3="3", ean=""), frozenset({"name", "address3", "ean"}))
        timelog.update_customer(Customer(id="42", city="Malmö", country="SE"), frozenset({"city", "country"}))
        timelog.set_external_key("42", ExternalKey(system_name="Bindeled", external_id="10041"))
        timelog.remove_external_key("42", ExternalKey(system_name="Bindeled", external_id="10041"))
    checked = 0
    for exchange in exchanges:
        if "/WebServices/" in exchange.address:
            contract.check(exchange.address.split("/WebServices/")[1].split("/")[0], exchange.sent)
            checked += 1
    assert checked > 10
