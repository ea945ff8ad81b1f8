"""`bindeled log --verify` says whether the log stands as it was written."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any


def test_an_untouched_log_is_whole(office: Any) -> None:
    answer = office.run("log", "--verify", "--json")
    assert answer.code == 0
    assert answer.data["faults"] == []
    assert answer.data["entries"] > 0
    assert answer.data["hash"] in office.run("log", "--verify").out


def test_a_tampered_log_ends_with_1_and_names_the_entry(office: Any) -> None:
    with closing(sqlite3.connect(office.folder / "bindeled.sqlite3")) as connection:
        connection.execute("UPDATE log_entries SET subject = 'other' WHERE id = 2")
        connection.commit()

    answer = office.run("log", "--verify", "--json")
    assert (answer.code, answer.data["faults"]) == (1, [{"kind": "changed", "first": 2, "last": 2}])
    answer = office.run("log", "--verify")
    assert answer.code == 1
    assert "Log entry 2 was changed after it was written." in answer.out
    assert "Compare it with a copy" in answer.err


def test_missing_entries_are_named_in_one_sentence(office: Any) -> None:
    with closing(sqlite3.connect(office.folder / "bindeled.sqlite3")) as connection:
        connection.execute("DELETE FROM log_entries WHERE id IN (1, 3, 4)")
        connection.commit()
    answer = office.run("log", "--verify")
    assert answer.code == 1
    assert "Log entry 1 is missing." in answer.out
    assert "Log entries 3 to 4 are missing." in answer.out
