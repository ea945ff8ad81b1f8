from __future__ import annotations

import datetime as dt

from desktop.models.records import Exchange
from desktop.views.shared.raw_text import exchanges_as_text, structured


def test_json_is_laid_open_and_its_numbers_keep_their_digits() -> None:
    assert structured('{"net":1250.50,"name":"Ærø"}') == '{\n  "net": 1250.50,\n  "name": "Ærø"\n}'


def test_xml_is_laid_open() -> None:
    assert structured("<a><b>1</b></a>").splitlines()[1:] == ["<a>", "  <b>1</b>", "</a>"]


def test_what_was_cut_or_is_neither_stands_as_it_came() -> None:
    for body in ("", "plain", '{"net":125 ...', "<a><b>1", "[1, 2"):
        assert structured(body) == body


def test_xml_that_declares_entities_is_not_laid_open() -> None:
    body = '<!DOCTYPE a [<!ENTITY x "xxxx">]><a>&x;</a>'
    assert structured(body) == body


def test_a_request_without_an_answer_says_so() -> None:
    at = dt.datetime(2026, 11, 2, 9, 0, 0, tzinfo=dt.UTC)
    text = exchanges_as_text([Exchange("GET", "https://x.invalid/y", "", None, "", at, 30.0)])
    assert text.splitlines()[0].endswith("GET https://x.invalid/y")
    assert text.splitlines()[1] == "→ no answer  (30.00 s)"
