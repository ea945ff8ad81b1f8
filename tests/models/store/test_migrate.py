from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from desktop.errors import StoreUnusable
from desktop.models.store import migrate
from desktop.models.store.tables import Row
from desktop.models.store.work import Store


@pytest.fixture
def older(file: Path) -> Path:
    """A database from before there were versions, with a row in it."""
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE notes (text)")
        connection.execute("INSERT INTO notes VALUES ('kept')")
        connection.commit()
    return file


def notes(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as connection:
        return [text for (text,) in connection.execute("SELECT text FROM notes")]


def test_a_fresh_store_has_exactly_the_declared_tables(store: Store) -> None:
    with store._engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Row.metadata) == []


def test_a_fresh_store_is_at_the_newest_revision_and_needs_no_copy(file: Path) -> None:
    store = Store.open(file)
    assert migrate.revision(store._engine) == migrate.revisions()[-1]
    store.close()
    assert [one.name for one in file.parent.iterdir() if one.is_dir()] == []


def test_a_database_without_a_version_tells_none(older: Path) -> None:
    engine = create_engine(f"sqlite:///{older}")
    assert migrate.revision(engine) == ""
    engine.dispose()


def test_an_older_database_is_copied_and_then_upgraded(older: Path) -> None:
    store = Store.open(older)

    (copy,) = (older.parent / "backups").iterdir()
    assert notes(copy) == ["kept"]
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]
    assert migrate.revision(store._engine) == migrate.revisions()[-1]
    assert notes(older) == ["kept"]
    store.close()


def test_a_copy_holds_what_another_program_has_only_written_to_its_journal(older: Path) -> None:
    with closing(sqlite3.connect(older)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("INSERT INTO notes VALUES ('in the journal')")
        other.commit()
        Store.open(older).close()

        (copy,) = (older.parent / "backups").iterdir()
        assert notes(copy) == ["kept", "in the journal"]


def test_an_up_to_date_database_is_not_copied_again(older: Path) -> None:
    for _ in range(3):
        Store.open(older).close()

    assert len(list((older.parent / "backups").iterdir())) == 1


def test_only_the_newest_copies_are_kept_and_nothing_else_is_removed(older: Path, tmp_path: Path) -> None:
    backups = tmp_path / "copies"
    backups.mkdir()
    old = [f"bindeled-202601{day:02}T101010000000.sqlite" for day in range(1, 13)]
    other = ["my own copy.sqlite", "other-20260101T101010000000.sqlite", "bindeled-notes.sqlite"]
    for name in (*old, *other):
        (backups / name).touch()

    Store.open(older, backups).close()

    left = sorted(one.name for one in backups.iterdir())
    assert len(left) == migrate.KEPT_BACKUPS + len(other)
    assert set(other) < set(left)
    assert old[2] not in left
    assert old[3] in left


def test_without_a_copy_nothing_is_upgraded(older: Path, tmp_path: Path) -> None:
    (tmp_path / "copies").write_text("a file, not a folder", "utf-8")

    with pytest.raises(StoreUnusable):
        Store.open(older, tmp_path / "copies")

    with closing(sqlite3.connect(older)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]


def test_half_a_copy_does_not_stay(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sqlite3.connect

    class FullDisk(sqlite3.Connection):
        def backup(self, *_args: Any, **_named: Any) -> None:
            raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(migrate.sqlite3, "connect", lambda place: real(place, factory=FullDisk))

    with pytest.raises(StoreUnusable, match="is full or cannot be written"):
        Store.open(older)
    assert list((older.parent / "backups").iterdir()) == []
    assert notes(older) == ["kept"]


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(file: Path) -> None:
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE transfers (mine)")

    with pytest.raises(StoreUnusable, match="did not answer as it should"):
        Store.open(file)

    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("transfers",)]


OPEN_WHEN_TOLD = """
import sys
from pathlib import Path
from desktop.models.store.work import Store
print("ready", flush=True)
input()
with Store.open(Path(sys.argv[1])).reading() as work:
    print(work.integrations.all())
"""


def test_two_programs_that_open_a_fresh_store_at_the_same_time_both_get_it(file: Path) -> None:
    command = [sys.executable, "-c", OPEN_WHEN_TOLD, str(file)]
    programs = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).resolve().parents[3])
        for _ in range(2)
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("\n")
        program.stdin.flush()

    assert [program.communicate()[0] for program in programs] == ["[]\n"] * 2


def test_a_store_that_is_no_file_is_not_copied_as_one(tmp_path: Path, store: Store) -> None:
    migrate._back_up(store._engine.url.set(database=""), tmp_path / "copies")

    assert not (tmp_path / "copies").exists()
