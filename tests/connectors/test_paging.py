"""Loops that end, and registers that are whole."""

from __future__ import annotations

import pytest

from desktop.connectors.paging import Part, all_pages, pages_by_number
from desktop.errors import PassingTrouble, UnexpectedAnswer


def read_all(*parts: Part[int], endless: bool = False) -> list[int]:
    by_marker = dict(zip(["", *(str(number) for number in range(1, len(parts)))], parts, strict=True))
    pages = all_pages(by_marker.__getitem__, system="e-conomic", register="customers")
    return [record for page in pages for record in page.records]


def test_follows_the_markers_to_the_last_part() -> None:
    assert read_all(Part((1, 2), "1", 3), Part((3,), None, 3)) == [1, 2, 3]


def test_an_empty_register_is_one_empty_page() -> None:
    assert read_all(Part((), None, 0)) == []


def test_a_marker_that_repeats_stops_the_loop() -> None:
    with pytest.raises(UnexpectedAnswer, match="contradicts itself about customers"):
        read_all(Part((1,), "1"), Part((2,), "1"))


def test_fewer_records_than_counted_are_not_taken_for_all() -> None:
    with pytest.raises(UnexpectedAnswer):
        read_all(Part((1,), "1", 3), Part((2,), None, 3))


def test_a_register_that_shrank_meanwhile_is_read_again() -> None:
    with pytest.raises(PassingTrouble, match="Read again"):
        read_all(Part((1, 2), "1", 4), Part((4,), None, 3))


def test_a_register_that_grew_meanwhile_is_whole() -> None:
    assert read_all(Part((1,), "1", 2), Part((2,), "2", 3), Part((3,), None, None)) == [1, 2, 3]


def read_by_number(*parts: Part[int]) -> list[tuple[tuple[int, ...], int | None]]:
    told = iter(parts)
    pages = pages_by_number(lambda _marker: next(told), system="e-conomic", register="invoices/drafts")
    return [(page.records, page.total) for page in pages]


def test_by_number_the_whole_is_what_was_read_and_what_is_left() -> None:
    assert read_by_number(Part((1, 2), "2", 3), Part((3, 4), None, 2)) == [((1, 2), 3), ((3, 4), 4)]
    assert read_by_number(Part((), None, 0)) == [((), 0)]


@pytest.mark.parametrize("parts", [(Part((1,), "1", 2), Part((), "1", 1)), (Part((1,), None, 2),)])
def test_by_number_a_part_that_leaves_records_out_is_not_taken_for_all(parts: tuple[Part[int], ...]) -> None:
    with pytest.raises(UnexpectedAnswer):
        read_by_number(*parts)
