"""A PostgreSQL server of this machine's own program, for tests: in a throw-away folder, reached by a socket in it alone."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Column, Integer, create_engine, select, text
from sqlalchemy.engine import URL

from desktop.models.store.tables import Row
from desktop.models.store.work import Store

USER = "bindeled"
GUARDED = "guarded"  # a user who needs a password
PORT = 5432  # the name of the socket in its folder


def program(name: str) -> str | None:
    """Where a program of the server lies; Debian keeps them off the path, one folder for each version."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda file: int(file.parts[4].partition(".")[0]))
    return shutil.which(name) or (str(versions[-1]) if versions else None)


class Server:
    """The server; it can be killed, and started again on what it kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0

    def initialise(self) -> None:
        initdb = program("initdb")
        assert initdb is not None
        danish = ["--locale-provider=icu", "--icu-locale=da-DK"] if "--icu-locale" in self._asked(initdb, "--help") else []
        data = ["-D", str(self.folder / "data"), "-U", USER, "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--no-sync"]
        self._asked(initdb, *data, *danish)
        with (self.folder / "data" / "pg_hba.conf").open("w", encoding="utf-8") as rules:
            rules.write(f"local all {GUARDED} scram-sha-256\nlocal all all trust\n")

    def start(self) -> None:
        postgres = program("postgres")
        assert postgres is not None
        settings = {"listen_addresses": "", "unix_socket_directories": self.folder, "port": PORT, "timezone": "Asia/Kathmandu"}
        fast = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "16MB"}
        options = [word for name, value in {**settings, **fast}.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [postgres, "-D", str(self.folder / "data"), *options], stdout=log, stderr=log, **self._as_somebody()
            )
        deadline = time.monotonic() + 30
        while True:
            try:
                self.run("SELECT 1", "postgres")
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.02)

    def stop(self) -> None:
        """At once, as a machine that loses its power: every connection breaks. Kept is what was committed."""
        if self._process is None:
            return
        subprocess_id, self._process = self._process, None
        subprocess_id.send_signal(3)  # SIGQUIT: "immediate shutdown", which ends its children too
        subprocess_id.wait(30)

    def run(self, statements: str, database: str) -> None:
        with psycopg.connect(host=str(self.folder), port=PORT, user=USER, dbname=database, autocommit=True) as connection:
            connection.execute(statements)

    def new_database(self, like: str = "template1") -> URL:
        """The address of a fresh database; `like` names one to copy, which nobody may be connected to."""
        self._made += 1
        name = f"store_{self._made}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {like}", "postgres")
        return self.address(name)

    def address(self, database: str, user: str = USER) -> URL:
        return URL.create("postgresql", username=user, database=database, query={"host": str(self.folder)})

    def _asked(self, *command: str) -> str:
        return subprocess.run(command, check=True, capture_output=True, text=True, **self._as_somebody()).stdout

    def _as_somebody(self) -> dict[str, object]:
        """PostgreSQL refuses to run as root."""
        found: dict[str, object] = {"cwd": self.folder}
        if os.geteuid() == 0:
            found |= {"user": self.folder.owner(), "group": self.folder.group(), "extra_groups": []}
        return found


@contextmanager
def running_server() -> Iterator[Server]:
    """A server while the block runs; the test is skipped where there is no program of one."""
    if sys.platform == "win32" or program("initdb") is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql), so the shared store is not tried here")
    folder = Path(tempfile.mkdtemp(prefix="bindeled-pg-"))  # a short path: the name of a socket may have 107 characters
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody", "nogroup")
    server = Server(folder)
    try:
        server.initialise()
        server.start()
        yield server
    finally:
        with suppress(subprocess.TimeoutExpired):
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def moved_to(server: Server, file: Path) -> URL:
    """The address of a database on the server that holds what the store in the file holds."""
    url = server.new_database()
    shared = Store.open(url)
    with closing(shared), create_engine(f"sqlite:///{file}").connect() as source, shared._engine.begin() as target:
        for table in Row.metadata.sorted_tables:
            if rows := [dict(row) for row in source.execute(select(table)).mappings()]:
                target.execute(table.insert(), rows)
            if isinstance(table.c.get("id"), Column) and isinstance(table.c.id.type, Integer):
                number = f"pg_get_serial_sequence('{table.name}', 'id')"
                target.execute(text(f"SELECT setval({number}, (SELECT max(id) + 1 FROM {table.name}), false)"))
        source.engine.dispose()
    return url
