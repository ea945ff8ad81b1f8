"""Item numbers: only active ones stop no invoice, and the counts say what waits."""

from __future__ import annotations

from typing import Any

from desktop.models.records import Activity
from desktop.progress import Silent


def states(office: Any) -> dict[str, Any]:
    return {one.item.number: one for one in office.items.items(office.integration.id)}


def test_items_are_listed_with_the_lines_that_use_them(office: Any) -> None:
    found = states(office)
    assert sorted(found) == ["1010", "1020", "1030", "1040", "9999"]
    assert [number for number, one in found.items() if one.is_ready] == ["1010", "1020"]
    assert not found["9999"].item.is_usable
    assert (found["1010"].used_lines, found["1010"].waiting_lines) == (10, 9)  # one stands on a draft, which cannot go


def test_what_was_transferred_waits_no_more(office: Any) -> None:
    office.transfers.send(office.integration, ["1"], Silent())
    found = states(office)["1010"]
    assert (found.used_lines, found.waiting_lines) == (10, 8)


def test_numbers_in_use_are_those_that_exist(office: Any) -> None:
    assert office.items.numbers_in_use(office.integration.id) == ["1010"]
    assert office.items.missing(office.integration.id) == {"7777": 1}


def test_switching_counts_what_changed_and_stands_in_the_log_once(office: Any) -> None:
    number = office.integration.id
    assert office.items.activate(number, ["1010", "1030"]) == 1
    assert "1 item activated: 1010, 1030" in str(office.newest().message)
    assert office.items.deactivate(number, ["1010", "1030"]) == 2
    assert office.newest().activity is Activity.ITEMS
    before = len(office.log.entries(number))
    assert office.items.deactivate(number, ["1010"]) == 0
    assert len(office.log.entries(number)) == before
    assert office.items.missing(number) == {"1010": 9, "7777": 1}
