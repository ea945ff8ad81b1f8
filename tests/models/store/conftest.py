"""A store with one integration: every test runs on a throw-away file and on a PostgreSQL server, unless it looks at the file."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models.records import Company, Connection, Integration, Side
from desktop.models.store.work import Store
from tests.postgresql_server import Server

PSA = Connection(
    side=Side.PSA, system="timelog", base_address="https://timelog.invalid/æble", settings=(("site", "æble"),), key="k1"
)
FINANCE = Connection(
    side=Side.FINANCE,
    system="economic",
    company=Company(id="77", name="Æble ApS", currency="DKK", is_test=True),
    key="k2",
    is_established=True,
    tested_at=dt.datetime(2026, 7, 14, 10, 5, tzinfo=dt.UTC),
)

# Every row of every table, and every number to be given next. Locks and TRUNCATE would take ten times as long.
EMPTY = """
SET session_replication_role = replica;
DO $$
DECLARE one text;
BEGIN
    FOR one IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'DELETE FROM ' || one;
    END LOOP;
    FOR one IN SELECT quote_ident(sequencename) FROM pg_sequences WHERE schemaname = 'public' LOOP
        PERFORM setval(one, 1, false);
    END LOOP;
END $$
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the store lies; nothing is there yet."""
    return tmp_path / "data" / "bindeled.sqlite3"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """On both kinds of database, unless the test itself wants the file."""
    if "store" in metafunc.fixturenames and metafunc.module.__name__.rpartition(".")[2] != "test_shared_store":
        kinds = ["file"] if "file" in metafunc.fixturenames else ["file", "server"]
        metafunc.parametrize("store", kinds, indirect=True)


@pytest.fixture(scope="session")
def shared_store(server: Server) -> Iterator[Store]:
    """A store on the server, emptied for each test: making one takes half a second."""
    opened = Store.open(server.new_database())
    yield opened
    opened.close()


@pytest.fixture
def empty_shared_store(server: Server, shared_store: Store) -> Store:
    """The same, without a row."""
    server.run(EMPTY, str(shared_store._engine.url.database))
    return shared_store


@pytest.fixture
def fresh_file(file: Path, fresh_store: Path) -> Path:
    """The same place, with a store there that has no row yet."""
    file.parent.mkdir()
    return Path(shutil.copyfile(fresh_store, file))


@pytest.fixture
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """An open, empty store."""
    if request.param == "server":
        yield request.getfixturevalue("empty_shared_store")
        return
    opened = Store.open(request.getfixturevalue("fresh_file"))
    yield opened
    opened.close()


@pytest.fixture
def integration(store: Store) -> Integration:
    """The one integration in the store."""
    with store.work() as work:
        made = work.integrations.add("Æble til e-conomic", PSA, FINANCE)
        work.commit()
    return made


@pytest.fixture
def here(integration: Integration) -> int:
    """The id of the integration."""
    return integration.id


@pytest.fixture
def elsewhere(store: Store, integration: Integration) -> int:
    """The id of a second integration, whose records must never show up in the first."""
    with store.work() as work:
        made = work.integrations.add("Another", PSA, FINANCE)
        work.commit()
    return made.id
