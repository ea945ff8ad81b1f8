"""Customers: read, created, changed without loss, deleted."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from desktop.connectors.contract import Draft
from desktop.connectors.economic.connector import Economic
from desktop.errors import OutcomeUnknown, RecordNotFound, RecordRefused, SettingsError
from desktop.models.records import Customer, StandardValues
from desktop.sandbox.economic.app import Economic as EconomicStandIn


def test_a_customer_is_read_field_by_field(economic: Economic) -> None:
    assert economic.customer("101") == Customer(
        id="101",
        number="101",
        name="Fjordbyg A/S",
        vat_number="12345674",
        ean="5790000000005",
        phone="70 10 20 30",
        email="faktura@fjordbyg.example",
        website="https://fjordbyg.example",
        address="Havnegade 1",
        address2="2. sal",
        address3="Port B",
        zip_code="8000",
        city="Aarhus C",
        country="DK",
        currency="DKK",
        group="1",
        vat_zone="1",
        payment_terms="2",
        layout="21",
        changed_at="2026-10-01T08:00:00Z",
    )


def test_the_list_reads_as_the_single_customer_does_and_tells_barred_ones(economic: Economic) -> None:
    listed = {one.id: one for page in economic.customers() for one in page.records}
    assert listed["101"] == economic.customer("101")
    assert (listed["101"].is_active, listed["102"].is_active) == (True, False)


@pytest.mark.parametrize("customer_id", ["999", "practice-1", ""])
def test_an_unknown_customer_is_not_found(customer_id: str, economic: Economic) -> None:
    with pytest.raises(RecordNotFound, match="e-conomic"):
        economic.customer(customer_id)


def test_a_new_customer_takes_its_data_from_the_psa_and_the_rest_from_the_standard_values(
    economic: Economic, psa_customer: Customer, standard_values: StandardValues, fits: Callable[..., None]
) -> None:
    with economic.recording() as exchanges:
        created = economic.create_customer(psa_customer, standard_values, key="k")
    fits(exchanges, "customers.post")
    assert created == economic.customer("2044")
    assert (created.name, created.vat_number, created.country) == ("Søndergård Møbler ApS", "10000009", "DE")
    assert (created.address, created.address2, created.address3) == ("Møllevej 3", "Bagbygningen", "")
    assert (created.group, created.vat_zone, created.payment_terms, created.layout) == ("1", "1", "2", "21")


def test_for_an_empty_number_e_conomic_picks_one(
    economic: Economic, psa_customer: Customer, standard_values: StandardValues
) -> None:
    created = economic.create_customer(replace(psa_customer, number=""), standard_values, key="k")
    assert created.number.isdigit()
    assert created.id == created.number


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"number": "K-2044"}, "Customer number K-2044 has other characters than digits"),
        ({"number": "0044"}, "Customer number 0044 starts with 0"),
        ({"number": "1234567890"}, "Customer number has 10 characters; e-conomic takes at most 9"),
        ({"name": "x" * 256}, "Name has 256 characters; e-conomic takes at most 255"),
        ({"name": ""}, "Name is empty, and e-conomic requires it"),
        ({"ean": "57900000000AB"}, "EAN no. 57900000000AB has other characters than digits"),
        ({"currency": ""}, "Currency is empty"),
        ({"name": "", "zip_code": "8" * 31}, "Name is empty, and e-conomic requires it. Postcode has 31 characters"),
    ],
)
def test_what_e_conomic_would_refuse_or_change_is_refused_before_anything_is_sent(
    changes: dict[str, str],
    sentence: str,
    economic: Economic,
    psa_customer: Customer,
    standard_values: StandardValues,
    calls: Callable[[str], list[str]],
) -> None:
    with pytest.raises(RecordRefused, match=sentence) as caught:
        economic.create_customer(replace(psa_customer, **changes), standard_values, key="k")  # type: ignore[arg-type]  # texts only
    assert caught.value.what_to_do
    assert calls("POST") == []


def test_without_standard_values_nothing_is_created(economic: Economic, psa_customer: Customer) -> None:
    with pytest.raises(SettingsError, match="Choose them under Standard values"):
        economic.create_customer(psa_customer, StandardValues(customer_group="1"), key="k")


def test_a_taken_number_is_refused_by_e_conomic(
    economic: Economic, psa_customer: Customer, standard_values: StandardValues
) -> None:
    with pytest.raises(RecordRefused, match="Customer number 101 is refused"):
        economic.create_customer(replace(psa_customer, number="101"), standard_values, key="k")


def test_an_unknown_currency_is_named(economic: Economic, psa_customer: Customer, standard_values: StandardValues) -> None:
    with pytest.raises(RecordRefused, match="Currency SEK does not exist in e-conomic"):
        economic.create_customer(replace(psa_customer, currency="SEK"), standard_values, key="k")


def test_a_change_leaves_everything_else_as_it_was(
    economic: Economic, stand_in: EconomicStandIn, fits: Callable[..., None]
) -> None:
    before = dict(stand_in.agreement["customers"].get(101))  # type: ignore[arg-type]  # it is there
    psa = Customer(id="101", number="77", name="Fjordbyg Holding A/S", phone="", currency="EUR", address="Ny vej 1", country="SE")
    with economic.recording() as exchanges:
        updated = economic.update_customer(psa, frozenset({"name", "address2", "country"}))
    fits(exchanges, "customers.customerNo.put")
    after = dict(stand_in.agreement["customers"].get(101))  # type: ignore[arg-type]  # as above
    assert {name for name in before | after if before.get(name) != after.get(name)} == {
        "name",
        "address",
        "country",
        "lastUpdated",
    }
    assert (updated.name, updated.address, updated.address2, updated.country) == ("Fjordbyg Holding A/S", "Ny vej 1", "", "SE")
    assert (updated.number, updated.phone, updated.currency) == ("101", "70 10 20 30", "DKK")


def test_a_barred_customer_stays_barred_when_its_name_changes(economic: Economic) -> None:
    assert not economic.update_customer(replace(economic.customer("102"), name="Nyt navn"), frozenset({"name"})).is_active


def test_a_named_field_that_is_empty_is_cleared_so_that_a_change_can_be_undone(economic: Economic) -> None:
    customer = economic.customer("101")
    assert economic.update_customer(replace(customer, website=""), frozenset({"website"})) == replace(
        economic.customer("101"), website=""
    )


def test_the_number_of_a_customer_never_changes(economic: Economic) -> None:
    customer = economic.customer("101")
    assert economic.update_customer(replace(customer, number="5"), frozenset({"number"})).number == "101"


def test_a_change_of_a_customer_that_is_gone_does_not_create_it(economic: Economic, calls: Callable[[str], list[str]]) -> None:
    with pytest.raises(RecordNotFound):
        economic.update_customer(Customer(id="999", name="Væk", currency="DKK"), frozenset({"name"}))
    assert calls("PUT") == []


def test_a_change_whose_answer_is_lost_is_unknown(economic: Economic, plan: Callable[..., None]) -> None:
    customer = economic.customer("101")
    plan({"kind": "cut_after", "method": "PUT"})
    with pytest.raises(OutcomeUnknown):
        economic.update_customer(replace(customer, name="Ny"), frozenset({"name"}))
    assert economic.customer("101").name == "Ny"


def test_a_customer_without_documents_can_be_deleted_once(economic: Economic) -> None:
    economic.delete_customer("103")
    with pytest.raises(RecordNotFound):
        economic.customer("103")
    with pytest.raises(RecordNotFound):
        economic.delete_customer("103")


def test_a_customer_with_documents_is_not_deleted(economic: Economic, draft: Draft) -> None:
    economic.create_draft(draft)
    with pytest.raises(RecordRefused):
        economic.delete_customer("101")
    assert economic.customer("101").name


def test_a_delete_carries_a_key_of_its_own(economic: Economic, monkeypatch: pytest.MonkeyPatch) -> None:
    keys: list[Any] = []
    write = economic._client._rest.write
    monkeypatch.setattr(
        economic._client._rest,
        "write",
        lambda *args, **more: keys.append(more["headers"]["Idempotency-Key"]) or write(*args, **more),
    )
    economic.delete_customer("103")
    assert str(uuid.UUID(keys[0])) == keys[0]
