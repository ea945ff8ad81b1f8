"""What is wrong in a register of customers is found before anything is linked."""

from __future__ import annotations

import pytest

from desktop.connectors.dinero.fields import CUSTOMERS as DINERO
from desktop.connectors.economic.fields import CUSTOMERS as ECONOMIC
from desktop.models.duplicates import Cluster
from desktop.models.records import Customer, EvidenceField, Side
from desktop.models.register_check import Fault, counts_by_side, register_faults, sentence_of


def customer(**values: str) -> Customer:
    return Customer(**{"id": "1", "number": "1001", "name": "Fjordbyg A/S", "country": "DK", **values})  # type: ignore[arg-type]  # all texts


def faults(*customers: Customer) -> list[Fault]:
    return [one.fault for one in register_faults(Side.PSA, customers, numbers_go_to=ECONOMIC)]


GOOD = [
    {"vat_number": "44200023", "ean": "5790000705689", "phone": "+45 70 10 20 30", "email": "a@example.com", "zip_code": "8000"},
    {"vat_number": "DK 44 20 00 23", "email": "a@example.com; b@example.dk", "zip_code": "DK-8000"},
    {"country": "SE", "vat_number": "SE556016068001", "phone": "08-123 456 78", "zip_code": "111 22"},
    {"country": "NO", "organisation_number": "923 609 016 MVA", "phone": "22 33 44 55", "zip_code": "0150"},
    {"country": "DE", "vat_number": "DE136695976", "phone": "+49 30 1234567", "zip_code": "10115"},
    {"country": "US", "vat_number": "12-3456789", "phone": "+1 212 555 0100", "zip_code": "10001"},
    {"country": "", "vat_number": "not known", "zip_code": "whatever"},
    {"country": "DK", "phone": "+46 8 123 456 78"},
    {},
]


@pytest.mark.parametrize("values", GOOD)
def test_what_is_right_or_empty_or_of_a_country_whose_rules_are_not_known_is_left_alone(values: dict[str, str]) -> None:
    assert faults(customer(**values)) == []


BAD = [
    ({"name": " "}, Fault.NAME),
    ({"number": "AB-10"}, Fault.NUMBER),
    ({"number": "1234567890"}, Fault.NUMBER),
    ({"vat_number": "44200024"}, Fault.VAT_NUMBER),
    ({"vat_number": "12345678"}, Fault.VAT_NUMBER),
    ({"vat_number": "ukendt"}, Fault.VAT_NUMBER),
    ({"country": "", "vat_number": "44200024"}, Fault.VAT_NUMBER),
    ({"country": "SE", "organisation_number": "556016-0681"}, Fault.VAT_NUMBER),
    ({"country": "DE", "vat_number": "DE136695977"}, Fault.VAT_NUMBER),
    ({"ean": "5790000705680"}, Fault.EAN),
    ({"ean": "57900007056"}, Fault.EAN),
    ({"email": "a@example"}, Fault.EMAIL),
    ({"email": "a.example.com"}, Fault.EMAIL),
    ({"phone": "ingen"}, Fault.PHONE),
    ({"phone": "7010203"}, Fault.PHONE),
    ({"zip_code": "800"}, Fault.ZIP_CODE),
    ({"country": "SE", "zip_code": "8000"}, Fault.ZIP_CODE),
]


@pytest.mark.parametrize(("values", "fault"), BAD)
def test_what_cannot_be_right_is_told_with_its_value(values: dict[str, str], fault: Fault) -> None:
    found = register_faults(Side.PSA, [customer(**values)], numbers_go_to=ECONOMIC)
    assert [one.fault for one in found] == [fault]
    assert found[0].sentence.render()


def test_numbers_are_judged_by_the_table_of_the_system_they_would_go_to() -> None:
    lettered = customer(number="AB-10")
    assert register_faults(Side.FINANCE, [lettered]) == []
    assert register_faults(Side.PSA, [lettered], numbers_go_to=DINERO) == []
    [found] = register_faults(Side.PSA, [lettered], numbers_go_to=ECONOMIC)
    assert "e-conomic" in found.sentence.render()
    assert register_faults(Side.PSA, [lettered], numbers_go_to=ECONOMIC, have_number_there={"1"}) == []


def test_customers_that_stand_twice_name_each_other_and_those_that_are_gone_are_left_out() -> None:
    one, other = customer(), customer(id="2", number="1002", name="Fjordbyg")
    found = register_faults(Side.PSA, [one, other], clusters=[Cluster((one, other), (EvidenceField.PHONE,))])
    assert [(it.fault, it.sentence.render()) for it in found] == [
        (Fault.TWICE, "Probably the same as 1002 Fjordbyg."),
        (Fault.TWICE, "Probably the same as 1001 Fjordbyg A/S."),
    ]
    assert register_faults(Side.PSA, [Customer(id="3", is_gone=True)]) == []


def test_the_worst_stand_first_and_the_sentence_counts_by_system() -> None:
    found = register_faults(Side.PSA, [customer(zip_code="1"), customer(id="2", number="900", name="")])
    assert [one.fault for one in found] == [Fault.NAME, Fault.ZIP_CODE]
    assert counts_by_side(found) == {Side.PSA: 2, Side.FINANCE: 0}
    names = {Side.PSA: "TimeLog", Side.FINANCE: "e-conomic"}
    said = "The registers are looked through: 0 things to mend in e-conomic, 2 in TimeLog."
    assert sentence_of(found, names.__getitem__).render() == said
    assert sentence_of([], names.__getitem__).render() == "The registers are looked through: nothing to mend."
