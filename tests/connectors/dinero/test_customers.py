"""Customers there and back: read, change, write, and nothing of Dinero's own is lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from desktop.connectors.dinero.connector import Dinero
from desktop.connectors.dinero.customers import WRITABLE
from desktop.connectors.dinero.fields import CUSTOMERS
from desktop.errors import (
    BindeledError,
    Cancelled,
    NotPossible,
    RecordChanged,
    RecordNotFound,
    RecordRefused,
    TooManyCalls,
    UnexpectedAnswer,
)
from desktop.models.customer_creation import as_created
from desktop.models.records import Contact, Customer, Employee, StandardValues
from desktop.models.records.customers import PRIVATE_PERSON
from desktop.sandbox.dinero.app import Dinero as DineroStandIn
from desktop.texts import Message

NORDLYS = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a01"
PERSON = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a02"
LUKKET = "6f0d3c52-0a44-4d4e-9a7c-1f5f0c1b2a03"


def all_customers(dinero: Dinero) -> list[Customer]:
    return [one for page in dinero.customers() for one in page.records if not one.is_gone]


def test_customers_are_read_by_the_field_table(dinero: Dinero) -> None:
    found = {one.id: one for one in all_customers(dinero)}
    assert set(found) == {NORDLYS, PERSON}
    assert found[NORDLYS] == Customer(
        id=NORDLYS,
        name="Nordlys ApS",
        vat_number="12345674",
        ean="5790000000005",
        phone="70 10 20 30",
        email="bogholderi@nordlys.example",
        website="https://nordlys.example",
        address="Havnegade 12",
        zip_code="8000",
        city="Aarhus C",
        country="DK",
        attention="Lise Holm",
        vat_zone="DK",
        changed_at="2026-01-05T08:00:00.000",
    )
    assert dinero.customer(NORDLYS) == found[NORDLYS]


@pytest.mark.parametrize("customer_id", [LUKKET, "6f0d3c52-0a44-4d4e-9a7c-000000000000", "17", ""])
def test_a_customer_that_is_deleted_or_was_never_there_is_not_found(dinero: Dinero, customer_id: str) -> None:
    with pytest.raises(RecordNotFound):
        dinero.customer(customer_id)


def test_pages_are_read_until_one_is_short(dinero: Dinero, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.connectors.dinero.client.PAGE_SIZE", 1)
    pages = list(dinero.customers())
    found = [one for page in pages for one in page.records]
    assert [one.id for one in found if not one.is_gone] == [one.id for one in all_customers(dinero)]
    assert {page.total for page in pages} == {len(found)} == {3}


@pytest.mark.parametrize(
    "wanted",
    [Customer(vat_number="12345674"), Customer(vat_number="12345674", name="Et andet navn"), Customer(name="nordlys aps")],
)
def test_a_customer_is_looked_for_by_vat_number_and_by_name(dinero: Dinero, wanted: Customer) -> None:
    assert [one.id for one in dinero.find_customers(wanted)] == [NORDLYS]
    assert dinero.find_customers(Customer()) == ()


def test_one_that_was_deleted_is_read_and_found_as_gone_and_the_key_tells_that_it_was_ours(dinero: Dinero) -> None:
    wanted = Customer(name="Solgården ApS", country="DK")
    made = dinero.create_customer(wanted, StandardValues(), key="key-1")
    dinero.delete_customer(made.id)
    assert [(one.id, one.is_gone) for one in dinero.find_customers(wanted)] == [(made.id, True)]
    assert {one.id: one.is_gone for page in dinero.customers() for one in page.records}[made.id]
    assert (dinero.id_made_with("key-1"), dinero.id_made_with("another") == made.id) == (made.id, False)


@pytest.mark.parametrize(
    ("ours", "sent"),
    [
        ("DK 12 34 56 74", "12345674"),
        ("dk-12345674", "12345674"),
        ("CVR 12345674", "12345674"),
        ("SE556036079301", "SE556036079301"),
    ],
)
def test_a_danish_vat_number_is_written_without_country_and_blanks(
    dinero: Dinero, stand_in: DineroStandIn, ours: str, sent: str
) -> None:
    made = dinero.create_customer(Customer(name="Solgården ApS", country="DK", vat_number=ours), StandardValues(), key="key-1")
    assert stand_in.books["contacts"][made.id]["VatNumber"] == sent == as_created(CUSTOMERS, Customer(vat_number=ours)).vat_number


def test_undo_puts_a_vat_number_back_as_it_was_spelled(dinero: Dinero, nordlys: Customer) -> None:
    before = replace(nordlys, vat_number="DK 12 34 56 74")
    assert dinero.update_customer(before, frozenset({"vat_number"})).vat_number == "DK 12 34 56 74"


def test_a_new_customer_gets_the_guid_of_its_key_and_no_second_one(
    dinero: Dinero, stand_in: DineroStandIn, check_sent: Any
) -> None:
    wanted = Customer(number="10231", name="Solgården ApS", country="DK", address="Vej 1", address2="2. sal", currency="EUR")
    with dinero.recording() as exchanges:
        made = dinero.create_customer(wanted, StandardValues(), key="key-1")
    sent = check_sent(exchanges, "POST", "/contacts", "ContactCreateModel")
    assert sent == {
        "ContactGuid": made.id,
        "Name": "Solgården ApS",
        "Street": "Vej 1",
        "CountryKey": "DK",
        "IsPerson": False,
        "IsMember": False,
        "UseCvr": False,
    }
    assert dinero.create_customer(replace(wanted, address="Vej 2"), StandardValues(), key="key-1") == made
    assert len(stand_in.books["contacts"]) == 4


@pytest.mark.parametrize(("vat_number", "is_same"), [("DK12345674", True), ("87654321", False), ("", False)])
def test_a_customer_of_another_name_under_our_guid_is_ours_by_its_vat_number_only(
    dinero: Dinero, vat_number: str, is_same: bool
) -> None:
    wanted = Customer(name="Solgården ApS", country="DK", vat_number="12345674")
    made = dinero.create_customer(wanted, StandardValues(), key="key-1")
    other = replace(wanted, name="Skovly ApS", vat_number=vat_number)
    if is_same:
        assert dinero.create_customer(other, StandardValues(), key="key-1") == made
    else:
        with pytest.raises(RecordRefused, match="Another customer, Solgården ApS, stands in Dinero"):
            dinero.create_customer(other, StandardValues(), key="key-1")


@pytest.mark.parametrize("rule", ["key", "value", "list"])
def test_a_guid_that_is_used_is_understood_wherever_its_rule_is_named(dinero: Dinero, stand_in: DineroStandIn, rule: str) -> None:
    stand_in.books.rule_of_used_guid = rule
    wanted = Customer(name="Solgården ApS", country="DK")
    made = dinero.create_customer(wanted, StandardValues(), key="key-1")
    assert dinero.create_customer(wanted, StandardValues(), key="key-1") == made


@pytest.mark.parametrize("trouble", [UnexpectedAnswer(Message("Odd.")), Cancelled()])
def test_a_customer_that_was_created_is_given_although_it_cannot_be_read_then(
    dinero: Dinero, stand_in: DineroStandIn, monkeypatch: pytest.MonkeyPatch, trouble: BindeledError
) -> None:
    def unreadable(*_asked: Any) -> Any:
        raise trouble

    dinero.sign_in()
    monkeypatch.setattr(dinero._client, "get", unreadable)
    made = dinero.create_customer(Customer(name="Solgården ApS", country="DK"), StandardValues(), key="key-1")
    assert stand_in.books["contacts"][made.id]["Name"] == made.name == "Solgården ApS"
    assert made.is_active


def test_a_customer_that_was_written_is_given_although_it_cannot_be_read_then(
    dinero: Dinero, nordlys: Customer, plan: Callable[..., None], stand_in: DineroStandIn
) -> None:
    dinero._client._session._backoff = 0.0
    plan({"kind": "error_before", "status": 503, "method": "GET", "path": "/contacts/", "calls": [2, 3, 4]})
    changed = dinero.update_customer(replace(nordlys, city="Odense"), frozenset({"city"}))
    assert stand_in.books["contacts"][NORDLYS]["City"] == "Odense"
    assert replace(changed, city=nordlys.city) == nordlys


def test_a_customer_that_was_created_and_deleted_is_restored(dinero: Dinero) -> None:
    made = dinero.create_customer(Customer(name="Solgården ApS", country="DK"), StandardValues(), key="key-1")
    dinero.delete_customer(made.id)
    again = dinero.create_customer(Customer(name="Solgården ApS", country="DK"), StandardValues(), key="key-1")
    assert again.id == made.id
    assert dinero.customer(made.id).name == "Solgården ApS"


def test_a_lost_answer_to_a_creation_is_settled_at_once(dinero: Dinero, plan: Callable[..., None], stand_in: DineroStandIn) -> None:
    dinero.sign_in()
    plan({"kind": "cut_after", "method": "POST", "path": "/contacts$", "calls": [1]})
    made = dinero.create_customer(Customer(name="Solgården ApS", country="DK"), StandardValues(), key="key-1")
    assert made.id in stand_in.books["contacts"]


@pytest.mark.parametrize(
    "wanted",
    [Customer(name="Uden land"), Customer(name="Land", country="Danmarks Rige"), Customer(country="DK")],
)
def test_what_dinero_would_refuse_is_not_sent(dinero: Dinero, wanted: Customer, calls: Callable[[str], list[str]]) -> None:
    with pytest.raises(RecordRefused):
        dinero.create_customer(wanted, StandardValues(), key="key-1")
    assert calls("POST") == []


def test_a_refusal_names_the_field_in_the_words_of_dinero(dinero: Dinero) -> None:
    with pytest.raises(RecordRefused, match="CountryKey: Ukendt land: QQ"):
        dinero.create_customer(Customer(name="Ukendt", country="QQ"), StandardValues(), key="key-1")


def test_only_the_named_fields_change_although_the_whole_record_is_written(
    dinero: Dinero, stand_in: DineroStandIn, nordlys: Customer, check_sent: Any
) -> None:
    before = dict(stand_in.books["contacts"][NORDLYS])
    with dinero.recording() as exchanges:
        changed = dinero.update_customer(
            replace(nordlys, phone="", city="Aarhus", name="Ikke her"), frozenset({"phone", "city", "country"})
        )
    assert set(check_sent(exchanges, "PUT", NORDLYS, "ContactUpdateModel")) == set(WRITABLE)
    after = stand_in.books["contacts"][NORDLYS]
    assert (changed.name, changed.city, changed.phone) == ("Nordlys ApS", "Aarhus", "")
    for name in set(WRITABLE) - {"City", "Phone", "UseCvr"}:
        assert after[name] == before[name], name


def test_what_we_write_is_not_overwritten_from_the_cvr_register(dinero: Dinero, nordlys: Customer, stand_in: DineroStandIn) -> None:
    dinero.update_customer(replace(nordlys, name="Nordlys Nord ApS"), frozenset({"name"}))
    assert stand_in.books["contacts"][NORDLYS]["Name"] == "Nordlys Nord ApS"
    assert stand_in.books["contacts"][NORDLYS]["UseCvr"] is False


def test_somebody_elses_change_since_the_reading_stays(dinero: Dinero, nordlys: Customer, stand_in: DineroStandIn) -> None:
    stand_in.books["contacts"][NORDLYS].update(Phone="99 99 99 99", UpdatedAt="2026-11-01T10:00:00.000")
    changed = dinero.update_customer(replace(nordlys, city="Odense"), frozenset({"city"}))
    assert (changed.phone, changed.city) == ("99 99 99 99", "Odense")


def test_somebody_elses_change_of_the_same_field_is_not_overwritten(
    dinero: Dinero, nordlys: Customer, stand_in: DineroStandIn, calls: Callable[[str], list[str]]
) -> None:
    stand_in.books["contacts"][NORDLYS]["City"] = "Viborg"
    with pytest.raises(RecordChanged, match="Nordlys ApS was changed in Dinero since it was read"):
        dinero.update_customer(replace(nordlys, city="Odense"), frozenset({"city"}), nordlys)
    assert calls("PUT") == []
    assert dinero.update_customer(replace(nordlys, city="Viborg", phone="1"), frozenset({"city", "phone"}), nordlys).phone == "1"
    assert dinero.update_customer(replace(nordlys, city="Odense"), frozenset({"city"})).city == "Odense"


@pytest.mark.parametrize("fault", ["rate_limited", "expired_token"])
def test_a_write_that_was_not_taken_is_read_and_merged_again(
    dinero: Dinero,
    nordlys: Customer,
    stand_in: DineroStandIn,
    plan: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    fault: str,
) -> None:
    plan({"kind": fault, "method": "PUT", "path": "/contacts/", "calls": [1], "seconds": 0})
    write = dinero._client._session.write
    sent: list[Any] = []

    def somebody_writes_meanwhile(*told: Any, **more: Any) -> Any:
        answer: Any = None
        try:
            answer = write(*told, **more)
        finally:
            if not sent:
                stand_in.books["contacts"][NORDLYS]["Phone"] = "99 99 99 99"
            sent.append(told)
        return answer

    monkeypatch.setattr(dinero._client._session, "write", somebody_writes_meanwhile)
    changed = dinero.update_customer(replace(nordlys, city="Odense"), frozenset({"city"}), nordlys)
    assert (changed.phone, changed.city) == ("99 99 99 99", "Odense")
    assert len(sent) == 2


def test_a_token_that_expires_before_the_reading_costs_a_round_and_no_wait_before_the_write(
    connect: Callable[..., Dinero], nordlys: Customer, plan: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = connect(settings={"calls_a_minute": "4"})
    slow.sign_in()
    plan({"kind": "expired_token", "method": "GET", "path": "/contacts/", "calls": [1]})
    done: list[str] = []
    read, write = slow._client._session.read, slow._client._session.write
    monkeypatch.setattr(slow._client._session, "read", lambda *told, **more: (done.append("GET"), read(*told, **more))[1])
    monkeypatch.setattr(slow._client._session, "write", lambda *told, **more: (done.append("PUT"), write(*told, **more))[1])
    monkeypatch.setattr(slow._client._session, "wait", lambda seconds: done.append("wait") if seconds else None)
    slow.update_customer(replace(nordlys, city="Odense"), frozenset({"city"}))
    assert done[:5] == ["GET", "wait", "GET", "PUT", "GET"]  # the last one reads what stands there


def test_a_limit_that_asks_for_too_long_a_wait_ends_the_write(
    dinero: Dinero, nordlys: Customer, plan: Callable[..., None], calls: Callable[[str], list[str]]
) -> None:
    plan({"kind": "rate_limited", "method": "PUT", "path": "/contacts/", "seconds": 3600})
    with pytest.raises(TooManyCalls):
        dinero.update_customer(replace(nordlys, city="Odense"), frozenset({"city"}))
    assert len(calls("PUT")) == 1


def test_two_writers_at_the_same_moment_lose_nothing_of_each_other(
    dinero: Dinero, nordlys: Customer, stand_in: DineroStandIn, plan: Callable[..., None]
) -> None:
    plan({"kind": "latency", "method": "PUT", "path": "/contacts/", "seconds": 0.1})
    wanted = {"phone": "11 22 33 44", "email": "ny@nordlys.example", "city": "Odense", "attention": "Ida Holm"}
    with ThreadPoolExecutor(len(wanted)) as pool:
        for written in [
            pool.submit(dinero.update_customer, replace(nordlys, **{name: value}), frozenset({name}))
            for name, value in wanted.items()
        ]:
            written.result()
    stands = dinero.customer(nordlys.id)
    assert {name: getattr(stands, name) for name in wanted} == wanted


def test_a_change_that_comes_while_the_limit_of_calls_is_waited_for_is_read_and_merged(
    connect: Callable[..., Dinero], nordlys: Customer, stand_in: DineroStandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = connect(settings={"calls_a_minute": "3"})
    slow.customer(nordlys.id)  # with the company two calls are used, so there is room to read and none to write
    waits: list[float] = []

    def somebody_writes_meanwhile(seconds: float) -> None:
        if seconds > 1 and not waits:
            waits.append(seconds)
            stand_in.books["contacts"][NORDLYS].update(Phone="99 99 99 99", UpdatedAt="2026-11-01T10:00:00.000")

    monkeypatch.setattr(slow._client._session, "wait", somebody_writes_meanwhile)
    changed = slow.update_customer(replace(nordlys, city="Odense"), frozenset({"city"}))
    assert (changed.phone, changed.city) == ("99 99 99 99", "Odense")
    assert waits


def test_what_changed_since_is_read_with_what_was_deleted(
    dinero: Dinero, stand_in: DineroStandIn, calls: Callable[[str], list[str]]
) -> None:
    stand_in.books["contacts"][NORDLYS]["UpdatedAt"] = "2026-11-01T10:00:00.000"
    stand_in.books["contacts"][LUKKET]["DeletedAt"] = "2026-11-02T10:00:00.000"
    since = dt.datetime(2026, 11, 1, 12, 0, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    found = [one for page in dinero.changed_customers(since) for one in page.records]
    assert [(one.id, one.is_gone) for one in found] == [(NORDLYS, False), (LUKKET, True)]
    later = since + dt.timedelta(seconds=1)
    assert [one.id for page in dinero.changed_customers(later) for one in page.records] == [LUKKET]


def test_writing_what_stands_there_writes_nothing(dinero: Dinero, nordlys: Customer, calls: Callable[[str], list[str]]) -> None:
    dinero.update_customer(nordlys, frozenset({"attention"}))
    assert calls("PUT") == []


def test_a_field_that_is_not_written_may_be_as_odd_as_it_is_there(
    dinero: Dinero, nordlys: Customer, stand_in: DineroStandIn
) -> None:
    stand_in.books["contacts"][NORDLYS]["CountryKey"] = "DK"
    odd = replace(nordlys, country="", attention="Per Dam")
    assert dinero.update_customer(odd, frozenset({"attention"})).attention == "Per Dam"


def test_a_private_person_has_no_att_person_and_no_cvr(dinero: Dinero, calls: Callable[[str], list[str]]) -> None:
    person = dinero.customer(PERSON)
    assert {one.id: one.status for one in all_customers(dinero)} == {NORDLYS: "", PERSON: PRIVATE_PERSON}
    assert dinero.update_customer(replace(person, attention="Per Dam"), frozenset({"attention"})) == person
    assert calls("PUT") == []
    with pytest.raises(RecordRefused, match="private person"):
        dinero.update_customer(replace(person, vat_number="12345674"), frozenset({"vat_number"}))


def test_a_customer_with_documents_is_not_deleted(dinero: Dinero, draft: Any) -> None:
    dinero.create_draft(draft())
    with pytest.raises(RecordRefused, match="invoices for the customer"):
        dinero.delete_customer(NORDLYS)


def test_contacts_and_employees_are_refused_with_the_reason(dinero: Dinero) -> None:
    with pytest.raises(NotPossible, match=r"att\. person"):
        dinero.contacts(NORDLYS)
    with pytest.raises(NotPossible, match=r"att\. person"):
        dinero.create_contact(Contact(first_name="Ida"), key="key-1")
    with pytest.raises(NotPossible, match="no employees"):
        dinero.employees()
    with pytest.raises(NotPossible, match="no employees"):
        dinero.create_employee(Employee(first_name="Bo"), StandardValues(), key="key-1")
