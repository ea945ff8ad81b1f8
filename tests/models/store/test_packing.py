from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import StoreUnusable
from desktop.models.records import Evidence, Exchange, FinanceInvoice, FinanceLine, Invoice, InvoiceLine, Reason, Suggestion
from desktop.models.store.packing import packed, packed_reason, packed_suggestions, unpacked, unpacked_reason, unpacked_suggestions
from desktop.texts import Message

AMOUNTS = st.decimals(allow_nan=False, allow_infinity=False)
TIMES = st.datetimes(timezones=st.just(dt.UTC))
MESSAGES = st.builds(lambda text, values: Message(text, **values), st.text(), st.dictionaries(st.just("name"), st.text() | AMOUNTS))
HUNDREDS_OF_VALUES = settings(max_examples=30)  # each example has dozens of texts, times and amounts
for kind, strategy in ((Message, MESSAGES),):
    st.register_type_strategy(kind, strategy)


def lines(kind: Any) -> st.SearchStrategy[Any]:
    return st.lists(st.builds(kind, quantity=AMOUNTS, unit_price=AMOUNTS, net=AMOUNTS, discount_percent=AMOUNTS), max_size=2).map(
        tuple
    )


@HUNDREDS_OF_VALUES
@given(st.builds(Invoice, net=AMOUNTS, vat=AMOUNTS, gross=AMOUNTS, exchange_rate=st.none() | AMOUNTS, lines=lines(InvoiceLine)))
def test_an_invoice_is_unpacked_as_it_was_packed(invoice: Invoice) -> None:
    found = unpacked(packed(invoice), Invoice)

    assert found == invoice
    assert str(found.net) == str(invoice.net)


@HUNDREDS_OF_VALUES
@given(st.builds(FinanceInvoice, net=AMOUNTS, vat=st.none() | AMOUNTS, lines=lines(FinanceLine)))
def test_a_counterpart_is_unpacked_as_it_was_packed(invoice: FinanceInvoice) -> None:
    assert unpacked(packed(invoice), FinanceInvoice) == invoice


@given(st.builds(Exchange, started_at=TIMES, seconds=st.floats(0, 1e6)))
def test_an_exchange_is_unpacked_as_it_was_packed(exchange: Exchange) -> None:
    assert unpacked(packed(exchange), Exchange) == exchange


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
EVIDENCE = st.builds(Evidence, weight=FLOATS)
SUGGESTIONS = st.lists(st.builds(Suggestion, score=FLOATS, evidence=st.lists(EVIDENCE, max_size=3).map(tuple)), max_size=3).map(
    tuple
)


@HUNDREDS_OF_VALUES
@given(SUGGESTIONS)
def test_suggestions_are_unpacked_as_they_were_packed(suggestions: tuple[Suggestion, ...]) -> None:
    assert unpacked_suggestions(packed_suggestions(suggestions)) == suggestions


@given(st.none() | st.builds(Reason))
def test_a_reason_is_unpacked_as_it_was_packed(reason: Reason | None) -> None:
    assert unpacked_reason(packed_reason(reason)) == reason


@pytest.mark.parametrize("document", ["", "{", "{}", '{"id": 1, "date": "2026-07-14"}', '{"id": "1", "date": "yesterday"}'])
def test_a_document_that_is_none_is_told(document: str) -> None:
    with pytest.raises(StoreUnusable, match="A record in the database cannot be read") as refused:
        unpacked(document, Invoice)

    assert refused.value.technical
