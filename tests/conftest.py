"""What every test has: English texts, a throw-away data folder, no way out of this machine, no keyring of the person at it."""

from __future__ import annotations

import gc
import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from hypothesis import HealthCheck, settings
from keyring.backends import fail
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from desktop import texts
from desktop.models.store.work import Store
from desktop.paths import Paths

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Both look at the clock, which tells how busy the machine is; how long a test may take is the timeout's to say.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")
# Python looks for garbage in circles after every 700 objects: a tenth of the time of tests, which make many and keep few.
gc.set_threshold(20_000)


LONG_FILES = (
    "test_build.py",
    "test_killed_processes.py",
    "test_every_fault.py",
    "test_main_job.py",
    "test_window.py",
    "test_demo.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes minutes is begun first, so that no process is left alone with it at the end."""
    items.sort(key=lambda item: LONG_FILES.index(item.path.name) if item.path.name in LONG_FILES else len(LONG_FILES))
    follow_lines_once(items)


def follow_lines_once(items: list[pytest.Item]) -> None:
    """Coverage follows the lines of a test with its first parameters, and of no property: the others take the same ways.

    A test whose lines are followed takes twice as long. Only what is measured gets less; every test runs.
    """
    followed: set[str] = set()
    for item in items:
        test = item.nodeid.partition("[")[0]
        if test in followed or getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("no_cover")
        followed.add(test)


@pytest.fixture(autouse=True, scope="session")
def compiled_once() -> Iterator[None]:
    """A statement is compiled once a process, not once a database: a third of a test with a database goes to compiling.

    SQLAlchemy keeps what it compiled for an engine, by the engine's dialect; here one memory serves all engines, and the dialects
    of two databases of one kind count as the same, which they are: all are made by `desktop/models/store/engines.py`.
    """
    known: dict[Any, Any] = {}

    def remember(connection: Connection) -> None:
        connection.execution_options(compiled_cache=known)

    with pytest.MonkeyPatch.context() as patch:
        for kind in (SQLiteDialect_pysqlite, PGDialect_psycopg):
            patch.setattr(kind, "__eq__", lambda one, other: type(one) is type(other))
            patch.setattr(kind, "__hash__", lambda one: hash(type(one)))
        event.listen(Engine, "engine_connect", remember)
        yield
        event.remove(Engine, "engine_connect", remember)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Every test starts in English, whatever the one before chose."""
    texts.set_language("en")
    yield
    texts.set_language("en")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A throw-away data folder with its folders made."""
    found = Paths(tmp_path / "data")
    found.make()
    return found


@pytest.fixture(scope="session")
def fresh_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a store without a row, to be copied: a third of a second goes to every migration of a new one."""
    file = tmp_path_factory.mktemp("fresh") / "bindeled.sqlite3"
    Store.open(file).close()
    return file


@pytest.fixture(scope="session")
def shared() -> Path:
    """The vendors' reference material, which lies beside the repository on some machines only."""
    folder = Path(os.environ.get("BINDELED_SHARED") or Path(__file__).resolve().parents[2] / "shared")
    if not folder.is_dir():
        pytest.skip("the vendors' reference material is not here: set BINDELED_SHARED to its folder")
    return folder


def _stays_here(host: str) -> bool:
    if host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A test that reaches for another machine fails, even where the product's code caught the refusal.

    Names that end in `.invalid` never exist anywhere: they are answered with "no such host" and are there to be tried.
    """
    reached_for: list[str] = []
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(host: Any) -> None:
        name = host.decode() if isinstance(host, bytes) else str(host or "")
        if name.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        if not _stays_here(name):
            reached_for.append(name)
            raise ConnectionRefusedError(f"a test reached for {name}")

    def checked_connect(self: socket.socket, address: Any) -> None:
        if self.family != getattr(socket, "AF_UNIX", None):
            check(address[0])
        connect(self, address)

    def checked_connect_ex(self: socket.socket, address: Any) -> int:
        if self.family != getattr(socket, "AF_UNIX", None):
            check(address[0])
        return connect_ex(self, address)

    def checked_look_up(host: Any, *rest: Any, **more: Any) -> Any:
        check(host)
        return look_up(host, *rest, **more)

    monkeypatch.setattr(socket.socket, "connect", checked_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", checked_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", checked_look_up)
    yield reached_for
    assert not reached_for, f"outside traffic in a test: {', '.join(reached_for)}"


@pytest.fixture(scope="session")
def server() -> Iterator[Any]:
    """A PostgreSQL server for all tests of a process, where the program of one is installed."""
    from tests.postgresql_server import running_server

    with running_server() as found:
        yield found


@pytest.fixture(autouse=True, scope="session")
def no_keyring() -> None:
    """The keyring of the person at this machine is never touched; a test that needs one asks for `secret_service`."""
    keyring.set_keyring(fail.Keyring())


@pytest.fixture
def secret_service() -> Iterator[None]:
    """The real Secret Service keyring, empty and thrown away, that `dev.py test` starts where it is installed."""
    if os.environ.get("BINDELED_TEST_KEYRING") != "secret-service":
        pytest.skip("no throw-away keyring: `python3 dev.py test` starts one where dbus and gnome-keyring are installed")
    from keyring.backends import SecretService

    keyring.set_keyring(SecretService.Keyring())  # type: ignore[no-untyped-call]  # keyring has no types here
    yield
    keyring.set_keyring(fail.Keyring())
