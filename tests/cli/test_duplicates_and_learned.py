"""`bindeled duplicates`, `bindeled registers` and `bindeled learned`."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_customers_that_stand_twice_are_listed_and_written_to_a_file(office: Any, tmp_path: Path) -> None:
    file = tmp_path / "doubles.csv"
    answer = office.run("duplicates", "--side", "psa", "--out", str(file), "--json")

    assert answer.code == 0
    assert answer.data
    assert all(len(one["customers"]) > 1 and one["same"] for one in answer.data)
    assert len(file.read_text().splitlines()) == 1 + sum(len(one["customers"]) for one in answer.data)
    assert len(office.run("duplicates", "--side", "psa").out.splitlines()) == len(file.read_text().splitlines())


def test_with_no_decisions_nothing_was_learned_and_forgetting_changes_nothing(office: Any) -> None:
    answer = office.run("learned", "--forget", "--json")
    assert answer.code == 0
    assert (answer.data["decisions"], answer.data["weights"]) == (0, [])


def test_what_is_to_be_mended_in_the_registers_is_listed_and_written_to_a_file(office: Any, tmp_path: Path) -> None:
    file = tmp_path / "mend.csv"
    answer = office.run("registers", "--check", "--out", str(file), "--json")
    assert answer.code == 0
    assert answer.data["faults"]
    assert sum(answer.data["counts"].values()) == len(answer.data["faults"]) == len(file.read_text("utf-8-sig").splitlines()) - 1
    listed = office.run("registers")
    assert listed.code == 0
    assert "Customers in e-conomic" in listed.out
