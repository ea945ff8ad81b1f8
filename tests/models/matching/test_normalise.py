"""Values as people type them come to one form, and what is no real number is set aside."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.models.matching import identifiers, normalise


@pytest.mark.parametrize(
    "text", ["48684777", "DK48684777", "DK-48684777", "dk 48684777", "48 68 47 77", "CVR 48684777", "CVR-nr. 48684777"]
)
def test_a_cvr_number_is_read_in_every_spelling(text: str) -> None:
    assert identifiers.vat_number(text) == ("48684777", True)


@pytest.mark.parametrize(
    ("text", "digits", "is_valid"),
    [
        ("NO 974760673 MVA", "974760673", True),
        ("974 760 673", "974760673", True),
        ("974760674MVA", "974760674", False),
        ("SE556036079301", "5560360793", True),
        ("556036-0793", "5560360793", True),
        ("DE136695976", "136695976", True),
        ("DE136695977", "136695977", False),
        ("48684778", "48684778", False),
        ("DK4868477", "4868477", False),
    ],
)
def test_check_digits_tell_a_valid_number_from_a_slip(text: str, digits: str, is_valid: bool) -> None:
    assert identifiers.vat_number(text) == (digits, is_valid)


@pytest.mark.parametrize("text", ["", "-", "0", "N/A", "ukendt", "00000000", "11111111", "12345678", "privat", "123"])
def test_what_is_no_number_counts_as_missing(text: str) -> None:
    assert identifiers.vat_number(text) == ("", False)


@pytest.mark.parametrize(
    "text", ["+45 43 52 08 37", "43520837", "43 52 08 37", "(+45) 43520837", "004543520837", "4543520837", "Tlf. 43.52.08.37"]
)
def test_a_phone_number_is_read_in_every_spelling(text: str) -> None:
    assert identifiers.phone(text) == "43520837"


def test_a_phone_number_is_the_same_with_and_without_its_country() -> None:
    assert identifiers.phone("+47 (0)43 034754") == identifiers.phone("043034754")
    assert identifiers.phone("+46 803136042") == identifiers.phone("0803136042")


@pytest.mark.parametrize("text", ["", "-", "123", "00000000", "12345678", "ingen"])
def test_what_is_no_phone_number_counts_as_missing(text: str) -> None:
    assert identifiers.phone(text) == ""


def test_an_ean_must_have_its_check_digit() -> None:
    assert identifiers.ean("5790 7877 89322") == "5790787789322"
    assert identifiers.ean("5790787789323") == ""


def test_a_mail_domain_is_read_from_an_address_or_a_web_page() -> None:
    assert normalise.email("Faktura <INFO@Kvaern-Smedie.dk>") == ("info@kvaern-smedie.dk", "kvaern-smedie.dk")
    assert normalise.email("https://www.kvaern-smedie.dk/kontakt") == ("", "kvaern-smedie.dk")
    assert normalise.domain_labels(["kvaern-smedie.co.uk", "x.dk", ""]) == ["kvarnsmedie", "x", ""]
    assert normalise.email("ingen") == ("", "")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gl. Landevej 142", "Gammel Landevej 142, 1. th"),
        ("Bredg. 203", "Bredgade 203"),
        ("Stenkløverv. 3, 1. th", "Stenkloevervej 3"),
        ("Sydhavnsgade 3 E", "Sydhavnsgade 3e"),
        ("Sct. Jørgens Gade 2", "Sankt Joergens Gade 2, Bygning 2"),
        ("10 Station Road", "Station Road 10"),
    ],
)
def test_an_address_is_the_same_in_every_spelling(one: str, other: str) -> None:
    assert normalise.address(normalise.fold(one)) == normalise.address(normalise.fold(other))


def test_towns_and_postcodes_have_one_spelling() -> None:
    assert normalise.city("København Ø") == normalise.city("KOEBENHAVN") == normalise.city("Copenhagen V")
    assert normalise.zip_code("DK-4300") == normalise.zip_code("4300")


@given(st.lists(st.text()))
def test_folding_many_texts_is_folding_each(texts: list[str]) -> None:
    assert normalise.fold_all(texts) == [normalise.fold(text) for text in texts]


NUMBERS = st.text("0123456789 +.-DKSEMVAdk", max_size=14) | st.sampled_from(("48684777", "+45 43 52 08 37", "12345678", "٤٨٦٨٤٧٧٧"))


@given(st.lists(NUMBERS | st.text()))
@settings(deadline=None)  # the first run loads NumPy and stdnum
def test_reading_many_numbers_is_reading_each(texts: list[str]) -> None:
    assert list(zip(*identifiers.vat_numbers(texts), strict=True)) == [identifiers.vat_number(text) for text in texts]
    assert identifiers.phones(texts) == [identifiers.phone(text) for text in texts]
    assert normalise.numbers(texts) == [normalise.numbers([text])[0] for text in texts]


@given(st.text())
def test_no_text_breaks_the_readers(text: str) -> None:
    for read in (identifiers.vat_number, identifiers.ean, identifiers.phone, normalise.email, normalise.zip_code, normalise.city):
        assert read(text) == read(text)
    assert normalise.address(normalise.fold(text)) == normalise.address(normalise.fold(text))


@given(
    st.lists(st.text(st.sampled_from("aB1æ@@.. ;,<>\t\u00a0\x1e/w:"), max_size=9) | st.sampled_from(["Ib@Lund.dk", "www.lund.dk"]))
)
def test_reading_many_mail_addresses_is_reading_each(texts: list[str]) -> None:
    assert normalise.emails(texts) == [normalise.email(text) for text in texts]
