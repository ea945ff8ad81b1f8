"""The log is evidence: whatever is done to the database file by hand is found and named."""

from __future__ import annotations

import datetime as dt
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from desktop.models.records import Activity, Exchange, LogEntry, LogFault, LogFaultKind, LogProof, Outcome, Reason
from desktop.models.store.log_chain import CHAINED
from desktop.models.store.tables import LogEntryRow
from desktop.models.store.work import Store
from desktop.texts import Message

AT = dt.datetime(2026, 7, 14, 12, 5, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=2)))


def entry(here: int, number: int) -> LogEntry:
    return LogEntry(
        at=AT,
        integration_id=here,
        activity=Activity.TRANSFER,
        outcome=Outcome.DONE,
        message=Message("Invoice {number} was sent.", number=str(number)),
        system="e-conomic",
        person="anna@pc",
        subject_id=f"i{number}",
        subject="Æble",
        exchanges=(Exchange("POST", "https://restapi.invalid/invoices/drafts", "{}", 201, '{"n": 1}', AT, 0.25),),
    )


@pytest.fixture
def ten(store: Store, here: int, elsewhere: int) -> Store:
    """Ten entries of two integrations, written in several units of work."""
    for number in range(1, 11, 2):
        with store.work() as work:
            work.log.add(entry(here, number))
            work.log.add(entry(elsewhere, number + 1))
            work.commit()
    return store


def proof(store: Store) -> LogProof:
    with store.reading() as work:
        return work.log.verify()


def told(store: Store) -> list[tuple[str, int, int]]:
    return [(str(one.kind), one.first, one.last) for one in proof(store).faults]


def tamper(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


COPIED = ", ".join(column.name for column in LogEntryRow.__table__.columns if column.name != "id")


def copied(number: str, of: int) -> str:
    return f"INSERT INTO log_entries (id, {COPIED}) SELECT {number}, {COPIED} FROM log_entries WHERE id = {of}"


def test_the_hash_covers_every_column() -> None:
    assert {*CHAINED, "hash"} == {column.name for column in LogEntryRow.__table__.columns}


def test_an_untouched_log_is_whole_and_its_newest_hash_moves_on(ten: Store, here: int) -> None:
    before = proof(ten)
    assert (before.entries, before.is_whole, len(before.hash)) == (10, True, 64)
    with ten.work() as work:
        work.log.add(entry(here, 11))
        work.commit()
    assert proof(ten).is_whole
    assert proof(ten).hash != before.hash


def test_an_empty_log_is_whole(store: Store) -> None:
    assert proof(store) == LogProof(0, "", ())


def test_what_was_rolled_back_leaves_no_gap(ten: Store, here: int) -> None:
    with ten.work() as work:
        work.log.add(entry(here, 11))
    with ten.work() as work:
        assert work.log.add(entry(here, 12)) == 11
        work.commit()
        assert work.log.add(entry(here, 13)) == 12
        work.commit()
    assert proof(ten).is_whole


def changed(file: Path, number: int, change: str, store: Store) -> list[tuple[str, int, int]]:
    """What is told after a change, which is then taken back."""
    with closing(sqlite3.connect(file)) as connection:
        before = connection.execute("SELECT * FROM log_entries WHERE id = ?", (number,)).fetchone()
    tamper(file, f"UPDATE log_entries SET {change} WHERE id = {number}")
    found = told(store)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"REPLACE INTO log_entries VALUES ({', '.join('?' * len(before))})", before)
        connection.commit()
    return found


def test_a_change_of_any_column_is_found(ten: Store, file: Path) -> None:
    for column in CHAINED[3:]:
        assert changed(file, 4, f"{column} = 'other'", ten) == [("changed", 4, 4)], column
    assert proof(ten).is_whole


@pytest.mark.parametrize("number", [1, 5, 10])
def test_a_changed_value_is_found_wherever_it_stands(ten: Store, file: Path, number: int) -> None:
    for change in (
        "at = '2026-07-14 10:06:00.000000'",
        "at = 'never'",
        "exchanges = '[]'",
        "exchanges = 'no JSON'",
        "exchanges = replace(exchanges, '201', '500')",
        "integration_id = 7",
        "message = x'ff'",
        "hash = 'other'",
    ):
        assert changed(file, number, change, ten) == [("changed", number, number)], change


def test_an_entry_that_moved_to_another_time_of_writing_is_found(ten: Store, file: Path) -> None:
    tamper(
        file,
        "UPDATE log_entries SET id = 100 WHERE id = 5",
        "UPDATE log_entries SET id = 5 WHERE id = 6",
        "UPDATE log_entries SET id = 6 WHERE id = 100",
    )
    assert told(ten) == [("moved", 5, 5), ("moved", 6, 6)]


def test_an_entry_moved_to_the_end_is_found(ten: Store, file: Path) -> None:
    tamper(file, "UPDATE log_entries SET id = 50 WHERE id = 5")
    assert told(ten) == [("moved", 50, 50)]


