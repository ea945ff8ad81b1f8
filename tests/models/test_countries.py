from __future__ import annotations

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.countries import NEAREST, all_codes, country_code, country_name

CODES = sorted(code for code in Locale("en").territories if len(code) == 2 and code.isalpha())


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Danmark", "DK"),
        (" denmark ", "DK"),
        ("dk", "DK"),
        ("SVERIGE", "SE"),
        ("Norge", "NO"),
        ("Suomi", "FI"),
        ("Deutschland", "DE"),
        ("UK", "GB"),
        ("Great Britain", "GB"),
        ("USA", "US"),
        ("Færøerne", "FO"),
        ("Grønland", "GL"),
        ("", ""),
        (" Atlantis ", "Atlantis"),
    ],
)
def test_a_country_is_read_as_people_write_it(written: str, code: str) -> None:
    assert country_code(written) == code


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_name_leads_back_to_its_code(language: str) -> None:
    assert {code: country_code(country_name(code, language)) for code in CODES} == {code: code for code in CODES}


def test_the_nearest_countries_stand_in_the_whole_table_too() -> None:
    assert {written: all_codes().get(written, "") for written in NEAREST} == NEAREST


def test_a_code_is_named_in_the_language_asked_for() -> None:
    assert (country_name("DK", "da"), country_name("DK", "en")) == ("Danmark", "Denmark")
    assert country_name("Atlantis", "da") == "Atlantis"


@given(st.text())
def test_reading_a_country_twice_changes_nothing_more(written: str) -> None:
    assert country_code(country_code(written)) == country_code(written)
