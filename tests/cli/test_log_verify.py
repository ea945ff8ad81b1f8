"""`bindeled log verify` says whether the log stands as it was written."""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any


def test_an_untouched_log_is_whole(office: Any) -> None:
    answer = office.run("log", "verify", "--json")
    assert answer.code == 0
    assert answer.data["faults"] == []
    assert answer.data["entries"] > 0
    assert answer.data["hash"] in office.run("log", "verify").out


def test_a_tampered_log_ends_with_1_and_names_the_entry(office: Any) -> None:
    with closing(sqlite3.connect(office.folder / "bindeled.sqlite3")) as connection:
        connection.execute("UPDATE log_entries SET subject = 'other' WHERE id = 2")
        connection.commit()

    answer = office.run("log", "verify", "--json")
    assert (answer.code, answer.data["faults"]) == (1, [{"kind": "changed", "first": 2, "last": 2}])
    answer = office.run("log", "verify")
    assert answer.code == 1
    assert "Log entry 2 was changed after it was written." in answer.out
    assert "Compare it with a copy" in answer.err


def test_missing_entries_are_named_in_one_sentence(office: Any) -> None:
    with closing(sqlite3.connect(office.folder / "bindeled.sqlite3")) as connection:
        connection.execute("DELETE FROM log_entries WHERE id IN (1, 3, 4)")
        connection.commit()
    answer = office.run("log", "verify")
    assert answer.code == 1
    assert "Log entry 1 is missing." in answer.out
    assert "Log entries 3 to 4 are missing." in answer.out


def test_the_exported_log_is_verified_without_bindeled(office: Any, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    answer = office.run("log", "export", str(file), "--json")
    assert answer.code == 0
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert answer.data == {"entries": len(lines), "file": str(file)}

    before = ""
    for line in lines:
        text = json.dumps(line["entry"], sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(text.encode()).hexdigest() == line["hash"]
        assert line["entry"]["hash_before"] == before
        before = line["hash"]
    assert office.run("log", "verify", "--json").data["hash"] == before


def test_the_log_is_exported_as_a_table_with_hashes(office: Any, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx"):
        assert office.run("log", "export", str(tmp_path / f"log.{ending}"), "--language", "en").code == 0
    with (tmp_path / "log.csv").open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert rows
    assert [row["Hash before"] for row in rows[1:]] == [row["Hash (SHA-256)"] for row in rows[:-1]]
    assert office.run("log", "export", str(tmp_path / "log.pdf")).code == 1


def test_plain_log_still_lists_and_options_before_a_subcommand_are_refused(office: Any) -> None:
    assert office.run("log", "--limit", "1", "--json").code == 0
    answer = office.run("log", "--limit", "1", "verify")
    assert answer.code == 2
    assert "log verify" in answer.err
