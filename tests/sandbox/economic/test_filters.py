"""The filter and sort language, as economic.md sections 6 and 7 describe it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.sandbox.economic.filters import FilterRefused, Property, ServerBug, SortRefused, parse_filter, parse_sort

PROPERTIES = {
    "customerNumber": Property("number"),
    "name": Property("text"),
    "city": Property("text"),
    "barred": Property("flag", sorts=False),
    "lastUpdated": Property("day"),
    "balance": Property("number"),
    "group.number": Property("number", sorts=False),
    "type": Property("choice"),
    "mended": Property("flag", broken=frozenset({"ne"})),
    "hidden": Property("text", filters=False),
}
ROWS: list[dict[str, Any]] = [
    {"customerNumber": 1, "name": "Nordlys ApS", "city": "Aarhus C", "group": {"number": 1}, "lastUpdated": "2026-10-01T08:00:00Z"},
    {"customerNumber": 2, "name": "nordlys aps", "barred": True, "balance": Decimal("12.50"), "group": {"number": 2}},
    {"customerNumber": 10, "name": "Sol & Måne (Vest) A/S", "city": "", "lastUpdated": "2026-11-01T08:00:00Z", "type": "net"},
    {"customerNumber": 30, "name": "Pris $5 [ny]*", "balance": Decimal("-3")},
]


def found(text: str) -> list[int]:
    matches = parse_filter(text, PROPERTIES)
    return [row["customerNumber"] for row in ROWS if matches(row)]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("customerNumber$eq:2", [2]),
        ("customerNumber$ne:2", [1, 10, 30]),
        ("customerNumber$gte:2$and:customerNumber$lt:30", [2, 10]),
        ("customerNumber$eq:1$or:customerNumber$eq:30", [1, 30]),
        ("(customerNumber$eq:1$or:customerNumber$eq:2)$and:barred$eq:true", [2]),
        ("name$eq:NORDLYS aps", [1, 2]),
        ("name$like:nord", [1, 2]),
        ("name$like:nord*", [1, 2]),
        ("name$like:*APS", [1, 2]),
        ("name$like:aps*", []),
        ("name$eq:Sol & Måne $(Vest$) A/S", [10]),
        ("name$eq:Sol & Måne (Vest$) A/S", [10]),
        ("name$eq:Pris $$5 [ny]*", [30]),
        ("name$eq:Pris $$5 [ny]$*", [30]),
        ("name$eq:Pris $$5 $[ny$]*", []),
        ("name$like:[xyz]y", []),
        ("name$like:[snp]ol", [10]),
        ("name$like:[[]ny", [30]),
        ("name$like:[ny", []),
        ("name$like:$*", [30]),
        ("barred$eq:false", [1, 10, 30]),
        ("barred$ne:false", [2]),
        ("city$eq:$null:", [2, 30]),
        ("city$ne:$null:", [1, 10]),
        ("city$eq:", [10]),
        ("balance$lt:0", [30]),
        ("balance$eq:12.5", [2]),
        ("lastUpdated$gt:2026-10-15T00:00:00Z", [10]),
        ("lastUpdated$gte:2026-10-01", [1, 10]),
        ("customerNumber$in:[1,30,99]", [1, 30]),
        ("customerNumber$nin:[1,30,99]", [2, 10]),
        ("group.number$in:[2,$null:]", [2, 10, 30]),
        ("name$in:[Nordlys ApS]", []),
        ("type$eq:NET", [10]),
    ],
)
def test_a_filter_finds_the_rows_the_reference_says(text: str, numbers: list[int]) -> None:
    assert found(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name$is:x",
        "name$eq:a)",
        "(name$eq:a",
        "name$eq:a$b",
        "name$eq:a$",
        "name$eq:a$and:",
        "name$eq:a$and:city$eq:b$or:city$eq:c",
        "customerNumber$eq:abc",
        "customerNumber$eq:NaN",
        "customerNumber$like:1",
        "customerNumber$in:1,2",
        "customerNumber$in:[1,2",
        "barred$gt:true",
        "barred$eq:maybe",
        "balance$gt:$null:",
        "lastUpdated$gt:yesterday",
        "type$like:net",
    ],
)
def test_what_is_no_filter_is_refused(text: str) -> None:
    with pytest.raises(FilterRefused):
        parse_filter(text, PROPERTIES)


@pytest.mark.parametrize("name", ["nope", "hidden", "Name"])
def test_a_property_that_may_not_be_filtered_names_those_that_may(name: str) -> None:
    with pytest.raises(FilterRefused) as refused:
        parse_filter(f"{name}$eq:1", PROPERTIES)
    assert refused.value.errors == [f"Filtering is not allowed on property '{name}'."]
    assert refused.value.allowed == [one for one in PROPERTIES if one != "hidden"]


def test_a_list_takes_200_values_and_no_more() -> None:
    numbers = ",".join(str(number) for number in range(1, 201))
    assert found(f"customerNumber$in:[{numbers}]") == [1, 2, 10, 30]
    with pytest.raises(FilterRefused):
        found(f"customerNumber$in:[{numbers},201]")


def test_an_operator_that_breaks_the_vendors_server_breaks_here_too() -> None:
    with pytest.raises(ServerBug):
        parse_filter("mended$ne:true", PROPERTIES)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("customerNumber", [1, 2, 10, 30]),
        ("-customerNumber", [30, 10, 2, 1]),
        ("~customerNumber", [1, 10, 2, 30]),
        ("name,-customerNumber", [2, 1, 30, 10]),
        ("-balance,customerNumber", [2, 30, 1, 10]),
    ],
)
def test_rows_are_sorted_by_the_fields_named(text: str, numbers: list[int]) -> None:
    assert [row["customerNumber"] for row in parse_sort(text, PROPERTIES)(ROWS)] == numbers


@pytest.mark.parametrize("text", ["", "nope", "barred", "--name", "name,"])
def test_a_sort_that_is_not_allowed_is_refused(text: str) -> None:
    with pytest.raises(SortRefused):
        parse_sort(text, PROPERTIES)


def escaped(value: str) -> str:
    """What a careful caller sends: `$` and `)` always, `(`, `*` and `,` too; brackets never (section 6)."""
    return "".join(f"${character}" if character in "$()*," else character for character in value)


@given(st.text(min_size=1))
def test_any_text_is_found_by_its_own_escaped_value(value: str) -> None:
    matches = parse_filter(f"name$eq:{escaped(value)}$and:customerNumber$eq:7", PROPERTIES)
    assert matches({"name": value, "customerNumber": 7})
    assert matches({"name": value.upper().lower(), "customerNumber": 7}) or value.upper().lower().casefold() != value.casefold()
    assert not matches({"name": value + "x", "customerNumber": 7})


@given(st.text(alphabet="abc$()[]*,:1.adneqrilk", max_size=30))
def test_any_text_at_all_is_either_a_filter_or_refused(text: str) -> None:
    try:
        matches = parse_filter(text, PROPERTIES)
    except (FilterRefused, ServerBug):
        return
    assert all(matches(row) in (True, False) for row in ROWS)


@given(st.lists(st.integers(1, 50), max_size=20), st.integers(1, 50), st.integers(1, 50))
def test_comparisons_and_their_joins_mean_what_arithmetic_says(numbers: list[int], low: int, high: int) -> None:
    between = parse_filter(f"customerNumber$gte:{low}$and:customerNumber$lte:{high}", PROPERTIES)
    outside = parse_filter(f"customerNumber$lt:{low}$or:customerNumber$gt:{high}", PROPERTIES)
    for number in numbers:
        assert between({"customerNumber": number}) is (low <= number <= high)
        assert outside({"customerNumber": number}) is not (low <= number <= high)
