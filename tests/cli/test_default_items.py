"""Default items on the command line: shown, set, read from a file; and the item of one line chosen or split."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

NO_ITEM = "20327"  # the demo's invoice that has a line without an item number


def open_line(office: Any) -> dict[str, Any]:
    lines = office.run("items", "resolve", NO_ITEM, "--json").data["lines"]
    return next(one for one in lines if not one["item"])


def test_principles_and_items_of_values_are_set_and_shown(office: Any) -> None:
    principles = ["--principle", "expense=expense_type", "--principle", "mileage=4010"]
    told = office.run("items", "defaults", *principles, "--set", "project_type:Udvikling=1050", "--json")
    assert told.code == 0, told
    assert told.data["principles"]["expense"]["dimension"] == "expense_type"
    assert told.data["principles"]["mileage"]["item"] == "4010"
    values = {(one["dimension"], one["name"]): (one["item"], one["is_own"]) for one in told.data["values"]}
    assert values["project_type", "Udvikling"] == ("1050", True)
    assert values["expense_type", "Udlæg, fly"] == ("4020", False)


def test_a_file_sets_items_and_names_the_rows_that_do_not_fit(office: Any, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text("Dimension;Value;Item\ntask_type;Test;1060\nTask type;Rejse;1140\ntask_type;Nothing;1010\n", encoding="utf-8")
    told = office.run("items", "defaults", "--file", str(file), "--json")
    assert told.code == 1
    own = {one["name"]: one["item"] for one in told.data["values"] if one["is_own"]}
    assert own == {"Test": "1060", "Rejse": "1140"}
    assert "task_type Nothing" in told.err


def test_a_line_without_an_item_gets_one_and_then_nothing_stops_the_invoice(office: Any) -> None:
    line = open_line(office)
    before = office.run("transfer", NO_ITEM, "--check", "--json")
    assert "no_item" in before.out
    told = office.run("items", "resolve", NO_ITEM, str(line["line"]), "1010", "--json")
    assert told.code == 0, told
    assert "no_item" not in office.run("transfer", NO_ITEM, "--check", "--json").out
    office.run("items", "resolve", NO_ITEM, str(line["line"]), "--take-back")
    assert open_line(office) == line


def test_a_choice_that_is_kept_as_a_rule_stands_among_the_default_items_with_its_lines(office: Any) -> None:
    line = str(open_line(office)["line"])
    kept = office.run("items", "resolve", NO_ITEM, line, "1010", "--keep", "project_type")
    assert kept.code == 0, kept
    told = office.run("items", "defaults", "--json").data
    [value] = [one for one in told["values"] if one["dimension"] == "project_type" and one["is_own"]]
    assert (value["item"], value["lines"] > 0) == ("1010", True)
    by_it = {name for name, how in told["principles"].items() if how["dimension"] == "project_type"}
    assert by_it == {"time_and_material", "fixed_price"}, "what had no principle goes by it from now on"


def test_a_split_must_come_to_the_amount_of_the_line(office: Any) -> None:
    line = open_line(office)
    place, net = str(line["line"]), line["net"]
    assert office.run("items", "resolve", NO_ITEM, place, "1010=1", "1020=1").code == 1
    rest = f"{float(net) - 100:.2f}"
    told = office.run("items", "resolve", NO_ITEM, place, f"1010={rest}", "1020=100.00", "--json")
    assert told.code == 0, told
    parts = [(one["item"], one["net"]) for one in told.data["lines"] if one["line"] == line["line"]]
    assert parts == [("1010", rest), ("1020", "100.00")]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["defaults", "--principle", "mileage=expense_type"], 1),
        (["defaults", "--principle", "mileage=no such"], 1),
        (["defaults", "--principle", "lunch=1010"], 2),
        (["resolve", "no such"], 1),
        (["resolve", NO_ITEM, "1"], 2),
    ],
)
def test_what_cannot_be_is_refused(office: Any, arguments: list[str], code: int) -> None:
    assert office.run("items", *arguments).code == code


def test_a_change_is_taken_back_whole_and_nothing_more_is_a_refusal(office: Any) -> None:
    before = office.run("items", "defaults", "--json").data["principles"]
    office.run("items", "defaults", "--principle", "per_diem=1010", "--set", "project_type:Drift=1020")
    told = office.run("items", "defaults", "--undo", "--json")
    assert told.data["principles"] == before
    assert "2 default items taken back." in told.err
    assert next(one for one in told.data["values"] if one["name"] == "Drift")["item"] == ""
    assert office.run("items", "defaults", "--undo", "--principle", "per_diem=1010").code == 2
