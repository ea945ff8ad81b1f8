from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.views.shared.row_order import in_order
from desktop.views.shared.row_search import RowSearch, folded, search_key, wanted_words

NAMES = ["Havblik Ingeniører A/S", "Møllehøj Kommune", "Café Nord", "Moller Consult", "Århus Vand"]


def search(words: str) -> list[str]:
    rows = RowSearch(lambda place: search_key([NAMES[place]]), len(NAMES))
    return [NAMES[place] for place in rows.matching(range(len(NAMES)), wanted_words(words))]


def test_every_word_must_be_there_in_any_order() -> None:
    assert search("ingeniører hav") == ["Havblik Ingeniører A/S"]
    assert search("hav kommune") == []


def test_a_phrase_in_quotes_is_kept_together() -> None:
    assert search('"blik ing"') == ["Havblik Ingeniører A/S"]
    assert search('"ing blik"') == []


def test_case_and_accents_do_not_count_but_danish_letters_do() -> None:
    assert search("CAFE") == ["Café Nord"]
    assert search("møll") == ["Møllehøj Kommune"]
    assert search("moll") == ["Moller Consult"]
    assert search("århus") == ["Århus Vand"]


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
