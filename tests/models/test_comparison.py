"""Two customers side by side: what is the same, what differs, and in which characters."""

from __future__ import annotations

import pytest

from desktop.models.comparison import FieldPair, compare_customers, differing_characters
from desktop.models.records import Customer
from desktop.models.records.suggestions import Verdict


def compared(**values: tuple[str, str]) -> dict[str, FieldPair]:
    finance = Customer(**{name: pair[0] for name, pair in values.items()})
    psa = Customer(**{name: pair[1] for name, pair in values.items()})
    return {pair.field: pair for pair in compare_customers(finance, psa, "e-conomic", "TimeLog")}


def marked(text: str, marks: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start : start + length] for start, length in marks]


def test_one_letter_inside_a_similar_word_is_marked_on_both_sides() -> None:
    one, other = "Kastanie Arkitekter A/S", "Kastanje Arkitekter A/S"
    marks = differing_characters(one, other)
    assert marked(one, marks[0]) == ["i"]
    assert marked(other, marks[1]) == ["j"]
    assert str(compared(name=(one, other))["name"].note) == "1 letter differs"


def test_words_that_only_one_side_has_are_marked_whole() -> None:
    pair = compared(address=("Skovvej 14, 2. th.", "Skovvej 14"))["address"]
    assert pair.verdict is Verdict.DIFFERS
    assert marked(pair.finance, pair.finance_marks) == ["2. th."]
    assert pair.psa_marks == ()
    assert str(pair.note) == "Only e-conomic has 2. th."


def test_words_that_have_nothing_in_common_are_marked_whole() -> None:
    marks = differing_characters("Nordhavn Byg", "Solvang Byg")
    assert marks == (((0, 8),), ((0, 7),))


def test_numbers_are_marked_by_digit_whatever_their_spaces() -> None:
    marks = differing_characters("31 46 90 27", "31469072")
    assert marked("31 46 90 27", marks[0]) == ["7"] or marked("31 46 90 27", marks[0]) == ["2", "7"]
    assert all(text.isdigit() for text in marked("31469072", marks[1]))


def test_signs_capitals_and_legal_forms_written_otherwise_are_the_same() -> None:
    pair = compared(name=("ASKELUND MEJERI A/S", "Askelund Mejeri as"))["name"]
    assert pair.verdict is Verdict.AGREES
    assert pair.finance_marks == pair.psa_marks == ()
    assert str(pair.note) == "Written differently"


def test_two_valid_different_cvr_numbers_contradict_each_other() -> None:
    pair = compared(vat_number=("10000009", "10000017"))["vat_number"]
    assert pair.verdict is Verdict.CONTRADICTS


def test_a_cvr_number_that_is_not_valid_is_named_with_its_system() -> None:
    pair = compared(vat_number=("10000009", "10000008"))["vat_number"]
    assert pair.verdict is Verdict.DIFFERS
    assert str(pair.note) == "The number in TimeLog is not valid"


@pytest.mark.parametrize(("one", "two"), [("DK10000009", "10000009"), ("10 00 00 09", "10000009")])
def test_a_cvr_number_written_otherwise_is_the_same(one: str, two: str) -> None:
    assert compared(vat_number=(one, two))["vat_number"].verdict is Verdict.AGREES


def test_phones_with_and_without_country_code_are_the_same() -> None:
    assert compared(phone=("+45 45 87 20 16", "45872016"))["phone"].verdict is Verdict.AGREES


def test_mail_addresses_of_one_company_are_the_same_but_not_those_of_a_provider() -> None:
    assert compared(email=("faktura@kastanie.example", "mette@kastanie.example"))["email"].verdict is Verdict.AGREES
    assert compared(email=("mette@gmail.com", "jens@gmail.com"))["email"].verdict is Verdict.DIFFERS


def test_a_field_that_one_side_lacks_cannot_be_compared_and_says_where_it_is_missing() -> None:
    pair = compared(ean=("", "5790000000012"))["ean"]
    assert pair.verdict is Verdict.ABSENT
    assert str(pair.note) == "Missing in e-conomic"


def test_fields_that_both_sides_lack_are_left_out() -> None:
    assert set(compared(name=("Nordhavn Byg", "Nordhavn Byg"))) == {"name"}


def test_customer_numbers_that_differ_say_nothing() -> None:
    assert compared(number=("1042", "20417"))["number"].verdict is Verdict.ABSENT


def test_without_a_counterpart_the_fields_stand_alone() -> None:
    pairs = compare_customers(Customer(name="Nordhavn Byg"), None, "e-conomic", "TimeLog")
    assert [(pair.finance, pair.psa, pair.note) for pair in pairs] == [("Nordhavn Byg", "", None)]
