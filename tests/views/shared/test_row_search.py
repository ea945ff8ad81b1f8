from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.views.shared.row_order import in_order
from desktop.views.shared.row_search import RowSearch, alike, fitting, folded, gapless, hit, narrows, search_key, wanted_words

NAMES = ["Havblik Ingeniører A/S", "Møllehøj Kommune", "Café Nord", "Moller Consult", "Århus Vand"]


def search(words: str) -> list[str]:
    rows = RowSearch(lambda place: search_key([NAMES[place]]), len(NAMES))
    return [NAMES[place] for place in rows.matching(range(len(NAMES)), wanted_words(words))]


def found_among(rows: list[list[str]], words: str) -> list[int]:
    return fitting([search_key(one) for one in rows], range(len(rows)), wanted_words(words))


def test_every_word_must_be_there_in_any_order() -> None:
    assert search("ingeniører hav") == ["Havblik Ingeniører A/S"]
    assert search("hav kommune") == []


def test_a_phrase_in_quotes_is_kept_together() -> None:
    assert search('"blik ing"') == ["Havblik Ingeniører A/S"]
    assert search('"ing blik"') == []


def test_case_accents_and_the_spelling_of_danish_letters_do_not_count() -> None:
    assert search("CAFE") == ["Café Nord"]
    for typed in ("møll", "moll", "moell"):
        assert search(typed) == ["Møllehøj Kommune", "Moller Consult"]
    for typed in ("århus", "aarhus", "arhus"):
        assert search(typed) == ["Århus Vand"]
    assert search("ehøj") == ["Møllehøj Kommune"]


@pytest.mark.parametrize("typed", ["DK12345674", "12345674", "12 34 56 74", "DK 12345674"])
def test_a_cvr_number_is_found_with_and_without_its_country(typed: str) -> None:
    assert found_among([["12345674", "DK"], ["DK12345674"], [gapless("12 34 56 74"), "DK"], ["22345674", "DK"]], typed) == [0, 1, 2]


@pytest.mark.parametrize("typed", ["+4533445566", "+45 33 44 55 66", "004533445566", "33445566", "+45 33445566"])
def test_a_phone_number_is_found_with_and_without_its_country(typed: str) -> None:
    assert found_among([["33445566"], ["+4533445566"], [gapless("+45 33-44.55 66")], ["33445567"]], typed) == [0, 1, 2]


def test_typing_on_narrows_only_where_nothing_can_come_in_again() -> None:
    assert narrows("sø", "søn")
    assert narrows("1234", "12345")
    assert not narrows("", "s")
    assert not narrows("dk", "dk1")  # with eight digits it fits a number without country
    assert not narrows("+", "+4")


@given(st.lists(st.sampled_from(["aa", "ae", "a", "e", "oe", "o", "å", "ø", "æ", "s", "ue"]), min_size=2, max_size=9))
def test_whatever_is_typed_letter_by_letter_narrows_what_was_found(letters: list[str]) -> None:
    text = "".join(letters)
    for start in range(len(text)):
        for end in range(start + 1, len(text) + 1):
            assert found_among([[text]], text[start:end]) == [0]
    spelled = alike(text)
    assert all(spelled.startswith(alike(text[:end])) for end in range(len(text)))


def test_keys_are_made_in_slices_and_renewed_one_by_one() -> None:
    names = list(NAMES)
    rows = RowSearch(lambda place: search_key([names[place]]), len(names))
    rows.prepare(2)
    assert not rows.is_ready
    rows.prepare()
    assert rows.is_ready

    names[0] = "Nyt Navn"
    rows.renew(0)
    assert rows.matching(range(len(names)), ["nyt"]) == [0]


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x24F), max_size=40))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


def test_danish_letters_stand_last() -> None:
    assert sorted(["Ø", "Å", "Z", "Æ", "a", "Ö"], key=in_order) == ["a", "Z", "Æ", "Ø", "Ö", "Å"]


def test_a_hit_is_marked_in_the_spelling_in_which_it_stands_there() -> None:
    assert hit("søndergade 4", "gade") == (6, 4)
    assert hit("søndergade 4", "soender") == (0, 6)
    assert hit("søndergade 4", "nord") is None