@pytest.mark.parametrize(
    ("gone", "faults"),
    [
        ("id = 1", [("missing", 1, 1)]),
        ("id IN (4, 5, 6)", [("missing", 4, 6)]),
        ("id = 10", [("missing", 10, 10)]),
        ("id > 3", [("missing", 4, 10)]),
        ("id IN (2, 9)", [("missing", 2, 2), ("missing", 9, 9)]),
        ("id IN (1, 3, 8, 10)", [("missing", 1, 1), ("missing", 3, 3), ("missing", 8, 8), ("missing", 10, 10)]),
        ("id > 0", [("missing", 1, 10)]),
    ],
)
def test_missing_entries_are_found_also_at_the_end(ten: Store, file: Path, gone: str, faults: list[tuple[str, int, int]]) -> None:
    tamper(file, f"DELETE FROM log_entries WHERE {gone}")
    assert told(ten) == faults


def test_a_log_without_the_mark_of_its_end_cannot_be_whole(ten: Store, file: Path) -> None:
    tamper(file, "DELETE FROM log_ends")
    assert told(ten) == [("missing", 11, 11)]


@pytest.mark.parametrize("number", ["0", "11", "1000"])
def test_an_added_entry_is_found_and_stops_nobody(ten: Store, file: Path, here: int, number: str) -> None:
    tamper(file, copied(number, of=7))
    with ten.work() as work:
        written = work.log.add(entry(here, 12))
        work.commit()
    assert written > 10
    assert told(ten) == [("added", int(number), int(number))]


def test_an_entry_added_with_a_fitting_hash_is_found(ten: Store, file: Path, here: int) -> None:
    """Who knows the rule can chain an entry behind the newest, but the mark of the end does not know it."""
    with ten.work() as work:
        work.log.add(entry(here, 11))
        work.commit()
    tamper(file, "UPDATE log_ends SET entry_id = 10, hash = (SELECT hash FROM log_entries WHERE id = 10)")
    assert told(ten) == [("added", 11, 11)]
    with ten.work() as work:
        assert work.log.add(entry(here, 12)) == 12
        work.commit()
    assert told(ten) == [("added", 11, 11)]


def test_an_entry_replaced_by_one_with_a_fitting_hash_is_found(ten: Store, file: Path, here: int) -> None:
    """The entries behind it hold the hash that the true one had."""
    with closing(sqlite3.connect(file)) as connection:
        columns = connection.execute("SELECT * FROM log_entries WHERE id > 5 ORDER BY id").fetchall()
    tamper(
        file,
        "DELETE FROM log_entries WHERE id > 4",
        "UPDATE log_ends SET entry_id = 4, hash = (SELECT hash FROM log_entries WHERE id = 4)",
    )
    with ten.work() as work:
        work.log.add(entry(here, 99))
        work.commit()
    with closing(sqlite3.connect(file)) as connection:
        connection.executemany(f"INSERT INTO log_entries VALUES ({', '.join('?' * len(columns[0]))})", columns)
        connection.execute("UPDATE log_ends SET entry_id = 10, hash = (SELECT hash FROM log_entries WHERE id = 10)")
        connection.commit()
    assert told(ten) == [("changed", 5, 5)]


def test_a_log_cut_together_with_its_mark_is_found_by_the_transfers_that_name_what_is_missing(
    ten: Store, file: Path, here: int
) -> None:
    with ten.work() as work:
        reason = Reason(kind="no_lines", sentence=Message("The invoice has no lines with an amount."))
        work.transfers.fail_unsent(here, "i1", reason=reason, log_entry_id=9)
        work.commit()
    assert told(ten) == []
    tamper(
        file,
        "DELETE FROM log_entries WHERE id > 7",
        "UPDATE log_ends SET entry_id = 7, hash = (SELECT hash FROM log_entries WHERE id = 7)",
    )
    assert told(ten) == [("missing", 8, 9)]


def test_writers_at_the_same_time_make_one_chain(file: Path, store: Store, here: int) -> None:
    others = [Store.open(file) for _ in range(3)]

    def write(one: Store) -> None:
        for number in range(25):
            with one.work() as work:
                work.log.add(entry(here, number))
                work.log.add(entry(here, number))
                work.commit()

    writers = [threading.Thread(target=write, args=(one,)) for one in (store, *others)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    for other in others:
        other.close()
    assert (proof(store).entries, proof(store).faults) == (200, ())


def test_ten_thousand_entries_are_verified_in_seconds(store: Store, file: Path, here: int) -> None:
    with store.work() as work:
        for number in range(2_000):  # a fifth of them, in a fifth of the time
            work.log.add(entry(here, number))
        work.commit()
    began = time.thread_time()
    assert (proof(store).entries, proof(store).faults) == (2_000, ())
    assert time.thread_time() - began < 2  # read twice

    tamper(file, "UPDATE log_entries SET person = 'other' WHERE id = 1777")
    assert proof(store).faults == (LogFault(LogFaultKind.CHANGED, 1777, 1777),)
