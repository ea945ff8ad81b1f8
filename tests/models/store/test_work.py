from __future__ import annotations

import datetime as dt
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session

from desktop.errors import StoreUnusable
from desktop.models.records import Customer, Side
from desktop.models.store import engines
from desktop.models.store.tables import AwareTime, IntegrationRow
from desktop.models.store.work import Store, Work


def test_a_unit_of_work_is_rolled_back_unless_it_was_committed(store: Store, here: int) -> None:
    with store.work() as work:
        work.customers.put(here, Side.PSA, Customer(id="1", name="Kept"))
        work.commit()
        work.customers.put(here, Side.PSA, Customer(id="2", name="Lost"))

    with store.reading() as work:
        assert [one.name for one in work.customers.all(here, Side.PSA)] == ["Kept"]


def test_an_error_takes_back_what_was_not_committed_and_goes_on_up(store: Store, here: int) -> None:
    def fail(work: Work) -> None:
        work.settings.put(here, "name", {"a": 1})
        raise KeyError("bug")

    with pytest.raises(KeyError, match="bug"), store.work() as work:
        fail(work)

    with store.reading() as work:
        assert work.settings.get(here, "name") == {}


def test_reading_goes_on_while_somebody_writes(store: Store, here: int) -> None:
    with store.work() as writing:
        writing.settings.put(here, "name", {"a": 1})
        writing.settings.get(here, "name")
        with store.reading() as work:
            assert work.settings.get(here, "name") == {}
        writing.commit()

    with store.reading() as work:
        assert work.settings.get(here, "name") == {"a": 1}


def test_two_writers_wait_for_each_other(store: Store, here: int) -> None:
    def count_up() -> None:
        for _ in range(20):
            with store.work() as work:
                work.settings.put(here, "count", {"n": work.settings.get(here, "count").get("n", 0) + 1})
                work.commit()

    threads = [threading.Thread(target=count_up) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with store.reading() as work:
        assert work.settings.get(here, "count") == {"n": 60}


def test_a_fresh_file_that_is_held_for_a_moment_is_waited_for(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE notes (text)")  # not in WAL yet: to switch, the file must be free
        other.execute("BEGIN EXCLUSIVE")
        letting_go = threading.Timer(0.3, other.rollback)
        letting_go.start()
        Store.open(file).close()
        letting_go.join()

    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.1)
    held = file.with_name("held.sqlite3")
    with closing(sqlite3.connect(held, isolation_level=None)) as other:
        other.execute("CREATE TABLE notes (text)")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreUnusable, match="is locked by another program"):
            Store.open(held)


class RefusingConnection:
    """SQLite refuses to switch to WAL at once, however long it was told to wait, when two programs try it together."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    def execute(self, _statement: str) -> None:
        if self.answers:
            raise sqlite3.OperationalError(self.answers.pop(0))


def test_the_switch_to_wal_is_tried_again_while_another_program_makes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = RefusingConnection("database is locked", "database is locked")
    engines._use_journal(connection)
    assert connection.answers == []

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        engines._use_journal(RefusingConnection("attempt to write a readonly database", "never asked for"))
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.05)
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        engines._use_journal(RefusingConnection(*["database is locked"] * 1000))


def test_everything_is_there_after_opening_again(file: Path, store: Store, here: int) -> None:
    store.close()
    again = Store.open(file)

    with again.reading() as work:
        assert [one.id for one in work.integrations.all()] == [here]
    again.close()


def test_the_store_is_told_apart_by_its_place(file: Path, store: Store) -> None:
    assert store.name == f"sqlite:///{file}"


def test_an_address_opens_the_same_file(file: Path, store: Store, here: int) -> None:
    other = Store.open(make_url(f"sqlite:///{file}"))

    with other.reading() as work:
        assert work.integrations.get(here) is not None
    other.close()


def test_a_file_name_may_hold_any_sign(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "æ ø %s ?#" / "store's.sqlite3")

    with store.work() as work:
        assert work.integrations.all() == []
    store.close()
    assert (tmp_path / "æ ø %s ?#" / "store's.sqlite3").is_file()


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = dt.datetime(2026, 7, 14)  # noqa: DTZ001  # that is the point
    with Session(store._engine) as session:
        session.add(IntegrationRow(name="x", is_active=False, created_at=naive))
        with pytest.raises(StatementError, match="without a zone"):
            session.flush()


def test_a_time_comes_back_in_utc(store: Store) -> None:
    there = dt.timezone(dt.timedelta(hours=2))
    with Session(store._engine) as session:
        session.add(IntegrationRow(id=9, name="x", is_active=False, created_at=dt.datetime(2026, 7, 14, 12, tzinfo=there)))
        session.commit()
    with Session(store._engine) as session:
        found = session.get_one(IntegrationRow, 9).created_at

    assert (found, found.tzinfo) == (dt.datetime(2026, 7, 14, 10, tzinfo=dt.UTC), dt.UTC)


def test_a_time_of_a_database_that_keeps_zones_comes_back_in_utc() -> None:
    there = dt.timezone(dt.timedelta(hours=2))

    assert AwareTime().process_result_value(dt.datetime(2026, 7, 14, 12, tzinfo=there), None) == dt.datetime(
        2026, 7, 14, 10, tzinfo=dt.UTC
    )
    assert AwareTime().process_result_value(None, None) is None


def test_a_record_of_an_integration_that_is_none_is_refused(store: Store) -> None:
    with pytest.raises(StoreUnusable) as refused, store.work() as work:
        work.customers.put(99, Side.PSA, Customer(id="1"))

    assert "foreign key" in refused.value.technical.casefold()
