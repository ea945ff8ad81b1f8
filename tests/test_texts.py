from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from desktop import texts
from desktop.texts import Message, ngettext, shown

NAMES = st.builds(str.__add__, st.sampled_from("abcdmntv_"), st.text("aems_07", max_size=5))
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.decimals(allow_nan=False),
    st.dates(),
    st.datetimes(timezones=st.just(dt.UTC)),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.builds(lambda text, many, values: Message(text, many, **values), st.text(), st.text(), st.dictionaries(NAMES, inner))
    ),
    max_leaves=6,
)
MESSAGES = st.builds(
    lambda text, many, values: Message(text, many, **values), st.text(), st.text(), st.dictionaries(NAMES, VALUES, max_size=4)
)


@given(MESSAGES)
def test_a_message_comes_back_from_the_store_as_it_went_in(message: Message) -> None:
    assert Message.from_json(message.to_json()) == message


@given(MESSAGES, st.sampled_from(texts.LANGUAGES))
def test_every_message_can_be_read(message: Message, language: str) -> None:
    texts.set_language(language)

    assert isinstance(message.render(), str)


@given(st.text(), st.dictionaries(NAMES, st.text(), min_size=1, max_size=3))
def test_braces_inside_a_value_are_only_text(text: str, values: dict[str, str]) -> None:
    sentence = " ".join(f"{{{name}}}" for name in values)

    assert Message(sentence, **values).render() == " ".join(values.values())
    assert Message("{value}", value=text).render() == text


@pytest.mark.parametrize("text", ["{", "}", "{}", "{0}", "{a.b}", "{a[0]}", "{a!r}", "{a:>9}", "{{a}}", "100 %", "%s"])
def test_odd_braces_in_a_sentence_do_no_harm(text: str) -> None:
    assert Message(text, b="x").render() == text


def test_a_name_without_a_value_stays_in_its_braces() -> None:
    assert Message("{count} of {total}", total="5").render() == "{count} of 5"


@pytest.mark.parametrize(("count", "sentence"), [(0, "0 rows"), (1, "1 row"), (2, "2 rows"), (1234, "1,234 rows")])
def test_a_count_chooses_the_text(count: int, sentence: str) -> None:
    assert Message("{count} row", "{count} rows", count=count).render() == sentence
    assert ngettext("{count} row", "{count} rows", count) == ("{count} row" if count == 1 else "{count} rows")


@pytest.mark.parametrize("count", [None, "many", Decimal("1.5")])
def test_a_count_that_is_none_reads_as_several(count: Any) -> None:
    assert Message("{count} row", "{count} rows", count=count).render().endswith(" rows")
    assert Message("one row", "rows").render() == "rows"


@pytest.mark.parametrize(
    ("value", "in_english", "in_danish"),
    [
        (Decimal("-1234.5"), "-1,234.50", "-1.234,50"),
        (Decimal("7.125"), "7.125", "7,125"),
        (Decimal(0), "0.00", "0,00"),
        (Decimal("-0"), "0.00", "0,00"),
        (0, "0", "0"),
        (1234567, "1,234,567", "1.234.567"),
        (dt.date(2026, 7, 14), "14/07/2026", "14-07-2026"),
        (True, "True", "True"),
        (None, "", ""),
        ("20418", "20418", "20418"),
        ([Decimal(1), "x"], "1.00, x", "1,00, x"),
        (Message("{a} kr.", a=Decimal("2")), "2.00 kr.", "2,00 kr."),
        (0.5, "0.5", "0.5"),
    ],
)
def test_a_value_is_shown_in_the_form_of_the_language(value: Any, in_english: str, in_danish: str) -> None:
    assert shown(value) == in_english
    texts.set_language("da")
    assert shown(value) == in_danish


@given(
    st.one_of(st.integers(-(10**15), 10**15), st.decimals(-(10**12), 10**12, allow_nan=False, places=14)),
    st.sampled_from(texts.LANGUAGES),
)
def test_a_number_has_the_form_that_babel_gives_it(value: Decimal | int, language: str) -> None:
    texts.set_language(language)
    pattern = "#,##0.00##########" if isinstance(value, Decimal) else "#,##0"

    assert shown(value) == format_decimal(value or abs(value), format=pattern, locale=texts.locale())


def test_a_time_is_shown_on_the_clock_of_this_machine() -> None:
    time = dt.datetime(2026, 7, 14, 10, 5, tzinfo=dt.UTC)

    assert shown(time) == f"{time.astimezone():%d/%m/%Y, %H:%M}"
    texts.set_language("da")
    assert shown(time) == f"{time.astimezone():%d-%m-%Y %H.%M}"


@given(
    st.one_of(
        PLAIN,
        st.decimals(),
        st.floats(),
        st.binary(),
        st.datetimes(),
        st.sampled_from([dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC), 10**60, object(), {1: 2}]),
    ),
    st.sampled_from(texts.LANGUAGES),
)
def test_an_odd_value_is_shown_somehow(value: Any, language: str) -> None:
    texts.set_language(language)

    assert isinstance(shown(value), str)


@pytest.mark.parametrize(
    "packed",
    [
        "",
        "Not JSON at all",
        "null",
        "3",
        '"a text"',
        '{"dec": "many"}',
        '{"time": 3}',
        '{"date": "x"}',
        '{"m": "", "n": "", "v": 1}',
        "[1]",
    ],
)
def test_what_is_no_packed_message_comes_back_as_itself(packed: str) -> None:
    assert Message.from_json(packed).render() == packed


def test_a_value_of_an_unknown_type_is_kept_as_text() -> None:
    assert Message.from_json(Message("{x}", x=0.25).to_json()).render() == "0.25"


def test_no_text_is_no_text_in_either_language() -> None:
    for language in texts.LANGUAGES:
        texts.set_language(language)
        assert Message("").render() == texts._("") == ""


def test_a_message_reads_as_its_sentence() -> None:
    assert str(Message("Customer {name}", name="Æble ApS")) == "Customer Æble ApS"


def test_the_language_is_danish_or_english() -> None:
    texts.set_language("da")
    assert (texts.language(), texts.locale()) == ("da", "da_DK")
    with pytest.raises(ValueError, match="no such language: sv"):
        texts.set_language("sv")
    assert texts.language() == "da"
