"""A store that is locked, read-only, damaged or from a newer version: a sentence with the next step, and nothing is lost."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop.app import open_bindeled
from desktop.errors import StoreUnusable
from desktop.models.records import Side
from desktop.paths import Paths


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one integration in its store."""
    program = open_bindeled(tmp_path / "data", for_this_run=True)
    program.connections.create("Nordlys", "timelog", "economic")
    program.close()
    return tmp_path / "data"


def database(folder: Path) -> Path:
    return Path(Paths(folder).database)


def damage(file: Path) -> None:
    file.write_bytes(b"not a database at all" * 500)
    for beside in file.parent.glob(f"{file.name}-*"):
        beside.unlink()


def make_newer(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    connection.close()


@pytest.mark.parametrize("spoil", [damage, make_newer])
def test_a_store_that_cannot_be_used_is_told_with_the_next_step_and_left_as_it_is(
    folder: Path, spoil: Callable[[Path], None]
) -> None:
    spoil(database(folder))
    before = database(folder).read_bytes()
    with pytest.raises(StoreUnusable) as told:
        open_bindeled(folder, for_this_run=True)
    assert told.value.what_to_do is not None
    assert told.value.what_to_do.render()
    assert database(folder).read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a file system that refuses this user")
def test_a_store_that_is_read_only_is_told(folder: Path) -> None:
    database(folder).chmod(0o444)
    folder.chmod(0o555)
    try:
        with pytest.raises(StoreUnusable, match="cannot be opened for writing"):
            open_bindeled(folder, for_this_run=True)
    finally:
        folder.chmod(0o755)


def test_a_store_that_another_program_locks_is_told_and_works_again_afterwards(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.models.store.engines.BUSY_SECONDS", 0.2)
    program = open_bindeled(folder, for_this_run=True)
    other = sqlite3.connect(database(folder), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnusable, match="is locked by another program"):
        program.connections.create("Second", "timelog", "economic")
    assert [one.name for one in program.connections.integrations()] == ["Nordlys"]
    other.execute("ROLLBACK")
    other.close()
    made = program.connections.create("Second", "timelog", "economic")
    assert program.connections.card(made.id, Side.PSA).label == "TimeLog"
    program.close()
