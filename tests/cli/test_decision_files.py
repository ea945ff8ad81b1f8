"""Decisions made in a spreadsheet come back as plans: `bindeled suggest --out` and `bindeled link --plan-from`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest


def test_open_decisions_go_out_to_a_file_and_come_back_as_plans(
    office: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "decisions.csv"
    assert office.run("suggest", "--out", str(file)).code == 0
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    alone = next(row for row in rows if row["PSA no."])
    alone["Decision"] = "Link only"
    next(row for row in rows if row is not alone)["Decision"] = "Maybe"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    before = office.company.economic.state(), office.company.timelog.state()

    seen = office.run("link", "--plan-from", str(file), "--preview", "--json")
    assert seen.code == 1
    assert [one["finance_id"] for one in seen.data["planned"]] == [alone["Finance id"]]
    assert [one["reason"].split(".")[0] for one in seen.data["unreadable"]] == ["Maybe is no decision"]
    planned = office.run("link", "--plan-from", str(file), "--json")
    assert planned.data["planned"] == seen.data["planned"]
    again = office.run("link", "--plan-from", str(file), "--preview", "--json")
    assert (again.data["planned"], again.data["unchanged"]) == ([], len(rows) - 1)

    file.write_text(f"Finance id,Decision\n{alone['Finance id']},Ignore\n", encoding="utf-8")
    monkeypatch.setenv("LOGNAME", "birthe")
    others = office.run("link", "--plan-from", str(file), "--json")
    assert (others.code, others.data["planned"], len(others.data["stays"])) == (1, [], 1)
    replaced = office.run("link", "--plan-from", str(file), "--replace", "--json")
    assert [(one["action"], one["before"]) for one in replaced.data["planned"]] == [("ignore", "link_only")]
    assert replaced.data["planned"][0]["before_by"]
    assert (office.company.economic.state(), office.company.timelog.state()) == before
